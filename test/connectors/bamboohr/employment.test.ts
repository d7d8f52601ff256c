import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HrisConnector } from '../../../connectors/roles/hris.js';
import { hasEnded, rehireOf, terminationOf } from '../../../connectors/bamboohr/employment.js';
import type { HireFields } from '../../../schemas/hire.js';
import { HIRE, TRACE, createConnector, startSimulator, type Bench } from './harness.js';

interface SandboxEmployee {
  id: string;
  status: string;
  hireDate: string;
  customAtsApplicationId?: string;
  employmentStatus: { id: string; date: string; employmentStatus: string; comment: string }[];
  jobInfo: { date: string; jobTitle: string }[];
  compensation: { startDate: string; rate: { value: string } }[];
}

const TODAY = new Date().toISOString().slice(0, 10);
const dayFromToday = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('bamboohr: beginning and end of employments', () => {
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
  const statuses = async (id: string) =>
    (await employee(id)).employmentStatus.map((row) => [row.date, row.employmentStatus]);
  const writes = async () =>
    (await bench.control<{ method: string; path: string }[]>('GET', '/calls')).filter(
      (one) => one.method === 'POST' && !one.path.includes('reports'),
    );

  async function write(fields: HireFields = HIRE): Promise<string> {
    const { recordId } = await hris.createEmployee(fields, TRACE);
    assert.ok(recordId);
    await hris.putJob(recordId, fields, TRACE);
    await hris.putCompensation(recordId, fields, TRACE);
    return recordId;
  }

  it('does not take a future hire for a former employee', async () => {
    const future = await hris.readEmployee(await write());
    assert.deepEqual([future.status, future.terminated], ['Inactive', false]);
    const present = await hris.readEmployee('101');
    assert.deepEqual([present.status, present.terminated], ['Active', false]);
    await bench.control('POST', '/employees/101/terminate', { date: dayFromToday(-1) });
    const former = await hris.readEmployee('101');
    assert.deepEqual([former.status, former.terminated], ['Inactive', true]);
  });

  it('ends a present employment by a row, once, traced', async () => {
    const receipt = await hris.terminateEmployee('102', TODAY, TRACE);
    assert.equal(receipt?.sentTo, `${bench.url}/api/v1/employees/102/tables/employmentStatus`);
    assert.equal(await hris.terminateEmployee('102', TODAY, TRACE), undefined);
    assert.equal(await hris.terminateEmployee('102', dayFromToday(3), TRACE), undefined);
    assert.deepEqual(await statuses('102'), [
      ['2021-03-01', 'Full-time'],
      [TODAY, 'Terminated'],
    ]);
    assert.match((await employee('102')).employmentStatus[1]?.comment ?? '', /^hireline sent_from=\S+ sent_to=\S+$/);
    assert.equal((await hris.readEmployee('102')).terminated, true);
  });

  it('has not ended what ends on a day to come, and ends it earlier where told', async () => {
    await hris.terminateEmployee('102', dayFromToday(10), TRACE);
    assert.equal((await hris.readEmployee('102')).terminated, false);
    assert.ok(await hris.terminateEmployee('102', TODAY, TRACE));
    assert.equal((await hris.readEmployee('102')).terminated, true);
    assert.equal((await statuses('102')).length, 2);
  });

  it('ends an employment that has not begun, so that it does not begin', async () => {
    const id = await write();
    await hris.terminateEmployee(id, TODAY, TRACE);
    assert.deepEqual(await statuses(id), [[TODAY, 'Terminated']]);
    assert.equal((await hris.readEmployee(id)).terminated, true);
    assert.equal(await hris.terminateEmployee(id, TODAY, TRACE), undefined);
  });

  it('leaves what it does not understand to a person', async () => {
    const id = await write();
    const rows = `/api/v1/employees/${id}/tables/employmentStatus`;
    await bench.api('POST', rows, { date: '2100-02-01', employmentStatus: 'Part-time' });
    await assert.rejects(hris.terminateEmployee(id, TODAY, TRACE), { type: 'VendorRejected', nonRetryable: true });
    assert.equal((await statuses(id)).length, 2);
  });

  it('cannot delete, and says so; who is gone is gone', async () => {
    await assert.rejects(hris.deleteEmployee('102', TRACE), {
      type: 'VendorRejected',
      nonRetryable: true,
      message: /cannot delete employees/,
    });
    assert.equal(await hris.deleteEmployee('99999', TRACE), undefined);
    assert.deepEqual(await writes(), []);
  });

  describe('former employees', () => {
    const AGAIN = {
      ...HIRE,
      personalEmail: ' ADA@Home.example',
      startDate: dayFromToday(20),
      atsApplicationId: '9002',
    };
    async function former(fields: HireFields = {}): Promise<string> {
      const id = await write({ ...HIRE, startDate: '2020-01-01', ...fields });
      await bench.control('POST', `/employees/${id}/terminate`, { date: '2023-06-30' });
      return id;
    }

    it('are found by personal e-mail, by whichever name they kept', async () => {
      const id = await former();
      const future = await write();
      const both = [
        { employeeId: future, terminated: false, applicationId: '9001' },
        { employeeId: id, terminated: true, applicationId: '9001' },
      ].sort((a, b) => Number(a.employeeId) - Number(b.employeeId));
      const found = async (change: HireFields = {}) =>
        (await hris.findSamePerson({ ...AGAIN, ...change })).sort(
          (a, b) => Number(a.employeeId) - Number(b.employeeId),
        );
      assert.deepEqual(await found(), both, 'the future hire of that address has not ended');
      assert.deepEqual(await found({ lastName: 'King' }), both);
      assert.deepEqual(await found({ firstName: 'Augusta' }), both);
      assert.deepEqual(await found({ personalEmail: 'other@home.example' }), []);
      assert.deepEqual(await found({ personalEmail: undefined }), []);
      await bench.control('PUT', '/permissions', { listOpen: false });
      assert.deepEqual(await found({ lastName: 'King', firstName: 'A' }), both);
    });

    it('are told from those who work there now, with or without an application', async () => {
      const present = await write({ ...HIRE, startDate: '2020-01-01', atsApplicationId: undefined });
      const same = { employeeId: present, terminated: false, applicationId: undefined };
      assert.deepEqual(await hris.findSamePerson(AGAIN), [same]);
    });

    it('are employed again: new application id, hire date, status, job and pay from that day on', async () => {
      const id = await former();
      const raise = { ...AGAIN, compensation: { amount: '150000', currency: 'USD', period: 'year' as const } };
      assert.ok(await hris.rehireEmployee(id, raise, TRACE));
      await hris.putJob(id, { ...raise, jobTitle: 'Architect' }, TRACE);
      await hris.putCompensation(id, raise, TRACE);
      const { terminated, fields } = await hris.readEmployee(id);
      assert.equal(terminated, false);
      assert.equal(fields.atsApplicationId, '9002');
      assert.equal(fields.startDate, AGAIN.startDate);
      assert.equal(fields.jobTitle, 'Architect');
      assert.equal(fields.compensation?.amount, '150000.00');
      assert.deepEqual(await statuses(id), [
        ['2020-01-01', 'Full-time'],
        ['2023-06-30', 'Terminated'],
        [AGAIN.startDate, 'Full-time'],
      ]);
      assert.deepEqual(await hris.findByApplication('9002', HIRE), [id]);
      assert.deepEqual(await hris.findSamePerson(AGAIN), [
        { employeeId: id, terminated: false, applicationId: '9002' },
      ]);
      const before = (await writes()).length;
      assert.equal(await hris.rehireEmployee(id, raise, TRACE), undefined);
      assert.equal((await writes()).length, before);
    });

    it('move with a new start date, and leave the employment before alone', async () => {
      const id = await former();
      await hris.rehireEmployee(id, AGAIN, TRACE);
      const pay = { amount: '150000', currency: 'USD', period: 'year' as const };
      await hris.putCompensation(id, { ...AGAIN, compensation: pay }, TRACE);
      for (const days of [40, 5]) {
        const moved = { ...AGAIN, startDate: dayFromToday(days), compensation: pay };
        assert.ok(await hris.rehireEmployee(id, moved, TRACE));
        assert.ok(await hris.putCompensation(id, moved, TRACE));
        assert.deepEqual((await statuses(id)).at(-1), [moved.startDate, 'Full-time']);
        assert.deepEqual(
          (await employee(id)).compensation.map((row) => [row.startDate, row.rate.value]),
          [
            ['2020-01-01', '130000.00'],
            [moved.startDate, '150000.00'],
          ],
        );
      }
    });

    it('come back once although the second write was lost', async () => {
      const id = await former();
      await bench.control('POST', '/faults', {
        route: `POST /api/v1/employees/${id}/tables/employmentStatus`,
        kind: 'reset',
        count: 1,
      });
      await assert.rejects(hris.rehireEmployee(id, AGAIN, TRACE), { type: 'VendorUnavailable' });
      assert.deepEqual(await hris.findByApplication('9002', HIRE), [id], 'found by its application');
      assert.equal((await hris.readEmployee(id)).terminated, true, 'and known not to be employed yet');
      assert.ok(await hris.rehireEmployee(id, AGAIN, TRACE));
      assert.equal((await statuses(id)).length, 3);
    });

    it('whose employment ends after the new start date are left to a person', async () => {
      const id = await former();
      const early = { ...AGAIN, startDate: '2023-01-01' };
      const before = (await writes()).length;
      await assert.rejects(hris.rehireEmployee(id, early, TRACE), { type: 'VendorRejected' });
      await assert.rejects(hris.rehireEmployee(id, { ...AGAIN, employmentType: undefined }, TRACE), {
        type: 'FieldsIncomplete',
      });
      assert.equal((await writes()).length, before);
    });
  });

  describe('a start date that moves', () => {
    for (const [title, startDate] of [
      ['later', '2100-01-15'],
      ['earlier', '2099-11-01'],
    ] as const) {
      it(`${title} takes the first rows along`, async () => {
        const id = await write();
        const moved = { ...HIRE, startDate };
        await hris.updateEmployee(id, { startDate }, TRACE);
        assert.ok(await hris.putJob(id, moved, TRACE));
        assert.ok(await hris.putCompensation(id, moved, TRACE));
        const { jobInfo, compensation } = await employee(id);
        assert.deepEqual(
          jobInfo.map((row) => row.date),
          [startDate],
        );
        assert.deepEqual(
          compensation.map((row) => row.startDate),
          [startDate],
        );
        assert.equal(await hris.putJob(id, moved, TRACE), undefined);
        assert.equal(await hris.putCompensation(id, moved, TRACE), undefined);
        assert.deepEqual((await hris.readEmployee(id)).fields.compensation?.amount, '130000.00');
      });
    }

    it('changes pay with the date in the same row', async () => {
      const id = await write();
      const moved = {
        ...HIRE,
        startDate: '2099-11-01',
        compensation: { amount: '99', currency: 'USD', period: 'hour' as const },
      };
      await hris.updateEmployee(id, { startDate: moved.startDate }, TRACE);
      await hris.putCompensation(id, moved, TRACE);
      const { compensation } = await employee(id);
      assert.deepEqual(
        compensation.map((row) => [row.startDate, row.rate.value]),
        [['2099-11-01', '99.00']],
      );
      assert.equal((await hris.readEmployee(id, '2100-01-01')).fields.compensation?.amount, '99.00');
    });
  });
});

