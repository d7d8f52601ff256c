import type { Request, Response, Router } from 'express';
import { Decimal } from 'decimal.js';
import { daysAfter } from '../calendar-days.js';
import type { AccessControl } from './access.js';
import { notFound, parameter, sendPage } from './answers.js';
import type { Company } from './employees.js';
import { employmentsOf } from './employment-history.js';
import { isProcessed, openPayrolls, partId, showOpen, showPart } from './open-payrolls.js';
import {
  effectiveOn,
  identity,
  newVersion,
  type CompensationRecord,
  type PayrollRecord,
  type Records,
} from './records.js';

/** A pay period of two weeks. */
const PERIOD_DAYS = 14;
/** Pay for one period, as a share of the pay for a year, a month, a week, an hour. */
const PERIODS: Readonly<Record<string, Decimal>> = {
  Year: new Decimal(1).div(26),
  Month: new Decimal(12).div(26),
  Week: new Decimal(2),
  Hour: new Decimal(80),
  Paycheck: new Decimal(1),
};

/** Processed payrolls, on both surfaces; pay stubs, on Embedded only. */
export function payrollRoutes(api: Router, access: AccessControl, company: Company): void {
  const { records } = company;
  const ofCompany = (request: Request, response: Response): boolean => {
    const known = parameter(request, 'company') === company.id;
    if (!known) notFound(response);
    return known;
  };

  api.get('/v1/companies/:company/payrolls', access.company, (request, response) => {
    if (!ofCompany(request, response)) return;
    const asked = (name: string) => (typeof request.query[name] === 'string' ? String(request.query[name]) : undefined);
    const types = (asked('payroll_types') ?? 'regular').split(',');
    const states = (asked('processing_statuses') ?? 'processed').split(',');
    const open = openPayrolls(company);
    const processed = records.payrolls.all().filter(isProcessed);
    const rows = [...(states.includes('processed') ? processed : []), ...(states.includes('unprocessed') ? open : [])]
      .filter(() => types.includes('regular'))
      .filter((one) => one.end_date >= (asked('start_date') ?? ''))
      .filter((one) => one.start_date <= (asked('end_date') ?? '9999-12-31'));
    sendPage(request, response, rows.map(show));
  });

  api.get('/v1/companies/:company/payrolls/:id', access.company, (request, response) => {
    if (!ofCompany(request, response)) return;
    const payroll = records.payrolls.get(parameter(request, 'id'));
    if (!payroll) return notFound(response);
    const page = Math.max(1, Number(request.query['page'] ?? 1) || 1);
    const per = Math.min(100, Math.max(1, Number(request.query['per'] ?? 25) || 25));
    if (!isProcessed(payroll)) {
      // What is neither calculated nor processed shows no employees (GET payroll, description).
      const parts = payroll.calculated_at ? records.paidEmployees.of(payroll.uuid) : [];
      const shown = parts.slice((page - 1) * per, page * per).map((part) => showPart(records, part, false));
      return void response.json({ ...showOpen(payroll), employee_compensations: shown });
    }
    const paid = records.payStubs
      .all()
      .filter((stub) => stub.payroll_uuid === payroll.uuid)
      .map(({ employee_uuid, gross_pay, net_pay }) => {
        const { memo = null, fixed_compensations: fixed = [] } =
          records.paidEmployees.get(partId(payroll.uuid, employee_uuid)) ?? {};
        const entered = fixed.filter(({ amount }) => Number(amount) > 0);
        return { employee_uuid, excluded: false, gross_pay, net_pay, memo, fixed_compensations: entered };
      });
    response.json({ ...show(payroll), employee_compensations: paid.slice((page - 1) * per, page * per) });
  });

  api.get('/v1/employees/:id/pay_stubs', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const stubs = records.payStubs.of(employee.uuid);
    sendPage(
      request,
      response,
      stubs.map(({ uuid, check_date, gross_pay, net_pay, payroll_uuid }) => ({
        uuid,
        check_date,
        gross_pay,
        net_pay,
        payroll_uuid,
        check_amount: '0.00',
      })),
    );
  });
}

