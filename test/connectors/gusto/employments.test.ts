import assert from 'node:assert/strict';
import type { PayrollConnector } from '../../../connectors/roles/payroll.js';
import { daysAfter, today } from '../../../connectors/gusto/calendar-days.js';
import type { HireFields } from '../../../schemas/hire.js';
import {
  COMPANY,
  createConnector,
  failureOf,
  HIRE as TEMPLATE,
  startServer,
  startSimulator,
  TRACE,
  type RunningSimulator,
} from './harness.js';

const TODAY = today();
const HIRE: HireFields = { ...TEMPLATE, startDate: daysAfter(TODAY, 10) };
const paid = (amount: string, more: HireFields = {}): HireFields => ({
  ...HIRE,
  compensation: { amount, currency: 'USD', period: 'year' },
  ...more,
});

for (const surface of ['embedded', 'app_integrations'] as const) {
  describe(`gusto employments on ${surface}`, () => {
    let gusto: RunningSimulator;
    let payroll: PayrollConnector;
    beforeEach(async () => {
      gusto = await startSimulator({ credentials: { GUSTO_SURFACE: surface } });
      payroll = createConnector(gusto.url, { environment: { GUSTO_SURFACE: surface } });
    });
    afterEach(async () => {
      await payroll.close();
      await gusto.close();
    });

    async function hire(fields: HireFields = HIRE): Promise<string> {
      const { recordId = '' } = await payroll.createEmployee(fields, TRACE);
      await payroll.putWorkAddress(recordId, fields, TRACE);
      if (payroll.canCreateJobs) await payroll.putJob(recordId, fields, TRACE);
      else {
        const job = { title: fields.jobTitle, hire_date: fields.startDate };
        await gusto.control('POST', `/employees/${recordId}/complete_onboarding`, job);
      }
      await payroll.putCompensation(recordId, fields, TRACE);
      return recordId;
    }
    const writes = async () => (await gusto.calls()).filter((one) => !['GET'].includes(one.method)).length;
    const run = (date: string) => gusto.control('POST', '/payrolls/run', { date });
    const events = async () => {
      const { request } = await import('undici');
      const answer = await request(`${gusto.url}/v1/events?limit=100`, {
        headers: { authorization: `Bearer ${await gusto.systemToken()}` },
      });
      return ((await answer.body.json()) as { event_type: string }[]).map((event) => event.event_type);
    };

    it('ends one on its last day, once, without a payroll of its own', async () => {
      const id = await hire(paid('130000', { startDate: daysAfter(TODAY, -30) }));
      assert.equal((await payroll.readEmployee(id)).terminated, false);
      const receipt = await payroll.terminateEmployee(id, TODAY, TRACE);
      assert.equal(receipt?.sentTo, `${gusto.url}/v1/employees/${id}/terminations`);
      const sent = (await gusto.calls('POST')).at(-1);
      const { sent_from: _from, sent_to: _to, ...body } = JSON.parse(String(sent?.body)) as Record<string, unknown>;
      assert.deepEqual(body, { effective_date: TODAY, run_termination_payroll: false });
      assert.equal((await payroll.readEmployee(id)).terminated, true);
      const before = await writes();
      assert.equal(await payroll.terminateEmployee(id, TODAY, TRACE), undefined);
      assert.equal(await payroll.terminateEmployee(id, daysAfter(TODAY, 9), TRACE), undefined);
      assert.equal(await writes(), before);
      assert.ok((await events()).includes('employee.terminated'));
    });

    it('ends one before its first day, and one that is set to end later', async () => {
      const id = await hire();
      assert.ok(await payroll.terminateEmployee(id, daysAfter(TODAY, 5), TRACE));
      assert.equal((await payroll.readEmployee(id)).terminated, true);
      const moved = await payroll.terminateEmployee(id, daysAfter(TODAY, 2), TRACE);
      assert.equal(moved?.sentTo, `${gusto.url}/v1/terminations/${id}`);
      const [termination, ...others] = (await gusto.employee(id)).terminations as { effective_date: string }[];
      assert.deepEqual([termination?.effective_date, others], [daysAfter(TODAY, 2), []]);
    });

    it('is begun again, once, and moves while it has not begun', async () => {
      const id = await hire(paid('130000', { startDate: daysAfter(TODAY, -60) }));
      await payroll.terminateEmployee(id, daysAfter(TODAY, -30), TRACE);
      assert.deepEqual(await payroll.findEmployees(HIRE), [{ payrollEmployeeId: id, terminated: true }]);
      const receipt = await payroll.rehireEmployee(id, HIRE, TRACE);
      assert.equal(receipt?.recordId, id);
      assert.equal(receipt.sentTo, `${gusto.url}/v1/employees/${id}/rehire`);
      const { terminated, fields } = await payroll.readEmployee(id);
      assert.deepEqual([terminated, fields.startDate], [false, HIRE.startDate]);
      const before = await writes();
      assert.equal(await payroll.rehireEmployee(id, HIRE, TRACE), undefined);
      assert.equal(await writes(), before);
      const later = { ...HIRE, startDate: daysAfter(TODAY, 20) };
      assert.ok(await payroll.rehireEmployee(id, later, TRACE));
      const { employment_history: history } = await gusto.employee(id);
      assert.deepEqual(
        (history as { hire_date: string; termination_date: string | null }[]).map((one) => [
          one.hire_date,
          one.termination_date,
        ]),
        [
          [daysAfter(TODAY, -60), daysAfter(TODAY, -30)],
          [later.startDate, null],
        ],
      );
      assert.ok((await events()).includes('employee.rehired'));
      assert.ok(await payroll.terminateEmployee(id, later.startDate, TRACE), 'and can be ended again');
      assert.equal((await payroll.readEmployee(id)).terminated, true);
    });

    it('is not begun again by who is at work', async () => {
      const id = await hire(paid('130000', { startDate: daysAfter(TODAY, -60) }));
      assert.equal(await payroll.rehireEmployee(id, HIRE, TRACE), undefined);
    });

    it('knows who has been paid', async () => {
      const id = await hire();
      assert.equal(await payroll.hasBeenPaid(id), false);
      await run(TODAY);
      assert.equal(await payroll.hasBeenPaid(id), false, 'not there yet');
      const { body } = await run(daysAfter(TODAY, 14));
      assert.ok((body.paid as string[]).includes(id));
      assert.equal(await payroll.hasBeenPaid(id), true);
      const path = surface === 'embedded' ? '/v1/employees/*' : `/v1/companies/${COMPANY}/payrolls*`;
      for (const status of [401, 403, 404]) {
        const route = `GET ${path}${surface === 'embedded' ? '/pay_stubs' : ''}`;
        await gusto.control('POST', '/faults', { route, kind: 'status', status, count: 2 });
        assert.equal(await payroll.hasBeenPaid(id), undefined, String(status));
        await gusto.control('DELETE', '/faults');
      }
    });

    it('is followed by new pay once a payroll has paid it', async () => {
      const id = await hire();
      await run(daysAfter(TODAY, 14));
      assert.equal(await payroll.putCompensation(id, HIRE, TRACE), undefined);
      const raised = await payroll.putCompensation(id, paid('140000'), TRACE);
      assert.equal(raised?.status, 201);
      const pays = async () =>
        ((await gusto.employee(id)).jobs[0].compensations as { rate: string; effective_date: string }[])
          .map((one) => [one.effective_date, one.rate])
          .sort();
      assert.deepEqual(await pays(), [
        [HIRE.startDate, '130000.00'],
        [daysAfter(TODAY, 15), '140000.00'],
      ]);
      assert.equal((await payroll.readEmployee(id)).fields.compensation?.amount, '140000.00');
      assert.equal(await payroll.putCompensation(id, paid('140000'), TRACE), undefined);
      assert.equal((await payroll.putCompensation(id, paid('150000'), TRACE))?.status, 200, 'not paid yet: changed');
      assert.deepEqual((await pays())[1], [daysAfter(TODAY, 15), '150000.00']);
    });
  });
}