describe('bamboohr: employment statuses', () => {
  const row = (id: string, date: string, employmentStatus: string) => ({ id, date, employmentStatus });
  const full = row('1', '2026-01-01', 'Full-time');

  const ended: [string, Record<string, unknown>, boolean][] = [
    ['a terminated one', { employmentHistoryStatus: 'Terminated', terminationDate: '2026-05-31' }, true],
    ['one terminated without a date', { employmentHistoryStatus: 'Terminated' }, true],
    ['a termination to come', { employmentHistoryStatus: 'Terminated', terminationDate: '2026-07-01' }, false],
    ['a rehire', { employmentHistoryStatus: 'Full-time', terminationDate: '2026-05-31' }, false],
    ['a present one', { employmentHistoryStatus: 'Full-time', terminationDate: '0000-00-00' }, false],
    ['a hidden status with a date', { terminationDate: '2026-05-31', hireDate: '2021-01-01' }, true],
    ['a hidden status, hired for later', { terminationDate: '2026-05-31', hireDate: '2026-08-01' }, false],
    ['nothing', {}, false],
  ];
  for (const [title, employee, expected] of ended) {
    it(`tells whether ${title} has ended`, () => assert.equal(hasEnded(employee, '2026-06-15'), expected));
  }

  it('ends and begins with one row at most, and once', () => {
    const day = fc
      .date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
      .map((one) => one.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, (begins, ends) => {
        const rows = [row('1', begins, 'Full-time')];
        const write = terminationOf(rows, ends);
        const termination = row('2', ends, 'Terminated');
        const after = write === 'add' ? [...rows, termination] : [{ ...termination, id: '1' }];
        assert.equal(write === 'add', begins <= ends);
        assert.equal(terminationOf(after, ends), 'nothing');
        assert.equal(rehireOf(after, ends, '2025-01-01'), 'add');
      }),
    );
  });

  it('moves a rehire to come, and no employment that has begun', () => {
    const rows = [full, row('2', '2026-03-31', 'Terminated'), row('3', '2026-07-01', 'Full-time')];
    assert.deepEqual(rehireOf(rows, '2026-08-01', '2026-06-15'), { row: rows[2] });
    assert.equal(rehireOf(rows, '2026-07-01', '2026-06-15'), 'nothing');
    assert.equal(rehireOf(rows, '2026-08-01', '2026-07-02'), 'nothing');
    assert.equal(rehireOf(rows.slice(0, 2), '2026-03-01', '2026-06-15'), 'contradicted');
    assert.equal(rehireOf([], '2026-03-01', '2026-06-15'), 'add');
  });
});
