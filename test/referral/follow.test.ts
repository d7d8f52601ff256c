import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { createReferralHandOver } from '../../ingress/referral-hand-over.js';
import { recordAdvocate } from '../../ledger/advocates.js';
import { recordEngagements } from '../../ledger/engagements.js';
import { chainOfReferral, chainsOfApplication } from '../../ledger/referral-chain.js';
import type { Engagement } from '../../schemas/referral.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ScriptedAts } from './scripted-ats.js';
import { ADVOCACY, JOB, ReferralStage, ScriptedPlatform } from './stage.js';

interface Started {
  type: string;
  workflowId: string;
  signal?: string;
  priority: { priorityKey: number; fairnessKey: string };
}

/** What is handed to Temporal, in place of Temporal. */
function recorder() {
  const started: Started[] = [];
  const take = async (type: string, options: Started & { signal?: { name: string } | string }) => {
    const { workflowId, signal, priority } = options;
    const name = typeof signal === 'object' ? (signal as { name: string }).name : signal;
    started.push({ type, workflowId, priority, ...(name ? { signal: name } : {}) });
  };
  return { started, client: { workflow: { signalWithStart: take, start: take } } as unknown as Client };
}

const engagement = (n: number, change: Partial<Engagement> = {}): Engagement => ({
  ...{ engagementId: `e${n}`, type: 'click', advocateId: 'ann', jobId: JOB, at: '2026-11-01T08:00:00Z' },
  ...{ channel: null, shareId: null },
  ...change,
});

