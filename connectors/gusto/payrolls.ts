import { z } from 'zod';
import { daysAfter, today } from './calendar-days.js';
import type { GustoClient } from './client.js';
import { primaryJob } from './mapping.js';
import type { GustoSettings } from './settings.js';
import { GustoEmployee, GustoPayroll, GustoPayrollRow, GustoPayStub } from './wire.js';

/** What payrolls have been run. Reading them is a permission of its own, which an application need not have. */
export interface Payrolls {
  /** See PayrollConnector.hasBeenPaid. */
  hasPaid(employeeId: string): Promise<boolean | undefined>;
  /** The last day (YYYY-MM-DD) of the pay periods that are processed; undefined where that cannot be known. */
  processedUntil(): Promise<string | undefined>;
}

/** Not permitted, or not on this surface. */
const CLOSED = [401, 403, 404] as const;

/** A list of payrolls spans a year at most, and ends three months from now at most (GET payrolls, Notes). */
const BACK_DAYS = 270;
const AHEAD_DAYS = 85;

export function createPayrolls(client: GustoClient, settings: GustoSettings): Payrolls {
  const path = `/v1/companies/${encodeURIComponent(settings.companyId)}/payrolls`;

  /** Processed payrolls whose pay period lies after a day, those run ahead of the period's end included. */
  const processed = (since: string) =>
    client.getIf(path, z.array(GustoPayrollRow), CLOSED, {
      processing_statuses: 'processed',
      payroll_types: 'regular,off_cycle',
      start_date: since,
      end_date: daysAfter(today(), AHEAD_DAYS),
    });

  /** App Integrations has no pay stubs: the payrolls since the first day of work are looked through. */
  async function paidByPayroll(employeeId: string): Promise<boolean | undefined> {
    const employeePath = `/v1/employees/${encodeURIComponent(employeeId)}`;
    const hireDate = primaryJob(await client.get(employeePath, GustoEmployee))?.hire_date;
    const oldest = daysAfter(today(), -BACK_DAYS);
    const rows = await processed(hireDate && hireDate > oldest ? daysAfter(hireDate, -31) : oldest);
    if (!rows) return undefined;
    for (const { uuid } of rows) {
      const paid = await isIn(uuid, employeeId);
      if (paid !== false) return paid;
    }
    return false;
  }

  async function isIn(payrollId: string, employeeId: string): Promise<boolean | undefined> {
    const seen = new Set<string>();
    for (let page = 1; ; page += 1) {
      const query = { page, per: 100 };
      const payroll = await client.getIf(`${path}/${encodeURIComponent(payrollId)}`, GustoPayroll, CLOSED, query);
      if (!payroll) return undefined;
      const compensations = payroll.employee_compensations ?? [];
      const own = compensations.find((one) => one.employee_uuid === employeeId);
      if (own) return own.excluded !== true && Number(own.gross_pay ?? 1) > 0;
      const known = seen.size;
      for (const one of compensations) if (one.employee_uuid) seen.add(one.employee_uuid);
      if (seen.size === known) return false;
    }
  }

  return {
    async hasPaid(employeeId) {
      if (settings.surface === 'app_integrations') return paidByPayroll(employeeId);
      const stubs = `/v1/employees/${encodeURIComponent(employeeId)}/pay_stubs`;
      const found = await client.getIf(stubs, z.array(GustoPayStub), CLOSED, { page: 1, per: 1 });
      return found && found.length > 0;
    },
    async processedUntil() {
      const rows = await processed(daysAfter(today(), -BACK_DAYS));
      return rows
        ?.flatMap((row) => row.pay_period?.end_date ?? [])
        .sort()
        .at(-1);
    },
  };
}
