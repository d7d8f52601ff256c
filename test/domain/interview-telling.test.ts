import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fingerprintOf } from '../../domain/interview-details.js';
import { planTelling, type EarlierMessage, type TellingPlan } from '../../domain/interview-telling.js';
import type { InterviewDetails } from '../../schemas/interview.js';

const ID = ['google-calendar', 'e1', '70'];
const at = (hour: number, over: Partial<InterviewDetails> = {}): InterviewDetails => ({
  jobTitle: 'Engineer',
  time: {
    startsAt: `2027-01-12T${String(hour).padStart(2, '0')}:00:00.000Z`,
    endsAt: `2027-01-12T${String(hour + 1).padStart(2, '0')}:00:00.000Z`,
    timeZone: null,
  },
  location: 'Room 1',
  videoUrl: null,
  panelists: ['Grace Hopper', 'Alan Turing'],
  ...over,
});

/** What the plan leaves behind once its messages have met their fate. */
function carriedOut(plan: TellingPlan, fate: EarlierMessage['fate']): EarlierMessage[] {
  if (plan.outcome === 'told') return [];
  const { kind, uid, sequence, fingerprint, details } = plan;
  return [{ messageKey: plan.keyOf('mail'), channel: 'mail', kind, uid, sequence, fingerprint, told: details, fate }];
}
const next = (wanted: InterviewDetails | null, earlier: EarlierMessage[], resend: string | null = null) =>
  planTelling(wanted, earlier, ID, resend);
const tell = (plan: TellingPlan) => {
  assert.equal(plan.outcome, 'tell');
  return plan;
};

describe('what a candidate is told of an interview', () => {
  it('is a confirmation, then what changed, then that it is cancelled, each with the same UID and the next number', () => {
    const first = tell(next(at(10), []));
    const told = carriedOut(first, 'arrived');
    const moved = tell(next(at(12), told));
    told.push(...carriedOut(moved, 'arrived'));
    const cancelled = tell(next(null, told));
    told.push(...carriedOut(cancelled, 'arrived'));
    assert.deepEqual(
      [first, moved, cancelled].map(({ kind, sequence }) => [kind, sequence]),
      [
        ['confirmed', 0],
        ['changed', 1],
        ['cancelled', 2],
      ],
    );
    assert.equal(new Set([first.uid, moved.uid, cancelled.uid]).size, 1);
    assert.deepEqual(moved.before, at(10));
    assert.deepEqual(cancelled.details, at(12));
    assert.equal(next(null, told).outcome, 'told');
    assert.equal(tell(next(at(12), told)).kind, 'confirmed');
  });

  it('is nothing when nothing they would notice has changed', () => {
    const told = carriedOut(tell(next(at(10), [])), 'arrived');
    const same = at(10, { jobTitle: 'Senior Engineer', panelists: ['Alan Turing', 'Grace Hopper'] });
    assert.equal(next(same, told).outcome, 'told');
    assert.equal(next(null, []).outcome, 'told');
  });

  it('has another key when it is moved back: that is news too', () => {
    const told = carriedOut(tell(next(at(10), [])), 'arrived');
    told.push(...carriedOut(tell(next(at(12), told)), 'arrived'));
    const back = tell(next(at(10), told));
    assert.equal(back.kind, 'changed');
    assert.ok(!told.some(({ messageKey }) => messageKey === back.keyOf('mail')));
  });

  it('supersedes what did not go out, and keeps the key of what is to be tried again', () => {
    const first = tell(next(at(10), []));
    const unsent = carriedOut(first, 'unsent');
    const again = tell(next(at(10), unsent));
    assert.deepEqual([again.keyOf('mail'), again.sequence], [first.keyOf('mail'), 0]);
    assert.deepEqual(again.pending, unsent);
    const moved = tell(next(at(12), unsent));
    assert.deepEqual([moved.kind, moved.superseded], ['confirmed', unsent]);
  });

  it('is not told again while it is in doubt, nor claimed to be known', () => {
    const doubtful = carriedOut(tell(next(at(10), [])), 'doubtful');
    assert.equal(next(at(10), doubtful).outcome, 'told');
    const moved = tell(next(at(12), doubtful));
    assert.deepEqual([moved.kind, moved.before, moved.sequence], ['confirmed', null, 1]);
    assert.equal(tell(next(null, doubtful)).kind, 'cancelled');
  });

  it('is told once more for each request of a person', () => {
    const told = carriedOut(tell(next(at(10), [])), 'lost');
    const more = tell(next(at(10), told, 'r1'));
    assert.equal(more.kind, 'confirmed');
    told.push(...carriedOut(more, 'arrived'));
    assert.equal(next(at(10), told, 'r1').outcome, 'told');
    assert.equal(next(at(10), told, 'r2').outcome, 'tell');
  });

  it('never has the same key twice, and ends with what is true, whatever happens', () => {
    const fate = fc.constantFrom<EarlierMessage['fate']>('unsent', 'doubtful', 'arrived', 'lost');
    const change = fc.record({ hour: fc.option(fc.integer({ min: 8, max: 11 })), fate });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const earlier = new Map<string, EarlierMessage>();
        for (const { hour, fate } of changes) {
          const wanted = hour === null ? null : at(hour);
          const plan = next(wanted, [...earlier.values()]);
          for (const message of carriedOut(plan, fate)) {
            const before = earlier.get(message.messageKey);
            assert.ok(!before || before.fate === 'unsent', 'a message that went out was composed again');
            earlier.delete(message.messageKey);
            earlier.set(message.messageKey, message);
          }
          const out = [...earlier.values()]
            .filter((one) => one.fate !== 'unsent')
            .sort((a, b) => a.sequence - b.sequence);
          const last = out.at(-1);
          if (plan.outcome === 'told' && wanted) assert.equal(last?.fingerprint, fingerprintOf(wanted));
          if (plan.outcome === 'told' && !wanted) assert.ok(!last || last.kind === 'cancelled');
          assert.equal(new Set(out.map(({ sequence }) => sequence)).size, out.length);
        }
      }),
    );
  });
});
