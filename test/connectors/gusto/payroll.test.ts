import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { PayrollConnector } from '../../../connectors/roles/payroll.js';
import { namedUuid } from '../../../connectors/gusto/simulator/records.js';
import {
  call,
  COMPANY,
  createConnector,
  failureOf,
  HIRE,
  startServer,
  startSimulator,
  TRACE,
  type RunningSimulator,
} from './harness.js';

const HEADQUARTERS = namedUuid('location headquarters');
const EAST = namedUuid('location east');

async function hire(payroll: PayrollConnector, fields = HIRE): Promise<string> {
  const { recordId } = await payroll.createEmployee(fields, TRACE);
  assert.ok(recordId);
  return recordId;
}

describe('gusto payroll', () => {
  let gusto: RunningSimulator;
  let payroll: PayrollConnector;
  beforeEach(async () => {
    gusto = await startSimulator();
    payroll = createConnector(gusto.url);
  });
  afterEach(async () => {
    await payroll.close();
    await gusto.close();
  });

  it('takes a hire from nothing to paid, each write once', async () => {
    assert.deepEqual(await payroll.findEmployees(HIRE), []);
    const created = await payroll.createEmployee(HIRE, TRACE);
    const id = created.recordId ?? '';
    assert.equal(created.status, 201);
    assert.equal(created.sentTo, `${gusto.url}/v1/companies/${COMPANY}/employees`);
    assert.deepEqual(Object.keys(created).sort(), ['payloadHash', 'recordId', 'sentTo', 'status']);
    assert.deepEqual(await payroll.findEmployees(HIRE), [{ payrollEmployeeId: id, terminated: false }]);

    assert.ok(await payroll.putWorkAddress(id, HIRE, TRACE));
    assert.ok(await payroll.putJob(id, HIRE, TRACE));
    assert.ok(await payroll.putCompensation(id, HIRE, TRACE));

    const { fields, problems, hasJob, payrollEmployeeId, url } = await payroll.readEmployee(id);
    assert.deepEqual(
      { problems, hasJob, payrollEmployeeId, url },
      { problems: [], hasJob: true, payrollEmployeeId: id, url: undefined },
    );
    assert.deepEqual(fields, {
      firstName: 'Ada',
      lastName: 'Byron',
      preferredName: 'Addie',
      personalEmail: 'ada.byron@home.example',
      jobTitle: 'Software Engineer',
      startDate: '2026-12-01',
      compensation: { amount: '130000.00', currency: 'USD', period: 'year' },
      flsaStatus: 'Exempt',
    });

    const writes = (await gusto.calls()).filter((one) => ['POST', 'PUT'].includes(one.method)).length;
    assert.equal(await payroll.putWorkAddress(id, HIRE, TRACE), undefined);
    assert.equal(await payroll.putJob(id, HIRE, TRACE), undefined);
    assert.equal(await payroll.putCompensation(id, HIRE, TRACE), undefined);
    assert.equal((await gusto.calls()).filter((one) => ['POST', 'PUT'].includes(one.method)).length, writes);
  });

  it('sends its trace in body and headers, and nothing Gusto does not document', async () => {
    const created = await payroll.createEmployee(HIRE, TRACE);
    const sent = (await gusto.calls('POST')).find((one) => one.path.endsWith('/employees'));
    const body = String(sent?.body);
    assert.deepEqual(JSON.parse(body), {
      first_name: 'Ada',
      last_name: 'Byron',
      email: 'ada.byron@home.example',
      preferred_first_name: 'Addie',
      self_onboarding: true,
      sent_from: TRACE.sentFrom,
      sent_to: created.sentTo,
    });
    assert.equal(sent?.headers['x-sent-from'], TRACE.sentFrom);
    assert.equal(sent?.headers['x-sent-to'], created.sentTo);
    assert.equal(created.payloadHash, createHash('sha256').update(body).digest('hex'));
  });

  it('keeps its trace out of bodies when told', async () => {
    const quiet = createConnector(gusto.url, { environment: { GUSTO_TRACE: 'headers' } });
    await quiet.createEmployee(HIRE, TRACE);
    const sent = (await gusto.calls('POST')).find((one) => one.path.endsWith('/employees'));
    assert.doesNotMatch(String(sent?.body), /sent_from|sent_to/);
    assert.equal(sent?.headers['x-sent-from'], TRACE.sentFrom);
    await quiet.close();
  });

  it('finds people by e-mail in any case, never by name', async () => {
    const id = await hire(payroll);
    const upper = { ...HIRE, personalEmail: ' ADA.Byron@Home.Example' };
    assert.deepEqual(await payroll.findEmployees(upper), [{ payrollEmployeeId: id, terminated: false }]);
    assert.deepEqual(await payroll.findEmployees({ ...HIRE, personalEmail: 'other@home.example' }), []);
    assert.deepEqual(await payroll.findEmployees({ ...HIRE, personalEmail: undefined }), []);
    const carter = { lastName: 'Carter', personalEmail: 'sam.carter@acme.example' };
    assert.equal((await payroll.findEmployees(carter)).length, 1);
  });

  it('finds the terminated too', async () => {
    const id = await hire(payroll);
    const [authorization] = (await gusto.calls()).flatMap((one) => one.headers['authorization'] ?? []);
    const bearer = { authorization: authorization ?? '' };
    const termination = { effective_date: '2020-01-31', run_termination_payroll: false };
    const ended = await call('POST', `${gusto.url}/v1/employees/${id}/terminations`, termination, bearer);
    assert.equal(ended.status, 201);
    const listed = await call(
      'GET',
      `${gusto.url}/v1/companies/${COMPANY}/employees?search_term=byron`,
      undefined,
      bearer,
    );
    assert.deepEqual(listed.body, []);
    assert.deepEqual(await payroll.findEmployees(HIRE), [{ payrollEmployeeId: id, terminated: true }]);
  });

  it('puts the work address where it is told', async () => {
    const id = await hire(payroll);
    await payroll.putWorkAddress(id, HIRE, TRACE);
    const east = createConnector(gusto.url, {
      environment: { GUSTO_LOCATION_ID: EAST, GUSTO_REFRESH_TOKEN: 'unused' },
      tokens: {
        get: async () =>
          String((await gusto.calls()).find((one) => one.headers['authorization'])?.headers['authorization']).slice(7),
      },
    });
    assert.ok(await east.putWorkAddress(id, HIRE, TRACE));
    const addresses = (await gusto.employee(id)).work_addresses as { location_uuid: string; effective_date: string }[];
    assert.deepEqual(
      addresses.map((one) => [one.location_uuid, one.effective_date]),
      [
        [HEADQUARTERS, '2026-12-01'],
        [EAST, '2026-12-01'],
      ],
    );
    await east.close();
  });

  it('corrects a job and a compensation that differ', async () => {
    const id = await hire(payroll);
    await payroll.putJob(id, HIRE, TRACE);
    await payroll.putCompensation(id, HIRE, TRACE);
    const moved = {
      ...HIRE,
      startDate: '2027-01-04',
      compensation: { amount: '62.5', currency: 'USD', period: 'hour' as const },
      flsaStatus: 'Nonexempt',
    };
    assert.equal((await payroll.putJob(id, moved, TRACE))?.status, 200);
    assert.equal((await payroll.putCompensation(id, moved, TRACE))?.status, 200);
    const { fields } = await payroll.readEmployee(id);
    assert.equal(fields.startDate, '2027-01-04');
    assert.deepEqual(fields.compensation, { amount: '62.50', currency: 'USD', period: 'hour' });
    assert.equal(fields.flsaStatus, 'Nonexempt');
    assert.equal((await gusto.employee(id)).jobs.length, 1);
  });

  it('reads what Gusto kept, not what was sent', async () => {
    const id = await hire(payroll);
    await payroll.putJob(id, HIRE, TRACE);
    await gusto.control('POST', '/alterations', { field: 'compensation.rate', value: '103000.00', count: 1 });
    await payroll.putCompensation(id, HIRE, TRACE);
    assert.equal((await payroll.readEmployee(id)).fields.compensation?.amount, '103000.00');
    await payroll.putCompensation(id, HIRE, TRACE);
    assert.equal((await payroll.readEmployee(id)).fields.compensation?.amount, '130000.00');
  });

  it('creates the compensation where the job has none', async () => {
    const id = await hire(payroll);
    const job = { title: 'Software Engineer', hire_date: '2026-12-01', compensation: false };
    assert.equal((await gusto.control('POST', `/employees/${id}/complete_onboarding`, job)).status, 200);
    assert.equal((await payroll.putCompensation(id, HIRE, TRACE))?.status, 201);
    const [compensation] = (await gusto.employee(id)).jobs[0].compensations;
    assert.equal(compensation.rate, '130000.00');
    assert.equal(compensation.effective_date, '2026-12-01');
  });

  for (const status of [409, 422]) {
    it(`reads again and tries once more when its version is stale (${status})`, async () => {
      const id = await hire(payroll);
      await payroll.putJob(id, HIRE, TRACE);
      const stale = {
        errors: [{ error_key: 'base', category: 'invalid_resource_version', message: 'out-of-date version' }],
      };
      const fault = { route: 'PUT /v1/compensations/*', kind: 'status', status, body: stale, count: 1 };
      await gusto.control('POST', '/faults', fault);
      assert.equal((await payroll.putCompensation(id, HIRE, TRACE))?.status, 200);
      await gusto.control('POST', '/faults', { ...fault, count: 2 });
      const raise = { ...HIRE, compensation: { amount: '131000', currency: 'USD', period: 'year' as const } };
      const failure = await failureOf(payroll.putCompensation(id, raise, TRACE));
      assert.equal(failure.type, 'VendorConflict');
      assert.doesNotMatch(failure.message, /131000|130000|Ada|Byron/);
      const puts = (await gusto.calls('PUT')).filter((one) => one.path.startsWith('/v1/compensations/'));
      assert.equal(puts.length, 4);
    });
  }

  it('sends nothing that Gusto cannot pay', async () => {
    const id = await hire(payroll);
    await payroll.putJob(id, HIRE, TRACE);
    const before = (await gusto.calls()).length;
    const euros = { ...HIRE, compensation: { amount: '130000', currency: 'EUR', period: 'year' as const } };
    assert.equal((await failureOf(payroll.putCompensation(id, euros, TRACE))).type, 'VendorRejected');
    assert.equal(
      (await failureOf(payroll.putCompensation(id, { ...HIRE, flsaStatus: 'x' }, TRACE))).type,
      'VendorRejected',
    );
    assert.equal(
      (await failureOf(payroll.createEmployee({ ...HIRE, personalEmail: undefined }, TRACE))).type,
      'VendorRejected',
    );
    assert.equal((await gusto.calls()).length, before);
  });

  it('names failures by their type', async () => {
    assert.equal((await failureOf(payroll.readEmployee('nobody'))).type, 'VendorNotFound');
    const id = await hire(payroll);
    assert.equal((await failureOf(payroll.putCompensation(id, HIRE, TRACE))).type, 'VendorRejected');
    const refused = await failureOf(payroll.createEmployee({ ...HIRE, personalEmail: 'not an address' }, TRACE));
    assert.equal(refused.type, 'VendorRejected');
    assert.match(refused.message, /422 email invalid_attribute_value/);
    assert.doesNotMatch(JSON.stringify(refused), /not an address|Byron/);
    gusto.simulator.faults.add({ route: 'POST *', kind: 'reset', count: 1 });
    assert.equal((await failureOf(payroll.createEmployee(HIRE, TRACE))).type, 'VendorUnavailable');
  });

  it('finds the employee whose creation got no answer', async () => {
    await payroll.findEmployees(HIRE);
    gusto.simulator.faults.add({ route: 'POST */employees', kind: 'commit_then_drop', count: 1 });
    const failure = await failureOf(payroll.createEmployee(HIRE, TRACE));
    assert.equal(failure.type, 'VendorUnavailable');
    assert.equal((await payroll.findEmployees(HIRE)).length, 1);
  });
});