describe('gusto: who can be deleted', () => {
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

  async function hire(fields: HireFields = HIRE): Promise<string> {
    const { recordId = '' } = await payroll.createEmployee(fields, TRACE);
    await payroll.putWorkAddress(recordId, fields, TRACE);
    await payroll.putJob(recordId, fields, TRACE);
    await payroll.putCompensation(recordId, fields, TRACE);
    return recordId;
  }

  it('deletes who is being onboarded, once', async () => {
    const id = await hire();
    const receipt = await payroll.deleteEmployee(id, TRACE);
    assert.deepEqual([receipt?.recordId, receipt?.status], [id, 204]);
    const [sent] = await gusto.calls('DELETE');
    assert.equal(sent?.headers['x-sent-from'], TRACE.sentFrom);
    assert.equal(await payroll.deleteEmployee(id, TRACE), undefined);
    assert.equal((await failureOf(payroll.readEmployee(id))).type, 'VendorNotFound');
    assert.deepEqual(await payroll.findEmployees(HIRE), []);
  });

  it('is refused for who has been paid', async () => {
    const id = await hire();
    await gusto.control('POST', '/payrolls/run', { date: daysAfter(TODAY, 14) });
    const failure = await failureOf(payroll.deleteEmployee(id, TRACE));
    assert.deepEqual([failure.type, failure.nonRetryable], ['VendorRejected', true]);
    assert.match(failure.message, /422 base invalid_operation/);
    assert.ok(await payroll.terminateEmployee(id, daysAfter(TODAY, 20), TRACE));
  });

  for (const status of [409, 422]) {
    it(`takes ${status} for a refusal`, async () => {
      const id = await hire();
      const body = { errors: [{ error_key: 'base', category: 'invalid_operation', message: 'Ada is kept' }] };
      await gusto.control('POST', '/faults', { route: 'DELETE *', kind: 'status', status, body, count: 1 });
      const failure = await failureOf(payroll.deleteEmployee(id, TRACE));
      assert.equal(failure.type, 'VendorRejected');
      assert.doesNotMatch(failure.message, /Ada/);
    });
  }

  it('moves hire date, pay and place of work to an earlier first day', async () => {
    const id = await hire();
    const earlier = { ...HIRE, startDate: daysAfter(TODAY, 3) };
    assert.equal((await payroll.putWorkAddress(id, earlier, TRACE))?.status, 200);
    assert.equal((await payroll.putJob(id, earlier, TRACE))?.status, 200);
    assert.equal((await payroll.putCompensation(id, earlier, TRACE))?.status, 200);
    const { jobs, work_addresses: addresses } = await gusto.employee(id);
    assert.deepEqual(
      [jobs[0].hire_date, jobs[0].compensations.length, jobs[0].compensations[0].effective_date],
      [earlier.startDate, 1, earlier.startDate],
    );
    assert.deepEqual(
      (addresses as { effective_date: string }[]).map((one) => one.effective_date),
      [earlier.startDate],
    );
    for (const again of [payroll.putWorkAddress, payroll.putJob, payroll.putCompensation]) {
      assert.equal(await again(id, earlier, TRACE), undefined);
    }
  });
});

