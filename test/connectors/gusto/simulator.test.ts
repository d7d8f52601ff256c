import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { webhooks } from '../../../connectors/gusto/webhooks.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import { call, COMPANY, startSimulator, type Answer, type RunningSimulator } from './harness.js';

/** A client that speaks the protocol by hand. */
async function signIn(gusto: RunningSimulator, refreshToken: string = SANDBOX_CREDENTIALS.GUSTO_REFRESH_TOKEN) {
  const granted = await gusto.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  assert.equal(granted.status, 200);
  const headers = { authorization: `Bearer ${granted.body.access_token}`, 'x-gusto-api-version': '2025-06-15' };
  const send = (method: string, path: string, json?: unknown) => call(method, gusto.url + path, json, headers);
  return { granted, send };
}

const keys = (answer: Answer) => (answer.body.errors as { error_key: string }[]).map((error) => error.error_key);

describe('gusto simulator', () => {
  let gusto: RunningSimulator;
  let send: Awaited<ReturnType<typeof signIn>>['send'];
  let granted: Answer;
  beforeEach(async () => {
    gusto = await startSimulator();
    ({ send, granted } = await signIn(gusto));
  });
  afterEach(() => gusto.close());

  const create = async (fields: object = {}) =>
    send('POST', `/v1/companies/${COMPANY}/employees`, { first_name: 'Ada', last_name: 'Byron', ...fields });

  it('lets a refresh token be used once', async () => {
    assert.equal(granted.body.expires_in, 7200);
    const again = await gusto.token({
      grant_type: 'refresh_token',
      refresh_token: SANDBOX_CREDENTIALS.GUSTO_REFRESH_TOKEN,
    });
    assert.equal(again.status, 400);
    assert.equal(again.body.error, 'invalid_grant');
    await signIn(gusto, granted.body.refresh_token);
    assert.equal((await gusto.token({ grant_type: 'password' })).body.error, 'unsupported_grant_type');
  });

  it('tells company tokens from system tokens', async () => {
    const info = await send('GET', '/v1/token_info');
    assert.deepEqual(info.body.resource, { type: 'Company', uuid: COMPANY });
    assert.equal((await send('GET', '/v1/events')).status, 403);
    assert.equal((await call('GET', `${gusto.url}/v1/token_info`)).status, 401);
    const system = { authorization: `Bearer ${await gusto.systemToken()}` };
    assert.equal((await call('GET', `${gusto.url}/v1/events`, undefined, system)).status, 200);
    assert.equal((await call('GET', `${gusto.url}/v1/companies/${COMPANY}/employees`, undefined, system)).status, 403);
  });

  it('echoes the API version and marks the old ones', async () => {
    const pinned = await send('GET', '/v1/token_info');
    assert.equal(pinned.headers['x-gusto-api-version'], '2025-06-15');
    assert.match(String(pinned.headers['deprecation']), /^@\d+$/);
    const none = await call('GET', `${gusto.url}/v1/token_info`);
    assert.match(String(none.headers['deprecation']), /^@\d+$/);
    const unknown = await call('GET', `${gusto.url}/v1/token_info`, undefined, { 'x-gusto-api-version': '1999-01-01' });
    assert.equal(unknown.headers['x-gusto-api-version'], '2026-06-15');
    assert.equal(unknown.headers['deprecation'], undefined);
  });

  it('always tells the rate limit, its reset as a date with an offset', async () => {
    const { headers } = await send('GET', '/v1/token_info');
    assert.equal(headers['x-ratelimit-limit'], '100000');
    assert.match(String(headers['x-ratelimit-reset']), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d -0700$/);
  });

  it('throttles when told to', async () => {
    const tight = await startSimulator({ rateLimit: 1 });
    const client = await signIn(tight);
    assert.equal((await client.send('GET', '/v1/token_info')).status, 200);
    const refused = await client.send('GET', '/v1/token_info');
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    await tight.close();
  });

  it('pages its lists', async () => {
    const path = `/v1/companies/${COMPANY}/employees`;
    const page = await send('GET', `${path}?page=2&per=3`);
    assert.equal(page.body.length, 3);
    assert.equal(page.headers['x-page'], '2');
    assert.equal(page.headers['x-per-page'], '3');
    assert.equal(page.headers['x-total-pages'], '3');
    assert.equal(page.headers['x-total-count'], '7');
    assert.equal((await send('GET', path)).body.length, 7);
    assert.equal((await send('GET', `${path}?search_term=cARTer`)).body.length, 2);
  });

  it('hides the terminated unless asked for them', async () => {
    const { uuid } = (await create()).body;
    const path = `/v1/companies/${COMPANY}/employees?search_term=Byron`;
    const leave = (effective_date: string) => send('POST', `/v1/employees/${uuid}/terminations`, { effective_date });
    assert.deepEqual(keys(await leave('some day')), ['effective_date']);
    assert.equal((await leave('2020-01-31')).status, 201);
    assert.equal((await leave('2020-01-31')).status, 422);
    assert.equal((await send('GET', path)).body.length, 0);
    const [gone] = (await send('GET', `${path}&terminated=true`)).body;
    assert.equal(gone.uuid, uuid);
    assert.equal(gone.terminated, true);
  });

  it('refuses bad employees and drops unknown fields', async () => {
    assert.deepEqual(keys(await create({ first_name: '', last_name: undefined })), ['first_name', 'last_name']);
    assert.deepEqual(keys(await create({ self_onboarding: true })), ['email']);
    assert.deepEqual(keys(await create({ email: 'nowhere' })), ['email']);
    const made = await create({ sent_from: 'x', email: 'ada@home.example' });
    assert.equal(made.status, 201);
    assert.equal(made.body.sent_from, undefined);
    assert.equal(made.body.onboarding_status, 'admin_onboarding_incomplete');
    assert.equal((await send('POST', '/v1/companies/other/employees', {})).status, 404);
    assert.deepEqual((await send('GET', '/v1/employees/nobody')).body.errors[0].category, 'not_found');
  });

  it('keeps changes to the current version', async () => {
    const { uuid, version } = (await create()).body;
    const path = `/v1/employees/${uuid}`;
    assert.deepEqual(keys(await send('PUT', path, { last_name: 'King' })), ['version']);
    const changed = await send('PUT', path, { version, last_name: 'King' });
    assert.equal(changed.body.last_name, 'King');
    assert.notEqual(changed.body.version, version);
    const stale = await send('PUT', path, { version, last_name: 'Lovelace' });
    assert.equal(stale.status, 409);
    assert.equal(stale.body.errors[0].category, 'invalid_resource_version');
  });

  it('gives a new job its first compensation, and takes one of a day', async () => {
    const { uuid } = (await create()).body;
    assert.deepEqual(keys(await send('POST', `/v1/employees/${uuid}/jobs`, {})), ['title', 'hire_date']);
    const job = (await send('POST', `/v1/employees/${uuid}/jobs`, { title: 'Engineer', hire_date: '2026-12-01' })).body;
    assert.equal(job.primary, true);
    const [first] = job.compensations;
    assert.equal(first.uuid, job.current_compensation_uuid);
    assert.equal(first.rate, '0.00');
    const pay = { rate: '70000', payment_unit: 'Year', flsa_status: 'Exempt' };
    assert.equal((await send('POST', `/v1/jobs/${job.uuid}/compensations`, pay)).status, 422);

    const path = `/v1/compensations/${first.uuid}`;
    const bad = await send('PUT', path, {
      version: first.version,
      rate: '-1',
      payment_unit: 'Day',
      flsa_status: 'exempt',
    });
    assert.deepEqual(keys(bad), ['rate', 'payment_unit', 'flsa_status']);
    const paid = await send('PUT', path, { version: first.version, ...pay });
    assert.equal(paid.body.rate, '70000.00');
    assert.equal((await send('PUT', path, { version: first.version, ...pay })).status, 409);
    assert.equal((await send('GET', path)).body.version, paid.body.version);
    assert.equal((await send('GET', `/v1/jobs/${job.uuid}/compensations`)).body.length, 1);

    const renamed = await send('PUT', `/v1/jobs/${job.uuid}`, { version: job.version, title: 'Architect' });
    assert.equal(renamed.body.title, 'Architect');
    assert.equal(renamed.body.hire_date, '2026-12-01');
    assert.equal(renamed.body.rate, '70000.00');
  });

  it('onboards by the permitted steps', async () => {
    const { uuid } = (await create({ self_onboarding: true, email: 'ada@home.example' })).body;
    const path = `/v1/employees/${uuid}/onboarding_status`;
    assert.equal((await send('GET', path)).body.onboarding_status, 'self_onboarding_pending_invite');
    assert.equal((await send('PUT', path, { onboarding_status: 'onboarding_completed' })).status, 422);
    assert.equal((await send('PUT', path, { onboarding_status: 'self_onboarding_invited' })).status, 200);
  });

  it('keeps addresses of known locations only', async () => {
    const { uuid } = (await create()).body;
    const [location] = (await send('GET', `/v1/companies/${COMPANY}/locations`)).body;
    assert.equal(location.active, true);
    const path = `/v1/employees/${uuid}/work_addresses`;
    const address = { location_uuid: location.uuid, effective_date: '2026-12-01' };
    assert.deepEqual(keys(await send('POST', path, { ...address, location_uuid: 'nowhere' })), ['location_uuid']);
    const made = await send('POST', path, address);
    assert.equal(made.status, 201);
    const moved = await send('PUT', `/v1/work_addresses/${made.body.uuid}`, {
      version: made.body.version,
      effective_date: '2027-01-04',
    });
    assert.equal(moved.body.effective_date, '2027-01-04');
    assert.equal((await send('GET', path)).body.length, 1);
    const home = { street_1: '1 Example Road', city: 'Oakland', state: 'CA', zip: '94607' };
    assert.equal((await send('POST', `/v1/employees/${uuid}/home_addresses`, home)).status, 201);
    assert.deepEqual(keys(await send('POST', `/v1/employees/${uuid}/home_addresses`, { ...home, zip: 'x' })), ['zip']);
  });

  it('replays its events by cursor', async () => {
    const { uuid, version } = (await create()).body;
    await send('PUT', `/v1/employees/${uuid}`, { version, last_name: 'King' });
    await send('POST', `/v1/employees/${uuid}/jobs`, { title: 'Engineer', hire_date: '2026-12-01' });
    const system = { authorization: `Bearer ${await gusto.systemToken()}` };
    const list = (query: string) => call('GET', `${gusto.url}/v1/events?${query}`, undefined, system);
    const first = await list('limit=2');
    assert.equal(first.headers['x-has-next-page'], 'true');
    const types = (answer: Answer) => (answer.body as { event_type: string }[]).map((event) => event.event_type);
    assert.deepEqual(types(first), ['employee.created', 'employee.updated']);
    const rest = await list(`limit=2&starting_after_uuid=${first.body[1].uuid}`);
    assert.deepEqual(types(rest), ['employee_job_compensation.created']);
    assert.equal(rest.headers['x-has-next-page'], 'false');
    assert.deepEqual(types(await list('event_type=employee.*&sort_order=desc')), [
      'employee.updated',
      'employee.created',
    ]);
    assert.equal((await list('limit=101')).status, 422);
    assert.deepEqual((await list('resource_uuid=other')).body, []);
  });

  it('answers the embedded endpoints on that surface only', async () => {
    const other = await startSimulator({ credentials: { GUSTO_SURFACE: 'app_integrations' } });
    const client = await signIn(other);
    const [employee] = (await client.send('GET', `/v1/companies/${COMPANY}/employees`)).body;
    for (const path of [
      `/v1/employees/${employee.uuid}/jobs`,
      `/v1/jobs/${employee.jobs[0].uuid}`,
      `/v1/employees/${employee.uuid}/onboarding_status`,
    ]) {
      assert.equal((await send('GET', path)).status, 200, path);
      assert.equal((await client.send('GET', path)).status, 404, path);
    }
    const path = `/v1/jobs/${employee.jobs[0].uuid}/compensations`;
    assert.equal((await client.send('GET', path)).status, 200);
    await other.close();
  });

  it('changes pay as an admin would', async () => {
    const [employee] = (await gusto.control('GET', '/employees')).body;
    const changed = await gusto.control('PATCH', `/employees/${employee.uuid}/compensation`, { rate: '95000.00' });
    assert.equal(changed.body.jobs[0].rate, '95000.00');
    assert.equal((await gusto.control('PATCH', '/employees/nobody/compensation', {})).status, 404);
    assert.equal((await gusto.control('POST', '/alterations', { field: 'salary', value: '1' })).status, 400);
  });
});

