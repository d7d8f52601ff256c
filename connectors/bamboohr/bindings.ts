import type { Binding, FieldBindings } from '../../config/field-map.js';
import { HIRE_FIELD_NAMES, type HireFieldName } from '../../schemas/hire.js';
import type { Role } from '../connector.js';

/** Where BambooHR holds a field: on the employee, in a column of the jobInfo table, or in the compensation table. */
export type Place = { kind: 'flat'; name: string } | { kind: 'job'; column: string } | { kind: 'compensation' };

/** What the reportsTo column is written as: the manager's display name or their employee id. */
export type ManagerForm = 'name' | 'id';

/** Standard employee fields that are not computed from a table row, by their API names (GET /api/v1/meta/fields). */
export const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'firstName',
  'lastName',
  'middleName',
  'preferredName',
  'homeEmail',
  'workEmail',
  'mobilePhone',
  'homePhone',
  'workPhone',
  'hireDate',
  'originalHireDate',
  'employeeNumber',
  'employmentHistoryStatus',
  'exempt',
]);

/** Columns of the jobInfo table besides its date. */
export const JOB_COLUMNS = ['jobTitle', 'department', 'division', 'location', 'reportsTo'] as const;

/** Employee fields that BambooHR computes from the row in effect today. */
const COMPUTED: ReadonlySet<string> = new Set([
  ...JOB_COLUMNS,
  'jobTitleName',
  'reportsToName',
  'supervisor',
  'payRate',
  'payType',
  'payPer',
]);

export const isCustomName = (name: string): boolean => /^custom[A-Za-z0-9]+$/.test(name);

/** Reads the path of a binding. Expects one that checkBinding has let through. */
export function placeOf(binding: Binding): Place {
  const path = binding['path'] ?? '';
  if (path === 'compensation') return { kind: 'compensation' };
  const [table, column] = path.split('.');
  return table !== undefined && column !== undefined ? { kind: 'job', column } : { kind: 'flat', name: path };
}

/** What is wrong with a binding of the map's hris column, or undefined. See ConnectorModule.checkBinding. */
export function checkBinding(role: Role, field: HireFieldName, binding: Binding): string | undefined {
  if (role !== 'hris') return `bamboohr cannot be the ${role}`;
  const path = binding['path'];
  if (!path) return 'expected a path such as "firstName", "jobInfo.jobTitle" or "compensation"';
  if (field === 'manager') return checkManager(path, binding['form']);
  if (field === 'compensation' || path === 'compensation') {
    if (field === path) return undefined;
    return field === 'compensation'
      ? `compensation stands in the table "compensation", not in "${path}"`
      : `the table "compensation" holds the field compensation, not ${field}`;
  }
  if (field === 'employeeId') return path === 'id' ? undefined : `the employee id is "id", not "${path}"`;
  if (path === 'id') return `"id" is given by BambooHR and cannot hold ${field}`;
  if (path.includes('.')) return checkColumn(path);
  if (COMPUTED.has(path)) return `"${path}" is computed from the row in effect today: bind the table's column`;
  if (KNOWN_FIELDS.has(path) || isCustomName(path)) return undefined;
  return `BambooHR has no employee field "${path}"; the name of a custom field starts with "custom"`;
}

function checkManager(path: string, form: string | undefined): string | undefined {
  if (path !== 'jobInfo.reportsTo') return `the manager stands in "jobInfo.reportsTo", not in "${path}"`;
  return form === 'name' || form === 'id' ? undefined : 'expected form: name or id (what reportsTo is written as)';
}

function checkColumn(path: string): string | undefined {
  const [table, column = '', ...rest] = path.split('.');
  if (table !== 'jobInfo' || rest.length > 0) return `no table column "${path}": expected "jobInfo.<column>"`;
  if (column === 'reportsTo') return 'jobInfo.reportsTo holds the manager';
  if ((JOB_COLUMNS as readonly string[]).includes(column) || isCustomName(column)) return undefined;
  return `the table jobInfo has no column "${column}" (has ${JOB_COLUMNS.join(', ')})`;
}

/** The map's hris column, sorted by where each field is written. */
export interface HireLayout {
  flat: { field: HireFieldName; name: string; binding: Binding }[];
  job: { field: HireFieldName; column: string }[];
  holdsCompensation: boolean;
  managerForm: ManagerForm;
  /** Employee field with the ATS application id: the key that finds a hire again. */
  applicationIdField: string;
}

/**
 * Sorts the bindings.
 * @throws Error that names the field at fault, and when atsApplicationId has no place on the employee.
 */
export function layoutOf(bindings: FieldBindings): HireLayout {
  const layout: HireLayout = {
    flat: [],
    job: [],
    holdsCompensation: false,
    managerForm: bindings.manager?.['form'] === 'id' ? 'id' : 'name',
    applicationIdField: '',
  };
  for (const field of HIRE_FIELD_NAMES) {
    const binding = bindings[field];
    if (!binding) continue;
    const wrong = checkBinding('hris', field, binding);
    if (wrong) throw new Error(`field map, ${field}, hris: ${wrong}.`);
    const place = placeOf(binding);
    if (place.kind === 'flat') layout.flat.push({ field, name: place.name, binding });
    else if (place.kind === 'job') layout.job.push({ field, column: place.column });
    else layout.holdsCompensation = true;
  }
  const key = layout.flat.find((one) => one.field === 'atsApplicationId');
  if (!key) {
    throw new Error(
      'field map, atsApplicationId, hris: expected an employee field such as "customAtsApplicationId"; ' +
        'without it a hire cannot be found again and would be created twice.',
    );
  }
  return { ...layout, applicationIdField: key.name };
}
