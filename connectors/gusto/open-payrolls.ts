import { z } from 'zod';
import type { WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { daysAfter, today } from './calendar-days.js';
import { refusal, versionOf, type GustoClient } from './client.js';
import { primaryJob } from './mapping.js';
import type { GustoSettings } from './settings.js';
import { GustoEmployee, GustoPayrollPage, GustoPayrollRow } from './wire.js';

/** An employee's part of one payroll. */
export type PaidEmployee = NonNullable<GustoPayrollPage['employee_compensations']>[number];

/** The regular payrolls of which something can still be changed, and what is in those that are run. */
export interface OpenPayrolls {
  /** Ids of the payrolls whose deadline has not passed, the next one first. */
  open(): Promise<string[]>;
  /**
   * Brings an open payroll up to date, which undoes its calculation, and tells the employee's part of it with the version
   * that a change has to name; undefined when they are not on it.
   */
  prepare(payrollId: string, employeeId: string, trace: WriteTrace): Promise<PaidEmployee | undefined>;
  /** The employee's part of a payroll as it stands now; undefined when they are not on it. */
  read(payrollId: string, employeeId: string): Promise<PaidEmployee | undefined>;
  /** Sets a fixed compensation and the memo of one employee, at once. */
  put(
    payrollId: string,
    employee: PaidEmployee,
    wanted: { name: string; amount: string; memo: string },
    trace: WriteTrace,
  ): Promise<WriteReceipt>;
  /** The employee's part of every payroll, open ones first, then those that are run, the newest first. */
  holding(employeeId: string): AsyncIterable<{ payrollId: string; employee: PaidEmployee }>;
}

/** A list of payrolls spans a year at most, and ends three months from now at most (GET payrolls, Notes). */
const BACK_DAYS = 270;
const AHEAD_DAYS = 85;
const PAGE_SIZE = 100;

export function createOpenPayrolls(client: GustoClient, { companyId }: GustoSettings): OpenPayrolls {
  const path = `/v1/companies/${encodeURIComponent(companyId)}/payrolls`;
  const payrollPath = (id: string) => `${path}/${encodeURIComponent(id)}`;

  async function list(processing: 'processed' | 'unprocessed') {
    return client.get(path, z.array(GustoPayrollRow), {
      processing_statuses: processing,
      payroll_types: processing === 'processed' ? 'regular,off_cycle' : 'regular',
      start_date: daysAfter(today(), -BACK_DAYS),
      end_date: daysAfter(today(), AHEAD_DAYS),
    });
  }

  /** By day of payment. */
  async function unprocessed() {
    return (await list('unprocessed'))
      .filter(({ processed }) => processed !== true)
      .sort((a, b) => (a.check_date ?? '').localeCompare(b.check_date ?? ''));
  }

  async function partOf(payrollId: string, employeeId: string): Promise<PaidEmployee | undefined> {
    const seen = new Set<string>();
    for (let page = 1; ; page += 1) {
      const payroll = await client.get(payrollPath(payrollId), GustoPayrollPage, { page, per: PAGE_SIZE });
      const part = own(payroll, employeeId);
      if (part) return part;
      const known = seen.size;
      for (const one of payroll.employee_compensations ?? []) if (one.employee_uuid) seen.add(one.employee_uuid);
      if (seen.size === known) return undefined;
    }
  }

  async function prepare(payrollId: string, employeeId: string, trace?: WriteTrace): Promise<PaidEmployee | undefined> {
    const only = { employee_uuids: [employeeId] };
    return own(await client.ask(`${payrollPath(payrollId)}/prepare`, only, GustoPayrollPage, trace), employeeId);
  }

  /**
   * A payroll that is calculated or processed shows its employees; one that is neither need not (GET payroll). To
   * prepare that one undoes no calculation, and changes no amount.
   */
  const read = async (payrollId: string, employeeId: string) =>
    (await partOf(payrollId, employeeId)) ?? (await prepare(payrollId, employeeId));

  return {
    async open() {
      const now = Date.now();
      return (await unprocessed())
        .filter(({ payroll_deadline: deadline }) => !deadline || Date.parse(deadline) > now)
        .map(({ uuid }) => uuid);
    },
    prepare,
    read,
    async put(payrollId, employee, { name, amount, memo }, trace) {
      const job = employee.fixed_compensations?.find((one) => one.name === name)?.job_uuid ?? (await jobOf(employee));
      const compensation = {
        employee_uuid: employee.employee_uuid,
        version: versionOf(employee, 'employee_compensation'),
        memo,
        fixed_compensations: [{ name, amount, job_uuid: job }],
      };
      return client.put(payrollPath(payrollId), { employee_compensations: [compensation] }, payrollId, trace);
    },
    async *holding(employeeId) {
      for (const { uuid } of await unprocessed()) {
        const employee = await read(uuid, employeeId);
        if (employee) yield { payrollId: uuid, employee };
      }
      const run = await list('processed');
      for (const { uuid } of run.sort((a, b) => (b.check_date ?? '').localeCompare(a.check_date ?? ''))) {
        const employee = await partOf(uuid, employeeId);
        if (employee) yield { payrollId: uuid, employee };
      }
    },
  };

  async function jobOf({ employee_uuid: id }: PaidEmployee): Promise<string> {
    const job = primaryJob(await client.get(`/v1/employees/${encodeURIComponent(id ?? '')}`, GustoEmployee));
    if (!job) throw refusal('the employee has no job yet, so nothing can be paid to them');
    return job.uuid;
  }
}

const own = ({ employee_compensations: all }: GustoPayrollPage, employeeId: string): PaidEmployee | undefined =>
  all?.find(({ employee_uuid }) => employee_uuid === employeeId);
