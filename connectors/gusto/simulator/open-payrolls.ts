import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { daysAfter } from '../calendar-days.js';
import type { AccessControl } from './access.js';
import { bodyOf, invalid, invalidOperation, notFound, parameter, permitted, refuse } from './answers.js';
import type { Company } from './employees.js';
import { employmentsOf } from './employment-history.js';
import { namedUuid, newVersion, today, type PaidEmployeeRecord, type PayrollRecord, type Records } from './records.js';

/** A pay period of two weeks; they follow each other from this day on. */
const PERIOD_DAYS = 14;
const FIRST_PERIOD = '2024-01-01';
/** People are paid so many days after the period; changes are taken until so many days before that. */
const CHECK_AFTER_DAYS = 5;
const DEADLINE_DAYS = 2;
/** Gusto shows regular payrolls ahead of time. */
const AHEAD = 3;

const EARNINGS = ['Bonus', 'Commission', 'Paycheck Tips', 'Cash Tips', 'Correction Payment', 'Reimbursement'] as const;

const Amount = z.string('is not a number').regex(/^\d+(\.\d{1,2})?$/, 'is not a number');

const Update = z.object({
  employee_compensations: z
    .array(
      z.object({
        employee_uuid: z.string('is required'),
        version: z.string().optional(),
        excluded: z.boolean().optional(),
        memo: z.string().nullable().optional(),
        fixed_compensations: z
          .array(z.object({ name: z.string('is required'), amount: Amount, job_uuid: z.string('is required') }))
          .default([]),
      }),
      'is required',
    )
    .max(100, 'must not hold more than 100 employees'),
});
type UpdateOf = z.infer<typeof Update>['employee_compensations'][number];

const Prepare = z.object({ employee_uuids: z.array(z.string()).nullish() });

/** Regular payrolls that have not been run: prepared, then changed. On both surfaces. */
export function openPayrollRoutes(api: Router, access: AccessControl, company: Company): void {
  const { records } = company;

  function openOf(request: Request, response: Response): PayrollRecord | undefined {
    const payroll = records.payrolls.get(parameter(request, 'id'));
    if (parameter(request, 'company') !== company.id || !payroll) {
      notFound(response);
      return undefined;
    }
    if (!isProcessed(payroll)) return payroll;
    refuse(response, 422, invalidOperation('Payroll has already been processed.'));
    return undefined;
  }

  api.put('/v1/companies/:company/payrolls/:id/prepare', access.company, (request, response) => {
    const payroll = openOf(request, response);
    const body = payroll && bodyOf(request, response);
    const asked = body && permitted(response, body, Prepare);
    if (!payroll || !asked) return;
    for (const employee of eligible(records, payroll)) {
      if (asked.employee_uuids?.includes(employee) === false) continue;
      const id = partId(payroll.uuid, employee);
      const part = records.paidEmployees.get(id) ?? blankPart(id, payroll.uuid, employee);
      records.paidEmployees.put(id, { ...part, version: newVersion() });
    }
    records.payrolls.put(payroll.uuid, { ...payroll, calculated_at: null });
    const parts = records.paidEmployees
      .of(payroll.uuid)
      .filter(({ employee_uuid }) => asked.employee_uuids?.includes(employee_uuid) !== false);
    response.json({ ...showOpen(payroll), employee_compensations: parts.map((one) => showPart(records, one, true)) });
  });

  api.put('/v1/companies/:company/payrolls/:id', access.company, (request, response) => {
    const payroll = openOf(request, response);
    const body = payroll && bodyOf(request, response);
    const wanted = body && permitted(response, body, Update);
    if (!payroll || !wanted) return;
    // All of them or none: what is wrong with one keeps the others back.
    for (const one of wanted.employee_compensations) if (!isAllowed(response, payroll, one)) return;
    const changed = wanted.employee_compensations.map((one) => change(payroll, one));
    records.payrolls.put(payroll.uuid, { ...payroll, calculated_at: null });
    response.json({ ...showOpen(payroll), employee_compensations: changed.map((one) => showPart(records, one, true)) });
  });

  function isAllowed(response: Response, payroll: PayrollRecord, one: UpdateOf): boolean {
    const part = records.paidEmployees.get(partId(payroll.uuid, one.employee_uuid));
    if (!part) {
      refuse(response, 422, invalid('employee_uuid', 'Employee is not on this payroll: prepare it first.'));
      return false;
    }
    if (one.version !== part.version) {
      refuse(response, 422, {
        error_key: 'version',
        category: 'invalid_resource_version',
        message: 'You are attempting to update a resource using an out-of-date version.',
      });
      return false;
    }
    const jobs = records.jobs.of(one.employee_uuid).map(({ uuid }) => uuid);
    for (const { name, job_uuid: job } of one.fixed_compensations) {
      if (!(EARNINGS as readonly string[]).includes(name)) {
        refuse(response, 422, invalid('name', 'is not a fixed compensation of this company'));
        return false;
      }
      if (!jobs.includes(job)) {
        refuse(response, 422, invalid('job_uuid', "is not one of the employee's jobs"));
        return false;
      }
    }
    return true;
  }

  function change(payroll: PayrollRecord, one: UpdateOf): PaidEmployeeRecord {
    const id = partId(payroll.uuid, one.employee_uuid);
    const part = records.paidEmployees.get(id) ?? blankPart(id, payroll.uuid, one.employee_uuid);
    const fixed = new Map(part.fixed_compensations.map((entry) => [`${entry.name} ${entry.job_uuid}`, entry]));
    for (const entry of one.fixed_compensations) {
      fixed.set(`${entry.name} ${entry.job_uuid}`, { ...entry, amount: Number(entry.amount).toFixed(2) });
    }
    return records.paidEmployees.put(id, {
      ...part,
      excluded: one.excluded ?? part.excluded,
      memo: one.memo === undefined ? part.memo : one.memo,
      fixed_compensations: [...fixed.values()],
      version: newVersion(),
    });
  }
}