describe('following referrals', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let ats: ScriptedAts;
  let platform: ScriptedPlatform;
  let stage: ReferralStage;
  before(async () => {
    database = await freshDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    await database.pool.query(
      'truncate referrals, referral_events, engagements, advocates, deliveries, outbound_writes, leases cascade',
    );
    ats = new ScriptedAts();
    platform = new ScriptedPlatform();
    stage = new ReferralStage(database.pool, ats, platform);
  });

  const captured = async (referralId = 'r1', advocateId = 'ann') => {
    platform.refers(referralId, advocateId);
    const { applicationId } = await stage.capture(referralId);
    return { ats: 'greenhouse', applicationId: applicationId! };
  };
  const systems = () => stage.deps.systems;
  const texts = async (type: string) =>
    (await chainOfReferral(database.pool, { advocacy: ADVOCACY, referralId: 'r1' }))?.events
      .filter((event) => event.type === type)
      .map(({ text }) => text);

  describe('stages', () => {
    it('reach the advocate as a word, and nothing else of the candidate leaves', async () => {
      const application = await captured();
      for (const [change, word] of [
        [{ stage: 'Phone Interview' }, 'interviewing'],
        [{ stage: 'Talk with the team' }, 'in_review'],
        [{ offered: true }, 'offer'],
        [{ status: 'hired' as const }, 'hired'],
        [{ status: 'rejected' as const }, 'closed'],
      ] as const) {
        ats.change(application.applicationId, change);
        assert.deepEqual(await stage.perform('showStatus', [application]), { status: word });
        assert.equal(platform.statuses.get('r1'), word);
      }
      assert.doesNotMatch(platform.left.join(), /Ada|Byron|mail\.example|Phone Interview|Talk/);
    });

    it('are in the chain once each, and again when they come back', async () => {
      const application = await captured();
      for (const stageName of ['Phone Interview', 'Phone Interview', 'Face to Face', 'Phone Interview']) {
        ats.change(application.applicationId, { stage: stageName });
        await stage.perform('showStatus', [application]);
      }
      assert.deepEqual(await texts('stage'), [
        'The candidate has applied.',
        ...['Phone Interview', 'Face to Face', 'Phone Interview'].map(
          (name) => `The candidate is being interviewed. Stage: ${name}.`,
        ),
      ]);
    });

    it('are shown to nobody where no referral is attached, or none has a part', async () => {
      const applicationId = ats.applied(ats.knows({}), JOB);
      assert.deepEqual(await stage.perform('showStatus', [{ ats: 'greenhouse', applicationId }]), { status: null });
      assert.deepEqual(platform.left, []);
    });

    it('that change at once are shown as they are last', async () => {
      const application = await captured();
      const slow = new ScriptedAts(30);
      slow.applications.set(application.applicationId, ats.applications.get(application.applicationId)!);
      const workers = [1, 2, 3].map((n) => new ReferralStage(database.pool, slow, platform, {}, `run-${n}`));
      await Promise.all(
        ['Phone Interview', 'Offer', 'Face to Face'].map(async (name, index) => {
          slow.change(application.applicationId, { stage: name });
          await workers[index]!.perform('showStatus', [application], `w${index}`);
        }),
      );
      const present = slow.applications.get(application.applicationId)!.stage;
      assert.equal(platform.statuses.get('r1'), present === 'Offer' ? 'offer' : 'interviewing');
    });
  });

  it('records an offer while one stands, and again when it was taken back', async () => {
    const application = await captured();
    for (const offered of [true, true, false, true]) {
      ats.change(application.applicationId, { offered });
      await stage.perform('recordOffer', [application]);
    }
    assert.deepEqual(await texts('offer'), ['An offer was made.', 'No offer stands any more.', 'An offer was made.']);
  });

  it('says nothing of an offer that was only drafted', async () => {
    const application = await captured();
    await stage.perform('recordOffer', [application]);
    assert.deepEqual(await texts('offer'), []);
  });

  describe('handing over', () => {
    it('starts a run for what is about a referral, with the priority of a campaign', async () => {
      const { started, client } = recorder();
      const { handOverReferral } = createReferralHandOver(database.pool, client, systems());
      const advocacy = ADVOCACY;
      await handOverReferral({ kind: 'referralStarted', advocacy, referralId: 'r1' });
      await handOverReferral({ kind: 'referralRequested', advocacy, referralId: 'r2', requestedBy: 'console:dana' });
      await handOverReferral({ kind: 'referredUserCreated', advocacy, referredUserId: 'u1' });
      const priority = { priorityKey: 4, fairnessKey: ADVOCACY };
      assert.deepEqual(started, [
        { type: 'referralCapture', workflowId: 'referral:saasquatch:r1', priority, signal: 'referralNews' },
        { type: 'referralCapture', workflowId: 'referral:saasquatch:r2', priority, signal: 'referralNews' },
        { type: 'referredUser', workflowId: 'referred-user:saasquatch:u1', priority },
      ]);
      const other = await handOverReferral({ kind: 'referralStarted', advocacy: 'growsurf', referralId: 'r1' });
      assert.deepEqual(other, { status: 'ignored', reason: 'The advocacy platform is saasquatch, not growsurf.' });
    });

    it('follows an application that is a referral’s, and ignores all others with the reason', async () => {
      const { applicationId } = await captured();
      platform.refers('r2', 'bob', { referredAt: '2026-11-09T00:00:00Z', email: 'eve@mail.example', jobId: '7' });
      const linked = new ReferralStage(database.pool, ats, platform, { existingCandidate: 'link' });
      const known = ats.applied(ats.knows({ email: 'eve@mail.example' }), '7');
      await linked.capture('r2');
      const { started, client } = recorder();
      const { followReferral } = createReferralHandOver(database.pool, client, systems());
      const outcomes = [
        await followReferral({ kind: 'stageChanged', applicationId }),
        await followReferral({ kind: 'offerChanged', applicationId }),
        await followReferral({ kind: 'candidateHired', applicationId }),
        await followReferral({ kind: 'stageChanged', applicationId: known }),
        await followReferral({ kind: 'offerRescinded', applicationId: 'other', cause: 'unhired' }),
      ];
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['forwarded', 'forwarded', 'forwarded', 'ignored', 'ignored'],
      );
      assert.equal(outcomes[4]?.reason, 'No referral is attached to the application.');
      const priority = { priorityKey: 4, fairnessKey: 'ann' };
      const of = (type: string, kind: string) => ({
        ...{ type, workflowId: `${kind}:greenhouse:${applicationId}`, priority, signal: 'applicationNews' },
      });
      assert.deepEqual(started, [
        of('referralStatusSync', 'referral-status'),
        of('offerExtension', 'referral-offer'),
        of('referralStatusSync', 'referral-status'),
      ]);
    });

    it('keeps shares and clicks, once each, and wakes a run of each kind', async () => {
      const { started, client } = recorder();
      const { handOverReferral } = createReferralHandOver(database.pool, client, systems());
      const engagements = [engagement(1, { type: 'share', channel: 'linkedin' }), engagement(2), engagement(2)];
      const event = { kind: 'engagementReported' as const, source: 'engagement', engagements };
      assert.equal((await handOverReferral(event)).status, 'forwarded');
      const priority = { priorityKey: 5, fairnessKey: 'engagement' };
      assert.deepEqual(started, [
        { type: 'shareCapture', workflowId: 'engagement:engagement:share', priority, signal: 'engagementsWait' },
        { type: 'clickCapture', workflowId: 'engagement:engagement:click', priority, signal: 'engagementsWait' },
      ]);
      const { rows } = await database.pool.query('select engagement_id, channel from engagements order by seq');
      assert.deepEqual(rows, [
        { engagement_id: 'e1', channel: 'linkedin' },
        { engagement_id: 'e2', channel: null },
      ]);
    });

    it('wakes again for what a crash has left, and not for what an older one wakes for', async () => {
      const { started, client } = recorder();
      const { handOverReferral } = createReferralHandOver(database.pool, client, systems());
      const tell = (...numbers: number[]) =>
        handOverReferral({ kind: 'engagementReported', source: 's', engagements: numbers.map((n) => engagement(n)) });
      // Kept, and dead before Temporal was told.
      await recordEngagements(database.pool, 's', [engagement(1)]);
      await tell(2);
      await tell(3, 4);
      assert.equal(started.length, 0);
      await tell(1);
      assert.equal(started.length, 1);
      assert.deepEqual(await stage.perform('takeInEngagements', [{ source: 's', type: 'click' }]), { taken: 4 });
      await tell(1);
      assert.equal(started.length, 1);
      await tell(5);
      assert.equal(started.length, 2);
    });
  });

  describe('taking shares and clicks in', () => {
    it('takes each once, notes the advocates, and asks the platform about the new ones', async () => {
      platform.refers('r1', 'ann');
      await recordAdvocate(database.pool, ADVOCACY, { ...platform.advocates.get('ann')!, firstName: 'Known' });
      const many = Array.from({ length: 2_500 }, (_, n) => engagement(n, { advocateId: n % 2 === 0 ? 'ann' : 'gone' }));
      await recordEngagements(database.pool, 's', many);
      const stream = { source: 's', type: 'click' as const };
      const taken: number[] = [];
      for (;;) {
        const batch = await stage.perform('takeInEngagements', [stream]);
        taken.push(batch.taken);
        if (batch.taken === 0) break;
      }
      assert.deepEqual(taken, [1_000, 1_000, 500, 0]);
      assert.deepEqual(await stage.perform('readNewAdvocates', []), { more: false });
      const { rows } = await database.pool.query(
        'select advocate_id, name, active from advocates order by advocate_id',
      );
      assert.deepEqual(rows, [
        { advocate_id: 'ann', name: 'Known ann', active: true },
        { advocate_id: 'gone', name: null, active: false },
      ]);
    });

    it('leaves none behind when rows are added while a run takes them, with few signals', async () => {
      const { started, client } = recorder();
      const { handOverReferral } = createReferralHandOver(database.pool, client, systems());
      const stream = { source: 's', type: 'click' as const };
      let adding = true;
      let signalled = 0;
      let looks = 0;
      // What clickCapture does: it looks again after a signal, and until a look finds nothing.
      const run = async () => {
        while (adding || signalled < started.length) {
          if (signalled === started.length) {
            await new Promise((resolve) => setTimeout(resolve, 1));
            continue;
          }
          await new Promise((resolve) => setTimeout(resolve, 20));
          signalled = started.length;
          for (;;) {
            looks += 1;
            if ((await stage.perform('takeInEngagements', [stream])).taken === 0) break;
          }
        }
      };
      const add = async (from: number) => {
        for (let n = from; n < from + 150; n += 1) {
          await handOverReferral({ kind: 'engagementReported', source: 's', engagements: [engagement(n)] });
        }
      };
      const running = run();
      await Promise.all([add(0), add(1_000), add(2_000), add(3_000)]);
      adding = false;
      await running;
      const { rows } = await database.pool.query(
        'select count(*) filter (where taken_at is null) as left, count(*) from engagements',
      );
      assert.deepEqual(rows, [{ left: 0, count: 600 }]);
      assert.ok(started.length < 200, `${started.length} signals for 600 deliveries, ${looks} looks`);
    });
  });

  describe('the chain', () => {
    it('is in the order in which things happened, however late they are told of', async () => {
      const application = await captured();
      const [hiredAt, offeredAt] = [1, 2].map((hours) =>
        new Date(Date.now() + 10 * 86_400_000 - hours * 3_600_000).toISOString(),
      );
      ats.change(application.applicationId, {
        status: 'hired',
        offered: true,
        hiredAt: hiredAt!,
        offeredAt: offeredAt!,
      });
      await stage.perform('showStatus', [application]);
      await stage.perform('recordOffer', [application]);
      const [chain] = await chainsOfApplication(database.pool, application.applicationId);
      assert.deepEqual(
        chain?.events.slice(-2).map(({ text }) => text),
        ['An offer was made.', 'The candidate is hired.'],
      );
    });

    it('goes from the nearest share over the click to what became of it', async () => {
      await recordEngagements(database.pool, 'engagement', [
        engagement(1, { type: 'share', channel: 'linkedin', at: '2026-10-01T00:00:00Z' }),
        engagement(2, { type: 'share', channel: 'email', at: '2026-10-20T00:00:00Z' }),
        engagement(3, { at: '2026-10-25T00:00:00Z', shareId: 'e1' }),
        engagement(4, { at: '2026-11-20T00:00:00Z' }),
        engagement(5, { at: '2026-10-26T00:00:00Z', advocateId: 'bob' }),
        engagement(6, { at: '2026-10-26T00:00:00Z', jobId: '99' }),
      ]);
      const { applicationId } = await captured();
      const [chain] = await chainsOfApplication(database.pool, applicationId);
      assert.deepEqual(
        [chain?.share?.engagementId, chain?.shares, chain?.click?.engagementId, chain?.clicks],
        ['e1', 2, 'e3', 1],
      );
      assert.equal(chain?.referral.advocateName, 'Advocate ann');
      assert.deepEqual(
        chain?.events.map(({ type }) => type),
        ['applied', 'consent', 'ownership', 'captured', 'stage'],
      );
      assert.equal(chain?.hire, null);
    });

    it('takes the nearest share where the click does not say which', async () => {
      await recordEngagements(database.pool, 'engagement', [
        engagement(1, { type: 'share', at: '2026-10-01T00:00:00Z' }),
        engagement(2, { type: 'share', at: '2026-10-20T00:00:00Z' }),
      ]);
      const { applicationId } = await captured();
      const [chain] = await chainsOfApplication(database.pool, applicationId);
      assert.deepEqual([chain?.share?.engagementId, chain?.click, chain?.clicks], ['e2', null, 0]);
    });

    it('of a disputed application has the owner first', async () => {
      const { applicationId } = await captured('r2');
      platform.refers('r0', 'bob', { referredAt: '2026-11-10T00:00:00Z' });
      await stage.capture('r0');
      const chains = await chainsOfApplication(database.pool, applicationId);
      assert.deepEqual(
        chains.map(({ referral }) => [referral.referralId, Number(referral.share)]),
        [
          ['r2', 1],
          ['r0', 0],
        ],
      );
      assert.deepEqual(await chainsOfApplication(database.pool, 'none'), []);
    });
  });
});
