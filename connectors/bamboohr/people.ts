import type { Person } from '../../schemas/person.js';
import { paths, type BambooClient } from './client.js';
import { normalName } from './display-name.js';
import { displayNames, listed, type EmployeeSearch, type ListedEmployee } from './employee-search.js';
import { heldText } from './held-values.js';
import { WireEmployee } from './wire.js';

/** Settles who somebody is in BambooHR. */
export interface People {
  /** See HrisConnector.findPeople. */
  find(person: Person): Promise<Person[]>;
  /**
   * The person a jobInfo row's reportsTo stands for: a display name, or an employee id in accounts that show it.
   * Two people of that name: only the name comes back, without an id.
   * @param knownId employee id that BambooHR itself gave for this manager, if it did.
   */
  readReportsTo(reportsTo: string, knownId: string | undefined): Promise<Person>;
}

/** Many hires share a manager; who has which e-mail changes rarely. */
const KEPT_MS = 5 * 60_000;
const KEPT_AT_MOST = 500;

/** More candidates of one name than are worth a request each. */
const SINGLE_READS = 20;

export function createPeople(client: BambooClient, search: EmployeeSearch, now: () => number = Date.now): People {
  const kept = new Map<string, { person: Person; until: number }>();

  async function find(person: Person): Promise<Person[]> {
    const email = person.email?.trim().toLowerCase();
    const number = person.employeeNumber?.trim();
    if (!email && !number) return [];
    const recent = email ? kept.get(email) : undefined;
    if (recent && recent.until > now()) return [recent.person];
    const named = await sameNamed(person);
    const byName = email ? withEmail(named, email) : [];
    if (byName.length > 0) return keep(email, byName);
    if (number) {
      const numbered = await withNumber(named, number);
      if (numbered.length > 0) return keep(email, numbered);
    }
    const everybody = await search.everybody();
    const byEmail = email ? withEmail(everybody, email) : [];
    const found = byEmail.length > 0 || !number ? byEmail : everybody.filter((one) => one.employeeNumber === number);
    return keep(email, found);
  }

  function keep(email: string | undefined, found: ListedEmployee[]): Person[] {
    const people = found.map(toPerson);
    const [only] = people;
    if (email && only?.email?.toLowerCase() === email && people.length === 1) {
      if (kept.size >= KEPT_AT_MOST) kept.delete(kept.keys().next().value ?? '');
      kept.set(email, { person: only, until: now() + KEPT_MS });
    }
    return people;
  }

  async function sameNamed(person: Person): Promise<ListedEmployee[]> {
    const firstName = person.firstName?.trim();
    const lastName = person.lastName?.trim();
    if (firstName && lastName) return (await search.byName({ firstName, lastName })) ?? [];
    return person.name?.trim() ? ((await listByDisplayName(person.name)) ?? []) : [];
  }

  /** The filters know no display name; its last word stands in the last name, whatever comes before. */
  async function listByDisplayName(name: string): Promise<ListedEmployee[] | undefined> {
    const wanted = normalName(name);
    const lastWord = wanted.split(' ').at(-1) ?? wanted;
    const listed = await search.byName({ lastName: lastWord });
    return listed?.filter((one) => displayNames(one).includes(wanted));
  }

  /** The list cannot show employee numbers: few candidates are read one by one, many are left to the report. */
  async function withNumber(candidates: ListedEmployee[], number: string): Promise<ListedEmployee[]> {
    if (candidates.length > SINGLE_READS) return [];
    const read = await Promise.all(
      candidates.map(async (one) => {
        const employee = await client.getIf(
          { path: paths.employee(one.id), query: { fields: 'employeeNumber' } },
          WireEmployee,
          [403, 404],
        );
        return { ...one, employeeNumber: heldText(employee?.['employeeNumber']) };
      }),
    );
    return read.filter((one) => one.employeeNumber === number);
  }

  async function byId(id: string): Promise<ListedEmployee | undefined> {
    const query = { fields: 'firstName,lastName,preferredName,workEmail' };
    const employee = await client.getIf({ path: paths.employee(id), query }, WireEmployee, [403, 404]);
    return employee && listed(id, employee);
  }

  return {
    find,
    async readReportsTo(reportsTo, knownId) {
      if (/^\d+$/.test(reportsTo)) {
        const employee = await byId(reportsTo);
        return employee ? toPerson(employee) : { name: reportsTo };
      }
      const wanted = normalName(reportsTo);
      if (knownId !== undefined) {
        const known = await byId(knownId);
        if (known && displayNames(known).includes(wanted)) return { ...toPerson(known), name: reportsTo };
      }
      const named =
        (await listByDisplayName(reportsTo)) ??
        (await search.everybody()).filter((one) => displayNames(one).includes(wanted));
      const [only] = named;
      return only && named.length === 1 ? { ...toPerson(only), name: reportsTo } : { name: reportsTo };
    },
  };
}

/** The rows whose work e-mail is this; one that is hidden from the caller is no match. */
function withEmail(employees: ListedEmployee[], email: string): ListedEmployee[] {
  return employees.filter((one) => one.workEmail?.toLowerCase() === email);
}

function toPerson(employee: ListedEmployee): Person {
  const { firstName, lastName, workEmail, employeeNumber } = employee;
  return {
    id: employee.id,
    ...(firstName && lastName ? { name: `${firstName} ${lastName}` } : {}),
    ...(firstName ? { firstName } : {}),
    ...(lastName ? { lastName } : {}),
    ...(workEmail ? { email: workEmail } : {}),
    ...(employeeNumber ? { employeeNumber } : {}),
  };
}
