import assert from 'node:assert/strict';
import {
  engagementWorkflowId,
  referralOfferWorkflowId,
  referralStatusWorkflowId,
  retrySignal,
} from '../../workflows/contract.js';
import type { clickCapture } from '../../workflows/click-capture.js';
import type { offerExtension } from '../../workflows/offer-extension.js';
import { applicationNewsSignal, engagementsWaitSignal } from '../../workflows/referral-contract.js';
import type { referralStatusSync } from '../../workflows/referral-status-sync.js';
import type { shareCapture } from '../../workflows/share-capture.js';
import { attentionOf, hoursOf, inTurn, refused, ReferralTheatre, type Play } from './referral-stage.js';

const ATS = 'greenhouse';
const IN_REVIEW = { status: 'in_review' } as const;

describe('following a referred application', function () {
  this.timeout(60_000);
  let theatre: ReferralTheatre;
  before(async () => {
    theatre = await ReferralTheatre.open();
  });
  after(() => theatre.close());

  const news = (play: Play, type: 'referralStatusSync' | 'offerExtension' = 'referralStatusSync') => {
    const idOf = type === 'offerExtension' ? referralOfferWorkflowId : referralStatusWorkflowId;
    return play.environment.client.workflow.signalWithStart<typeof referralStatusSync | typeof offerExtension, []>(
      type,
      {
        taskQueue: play.taskQueue,
        workflowId: idOf(ATS, play.id('a')),
        args: [{ ats: ATS, applicationId: play.id('a') }],
        signal: applicationNewsSignal,
        searchAttributes: { HireAttention: ['none'] },
      },
    );
  };

  it('shows where it stands', () =>
    theatre.play({ showStatus: () => Promise.resolve(IN_REVIEW) }, async (play) => {
      assert.deepEqual(await (await news(play)).result(), IN_REVIEW);
      assert.deepEqual(play.calls, [{ name: 'showStatus', args: [{ ats: ATS, applicationId: play.id('a') }] }]);
    }));

  it('records an offer, and shows the word', () =>
    theatre.play({}, async (play) => {
      await (await news(play, 'offerExtension')).result();
      assert.deepEqual(play.names(), ['recordOffer', 'showStatus']);
    }));

  it('looks once more for all that was told meanwhile', () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    return theatre.play(
      {
        async showStatus() {
          await held;
          return IN_REVIEW;
        },
      },
      async (play) => {
        const handle = await news(play);
        await play.called('showStatus');
        for (let n = 0; n < 5; n += 1) await news(play);
        release();
        await handle.result();
        assert.equal(play.calls.length, 2);
      },
    );
  });

  it('alerts people once of one cause, and goes on by itself when it is mended', () =>
    theatre.play(
      { showStatus: inTurn<typeof IN_REVIEW>(refused('one'), refused('one'), refused('other'), IN_REVIEW) },
      async (play) => {
        const handle = await news(play);
        await handle.result();
        const hours = await hoursOf(handle);
        assert.ok(hours > 2.9 && hours < 3.1, `${hours} hours`);
        const reports = play.calls.filter(({ name }) => name === 'reportStatusFailure').map(({ args }) => args[1]);
        const step = 'showing the advocate where it stands';
        assert.deepEqual(reports, [
          { step, reason: 'one', times: 1 },
          { step, reason: 'other', times: 3 },
        ]);
        assert.equal(await attentionOf(handle), 'none');
      },
    ));

  it('goes on when asked to', () =>
    theatre.play({ recordOffer: inTurn<void>(refused('no'), undefined) }, async (play) => {
      const handle = await news(play, 'offerExtension');
      await play.called('reportStatusFailure');
      assert.equal(await attentionOf(handle), 'failed');
      await handle.signal(retrySignal, { requestedBy: 'cli:dana' });
      await handle.result();
    }));
});

describe('shareCapture and clickCapture', function () {
  this.timeout(60_000);
  let theatre: ReferralTheatre;
  before(async () => {
    theatre = await ReferralTheatre.open();
  });
  after(() => theatre.close());

  const wake = (play: Play, type: 'share' | 'click') =>
    play.environment.client.workflow.signalWithStart<typeof shareCapture | typeof clickCapture, []>(
      type === 'share' ? 'shareCapture' : 'clickCapture',
      {
        taskQueue: play.taskQueue,
        workflowId: engagementWorkflowId(play.id('source'), type),
        args: [{ source: play.id('source') }],
        signal: engagementsWaitSignal,
        priority: { priorityKey: 5, fairnessKey: play.id('source') },
      },
    );
  const batches = (...taken: number[]) => inTurn(...taken.map((one) => ({ taken: one })));

  for (const type of ['share', 'click'] as const) {
    it(`${type}s: takes in until nothing waits, then asks about the advocates`, () =>
      theatre.play(
        { takeInEngagements: batches(1_000, 20, 0), readNewAdvocates: inTurn({ more: true }, { more: false }) },
        async (play) => {
          assert.deepEqual(await (await wake(play, type)).result(), { taken: 1_020 });
          assert.deepEqual(play.calls[0]?.args, [{ source: play.id('source'), type }]);
          const look = 'takeInEngagements';
          assert.deepEqual(play.names(), [look, look, look, 'readNewAdvocates', 'readNewAdvocates']);
        },
      ));
  }

  it('looks again after whatever is told while it is at it, and before it ends', () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    return theatre.play(
      {
        async readNewAdvocates() {
          await held;
          return { more: false };
        },
      },
      async (play) => {
        const handle = await wake(play, 'click');
        await play.called('readNewAdvocates');
        const signalled = await Promise.all([wake(play, 'click'), wake(play, 'click'), wake(play, 'click')]);
        for (const { signaledRunId } of signalled) assert.equal(signaledRunId, handle.signaledRunId);
        release();
        await handle.result();
        // The rows of these three are found by one more look.
        assert.equal(play.names().filter((name) => name === 'takeInEngagements').length, 2);
      },
    );
  });

  it('alerts people once of one cause, and takes in what waits when it is mended', () =>
    theatre.play(
      {
        takeInEngagements: batches(5, 0, 3, 0),
        readNewAdvocates: inTurn(refused('down'), refused('down'), { more: false }),
      },
      async (play) => {
        assert.deepEqual(await (await wake(play, 'share')).result(), { taken: 8 });
        const reports = play.calls.filter(({ name }) => name === 'reportEngagementFailure').map(({ args }) => args[1]);
        assert.deepEqual(reports, [{ step: 'taking in shares', reason: 'down', times: 1 }]);
      },
    ));
});
