import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { VENDOR, paths, type BambooClient } from './client.js';
import { normalName } from './display-name.js';
import { heldText } from './held-values.js';
import { WireEmployeeList, WireEmployeePage, type WireEmployee } from './wire.js';

/** An employee as a list shows them. Columns the caller may not see are absent. */
export interface ListedEmployee {
  id: string;
  firstName: string | undefined;
  lastName: string | undefined;
  preferredName: string | undefined;
  workEmail: string | undefined;
  employeeNumber: string | undefined;
  /** Value of the column that was asked for besides, in reports. */
  extra: string | undefined;
}

/** Finding employees, whatever their status: a future hire counts as Inactive until the hire date. */
export interface EmployeeSearch {
  /**
   * Employees whose names contain these, regardless of case.
   * @returns undefined when this account does not let the caller list employees.
   */
  byName(names: { firstName?: string; lastName?: string }): Promise<ListedEmployee[] | undefined>;
  /**
   * The same, with one of LISTED_EMAILS in `extra`.
   * @returns undefined when this account does not let the caller list employees, or see that field.
   */
  byNameWithEmail(
    names: { firstName?: string; lastName?: string },
    email: string,
  ): Promise<ListedEmployee[] | undefined>;
  /** All employees with names, work e-mail and employee number, by whichever way the account allows. */
  everybody(): Promise<ListedEmployee[]>;
  /**
   * One column of these employees, or of all.
   * @throws VendorUnauthorized, VendorNotFound when reports are closed to the caller.
   */
  column(name: string, ids?: readonly string[]): Promise<ListedEmployee[]>;
  /**
   * These columns of these employees, values yet to come included. Who is not there any more is left out.
   * @returns undefined when reports are closed to the caller.
   */
  columns(names: readonly string[], ids: readonly string[]): Promise<WireEmployee[] | undefined>;
}

/** The e-mail fields that the employee list can show (GET /employees, `fields`). */
export const LISTED_EMAILS: ReadonlySet<string> = new Set(['homeEmail', 'workEmail']);

/**
 * The API description bounds a page by 100 in one place and by 2500 in another (spec of GET /employees, `page`):
 * 100 holds under both.
 */
const PAGE_LIMIT = 100;

/** Not shared with the caller, or not there: another way may be open. */
export const CLOSED = [403, 404, 405, 410] as const;

export function createEmployeeSearch(client: BambooClient): EmployeeSearch {
  async function list(
    filter: Record<string, string | undefined>,
    extra?: string,
  ): Promise<ListedEmployee[] | undefined> {
    const found: ListedEmployee[] = [];
    const seen = new Set<string>();
    let after: string | undefined;
    for (;;) {
      const query = { ...filter, fields: extra ?? 'workEmail', 'page[limit]': PAGE_LIMIT, 'page[after]': after };
      const page = await client.getIf({ path: paths.employees, query }, WireEmployeePage, CLOSED);
      if (!page) return undefined;
      if (extra !== undefined && page.data.some((row) => row._restrictedFields?.includes(extra))) return undefined;
      for (const { employeeId, ...row } of page.data) found.push(listed(employeeId, row, extra));
      const next = page.meta?.page?.nextCursor ?? undefined;
      if (next === undefined || next === '') return found;
      after = String(next);
      if (seen.has(after)) {
        throw vendorFailure(FailureType.VendorContract, 'meta.page.nextCursor: the same cursor came twice', {
          vendor: VENDOR,
          operation: `GET ${paths.employees}`,
        });
      }
      seen.add(after);
    }
  }

  function reportRequest(fields: readonly string[], ids?: readonly string[]) {
    const filters = ids ? { filters: { employeeIds: ids.map(Number) } } : {};
    return {
      method: 'POST',
      path: paths.customReport,
      query: { format: 'JSON', onlyCurrent: 'false' },
      json: { title: 'hireline', fields, ...filters },
    } as const;
  }

  return {
    byName: ({ firstName, lastName }) => list({ 'filter[firstName]': firstName, 'filter[lastName]': lastName }),
    byNameWithEmail: ({ firstName, lastName }, email) =>
      list({ 'filter[firstName]': firstName, 'filter[lastName]': lastName }, email),
    async everybody() {
      const fields = ['id', 'firstName', 'lastName', 'preferredName', 'workEmail', 'employeeNumber'];
      // One request for any number of employees; the list takes one for each hundred.
      const report = await client.getIf(reportRequest(fields), WireEmployeeList, CLOSED);
      if (report) return report.employees.map(({ id, ...row }) => listed(id, row));
      const all = await list({});
      if (all) return all;
      const directory = await client.get({ path: paths.directory, query: { onlyCurrent: 'false' } }, WireEmployeeList);
      return directory.employees.map(({ id, ...row }) => listed(id, row));
    },
    async column(name, ids) {
      const report = await client.getIf(reportRequest(['id', name], ids), WireEmployeeList, []);
      return (report?.employees ?? []).map(({ id, ...row }) => listed(id, row, name));
    },
    async columns(names, ids) {
      const report = await client.getIf(reportRequest(['id', ...names], ids), WireEmployeeList, CLOSED);
      return report?.employees;
    },
  };
}

/** An employee from the columns of a list, a report or a single read. */
export function listed(id: string, row: Record<string, unknown>, extra?: string): ListedEmployee {
  return {
    id,
    firstName: heldText(row['firstName']),
    lastName: heldText(row['lastName']),
    preferredName: heldText(row['preferredName']),
    workEmail: heldText(row['workEmail']),
    employeeNumber: heldText(row['employeeNumber']),
    extra: extra === undefined ? undefined : heldText(row[extra]),
  };
}

/** The names BambooHR may show for an employee, as compared: with the legal and with the preferred first name. */
export function displayNames(employee: ListedEmployee): string[] {
  return [employee.firstName, employee.preferredName].flatMap((first) =>
    first !== undefined && employee.lastName !== undefined ? [normalName(`${first} ${employee.lastName}`)] : [],
  );
}