/** The regular payrolls that have not been run, made ahead of time as Gusto does. */
export function openPayrolls(company: Company): PayrollRecord[] {
  const { records } = company;
  const since = (Date.parse(today()) - Date.parse(FIRST_PERIOD)) / 86_400_000;
  const current = Math.floor(since / PERIOD_DAYS);
  for (let number = current; number < current + AHEAD; number += 1) {
    const start = daysAfter(FIRST_PERIOD, number * PERIOD_DAYS);
    const end = daysAfter(start, PERIOD_DAYS - 1);
    if (records.payrolls.all().some(({ end_date }) => end_date === end)) continue;
    const uuid = namedUuid(`payroll ${end}`);
    records.payrolls.put(uuid, {
      ...{ uuid, version: newVersion(), start_date: start, end_date: end },
      ...{ check_date: daysAfter(end, CHECK_AFTER_DAYS), processed: false, calculated_at: null },
    });
  }
  return records.payrolls
    .all()
    .filter((one) => !isProcessed(one))
    .sort((a, b) => a.check_date.localeCompare(b.check_date));
}

/** Those made before there were open ones are all processed. */
export const isProcessed = ({ processed }: PayrollRecord): boolean => processed !== false;

export const partId = (payrollUuid: string, employeeUuid: string): string => `${payrollUuid} ${employeeUuid}`;

/** Whoever works within the period is on its payroll. */
function eligible(records: Records, payroll: PayrollRecord): string[] {
  return records.employees
    .all()
    .map(({ uuid }) => uuid)
    .filter((uuid) => records.jobs.of(uuid).length > 0)
    .filter((uuid) =>
      employmentsOf(records, uuid).some(
        ({ hire_date, termination_date }) =>
          hire_date !== null &&
          hire_date <= payroll.end_date &&
          (termination_date ?? payroll.start_date) >= payroll.start_date,
      ),
    );
}

const blankPart = (uuid: string, payrollUuid: string, employeeUuid: string): PaidEmployeeRecord => ({
  ...{ uuid, payroll_uuid: payrollUuid, employee_uuid: employeeUuid, version: newVersion() },
  ...{ excluded: false, memo: null, fixed_compensations: [] },
});

export const showOpen = ({ uuid, start_date, end_date, check_date, calculated_at }: PayrollRecord) => ({
  uuid,
  payroll_uuid: uuid,
  processed: false,
  processed_date: null,
  calculated_at: calculated_at ?? null,
  check_date,
  payroll_deadline: `${daysAfter(check_date, -DEADLINE_DAYS)}T23:00:00Z`,
  external: false,
  off_cycle: false,
  off_cycle_reason: null,
  auto_pilot: false,
  pay_period: { start_date, end_date, pay_schedule_uuid: null },
  fixed_compensation_types: EARNINGS.map((name) => ({ name })),
});

/** Every eligible compensation of an open payroll is shown; "0.00" where nothing has been entered. */
export function showPart(records: Records, part: PaidEmployeeRecord, withVersion: boolean) {
  const [job] = records.jobs.of(part.employee_uuid);
  const entered = part.fixed_compensations;
  const blank = EARNINGS.filter((name) => !entered.some((entry) => entry.name === name)).map((name) => ({
    ...{ name, amount: '0.00', job_uuid: job?.uuid ?? '' },
  }));
  return {
    employee_uuid: part.employee_uuid,
    ...(withVersion ? { version: part.version } : {}),
    excluded: part.excluded,
    payment_method: 'Direct Deposit',
    memo: part.memo,
    fixed_compensations: [...entered, ...blank],
    hourly_compensations: [],
    paid_time_off: [],
    reimbursements: [],
    deductions: [],
  };
}
