import assert from 'node:assert/strict';
import type { HrisConnector, HrisEmployee } from '../../../connectors/roles/hris.js';
import type { TimeWindow } from '../../../connectors/roles/ats.js';
import { HIRE, TRACE, createConnector, startSimulator, type Bench } from './harness.js';

describe('bamboohr: employees created in a window', () => {
  let bench: Bench;
  let hris: HrisConnector;
  beforeEach(async () => {
    bench = await startSimulator();
    hris = createConnector(bench.url);
  });
  afterEach(async () => {
    await hris.close();
    await bench.close();
  });

  const WINDOW: TimeWindow = { from: '2026-03-02T08:00:00.000Z', to: '2026-03-03T08:00:00.000Z' };
  async function list(window: TimeWindow = WINDOW): Promise<HrisEmployee[]> {
    const all: HrisEmployee[] = [];
    for await (const batch of hris.listCreatedEmployees(window)) {
      assert.ok(batch.length > 0);
      all.push(...batch);
    }
    return all;
  }
  const idsOf = (employees: HrisEmployee[]) => employees.map((one) => one.employeeId);
  const requests = async () => (await bench.control<{ method: string; path: string }[]>('GET', '/calls')).length;

  const add = async (createdAt: string, more: Record<string, unknown> = {}) => {
    const body = { firstName: 'Ada', lastName: 'Byron', hireDate: '2026-04-01', createdAt, ...more };
    return (await bench.control<{ id: string }>('POST', '/employees', body)).id;
  };

  it('takes the first instant in and the last one out, whatever was changed since', async () => {
    await add('2026-03-02T07:59:59Z');
    const first = await add('2026-03-02T08:00:00Z');
    const last = await add('2026-03-03T07:59:59Z');
    await add('2026-03-03T08:00:00Z');
    await bench.control('PATCH', `/employees/${first}`, { preferredName: 'Addie' });
    assert.deepEqual(idsOf(await list()), [first, last]);
    assert.deepEqual(await list({ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }), []);
  });

  it('reads each as a single read does, future hires and those without an application id included', async () => {
    const { recordId: future = '' } = await hris.createEmployee(HIRE, TRACE);
    await hris.putJob(future, HIRE, TRACE);
    await hris.putCompensation(future, HIRE, TRACE);
    const pay = { rate: { value: '90000', currency: 'USD' } };
    const job = { jobTitle: 'Analyst', department: 'Finance', reportsTo: '102' };
    const byHand = await add(new Date().toISOString(), {
      jobInfo: job,
      compensation: pay,
      homeEmail: 'a@home.example',
    });
    const rowless = await add(new Date().toISOString());
    const window = {
      from: new Date(Date.now() - 60_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    };
    const listed = await list(window);
    assert.deepEqual(idsOf(listed), [future, byHand, rowless]);
    for (const one of listed) assert.deepEqual(one, await hris.readEmployee(one.employeeId));
    const [hire, other] = listed;
    assert.equal(hire?.fields.atsApplicationId, '9001');
    assert.equal(hire.fields.startDate, HIRE.startDate);
    assert.equal(hire.fields.manager?.email, 'maya.lindqvist@acme.example');
    assert.deepEqual(hire.fields.compensation, HIRE.compensation);
    assert.equal(hire.terminated, false);
    assert.equal(other?.fields.atsApplicationId, undefined);
    assert.equal(other?.fields.manager?.id, '102');
  });

  it('leaves out who was deleted meanwhile', async () => {
    const [gone, kept] = [await add('2026-03-02T10:00:00Z'), await add('2026-03-02T11:00:00Z')];
    await bench.control('DELETE', `/employees/${gone}`);
    assert.deepEqual(idsOf(await list()), [kept]);
  });

  it('costs a handful of requests, however many there are', async () => {
    const bulk = { count: 450, createdAt: '2026-03-02T12:00:00Z', hireDate: '2026-04-01', applicationIdFrom: 5000 };
    const made = await bench.control<{ count: number; firstId: string }>('POST', '/employees/bulk', bulk);
    assert.equal(made.count, 450);
    assert.deepEqual(await bench.control('GET', '/webhooks'), [], 'nobody is told');
    const before = await requests();
    const listed = await list();
    const cost = (await requests()) - before;
    assert.equal(listed.length, 450);
    assert.ok(cost <= 10, `${cost} requests`);
    assert.equal(listed[449]?.fields.atsApplicationId, '5449');
    assert.equal(listed[449].fields.manager?.id, '101');
  });

  it('reads one by one where there is no report', async () => {
    const bulk = { count: 12, createdAt: '2026-03-02T12:00:00Z' };
    await bench.control('POST', '/employees/bulk', bulk);
    const whole = await list();
    await bench.control('POST', '/faults', {
      route: 'POST /api/v1/reports/custom',
      kind: 'status',
      status: 403,
      count: 9,
    });
    assert.deepEqual(await list(), whole);
  });

  it('says so when it may not ask', async () => {
    await bench.control('POST', '/faults', {
      route: 'GET /api/v1/employees/changed',
      kind: 'status',
      status: 403,
      count: 9,
    });
    await assert.rejects(list(), { type: 'VendorUnauthorized' });
  });
});
