import assert from 'node:assert/strict';
import { dayIn } from '../../domain/nights.js';
import { listVariances } from '../../ledger/attribution-variances.js';
import { claimDeliveries } from '../../ledger/deliveries.js';
import type { AuditCounts } from '../../schemas/attribution-audit.js';
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
    return ground.act('auditAttribution', [{ kind: 'manual', firstDay: today, lastDay: today }], {
      workflowId: `attribution-audit:${(audits += 1)}`,
    });
  };
  const queue = async (status: 'open' | 'closed' | 'ignored' | 'resolving' = 'open') =>
    (await listVariances(db(), { status }, { limit: 50 })).items;
  const refer = (consentAt: string | null = new Date().toISOString()) =>
    ground.call<{ referralId: string }>('POST', '/saasquatch/_sandbox/applications', {
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
    assert.match(unsettled ?? '', /never reached hireline/);
    await ground.act('failVariance', [request, unsettled ?? ''], run);
    assert.match((await queue())[0]?.failure ?? '', /never reached hireline/);
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
