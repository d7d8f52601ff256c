import type { HireFields } from '../../schemas/hire.js';
import { paths, type BambooClient } from './client.js';
import { normalName } from './display-name.js';
import type { EmployeeSearch, ListedEmployee } from './employee-search.js';
import { heldText } from './held-values.js';
import { WireEmployee } from './wire.js';

/** Up to this many candidates are read one by one; beyond, one report reads them all. */
const SINGLE_READS = 20;

/**
 * Ids of the employees whose application-id field holds this id.
 *
 * The employee list can neither filter by a custom field nor show one, so candidates are found by name and then read.
 * Nobody of that name means nobody: an employee renamed since the write is found by the ledger's own link, which comes
 * first, and reading all employees for every new hire would be one report over the whole company each time.
 * Where the list is closed to the caller, that report is the only way.
 * @param field name of the employee field with the application id.
 */
export async function findByApplication(
  client: BambooClient,
  search: EmployeeSearch,
  field: string,
  applicationId: string,
  fields: HireFields,
): Promise<string[]> {
  const { firstName, lastName } = fields;
  const named = firstName && lastName ? await search.byName({ firstName, lastName }) : undefined;
  if (!named) return holders(await search.column(field), applicationId);
  const candidates = named.filter(
    (one) => same(one.firstName ?? one.preferredName, firstName) && same(one.lastName, lastName),
  );
  if (candidates.length > SINGLE_READS) {
    const ids = candidates.map((one) => one.id);
    return holders(await search.column(field, ids), applicationId).filter((id) => ids.includes(id));
  }
  const read = await Promise.all(
    candidates.map(async (one) => {
      const employee = await client.getIf(
        { path: paths.employee(one.id), query: { fields: field } },
        WireEmployee,
        [404],
      );
      return { ...one, extra: heldText(employee?.[field]) };
    }),
  );
  return holders(read, applicationId);
}

const same = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && normalName(a) === normalName(b);

function holders(employees: ListedEmployee[], applicationId: string): string[] {
  return employees.filter((one) => one.extra === applicationId).map((one) => one.id);
}
