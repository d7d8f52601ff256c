import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { referralWorkflowId, referredUserWorkflowId, retrySignal } from '../../workflows/contract.js';
import type { referralCapture } from '../../workflows/referral-capture.js';
import {
  assignReferralSignal,
  referralNewsSignal,
  referralStatusQuery,
  type ReferralState,
} from '../../workflows/referral-contract.js';
import type { referredUser } from '../../workflows/referred-user.js';
import { eventually } from '../support/eventually.js';
import {
  attentionOf,
  CAPTURED,
  hoursOf,
  inTurn,
  refused,
  ReferralTheatre,
  type Play,
  type Steps,
} from './referral-stage.js';

const ADVOCACY = 'saasquatch';
const READY = { outcome: 'ready', reason: null } as const;
const NO_CONSENT = { outcome: 'no_consent', reason: 'no consent' } as const;

describe('referralCapture', function () {
  this.timeout(60_000);
  let theatre: ReferralTheatre;
  before(async () => {
    theatre = await ReferralTheatre.open();
  });
  after(() => theatre.close());

  /** What the platform's webhook does. */
  const event = ({ environment, taskQueue, id }: Play) =>
    environment.client.workflow.signalWithStart<typeof referralCapture, []>('referralCapture', {
      taskQueue,
      workflowId: referralWorkflowId(ADVOCACY, id('r')),
      args: [{ advocacy: ADVOCACY, referralId: id('r') }],
      signal: referralNewsSignal,
      searchAttributes: { HireAttention: ['none'] },
      priority: { priorityKey: 4, fairnessKey: ADVOCACY },
    });
  type Handle = Awaited<ReturnType<typeof event>>;
  const until = (handle: Handle, status: ReferralState['status']) =>
    eventually(status, async () => {
      const state = await handle.query(referralStatusQuery);
      return state.status === status && state;
    });

  const outcomes: [string, Partial<Steps>, object, string[]][] = [
    [
      'takes a referral to the ATS and shows the advocate',
      {},
      CAPTURED,
      ['readReferral', 'captureReferral', 'showStatus'],
    ],
    [
      'has the hire confirmed that was there before',
      { showStatus: () => Promise.resolve({ status: 'hired' }) },
      CAPTURED,
      ['readReferral', 'captureReferral', 'showStatus', 'requestHireConfirmation'],
    ],
    [
      'shows nothing where the referral was rejected',
      { captureReferral: () => Promise.resolve({ ...CAPTURED, status: 'rejected', reason: 'First.' }) },
      { ...CAPTURED, status: 'rejected', reason: 'First.' },
      ['readReferral', 'captureReferral'],
    ],
    [
      'shows nothing where it was linked to a candidate without an application',
      { captureReferral: () => Promise.resolve({ ...CAPTURED, applicationId: null }) },
      { ...CAPTURED, applicationId: null },
      ['readReferral', 'captureReferral'],
    ],
    [
      'ends where nothing is to be done',
      { readReferral: () => Promise.resolve({ outcome: 'ignored', reason: 'The candidate was anonymised.' }) },
      { status: 'ignored', reason: 'The candidate was anonymised.', ats: null, applicationId: null },
      ['readReferral'],
    ],
  ];
  for (const [what, script, outcome, calls] of outcomes) {
    it(what, () =>
      theatre.play(script, async (play) => {
        const handle = await event(play);
        assert.deepEqual(await handle.result(), outcome);
        assert.deepEqual(play.names(), calls);
        const { status } = outcome as { status: string };
        assert.equal((await handle.query(referralStatusQuery)).status, status);
      }),
    );
  }

  it('looks for a consent as often as policy says', () =>
    theatre.play(
      {
        readReferral: inTurn<typeof READY | (typeof NO_CONSENT & { lookAgainMs: number })>(
          { ...NO_CONSENT, lookAgainMs: 4 * 3_600_000 },
          { ...NO_CONSENT, lookAgainMs: 4 * 3_600_000 },
          READY,
        ),
      },
      async (play) => {
        const handle = await event(play);
        assert.deepEqual(await handle.result(), CAPTURED);
        const hours = await hoursOf(handle);
        assert.ok(hours > 7.9 && hours < 8.3, `${hours} hours`);
      },
    ));

  it('tells the same once, however many events come, and again when somebody has asked for a retry', () =>
    theatre.play(
      { captureReferral: inTurn(...Array.from({ length: 4 }, () => refused('no way')), CAPTURED) },
      async (play) => {
        const times = async (n: number) =>
          ((await play.called('reportReferralFailure', n))[1] as { times: number }).times;
        const handle = await event(play);
        assert.equal(await times(1), 1);
        await event(play);
        assert.equal(await times(2), 1, 'the same alert by its name');
        await handle.signal(retrySignal, { requestedBy: 'cli:dana' });
        assert.equal(await times(3), 2);
        await event(play);
        assert.equal(await times(4), 2);
        await event(play);
        assert.deepEqual(await handle.result(), CAPTURED);
      },
    ));

  it('lets nothing cross without consent, asks for it once, and looks for it daily where no reading says when', () =>
    theatre.play(
      { readReferral: inTurn<typeof READY | typeof NO_CONSENT>(NO_CONSENT, NO_CONSENT, NO_CONSENT, READY) },
      async (play) => {
        const handle = await event(play);
        assert.deepEqual(await handle.result(), CAPTURED);
        const days = (await hoursOf(handle)) / 24;
        assert.ok(days > 2.9 && days < 3.2, `${days} days`);
        assert.deepEqual(play.names(), [
          ...['readReferral', 'reportConsentMissing', 'readReferral', 'readReferral', 'readReferral'],
          ...['captureReferral', 'showStatus'],
        ]);
      },
    ));

  it('goes on as soon as the platform tells of a consent', () =>
    theatre.play({ readReferral: inTurn<typeof READY | typeof NO_CONSENT>(NO_CONSENT, READY) }, async (play) => {
      const handle = await event(play);
      assert.equal((await until(handle, 'waiting_for_consent')).reason, 'no consent');
      await play.called('reportConsentMissing');
      await event(play);
      assert.deepEqual(await handle.result(), CAPTURED);
    }));

  const failing: [string, Partial<Steps>][] = [
    ['reading the referral', { readReferral: inTurn(refused('no way'), READY) }],
    ['bringing it to the ATS', { captureReferral: inTurn(refused('no way'), CAPTURED) }],
    ['showing the advocate where it stands', { showStatus: inTurn(refused('no way'), { status: 'applied' }) }],
    [
      'having the hire confirmed',
      {
        showStatus: () => Promise.resolve({ status: 'hired' }),
        requestHireConfirmation: inTurn(refused('no way'), undefined),
      },
    ],
  ];
  for (const [step, script] of failing) {
    it(`alerts people when ${step} fails, and goes on when asked to`, () =>
      theatre.play(script, async (play) => {
        const handle = await event(play);
        assert.equal((await until(handle, 'failed')).reason, `${step}: no way`);
        assert.deepEqual((await play.called('reportReferralFailure'))[1], { step, reason: 'no way', times: 1 });
        assert.equal(await attentionOf(handle), 'failed');
        await handle.signal(retrySignal, { requestedBy: 'cli:dana' });
        assert.deepEqual(await handle.result(), CAPTURED);
        assert.equal(await attentionOf(handle), 'none');
        assert.equal(play.names().filter((name) => name === 'reportReferralFailure').length, 1);
      }));
  }

  it('tries again at the next event, and does not wait for an alert that cannot be told', () =>
    theatre.play(
      {
        captureReferral: inTurn(refused('one'), refused('two'), CAPTURED),
        reportReferralFailure: () => Promise.reject(new Error('chat is down')),
      },
      async (play) => {
        const handle = await event(play);
        await play.called('reportReferralFailure', 1);
        await event(play);
        await until(handle, 'failed');
        await eventually('the second failure', async () =>
          (await handle.query(referralStatusQuery)).reason?.endsWith('two'),
        );
        await event(play);
        assert.deepEqual(await handle.result(), CAPTURED);
      },
    ));

  it('asks whom it is about, refuses whom the ATS does not know, and goes on with whom it does', () => {
    let assigned = false;
    return theatre.play(
      {
        captureReferral: () =>
          assigned ? Promise.resolve(CAPTURED) : Promise.reject(refused('2 candidates could be meant')),
        assignReferral(_, { candidateId }) {
          if (candidateId === '99') return Promise.reject(refused('no candidate 99'));
          assigned = true;
          return Promise.resolve();
        },
      },
      async (play) => {
        const handle = await event(play);
        await play.called('reportReferralFailure', 1);
        await handle.signal(assignReferralSignal, { candidateId: '99', assignedBy: 'console:dana' });
        const second = (await play.called('reportReferralFailure', 2))[1] as { reason: string; step: string };
        assert.deepEqual([second.step, second.reason], ['taking the candidate that was chosen', 'no candidate 99']);
        await handle.signal(assignReferralSignal, { candidateId: '7', assignedBy: 'console:dana' });
        assert.deepEqual(await handle.result(), CAPTURED);
        assert.deepEqual(play.names().slice(-4), ['assignReferral', 'readReferral', 'captureReferral', 'showStatus']);
      },
    );
  });

  it('reads anew for what comes while it is at it', () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    return theatre.play(
      {
        async captureReferral() {
          await held;
          return CAPTURED;
        },
      },
      async (play) => {
        const handle = await event(play);
        await play.called('captureReferral');
        await event(play);
        await event(play);
        release();
        await handle.result();
        assert.equal(play.names().filter((name) => name === 'readReferral').length, 2);
      },
    );
  });

  it('lists the referral of a run that was cancelled', () =>
    theatre.play({ captureReferral: () => Promise.reject(refused('no')) }, async (play) => {
      const handle = await event(play);
      await play.called('reportReferralFailure');
      await handle.cancel();
      await assert.rejects(handle.result(), WorkflowFailedError);
      assert.equal(play.names().at(-1), 'reportReferralStopped');
    }));

  describe('referredUser', () => {
    const start = ({ environment, taskQueue, id }: Play) =>
      environment.client.workflow.start<typeof referredUser>('referredUser', {
        taskQueue,
        workflowId: referredUserWorkflowId(ADVOCACY, id('u')),
        args: [{ advocacy: ADVOCACY, referredUserId: id('u') }],
      });
    const looks: [string, (number | null)[], number | null, number][] = [
      ['has the referral captured', [1], 1, 1],
      ['waits for a platform that makes it later', [0, 0, 2], 2, 3],
      ['leaves who came by themselves', [0], 0, 5],
      ['ends without a platform', [null], null, 1],
    ];
    for (const [what, answers, found, times] of looks) {
      it(what, () =>
        theatre.play({ requestReferralsOf: inTurn(...answers.map((one) => ({ found: one }))) }, async (play) => {
          assert.deepEqual(await (await start(play)).result(), { found });
          assert.equal(play.calls.length, times);
        }),
      );
    }
  });
});
