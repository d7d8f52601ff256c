import { Refusal } from './answers.js';
import { MONITORED_AS, tableNamed, type TableDefinition } from './fields.js';
import type { Notifier } from './notifier.js';
import { nowSecond, today, type Account, type EmployeeRecord, type TableRow } from './state.js';
import { checkFlat, checkRow } from './validation.js';

/**
 * Who changes something. What a person edits in the pages is kept as it is and told at once, so that a demonstration
 * need not wait for the hire date; what comes by the API can be altered and is told when it takes effect.
 */
export type Author = 'api' | 'person';

/** Changes to the account. */
export interface Writes {
  /** @param createdAt when it is said to have been made: ISO 8601 to the second; default now. */
  createEmployee(body: Record<string, unknown>, author?: Author, createdAt?: string): EmployeeRecord;
  updateEmployee(id: string, body: Record<string, unknown>, author?: Author): EmployeeRecord;
  deleteEmployee(id: string): boolean;
  addRow(employeeId: string, table: TableDefinition, body: Record<string, unknown>, author?: Author): TableRow;
  updateRow(row: TableRow, body: Record<string, unknown>, author?: Author): TableRow;
  /** Tells of future rows that have taken effect. */
  announceDue(): void;
}

export function createWrites(account: Account, notifier: Notifier): Writes {
  const { employees, rows } = account;

  /** Replaces what is about to be kept, as often as the alteration says. */
  function altered(place: string, values: Record<string, unknown>, name: string): Record<string, unknown> {
    const alteration = name in values ? account.alterations.find((one) => one.field === place) : undefined;
    if (!alteration) return values;
    alteration.count -= 1;
    if (alteration.count === 0) account.alterations = account.alterations.filter((one) => one !== alteration);
    return { ...values, [name]: keptInstead(place, alteration.value, values[name]) };
  }

  function keptInstead(place: string, value: unknown, sent: unknown): unknown {
    if (place === 'jobInfo.reportsTo') return account.personFor(String(value))?.id ?? '';
    if (place !== 'compensation.rate' || typeof value === 'object') return value;
    return { ...(sent as object), value: String(value) };
  }

  const alteredAll = (prefix: string, values: Record<string, unknown>) =>
    Object.keys(values).reduce((kept, name) => altered(`${prefix}${name}`, kept, name), values);

  function touch(employeeId: string): void {
    const employee = employees.get(employeeId);
    if (employee) employees.put(employeeId, { ...employee, lastChanged: nowSecond() });
  }

  /** Changes of fields with a history are told when they take effect, not when they are entered. */
  function keepRow(row: TableRow, changed: string[], author: Author): TableRow {
    const table = tableNamed(row.table);
    const future = String(row.values[table?.dateColumn ?? ''] ?? '') > today();
    const pending = future && author === 'api';
    account.putRow({ ...row, pending });
    touch(row.employeeId);
    if (!pending) tell(row, changed);
    return { ...row, pending };
  }

  function tell(row: TableRow, columns: string[]): void {
    const names = columns.flatMap((column) => MONITORED_AS[`${row.table}.${column}`] ?? []);
    if (names.length > 0) notifier.updated(row.employeeId, names);
  }

  /** Flat names that live in a table change the row that counts from a day on. */
  function putFlatRows(employeeId: string, written: Record<string, Record<string, unknown>>, date: string): string[] {
    return Object.entries(written).flatMap(([table, values]) => {
      const present = account.rowNow(employeeId, table, true);
      const id = present?.id ?? account.newRowId();
      const pending = present?.pending ?? false;
      account.putRow({ id, employeeId, table, values: { date, ...present?.values, ...values }, pending });
      return Object.keys(values).flatMap((column) => MONITORED_AS[`${table}.${column}`] ?? []);
    });
  }

  return {
    createEmployee(body, author = 'api', at = nowSecond()) {
      const missing = ['firstName', 'lastName'].filter((name) => String(body[name] ?? '').trim() === '');
      if (missing.length > 0) throw new Refusal(400, `Missing required fields ${missing.join(', ')}`);
      const write = checkFlat(account, author === 'api' ? alteredAll('', body) : body, undefined);
      const id = account.newEmployeeId();
      const employee = employees.put(id, { id, fields: write.fields, createdAt: at, lastChanged: at });
      const rowFields = putFlatRows(id, write.rows, write.fields['hireDate'] || today());
      notifier.created(id, [...Object.keys(write.fields), ...rowFields]);
      return employee;
    },
    updateEmployee(id, body, author = 'api') {
      const present = employees.get(id);
      if (!present) throw new Refusal(404, 'Employee not found');
      const write = checkFlat(account, author === 'api' ? alteredAll('', body) : body, id);
      const changed = Object.keys(write.fields).filter((name) => present.fields[name] !== write.fields[name]);
      const rowFields = putFlatRows(id, write.rows, today());
      const fields = { ...present.fields, ...write.fields };
      const employee = employees.put(id, { ...present, fields, lastChanged: nowSecond() });
      notifier.updated(id, [...changed, ...rowFields]);
      return employee;
    },
    deleteEmployee(id) {
      if (!employees.delete(id)) return false;
      rows.delete(id);
      account.deletions.put(id, { id, at: nowSecond() });
      notifier.deleted(id);
      return true;
    },
    addRow(employeeId, table, body, author = 'api') {
      const values = checkRow(account, table, body);
      if (!values[table.dateColumn]) throw new Refusal(400, `Missing required field ${table.dateColumn}`);
      if (table.alias === 'compensation' && !values['rate']) throw new Refusal(400, 'Missing required field rate');
      const kept = author === 'api' ? alteredAll(`${table.alias}.`, values) : values;
      const row = { id: account.newRowId(), employeeId, table: table.alias, values: kept, pending: false };
      return keepRow(row, Object.keys(kept), author);
    },
    updateRow(row, body, author = 'api') {
      const table = tableNamed(row.table);
      if (!table) throw new Refusal(404, 'Table not found');
      const sent = checkRow(account, table, body);
      const kept = author === 'api' ? alteredAll(`${row.table}.`, sent) : sent;
      const changed = Object.keys(kept).filter(
        (name) => JSON.stringify(row.values[name]) !== JSON.stringify(kept[name]),
      );
      return keepRow({ ...row, values: { ...row.values, ...kept } }, changed, author);
    },
    announceDue() {
      for (const row of rows.all().flat()) {
        const date = String(row.values[tableNamed(row.table)?.dateColumn ?? ''] ?? '');
        if (!row.pending || date > today()) continue;
        account.putRow({ ...row, pending: false });
        tell(row, Object.keys(row.values));
      }
    },
  };
}
