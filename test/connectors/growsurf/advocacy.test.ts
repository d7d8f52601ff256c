import assert from 'node:assert/strict';
import type { AdvocacyConnector, TestApplication } from '../../../connectors/roles/advocacy.js';
import { auditedTrace } from '../../../connectors/write-trace.js';
import type { Advocate, Referral } from '../../../schemas/referral.js';
import { FailureType } from '../../../workflows/failure-types.js';
import { failureOf } from '../checkr/servers.js';
import { connectTo, startSimulator, type RunningSimulator } from './harness.js';

const TRACE = auditedTrace('http://127.0.0.1:8233/namespaces/default/workflows/referral%3A1');
const ADVOCATE = 'em1001';
const CONSENT = '2026-11-20T09:00:00.000Z';
const ROBIN = {
  ...{ advocateId: ADVOCATE, email: 'Robin.Hale@Mail.example', firstName: 'Robin', lastName: 'Hale' },
  ...{ phone: '(415) 555-2671', jobId: 601, consentAt: CONSENT },
};

async function flat<T>(list: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of list) all.push(...page);
  return all;
}

describe('growsurf: advocacy', () => {
  let growsurf: RunningSimulator;
  let connector: AdvocacyConnector;
  beforeEach(async () => {
    growsurf = await startSimulator();
    connector = connectTo(growsurf.url);
  });
  afterEach(async () => {
    await connector.close();
    await growsurf.close();
  });

  const apply = async (changes: object = {}): Promise<string> =>
    (await growsurf.control('/referrals', { ...ROBIN, ...changes })).body.id;
  const refOf = (id: string) => ({ referralId: id, referredUserId: id });
  const stored = async (id: string) => (await growsurf.participants()).find((one) => one.id === id);

  it('says which program it is connected to, and what is wrong where it is not', async () => {
    assert.deepEqual(await connector.checkConnection(), { ok: true, detail: 'program Acme employee referrals' });
    const stranger = connectTo(growsurf.url, {
      environment: { GROWSURF_API_URL: growsurf.url, GROWSURF_API_KEY: 'other', GROWSURF_CAMPAIGN_ID: 'ab12cd' },
    });
    const status = await stranger.checkConnection();
    assert.deepEqual([status.ok, status.detail], [false, 'growsurf: 403 NotAuthorized NOT_AUTHORIZED']);
    await stranger.close();
  });

  it('reads a referral with its candidate', async () => {
    const id = await apply();
    const referral = await connector.readReferral(id);
    const { referredAt, ...rest } = referral;
    assert.ok(Math.abs(Date.now() - Date.parse(referredAt)) < 60_000);
    assert.deepEqual(rest satisfies Omit<Referral, 'referredAt'>, {
      ...{ referralId: id, referredUserId: id, advocateId: ADVOCATE, jobId: '601' },
      candidate: { firstName: 'Robin', lastName: 'Hale', email: 'robin.hale@mail.example', phone: '+14155552671' },
      ...{ consentAt: CONSENT, shareLink: `https://jobs.acme.example?grsf=${ADVOCATE}`, state: 'open', status: null },
    });
  });

  it('takes a consent for none where it does not say when it was given', async () => {
    for (const [consentAt, read] of [
      [null, null],
      ['yes', null],
      ['2026-11-20T09:00:00', null],
      ['1795165200000', '2026-11-20T09:00:00.000Z'],
      ['2026-11-20T10:00:00+01:00', CONSENT],
    ] as const) {
      const id = await apply({ consentAt, email: `p${String(consentAt).length}@mail.example` });
      assert.equal((await connector.readReferral(id)).consentAt, read, String(consentAt));
    }
  });

  it('has null for what is not there, and for a phone number that is none', async () => {
    const id = await apply({ phone: 'ask me', jobId: undefined, firstName: undefined });
    const { candidate, jobId } = await connector.readReferral(id);
    assert.deepEqual([candidate.phone, candidate.firstName, jobId], [null, null, null]);
  });

  it('does not find a referral of somebody who came by themselves, or is not there', async () => {
    for (const id of [ADVOCATE, 'nobody']) {
      assert.equal((await failureOf(connector.readReferral(id))).type, FailureType.VendorNotFound);
      assert.deepEqual(await connector.findReferralsOf(id), []);
    }
    const id = await apply();
    assert.deepEqual(
      (await connector.findReferralsOf(id)).map(({ referralId }) => referralId),
      [id],
    );
  });

  it('lists the referrals of a window, and the advocates, over all pages', async () => {
    for (let n = 0; n < 120; n += 1) await apply({ email: `candidate${n}@mail.example` });
    const window = (from: number, to: number) => ({
      from: new Date(Date.now() + from).toISOString(),
      to: new Date(Date.now() + to).toISOString(),
    });
    await growsurf.calls();
    const referrals = await flat(connector.listReferrals(window(-600_000, 600_000)));
    assert.equal(new Set(referrals.map(({ referralId }) => referralId)).size, 120);
    assert.deepEqual(await growsurf.calls(), ['GET /participants', 'GET /participants']);
    assert.deepEqual(await flat(connector.listReferrals(window(600_000, 700_000))), []);
    const advocates = await flat(connector.listAdvocates());
    assert.equal(advocates.length, 7);
    assert.ok(advocates.every(({ advocateId }) => advocateId.startsWith('em')));
  });

  it('lists a referred candidate among the advocates once somebody came through them', async () => {
    const id = await apply();
    const other = await apply({ advocateId: id, email: 'friend@mail.example' });
    await connector.confirmHire(refOf(other), '2026-11-20', TRACE);
    assert.ok((await flat(connector.listAdvocates())).some(({ advocateId }) => advocateId === id));
  });

  it('reads an advocate', async () => {
    const advocate = await connector.readAdvocate(ADVOCATE);
    assert.deepEqual(advocate satisfies Advocate, {
      ...{ advocateId: ADVOCATE, firstName: 'Maya', lastName: 'Lindqvist', email: 'maya.lindqvist@acme.example' },
      ...{ active: true, joinedAt: '2026-09-01T09:00:00.000Z' },
    });
    await growsurf.control(`/participants/${ADVOCATE}`, { fraudRiskLevel: 'HIGH' });
    assert.equal((await connector.readAdvocate(ADVOCATE)).active, false);
    assert.equal((await failureOf(connector.readAdvocate('nobody'))).type, FailureType.VendorNotFound);
  });

  it('shows the advocate where their candidate stands, once, and keeps all other metadata', async () => {
    const id = await apply();
    const receipt = await connector.putStatus(refOf(id), 'interviewing', TRACE);
    assert.equal(receipt?.recordId, id);
    assert.equal(receipt.sentTo, `${growsurf.url}/v2/campaign/ab12cd/participant/${id}`);
    assert.equal((await connector.readReferral(id)).status, 'interviewing');
    assert.deepEqual((await stored(id))?.metadata, {
      ...{ jobId: '601', phone: ROBIN.phone, consentAt: CONSENT, applicationStatus: 'interviewing' },
    });
    assert.equal(await connector.putStatus(refOf(id), 'interviewing', TRACE), undefined);
  });

  it('sends who causes a write', async () => {
    const id = await apply();
    await connector.putStatus(refOf(id), 'offer', TRACE);
    const calls: any = await (await fetch(`${growsurf.url}/_sandbox/calls`)).json();
    const write = calls.find(({ method }: { method: string }) => method === 'POST');
    assert.equal(write.headers['x-sent-from'], TRACE.sentFrom);
    assert.equal(write.headers['x-sent-to'], `${growsurf.url}/v2/campaign/ab12cd/participant/${id}`);
  });

  it('confirms a hire once', async () => {
    const id = await apply();
    const receipt = await connector.confirmHire(refOf(id), '2026-11-20', TRACE);
    assert.equal(receipt?.recordId, id);
    assert.equal((await stored(id))?.referralStatus, 'CREDIT_AWARDED');
    assert.equal((await connector.readReferral(id)).state, 'converted');
    assert.equal(await connector.confirmHire(refOf(id), '2026-11-20', TRACE), undefined);
  });

  it('does not confirm what has ended, and says so where GrowSurf would not', async () => {
    const id = await apply();
    await connector.rejectReferral(refOf(id), 'duplicate', TRACE);
    const failure = await failureOf(connector.confirmHire(refOf(id), '2026-11-20', TRACE));
    assert.equal(failure.type, FailureType.VendorConflict);
    assert.match(failure.message, /referralStatus: expected CREDIT_PENDING, found CREDIT_EXPIRED/);
  });

  it('fails where the hire is of somebody whom nobody has referred', async () => {
    const failure = await failureOf(connector.confirmHire(refOf(ADVOCATE), '2026-11-20', TRACE));
    assert.equal(failure.type, FailureType.VendorRejected);
  });

  it('rejects a referral with its reason, once', async () => {
    const id = await apply();
    assert.ok(await connector.rejectReferral(refOf(id), 'known_candidate', TRACE));
    assert.equal(await connector.rejectReferral(refOf(id), 'known_candidate', TRACE), undefined);
    const { metadata, referralStatus } = (await stored(id)) ?? {};
    assert.deepEqual([metadata?.['rejectionReason'], referralStatus], ['known_candidate', 'CREDIT_EXPIRED']);
    assert.equal((await connector.readReferral(id)).state, 'ended');
  });

  it('puts tags on an advocate, each once', async () => {
    for (const tag of ['hired-2026', 'top-advocate']) assert.ok(await connector.tagAdvocate(ADVOCATE, tag, TRACE));
    assert.equal(await connector.tagAdvocate(ADVOCATE, 'hired-2026', TRACE), undefined);
    assert.equal((await stored(ADVOCATE))?.metadata['tags'], 'hired-2026, top-advocate');
  });

  it('applies through a link, and may do so again', async () => {
    const application: TestApplication = {
      ...{ advocateId: ADVOCATE, referredUserId: 'go-live-1', jobId: '601', consentAt: CONSENT },
      candidate: { firstName: 'Test', lastName: 'Person', email: 'test.person@mail.example', phone: '+14155550123' },
    };
    const receipt = await connector.applyThroughLink(application, TRACE);
    assert.ok(receipt.recordId);
    assert.equal((await connector.applyThroughLink(application, TRACE)).recordId, receipt.recordId);
    const { advocateId, jobId, consentAt, candidate } = await connector.readReferral(receipt.recordId);
    assert.deepEqual([advocateId, jobId, consentAt, candidate], [ADVOCATE, '601', CONSENT, application.candidate]);
    const other = { ...application, advocateId: 'em1002' };
    assert.equal((await failureOf(connector.applyThroughLink(other, TRACE))).type, FailureType.VendorConflict);
  });

  it('tells what the account lets it do', async () => {
    const audit = (one: AdvocacyConnector) => one.auditAccess?.() ?? Promise.resolve([]);
    const findings = await audit(connector);
    const missing = findings.filter(({ status }) => status === 'missing').map(({ check }) => check);
    assert.deepEqual(missing, ['webhook']);
    assert.ok(findings.some(({ check, status }) => check === 'dedup' && status === 'ok'));
    assert.ok(findings.some(({ check, detail }) => check === 'rate_limit' && /of 100000 requests left/.test(detail)));
    const environment = { GROWSURF_API_URL: growsurf.url, GROWSURF_API_KEY: 'other', GROWSURF_CAMPAIGN_ID: 'ab12cd' };
    const stranger = connectTo(growsurf.url, { environment, referral: {} });
    const refused = (await audit(stranger)).filter(({ status }) => status === 'missing').map(({ subject }) => subject);
    assert.ok(refused.includes('GROWSURF_API_KEY') && refused.includes('jobId'));
    assert.ok(!refused.includes(growsurf.url));
    await stranger.close();
  });
});

