import type { Router } from 'express';
import { Refusal, param, queryOf, requireJson, route, wantsJson } from './answers.js';
import { tableNamed, type TableDefinition } from './fields.js';
import type { Account, EmployeeRecord } from './state.js';
import { employeeValue, rowValues } from './values.js';
import type { Writes } from './writes.js';
import { employeeXml, tableXml } from './xml.js';

const MOST_FIELDS = 400;
/** The employee the API key belongs to. */
const CALLER = '105';

/** Create, read and update one employee, and the rows of their tables. */
export function employeeRoutes(api: Router, account: Account, writes: Writes, companyDomain: string): void {
  function employeeNamed(id: string): EmployeeRecord {
    const employee = account.employees.get(id === '0' ? CALLER : id);
    if (!employee) throw new Refusal(404, 'Employee not found');
    return employee;
  }

  function tableOf(alias: string): TableDefinition {
    const table = tableNamed(alias);
    if (!table) throw new Refusal(404, 'Table not found');
    return table;
  }

  const summary = (employee: EmployeeRecord) => ({
    id: employee.id,
    firstName: employee.fields['firstName'] ?? null,
    lastName: employee.fields['lastName'] ?? null,
    status: account.status(employee),
  });

  api.post(
    '/api/v1/employees',
    route((request, response) => {
      const employee = writes.createEmployee(requireJson(request));
      response
        .status(201)
        .set('Location', `https://api.bamboohr.com/api/gateway.php/${companyDomain}/v1/employees/${employee.id}`)
        .json(summary(employee));
    }),
  );

  api.get(
    '/api/v1/employees/:id',
    route((request, response) => {
      const employee = employeeNamed(param(request, 'id'));
      const query = queryOf(request);
      const names = (query.get('fields') ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
      if (names.length > MOST_FIELDS) throw new Refusal(400, 'Too many fields');
      const future = query.get('onlyCurrent') === 'false';
      const shown: Record<string, unknown> = { id: employee.id };
      for (const name of names) {
        const value = employeeValue(account, employee, name, future);
        if (value !== undefined) shown[name] = value;
      }
      if (wantsJson(request)) response.json(shown);
      else response.type('text/xml').send(employeeXml(shown));
    }),
  );

  api.post(
    '/api/v1/employees/:id',
    route((request, response) => {
      const body = requireJson(request);
      const employee = writes.updateEmployee(employeeNamed(param(request, 'id')).id, body);
      const echoed = Object.fromEntries(
        Object.keys(body).flatMap((name) => {
          const value = employeeValue(account, employee, name, false);
          return value === undefined ? [] : [[name, value]];
        }),
      );
      response.json({ ...summary(employee), ...echoed });
    }),
  );

  api.get(
    '/api/v1/employees/:id/tables/:table',
    route((request, response) => {
      const table = tableOf(param(request, 'table'));
      const id = param(request, 'id');
      const owners = id === 'all' ? account.employees.all() : [employeeNamed(id)];
      const columns = table.columns.map((column) => column.alias);
      const rows = owners
        .flatMap((employee) => account.rowsOf(employee.id, table.alias))
        .map((row) => rowValues(account, row, columns));
      if (wantsJson(request)) response.json(rows);
      else response.type('text/xml').send(tableXml(rows));
    }),
  );

  for (const version of ['v1', 'v1_1']) {
    api.post(
      `/api/${version}/employees/:id/tables/:table`,
      route((request, response) => {
        const table = tableOf(param(request, 'table'));
        const employee = employeeNamed(param(request, 'id'));
        writes.addRow(employee.id, table, requireJson(request));
        response.status(200).type('text/html').send('');
      }),
    );

    api.post(
      `/api/${version}/employees/:id/tables/:table/:rowId`,
      route((request, response) => {
        const table = tableOf(param(request, 'table'));
        const employee = employeeNamed(param(request, 'id'));
        const row = account.rowsOf(employee.id, table.alias).find((one) => one.id === param(request, 'rowId'));
        if (!row) throw new Refusal(404, 'Row not found');
        writes.updateRow(row, requireJson(request));
        response.status(200).type('text/html').send('');
      }),
    );
  }
}
