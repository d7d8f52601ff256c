import { isRealDate, held } from '../held-values.js';
import { Refusal } from './answers.js';
import {
  DATE_FIELDS,
  EMPLOYMENT_STATUSES,
  PAID_PER,
  PAY_TYPES,
  isEmployeeField,
  type TableDefinition,
} from './fields.js';
import type { Account } from './state.js';

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Old address names, which BambooHR refuses; address1, city, state, zipcode and country are the ones to use. */
const OLD_ADDRESS = /^home(Address[12]?|City|State|Zip|Zipcode|Country)$/;

/** Flat names that are written to a table row instead, and where. */
export const ROW_FIELDS: Readonly<Record<string, { table: string; column: string }>> = {
  jobTitle: { table: 'jobInfo', column: 'jobTitle' },
  department: { table: 'jobInfo', column: 'department' },
  division: { table: 'jobInfo', column: 'division' },
  location: { table: 'jobInfo', column: 'location' },
  supervisor: { table: 'jobInfo', column: 'reportsTo' },
  employmentHistoryStatus: { table: 'employmentStatus', column: 'employmentStatus' },
};

export interface FlatWrite {
  fields: Record<string, string>;
  /** Table → columns, for names that are held in a table. */
  rows: Record<string, Record<string, unknown>>;
}

/**
 * Checks the fields of a create or update. Names the account does not have are ignored silently, as are photo keys.
 * @throws Refusal 406 for old address names, 409 for an invalid value.
 */
export function checkFlat(account: Account, body: Record<string, unknown>, employeeId: string | undefined): FlatWrite {
  const write: FlatWrite = { fields: {}, rows: {} };
  for (const [name, sent] of Object.entries(body)) {
    if (OLD_ADDRESS.test(name)) throw new Refusal(406, `Invalid field ${name}`);
    const value = sent === null ? '' : sent;
    if (typeof value === 'object') throw new Refusal(409, `Invalid value for field ${name}`);
    const text = String(value).trim();
    const place = ROW_FIELDS[name];
    if (place) {
      const checked = checkColumn(account, place.column, text, 409);
      (write.rows[place.table] ??= {})[place.column] = checked;
    } else if (isEmployeeField(name)) {
      checkOwn(account, name, text, employeeId);
      write.fields[name] = text;
    }
  }
  return write;
}

function checkOwn(account: Account, name: string, text: string, employeeId: string | undefined): void {
  const invalid = () => new Refusal(409, `Invalid value for field ${name}`);
  if (text === '') {
    if (name === 'firstName' || name === 'lastName') throw new Refusal(400, `Missing required field ${name}`);
    return;
  }
  if (DATE_FIELDS.has(name) && !isRealDate(text)) throw invalid();
  if (name.endsWith('Email') && !EMAIL.test(text)) throw invalid();
  if (name !== 'workEmail' && name !== 'employeeNumber') return;
  const taken = account.employees
    .all()
    .some((one) => one.id !== employeeId && one.fields[name]?.toLowerCase() === text.toLowerCase());
  if (taken) throw new Refusal(409, `Duplicate value for field ${name}`);
}

/**
 * Checks the columns of a table row. Unknown columns are ignored.
 * @throws Refusal 406 for an invalid value.
 */
export function checkRow(
  account: Account,
  table: TableDefinition,
  body: Record<string, unknown>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { alias } of table.columns) {
    if (alias in body) values[alias] = checkColumn(account, alias, body[alias], 406);
  }
  return values;
}

function checkColumn(account: Account, column: string, sent: unknown, status: number): unknown {
  const invalid = () => new Refusal(status, `Invalid value for field ${column}`);
  if (column === 'rate') return checkRate(sent, invalid);
  if (typeof sent === 'object' && sent !== null) throw invalid();
  const text = held(String(sent ?? ''));
  if (typeof text !== 'string') {
    if (column === 'date' || column === 'startDate') throw invalid();
    return '';
  }
  if ((column === 'date' || column === 'startDate') && !isRealDate(text)) throw invalid();
  if (column === 'type' && !isOneOf(PAY_TYPES, text)) throw invalid();
  if (column === 'paidPer' && !isOneOf(PAID_PER, text)) throw invalid();
  if (column === 'employmentStatus' && !isOneOf(EMPLOYMENT_STATUSES, text)) throw invalid();
  if (column !== 'reportsTo') return text;
  const manager = account.personFor(text);
  if (!manager) throw invalid();
  return manager.id;
}

/** Takes {value, currency}, or a bare amount in the company's currency; keeps two decimals at least. */
function checkRate(sent: unknown, invalid: () => Refusal): { value: string; currency: string } {
  const rate =
    typeof sent === 'object' && sent !== null ? (sent as { value?: unknown; currency?: unknown }) : { value: sent };
  const value = String(rate.value ?? '').trim();
  const currency = String(rate.currency ?? 'USD');
  const [, whole, decimals = ''] = /^(\d+)(?:\.(\d{1,4}))?$/.exec(value) ?? [];
  if (whole === undefined || !CURRENCIES.has(currency)) throw invalid();
  return { value: `${whole}.${decimals.padEnd(2, '0')}`, currency };
}

const isOneOf = (list: readonly string[], text: string): boolean => list.includes(text);
