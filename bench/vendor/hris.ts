import { PEOPLE } from '../../sandbox/company.js';
import { ok, type Answer, type Routes } from './answer.js';
import type { Written } from './written.js';

type Row = Record<string, unknown>;

interface Employee {
  fields: Row;
  tables: Map<string, Row[]>;
}

/** The field of the default field map that tells which application an employee comes from. */
const APPLICATION = 'customAtsApplicationId';

/**
 * As much of BambooHR as a hire needs (https://documentation.bamboohr.com/reference): the list by name, an employee
 * with its table rows, and their writes. What a hire starts with lies in the future, so no field computed from
 * today's row shows anything.
 */
export function createHris(written: Written): Routes {
  const employees = new Map<string, Employee>();
  const byLastName = new Map<string, string[]>();
  let lastId = 1_000;
  let lastRow = 0;

  function add(id: string, fields: Row): void {
    employees.set(id, { fields: { ...fields, id, status: 'Active' }, tables: new Map() });
    const lastName = String(fields['lastName']).toLowerCase();
    byLastName.set(lastName, [...(byLastName.get(lastName) ?? []), id]);
  }
  for (const { bamboohrEmployeeId, firstName, lastName, workEmail, employeeNumber } of PEOPLE) {
    add(bamboohrEmployeeId, { firstName, lastName, workEmail, employeeNumber });
  }

  function list(lastName: string | null, firstName: string | null): Answer {
    const found = (byLastName.get((lastName ?? '').toLowerCase()) ?? []).flatMap((id) => {
      const fields = employees.get(id)?.fields ?? {};
      const other = firstName && String(fields['firstName']).toLowerCase() !== firstName.toLowerCase();
      const { preferredName = null, workEmail = null } = fields;
      return other
        ? []
        : [{ employeeId: id, firstName: fields['firstName'], lastName: fields['lastName'], preferredName, workEmail }];
    });
    return ok({ data: found, meta: { page: { nextCursor: null } } });
  }

  function create(body: string): Answer {
    const fields = JSON.parse(body) as Row;
    const id = String((lastId += 1));
    add(id, fields);
    written.created(String(fields[APPLICATION]));
    return { status: 201, headers: { location: `https://bench.bamboohr.com/api/v1/employees/${id}` } };
  }

  function read({ fields }: Employee, names: string): Answer {
    return ok(Object.fromEntries(['id', ...names.split(',')].map((name) => [name, fields[name] ?? null])));
  }

  function table({ fields, tables }: Employee, name: string): Answer {
    const rows = tables.get(name) ?? [];
    // The writer looks before it writes; rows that are there are read as proof.
    if (name === 'compensation' && rows.length > 0) written.complete(String(fields[APPLICATION]));
    return ok(rows);
  }

  function addRow({ tables }: Employee, name: string, body: string): Answer {
    const row = { ...(JSON.parse(body) as Row), id: String((lastRow += 1)) };
    tables.set(name, [...(tables.get(name) ?? []), row]);
    return { status: 200 };
  }

  return ({ method, path, query, body }) => {
    const [, api, version, collection, id, part, name] = path.split('/');
    if (`${api}/${version}/${collection}` !== 'api/v1/employees') return undefined;
    if (id === undefined) {
      return method === 'POST' ? create(body) : list(query.get('filter[lastName]'), query.get('filter[firstName]'));
    }
    const employee = employees.get(id);
    if (!employee) return { status: 404 };
    if (part === undefined && method === 'GET') return read(employee, query.get('fields') ?? '');
    if (part !== 'tables' || name === undefined) return undefined;
    return method === 'POST' ? addRow(employee, name, body) : table(employee, name);
  };
}
