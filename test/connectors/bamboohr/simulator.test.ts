import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableNamed } from '../../../connectors/bamboohr/simulator/fields.js';
import type { Notifier } from '../../../connectors/bamboohr/simulator/notifier.js';
import { openAccount } from '../../../connectors/bamboohr/simulator/state.js';
import { createWrites } from '../../../connectors/bamboohr/simulator/writes.js';
import { createWebhookSource } from '../../../connectors/bamboohr/webhooks.js';
import { openStore } from '../../../sandbox/store.js';
import {
  AUTHORIZATION,
  bodyOf,
  eventually,
  listen,
  startSimulator,
  type Bench,
  type RunningServer,
} from './harness.js';

describe('bamboohr: simulator', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startSimulator();
  });
  afterEach(() => bench.close());

  const create = (fields: Record<string, unknown> = {}) =>
    bench.api('POST', '/api/v1/employees', { firstName: 'Ada', lastName: 'Byron', ...fields });
  const refusal = (answer: Response) => [answer.status, answer.headers.get('x-bamboohr-error-message')];

  it('answers a create with the legacy gateway in Location and a short body', async () => {
    const answer = await create({ hireDate: '2099-01-01' });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('location'), 'https://api.bamboohr.com/api/gateway.php/acme/v1/employees/200');
    assert.deepEqual(await answer.json(), { id: '200', firstName: 'Ada', lastName: 'Byron', status: 'Inactive' });
  });

  it('refuses what BambooHR refuses', async () => {
    assert.deepEqual(refusal(await bench.api('POST', '/api/v1/employees', { firstName: 'Ada' })), [
      400,
      'Missing required fields lastName',
    ]);
    assert.deepEqual(refusal(await create({ hireDate: '2026-02-30' })), [409, 'Invalid value for field hireDate']);
    assert.deepEqual(refusal(await create({ workEmail: 'DANA.brooks@acme.example' })), [
      409,
      'Duplicate value for field workEmail',
    ]);
    assert.equal((await create({ homeCity: 'Lindon' })).status, 406);
    assert.equal((await create({ employmentHistoryStatus: 'Sometimes' })).status, 409);
    assert.equal((await bench.control<unknown[]>('GET', '/employees')).length, 7, 'nothing was kept of them');
    const broken = await fetch(`${bench.url}/api/v1/employees`, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
      body: '{',
    });
    assert.equal(broken.status, 400);
  });

  it('answers XML unless JSON is asked for', async () => {
    const employee = await bench.api('GET', '/api/v1/employees/101?fields=firstName,workEmail', undefined, {
      accept: '*/*',
    });
    assert.match(employee.headers.get('content-type') ?? '', /text\/xml/);
    assert.match(
      await employee.text(),
      /^<\?xml version="1.0"\?>\n<employee id="101">\n <field id="firstName">Maya<\/field>/,
    );
    const table = await bench.api('GET', '/api/v1/employees/102/tables/jobInfo', undefined, { accept: '*/*' });
    assert.match(await table.text(), /<row id="\d+" employeeId="102">\n {2}<field id="date">2021-03-01<\/field>/);
  });

  it('gives the id only unless fields are named, and drops unknown ones', async () => {
    assert.deepEqual(await (await bench.api('GET', '/api/v1/employees/101')).json(), { id: '101' });
    const named = await bench.api('GET', '/api/v1/employees/101?fields=lastName,nonsense');
    assert.deepEqual(await named.json(), { id: '101', lastName: 'Lindqvist' });
    const many = Array.from({ length: 401 }, () => 'id').join(',');
    assert.equal((await bench.api('GET', `/api/v1/employees/101?fields=${many}`)).status, 400);
    assert.equal((await bench.api('GET', '/api/v1/employees/E-1001?fields=id')).status, 404);
  });

  it('computes the flat job from the row in effect today', async () => {
    await create();
    const rows = '/api/v1/employees/200/tables/jobInfo';
    const added = await bench.api('POST', rows, {
      date: '2099-01-01',
      jobTitle: 'Engineer',
      reportsTo: 'Maya Lindqvist',
    });
    assert.equal(added.status, 200);
    assert.match(added.headers.get('content-type') ?? '', /text\/html/);
    assert.equal(await added.text(), '');
    const flat = async (query: string) =>
      (await (await bench.api('GET', `/api/v1/employees/200?fields=jobTitle${query}`)).json()) as {
        jobTitle: string | null;
      };
    assert.equal((await flat('')).jobTitle, null);
    assert.equal((await flat('&onlyCurrent=false')).jobTitle, 'Engineer');
    const [row] = (await (await bench.api('GET', rows)).json()) as { id: string; reportsTo: string }[];
    assert.equal(row?.reportsTo, 'Maya Lindqvist');
    assert.equal((await bench.api('POST', `${rows}/${row.id}`, { date: '2020-01-01' })).status, 200);
    assert.equal((await flat('')).jobTitle, 'Engineer');
  });

  it('refuses rows that cannot be', async () => {
    const post = async (table: string, body: unknown) =>
      refusal(await bench.api('POST', `/api/v1/employees/101/tables/${table}`, body));
    const pay = { startDate: '2026-01-01', rate: { value: '1', currency: 'USD' } };
    assert.deepEqual(await post('jobInfo', { jobTitle: 'x' }), [400, 'Missing required field date']);
    assert.deepEqual(await post('jobInfo', { date: '2026-13-01' }), [406, 'Invalid value for field date']);
    assert.deepEqual(await post('jobInfo', { date: '2026-01-01', reportsTo: 'Nobody' }), [
      406,
      'Invalid value for field reportsTo',
    ]);
    assert.deepEqual(await post('compensation', { ...pay, rate: { value: '1', currency: 'DOLLARS' } }), [
      406,
      'Invalid value for field rate',
    ]);
    assert.deepEqual(await post('compensation', { ...pay, paidPer: 'Fortnight' }), [
      406,
      'Invalid value for field paidPer',
    ]);
    assert.equal((await post('nonsense', {}))[0], 404);
    assert.equal((await bench.api('POST', '/api/v1/employees/999/tables/jobInfo', {})).status, 404);
    assert.equal((await bench.api('POST', '/api/v1/employees/101/tables/jobInfo/1', {})).status, 404);
  });

  it('gives the rows of all employees', async () => {
    const all = (await (await bench.api('GET', '/api/v1/employees/all/tables/compensation')).json()) as unknown[];
    assert.equal(all.length, 7);
  });

  it('lists by cursor, filters and sorts as documented', async () => {
    interface Page {
      data: { employeeId: string; workEmail?: string | null; _restrictedFields: string[] }[];
      meta: { total: number; page: { limit: number; nextCursor: string | null } };
      _links: { next?: { href: string } };
    }
    const list = async (query: string) => (await (await bench.api('GET', `/api/v1/employees?${query}`)).json()) as Page;
    const ids = (page: Page) => page.data.map((one) => one.employeeId);
    const first = await list('page[limit]=4&sort=-employeeId');
    assert.deepEqual(ids(first), ['107', '106', '105', '104']);
    assert.equal(first.meta.total, 7);
    const rest = await list(
      `page[limit]=4&sort=-employeeId&page[after]=${encodeURIComponent(first.meta.page.nextCursor ?? '')}`,
    );
    assert.deepEqual(ids(rest), ['103', '102', '101']);
    assert.equal(rest.meta.page.nextCursor, null);
    assert.ok(first._links.next && !rest._links.next);
    assert.deepEqual(ids(await list('filter[firstName]=SAM&filter[lastName]=cart')), ['103', '104']);
    assert.deepEqual(ids(await list('filter[ids]=101,107')), ['101', '107']);
    assert.deepEqual(ids(await list('filter[ids][]=101&filter[ids][]=107')), ['101', '107']);
    await create({ hireDate: '2099-01-01' });
    assert.deepEqual(ids(await list('filter[status]=inactive')), ['200']);
    await bench.control('PUT', '/permissions', { hiddenFields: ['workEmail', 'jobTitleName'] });
    const [hidden] = (await list('filter[ids]=101&fields=workEmail,nonsense')).data;
    assert.equal(hidden?.workEmail, null);
    assert.deepEqual(hidden?._restrictedFields, ['jobTitleName', 'workEmail']);
    assert.deepEqual(ids(await list('filter[jobTitleName]=VP')), [], 'a filter by a hidden field tells nothing');
  });

  for (const query of [
    'filter[workEmail]=x',
    'filter[status]=gone',
    'sort=workEmail',
    'page[limit]=101',
    'page[after]=x',
  ]) {
    it(`refuses GET /employees?${query}`, async () => {
      const answer = await bench.api('GET', `/api/v1/employees?${query}`);
      assert.equal(answer.status, 400);
      const { error } = (await answer.json()) as { error: { code: string } };
      assert.equal(error.code, query.startsWith('page[after]') ? 'BadPage' : 'BadRequest');
    });
  }

  it('keeps future hires out of the directory unless asked', async () => {
    await create({ hireDate: '2099-01-01' });
    const directory = async (query: string) =>
      ((await (await bench.api('GET', `/api/v1/employees/directory${query}`)).json()) as { employees: unknown[] })
        .employees.length;
    assert.equal(await directory(''), 7);
    assert.equal(await directory('?onlyCurrent=false'), 8);
    await bench.control('PUT', '/permissions', { directoryShared: false });
    assert.equal((await bench.api('GET', '/api/v1/employees/directory')).status, 403);
  });

  it('takes reports as exactly application/json', async () => {
    const body = { fields: ['id', 'workEmail', 'nonsense'], filters: { employeeIds: [101] } };
    const report = await bench.api('POST', '/api/v1/reports/custom?format=JSON', body);
    const { fields, employees } = (await report.json()) as { fields: { id: string }[]; employees: unknown[] };
    assert.deepEqual(employees, [{ id: '101', workEmail: 'maya.lindqvist@acme.example' }]);
    assert.deepEqual(
      fields.map((one) => one.id),
      ['id', 'workEmail'],
    );
    const charset = { 'content-type': 'application/json; charset=UTF-8' };
    assert.deepEqual(refusal(await bench.api('POST', '/api/v1/reports/custom?format=JSON', body, charset)), [
      400,
      'Malformed XML',
    ]);
    assert.equal((await bench.api('POST', '/api/v1/reports/custom?format=bogus', body)).status, 404);
  });

  it('tells what changed', async () => {
    const since = new Date(Date.now() - 2_000).toISOString();
    await create();
    await bench.control('PATCH', '/employees/101', { mobilePhone: '+14155550100' });
    await bench.control('DELETE', '/employees/107');
    const answer = await bench.api('GET', `/api/v1/employees/changed?since=${encodeURIComponent(since)}`);
    const { employees } = (await answer.json()) as { employees: Record<string, { action: string }> };
    const actions = Object.entries(employees).map(([id, one]) => [id, one.action]);
    assert.deepEqual(actions.sort(), [
      ['101', 'Updated'],
      ['107', 'Deleted'],
      ['200', 'Inserted'],
    ]);
    assert.equal((await bench.api('GET', '/api/v1/employees/changed')).status, 400);
  });

  it('tells the fields and tables there are', async () => {
    const fields = (await (await bench.api('GET', '/api/v1/meta/fields')).json()) as { alias: string }[];
    assert.ok(fields.some((one) => one.alias === 'customAtsApplicationId'));
    const tables = (await (await bench.api('GET', '/api/v1/meta/tables')).json()) as { alias: string }[];
    assert.deepEqual(
      tables.map((one) => one.alias),
      ['jobInfo', 'compensation', 'employmentStatus'],
    );
  });

  it('knows its key, and locks out who keeps guessing', async () => {
    const withKey = (authorization: string) =>
      bench.api('GET', '/api/v1/employees/0?fields=id', undefined, { authorization });
    assert.equal((await fetch(`${bench.url}/api/v1/employees/0`)).status, 401);
    const wrong = `Basic ${Buffer.from('nope:x').toString('base64')}`;
    for (let guess = 0; guess < 10; guess += 1) assert.equal((await withKey(wrong)).status, 401);
    assert.equal((await withKey(wrong)).status, 403);
    assert.equal((await withKey(AUTHORIZATION)).status, 403);
  });

  it('throttles with Retry-After', async () => {
    const limited = await startSimulator({ rateLimit: 2 });
    try {
      await limited.api('GET', '/api/v1/employees/101');
      await limited.api('GET', '/api/v1/employees/101');
      const third = await limited.api('GET', '/api/v1/employees/101');
      assert.equal(third.status, 429);
      const wait = Number(third.headers.get('retry-after'));
      assert.ok(wait >= 1 && wait <= 60);
    } finally {
      await limited.close();
    }
  });

  it('shows a webhook’s private key once', async () => {
    const register = (body: object) =>
      bench.api('POST', '/api/v1/webhooks', { name: 'w', url: 'https://a.example', format: 'json', ...body });
    const made = await register({ events: ['employee.created'] });
    assert.equal(made.status, 201);
    const { id, privateKey } = (await made.json()) as { id: string; privateKey: string };
    assert.match(privateKey, /^[0-9a-f]{32}$/);
    const shown = await (await bench.api('GET', `/api/v1/webhooks/${id}`)).text();
    const listed = await (await bench.api('GET', '/api/v1/webhooks')).text();
    assert.ok(!shown.includes(privateKey) && !listed.includes(privateKey));
    assert.ok(listed.includes('https://a.example'));
    assert.equal((await register({})).status, 400, 'the legacy default needs monitorFields');
    assert.equal((await register({ events: ['employee.updated'] })).status, 400);
    assert.equal((await register({ url: 'http://a.example', events: ['employee.created'] })).status, 400);
    assert.equal((await register({ events: ['employee.created', 'employee_with_fields.created'] })).status, 400);
    assert.equal((await register({ events: ['employee.updated'], monitorFields: ['nonsense'] })).status, 403);
    assert.equal((await bench.api('DELETE', `/api/v1/webhooks/${id}`)).status, 200);
    assert.equal((await bench.api('GET', `/api/v1/webhooks/${id}`)).status, 404);
  });
});