describe('gusto payroll on App Integrations', () => {
  let gusto: RunningSimulator;
  let payroll: PayrollConnector;
  beforeEach(async () => {
    gusto = await startSimulator({ credentials: { GUSTO_SURFACE: 'app_integrations' } });
    payroll = createConnector(gusto.url, { environment: { GUSTO_SURFACE: 'app_integrations' } });
  });
  afterEach(async () => {
    await payroll.close();
    await gusto.close();
  });

  it('waits for self-onboarding to set the job, then sets the pay', async () => {
    assert.equal(payroll.canCreateJobs, false);
    const id = await hire(payroll);
    assert.ok(await payroll.putWorkAddress(id, HIRE, TRACE));
    assert.equal((await gusto.employee(id)).onboarding_status, 'self_onboarding_invited');
    assert.equal((await payroll.readEmployee(id)).hasJob, false);
    await assert.rejects(payroll.putJob(id, HIRE, TRACE), /without a job/);

    await gusto.control('POST', `/employees/${id}/complete_onboarding`, { title: 'Engineer', hire_date: '2026-12-01' });
    assert.equal((await payroll.readEmployee(id)).hasJob, true);
    assert.equal(await payroll.putJob(id, { ...HIRE, jobTitle: 'Engineer' }, TRACE), undefined);
    const differs = await failureOf(payroll.putJob(id, HIRE, TRACE));
    assert.equal(differs.type, 'VendorRejected');
    assert.ok(await payroll.putCompensation(id, HIRE, TRACE));
    const embeddedOnly = (await gusto.calls()).filter((one) =>
      /\/jobs$|^\/v1\/jobs\/[^/]+$|onboarding_status/.test(one.path),
    );
    assert.deepEqual(embeddedOnly, []);
  });
});

