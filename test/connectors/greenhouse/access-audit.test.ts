import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessFinding } from '../../../connectors/connector.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import { ADA, BINDINGS, connectTo, listen, REFERRAL, startSimulator, type RunningSimulator } from './servers.js';

const audited = async (url: string, changes: Parameters<typeof connectTo>[1] = {}): Promise<AccessFinding[]> => {
  const ats = connectTo(url, changes);
  try {
    return (await ats.auditAccess?.()) ?? [];
  } finally {
    await ats.close();
  }
};
const of = (findings: AccessFinding[], check: AccessFinding['check']) => findings.filter((one) => one.check === check);
const fatal = (findings: AccessFinding[]) => findings.flatMap((one) => one.fatal ?? []);
const told = (findings: AccessFinding[], subject: string) => findings.find((one) => one.subject === subject);

describe('greenhouse access audit against the simulator', () => {
  let server: RunningSimulator;
  beforeEach(async () => {
    server = await startSimulator();
    await server.control('POST', '/hires', ADA);
  });
  afterEach(() => server.close());

  it('finds all that is needed, changes nothing, and says what cannot be told', async () => {
    const findings = await audited(server.url);
    assert.deepEqual(
      findings.filter(({ status }) => status === 'missing'),
      [],
    );
    assert.deepEqual(fatal(findings), []);
    assert.deepEqual(
      findings.filter(({ status }) => status === 'unknown').map(({ subject }) => subject),
      ['POST /v3/candidates', 'GET /v3/webhooks'],
    );
    assert.deepEqual(
      [...new Set(findings.map(({ check }) => check))],
      [
        'reachable',
        'authenticated',
        'environment',
        'rate_limit',
        'endpoint',
        'permission',
        'field',
        'webhook',
        'dedup',
      ],
    );
    assert.equal(of(findings, 'endpoint').length, 14);
    assert.match(told(findings, 'X-RateLimit-Limit')?.detail ?? '', /^10000 requests in 30 seconds, \d+ left/);
    const mapped = of(findings, 'field').map(({ mappedAt }) => mappedAt);
    for (const place of [
      'fields.compensation.ats',
      'fields.employeeId.ats',
      'referral.advocateId.ats',
      'referral.jobId.ats',
    ])
      assert.ok(mapped.includes(place), place);
    assert.equal(mapped.filter((place) => place === 'fields.compensation.ats').length, 3);
    assert.equal(told(findings, 'candidate.first_name')?.status, 'ok');

    const changed = (await server.calls()).filter(({ method, status }) => method !== 'GET' && (status ?? 0) < 300);
    assert.deepEqual(
      changed.map(({ path }) => path),
      ['/token'],
    );
    const { json } = await server.harvest('GET', '/v3/candidates');
    assert.equal((json as unknown[]).length, 1);
  });

  it('cannot tell an attribute of a record where there is none', async () => {
    const empty = await startSimulator();
    const finding = told(await audited(empty.url), 'offer.starts_on');
    await empty.close();
    assert.equal(finding?.status, 'unknown');
  });

  it('names candidates that can only be read', async () => {
    await server.control('POST', '/access', { readOnlyCandidates: true });
    const findings = await audited(server.url);
    assert.deepEqual([...new Set(fatal(findings))], ['read_only_candidates']);
    const missing = of(findings, 'permission').filter(({ status }) => status === 'missing');
    assert.deepEqual(
      missing.map(({ subject, fatal }) => [subject, fatal]),
      [
        ['PATCH /v3/candidates/{id}', 'read_only_candidates'],
        ['PATCH /v3/applications/{id}', 'read_only_candidates'],
        ['POST /v3/applications', 'read_only_candidates'],
        ['POST /v3/applications/{id}/move', undefined],
      ],
    );
    await server.control('POST', '/access', { readOnlyCandidates: false });
    assert.deepEqual(fatal(await audited(server.url)), []);
  });

  it('names a tenant without fields for referrals', async () => {
    await server.control('POST', '/access', { withoutReferralFields: true });
    const findings = await audited(server.url);
    const missing = findings.filter(({ status }) => status === 'missing');
    assert.deepEqual(
      missing.map(({ mappedAt, fatal }) => [mappedAt, fatal]),
      [
        ['referral.advocateId.ats', 'no_referral_source_field'],
        ['referral.referralId.ats', undefined],
        ['referral.consentAt.ats', undefined],
      ],
    );
    assert.match(missing[0]?.detail ?? '', /not active/);
  });

  it('names a map without places for referrals, a source that is not there, and fields that do not fit', async () => {
    const { advocateId: _a, source: _s, ...rest } = REFERRAL;
    const unmapped = await audited(server.url, { referral: rest });
    assert.deepEqual(fatal(unmapped), ['no_referral_source_field', 'no_referral_source_field']);
    assert.deepEqual(
      unmapped.filter((one) => one.fatal).map(({ mappedAt }) => mappedAt),
      ['referral.advocateId.ats', 'referral.source.ats'],
    );
    const wrong = await audited(server.url, {
      referral: { ...REFERRAL, source: 'Friends', referralId: 'application.custom_fields.sms_opt_in' },
      bindings: {
        ...BINDINGS,
        startDate: { path: 'offer.custom_fields.base_salary' },
        employeeId: { path: 'application.custom_fields.nothing' },
      },
    });
    const details = Object.fromEntries(
      wrong.filter(({ status }) => status === 'missing').map(({ mappedAt, detail }) => [mappedAt, detail]),
    );
    assert.deepEqual(details, {
      'fields.startDate.ats': 'It is of the type currency: expected date or short_text.',
      'fields.employeeId.ats': 'There is no custom field with this key.',
      'referral.referralId.ats': 'It is a field of the candidate.',
      'referral.source.ats': 'There is no source of this name.',
    });
  });

  it('says so where nobody answers, credentials are refused, or the user may not list', async () => {
    const gone = await startSimulator();
    await gone.close();
    const unreachable = await audited(gone.url);
    assert.deepEqual(
      unreachable.map(({ check, status }) => [check, status]),
      [
        ['reachable', 'missing'],
        ['authenticated', 'unknown'],
      ],
    );
    const environment = { ...SANDBOX_CREDENTIALS, GREENHOUSE_API_URL: server.url, GREENHOUSE_AUTH_URL: server.url };
    const refused = await audited(server.url, { environment: { ...environment, GREENHOUSE_CLIENT_SECRET: 'hush' } });
    assert.deepEqual(
      refused.map(({ check, status }) => [check, status]),
      [
        ['reachable', 'ok'],
        ['authenticated', 'missing'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(refused), /hush/);
    const recruiter = await audited(server.url, { environment: { ...environment, GREENHOUSE_USER_ID: '4007' } });
    assert.ok(of(recruiter, 'endpoint').every(({ status }) => status === 'missing'));
    assert.deepEqual(fatal(recruiter), ['no_dedup_path']);
    assert.ok(of(recruiter, 'field').some(({ status }) => status === 'unknown'));
  });

  it('goes on where one list fails', async () => {
    server.simulator.faults.add({ route: 'GET /v3/sources', kind: 'status', status: 502 });
    server.simulator.faults.add({ route: 'GET /v3/notes', kind: 'throttle', retryAfter: 2 });
    const findings = await audited(server.url);
    for (const subject of ['GET /v3/sources', 'GET /v3/notes', 'source "Referral"'])
      assert.equal(told(findings, subject)?.status, 'unknown', subject);
    assert.deepEqual(fatal(findings), []);
  });
});

describe('greenhouse access audit where more is told', () => {
  /** Every list is empty, unless it is given; writes are answered as told. */
  async function auditedAt(answers: Record<string, [status: number, body: unknown]>, claims: unknown = {}) {
    const token = ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 's'].join('.');
    const server = await listen((request: IncomingMessage, response: ServerResponse) => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost');
      const [status, body] =
        pathname === '/token'
          ? [200, { access_token: token, expires_in: 60 }]
          : (answers[`${request.method} ${pathname}`] ?? (request.method === 'GET' ? [200, []] : [404, {}]));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    try {
      return await audited(server.url);
    } finally {
      await server.close();
    }
  }

  it('reads scopes that the token names', async () => {
    const every = ['candidates:update', 'candidates:create', 'applications:update', 'applications:create'];
    const scope = (names: string[]) => names.map((name) => `harvest:${name}`).join(' ');
    const all = await auditedAt({}, { scope: scope([...every, 'applications:move', 'notes:create']) });
    assert.ok(of(all, 'permission').every(({ status }) => status === 'ok'));
    const some = await auditedAt({}, { scope: scope(every.filter((name) => name !== 'candidates:create')) });
    assert.deepEqual(
      of(some, 'permission').map(({ status, fatal }) => [status, fatal]),
      [
        ['ok', undefined],
        ['missing', 'read_only_candidates'],
        ...[
          ['ok', undefined],
          ['ok', undefined],
        ],
        ...[
          ['missing', undefined],
          ['missing', undefined],
        ],
      ],
    );
    // Scopes say what the credential may, not what the user may.
    const refused = await auditedAt({ 'PATCH /v3/candidates/0': [403, {}] }, { scope: scope(every) });
    assert.equal(told(refused, 'PATCH /v3/candidates/{id}')?.fatal, 'read_only_candidates');
  });

  it('reads webhooks where they can be listed', async () => {
    const webhook = (event_action_type: string | null, deactivated = false) => ({
      id: 1,
      event_action_type,
      deactivated,
    });
    const filtered = await auditedAt({
      'GET /v3/webhooks': [200, [webhook('hire_candidate'), webhook('offer_updated', true)]],
    });
    const status = (event: string) => told(filtered, event)?.status;
    assert.deepEqual(['hire_candidate', 'offer_updated', 'candidate_stage_change', 'merge_candidate'].map(status), [
      'ok',
      'missing',
      'missing',
      'missing',
    ]);
    const unfiltered = await auditedAt({ 'GET /v3/webhooks': [200, [webhook(null), webhook(null, true)]] });
    assert.deepEqual(
      of(unfiltered, 'webhook').map(({ fatal }) => fatal),
      ['unfiltered_webhook'],
    );
    for (const answer of [
      [403, {}],
      [200, { no: 'list' }],
    ] as [number, unknown][]) {
      const hidden = await auditedAt({ 'GET /v3/webhooks': answer });
      assert.deepEqual(
        of(hidden, 'webhook').map((one) => one.status),
        ['unknown'],
      );
    }
  });

  it('misses what is answered in another form, and headers that are not there', async () => {
    const findings = await auditedAt({
      'GET /v3/jobs': [200, { jobs: [] }],
      'GET /v3/candidates': [422, {}],
      'GET /v3/applications': [200, [{ id: 1, candidate_id: 2 }]],
    });
    assert.equal(told(findings, 'GET /v3/jobs')?.status, 'missing');
    assert.equal(told(findings, 'X-RateLimit-Limit')?.status, 'unknown');
    assert.equal(told(findings, 'GET /v3/candidates?email=')?.fatal, 'no_dedup_path');
    assert.equal(told(findings, 'application.id')?.status, 'ok');
  });
});
