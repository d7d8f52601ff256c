import type { Response, Router } from 'express';
import { z } from 'zod';
import type { AccessControl } from './access.js';
import {
  asksForAll,
  bodyOf,
  CalendarDate,
  compensationsOf,
  hasVersion,
  invalid,
  invalidOperation,
  notFound,
  parameter,
  permitted,
  refuse,
  sendPage,
  showCompensation,
  showJob,
} from './answers.js';
import type { Company } from './employees.js';
import { identity, newVersion, type CompensationRecord, type JobRecord } from './records.js';

const JobFields = z.object({
  title: z.string('Title is required').trim().min(1, 'Title is required'),
  hire_date: CalendarDate,
  two_percent_shareholder: z.boolean().optional(),
});

const PayFields = z.object({
  rate: z
    .union([z.string(), z.number().transform(String)], 'Rate is not a valid number')
    .refine((rate) => /^\d+(\.\d+)?$/.test(rate), 'Rate is not a valid number'),
  payment_unit: z.enum(
    ['Hour', 'Week', 'Month', 'Year', 'Paycheck'],
    'Payment unit must be one of Hour, Week, Month, or Year',
  ),
  flsa_status: z.enum(
    ['Exempt', 'Salaried Nonexempt', 'Nonexempt', 'Owner', 'Commission Only Exempt', 'Commission Only Nonexempt'],
    'Flsa status is not valid',
  ),
  effective_date: CalendarDate,
  title: z.string(),
});

/** Makes the employee's job, with the compensation that comes with a new job. */
export function addJob(
  { records, events, alterations }: Company,
  employeeUuid: string,
  fields: z.output<typeof JobFields>,
): JobRecord {
  const first = records.jobs.of(employeeUuid).length === 0;
  const job = alterations.apply('job', {
    ...identity(),
    employee_uuid: employeeUuid,
    two_percent_shareholder: false,
    ...given(fields),
    primary: first,
  });
  records.jobs.put(job.uuid, job);
  const compensation: CompensationRecord = {
    ...identity(),
    job_uuid: job.uuid,
    employee_uuid: employeeUuid,
    rate: '0.00',
    payment_unit: 'Year',
    flsa_status: 'Exempt',
    effective_date: job.hire_date,
  };
  records.compensations.put(compensation.uuid, compensation);
  events.fire('employee_job_compensation.created', 'EmployeeJobCompensation', compensation.uuid);
  return job;
}

/** Jobs: the Embedded surface only has these endpoints. */
export function jobRoutes(api: Router, access: AccessControl, company: Company): void {
  const { records, alterations } = company;

  api.get('/v1/employees/:id/jobs', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const jobs = records.jobs.of(employee.uuid);
    sendPage(
      request,
      response,
      jobs.map((job) => showJob(records, job, asksForAll(request))),
    );
  });

  api.post('/v1/employees/:id/jobs', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, JobFields);
    if (!wanted) return;
    const jobs = records.jobs.of(employee.uuid);
    if (jobs.some((job) => job.title === wanted.title)) {
      return refuse(response, 422, invalid('title', 'Employee cannot have two jobs with the same title.'));
    }
    response.status(201).json(showJob(records, addJob(company, employee.uuid, wanted)));
  });

  api.get('/v1/jobs/:id', access.company, (request, response) => {
    const job = records.jobs.get(parameter(request, 'id'));
    if (!job) return notFound(response);
    response.json(showJob(records, job, asksForAll(request)));
  });

  api.put('/v1/jobs/:id', access.company, (request, response) => {
    const job = records.jobs.get(parameter(request, 'id'));
    if (!job) return notFound(response);
    const body = bodyOf(request, response);
    if (!body || !hasVersion(response, body, job.version)) return;
    const wanted = permitted(response, body, JobFields.partial());
    if (!wanted) return;
    const changed = alterations.apply('job', { ...job, ...given(wanted), version: newVersion() });
    records.jobs.put(job.uuid, changed);
    response.json(showJob(records, changed));
  });
}

/**
 * Compensations: on both surfaces. One a day; those that payroll was run with stay as they are.
 * https://docs.gusto.com/embedded-payroll/changelog/added-support-for-effective-dating-of-employee-job-compensations
 */
export function compensationRoutes(api: Router, access: AccessControl, company: Company): void {
  const { records, events, alterations } = company;

  const keep = (response: Response, status: number, event: string, sent: CompensationRecord) => {
    const kept = alterations.apply('compensation', sent);
    records.compensations.put(kept.uuid, kept);
    events.fire(`employee_job_compensation.${event}`, 'EmployeeJobCompensation', kept.uuid);
    response.status(status).json(showCompensation(kept));
  };

  api.get('/v1/jobs/:id/compensations', access.company, (request, response) => {
    const job = records.jobs.get(parameter(request, 'id'));
    if (!job) return notFound(response);
    sendPage(request, response, compensationsOf(records, job, asksForAll(request)).map(showCompensation));
  });

  api.post('/v1/jobs/:id/compensations', access.company, (request, response) => {
    const job = records.jobs.get(parameter(request, 'id'));
    if (!job) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, PayFields.partial({ effective_date: true, title: true }));
    if (!wanted) return;
    const from = wanted.effective_date ?? job.hire_date;
    if (records.compensations.of(job.uuid).some((one) => one.effective_date === from)) {
      return refuse(response, 422, invalidOperation('The job has a compensation of this day already.'));
    }
    if (records.payStubs.of(job.employee_uuid).some((stub) => stub.period_end >= from)) {
      return refuse(response, 422, invalid('effective_date', 'Effective date is in a processed pay period'));
    }
    keep(response, 201, 'created', {
      ...identity(),
      job_uuid: job.uuid,
      employee_uuid: job.employee_uuid,
      effective_date: job.hire_date,
      ...wanted,
      rate: twoDecimals(wanted.rate),
    });
  });

  api.get('/v1/compensations/:id', access.company, (request, response) => {
    const compensation = records.compensations.get(parameter(request, 'id'));
    if (!compensation) return notFound(response);
    response.json(showCompensation(compensation));
  });

  api.put('/v1/compensations/:id', access.company, (request, response) => {
    const compensation = records.compensations.get(parameter(request, 'id'));
    if (!compensation) return notFound(response);
    const body = bodyOf(request, response);
    if (!body || !hasVersion(response, body, compensation.version)) return;
    const wanted = permitted(response, body, PayFields.partial());
    if (!wanted) return;
    const stubs = records.payStubs.of(compensation.employee_uuid);
    if (stubs.some((stub) => stub.compensation_uuids.includes(compensation.uuid))) {
      return refuse(response, 422, invalidOperation('Compensation has already been processed on payroll.'));
    }
    const rate = wanted.rate ?? compensation.rate;
    keep(response, 200, 'updated', {
      ...compensation,
      ...given(wanted),
      rate: twoDecimals(rate),
      version: newVersion(),
    });
  });
}

/** Rates are kept to the cent at least: "62.5" is shown as "62.50". */
const twoDecimals = (rate: string): string => {
  const [whole = '0', cents = ''] = rate.split('.');
  return `${whole}.${cents.padEnd(2, '0')}`;
};

const given = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
