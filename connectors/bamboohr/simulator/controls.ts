import type { Router } from 'express';
import { z } from 'zod';
import { PEOPLE } from '../../../sandbox/company.js';
import { Refusal, param, refuseInBody, route } from './answers.js';
import { employmentControls } from './employment-controls.js';
import { tableNamed } from './fields.js';
import type { Account, TableRow } from './state.js';
import { employeeValue, rowValues } from './values.js';
import type { Writes } from './writes.js';

const Alteration = z.strictObject({
  /** A flat field, or "<table>.<column>": "hireDate", "compensation.rate", "jobInfo.reportsTo". */
  field: z.string().min(1),
  value: z.unknown(),
  /** How many writes it hits. */
  count: z.number().int().positive().default(1),
});

const Permissions = z.strictObject({
  hiddenFields: z.array(z.string()).optional(),
  directoryShared: z.boolean().optional(),
  listOpen: z.boolean().optional(),
});

const CompensationEdit = z.strictObject({
  rate: z.union([z.string(), z.number()]).transform(String).optional(),
  currency: z.string().optional(),
  paidPer: z.string().optional(),
  type: z.string().optional(),
  startDate: z.string().optional(),
});

const JobEdit = z.strictObject({
  jobTitle: z.string().optional(),
  department: z.string().optional(),
  reportsTo: z.string().optional(),
  date: z.string().optional(),
});

/** What people do in BambooHR's own pages, and what shows how hireline reacts, below /_sandbox. */
export function sandboxControls(controls: Router, account: Account, writes: Writes): void {
  const everything = (id: string) => {
    const employee = account.employees.get(id);
    if (!employee) throw new Refusal(404, 'Employee not found');
    const table = (alias: string) => {
      const columns = tableNamed(alias)?.columns.map((column) => column.alias) ?? [];
      return account.rowsOf(id, alias).map((row) => rowValues(account, row, columns));
    };
    return {
      id,
      status: account.status(employee),
      terminationDate: employeeValue(account, employee, 'terminationDate', true),
      displayName: account.displayName(id),
      ...employee.fields,
      reportsToId: employeeValue(account, employee, 'reportsToId', true),
      createdAt: employee.createdAt,
      lastChanged: employee.lastChanged,
      jobInfo: table('jobInfo'),
      compensation: table('compensation'),
      employmentStatus: table('employmentStatus'),
    };
  };

  /** The newest row of a table; an edit in the pages changes it whatever its date, and is told at once. */
  function edit(id: string, alias: string, body: Record<string, unknown>): void {
    const table = tableNamed(alias);
    if (!table || !account.employees.get(id)) throw new Refusal(404, 'Employee not found');
    const newest: TableRow | undefined = account.rowNow(id, alias, true);
    if (newest) writes.updateRow(newest, body, 'person');
    else writes.addRow(id, table, body, 'person');
  }

  const control = (handle: Parameters<typeof route>[0]) => route(handle, refuseInBody);
  const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new Refusal(400, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  };

  controls.get('/employees', (_request, response) => {
    response.json(account.employees.all().map((employee) => everything(employee.id)));
  });
  controls.patch(
    '/employees/:id',
    control((request, response) => {
      writes.updateEmployee(param(request, 'id'), parse(z.record(z.string(), z.unknown()), request.body), 'person');
      response.json(everything(param(request, 'id')));
    }),
  );
  controls.put(
    '/employees/:id/compensation',
    control((request, response) => {
      const id = param(request, 'id');
      const { rate, currency, ...columns } = parse(CompensationEdit, request.body);
      const present = account.rowNow(id, 'compensation', true)?.values['rate'] as object | undefined;
      const changed = {
        ...(rate === undefined ? {} : { value: rate }),
        ...(currency === undefined ? {} : { currency }),
      };
      const pay = Object.keys(changed).length > 0 ? { rate: { currency: 'USD', ...present, ...changed } } : {};
      edit(id, 'compensation', { ...columns, ...pay });
      response.json(everything(id));
    }),
  );
  controls.put(
    '/employees/:id/job',
    control((request, response) => {
      edit(param(request, 'id'), 'jobInfo', parse(JobEdit, request.body));
      response.json(everything(param(request, 'id')));
    }),
  );
  employmentControls(controls, account, writes, everything);
  controls.delete('/employees/:id', (request, response) => {
    response.status(writes.deleteEmployee(param(request, 'id')) ? 204 : 404).end();
  });

  controls.get('/alterations', (_request, response) => void response.json(account.alterations));
  controls.post(
    '/alterations',
    control((request, response) => {
      const alteration = parse(Alteration, request.body);
      account.alterations.push({ ...alteration, value: alteration.value });
      response.status(201).json(alteration);
    }),
  );
  controls.delete('/alterations', (_request, response) => {
    account.alterations = [];
    response.status(204).end();
  });
  controls.get('/permissions', (_request, response) => void response.json(account.permissions));
  controls.put(
    '/permissions',
    control((request, response) => {
      const { hiddenFields, directoryShared, listOpen } = parse(Permissions, request.body);
      account.permissions = {
        hiddenFields: hiddenFields ?? account.permissions.hiddenFields,
        directoryShared: directoryShared ?? account.permissions.directoryShared,
        listOpen: listOpen ?? account.permissions.listOpen,
      };
      response.json(account.permissions);
    }),
  );
}

/** The people of the test company, long employed, each with a job and pay. */
export function seedAccount(account: Account): void {
  if (account.employees.size > 0) return;
  // Nobody of them was hired lately.
  const hireDate = '2021-03-01';
  const at = `${hireDate}T09:00:00Z`;
  const [head] = PEOPLE;
  for (const person of PEOPLE) {
    const id = person.bamboohrEmployeeId;
    const { firstName, lastName, workEmail, employeeNumber, jobTitle, department } = person;
    account.employees.put(id, {
      id,
      fields: { firstName, lastName, workEmail, employeeNumber, hireDate },
      createdAt: at,
      lastChanged: at,
    });
    const reportsTo = head && head !== person ? head.bamboohrEmployeeId : '';
    const rows: [string, Record<string, unknown>][] = [
      ['jobInfo', { date: hireDate, location: 'Lindon, Utah', jobTitle, department, reportsTo }],
      [
        'compensation',
        { startDate: hireDate, rate: { value: '120000.00', currency: 'USD' }, type: 'Salary', paidPer: 'Year' },
      ],
      ['employmentStatus', { date: hireDate, employmentStatus: 'Full-time' }],
    ];
    for (const [table, values] of rows) {
      const rowId = account.newRowId();
      account.putRow({ id: rowId, employeeId: id, table, values, pending: false });
    }
  }
}
