import assert from 'node:assert/strict';
import type { PayAdjustment } from '../../../connectors/roles/payroll.js';
import { namedUuid } from '../../../connectors/gusto/simulator/records.js';
import { PEOPLE } from '../../../sandbox/company.js';
import {
  COMPANY,
  createConnector,
  failureOf,
  startServer,
  startSimulator,
  TRACE,
  type RunningSimulator,
} from './harness.js';

const EMPLOYEE = namedUuid(`employee ${PEOPLE[0]?.workEmail ?? ''}`);
const OTHER = namedUuid(`employee ${PEOPLE[1]?.workEmail ?? ''}`);

const payment = (reference: string, amount = '1500.00'): PayAdjustment => ({
  ...{ kind: 'payment', reference, amount, currency: 'USD', description: 'Referral bonus' },
});
const deduction = (reference: string): PayAdjustment => ({
  ...{ kind: 'deduction', reference, amount: '1500.00', currency: 'USD', description: 'Referral bonus taken back' },
});

for (const surface of ['embedded', 'app_integrations'] as const) {
  describe(`gusto: adjustments on ${surface}`, () => {
    let gusto: RunningSimulator;
    const connect = () => createConnector(gusto.url, { environment: { GUSTO_SURFACE: surface } });
    beforeEach(async () => {
      gusto = await startSimulator({ credentials: { GUSTO_SURFACE: surface } });
    });
    afterEach(() => gusto.close());

    const kept = async () => (await gusto.control('GET', '/adjustments')).body as Record<string, any>[];
    const enter = (payrollId: string, entry: object) =>
      gusto.control('PATCH', `/payrolls/${payrollId}/employees/${EMPLOYEE}`, entry);

    it('adds a payment to the bonus of the next open payroll, and finds it by its reference', async () => {
      const payroll = connect();
      assert.equal(await payroll.findAdjustment(EMPLOYEE, payment('hl-1')), undefined);
      const receipt = await payroll.addAdjustment(EMPLOYEE, payment('hl-1'), TRACE);
      assert.match(receipt.sentTo, /\/v1\/companies\/[^/]+\/payrolls\/[^/]+$/);
      assert.equal(await payroll.findAdjustment(EMPLOYEE, payment('hl-1')), receipt.recordId);
      const [one, ...others] = await kept();
      assert.deepEqual(others, []);
      assert.deepEqual(
        [one?.['employee_uuid'], one?.['name'], one?.['amount'], one?.['memo'], one?.['processed']],
        [EMPLOYEE, 'Bonus', '1500.00', 'Referral bonus 1500.00 USD (hl-1)', false],
      );
      await payroll.close();
    });

    it('adds to what is there, of people and of its own', async () => {
      const payroll = connect();
      const first = await payroll.addAdjustment(EMPLOYEE, payment('hl-1', '0.10'), TRACE);
      await enter(String(first.recordId), { memo: 'Well done · Referral bonus 0.10 USD (hl-1)', bonus: '100.20' });
      const second = await payroll.addAdjustment(EMPLOYEE, payment('hl-2', '0.20'), TRACE);
      assert.equal(second.recordId, first.recordId);
      const [one] = await kept();
      assert.equal(one?.['amount'], '100.40');
      assert.equal(one?.['memo'], 'Well done · Referral bonus 0.10 USD (hl-1) · Referral bonus 0.20 USD (hl-2)');
      for (const reference of ['hl-1', 'hl-2']) {
        assert.equal(await payroll.findAdjustment(EMPLOYEE, payment(reference, '0.20')), first.recordId);
      }
      await payroll.close();
    });

    it('finds it in a payroll that has been run, where it was paid', async () => {
      const payroll = connect();
      const { recordId } = await payroll.addAdjustment(EMPLOYEE, payment('hl-1'), TRACE);
      const [row] = (await kept()).filter((one) => one['payroll_uuid'] === recordId);
      assert.ok(row);
      const end = await endOf(String(recordId));
      await gusto.control('POST', '/payrolls/run', { date: end });
      assert.equal(await payroll.findAdjustment(EMPLOYEE, payment('hl-1')), recordId);
      // What comes next goes into the payroll after it.
      const next = await payroll.addAdjustment(EMPLOYEE, payment('hl-2'), TRACE);
      assert.notEqual(next.recordId, recordId);
      const employee = await gusto.employee(EMPLOYEE);
      assert.equal(Number(employee.pay_stubs[0].gross_pay), Number((90_000 / 26 + 1500).toFixed(2)));
      await payroll.close();
    });

    it('is in doubt, and does not pay twice, when somebody has taken the reference out of the memo', async () => {
      const payroll = connect();
      const { recordId } = await payroll.addAdjustment(EMPLOYEE, payment('hl-1'), TRACE);
      await enter(String(recordId), { memo: 'thank you' });
      const failure = await failureOf(payroll.findAdjustment(EMPLOYEE, payment('hl-1')));
      assert.deepEqual([failure.type, failure.nonRetryable], ['WriteNotKept', true]);
      assert.match(failure.message, /in doubt/);
      // A smaller bonus cannot hold this one.
      assert.equal(await payroll.findAdjustment(EMPLOYEE, payment('hl-2', '1500.01')), undefined);
      await payroll.close();
    });

    it('passes by a payroll that leaves the employee out', async () => {
      const payroll = connect();
      const first = await payroll.addAdjustment(EMPLOYEE, payment('hl-1'), TRACE);
      await enter(String(first.recordId), { excluded: true });
      const second = await payroll.addAdjustment(EMPLOYEE, payment('hl-2'), TRACE);
      assert.notEqual(second.recordId, first.recordId);
      await payroll.close();
    });

    it('does not add once more what an attempt has added whose answer was lost', async () => {
      const payroll = connect();
      await payroll.addAdjustment(EMPLOYEE, payment('hl-1'), TRACE);
      const failure = await failureOf(payroll.addAdjustment(EMPLOYEE, payment('hl-1'), TRACE));
      assert.deepEqual([failure.type, failure.nonRetryable], ['VendorConflict', false]);
      assert.equal((await kept()).length, 1);
      assert.equal((await kept())[0]?.['amount'], '1500.00');
      await payroll.close();
    });

    it('adds each of two that are added at the same time', async () => {
      const [one, other] = [connect(), connect()];
      // One connection after the other: they share a refresh token, which is good once.
      await one.findAdjustment(EMPLOYEE, payment('hl-0'));
      const added = await Promise.allSettled(
        ['hl-1', 'hl-2', 'hl-3'].map((reference) => one.addAdjustment(EMPLOYEE, payment(reference, '10.00'), TRACE)),
      );
      const done = added.filter(({ status }) => status === 'fulfilled').length;
      assert.ok(done >= 1);
      const [row] = await kept();
      assert.equal(Number(row?.['amount']), done * 10);
      assert.equal(String(row?.['memo']).match(/hl-\d/g)?.length, done);
      await one.close();
      await other.close();
    });

    it('deducts once, by a garnishment that no court has ordered', async () => {
      const payroll = connect();
      assert.equal(await payroll.findAdjustment(OTHER, deduction('hl-9')), undefined);
      const { recordId } = await payroll.addAdjustment(OTHER, deduction('hl-9'), TRACE);
      assert.equal(await payroll.findAdjustment(OTHER, deduction('hl-9')), recordId);
      assert.equal(await payroll.findAdjustment(OTHER, deduction('hl-8')), undefined);
      const [one] = await kept();
      assert.deepEqual(
        [one?.['kind'], one?.['amount'], one?.['times'], one?.['recurring'], one?.['court_ordered'], one?.['active']],
        ['deduction', '1500.00', 1, false, false, true],
      );
      assert.equal(one?.['description'], 'Referral bonus taken back (hl-9)');
      await gusto.control('POST', '/payrolls/run', {});
      assert.deepEqual([(await kept())[0]?.['active'], (await kept())[0]?.['times']], [false, 0]);
      // One that has been applied is still known.
      assert.equal(await payroll.findAdjustment(OTHER, deduction('hl-9')), recordId);
      await payroll.close();
    });

    it('refuses another currency, and an employee that no payroll has', async () => {
      const payroll = connect();
      const currency = await failureOf(payroll.addAdjustment(EMPLOYEE, { ...payment('hl-1'), currency: 'EUR' }, TRACE));
      assert.equal(currency.type, 'VendorRejected');
      const nobody = await failureOf(
        payroll.addAdjustment('00000000-0000-4000-8000-000000000000', payment('hl-1'), TRACE),
      );
      assert.equal(nobody.type, 'VendorRejected');
      assert.deepEqual(await kept(), []);
      await payroll.close();
    });

    async function endOf(payrollId: string): Promise<string> {
      const rows = (await gusto.control('GET', '/payrolls')).body as { uuid: string; end_date: string }[];
      return rows.find(({ uuid }) => uuid === payrollId)?.end_date ?? '';
    }
  });
}