describe('gusto payroll with sparse answers', () => {
  it('looks compensations up where the employee does not show them, numbers as they come', async () => {
    const compensation = { uuid: 9, version: 3, rate: 130000, payment_unit: 'Year', flsa_status: 'Exempt' };
    const server = await startServer(({ method, path }) => {
      if (path === '/v1/employees/7')
        return { body: { uuid: 7, jobs: [{ uuid: 8, current_compensation_uuid: 9, title: 'Engineer' }] } };
      if (method === 'GET' && path === '/v1/compensations/9') return { body: compensation };
      if (method === 'PUT' && path === '/v1/compensations/9') return { body: {} };
      return undefined;
    });
    const payroll = createConnector(server.url);
    const { fields, payrollEmployeeId } = await payroll.readEmployee('7');
    assert.equal(payrollEmployeeId, '7');
    assert.deepEqual(fields.compensation, { amount: '130000', currency: 'USD', period: 'year' });
    assert.equal(await payroll.putCompensation('7', HIRE, TRACE), undefined);
    const raise = { ...HIRE, compensation: { amount: '130000.01', currency: 'USD', period: 'year' as const } };
    assert.equal((await payroll.putCompensation('7', raise, TRACE))?.recordId, '9');
    const put = server.seen.find((one) => one.method === 'PUT');
    const { sent_from: _from, sent_to: _to, ...body } = JSON.parse(put?.body ?? '{}') as Record<string, unknown>;
    assert.deepEqual(body, { version: '3', rate: '130000.01', payment_unit: 'Year', flsa_status: 'Exempt' });
    await Promise.all([payroll.close(), server.close()]);
  });

  it('changes the compensation that appeared while it was creating one', async () => {
    const appeared = { uuid: 'c1', version: 'v1', rate: '0.00', payment_unit: 'Year', flsa_status: 'Exempt' };
    let posted = false;
    const server = await startServer(({ method, path }) => {
      if (path === '/v1/employees/e1') return { body: { uuid: 'e1', jobs: [{ uuid: 'j1' }] } };
      if (path === '/v1/jobs/j1/compensations' && method === 'GET') return { body: posted ? [appeared] : [] };
      if (path === '/v1/jobs/j1/compensations') {
        posted = true;
        return { status: 422, body: { errors: [{ error_key: 'base', category: 'invalid_operation' }] } };
      }
      if (method === 'PUT' && path === '/v1/compensations/c1') return { body: { ...appeared, version: 'v2' } };
      return undefined;
    });
    const payroll = createConnector(server.url);
    assert.equal((await payroll.putCompensation('e1', HIRE, TRACE))?.recordId, 'c1');
    await Promise.all([payroll.close(), server.close()]);
  });

  it('says where an answer is not as documented', async () => {
    const server = await startServer(({ path }) =>
      path.startsWith('/v1/employees/') ? { body: { jobs: 'Ada' } } : undefined,
    );
    const payroll = createConnector(server.url);
    const failure = await failureOf(payroll.readEmployee('e1'));
    assert.equal(failure.type, 'VendorContract');
    assert.doesNotMatch(failure.message, /Ada/);
    await Promise.all([payroll.close(), server.close()]);
  });

  it('needs an active location', async () => {
    const server = await startServer(({ path, method }) => {
      if (path.endsWith('/locations')) {
        return { body: [{ uuid: 'l1', active: false }, { uuid: 'l2', inactive: true }, { uuid: 'l3' }] };
      }
      if (path.endsWith('/work_addresses'))
        return { body: method === 'GET' ? [] : { uuid: 'w1' }, status: method === 'GET' ? 200 : 201 };
      return undefined;
    });
    const payroll = createConnector(server.url);
    await payroll.putWorkAddress('e1', HIRE, TRACE);
    await payroll.putWorkAddress('e2', HIRE, TRACE);
    const sent = server.seen.filter((one) => one.method === 'POST' && one.path.endsWith('/work_addresses'));
    assert.deepEqual(
      sent.map((one) => JSON.parse(one.body).location_uuid),
      ['l3', 'l3'],
    );
    assert.equal(server.seen.filter((one) => one.path.endsWith('/locations')).length, 1);
    await Promise.all([payroll.close(), server.close()]);
  });
});