/**
 * Runs the payroll of the pay period that ends on a day. Whoever has begun to work by then, has pay and has not left
 * before the period is paid; who is not through with onboarding is taken to have finished it.
 * @returns the payroll and whom it paid.
 */
export function runPayroll(company: Company, endDate: string): { payroll_uuid: string; paid: string[] } {
  const { records, events } = company;
  // One that is open already is the one to be run, with what has been entered in it.
  const open = openPayrolls(company).find((one) => one.end_date === endDate);
  const payroll: PayrollRecord = {
    ...(open ? { uuid: open.uuid, version: open.version } : identity()),
    processed: true,
    start_date: daysAfter(endDate, 1 - PERIOD_DAYS),
    end_date: endDate,
    check_date: open?.check_date ?? daysAfter(endDate, 3),
  };
  records.payrolls.put(payroll.uuid, payroll);
  const paid: string[] = [];
  for (const employee of records.employees.all()) {
    const employment = employmentsOf(records, employee.uuid)
      .filter((one) => one.hire_date !== null && one.hire_date <= endDate)
      .at(-1);
    const pay = records.jobs
      .of(employee.uuid)
      .flatMap((job) => effectiveOn(records.compensations.of(job.uuid), endDate) ?? []);
    const worked = employment && (employment.termination_date ?? endDate) >= payroll.start_date;
    if (!worked || !pay.some((one) => new Decimal(one.rate).gt(0))) continue;
    if (employee.onboarding_status !== 'onboarding_completed') {
      records.employees.put(employee.uuid, {
        ...employee,
        onboarding_status: 'onboarding_completed',
        version: newVersion(),
      });
      events.fire('employee.onboarded', 'Employee', employee.uuid);
    }
    payOut(company, payroll, employee.uuid, pay);
    paid.push(employee.uuid);
  }
  events.fire('payroll.processed', 'Payroll', payroll.uuid);
  return { payroll_uuid: payroll.uuid, paid };
}

function payOut({ records }: Company, payroll: PayrollRecord, employeeUuid: string, pay: CompensationRecord[]): void {
  const part = records.paidEmployees.get(partId(payroll.uuid, employeeUuid));
  const entered = (part?.fixed_compensations ?? []).reduce((sum, { amount }) => sum.plus(amount), new Decimal(0));
  const gross = pay.reduce(
    (sum, { rate, payment_unit }) => sum.plus(new Decimal(rate).times(PERIODS[payment_unit] ?? 0)),
    entered,
  );
  const deducted = applyGarnishments(records, employeeUuid, gross);
  const stub = {
    uuid: identity().uuid,
    employee_uuid: employeeUuid,
    payroll_uuid: payroll.uuid,
    check_date: payroll.check_date,
    period_end: payroll.end_date,
    compensation_uuids: pay.map((one) => one.uuid),
    gross_pay: gross.toFixed(2),
    net_pay: Decimal.max(0, gross.times('0.75').minus(deducted)).toFixed(2),
  };
  records.payStubs.put(stub.uuid, stub);
}

/** What is deducted this time; one that has been applied as often as it should is active no more. */
function applyGarnishments(records: Records, employeeUuid: string, gross: Decimal): Decimal {
  let deducted = new Decimal(0);
  for (const one of records.garnishments.of(employeeUuid).filter(({ active }) => active)) {
    deducted = deducted.plus(one.deduct_as_percentage ? gross.times(one.amount).div(100) : one.amount);
    if (one.recurring || one.times === null) continue;
    const times = one.times - 1;
    records.garnishments.put(one.uuid, { ...one, times, active: times > 0, version: newVersion() });
  }
  return deducted;
}

const show = (payroll: PayrollRecord) => (isProcessed(payroll) ? showProcessed(payroll) : showOpen(payroll));

const showProcessed = ({ uuid, start_date, end_date, check_date }: PayrollRecord) => ({
  payroll_uuid: uuid,
  processed: true,
  processed_date: end_date,
  check_date,
  external: false,
  off_cycle: false,
  pay_period: { start_date, end_date, pay_schedule_uuid: null },
});
