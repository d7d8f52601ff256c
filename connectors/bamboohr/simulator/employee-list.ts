import type { Router } from 'express';
import { queryOf, route } from './answers.js';
import type { Account, EmployeeRecord } from './state.js';
import { employeeValue } from './values.js';

const BASE_FIELDS = ['firstName', 'lastName', 'preferredName', 'photoUrl', 'jobTitleName', 'status'] as const;

/** Names that `fields` may add, and the employee field each one shows. Custom fields and ids of lists are not there. */
const ADDED_FIELDS: Readonly<Record<string, string>> = {
  workEmail: 'workEmail',
  homeEmail: 'homeEmail',
  middleName: 'middleName',
  workPhone: 'workPhone',
  mobilePhone: 'mobilePhone',
  homePhone: 'homePhone',
  birthDate: 'dateOfBirth',
  hireDate: 'hireDate',
  divisionName: 'division',
  departmentName: 'department',
  locationName: 'location',
  employmentStatusName: 'employmentHistoryStatus',
  reportsToName: 'reportsToName',
  reportsToId: 'reportsToId',
};

const FILTERS = new Set(['firstName', 'lastName', 'jobTitleName', 'status', 'ids']);
const SORTABLE = new Set(['employeeId', 'firstName', 'lastName', 'preferredName', 'jobTitleName', 'status']);
const DEFAULT_LIMIT = 50;
/** The stricter of the two bounds that the API description gives. */
const MOST_PER_PAGE = 100;

class BadRequest extends Error {
  constructor(
    message: string,
    readonly code: 'BadRequest' | 'BadPage' = 'BadRequest',
  ) {
    super(message);
  }
}

interface ListQuery {
  filter: Map<string, string>;
  ids: Set<string> | undefined;
  sort: { field: string; descending: boolean }[];
  added: string[];
  limit: number;
  after: string | undefined;
  before: string | undefined;
}

/** GET /api/v1/employees: cursor pages, filters by name, status and ids. */
export function employeeList(api: Router, account: Account): void {
  api.get(
    '/api/v1/employees',
    route((request, response) => {
      if (!account.permissions.listOpen) return void response.status(403).end();
      try {
        const query = readQuery(queryOf(request));
        const page = pageOf(account, matching(account, query), query);
        const base = `${request.protocol}://${request.get('host')}${request.path}`;
        const link = (side: 'after' | 'before', cursor: string | null) => {
          if (cursor === null) return undefined;
          const search = new URLSearchParams(queryOf(request));
          for (const other of ['page[after]', 'page[before]']) search.delete(other);
          search.set(`page[${side}]`, cursor);
          return { href: `${base}?${search}` };
        };
        const next = link('after', page.nextCursor);
        const prev = link('before', page.prevCursor);
        response.json({
          data: page.employees.map((employee) => show(account, employee, query.added)),
          meta: {
            total: page.total,
            page: { limit: query.limit, nextCursor: page.nextCursor, prevCursor: page.prevCursor },
          },
          _links: {
            self: { href: `${base}?${queryOf(request)}` },
            ...(next ? { next } : {}),
            ...(prev ? { prev } : {}),
          },
        });
      } catch (error) {
        if (!(error instanceof BadRequest)) throw error;
        response.status(400).json({ error: { code: error.code, message: error.message } });
      }
    }),
  );
}

function readQuery(search: URLSearchParams): ListQuery {
  const query: ListQuery = {
    filter: new Map(),
    ids: undefined,
    sort: [],
    added: [],
    limit: DEFAULT_LIMIT,
    after: undefined,
    before: undefined,
  };
  for (const [key, value] of search) {
    const [, group, name] = /^(filter|page)\[(\w+)\](?:\[\d*\])?$/.exec(key) ?? [];
    if (group === 'filter' && name !== undefined) readFilter(query, name, value);
    else if (group === 'page') readPage(query, name, value);
    else if (key === 'sort') query.sort = value.split(',').map(readSort);
    else if (/^fields(\[\d*\])?$/.test(key)) query.added.push(...value.split(',').map((one) => one.trim()));
  }
  if (query.after !== undefined && query.before !== undefined) {
    throw new BadRequest('page[after] and page[before] exclude each other', 'BadPage');
  }
  return query;
}