describe('gusto employments with sparse answers', () => {
  const server = (employee: object, history: object | undefined) =>
    startServer(({ path }) => {
      if (path === '/v1/employees/e1') return { body: { uuid: 'e1', ...employee } };
      if (path === '/v1/employees/e1/employment_history' && history) return { body: history };
      return path.endsWith('history') ? { status: 403, body: {} } : undefined;
    });
  const job = { jobs: [{ uuid: 'j1', hire_date: '2026-06-01' }] };
  const ended = { terminations: [{ effective_date: '2026-01-31', active: true }] };
  const cases: [string, object, object | undefined, boolean][] = [
    ['no terminations', job, undefined, false],
    ['a list flag alone', { terminated: true }, undefined, true],
    ['a termination before the present job, history hidden', { ...job, ...ended }, undefined, false],
    [
      'a termination of the present job, history hidden',
      { jobs: [{ uuid: 'j1', hire_date: '2025-01-01' }], ...ended },
      undefined,
      true,
    ],
    [
      'a history in any order',
      { ...job, ...ended, terminated: true },
      [
        { hire_date: '2026-06-01', termination_date: null },
        { hire_date: '2025-01-01', termination_date: '2026-01-31' },
      ],
      false,
    ],
    ['a history that ends', { ...job, ...ended }, [{ hire_date: '2025-01-01', termination_date: '2026-01-31' }], true],
  ];
  for (const [title, employee, history, expected] of cases) {
    it(`reads ${title}`, async () => {
      const gusto = await server(employee, history);
      const payroll = createConnector(gusto.url);
      assert.equal((await payroll.readEmployee('e1')).terminated, expected);
      await Promise.all([payroll.close(), gusto.close()]);
    });
  }

  it('looks through the pages of a payroll that heeds no page size', async () => {
    const people = Array.from({ length: 30 }, (_, index) => ({ employee_uuid: `e${index}`, gross_pay: index }));
    const gusto = await startServer(({ path, query }) => {
      if (/^\/v1\/employees\/e\d+$/.test(path)) return { body: { uuid: 'e', ...job } };
      if (path.endsWith('/payrolls')) return { body: [{ uuid: 'p1', pay_period: { end_date: '2026-06-14' } }] };
      const from = (Number(query.get('page')) - 1) * 25;
      return path.endsWith('/payrolls/p1')
        ? { body: { employee_compensations: people.slice(from, from + 25) } }
        : undefined;
    });
    const payroll = createConnector(gusto.url, { environment: { GUSTO_SURFACE: 'app_integrations' } });
    assert.equal(await payroll.hasBeenPaid('e29'), true);
    assert.equal(await payroll.hasBeenPaid('e0'), false, 'in it, and not paid by it');
    assert.equal(await payroll.hasBeenPaid('e77'), false);
    await Promise.all([payroll.close(), gusto.close()]);
  });

  it('leaves a raise out where payroll refuses the new pay as well', async () => {
    const compensation = { uuid: 'c1', version: 'v1', rate: '1.00', payment_unit: 'Year', flsa_status: 'Exempt' };
    const refused = { status: 422, body: { errors: [{ error_key: 'base', category: 'invalid_operation' }] } };
    const gusto = await startServer(({ method, path }) => {
      if (path === '/v1/employees/e1')
        return { body: { uuid: 'e1', jobs: [{ uuid: 'j1', compensations: [compensation] }] } };
      return ['PUT', 'POST'].includes(method) && path !== '/oauth/token' ? refused : undefined;
    });
    const payroll = createConnector(gusto.url);
    const failure = await failureOf(payroll.putCompensation('e1', HIRE, TRACE));
    assert.equal(failure.type, 'VendorRejected');
    const posts = gusto.seen.filter((one) => one.path === '/v1/jobs/j1/compensations' && one.method === 'POST');
    assert.equal(posts.length, 1);
    assert.equal((JSON.parse(posts[0]?.body ?? '{}') as { effective_date: string }).effective_date, HIRE.startDate);
    await Promise.all([payroll.close(), gusto.close()]);
  });

  it('reads pay as shown where it may not ask for all of it', async () => {
    const gusto = await startServer(({ path, query }) => {
      if (path !== '/v1/employees/e1') return undefined;
      return query.has('include') ? { status: 403, body: {} } : { body: { uuid: 'e1', first_name: 'Ada' } };
    });
    const payroll = createConnector(gusto.url);
    assert.equal((await payroll.readEmployee('e1')).fields.firstName, 'Ada');
    await Promise.all([payroll.close(), gusto.close()]);
  });
});
