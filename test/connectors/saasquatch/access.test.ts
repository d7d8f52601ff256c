import assert from 'node:assert/strict';
import type { AccessFinding } from '../../../connectors/connector.js';
import { startServer } from '../checkr/servers.js';
import { connectTo, newPrivateKey, startSimulator, type RunningSimulator } from './harness.js';

const PUBLIC_URL = 'https://hireline.example';

describe('saasquatch access', () => {
  let saasquatch: RunningSimulator;
  beforeEach(async () => {
    saasquatch = await startSimulator({ webhookSecret: newPrivateKey() });
    await saasquatch.api('POST', '/subscription', {
      endpointUrl: `${PUBLIC_URL}/webhooks/saasquatch`,
      name: 'hireline',
    });
  });
  afterEach(() => saasquatch.close());

  async function audit(environment: Record<string, string> = {}, url = saasquatch.url): Promise<AccessFinding[]> {
    const connector = connectTo(url, { PUBLIC_URL, ...environment });
    try {
      return (await connector.auditAccess?.()) ?? [];
    } finally {
      await connector.close();
    }
  }
  const of = (findings: AccessFinding[], check: AccessFinding['check'], subject = '') =>
    findings.filter((one) => one.check === check && one.subject.includes(subject));
  const statuses = (findings: AccessFinding[], check: AccessFinding['check'], subject = '') =>
    of(findings, check, subject).map(({ status }) => status);

  it('finds a tenant that lets hireline do what it needs, without writing', async () => {
    const findings = await audit();
    assert.deepEqual(
      findings.filter(({ status }) => status === 'missing'),
      [],
    );
    assert.deepEqual(statuses(findings, 'reachable'), ['ok']);
    assert.deepEqual(statuses(findings, 'authenticated'), ['ok']);
    assert.match(of(findings, 'environment')[0]?.detail ?? '', /test tenant/);
    assert.match(of(findings, 'webhook')[0]?.detail ?? '', /all types of events.*filtered here/);
    assert.deepEqual(statuses(findings, 'webhook'), ['ok']);
    assert.deepEqual(statuses(findings, 'endpoint'), Array(6).fill('ok'));
    assert.deepEqual(statuses(findings, 'rate_limit'), ['unknown']);
    assert.equal(
      findings.some(({ fatal }) => fatal),
      false,
    );
    const calls = (await saasquatch.control('GET', '/calls')).body as { method: string }[];
    // The one is the subscription above.
    assert.equal(calls.filter(({ method }) => method !== 'GET').length, 1);
  });

  it('says of each place of the map where it is mapped, and whether it is filled in', async () => {
    const fields = async () => of(await audit(), 'field');
    const mapped = (found: AccessFinding[]) =>
      Object.fromEntries(found.map(({ mappedAt, subject, status }) => [mappedAt, [subject, status]]));
    const before = mapped(await fields());
    assert.deepEqual(before['referral.email.advocacy'], ['user.email', 'ok']);
    assert.deepEqual(before['referral.jobId.advocacy'], ['user.customFields.jobId', 'unknown']);
    assert.deepEqual(before['referral.status.advocacy'], ['user.customFields.applicationStatus', 'ok']);
    await saasquatch.apply({ consentAt: null });
    const after = mapped(await fields());
    assert.deepEqual(after['referral.jobId.advocacy'], ['user.customFields.jobId', 'ok']);
    assert.deepEqual(after['referral.consentAt.advocacy'], ['user.customFields.consentAt', 'unknown']);
  });

  it('finds the subscription missing', async () => {
    const findings = await audit({ PUBLIC_URL: 'https://another.example' });
    assert.deepEqual(statuses(findings, 'webhook', 'https://another.example/webhooks/saasquatch'), ['missing']);
  });

  it('finds open endpoints disabled, and so nothing to write to', async () => {
    await saasquatch.control('POST', '/settings', { disabled: ['all'] });
    const findings = await audit();
    assert.deepEqual(statuses(findings, 'endpoint', 'GET /open/account'), ['missing']);
    assert.deepEqual(statuses(findings, 'permission'), ['missing']);
    await saasquatch.control('POST', '/settings', { disabled: ['referrals', 'codes'] });
    const helped = await audit();
    assert.deepEqual(statuses(helped, 'endpoint', 'GET /open/account'), ['ok']);
    assert.deepEqual(statuses(helped, 'endpoint', 'GET /open/referrals'), ['unknown']);
    assert.equal(
      helped.some(({ status }) => status === 'missing'),
      false,
    );
  });

  it('finds a key that does not open the tenant, and a host that does not answer', async () => {
    const refused = await audit({ SAASQUATCH_API_KEY: 'LIVE_unknown' });
    assert.deepEqual([statuses(refused, 'reachable'), statuses(refused, 'authenticated')], [['ok'], ['missing']]);
    assert.match(of(refused, 'environment')[0]?.detail ?? '', /live tenant/);
    assert.doesNotMatch(JSON.stringify(refused), /LIVE_unknown/);
    const silent = await audit({}, 'http://127.0.0.1:9');
    assert.deepEqual([statuses(silent, 'reachable'), statuses(silent, 'authenticated')], [['missing'], ['unknown']]);
  });

  it('does not throw for a server that answers with errors, or with something else', async () => {
    for (const reply of [{ status: 500 }, { body: 'hello' }, { body: [] }, { status: 404, body: {} }]) {
      const server = await startServer(() => reply);
      const findings = await audit({}, server.url);
      assert.ok(findings.length > 0);
      assert.notDeepEqual(statuses(findings, 'authenticated'), ['ok']);
      await server.close();
    }
  });
});
