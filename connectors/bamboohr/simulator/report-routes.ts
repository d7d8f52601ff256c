import type { Router } from 'express';
import { Refusal, param, queryOf, refuse, requireJson, route, wantsJson } from './answers.js';
import { ALL_FIELDS, TABLES, tableNamed } from './fields.js';
import type { Account, EmployeeRecord } from './state.js';
import { employeeValue, rowValues } from './values.js';
import { directoryXml, fieldsXml } from './xml.js';

const DIRECTORY_FIELDS = [
  'displayName',
  'firstName',
  'lastName',
  'preferredName',
  'jobTitle',
  'department',
  'location',
  'workEmail',
  'workPhone',
  'mobilePhone',
];
const MOST_FIELDS = 400;
const OTHER_FORMATS = new Set(['xml', 'csv', 'xls', 'pdf']);

/** Reads over many employees: directory, custom report, changes, and what fields and tables there are. */
export function reportRoutes(api: Router, account: Account): void {
  const columnsOf = (employee: EmployeeRecord, names: string[], future: boolean): Record<string, unknown> => {
    const shown: Record<string, unknown> = { id: employee.id };
    for (const name of names) {
      const value = employeeValue(account, employee, name, future);
      if (value !== undefined) shown[name] = value;
    }
    return shown;
  };
  const described = (names: string[]) =>
    names.map((id) => {
      const known = ALL_FIELDS.find((one) => one.alias === id);
      return { id, type: known?.type ?? 'text', name: known?.name ?? id };
    });

  api.get(
    '/api/v1/employees/directory',
    route((request, response) => {
      if (!account.permissions.directoryShared) return refuse(response, 403, 'Directory not shared');
      const withFuture = queryOf(request).get('onlyCurrent') === 'false';
      const employees = account.employees
        .all()
        .filter((one) => account.status(one) === 'Active' || (withFuture && account.isFutureHire(one)))
        .map((one) => ({ ...columnsOf(one, DIRECTORY_FIELDS, withFuture), canUploadPhoto: 0 }));
      if (employees.length === 0) return refuse(response, 404, 'Directory is empty');
      const fields = described(DIRECTORY_FIELDS);
      if (wantsJson(request)) response.json({ fields, employees });
      else response.type('text/xml').send(directoryXml(fields, employees));
    }),
  );

  api.post(
    '/api/v1/reports/custom',
    route((request, response) => {
      // Anything but exactly this is read as XML, also with a charset.
      if (request.headers['content-type'] !== 'application/json') throw new Refusal(400, 'Malformed XML');
      const body = requireJson(request) as {
        title?: unknown;
        fields?: unknown;
        filters?: { employeeIds?: unknown; lastChanged?: { value?: unknown } };
      };
      const query = queryOf(request);
      const format =
        query.get('format')?.toLowerCase() ?? (request.headers.accept === 'application/json' ? 'json' : '');
      if (OTHER_FORMATS.has(format)) return void response.status(501).json({ error: 'this format is not simulated' });
      if (format !== 'json') throw new Refusal(404, 'Report format not found');
      if (!Array.isArray(body.fields) || body.fields.length > MOST_FIELDS) throw new Refusal(400, 'Invalid fields');
      const everybody = account.employees.all();
      // Names that the account does not have, or the key may not see, are left out silently.
      const names = body.fields
        .map(String)
        .filter((name) => everybody.some((one) => employeeValue(account, one, name, true) !== undefined));
      const ids = Array.isArray(body.filters?.employeeIds) ? new Set(body.filters.employeeIds.map(String)) : undefined;
      const since = body.filters?.lastChanged?.value;
      const employees = everybody
        .filter((one) => ids === undefined || ids.has(one.id))
        .filter((one) => typeof since !== 'string' || Date.parse(one.lastChanged) >= Date.parse(since))
        .map((one) => columnsOf(one, names, query.get('onlyCurrent') === 'false'));
      response.json({ title: String(body.title ?? 'Report'), fields: described(names), employees });
    }),
  );

  function sinceOf(search: URLSearchParams): number {
    const since = Date.parse(search.get('since') ?? '');
    if (Number.isNaN(since)) throw new Refusal(400, 'Invalid since');
    return since;
  }

  api.get(
    '/api/v1/employees/changed',
    route((request, response) => {
      const search = queryOf(request);
      const since = sinceOf(search);
      const type = search.get('type') ?? 'all';
      if (!['inserted', 'updated', 'deleted', 'all'].includes(type)) throw new Refusal(400, 'Invalid type');
      const changes = [
        ...account.employees.all().map((one) => ({
          id: one.id,
          action: Date.parse(one.createdAt) >= since ? 'Inserted' : 'Updated',
          lastChanged: one.lastChanged,
        })),
        ...account.deletions.all().map((one) => ({ id: one.id, action: 'Deleted', lastChanged: one.at })),
      ]
        .filter((one) => Date.parse(one.lastChanged) >= since)
        .filter((one) => type === 'all' || one.action.toLowerCase() === type);
      const latest =
        changes
          .map((one) => one.lastChanged)
          .sort()
          .at(-1) ?? search.get('since');
      response.json({ latest, employees: Object.fromEntries(changes.map((one) => [one.id, one])) });
    }),
  );

  api.get(
    '/api/v1/employees/changed/tables/:table',
    route((request, response) => {
      const table = tableNamed(param(request, 'table'));
      if (!table) throw new Refusal(404, 'Table not found');
      const since = sinceOf(queryOf(request));
      const columns = table.columns.map((column) => column.alias);
      const employees = account.employees
        .all()
        .filter((one) => Date.parse(one.lastChanged) >= since)
        .map((one) => [
          one.id,
          {
            lastChanged: one.lastChanged,
            rows: account.rowsOf(one.id, table.alias).map((row) => rowValues(account, row, columns)),
          },
        ]);
      response.json({ table: table.alias, employees: Object.fromEntries(employees) as Record<string, unknown> });
    }),
  );

  api.get(
    '/api/v1/meta/fields',
    route((request, response) => {
      if (wantsJson(request)) response.json(ALL_FIELDS);
      else response.type('text/xml').send(fieldsXml(ALL_FIELDS));
    }),
  );
  api.get(
    '/api/v1/meta/tables',
    route((request, response) => {
      if (wantsJson(request)) response.json(TABLES.map(({ alias, columns }) => ({ alias, fields: columns })));
      else response.type('text/xml').send(fieldsXml(TABLES.flatMap((table) => table.columns)));
    }),
  );
  api.get(
    '/api/v1/webhooks/monitor_fields',
    route((_request, response) => {
      response.json({ fields: ALL_FIELDS.map(({ id, name, alias }) => ({ id: String(id), name, alias })) });
    }),
  );
}
