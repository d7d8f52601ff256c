import assert from 'node:assert/strict';
import fc from 'fast-check';
import { daysOf, duePeriods, lastDays, MOST_PERIODS, periodText } from '../../domain/attribution-period.js';

const NEW_YORK = { timeZone: 'America/New_York', at: '06:00' };
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

describe('attribution: which reports are due', () => {
  const cases: [what: string, report: 'daily' | 'weekly', at: string, now: string, newest: string][] = [
    ['a week on its Monday, once it is time', 'weekly', '06:00', '2026-11-23T11:00:00Z', '2026-11-16..2026-11-22'],
    ['not a minute before', 'weekly', '06:00', '2026-11-23T10:59:00Z', '2026-11-09..2026-11-15'],
    ['the same week until the next Monday', 'weekly', '06:00', '2026-11-29T23:00:00Z', '2026-11-16..2026-11-22'],
    ['a day on the next one', 'daily', '06:00', '2026-11-23T11:00:00Z', '2026-11-22..2026-11-22'],
    ['the day before, before it is time', 'daily', '06:00', '2026-11-23T10:59:00Z', '2026-11-21..2026-11-21'],
    // On 8 March 2026 the clock goes from 2 to 3 AM, on 1 November from 2 back to 1.
    [
      'a time that the clock skips, when it has jumped',
      'daily',
      '02:30',
      '2026-03-08T07:30:00Z',
      '2026-03-07..2026-03-07',
    ],
    ['not before the jump', 'daily', '02:30', '2026-03-08T06:59:00Z', '2026-03-06..2026-03-06'],
    ['a time that comes twice, the first time', 'daily', '01:30', '2026-11-01T05:30:00Z', '2026-10-31..2026-10-31'],
  ];
  for (const [what, report, at, now, newest] of cases) {
    it(`makes ${what}`, () => {
      const due = duePeriods({ ...NEW_YORK, report, at }, { made: [], since: LONG_AGO }, new Date(now));
      assert.equal(due.length, MOST_PERIODS);
      assert.equal(due.at(-1) && periodText(due.at(-1)!), newest);
    });
  }

  it('catches up what was missed, and nothing from before the deployment', () => {
    const policy = { ...NEW_YORK, report: 'daily' as const };
    const now = new Date('2026-11-23T12:00:00Z');
    const due = (made: string[], since: string) =>
      duePeriods(policy, { made, since: new Date(since) }, now).map(({ from }) => from);
    assert.deepEqual(due(['2026-11-20..2026-11-20'], '2026-01-01T00:00:00Z'), ['2026-11-21', '2026-11-22']);
    assert.deepEqual(due(['2026-11-22..2026-11-22'], '2026-01-01T00:00:00Z'), []);
    assert.deepEqual(due([], '2026-11-22T12:00:00Z'), ['2026-11-22']);
    assert.deepEqual(due([], '2026-11-23T11:30:00Z'), []);
  });

  it('makes periods that follow one another, each of its length', () => {
    const day = fc.integer({ min: 0, max: 4_000 * 24 * 60 });
    fc.assert(
      fc.property(day, fc.constantFrom('daily' as const, 'weekly' as const), (minutes, report) => {
        const now = new Date(Date.parse('2024-01-01T00:00:00Z') + minutes * 60_000);
        const due = duePeriods({ ...NEW_YORK, report }, { made: [], since: LONG_AGO }, now);
        for (const [index, period] of due.entries()) {
          assert.equal(daysOf(period), report === 'weekly' ? 7 : 1);
          const next = due[index + 1];
          if (next) assert.equal(Date.parse(next.from) - Date.parse(period.to), 86_400_000);
          if (report === 'weekly') assert.equal(new Date(period.from).getUTCDay(), 1);
        }
      }),
    );
  });

  it('counts back from a day', () => {
    assert.deepEqual(lastDays('2026-03-02', 30), { from: '2026-02-01', to: '2026-03-02' });
    assert.equal(daysOf({ from: '2026-02-01', to: '2026-03-02' }), 30);
  });
});
