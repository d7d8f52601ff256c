import type { Router } from 'express';
import { z } from 'zod';
import { Alteration } from './alterations.js';
import { CalendarDate, currentOf, parameter, showEmployee, showHomeAddress, showWorkAddress } from './answers.js';
import type { Company } from './employees.js';
import { employmentsOf } from './employment-history.js';
import { addJob } from './jobs.js';
import { isProcessed, openPayrolls, partId } from './open-payrolls.js';
import { runPayroll } from './payrolls.js';
import { newVersion, today, type EmployeeRecord } from './records.js';

const PayChange = z.strictObject({
  rate: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional(),
  payment_unit: z.enum(['Hour', 'Week', 'Month', 'Year', 'Paycheck']).optional(),
});

const Completion = z.strictObject({
  title: z.string().min(1),
  hire_date: CalendarDate,
  /** False: a job without the first compensation, as App Integrations may leave it. */
  compensation: z.boolean().default(true),
});

const PayrollEntry = z.strictObject({
  bonus: z
    .string()
    .regex(/^\d+\.\d{2}$/)
    .optional(),
  memo: z.string().nullable().optional(),
  excluded: z.boolean().optional(),
});

const PayrollRun = z.strictObject({ date: CalendarDate.optional() });

/** What admins and employees do in Gusto itself, below /_sandbox. */
export function controlRoutes(controls: Router, company: Company): void {
  const { records, events, alterations } = company;

  const show = (employee: EmployeeRecord) => ({
    ...showEmployee(records, company.id, employee, true),
    employment_history: employmentsOf(records, employee.uuid),
    pay_stubs: records.payStubs.of(employee.uuid),
    work_addresses: records.workAddresses.of(employee.uuid).map((one) => showWorkAddress(records, one)),
    home_addresses: records.homeAddresses.of(employee.uuid).map(showHomeAddress),
  });
  const jobOf = (employee: EmployeeRecord) => records.jobs.of(employee.uuid).find((job) => job.primary);

  controls.get('/employees', (_request, response) => void response.json(records.employees.all().map(show)));

  controls.patch('/employees/:id/compensation', (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    const job = employee && jobOf(employee);
    const current = job && currentOf(records, job);
    if (!employee || !current)
      return void response.status(404).json({ error: 'no such employee, job or compensation' });
    const change = PayChange.safeParse(request.body);
    if (!change.success) return void response.status(400).json({ error: change.error.issues });
    const { rate = current.rate, payment_unit = current.payment_unit } = change.data;
    records.compensations.put(current.uuid, { ...current, rate, payment_unit, version: newVersion() });
    events.fire('employee_job_compensation.updated', 'EmployeeJobCompensation', current.uuid);
    response.json(show(employee));
  });

  controls.post('/employees/:id/complete_onboarding', (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return void response.status(404).json({ error: 'no such employee' });
    const completion = Completion.safeParse(request.body);
    if (!completion.success) return void response.status(400).json({ error: completion.error.issues });
    const { compensation, ...fields } = completion.data;
    const job = jobOf(employee);
    const kept = job
      ? records.jobs.put(job.uuid, { ...job, ...fields, version: newVersion() })
      : addJob(company, employee.uuid, fields);
    if (!compensation) {
      for (const one of records.compensations.of(kept.uuid)) records.compensations.delete(one.uuid);
    }
    const completed = records.employees.put(employee.uuid, {
      ...employee,
      onboarding_status: 'onboarding_completed',
      has_ssn: true,
      version: newVersion(),
    });
    events.fire('employee.onboarded', 'Employee', employee.uuid);
    response.json(show(completed));
  });

  /** Runs the payroll of the pay period that ends on a day. */
  controls.post('/payrolls/run', (request, response) => {
    const run = PayrollRun.safeParse(request.body ?? {});
    if (!run.success) return void response.status(400).json({ error: run.error.issues });
    response.status(201).json(runPayroll(company, run.data.date ?? today()));
  });

  /** One-time payments of all payrolls, and deductions: what was handed over. */
  controls.get('/adjustments', (_request, response) => {
    const payments = records.paidEmployees.all().flatMap((part) => {
      const payroll = records.payrolls.get(part.payroll_uuid);
      return part.fixed_compensations
        .filter(({ amount }) => Number(amount) > 0)
        .map(({ name, amount }) => ({
          ...{ kind: 'payment', employee_uuid: part.employee_uuid, payroll_uuid: part.payroll_uuid, name, amount },
          ...{ memo: part.memo, processed: payroll !== undefined && isProcessed(payroll) },
        }));
    });
    const deductions = records.garnishments.all().map((one) => ({ kind: 'deduction', ...one }));
    response.json([...payments, ...deductions]);
  });

  controls.get('/payrolls', (_request, response) => {
    openPayrolls(company);
    response.json(records.payrolls.all());
  });

  /** What an admin enters in an open payroll; it is said to be calculated then. */
  controls.patch('/payrolls/:id/employees/:employee', (request, response) => {
    const payroll = records.payrolls.get(parameter(request, 'id'));
    const part = records.paidEmployees.get(partId(parameter(request, 'id'), parameter(request, 'employee')));
    if (!payroll || !part) return void response.status(404).json({ error: 'no such employee on such a payroll' });
    const entry = PayrollEntry.safeParse(request.body);
    if (!entry.success) return void response.status(400).json({ error: entry.error.issues });
    const { bonus, ...rest } = entry.data;
    const [job] = records.jobs.of(part.employee_uuid);
    const fixed_compensations =
      bonus === undefined ? part.fixed_compensations : [{ name: 'Bonus', amount: bonus, job_uuid: job?.uuid ?? '' }];
    records.payrolls.put(payroll.uuid, { ...payroll, calculated_at: new Date().toISOString() });
    response.json(
      records.paidEmployees.put(part.uuid, { ...part, ...rest, fixed_compensations, version: newVersion() }),
    );
  });

  controls.get('/alterations', (_request, response) => void response.json(alterations.list()));
  controls.post('/alterations', (request, response) => {
    const parsed = Alteration.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    response.status(201).json(alterations.add(parsed.data));
  });
  controls.delete('/alterations', (_request, response) => {
    alterations.clear();
    response.status(204).end();
  });

  /** With the verification tokens, so that an operator need not catch the handshake. */
  controls.get('/webhook_subscriptions', (_request, response) => void response.json(events.subscriptions()));
}
