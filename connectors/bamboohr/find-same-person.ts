import type { HireFields } from '../../schemas/hire.js';
import type { SamePerson } from '../roles/hris.js';
import type { HireLayout } from './bindings.js';
import { paths, type BambooClient } from './client.js';
import { LISTED_EMAILS, type EmployeeSearch, type ListedEmployee } from './employee-search.js';
import { EMPLOYMENT_FIELDS, hasEnded, todayOf } from './employment.js';
import { heldText } from './held-values.js';
import { WireEmployee } from './wire.js';

/**
 * The employees with this personal e-mail address, capitals ignored, whether their employment has ended or not.
 *
 * The employee list filters by name and shows e-mail addresses, but does not filter by them: employees are looked
 * through by last name and, as people change it, by first name. Where the list is closed to the caller, or the map
 * holds the address in a field it does not show, one report of that field does.
 */
export async function findSamePerson(
  client: BambooClient,
  search: EmployeeSearch,
  layout: HireLayout,
  fields: HireFields,
): Promise<SamePerson[]> {
  const place = layout.flat.find((one) => one.field === 'personalEmail')?.name;
  const email = normalEmail(fields.personalEmail);
  if (place === undefined || email === undefined) return [];
  const same = (await candidates(search, place, fields)).filter((one) => normalEmail(one.extra) === email);
  const ids = new Set(same.map((one) => one.id));
  const query = { fields: [...EMPLOYMENT_FIELDS, layout.applicationIdField].join(','), onlyCurrent: 'false' };
  const read = await Promise.all(
    [...ids].map(async (employeeId) => {
      const employee = await client.getIf({ path: paths.employee(employeeId), query }, WireEmployee, [404]);
      if (!employee) return [];
      const applicationId = heldText(employee[layout.applicationIdField]);
      return [{ employeeId, terminated: hasEnded(employee, todayOf(Date.now())), applicationId }];
    }),
  );
  return read.flat();
}

async function candidates(search: EmployeeSearch, place: string, fields: HireFields): Promise<ListedEmployee[]> {
  const { firstName, lastName } = fields;
  if (!LISTED_EMAILS.has(place) || !firstName || !lastName) return search.column(place);
  const [byLast, byFirst] = await Promise.all([
    search.byNameWithEmail({ lastName }, place),
    search.byNameWithEmail({ firstName }, place),
  ]);
  return byLast && byFirst ? [...byLast, ...byFirst] : search.column(place);
}

const normalEmail = (email: string | undefined): string | undefined => email?.trim().toLowerCase() || undefined;
