import { held, heldText } from '../held-values.js';
import { EMPLOYEE_FIELDS } from './fields.js';
import type { Account, EmployeeRecord, TableRow } from './state.js';

/**
 * The value of an employee field as reads show it; undefined for a field the account does not have or the key may not
 * see. Fields with a history show what is in effect today.
 * @param future what onlyCurrent=false asks for: rows that are yet to come count as well.
 */
export function employeeValue(
  account: Account,
  employee: EmployeeRecord,
  name: string,
  future: boolean,
): string | null | undefined {
  if (account.permissions.hiddenFields.includes(name)) return undefined;
  const job = () => account.rowNow(employee.id, 'jobInfo', future)?.values ?? {};
  const pay = () => account.rowNow(employee.id, 'compensation', future)?.values ?? {};
  switch (name) {
    case 'id':
      return employee.id;
    case 'displayName':
      return account.displayName(employee.id);
    case 'status':
      return account.status(employee);
    case 'jobTitle':
    case 'jobTitleName':
      return heldText(job()['jobTitle']) ?? null;
    case 'department':
    case 'division':
    case 'location':
      return heldText(job()[name]) ?? null;
    case 'supervisor':
    case 'reportsToName': {
      const manager = heldText(job()['reportsTo']);
      return manager ? account.displayName(manager) : null;
    }
    case 'supervisorId':
    case 'reportsToId':
      return heldText(job()['reportsTo']) ?? null;
    case 'employmentHistoryStatus':
    case 'employmentStatus':
      return heldText(account.rowNow(employee.id, 'employmentStatus', future)?.values['employmentStatus']) ?? null;
    case 'terminationDate':
      return terminationDate(account, employee, future);
    case 'payRate':
      return rateText(pay()['rate']);
    case 'payType':
      return heldText(pay()['type']) ?? null;
    case 'payPer':
    case 'payPeriod':
      return heldText(pay()['paidPer']) ?? null;
    case 'lastChanged':
      return employee.lastChanged;
    default:
      return ownValue(employee, name);
  }
}

const ZERO_DATE = '0000-00-00';

/** The day of the row that says so, for as long as no other follows it. */
function terminationDate(account: Account, employee: EmployeeRecord, future: boolean): string {
  const { employmentStatus, date } = account.rowNow(employee.id, 'employmentStatus', future)?.values ?? {};
  return employmentStatus === 'Terminated' ? (heldText(date) ?? ZERO_DATE) : ZERO_DATE;
}

/** Empty text is shown as null, an empty date as the zero date. */
function ownValue(employee: EmployeeRecord, name: string): string | null | undefined {
  if (!OWN.has(name)) return undefined;
  return heldText(employee.fields[name]) ?? (name === 'hireDate' || name === 'originalHireDate' ? ZERO_DATE : null);
}

const OWN: ReadonlySet<string> = new Set(EMPLOYEE_FIELDS.map((one) => one.alias));

function rateText(rate: unknown): string | null {
  if (typeof rate !== 'object' || rate === null) return null;
  const { value, currency } = rate as { value: string; currency: string };
  return `${value} ${currency}`;
}

/** A table row as reads show it: reportsTo by display name, columns without a value as empty text. */
export function rowValues(account: Account, row: TableRow, columns: readonly string[]): Record<string, unknown> {
  const shown: Record<string, unknown> = { id: row.id, employeeId: row.employeeId };
  for (const column of columns) {
    if (account.permissions.hiddenFields.includes(`${row.table}.${column}`)) continue;
    const value = held(row.values[column]) ?? '';
    shown[column] = column === 'reportsTo' && value !== '' ? account.displayName(String(value)) : value;
  }
  return shown;
}
