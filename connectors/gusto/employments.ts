import { z } from 'zod';
import type { HireFields } from '../../schemas/hire.js';
import type { WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { today } from './calendar-days.js';
import { refusal, versionOf, type GustoClient } from './client.js';
import { primaryJob } from './mapping.js';
import { GustoEmployment, GustoRehire, type GustoEmployee } from './wire.js';

/** Beginning and end of employments: terminations and rehires. On both surfaces. */
export interface Employments {
  /** Whether the present employment has ended, or will on a day that is set. */
  hasEnd(id: string, employee: GustoEmployee): Promise<boolean>;
  terminate(id: string, employee: GustoEmployee, date: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  rehire(id: string, employee: GustoEmployee, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
}

/** Reading employments is a permission of its own. */
const CLOSED = [401, 403, 404] as const;

/** @param locationId the place of work, which a rehire has to name. */
export function createEmployments(client: GustoClient, locationId: () => Promise<string>): Employments {
  /** The employment that began last, one to come included; undefined where the history may not be read. */
  async function lastEmployment(id: string): Promise<GustoEmployment | undefined> {
    const history = await client.getIf(`${employeePath(id)}/employment_history`, z.array(GustoEmployment), CLOSED);
    return history?.sort((a, b) => (a.hire_date ?? '').localeCompare(b.hire_date ?? '')).at(-1);
  }

  async function hasEnd(id: string, employee: GustoEmployee): Promise<boolean> {
    const termination = latestTermination(employee);
    if (employee.terminated !== true && !termination) return false;
    const last = await lastEmployment(id);
    if (last) return Boolean(last.termination_date);
    return (
      employee.terminated === true || (termination?.effective_date ?? '') >= (primaryJob(employee)?.hire_date ?? '')
    );
  }

  /** A new hire report is due for somebody who comes back, as for a new hire; Gusto files it. */
  const rehireBody = async (startDate: string) => ({
    effective_date: startDate,
    file_new_hire_report: true,
    work_location_uuid: await locationId(),
  });

  return {
    hasEnd,

    async terminate(id, employee, date, trace) {
      const termination = latestTermination(employee);
      if (await hasEnd(id, employee)) {
        if (!termination || termination.active === true || (termination.effective_date ?? '') <= date) return undefined;
        // It is set to end later than it has to.
        const body = {
          version: versionOf(termination, 'termination'),
          effective_date: date,
          run_termination_payroll: termination.run_termination_payroll ?? false,
        };
        return client.put(`/v1/terminations/${encodeURIComponent(id)}`, body, id, trace);
      }
      const body = { effective_date: date, run_termination_payroll: false };
      return client.post(`${employeePath(id)}/terminations`, body, trace, () => id);
    },

    async rehire(id, employee, { startDate }, trace) {
      if (!startDate) throw refusal('startDate is missing, and Gusto requires the day of the return to work');
      const path = `${employeePath(id)}/rehire`;
      if (await hasEnd(id, employee)) return client.post(path, await rehireBody(startDate), trace, () => id);
      const pending = await client.getIf(path, GustoRehire, CLOSED);
      const moves = pending && pending.active !== true && (pending.effective_date ?? today()) > today();
      if (!moves || pending.effective_date === startDate) return undefined;
      const body = { version: versionOf(pending, 'rehire'), ...(await rehireBody(startDate)) };
      return client.put(path, body, id, trace);
    },
  };
}

function latestTermination(employee: GustoEmployee) {
  return [...(employee.terminations ?? [])]
    .sort((a, b) => (a.effective_date ?? '').localeCompare(b.effective_date ?? ''))
    .at(-1);
}

const employeePath = (id: string) => `/v1/employees/${encodeURIComponent(id)}`;
