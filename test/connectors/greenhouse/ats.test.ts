import assert from 'node:assert/strict';
import { auditedTrace } from '../../../connectors/write-trace.js';
import type { AtsConnector } from '../../../connectors/roles/ats.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import { failureOf } from './failures.js';
import { ADA, BINDINGS, connectTo, startSimulator, type RunningSimulator } from './servers.js';

const TRACE = auditedTrace('https://temporal.example/run/1');

describe('greenhouse connector against its simulator', () => {
  let server: RunningSimulator;
  let ats: AtsConnector;

  beforeEach(async () => {
    server = await startSimulator();
    ats = connectTo(server.url);
  });
  afterEach(async () => {
    await ats.close();
    await server.close();
  });

  const hire = async (changes: Record<string, unknown> = {}) => {
    const { application_id } = await server.control('POST', '/hires', { ...ADA, ...changes });
    return String(application_id);
  };

  it('reads a hire, as it is and after acceptance and hire', async () => {
    const id = await hire();
    const created = await ats.readHire(id);
    assert.equal(created.offerStatus, 'created');
    assert.equal(created.acceptedAt, null);
    assert.deepEqual(created.problems, []);
    assert.deepEqual(created.fields, {
      firstName: 'Ada',
      lastName: 'Byron',
      personalEmail: 'ada.byron@mail.example',
      phone: '+14155550123',
      startDate: '2026-12-01',
      jobTitle: 'Software Engineer',
      department: 'Engineering',
      manager: {
        id: '4001',
        name: 'Maya Lindqvist',
        firstName: 'Maya',
        lastName: 'Lindqvist',
        email: 'maya.lindqvist@acme.example',
        employeeNumber: 'E-1001',
      },
      compensation: { amount: '130000', currency: 'USD', period: 'year', hoursPerWeek: '40' },
      employmentType: 'Full-time',
      atsApplicationId: id,
    });
    await server.control('POST', `/applications/${id}/accept_offer`);
    const accepted = await ats.readHire(id);
    assert.equal(accepted.offerStatus, 'accepted');
    assert.match(accepted.acceptedAt ?? '', /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.equal(accepted.applicationStatus, 'active');
    await server.control('POST', `/applications/${id}/hire`);
    assert.equal((await ats.readHire(id)).applicationStatus, 'hired');
    assert.equal(created.url, `${server.url}/people/${created.candidateId}?application_id=${id}`);
    assert.equal((await fetch(created.url ?? '')).status, 200);
  });

  it('reads a hire in three rounds of documented calls, and the department once', async () => {
    const id = await hire();
    await ats.readHire(id);
    const first = (await server.calls()).map(
      ({ method, path, query }) => `${method} ${path}${query.replace(/=\d+/, '')}`,
    );
    assert.deepEqual(
      new Set(first),
      new Set([
        'POST /token',
        'GET /v3/applications?ids',
        'GET /v3/offers?application_ids',
        'GET /v3/candidates?ids',
        'GET /v3/jobs?ids',
        'GET /v3/users?ids',
        'GET /v3/departments?ids',
      ]),
    );
    assert.equal(first.length, 7);
    await ats.readHire(id);
    assert.equal((await server.calls()).length, 7 + 5);
  });

  it('takes the newest version of a changed offer', async () => {
    const id = await hire();
    await server.control('POST', `/applications/${id}/accept_offer`);
    await server.control('PATCH', `/applications/${id}/offer`, { salary: '103000.50', new_version: true });
    const read = await ats.readHire(id);
    assert.equal(read.offerVersion, 2);
    assert.equal(read.offerStatus, 'accepted');
    assert.equal(read.fields.compensation?.amount, '103000.5');
  });

  it('leaves out what the offer does not say', async () => {
    const id = await hire({ phone: undefined, offer: { salary: null, manager_email: null } });
    const { fields, problems } = await ats.readHire(id);
    assert.deepEqual(problems, []);
    for (const name of ['phone', 'startDate', 'compensation', 'manager'] as const)
      assert.equal(fields[name], undefined, name);
  });

  it('tells a problem for what it cannot read', async () => {
    const id = await hire({ phone: '12', email: 'nobody' });
    const { problems } = await ats.readHire(id);
    assert.deepEqual(
      problems.map(({ field, place, found }) => [field, place, found]),
      [
        ['personalEmail', 'greenhouse candidate.email_addresses', 'text'],
        ['phone', 'greenhouse candidate.phone_numbers', 'text'],
      ],
    );
  });

  it('writes the employee id to the application, with the trace in headers only', async () => {
    const id = await hire();
    const receipt = await ats.writeEmployeeId(id, '117', TRACE);
    assert.equal(receipt.recordId, id);
    assert.equal(receipt.sentTo, `${server.url}/v3/applications/${id}`);
    assert.equal(receipt.status, 200);
    assert.equal((await ats.readHire(id)).fields.employeeId, '117');
    const call = (await server.calls()).find(({ method }) => method === 'PATCH');
    assert.equal(call?.body, '{"custom_fields":[{"name_key":"hris_employee_id","value":"117"}]}');
    assert.equal(call?.headers['x-sent-from'], TRACE.sentFrom);
    assert.equal(call?.headers['x-sent-to'], receipt.sentTo);
  });

  it('tells apart what does not exist, what is refused and what is down', async () => {
    const missing = await failureOf(ats.readHire('1'));
    assert.deepEqual([missing.type, missing.nonRetryable], ['VendorNotFound', true]);
    const id = await hire();
    await server.control('POST', `/applications/${id}/delete_offer`);
    assert.equal((await failureOf(ats.readHire(id))).type, 'VendorNotFound');
    assert.equal((await failureOf(ats.writeEmployeeId('1', '117', TRACE))).type, 'VendorNotFound');

    const other = connectTo(server.url, {
      bindings: { ...BINDINGS, employeeId: { path: 'application.custom_fields.unknown' } },
    });
    const refused = await failureOf(other.writeEmployeeId(id, '117', TRACE));
    assert.deepEqual([refused.type, refused.nonRetryable], ['VendorRejected', true]);
    assert.match(refused.message, /refused fields: unknown/);
    await other.close();

    server.simulator.faults.add({ route: 'GET /v3/offers', kind: 'status', status: 502 });
    const down = await failureOf(ats.readHire(id));
    assert.deepEqual([down.type, down.nonRetryable], ['VendorUnavailable', false]);
    server.simulator.faults.clear();
    server.simulator.faults.add({ route: 'GET /v3/offers', kind: 'throttle', retryAfter: 7 });
    const throttled = await failureOf(ats.readHire(id));
    assert.equal(throttled.type, 'VendorThrottled');
    assert.equal(throttled.nextRetryDelay, 7000);
  });

  it('asks for a new token once when one is refused', async () => {
    const id = await hire();
    await ats.readHire(id);
    server.simulator.faults.add({ route: 'GET /v3/applications', kind: 'status', status: 401, count: 1 });
    assert.equal((await ats.readHire(id)).applicationId, id);
    assert.equal((await server.calls()).filter(({ path }) => path === '/token').length, 2);
    server.simulator.faults.add({ route: 'GET /v3/applications', kind: 'status', status: 401 });
    assert.equal((await failureOf(ats.readHire(id))).type, 'VendorUnauthorized');
  });

  it('never repeats credentials that the token endpoint refuses', async () => {
    const table = [
      { GREENHOUSE_CLIENT_ID: 'hush-id' },
      { GREENHOUSE_CLIENT_SECRET: 'hush-key' },
      { GREENHOUSE_USER_ID: '987654' },
    ];
    for (const changes of table) {
      const environment = {
        ...SANDBOX_CREDENTIALS,
        GREENHOUSE_API_URL: server.url,
        GREENHOUSE_AUTH_URL: server.url,
        ...changes,
      };
      const refused = connectTo(server.url, { environment });
      const failure = await failureOf(refused.readHire('1'));
      assert.deepEqual([failure.type, failure.nonRetryable], ['VendorUnauthorized', true]);
      assert.doesNotMatch(JSON.stringify([failure.message, failure.details]), /hush|987654/);
      const status = await refused.checkConnection();
      assert.equal(status.ok, false);
      assert.doesNotMatch(status.detail, /hush|987654/);
      await refused.close();
    }
  });

  it('takes a throttled or failing token endpoint for what it is', async () => {
    server.simulator.faults.add({ route: 'POST /token', kind: 'throttle', retryAfter: 3 });
    const throttled = await failureOf(ats.readHire('1'));
    assert.deepEqual([throttled.type, throttled.nextRetryDelay], ['VendorThrottled', 3000]);
    server.simulator.faults.clear();
    server.simulator.faults.add({ route: 'POST /token', kind: 'status', status: 500 });
    assert.equal((await failureOf(ats.readHire('1'))).type, 'VendorUnavailable');
  });

  it('tells the rate limiter what the headers say', async () => {
    const observed: { limit?: number; remaining?: number; resetAt?: Date }[] = [];
    const limiter = {
      acquire: () => Promise.resolve(),
      observe: (_vendor: string, seen: (typeof observed)[number]) => void observed.push(seen),
      block: () => undefined,
    };
    const counted = connectTo(server.url, { limiter });
    assert.deepEqual((await counted.checkConnection()).ok, true);
    await counted.close();
    assert.equal(observed[0]?.limit, 10_000);
    assert.equal(observed[0]?.remaining, 9_999);
    const wait = (observed[0]?.resetAt?.getTime() ?? 0) - Date.now();
    assert.ok(wait > -1_000 && wait <= 31_000, String(wait));
  });

  it('says that the user must be a Site Admin', async () => {
    const environment = { ...SANDBOX_CREDENTIALS, GREENHOUSE_API_URL: server.url, GREENHOUSE_AUTH_URL: server.url };
    const other = connectTo(server.url, { environment: { ...environment, GREENHOUSE_USER_ID: '4007' } });
    const status = await other.checkConnection();
    assert.equal(status.ok, false);
    assert.match(status.detail, /Site Admin/);
    await other.close();
  });

  it('names what is missing or wrong when it is made', () => {
    assert.throws(() => connectTo(server.url, { environment: {} }), /GREENHOUSE_CLIENT_ID/);
    const bindings = { ...BINDINGS, phone: { path: 'candidate.phone' } };
    assert.throws(() => connectTo(server.url, { bindings }), /phone.*candidate\.phone/);
  });

  it('shares one token over connectors with one store', async () => {
    const tokens = memoryTokenStore();
    const pair = [connectTo(server.url, { tokens }), connectTo(server.url, { tokens })];
    await Promise.all(pair.map((one) => one.checkConnection()));
    assert.equal((await server.calls()).filter(({ path }) => path === '/token').length, 1);
    await Promise.all(pair.map((one) => one.close()));
  });
});