describe('gusto simulator: state', () => {
  it('survives a restart, used refresh tokens included', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gusto-'));
    const stateFile = join(folder, 'gusto.journal');
    const first = await startSimulator({ stateFile });
    const { granted, send } = await signIn(first);
    const made = await send('POST', `/v1/companies/${COMPANY}/employees`, { first_name: 'Ada', last_name: 'Byron' });
    await first.close();

    const second = await startSimulator({ stateFile });
    const again = await second.token({
      grant_type: 'refresh_token',
      refresh_token: SANDBOX_CREDENTIALS.GUSTO_REFRESH_TOKEN,
    });
    assert.equal(again.body.error, 'invalid_grant');
    const client = await signIn(second, granted.body.refresh_token);
    const found = await client.send('GET', `/v1/companies/${COMPANY}/employees?search_term=byron`);
    assert.deepEqual(
      found.body.map((one: { uuid: string }) => one.uuid),
      [made.body.uuid],
    );
    assert.equal((await client.send('GET', `/v1/companies/${COMPANY}/employees`)).body.length, 8);
    await second.close();
    rmSync(folder, { recursive: true });
  });
});

describe('gusto simulator: webhooks', () => {
  type Received = { headers: Record<string, string | undefined>; rawBody: Buffer };
  let received: Received[];
  let answers: number[];
  let url: string;
  let receiver: ReturnType<typeof createServer>;
  beforeEach(async () => {
    received = [];
    answers = [];
    receiver = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      received.push({ headers: request.headers as Received['headers'], rawBody: Buffer.concat(parts) });
      response.writeHead(answers.shift() ?? 200).end();
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/gusto`;
  });
  afterEach(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  async function arrived(count: number): Promise<Received[]> {
    for (let waited = 0; received.length < count && waited < 3_000; waited += 10) await sleep(10);
    assert.ok(received.length >= count, `${received.length} of ${count} arrived`);
    return received;
  }
  const verify = (one: Received, secret: string) =>
    webhooks.verify({ ...one, url, receivedAt: new Date() }, [secret]).ok;
  const bodyOf = (one: Received | undefined) => JSON.parse(String(one?.rawBody)) as Record<string, unknown>;

  it('are thin, signed and sent again until taken', async () => {
    const gusto = await startSimulator({ webhookUrl: url, timeScale: 100_000 });
    answers = [500, 302];
    const { send } = await signIn(gusto);
    const made = await send('POST', `/v1/companies/${COMPANY}/employees`, { first_name: 'Ada', last_name: 'Byron' });
    const [first, , third] = await arrived(3);
    assert.deepEqual(first?.rawBody, third?.rawBody);
    assert.ok(first && verify(first, SANDBOX_CREDENTIALS.GUSTO_WEBHOOK_SECRET));
    const { uuid, timestamp, ...rest } = bodyOf(first);
    assert.equal(typeof uuid, 'string');
    assert.ok(Math.abs(Number(timestamp) - Date.now() / 1000) < 10);
    assert.deepEqual(rest, {
      event_type: 'employee.created',
      resource_type: 'Company',
      resource_uuid: COMPANY,
      entity_type: 'Employee',
      entity_uuid: made.body.uuid,
    });
    await gusto.close();
  });

  it('begin with a handshake, whose token then signs', async () => {
    const gusto = await startSimulator();
    const system = { authorization: `Bearer ${await gusto.systemToken()}` };
    const ask = (method: string, path: string, json?: unknown) => call(method, gusto.url + path, json, system);
    assert.equal(
      (await ask('POST', '/v1/webhook_subscriptions', { url, subscription_types: ['Employees'] })).status,
      422,
    );
    const made = await ask('POST', '/v1/webhook_subscriptions', { url, subscription_types: ['Employee'] });
    assert.equal(made.status, 201);
    assert.equal(made.body.status, 'pending');
    assert.equal(made.body.verification_token, undefined);
    const path = `/v1/webhook_subscriptions/${made.body.uuid}`;
    const [handshake] = await arrived(1);
    assert.equal(handshake?.headers['x-gusto-signature'], undefined);
    const token = String(bodyOf(handshake)['verification_token']);
    assert.equal(bodyOf(handshake)['webhook_subscription_uuid'], made.body.uuid);
    await ask('GET', `${path}/request_verification_token`);
    await arrived(2);

    const { send } = await signIn(gusto);
    const create = () => send('POST', `/v1/companies/${COMPANY}/employees`, { first_name: 'Ada', last_name: 'Byron' });
    await create();
    assert.equal((await ask('PUT', `${path}/verify`, { verification_token: 'guess' })).status, 422);
    assert.equal((await ask('PUT', `${path}/verify`, { verification_token: token })).body.status, 'verified');
    const { uuid } = (await create()).body;
    await send('POST', `/v1/employees/${uuid}/jobs`, { title: 'Engineer', hire_date: '2026-12-01' });
    await create();
    const events = (await arrived(4)).slice(2);
    assert.ok(events.every((one) => verify(one, token)));
    assert.deepEqual(
      events.map((one) => bodyOf(one)['event_type']),
      ['employee.created', 'employee.created'],
    );
    await gusto.close();
  });
});

describe('gusto simulator: employments and payrolls', () => {
  let gusto: RunningSimulator;
  let send: Awaited<ReturnType<typeof signIn>>['send'];
  let uuid: string;
  let job: { uuid: string; compensations: { uuid: string; version: string }[] };
  beforeEach(async () => {
    gusto = await startSimulator();
    ({ send } = await signIn(gusto));
    const person = { first_name: 'Ada', last_name: 'Byron' };
    uuid = (await send('POST', `/v1/companies/${COMPANY}/employees`, person)).body.uuid;
    job = (await send('POST', `/v1/employees/${uuid}/jobs`, { title: 'Engineer', hire_date: '2020-01-06' })).body;
  });
  afterEach(() => gusto.close());

  const pay = { rate: '52000', payment_unit: 'Year', flsa_status: 'Exempt' };
  async function paid(): Promise<string> {
    const [first] = job.compensations;
    await send('PUT', `/v1/compensations/${first?.uuid}`, { version: first?.version, ...pay });
    await gusto.control('POST', '/payrolls/run', { date: '2020-02-02' });
    return first?.uuid ?? '';
  }

  it('pays by the period, and keeps what was paid by', async () => {
    const compensation = await paid();
    const [stub, ...others] = (await send('GET', `/v1/employees/${uuid}/pay_stubs`)).body;
    assert.deepEqual([stub.gross_pay, stub.net_pay, stub.check_date, others], ['2000.00', '1500.00', '2020-02-05', []]);
    const [payroll] = (await send('GET', `/v1/companies/${COMPANY}/payrolls`)).body;
    assert.deepEqual([payroll.pay_period.start_date, payroll.pay_period.end_date], ['2020-01-20', '2020-02-02']);
    const path = `/v1/companies/${COMPANY}/payrolls/${payroll.payroll_uuid}`;
    assert.ok((await send('GET', path)).body.employee_compensations.some((one: any) => one.employee_uuid === uuid));
    assert.equal((await send('DELETE', `/v1/employees/${uuid}`)).status, 422);

    const { version } = (await send('GET', `/v1/compensations/${compensation}`)).body;
    const change = await send('PUT', `/v1/compensations/${compensation}`, { version, ...pay, rate: '60000' });
    assert.deepEqual([change.status, change.body.errors[0].category], [422, 'invalid_operation']);
    const raise = (effective_date: string) =>
      send('POST', `/v1/jobs/${job.uuid}/compensations`, { ...pay, rate: '60000', effective_date });
    assert.deepEqual(keys(await raise('2020-02-02')), ['effective_date']);
    assert.equal((await raise('2099-02-03')).status, 201);
    assert.equal((await raise('2099-02-03')).status, 422);
    const shown = async (query = '') =>
      (await send('GET', `/v1/employees/${uuid}${query}`)).body.jobs[0].compensations.map((one: any) => one.rate);
    assert.deepEqual(await shown(), ['52000.00']);
    assert.deepEqual(await shown('?include=all_compensations'), ['52000.00', '60000.00']);
  });

  it('rehires who has left, and keeps both employments', async () => {
    const [location] = (await send('GET', `/v1/companies/${COMPANY}/locations`)).body;
    const path = `/v1/employees/${uuid}/rehire`;
    const body = { effective_date: '2099-03-01', file_new_hire_report: true, work_location_uuid: location.uuid };
    assert.deepEqual(keys(await send('POST', path, {})), [
      'effective_date',
      'file_new_hire_report',
      'work_location_uuid',
    ]);
    assert.deepEqual(keys(await send('POST', path, body)), ['effective_date']);
    assert.equal((await send('GET', path)).status, 404);
    await send('POST', `/v1/employees/${uuid}/terminations`, { effective_date: '2021-06-30' });
    assert.deepEqual(keys(await send('POST', path, { ...body, work_location_uuid: 'x' })), ['work_location_uuid']);
    const made = await send('POST', path, body);
    assert.deepEqual([made.status, made.body.active, made.body.employee_uuid], [201, false, uuid]);
    assert.equal((await send('GET', `/v1/employees/${uuid}`)).body.terminated, true, 'until the first day');
    const stale = await send('PUT', path, { version: 'old', ...body });
    assert.equal(stale.status, 409);
    const moved = await send('PUT', path, { version: made.body.version, ...body, effective_date: '2021-09-01' });
    assert.equal(moved.body.active, true);
    assert.equal((await send('PUT', path, { version: moved.body.version, ...body })).status, 422);
    assert.equal((await send('GET', `/v1/employees/${uuid}`)).body.terminated, false);
    assert.deepEqual(
      (await send('GET', `/v1/employees/${uuid}/employment_history`)).body.map((one: any) => [
        one.hire_date,
        one.termination_date,
      ]),
      [
        ['2021-09-01', null],
        ['2020-01-06', '2021-06-30'],
      ],
    );
  });

  it('cancels a termination to come, not one that has come', async () => {
    const path = `/v1/employees/${uuid}/terminations`;
    assert.equal((await send('DELETE', path)).status, 404);
    const made = await send('POST', path, { effective_date: '2099-06-30' });
    const update = (version: string, effective_date: string) =>
      send('PUT', `/v1/terminations/${uuid}`, { version, effective_date });
    assert.equal((await update('old', '2099-05-31')).status, 409);
    assert.equal((await update(made.body.version, '2099-05-31')).body.effective_date, '2099-05-31');
    assert.equal((await send('DELETE', path)).status, 204);
    await send('POST', path, { effective_date: '2020-06-30' });
    assert.equal((await send('DELETE', path)).status, 422);
    assert.equal((await gusto.control('POST', '/payrolls/run', { date: 'today' })).status, 400);
  });

  it('deletes who is being onboarded, and everything of them', async () => {
    assert.equal((await send('DELETE', `/v1/employees/${uuid}`)).status, 204);
    for (const path of [
      `/v1/employees/${uuid}`,
      `/v1/jobs/${job.uuid}`,
      `/v1/compensations/${job.compensations[0]?.uuid}`,
    ]) {
      assert.equal((await send('GET', path)).status, 404, path);
    }
    const [employee] = (await gusto.control('GET', '/employees')).body;
    assert.equal((await send('DELETE', `/v1/employees/${employee.uuid}`)).status, 422);
    const system = { authorization: `Bearer ${await gusto.systemToken()}` };
    const events = (await call('GET', `${gusto.url}/v1/events?event_type=employee.*`, undefined, system)).body;
    assert.equal(events.at(-1).event_type, 'employee.deleted');
  });
});
