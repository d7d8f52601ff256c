import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectionStatus, ConnectorContext, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import type { PayrollConnector } from '../roles/payroll.js';
import { createAccessAudit } from './access-audit.js';
import { manifest } from './manifest.js';
import { createGustoClient, isFailure, refusal, versionOf } from './client.js';
import { createAdjustments } from './adjustments.js';
import { createEmployments } from './employments.js';
import { bound, primaryJob, toJob, toNewEmployee, toPay, toReading } from './mapping.js';
import { createJobPay } from './pay.js';
import { createPayrolls } from './payrolls.js';
import { readSettings } from './settings.js';
import {
  GustoEmployee,
  GustoEmployeeRow,
  GustoLocation,
  GustoTokenInfo,
  GustoWorkAddress,
  type GustoJob,
} from './wire.js';

/**
 * Gusto as payroll.
 * @throws Error that names the variable at fault.
 */
export function createGustoPayroll(context: ConnectorContext): PayrollConnector {
  const settings = readSettings(context.environment);
  const client = createGustoClient(settings, context);
  const { bindings } = context;
  const canCreateJobs = settings.surface === 'embedded';
  const company = `/v1/companies/${encodeURIComponent(settings.companyId)}`;
  let knownLocation: string | undefined = settings.locationId;

  const payrolls = createPayrolls(client, settings);
  const jobPay = createJobPay(client, payrolls);
  const employments = createEmployments(client, locationId);
  const adjustments = createAdjustments(client, settings);

  /** With every compensation, a raise to come included; with what is shown where the application may not ask so. */
  const getEmployee = async (id: string) =>
    (await client.getIf(employeePath(id), GustoEmployee, [403], { include: 'all_compensations' })) ??
    client.get(employeePath(id), GustoEmployee);

  async function locationId(): Promise<string> {
    if (knownLocation) return knownLocation;
    const locations = await client.list(`${company}/locations`, z.array(GustoLocation));
    const first = locations.find((location) => location.active !== false && location.inactive !== true);
    if (!first) throw refusal('the company has no active location: add one in Gusto or set GUSTO_LOCATION_ID');
    return (knownLocation = first.uuid);
  }

  return {
    vendor: 'gusto',
    title: manifest.title,
    baseUrl: client.baseUrl,
    canCreateJobs,

    async checkConnection() {
      try {
        return connectionStatus(await client.get('/v1/token_info', GustoTokenInfo), settings.companyId);
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: createAccessAudit(client, settings, context),

    async findEmployees(fields) {
      const email = fields.personalEmail?.trim().toLowerCase();
      if (!email) return [];
      const search = { search_term: fields.lastName || undefined };
      // Whether the plain list holds the terminated is documented both ways: both are asked for.
      const rows = z.array(GustoEmployeeRow);
      const plain = await client.list(`${company}/employees`, rows, search);
      const terminated = await client.list(`${company}/employees`, rows, { ...search, terminated: true });
      const byId = new Map([...terminated, ...plain].map((row) => [row.uuid, row]));
      const left = new Set(terminated.map((row) => row.uuid));
      return [...byId.values()]
        .filter((row) => [row.email, row.work_email].some((one) => one?.trim().toLowerCase() === email))
        .map((row) => ({ payrollEmployeeId: row.uuid, terminated: row.terminated ?? left.has(row.uuid) }));
    },

    async createEmployee(fields, trace) {
      return client.post(`${company}/employees`, toNewEmployee(bound(fields, bindings)), trace);
    },

    async putWorkAddress(id, fields, trace) {
      const location = await locationId();
      return onceMoreOnConflict(() => putAddress(id, location, fields.startDate, trace));
    },

    async putJob(id, fields, trace) {
      const wanted = toJob(bound(fields, bindings));
      return onceMoreOnConflict(async () => {
        const job = primaryJob(await getEmployee(id));
        if (job?.title === wanted.title && job.hire_date === wanted.hire_date) return undefined;
        if (canCreateJobs) return writeJob(id, job, wanted, trace);
        if (!job)
          throw new Error('putJob was called without a job on a surface that cannot create one (canCreateJobs)');
        throw refusal(
          'title or hire date of the job differ, and only an admin can change them in Gusto (GUSTO_SURFACE)',
        );
      });
    },

    async putCompensation(id, fields, trace) {
      const pay = toPay(bound(fields, bindings));
      return onceMoreOnConflict(async () => {
        const job = primaryJob(await getEmployee(id));
        if (!job) throw refusal('the employee has no job yet, so there is nothing to set pay for');
        return jobPay.put(job, pay, fields.startDate, trace);
      });
    },

    async readEmployee(id) {
      const employee = await getEmployee(id);
      const job = primaryJob(employee);
      return {
        ...toReading(employee, job, job && (await jobPay.shown(job)), bindings),
        payrollEmployeeId: employee.uuid,
        // Gusto publishes no address of an employee's page.
        url: undefined,
        hasJob: job !== undefined,
        terminated: await employments.hasEnd(id, employee),
      };
    },

    hasBeenPaid: (id) => payrolls.hasPaid(id),

    terminateEmployee: async (id, date, trace) =>
      onceMoreOnConflict(async () => employments.terminate(id, await getEmployee(id), date, trace)),

    deleteEmployee: (id, trace) => client.delete(employeePath(id), id, trace),

    rehireEmployee: async (id, fields, trace) =>
      onceMoreOnConflict(async () => employments.rehire(id, await getEmployee(id), fields, trace)),

    findAdjustment: (id, adjustment) => adjustments.find(id, adjustment),
    addAdjustment: async (id, adjustment, trace) => adjustments.add(id, adjustment, trace),

    close: () => client.close(),
  };

  /** The first day there is the first day of work: it moves to an earlier day with it. */
  async function putAddress(id: string, location: string, startDate: string | undefined, trace: WriteTrace) {
    const path = `${employeePath(id)}/work_addresses`;
    const addresses = await client.get(path, z.array(GustoWorkAddress));
    const [first] = addresses
      .filter((address) => address.location_uuid === location)
      .sort((a, b) => (a.effective_date ?? '').localeCompare(b.effective_date ?? ''));
    if (first && (!startDate || (first.effective_date ?? '') <= startDate)) return undefined;
    if (!startDate) throw refusal('startDate is missing, and Gusto requires the date a work address is effective on');
    if (!first) return client.post(path, { location_uuid: location, effective_date: startDate }, trace);
    const body = { version: versionOf(first, 'work_address'), effective_date: startDate };
    return client.put(`/v1/work_addresses/${encodeURIComponent(first.uuid)}`, body, first.uuid, trace);
  }

  function writeJob(id: string, job: GustoJob | undefined, wanted: ReturnType<typeof toJob>, trace: WriteTrace) {
    if (!job) return client.post(`${employeePath(id)}/jobs`, wanted, trace);
    const body = { version: versionOf(job, 'job'), ...wanted };
    return client.put(`/v1/jobs/${encodeURIComponent(job.uuid)}`, body, job.uuid, trace);
  }
}

/**
 * Gusto refuses a change that does not carry the record's current version. One more try reads the record again and
 * decides anew; whoever changed it meanwhile is not overwritten blindly.
 */
async function onceMoreOnConflict(write: () => Promise<WriteReceipt | undefined>): Promise<WriteReceipt | undefined> {
  try {
    return await write();
  } catch (error) {
    if (!isFailure(error, FailureType.VendorConflict)) throw error;
    return write();
  }
}

function connectionStatus({ resource }: z.infer<typeof GustoTokenInfo>, companyId: string): ConnectionStatus {
  if (resource === undefined) return { ok: true, detail: 'Gusto does not tell which company the token is for' };
  if (resource === null || (resource.type && resource.type !== 'Company')) {
    return { ok: false, detail: 'the token is not for a company: authorise the application as a company admin' };
  }
  if (resource.uuid?.toLowerCase() === companyId.toLowerCase()) return { ok: true, detail: `company ${resource.uuid}` };
  return {
    ok: false,
    detail: `the token is for the company ${resource.uuid ?? '(untold)'}, GUSTO_COMPANY_ID says ${companyId}`,
  };
}

const employeePath = (id: string) => `/v1/employees/${encodeURIComponent(id)}`;
