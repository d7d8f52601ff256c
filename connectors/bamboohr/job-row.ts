import type { FieldProblem, HireFields } from '../../schemas/hire.js';
import type { Person } from '../../schemas/person.js';
import { kindOf } from '../wire.js';
import type { HireLayout, ManagerForm } from './bindings.js';
import { displayName, sameName } from './display-name.js';
import { held, heldText } from './held-values.js';
import type { WireRow } from './wire.js';

/** Columns a jobInfo row should have, by the field map; the date is added by the caller. Absent fields are left out. */
export function toJobColumns(fields: HireFields, layout: HireLayout): Record<string, string> {
  const columns: Record<string, string> = {};
  for (const { field, column } of layout.job) {
    const value = field === 'manager' ? managerAs(layout.managerForm, fields.manager) : fields[field];
    if (typeof value === 'string') columns[column] = value;
  }
  return columns;
}

/** What reportsTo is written as for this manager; undefined when that is not known of them. */
export function managerAs(form: ManagerForm, manager: Person | undefined): string | undefined {
  return manager && (form === 'id' ? manager.id : displayName(manager));
}

/**
 * Whether a row says all of this already. A manager counts as the same by id or by display name: BambooHR may take
 * the one and show the other.
 */
export function saysJob(row: WireRow, columns: Record<string, string>, manager: Person | undefined): boolean {
  return Object.entries(columns).every(([column, wanted]) => {
    const found = heldText(row[column]);
    if (found === undefined) return false;
    if (column !== 'reportsTo') return found === wanted.trim();
    const name = manager && displayName(manager);
    return found === wanted || found === manager?.id || (name !== undefined && sameName(found, name));
  });
}

/** The text fields of a jobInfo row. The manager is left out: who is meant by reportsTo is settled elsewhere. */
export function readJobRow(row: WireRow, layout: HireLayout): { fields: HireFields; problems: FieldProblem[] } {
  const fields: HireFields = {};
  const problems: FieldProblem[] = [];
  for (const { field, column } of layout.job) {
    if (field === 'manager') continue;
    const value = held(row[column]);
    if (value === undefined) continue;
    const text = heldText(value);
    if (text === undefined) {
      problems.push({ field, place: `bamboohr jobInfo.${column}`, found: kindOf(value), expected: 'text' });
    } else Object.assign(fields, { [field]: text });
  }
  return { fields, problems };
}