describe('bamboohr: simulated webhooks', () => {
  interface Received {
    type: string;
    timestamp: string;
    data: { employeeId: string; changedFields?: string[] };
  }
  const source = createWebhookSource(() => 'body_timestamp');
  let receiver: RunningServer;
  let bench: Bench;
  let answers: number[];
  let received: Received[];
  let attempts: number;

  beforeEach(async () => {
    answers = [];
    received = [];
    attempts = 0;
    receiver = await listen((request, response) => {
      void bodyOf(request).then((body) => {
        attempts += 1;
        const status = answers.shift() ?? 200;
        const headers = request.headers as Record<string, string>;
        const delivery = { headers, rawBody: Buffer.from(body), url: '', receivedAt: new Date() };
        assert.deepEqual(source.verify(delivery, ['webhook-secret']), { ok: true });
        if (status === 200) received.push(JSON.parse(body) as Received);
        response.writeHead(status).end();
      });
    });
    bench = await startSimulator({ webhookUrl: `${receiver.url}/webhooks/bamboohr`, timeScale: 60_000 });
  });
  afterEach(async () => {
    await bench.close();
    await receiver.close();
  });

  const arrived = (count: number) => eventually(() => (received.length >= count ? received : undefined));
  const hire = { firstName: 'Ada', lastName: 'Byron', hireDate: '2099-01-01', customAtsApplicationId: '1' };

  it('tells of a new employee twice: created, and updated', async () => {
    await bench.api('POST', '/api/v1/employees', hire);
    const events = await arrived(2);
    assert.deepEqual(events.map((one) => one.type).sort(), ['employee.created', 'employee.updated']);
    const updated = events.find((one) => one.type === 'employee.updated');
    assert.deepEqual(updated?.data.changedFields, Object.keys(hire));
    assert.match(updated.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(updated.data.employeeId, '200');
  });

  it('tells of a row when it takes effect, of an edit in the pages at once', async () => {
    const rows = '/api/v1/employees/101/tables/jobInfo';
    await bench.api('POST', rows, { date: '2099-01-01', jobTitle: 'Later' });
    await bench.api('POST', rows, { date: '2022-01-01', jobTitle: 'Now' });
    assert.deepEqual(
      (await arrived(1)).map((one) => one.data.changedFields),
      [['jobTitle']],
    );
    await bench.control('PUT', '/employees/101/compensation', { rate: '103000' });
    await bench.control('PUT', '/employees/101/job', { reportsTo: 'Dana Brooks' });
    await bench.control('PATCH', '/employees/101', { preferredName: 'May' });
    await bench.control('DELETE', '/employees/101');
    const events = (await arrived(5)).slice(1);
    assert.deepEqual(
      new Set(events.map((one) => one.data.changedFields?.join() ?? one.type)),
      new Set(['payRate', 'supervisor', 'preferredName', 'employee.deleted']),
    );
    assert.equal(attempts, 5, 'nothing of the later row');
  });

  const gaveUp = () =>
    eventually(async () =>
      (await bench.control<{ status: string }[]>('GET', '/webhooks')).find((one) => one.status === 'gave_up'),
    );

  it('retries after a server error', async () => {
    answers = [500, 503];
    await bench.control('PATCH', '/employees/101', { preferredName: 'May' });
    await arrived(1);
    assert.equal(attempts, 3);
  });

  it('gives up after five retries', async () => {
    answers = [500, 500, 500, 500, 500, 500];
    await bench.control('PATCH', '/employees/101', { preferredName: 'May' });
    await gaveUp();
    assert.equal(attempts, 6);
  });

  it('takes a refusal for final', async () => {
    answers = [400];
    await bench.control('PATCH', '/employees/101', { preferredName: 'May' });
    await gaveUp();
    assert.equal(attempts, 1);
  });

  it('sends the legacy form to a registration without events', async () => {
    let legacy: unknown;
    const old = await listen((request, response) => {
      void bodyOf(request).then((body) => {
        legacy = JSON.parse(body);
        response.end();
      });
    });
    const registration = {
      name: 'old',
      url: `${old.url}/x`,
      format: 'json',
      monitorFields: ['preferredName'],
      postFields: { firstName: 'First' },
    };
    assert.equal((await bench.api('POST', '/api/v1/webhooks', registration)).status, 201);
    await bench.control('PATCH', '/employees/101', { preferredName: 'May' });
    const body = (await eventually(() => legacy)) as { employees: { id: string; action: string; fields: unknown }[] };
    assert.equal(body.employees[0]?.action, 'Updated');
    assert.deepEqual(body.employees[0].fields, { First: { value: 'Maya' } });
    await old.close();
  });

  it('tells of a future row once, on the day it takes effect', () => {
    const account = openAccount(openStore());
    const told: string[][] = [];
    const notifier = { updated: (_id: string, fields: string[]) => void told.push(fields) } as unknown as Notifier;
    const writes = createWrites(account, notifier);
    const fields = { firstName: 'Ada', lastName: 'Byron' };
    account.employees.put('1', {
      id: '1',
      fields,
      createdAt: '2026-01-01T00:00:00Z',
      lastChanged: '2026-01-01T00:00:00Z',
    });
    const row = writes.addRow('1', tableNamed('jobInfo')!, { date: '2099-01-01', jobTitle: 'Engineer' });
    writes.announceDue();
    assert.deepEqual(told, []);
    account.putRow({ ...row, values: { ...row.values, date: '2026-01-01' } });
    writes.announceDue();
    writes.announceDue();
    assert.deepEqual(told, [['jobTitle']]);
  });

  it('keeps its state over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bamboohr-'));
    const stateFile = join(folder, 'state.jsonl');
    try {
      const before = await startSimulator({ stateFile });
      await before.api('POST', '/api/v1/employees', hire);
      await before.close();
      const after = await startSimulator({ stateFile });
      const again = await after.api('GET', '/api/v1/employees/200?fields=customAtsApplicationId');
      assert.deepEqual(await again.json(), { id: '200', customAtsApplicationId: '1' });
      assert.match((await after.api('POST', '/api/v1/employees', hire)).headers.get('location') ?? '', /\/201$/);
      await after.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('bamboohr: simulated employments', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startSimulator();
  });
  afterEach(() => bench.close());

  const read = async (id: string, query = '') =>
    (
      await bench.api('GET', `/api/v1/employees/${id}?fields=status,employmentHistoryStatus,terminationDate${query}`)
    ).json();

  it('ends an employment on its day', async () => {
    await bench.control('POST', '/employees/101/terminate', { date: '2099-01-31' });
    assert.deepEqual(await read('101'), {
      id: '101',
      status: 'Active',
      employmentHistoryStatus: 'Full-time',
      terminationDate: '0000-00-00',
    });
    assert.deepEqual(await read('101', '&onlyCurrent=false'), {
      id: '101',
      status: 'Active',
      employmentHistoryStatus: 'Terminated',
      terminationDate: '2099-01-31',
    });
    await bench.control('POST', '/employees/102/terminate');
    assert.equal(((await read('102')) as { status: string }).status, 'Inactive');
    const directory = (await (await bench.api('GET', '/api/v1/employees/directory?onlyCurrent=false')).json()) as {
      employees: { id: string }[];
    };
    assert.ok(!directory.employees.some((one) => one.id === '102'));
    assert.equal((await bench.api('DELETE', '/api/v1/employees/102')).status, 404, 'there is no such endpoint');
  });

  it('adds employees as people and imports do', async () => {
    const made = await bench.control<Record<string, unknown>>('POST', '/employees', {
      firstName: 'Ada',
      lastName: 'Byron',
      hireDate: '2099-01-01',
      createdAt: '2026-03-01T09:00:00.500+01:00',
      jobInfo: { jobTitle: 'Analyst' },
    });
    assert.equal(made['createdAt'], '2026-03-01T08:00:00Z');
    assert.equal(made['status'], 'Inactive');
    assert.equal(made['customAtsApplicationId'], undefined);
    assert.deepEqual(
      (made['jobInfo'] as { date: string }[]).map((row) => row.date),
      ['2099-01-01'],
    );
    const bulk = { count: 3, terminatedOn: '2026-05-31', hireDate: '2020-01-01', applicationIdFrom: 10 };
    await bench.control('POST', '/employees/bulk', bulk);
    const all = await bench.control<Record<string, unknown>[]>('GET', '/employees');
    assert.deepEqual(
      all.slice(-3).map((one) => [one['status'], one['terminationDate'], one['customAtsApplicationId']]),
      ['10', '11', '12'].map((id) => ['Inactive', '2026-05-31', id]),
    );
    for (const [path, body] of [
      ['/employees', { lastName: 'Byron' }],
      ['/employees', { firstName: 'A', lastName: 'B', createdAt: 'yesterday' }],
      ['/employees/bulk', { count: 0 }],
      ['/employees/101/terminate', { date: 'now' }],
      ['/employees/999/terminate', {}],
    ] as const) {
      await assert.rejects(bench.control('POST', path, body), /40[04]/, path);
    }
  });
});
