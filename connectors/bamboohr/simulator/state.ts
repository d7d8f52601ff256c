import type { Collection, Store } from '../../../sandbox/store.js';
import { held } from '../held-values.js';
import { tableNamed } from './fields.js';

export interface EmployeeRecord {
  id: string;
  /** The fields held on the employee itself. */
  fields: Record<string, string>;
  /** ISO 8601, to the second. */
  createdAt: string;
  lastChanged: string;
}

export interface TableRow {
  id: string;
  employeeId: string;
  table: string;
  /** Column → value. rate is {value, currency}; reportsTo is the manager's employee id. */
  values: Record<string, unknown>;
  /** A future row whose webhook is due when it takes effect. */
  pending: boolean;
}

/** Another value than the one sent that the account keeps, to show that a write is proven by reading it back. */
export interface Alteration {
  field: string;
  value: unknown;
  count: number;
}

/** What the API key may see. */
export interface Permissions {
  hiddenFields: string[];
  directoryShared: boolean;
  listOpen: boolean;
}

/** The account's data. */
export interface Account {
  employees: Collection<EmployeeRecord>;
  /** All rows of an employee, by employee id. */
  rows: Collection<TableRow[]>;
  deletions: Collection<{ id: string; at: string }>;
  newEmployeeId(): string;
  newRowId(): string;
  alterations: Alteration[];
  permissions: Permissions;
  rowsOf(employeeId: string, table: string): TableRow[];
  /** Adds a row, or replaces the one with its id. */
  putRow(row: TableRow): void;
  /** The row in effect today; with `future`, the newest one. */
  rowNow(employeeId: string, table: string, future: boolean): TableRow | undefined;
  /** "First Last", the first name being the preferred one where there is one. */
  displayName(employeeId: string): string;
  /** The first employee with this id or display name. Two of one name make it ambiguous: the first is taken. */
  personFor(reportsTo: string): EmployeeRecord | undefined;
  status(employee: EmployeeRecord): 'Active' | 'Inactive';
  /** Whose first day is yet to come, and who has not been terminated before it. */
  isFutureHire(employee: EmployeeRecord): boolean;
}

export const today = (): string => new Date().toISOString().slice(0, 10);
/** The present second, as BambooHR writes times: 2026-01-31T18:42:00Z. */
export const nowSecond = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

export function openAccount(store: Store): Account {
  const employees = store.collection<EmployeeRecord>('employees');
  const rows = store.collection<TableRow[]>('rows');
  const rowsOf = (employeeId: string, table: string) =>
    (rows.get(employeeId) ?? []).filter((row) => row.table === table);

  const account: Account = {
    employees,
    rows,
    deletions: store.collection('deletions'),
    newEmployeeId: () => String(store.nextId('employees', 200)),
    newRowId: () => String(store.nextId('rows', 38500)),
    alterations: [],
    permissions: { hiddenFields: [], directoryShared: true, listOpen: true },
    rowsOf,
    putRow(row) {
      const present = rows.get(row.employeeId) ?? [];
      const known = present.some((one) => one.id === row.id);
      rows.put(row.employeeId, known ? present.map((one) => (one.id === row.id ? row : one)) : [...present, row]);
    },
    rowNow(employeeId, table, future) {
      const dateColumn = tableNamed(table)?.dateColumn ?? 'date';
      const dateOf = (row: TableRow) => String(row.values[dateColumn] ?? '');
      return rowsOf(employeeId, table)
        .filter((row) => future || dateOf(row) <= today())
        .sort((a, b) => dateOf(a).localeCompare(dateOf(b)) || Number(a.id) - Number(b.id))
        .at(-1);
    },
    displayName(employeeId) {
      const fields = employees.get(employeeId)?.fields;
      return fields ? `${held(fields['preferredName']) ?? fields['firstName']} ${fields['lastName']}` : '';
    },
    personFor: (reportsTo) =>
      employees.get(reportsTo) ??
      employees.all().find((one) => account.displayName(one.id) === reportsTo || legalName(one) === reportsTo),
    isFutureHire(employee) {
      const newest = account.rowNow(employee.id, 'employmentStatus', true)?.values['employmentStatus'];
      return (employee.fields['hireDate'] ?? '') > today() && newest !== 'Terminated';
    },
    status(employee) {
      const hireDate = employee.fields['hireDate'];
      if (hireDate && hireDate > today()) return 'Inactive';
      const row = account.rowNow(employee.id, 'employmentStatus', false);
      return row?.values['employmentStatus'] === 'Terminated' ? 'Inactive' : 'Active';
    },
  };
  return account;
}

const legalName = (employee: EmployeeRecord): string =>
  `${employee.fields['firstName']} ${employee.fields['lastName']}`;
