import assert from 'node:assert/strict';
import type { HrisConnector } from '../../../connectors/roles/hris.js';
import { BINDINGS, HIRE, TRACE, createConnector, startSimulator, type Bench } from './harness.js';

interface SandboxEmployee {
  id: string;
  customAtsApplicationId?: string;
  reportsToId: string | null;
  jobInfo: Record<string, string>[];
  compensation: { id: string; startDate: string; comment: string; rate: { value: string; currency: string } }[];
}

describe('bamboohr: connector against the simulator', () => {
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

  const employee = async (id: string) =>
    (await bench.control<SandboxEmployee[]>('GET', '/employees')).find((one) => one.id === id)!;
  const calls = async (method: string, path: RegExp) =>
    (
      await bench.control<
        { method: string; path: string; query: string; headers: Record<string, string>; body?: string }[]
      >('GET', '/calls')
    ).filter((one) => one.method === method && path.test(one.path));

  async function write(fields = HIRE): Promise<string> {
    const { recordId } = await hris.createEmployee(fields, TRACE);
    assert.ok(recordId);
    await hris.putJob(recordId, fields, TRACE);
    await hris.putCompensation(recordId, fields, TRACE);
    return recordId;
  }

  it('writes a future hire and reads back the same', async () => {
    const id = await write();
    const read = await hris.readEmployee(id);
    assert.deepEqual(read.problems, []);
    const { manager, ...fields } = read.fields;
    const { manager: _manager, ...sent } = HIRE;
    assert.deepEqual(fields, { ...sent, employeeId: id });
    assert.equal(manager?.id, '101');
    assert.equal(manager?.email, 'maya.lindqvist@acme.example');
    assert.equal(read.status, 'Inactive');
    assert.equal(read.url, `${bench.url}/employees/employee.php?id=${id}`);
  });

  it('creates with the application id in the same request, traced', async () => {
    const receipt = await hris.createEmployee(HIRE, TRACE);
    const [call] = await calls('POST', /employees$/);
    assert.equal((JSON.parse(call?.body ?? '') as Record<string, string>)['customAtsApplicationId'], '9001');
    assert.equal(call?.headers['x-sent-from'], TRACE.sentFrom);
    assert.equal(call?.headers['x-sent-to'], `${bench.url}/api/v1/employees`);
    assert.equal(receipt.recordId, '200');
    assert.equal(receipt.status, 201);
    assert.equal(receipt.sentTo, `${bench.url}/api/v1/employees`);
    assert.match(receipt.payloadHash, /^[0-9a-f]{64}$/);
  });

  it('sends a row once and finds it right the next time', async () => {
    const id = await write();
    assert.equal(await hris.putJob(id, HIRE, TRACE), undefined);
    assert.equal(await hris.putCompensation(id, HIRE, TRACE), undefined);
    const later = { ...HIRE, startDate: '2100-01-01' };
    assert.equal(await hris.putCompensation(id, later, TRACE), undefined, 'the row of before still says it');
    assert.equal((await employee(id)).compensation.length, 1);
  });

  it('corrects the row of the start date and adds one for another date', async () => {
    const id = await write();
    const pay = (amount: string, startDate: string) => ({
      ...HIRE,
      startDate,
      compensation: { amount, currency: 'USD', period: 'year' as const },
    });
    const corrected = await hris.putCompensation(id, pay('103000', '2099-12-01'), TRACE);
    assert.equal(corrected?.recordId, (await employee(id)).compensation[0]?.id);
    assert.equal((await employee(id)).compensation.length, 1);
    const added = await hris.putCompensation(id, pay('140000', '2100-06-01'), TRACE);
    assert.equal(added?.recordId, undefined);
    const rows = (await employee(id)).compensation;
    assert.deepEqual(
      rows.map((row) => row.rate.value),
      ['103000.00', '140000.00'],
    );
    assert.equal((await hris.readEmployee(id)).fields.compensation?.amount, '103000.00');
    assert.equal((await hris.readEmployee(id, '2101-01-01')).fields.compensation?.amount, '140000.00');
    assert.equal((await hris.readEmployee(id, '2020-01-01')).fields.compensation?.amount, '103000.00');
  });

  it('keeps what a person wrote in the comment, and one trace', async () => {
    const id = await write();
    const [row] = (await employee(id)).compensation;
    const path = `${bench.url}/api/v1/employees/${id}/tables/compensation`;
    assert.equal(row?.comment, `hireline sent_from=${TRACE.sentFrom} sent_to=${path}`);
    await bench.api('POST', `/api/v1/employees/${id}/tables/compensation/${row.id}`, {
      comment: `Agreed. ${row.comment}`,
    });
    await hris.putCompensation(id, { ...HIRE, compensation: { amount: '1', currency: 'USD', period: 'hour' } }, TRACE);
    assert.equal(
      (await employee(id)).compensation[0]?.comment,
      `Agreed. hireline sent_from=${TRACE.sentFrom} sent_to=${path}/${row.id}`,
    );
  });

  it('finds a future hire by application id, among people of the same name', async () => {
    await hris.createEmployee({ ...HIRE, atsApplicationId: '9000' }, TRACE);
    const id = await write();
    assert.deepEqual(await hris.findByApplication('9001', HIRE), [id]);
    assert.deepEqual(await hris.findByApplication('900', HIRE), []);
    await hris.createEmployee(HIRE, TRACE);
    assert.equal((await hris.findByApplication('9001', HIRE)).length, 2);
  });

  it('reads many of one name by one report', async () => {
    for (let index = 0; index < 22; index += 1) {
      await hris.createEmployee({ ...HIRE, atsApplicationId: String(7000 + index) }, TRACE);
    }
    assert.deepEqual(await hris.findByApplication('7005', HIRE), ['205']);
    assert.equal((await calls('POST', /reports\/custom$/)).length, 1);
    assert.equal((await calls('GET', /employees\/\d+$/)).length, 0);
  });

  it('finds a hire by report where the list is closed', async () => {
    const id = await write();
    await bench.control('PUT', '/permissions', { listOpen: false });
    assert.deepEqual(await hris.findByApplication('9001', HIRE), [id]);
  });

  it('finds people by e-mail in any case, the two of one name apart', async () => {
    const sam = await hris.findPeople({ firstName: 'Sam', lastName: 'Carter', email: 'Samuel.Carter@ACME.example' });
    assert.deepEqual(
      sam.map((one) => one.id),
      ['104'],
    );
    const renamed = await hris.findPeople({ name: 'M. Lindqvist-Berg', email: 'maya.lindqvist@acme.example' });
    assert.deepEqual(
      renamed.map((one) => [one.id, one.name]),
      [['101', 'Maya Lindqvist']],
    );
    assert.deepEqual(await hris.findPeople({ firstName: 'Maya', lastName: 'Lindqvist', email: 'm@other.example' }), []);
    assert.deepEqual(await hris.findPeople({ firstName: 'Maya', lastName: 'Lindqvist' }), [], 'a name alone is nobody');
  });

  it('finds people by employee number, not by the id that looks like it', async () => {
    const byNumber = { firstName: 'Sam', lastName: 'Carter', employeeNumber: 'E-1004' };
    assert.deepEqual(
      (await hris.findPeople(byNumber)).map((one) => one.id),
      ['104'],
    );
    assert.deepEqual(
      (await hris.findPeople({ employeeNumber: 'E-1002' })).map((one) => one.id),
      ['102'],
    );
    assert.deepEqual(await hris.findPeople({ employeeNumber: '101' }), []);
  });

  it('asks for a manager once in a while only', async () => {
    const maya = { firstName: 'Maya', lastName: 'Lindqvist', email: 'maya.lindqvist@acme.example' };
    await hris.findPeople(maya);
    await hris.findPeople(maya);
    assert.equal((await calls('GET', /employees$/)).length, 1);
  });

  it('does not take a hidden e-mail for a match', async () => {
    await bench.control('PUT', '/permissions', { hiddenFields: ['workEmail'] });
    const maya = { firstName: 'Maya', lastName: 'Lindqvist', email: 'maya.lindqvist@acme.example' };
    assert.deepEqual(await hris.findPeople(maya), []);
  });

  it('tells two managers of one name apart by the id that BambooHR shows, and says so when it does not', async () => {
    const id = await write({ ...HIRE, manager: { id: '104', name: 'Sam Carter' } });
    assert.equal((await hris.readEmployee(id)).fields.manager?.id, '103', 'BambooHR took the first of that name');
    await bench.control('PUT', '/permissions', { hiddenFields: ['reportsToId'] });
    assert.deepEqual((await hris.readEmployee(id)).fields.manager, { name: 'Sam Carter' });
  });

  it('writes the manager by id where the account takes ids', async () => {
    await hris.close();
    hris = createConnector(bench.url, {
      bindings: { ...BINDINGS, manager: { path: 'jobInfo.reportsTo', form: 'id' } },
    });
    const id = await write({ ...HIRE, manager: { id: '104', name: 'Sam Carter' } });
    assert.equal((await hris.readEmployee(id)).fields.manager?.email, 'samuel.carter@acme.example');
    assert.equal(await hris.putJob(id, { ...HIRE, manager: { id: '104', name: 'Sam Carter' } }, TRACE), undefined);
  });

  it('shows what was not kept', async () => {
    await bench.control('POST', '/alterations', { field: 'compensation.rate', value: '103000.00' });
    await bench.control('POST', '/alterations', { field: 'jobInfo.reportsTo', value: 'Dana Brooks' });
    await bench.control('POST', '/alterations', { field: 'preferredName', value: 'Countess' });
    const id = await write({ ...HIRE, preferredName: 'Ada' });
    const { fields } = await hris.readEmployee(id);
    assert.deepEqual(fields.compensation, { amount: '103000.00', currency: 'USD', period: 'year' });
    assert.equal(fields.manager?.id, '105');
    assert.equal(fields.preferredName, 'Countess');
    assert.deepEqual(await bench.control('GET', '/alterations'), [], 'used up');
    assert.ok(await hris.putCompensation(id, HIRE, TRACE));
    assert.equal((await hris.readEmployee(id)).fields.compensation?.amount, '130000.00');
  });

  it('updates the fields given and no others', async () => {
    const id = await write();
    const receipt = await hris.updateEmployee(id, { startDate: '2099-12-15', jobTitle: 'ignored here' }, TRACE);
    assert.equal(receipt.recordId, id);
    const [call] = await calls('POST', new RegExp(`employees/${id}$`));
    assert.equal(call?.body, '{"hireDate":"2099-12-15"}');
    assert.equal((await hris.readEmployee(id)).fields.startDate, '2099-12-15');
    await assert.rejects(hris.updateEmployee(id, { jobTitle: 'x' }, TRACE), { type: 'FieldsIncomplete' });
  });

  it('names what BambooHR refused, without the value', async () => {
    const refused = await hris
      .createEmployee({ ...HIRE, startDate: '2026-02-30' }, TRACE)
      .catch((error: unknown) => error);
    const { type, message, nonRetryable } = refused as { type: string; message: string; nonRetryable: boolean };
    assert.deepEqual([type, nonRetryable], ['VendorRejected', true]);
    assert.match(message, /409 .*invalid.*hireDate/);
    assert.ok(!message.includes('2026-02-30'));
    const id = await write();
    const unknown = { ...HIRE, startDate: '2100-01-01', manager: { id: '1', name: 'Nobody Known' } };
    await assert.rejects(hris.putJob(id, unknown, TRACE), { type: 'VendorRejected', message: /406 .*reportsTo/ });
    await assert.rejects(hris.putJob(id, { ...HIRE, manager: { email: 'a@b.example' } }, TRACE), {
      type: 'ManagerUnresolved',
    });
  });

  it('waits as told when throttled, by 429 or by the old 503', async () => {
    for (const status of [429, 503]) {
      await bench.control('POST', '/faults', { kind: 'throttle', status, retryAfter: 7, count: 1 });
      const failure = (await hris.createEmployee(HIRE, TRACE).catch((error: unknown) => error)) as {
        type: string;
        nonRetryable: boolean;
        nextRetryDelay: number;
      };
      assert.deepEqual([failure.type, failure.nonRetryable], ['VendorThrottled', false]);
      assert.equal(Number(failure.nextRetryDelay), 7_000);
    }
    assert.equal((await bench.control<unknown[]>('GET', '/employees')).length, 7);
  });

  it('finds the employee again after a create whose answer was lost', async () => {
    await bench.control('POST', '/faults', { route: 'POST /api/v1/employees', kind: 'commit_then_drop', count: 1 });
    await assert.rejects(hris.createEmployee(HIRE, TRACE), { type: 'VendorUnavailable' });
    assert.deepEqual(await hris.findByApplication('9001', HIRE), ['200']);
  });

  it('says whether it is connected', async () => {
    assert.equal((await hris.checkConnection()).ok, true);
    await bench.control('DELETE', '/employees/105');
    assert.equal((await hris.checkConnection()).ok, true, 'a key of no employee');
    const stranger = createConnector(bench.url, { apiKey: 'wrong' });
    const status = await stranger.checkConnection();
    await stranger.close();
    assert.equal(status.ok, false);
    assert.match(status.detail, /401/);
    assert.ok(!status.detail.includes('wrong'));
  });

  it('knows an employee that is not there', async () => {
    await assert.rejects(hris.readEmployee('99999'), { type: 'VendorNotFound' });
    await assert.rejects(hris.putJob('99999', HIRE, TRACE), { type: 'VendorNotFound' });
  });
});
