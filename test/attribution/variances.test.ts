import assert from 'node:assert/strict';
import { attributionAuditActivities } from '../../activities/attribution-audit.js';
import { ON_ITS_WAY_MS } from '../../domain/attribution-audit.js';
import { dayIn } from '../../domain/nights.js';
import { closeSettledReferral, listVariances } from '../../ledger/attribution-variances.js';
import { claimDeliveries, recordDelivery } from '../../ledger/deliveries.js';
import { recordTestPerson } from '../../ledger/golive-people.js';
import { beginReferral, recordOutcome } from '../../ledger/referrals.js';
import type { AuditCounts } from '../../schemas/attribution-audit.js';
import { act } from '../golive/ground.js';
import { Ground } from '../reconciliation/ground.js';

const CANDIDATE = { firstName: 'Ada', lastName: 'Byron', email: 'ada.byron@mail.example', phone: '+12015550123' };

describe('the queue of variances', function () {
  this.timeout(60_000);
  let ground: Ground;
  beforeEach(async () => {
    ground = await Ground.start();
  });
  afterEach(() => ground.stop());

  const db = () => ground.database.pool;
  let audits = 0;
  const audit = (): Promise<AuditCounts> => {
    const today = dayIn(ground.deps.policy.company.timeZone, new Date());
    const workflowId = `attribution-audit:${(audits += 1)}`;
    return act(inAMinute().auditAttribution, [{ kind: 'manual', firstDay: today, lastDay: today }], workflowId);
  };
  /** What happened just now has had its time, as far as this audit is concerned. */
  const inAMinute = () =>
    attributionAuditActivities(
      ground.deps,
      () => new Date(Date.now() + 60_000),
      () => Promise.resolve(),
    );
  const queue = async (status: 'open' | 'closed' | 'ignored' | 'resolving' = 'open') =>
    (await listVariances(db(), { status }, { limit: 50 })).items;
  const refer = (consentAt: string | null = new Date().toISOString()) =>
    ground.call<{ referralId: string; referredUserId: string }>('POST', '/saasquatch/_sandbox/applications', {
      ...{ advocateId: 'adv-1001', jobId: '601', candidate: CANDIDATE, consentAt, sendWebhooks: false },
    });
  it('finds a delivery that never came, and keeps its id', async () => {
    const { referralId } = await refer();
    const counts = await audit();
    assert.deepEqual([counts.platform, counts.agreeing, counts.opened, counts.open], [1, 0, 1, 1]);
    assert.equal(counts.byCause.payload_never_came, 1);
    const [variance] = await queue();
    assert.deepEqual(
      [variance?.referralId, variance?.kind, variance?.cause, variance?.action, variance?.advocateIds.platform],
      [referralId, 'missing_in_ats', 'payload_never_came', 'capture', 'adv-1001'],
    );
    assert.deepEqual([(await audit()).opened, (await queue())[0]?.id], [0, variance?.id], 'it is the same one');
  });

  it('puts the wish for a capture into the inbox, once for a run, and says what is still wrong', async () => {
    const { referralId } = await refer();
    await audit();
    const [variance] = await queue();
    const request = { varianceId: variance?.id ?? '', action: 'capture' as const, requestedBy: 'test:dana' };
    const run = { workflowId: `variance:${variance?.id}` };
    assert.deepEqual(await ground.act('startVariance', [request], run), { refusal: null });
    assert.deepEqual(await ground.act('startVariance', [request], { workflowId: 'variance:other' }), {
      refusal: 'The variance is resolving already.',
    });
    await ground.act('requestVariance', [request], run);
    await ground.act('requestVariance', [request], run);
    const claimed = await claimDeliveries(db(), { all: 10, campaign: 10 });
    assert.deepEqual(
      claimed.map(({ event }) => event),
      [{ kind: 'referralRequested', advocacy: 'saasquatch', referralId, requestedBy: 'test:dana' }],
    );
    const { unsettled } = await ground.act('recheckVariance', [request], run);
    assert.match(unsettled ?? '', /has not begun/, 'what is under way is not settled');
    await ground.act('failVariance', [request, unsettled ?? ''], run);
    assert.match((await queue())[0]?.failure ?? '', /has not begun/);
  });

  it('takes what has only just come for under way, and waits for what may be on its way', async () => {
    const { referralId } = await refer();
    const today = dayIn(ground.deps.policy.company.timeZone, new Date());
    const input = { kind: 'manual', lastDay: today } as const;
    const pauses: number[] = [];
    const { auditAttribution } = attributionAuditActivities(ground.deps, undefined, (ms) =>
      Promise.resolve(void pauses.push(ms)),
    );
    const counts = await act(auditAttribution, [{ ...input, firstDay: today }], 'attribution-audit:new');
    assert.deepEqual([counts.byCause.in_progress, counts.open], [1, 0]);
    const past = { ...input, firstDay: '2026-01-01', lastDay: '2026-01-31' };
    await act(auditAttribution, [past], 'attribution-audit:past');
    assert.deepEqual(pauses, [ON_ITS_WAY_MS], 'not for days that are over');
    await recordDelivery(db(), {
      ...{ vendor: 'saasquatch', eventId: 'e', eventType: 'referral.started', orderKey: 'k', status: 'pending' },
      ...{ event: { kind: 'referralStarted', advocacy: 'saasquatch', referralId }, reason: undefined },
      ...{ workflowId: `referral:saasquatch:${referralId}`, body: Buffer.from('{}'), headers: {}, url: '' },
    });
    const arrived = await audit();
    assert.deepEqual([arrived.byCause.in_progress, arrived.byCause.payload_never_came, arrived.open], [1, 0, 0]);
  });

  it('lets go of a variance when the run of its referral has settled it', async () => {
    const { referralId } = await refer();
    await audit();
    const key = { advocacy: 'saasquatch', referralId };
    await beginReferral(db(), key, { workflowId: 'w', runId: 'r', runUrl: 'http://run' });
    assert.equal((await queue()).length, 1);
    await recordOutcome(db(), key, {
      ...{ ats: 'greenhouse', candidateId: '7', applicationId: '8', disposition: 'created', share: '1' },
      ...{ ownershipReason: null, status: 'captured', statusReason: null },
    });
    assert.deepEqual(await queue(), []);
    const [closed] = await queue('closed');
    assert.deepEqual([closed?.referralId, closed?.resolution?.by], [referralId, 'run']);
  });

  it('leaves alone what somebody is at, and what was ignored', async () => {
    const { referralId } = await refer();
    await audit();
    const [variance] = await queue();
    const request = { varianceId: variance?.id ?? '', action: 'capture' as const, requestedBy: 'test:dana' };
    await ground.act('startVariance', [request], { workflowId: 'variance:1' });
    await closeSettledReferral(db(), referralId);
    assert.equal((await queue('resolving')).length, 1);
  });

  it('refuses an action that cannot settle the variance', async () => {
    await refer();
    await audit();
    const [variance] = await queue();
    const request = { varianceId: variance?.id ?? '', action: 'confirm' as const, requestedBy: 'test:dana' };
    assert.deepEqual(await ground.act('startVariance', [request], { workflowId: 'variance:1' }), {
      refusal: 'confirm cannot settle this variance: expected capture or ignore.',
    });
    assert.equal((await queue()).length, 1);
  });

  it('leaves out the test candidates of go-live checks', async () => {
    const { referredUserId } = await refer();
    await recordTestPerson(db(), 'saasquatch', referredUserId);
    const counts = await audit();
    assert.deepEqual([counts.platform, counts.opened], [0, 0]);
  });

  it('leaves an ignored one alone until its cause changes', async () => {
    const { referralId } = await refer();
    await audit();
    const [variance] = await queue();
    const request = {
      varianceId: variance?.id ?? '',
      action: 'ignore' as const,
      reason: 'a test',
      requestedBy: 'dana',
    };
    const run = { workflowId: 'variance:1' };
    await ground.act('startVariance', [request], run);
    await ground.act('finishVariance', [request], run);
    assert.equal((await audit()).open, 0);
    assert.equal((await queue('ignored')).length, 1);
    await db().query(
      `insert into referrals (advocacy, referral_id, advocate_id, status, workflow_id)
       values ('saasquatch', $1, 'adv-1001', 'failed', 'w')`,
      [referralId],
    );
    assert.equal((await audit()).open, 1);
    assert.equal((await queue())[0]?.cause, 'run_failed');
  });

  it('closes what has disappeared, where it has looked', async () => {
    const { referralId } = await refer();
    await audit();
    await db().query(
      `insert into referrals (advocacy, referral_id, advocate_id, status, disposition, share, workflow_id)
       values ('saasquatch', $1, 'adv-1001', 'rejected', 'rejected', 0, 'w')`,
      [referralId],
    );
    const counts = await audit();
    assert.deepEqual([counts.closed, counts.open, counts.byCause.dedup], [1, 0, 1]);
    assert.equal((await queue('closed'))[0]?.resolution?.by, 'audit');
  });

  it('is told to HR ops with its causes and a link', async () => {
    await refer();
    const counts = await audit();
    const today = dayIn(ground.deps.policy.company.timeZone, new Date());
    await ground.act('reportAttributionAudit', [{ kind: 'first', firstDay: today, lastDay: today }, { counts }]);
    const messages = await ground.call<unknown[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS');
    assert.match(JSON.stringify(messages), /payload never came 1/);
    assert.match(JSON.stringify(messages), /#\/variances/);
  });
});
