import assert from 'node:assert/strict';
import type { AccessFinding } from '../../../connectors/connector.js';
import type { CrmConnector } from '../../../connectors/roles/crm.js';
import { startSimulator, type RunningSimulator } from './harness.js';
import { connectTo, listen, startServer, TOKEN } from './servers.js';

const OF_SUBJECT = (findings: AccessFinding[], subject: string, check?: string) =>
  findings.filter((one) => one.subject === subject && (!check || one.check === check));

async function audit(crm: CrmConnector): Promise<AccessFinding[]> {
  const findings = (await crm.auditAccess?.()) ?? [];
  await crm.close();
  return findings;
}

describe('hubspot access audit', () => {
  let hubspot: RunningSimulator;
  beforeEach(async () => {
    hubspot = await startSimulator();
  });
  afterEach(() => hubspot.close());

  const statusOf = (findings: AccessFinding[], subject: string, check?: string) =>
    OF_SUBJECT(findings, subject, check)[0]?.status;

  it('finds everything in the default tenant, but the subscriptions, which it cannot see', async () => {
    const findings = await audit(connectTo(hubspot.url));
    assert.deepEqual(
      findings.filter((one) => one.status !== 'ok').map((one) => [one.check, one.status]),
      [['webhook', 'unknown']],
    );
    assert.match(findings.find((one) => one.check === 'rate_limit')?.detail ?? '', /of 100000 .* left today/);
    assert.match(findings.find((one) => one.check === 'environment')?.detail ?? '', /DEVELOPER_TEST/);
    assert.equal(OF_SUBJECT(findings, 'contact.hired_on')[0]?.mappedAt, 'referral.hiredOn.crm');
    assert.ok(findings.every((one) => !one.detail.includes(TOKEN)));
    assert.ok((await hubspot.calls()).every((call) => /^GET |token-info$|\/search$/.test(call)));
  });

  it('says that a hire cannot be deduplicated without the unique property', async () => {
    await hubspot.control('DELETE', '/properties/ats_candidate_id');
    const findings = await audit(connectTo(hubspot.url));
    const dedup = OF_SUBJECT(findings, 'contact.ats_candidate_id', 'dedup')[0];
    assert.deepEqual(
      [dedup?.status, dedup?.mappedAt, dedup?.fatal],
      ['missing', 'referral.candidateId.crm', 'no_dedup_path'],
    );
    assert.equal(statusOf(findings, 'contact.ats_candidate_id', 'field'), 'missing');
  });

  it('tells a property of another type, and one that is not unique', async () => {
    for (const [name, type] of [
      ['ats_candidate_id', 'string'],
      ['hired_on', 'string'],
      ['referred_hires', 'string'],
    ]) {
      await hubspot.control('DELETE', `/properties/${name}`);
      const property = { name, label: name, type, fieldType: 'text', groupName: 'contactinformation' };
      assert.equal((await hubspot.api('POST', '/crm/v3/properties/contacts', property)).status, 201);
    }
    const findings = await audit(connectTo(hubspot.url));
    assert.equal(statusOf(findings, 'contact.ats_candidate_id', 'field'), 'ok');
    assert.equal(OF_SUBJECT(findings, 'contact.ats_candidate_id', 'dedup')[0]?.fatal, 'no_dedup_path');
    assert.equal(statusOf(findings, 'contact.hired_on'), 'missing');
    assert.match(OF_SUBJECT(findings, 'contact.hired_on')[0]?.detail ?? '', /string, expected date/);
    assert.equal(statusOf(findings, 'contact.referred_hires'), 'unknown');
  });

  it('tells optional properties that are not there', async () => {
    await hubspot.control('DELETE', '/properties/sent_from');
    const finding = OF_SUBJECT(await audit(connectTo(hubspot.url)), 'contact.sent_from')[0];
    assert.equal(finding?.status, 'unknown');
    assert.match(finding?.detail ?? '', /header only/);
  });

  it('tells scopes that are missing, that to write without writing', async () => {
    await hubspot.control('POST', '/scopes', { missing: ['crm.objects.contacts.write', 'crm.schemas.contacts.read'] });
    const findings = await audit(connectTo(hubspot.url));
    assert.equal(statusOf(findings, 'crm.objects.contacts.write'), 'missing');
    assert.equal(statusOf(findings, 'crm.objects.contacts.read'), 'ok');
    assert.equal(statusOf(findings, 'GET /crm/v3/properties/contacts'), 'missing');
    assert.deepEqual(OF_SUBJECT(findings, 'contact.hired_on'), []);
  });

  it('tells a test account from production, and another account from ours', async () => {
    const production = await audit(connectTo(hubspot.url, { HIRELINE_ENVIRONMENT: 'production' }));
    assert.equal(production.find((one) => one.check === 'environment')?.status, 'missing');
    const other = await audit(connectTo(hubspot.url, { HUBSPOT_PORTAL_ID: '1' }));
    assert.equal(other.find((one) => one.check === 'environment')?.status, 'missing');
  });

  it('stops at a token that is refused', async () => {
    const findings = await audit(connectTo(hubspot.url, { HUBSPOT_ACCESS_TOKEN: 'pat-unknown' }));
    assert.deepEqual(
      findings.map((one) => [one.check, one.status]),
      [
        ['reachable', 'ok'],
        ['authenticated', 'missing'],
      ],
    );
  });

  it('says that nobody answers', async () => {
    const gone = await listen(() => undefined);
    await gone.close();
    const findings = await audit(connectTo(gone.url));
    assert.deepEqual(
      findings.map((one) => [one.check, one.status]),
      [
        ['reachable', 'missing'],
        ['authenticated', 'unknown'],
      ],
    );
  });

  it('does without what a token of another kind does not tell', async () => {
    const server = await startServer(({ path }) => {
      if (path.endsWith('/details')) return { body: { portalId: '62515' } };
      if (path.includes('/oauth/')) return { status: 404, body: 'no' };
      if (path.includes('/properties/')) return { status: 502, body: '' };
      return { status: 503, body: {} };
    });
    const findings = await audit(connectTo(server.url));
    const statuses = new Map(findings.map((one) => [`${one.check} ${one.subject}`, one.status]));
    assert.equal(statuses.get('environment account 62515'), 'unknown');
    assert.equal(statuses.get('permission crm.objects.contacts.write'), 'unknown');
    assert.equal(statuses.get('endpoint GET /crm/v3/objects/contacts'), 'unknown');
    assert.equal(statuses.get('endpoint GET /crm/v3/properties/contacts'), 'unknown');
    assert.equal(statuses.get('rate_limit X-HubSpot-RateLimit'), 'unknown');
    await server.close();
  });
});