describe('growsurf: the map', () => {
  for (const [referral, says] of [
    [{ jobId: 'user.customFields.jobId' }, /referral\.jobId\.advocacy: expected participant\.metadata\.<key>/],
    [{ phone: 'participant.metadata.' }, /referral\.phone\.advocacy/],
    [{ status: 'participant.metadata.gdprAgreements' }, /keeps for itself/],
    [{ status: 'participant.metadata.tags' }, /which hireline writes/],
    [{ email: 'participant.metadata.email' }, /referral\.email\.advocacy: expected participant\.email/],
    [{ hiredOn: 'participant.hiredOn' }, /referral\.hiredOn\.advocacy: expected nothing/],
  ] as const) {
    it(`refuses ${Object.values(referral)[0]} for ${Object.keys(referral)[0]}`, () => {
      assert.throws(() => connectTo('http://127.0.0.1:9', { referral }), says);
    });
  }

  it('may name other keys', async () => {
    const growsurf = await startSimulator();
    const connector = connectTo(growsurf.url, { referral: { jobId: 'participant.metadata.requisition' } });
    const { id } = (await growsurf.control('/referrals', { ...ROBIN })).body;
    await growsurf.control(`/participants/${id}`, { metadata: { requisition: 602 } });
    const { jobId, consentAt, candidate } = await connector.readReferral(id);
    assert.deepEqual([jobId, consentAt, candidate.phone], ['602', null, null]);
    assert.equal(await connector.putStatus({ referralId: id, referredUserId: id }, 'offer', TRACE), undefined);
    await connector.close();
    await growsurf.close();
  });

  it('names the variable that is missing', () => {
    assert.throws(() => connectTo('http://127.0.0.1:9', { environment: {} }), /GROWSURF_API_KEY is not set/);
  });
});
