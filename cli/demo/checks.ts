import { formatAmount } from '../../domain/compensation.js';
import { CliFailure } from '../failure.js';
import type { HrisEmployee, Mail, PayrollEmployee, RecordedCall, SlackMessage } from './sandbox-records.js';

/** A case did not end as it should. */
export class Unexpected extends CliFailure {
  override name = 'Unexpected';

  constructor(
    readonly what: string,
    readonly expected: string,
    readonly seen: string,
  ) {
    super(`${what}: expected ${expected}, saw ${seen}`);
  }
}

/** @throws Unexpected unless the two are the same. */
export function expectSame(what: string, expected: string | number, seen: string | number): void {
  if (expected !== seen) throw new Unexpected(what, String(expected), String(seen));
}

/**
 * The hire's one employee in the HRIS.
 * @throws Unexpected unless there is exactly one, and it is the one hireline knows.
 */
export function onlyHrisEmployee(
  employees: readonly HrisEmployee[],
  applicationId: string,
  employeeId: string | null,
): HrisEmployee {
  const found = ofApplication(employees, applicationId);
  expectSame(`BambooHR employees of application ${applicationId}`, 1, found.length);
  const [employee] = found;
  if (!employee) throw new Unexpected('BambooHR employee', 'one', 'none');
  expectSame("the hire's BambooHR employee", employee.id, employeeId ?? 'none');
  return employee;
}

export const ofApplication = (employees: readonly HrisEmployee[], applicationId: string): HrisEmployee[] =>
  employees.filter((employee) => employee.customAtsApplicationId === applicationId);

/** @param rate decimal text per year. */
export function expectHrisPay(employee: HrisEmployee, rate: string): void {
  const pay = employee.compensation.at(-1);
  const seen = pay ? `${formatAmount(pay.rate.value)} ${pay.rate.currency} per ${pay.paidPer}` : 'no pay';
  expectSame(`pay of BambooHR employee ${employee.id}`, `${formatAmount(rate)} USD per Year`, seen);
}

/**
 * The hire is in payroll once, at this rate.
 * @param rate decimal text per year.
 */
export function expectInPayroll(
  employees: readonly PayrollEmployee[],
  email: string,
  payrollEmployeeId: string | null,
  rate: string,
): void {
  const found = withAddress(employees, email);
  expectSame("Gusto employees with the hire's e-mail address", 1, found.length);
  expectSame("the hire's Gusto employee", found[0]?.uuid ?? 'none', payrollEmployeeId ?? 'none');
  const jobs = found[0]?.jobs ?? [];
  expectSame('jobs of the Gusto employee', 1, jobs.length);
  expectSame(
    'pay in Gusto',
    `${formatAmount(rate)} per Year`,
    jobs[0] ? `${formatAmount(jobs[0].rate)} per ${jobs[0].payment_unit}` : 'no pay',
  );
}

/** @param startDate YYYY-MM-DD. */
export function expectPayrollStart(employees: readonly PayrollEmployee[], email: string, startDate: string): void {
  expectSame('first day in Gusto', startDate, withAddress(employees, email)[0]?.jobs[0]?.hire_date ?? 'none');
}

export function expectNotInPayroll(employees: readonly PayrollEmployee[], email: string): void {
  expectSame("Gusto employees with the hire's e-mail address", 0, withAddress(employees, email).length);
}

const withAddress = (employees: readonly PayrollEmployee[], email: string): PayrollEmployee[] =>
  employees.filter((employee) => employee.email?.toLowerCase() === email.toLowerCase());

/** A property of the calendar entry that a mail brings: "2" for SEQUENCE; undefined where it brings none. */
export function calendarProperty({ attachments }: Mail, name: string): string | undefined {
  const entry = attachments.find(({ filename }) => filename.endsWith('.ics'));
  // Long lines are folded: a line that begins with a space goes on with the one before.
  const lines = (entry?.text ?? '').replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const line = lines.find((one) => one.startsWith(`${name}:`) || one.startsWith(`${name};`));
  return line?.slice(line.indexOf(':') + 1);
}

/** The messages of a run, replies in threads left out: each carries the run's link. */
export const messagesOfRun = (messages: readonly SlackMessage[], runUrl: string): SlackMessage[] =>
  messages.filter(({ text, ts, thread_ts }) => text.includes(runUrl) && (thread_ts === undefined || thread_ts === ts));

export const hasButtons = (message: SlackMessage): boolean =>
  message.blocks?.some(({ type }) => type === 'actions') ?? false;

/** How often BambooHR was asked to create this application's employee. */
export const createCalls = (calls: readonly RecordedCall[], applicationId: string): RecordedCall[] =>
  calls.filter(
    ({ method, path, body }) =>
      method === 'POST' && /^\/api\/v1\/employees\/?$/.test(path) && namesApplication(body, applicationId),
  );

function namesApplication(body: unknown, applicationId: string): boolean {
  if (typeof body !== 'string') return false;
  try {
    const parsed = JSON.parse(body) as { customAtsApplicationId?: unknown };
    return String(parsed.customAtsApplicationId) === applicationId;
  } catch {
    return false;
  }
}
