import type { HireFields } from '../../schemas/hire.js';
import type { HireLayout } from './bindings.js';
import { paths, type BambooClient } from './client.js';
import { LISTED_EMAILS, type EmployeeSearch, type ListedEmployee } from './employee-search.js';
import { EMPLOYMENT_FIELDS, hasEnded, todayOf } from './employment.js';
import { WireEmployee } from './wire.js';

/**
 * Ids of the former employees with this personal e-mail address, capitals ignored.
 *
 * The employee list filters by name and shows e-mail addresses, but does not filter by them: who is inactive is looked
 * through by last name, and, as people change it, by first name. Where the list is closed to the caller, or the map
 * holds the address in a field it does not show, one report of that field does.
 */
export async function findFormerEmployees(
  client: BambooClient,
  search: EmployeeSearch,
  layout: HireLayout,
  fields: HireFields,
): Promise<string[]> {
  const place = layout.flat.find((one) => one.field === 'personalEmail')?.name;
  const email = normalEmail(fields.personalEmail);
  if (place === undefined || email === undefined) return [];
  for (const candidates of lists(search, place, fields)) {
    const same = (await candidates()).filter((one) => normalEmail(one.extra) === email);
    const former = await ended(client, new Set(same.map((one) => one.id)));
    if (former.length > 0) return former;
  }
  return [];
}

/** Where to look, the narrowest first. */
function lists(search: EmployeeSearch, place: string, fields: HireFields): (() => Promise<ListedEmployee[]>)[] {
  const { firstName, lastName } = fields;
  const everybody = () => search.column(place);
  if (!LISTED_EMAILS.has(place) || !firstName || !lastName) return [everybody];
  return [{ lastName }, { firstName }].map(
    (names) => async () => (await search.inactiveByName(names, place)) ?? everybody(),
  );
}

/** Future hires are inactive as well: only an ended employment counts. */
async function ended(client: BambooClient, ids: ReadonlySet<string>): Promise<string[]> {
  const query = { fields: EMPLOYMENT_FIELDS.join(','), onlyCurrent: 'false' };
  const read = await Promise.all(
    [...ids].map(async (id) => {
      const employee = await client.getIf({ path: paths.employee(id), query }, WireEmployee, [404]);
      return employee && hasEnded(employee, todayOf(Date.now())) ? [id] : [];
    }),
  );
  return read.flat();
}

const normalEmail = (email: string | undefined): string | undefined => email?.trim().toLowerCase() || undefined;
