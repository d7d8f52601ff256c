import type { Request, Response } from 'express';
import { z } from 'zod';
import { jsonBody } from '../../../sandbox/simulator.js';
import { isTerminated } from './employment-history.js';
import {
  effectiveOn,
  today,
  type CompensationRecord,
  type EmployeeRecord,
  type HomeAddressRecord,
  type JobRecord,
  type Records,
  type TerminationRecord,
  type WorkAddressRecord,
} from './records.js';

/** Records as Gusto shows them, and its error envelopes. */

export interface ErrorEntry {
  error_key: string;
  category: string;
  message: string;
}

export function refuse(response: Response, status: number, ...errors: ErrorEntry[]): void {
  response.status(status).json({ errors });
}

export const notFound = (response: Response): void =>
  refuse(response, 404, {
    error_key: 'request',
    category: 'not_found',
    message: 'The requested resource was not found.',
  });

export const invalid = (error_key: string, message: string): ErrorEntry => ({
  error_key,
  category: 'invalid_attribute_value',
  message,
});

export const invalidOperation = (message: string): ErrorEntry => ({
  error_key: 'base',
  category: 'invalid_operation',
  message,
});

export const missing = (error_key: string): ErrorEntry => ({
  error_key,
  category: 'missing_parameter',
  message: `'${error_key}' is required`,
});

/** Answers 409 or 422 unless the body carries the record's current version. */
export function hasVersion(response: Response, body: Body, current: string): boolean {
  if (body['version'] === current) return true;
  if (typeof body['version'] !== 'string') refuse(response, 422, missing('version'));
  else {
    refuse(response, 409, {
      error_key: 'base',
      category: 'invalid_resource_version',
      message: 'You are attempting to update a resource using an out-of-date version.',
    });
  }
  return false;
}

export type Body = Record<string, unknown>;

/** The body as an object, or undefined after a 400. */
export function bodyOf(request: Request, response: Response): Body | undefined {
  const body = jsonBody(request.body);
  if (!body) {
    refuse(response, 400, { error_key: 'base', category: 'invalid_parameter', message: 'The body is not valid JSON.' });
  }
  return body;
}

/**
 * The fields of a body that Gusto knows, others dropped silently; or undefined after a 422 that names each field
 * whose value is refused.
 */
export function permitted<T>(response: Response, body: Body, schema: z.ZodType<T>): T | undefined {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => invalid(String(issue.path[0] ?? 'base'), issue.message));
  refuse(response, 422, ...errors);
  return undefined;
}

export const parameter = (request: Request, name: string): string => String(request.params[name] ?? '');

export const CalendarDate = z.string().refine(isCalendarDate, 'is not a valid date');

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The compensation in effect, or the first one to come. */
export function currentOf(records: Records, job: JobRecord): CompensationRecord | undefined {
  return effectiveOn(records.compensations.of(job.uuid), today());
}

export const showCompensation = (compensation: CompensationRecord) => ({
  ...compensation,
  adjust_for_minimum_wage: false,
  minimum_wages: [],
});

/** Whether a request asks for the compensations that are not in effect as well. */
export const asksForAll = (request: Request): boolean =>
  String(request.query['include'] ?? '')
    .split(',')
    .includes('all_compensations');

export function compensationsOf(records: Records, job: JobRecord, all: boolean): CompensationRecord[] {
  const current = currentOf(records, job);
  return all ? records.compensations.of(job.uuid) : current ? [current] : [];
}

export function showJob(records: Records, job: JobRecord, all = false) {
  const current = currentOf(records, job);
  return {
    ...job,
    state_wc_covered: null,
    state_wc_class_code: null,
    rate: current?.rate ?? '0.00',
    payment_unit: current?.payment_unit ?? null,
    ...(current ? { current_compensation_uuid: current.uuid } : {}),
    compensations: compensationsOf(records, job, all).map(showCompensation),
  };
}

export const showTermination = (termination: TerminationRecord) => ({
  ...termination,
  active: termination.effective_date < today(),
  cancelable: !termination.run_termination_payroll && termination.effective_date > today(),
});

export function showEmployee(records: Records, companyId: string, employee: EmployeeRecord, all = false) {
  const jobs = records.jobs.of(employee.uuid);
  const terminations = records.terminations.of(employee.uuid);
  return {
    ...employee,
    company_uuid: companyId,
    manager_uuid: null,
    current_employment_status: employee.onboarding_status === 'onboarding_completed' ? 'full_time' : null,
    department_uuid: null,
    department: null,
    payment_method: 'Check',
    terminated: isTerminated(records, employee.uuid),
    onboarded: employee.onboarding_status === 'onboarding_completed',
    historical: false,
    ssn: '',
    phone: null,
    jobs: jobs.map((job) => showJob(records, job, all)),
    eligible_paid_time_off: [],
    terminations: terminations.map(showTermination),
    garnishments: [],
  };
}

export function showWorkAddress(records: Records, address: WorkAddressRecord) {
  const location = records.locations.get(address.location_uuid);
  return {
    ...address,
    active: address.effective_date <= today(),
    street_1: location?.street_1,
    street_2: null,
    city: location?.city,
    state: location?.state,
    zip: location?.zip,
    country: 'USA',
  };
}

export const showHomeAddress = (address: HomeAddressRecord) => ({
  ...address,
  country: 'USA',
  active: (address.effective_date ?? '') <= today(),
});

/** One page by `page` and `per` (25 unless said), with its headers; everything when neither is asked for. */
export function sendPage<T>(request: Request, response: Response, rows: T[]): void {
  const asked = request.query['page'] !== undefined || request.query['per'] !== undefined;
  const page = Math.max(1, Number(request.query['page'] ?? 1) || 1);
  const per = asked ? Math.min(100, Math.max(1, Number(request.query['per'] ?? 25) || 25)) : Math.max(1, rows.length);
  response
    .set({
      'X-Page': String(page),
      'X-Per-Page': String(per),
      'X-Total-Pages': String(Math.max(1, Math.ceil(rows.length / per))),
      'X-Total-Count': String(rows.length),
    })
    .json(rows.slice((page - 1) * per, page * per));
}