function readFilter(query: ListQuery, name: string, value: string): void {
  if (!FILTERS.has(name)) throw new BadRequest(`Unknown filter ${name}`);
  if (name === 'ids') {
    query.ids ??= new Set();
    for (const id of value.split(',')) {
      if (!/^\d+$/.test(id.trim())) throw new BadRequest('filter[ids] takes integers');
      query.ids.add(id.trim());
    }
    return;
  }
  if (name === 'status' && value !== 'active' && value !== 'inactive') throw new BadRequest('Invalid filter[status]');
  query.filter.set(name, value.toLowerCase());
}

function readPage(query: ListQuery, name: string | undefined, value: string): void {
  if (name === 'after') query.after = value;
  else if (name === 'before') query.before = value;
  else if (name === 'limit') {
    const limit = Number(value);
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_PER_PAGE) throw new BadRequest('Invalid page[limit]');
    query.limit = limit;
  } else throw new BadRequest(`Unknown page parameter ${name}`);
}

function readSort(text: string): { field: string; descending: boolean } {
  const field = text.trim().replace(/^-/, '');
  if (!SORTABLE.has(field)) throw new BadRequest(`Cannot sort by ${field}`);
  return { field, descending: text.trim().startsWith('-') };
}

const valueOf = (account: Account, employee: EmployeeRecord, name: string): string | null | undefined =>
  name === 'photoUrl' ? null : employeeValue(account, employee, name === 'employeeId' ? 'id' : name, false);

/** An employee whose filtered or sorted field the caller may not see is left out. */
function matching(account: Account, query: ListQuery): EmployeeRecord[] {
  const order = query.sort.length > 0 ? query.sort : [{ field: 'employeeId', descending: false }];
  const fields = [...query.filter.keys(), ...order.map((one) => one.field)];
  return account.employees
    .all()
    .filter((employee) => fields.every((name) => valueOf(account, employee, name) !== undefined))
    .filter((employee) => query.ids === undefined || query.ids.has(employee.id))
    .filter((employee) =>
      [...query.filter].every(([name, wanted]) => {
        const value = valueOf(account, employee, name)?.toLowerCase() ?? '';
        return name === 'status' ? value === wanted : value.includes(wanted);
      }),
    )
    .sort((a, b) => {
      for (const { field, descending } of order) {
        const [left, right] = [valueOf(account, a, field) ?? '', valueOf(account, b, field) ?? ''];
        const compared = field === 'employeeId' ? Number(left) - Number(right) : left.localeCompare(right);
        if (compared !== 0) return descending ? -compared : compared;
      }
      return Number(a.id) - Number(b.id);
    });
}

function pageOf(account: Account, all: EmployeeRecord[], query: ListQuery) {
  const boundary = (cursor: string) => {
    const index = all.findIndex((employee) => employee.id === decodeCursor(cursor));
    if (index < 0) throw new BadRequest('Invalid page cursor', 'BadPage');
    return index;
  };
  let start = 0;
  if (query.after !== undefined) start = boundary(query.after) + 1;
  if (query.before !== undefined) start = Math.max(0, boundary(query.before) - query.limit);
  const end = query.before === undefined ? start + query.limit : boundary(query.before);
  const employees = all.slice(start, end);
  return {
    employees,
    total: all.length,
    nextCursor: end < all.length ? encodeCursor(employees.at(-1)?.id) : null,
    prevCursor: start > 0 ? encodeCursor(employees[0]?.id) : null,
  };
}

const encodeCursor = (id: string | undefined): string | null =>
  id === undefined ? null : Buffer.from(JSON.stringify({ employee: id })).toString('base64');

function decodeCursor(cursor: string): string {
  try {
    return String((JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as { employee: string }).employee);
  } catch {
    throw new BadRequest('Invalid page cursor', 'BadPage');
  }
}

/** The fixed set and what was asked for besides; hidden values are null and named in _restrictedFields. */
function show(account: Account, employee: EmployeeRecord, added: string[]): Record<string, unknown> {
  const shown: Record<string, unknown> = { employeeId: employee.id };
  const restricted: string[] = [];
  const known = added.flatMap((name) => (name in ADDED_FIELDS ? [[name, ADDED_FIELDS[name] ?? name] as const] : []));
  for (const [name, source] of [...BASE_FIELDS.map((name) => [name, name] as const), ...known]) {
    const value = valueOf(account, employee, source);
    if (value === undefined) restricted.push(name);
    shown[name] = value ?? null;
  }
  return { ...shown, _restrictedFields: restricted };
}