describe('gusto: adjustments over the wire', () => {
  const LIST = `/v1/companies/${COMPANY}/payrolls`;

  it('takes the forms that Gusto may answer in: numbers, a payroll named by uuid, an answer of 422 to a stale version', async () => {
    let puts = 0;
    let part: Record<string, unknown> = {
      ...{ employee_uuid: 'e1', version: 'v1', excluded: false, memo: null },
      fixed_compensations: [{ name: 'Bonus', amount: 12.5, job_uuid: 'j1' }],
    };
    const server = await startServer(({ method, path, query, body }) => {
      if (path === LIST && query.get('processing_statuses') === 'unprocessed') {
        return {
          body: [
            { uuid: 'late', check_date: '2020-01-01', payroll_deadline: '2019-12-30T23:00:00Z', processed: false },
            { uuid: 'p2', check_date: '2099-02-01', processed: false },
            { uuid: 'p1', check_date: '2099-01-01', payroll_deadline: '2098-12-30T23:00:00Z', processed: false },
          ],
        };
      }
      if (path === LIST) return { body: [] };
      if (path === `${LIST}/p1/prepare`) return { body: { employee_compensations: [part] } };
      if (method === 'PUT' && path === `${LIST}/p1`) {
        puts += 1;
        const [sent] = (JSON.parse(body) as { employee_compensations: Record<string, unknown>[] })
          .employee_compensations;
        if (sent?.['version'] !== part['version'] || puts === 1) {
          part = { ...part, version: 'v2', memo: 'By hand' };
          return {
            status: 422,
            body: {
              errors: [{ error_key: 'version', category: 'invalid_resource_version', message: 'stale version' }],
            },
          };
        }
        part = { ...part, ...sent, version: 'v3' };
        return { body: { employee_compensations: [part] } };
      }
      if (method === 'GET' && path === `${LIST}/p1`) return { body: {} };
      return undefined;
    });
    const payroll = createConnector(server.url);
    const receipt = await payroll.addAdjustment('e1', payment('hl-1'), TRACE);
    assert.equal(receipt.recordId, 'p1');
    assert.equal(puts, 2);
    assert.equal(part['memo'], 'By hand · Referral bonus 1500.00 USD (hl-1)');
    assert.deepEqual(part['fixed_compensations'], [{ name: 'Bonus', amount: '1512.50', job_uuid: 'j1' }]);
    const sent = server.seen.filter(({ method, path }) => method === 'PUT' && !path.endsWith('/prepare'));
    for (const { headers } of sent) assert.equal(headers['x-sent-from'], TRACE.sentFrom);
    await payroll.close();
    await server.close();
  });

  it('says so when the payroll does not keep what was sent', async () => {
    const part = {
      ...{ employee_uuid: 'e1', version: 'v1', excluded: false, memo: '' },
      fixed_compensations: [{ name: 'Bonus', amount: '0.00', job_uuid: 'j1' }],
    };
    const server = await startServer(({ method, path }) => {
      if (path === LIST) return { body: [{ payroll_uuid: 'p1', check_date: '2099-01-01' }] };
      if (method === 'PUT') return { body: { employee_compensations: [part] } };
      return path === `${LIST}/p1` ? { body: { employee_compensations: [part] } } : undefined;
    });
    const payroll = createConnector(server.url);
    const failure = await failureOf(payroll.addAdjustment('e1', payment('hl-1'), TRACE));
    assert.equal(failure.type, 'WriteNotKept');
    assert.match(failure.message, /memo/);
    await payroll.close();
    await server.close();
  });

  it('does not choose between two deductions of one reference', async () => {
    const server = await startServer(({ path }) =>
      path === '/v1/employees/e1/garnishments'
        ? { body: ['g1', 'g2'].map((uuid) => ({ uuid, description: 'Referral bonus taken back (hl-1)' })) }
        : undefined,
    );
    const payroll = createConnector(server.url);
    const failure = await failureOf(payroll.findAdjustment('e1', deduction('hl-1')));
    assert.equal(failure.type, 'DuplicateRecords');
    await payroll.close();
    await server.close();
  });
});
