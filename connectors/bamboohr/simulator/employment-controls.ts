import type { Router } from 'express';
import { z } from 'zod';
import { Refusal, param, route, refuseInBody } from './answers.js';
import { tableNamed } from './fields.js';
import { today, type Account } from './state.js';
import type { Writes } from './writes.js';

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected YYYY-MM-DD');
/** When the record was made, to put it into a window of the past: ISO 8601, kept to the second. */
const CreatedAt = z.iso
  .datetime({ offset: true })
  .transform((at) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'));

const Columns = z.record(z.string(), z.unknown());
const NewEmployee = z.looseObject({
  createdAt: CreatedAt.optional(),
  /** Columns of the first row; without a date it is the hire date's. */
  jobInfo: Columns.optional(),
  compensation: Columns.optional(),
});

const Bulk = z.strictObject({
  count: z.number().int().positive().max(50_000),
  createdAt: CreatedAt.optional(),
  hireDate: Day.optional(),
  /** The first of the application ids that they get, one after the other; without it they have none. */
  applicationIdFrom: z.number().int().positive().optional(),
  jobTitle: z.string().default('Software Engineer'),
  department: z.string().default('Engineering'),
  /** Employee id of the manager. */
  reportsTo: z.string().default('101'),
  rate: z.string().default('100000.00'),
  /** The day their employment ended, for former employees. */
  terminatedOn: Day.optional(),
});

const Termination = z.strictObject({ date: Day.optional() });

/** How employments begin and end in BambooHR's own pages and imports, below /_sandbox. */
export function employmentControls(
  controls: Router,
  account: Account,
  writes: Writes,
  show: (id: string) => unknown,
): void {
  const control = (handle: Parameters<typeof route>[0]) => route(handle, refuseInBody);
  const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
    const parsed = schema.safeParse(body ?? {});
    if (parsed.success) return parsed.data;
    throw new Refusal(400, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  };

  function addRow(id: string, alias: string, columns: Record<string, unknown>): void {
    const table = tableNamed(alias);
    if (table) writes.addRow(id, table, columns, 'person');
  }

  controls.post(
    '/employees',
    control((request, response) => {
      const { createdAt, jobInfo, compensation, ...fields } = parse(NewEmployee, request.body);
      const { id, fields: kept } = writes.createEmployee(fields, 'person', createdAt);
      const hireDate = kept['hireDate'] || today();
      if (jobInfo) addRow(id, 'jobInfo', { date: hireDate, ...jobInfo });
      if (compensation)
        addRow(id, 'compensation', { startDate: hireDate, type: 'Salary', paidPer: 'Year', ...compensation });
      response.status(201).json(show(id));
    }),
  );

  controls.post(
    '/employees/bulk',
    control((request, response) => {
      const bulk = parse(Bulk, request.body);
      const ids = Array.from({ length: bulk.count }, (_, index) => addQuietly(account, bulk, index));
      response.status(201).json({ count: ids.length, firstId: ids[0], lastId: ids.at(-1) });
    }),
  );

  controls.post(
    '/employees/:id/terminate',
    control((request, response) => {
      const id = param(request, 'id');
      if (!account.employees.get(id)) throw new Refusal(404, 'Employee not found');
      const { date = today() } = parse(Termination, request.body);
      addRow(id, 'employmentStatus', { date, employmentStatus: 'Terminated' });
      response.json(show(id));
    }),
  );
}

/** As an import does: nobody is told. */
function addQuietly(account: Account, bulk: z.output<typeof Bulk>, index: number): string {
  const id = account.newEmployeeId();
  const at = bulk.createdAt ?? new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const hireDate = bulk.hireDate ?? at.slice(0, 10);
  account.employees.put(id, {
    id,
    fields: {
      firstName: `Person${id}`,
      lastName: 'Bulk',
      homeEmail: `person${id}@bulk.example`,
      hireDate,
      ...(bulk.applicationIdFrom === undefined
        ? {}
        : { customAtsApplicationId: String(bulk.applicationIdFrom + index) }),
    },
    createdAt: at,
    lastChanged: at,
  });
  const { jobTitle, department, reportsTo, rate } = bulk;
  const rows: [string, Record<string, unknown>][] = [
    ['jobInfo', { date: hireDate, jobTitle, department, reportsTo }],
    ['compensation', { startDate: hireDate, rate: { value: rate, currency: 'USD' }, type: 'Salary', paidPer: 'Year' }],
    ['employmentStatus', { date: hireDate, employmentStatus: 'Full-time' }],
    ...(bulk.terminatedOn === undefined
      ? []
      : [
          ['employmentStatus', { date: bulk.terminatedOn, employmentStatus: 'Terminated' }] as [
            string,
            object & Record<string, unknown>,
          ],
        ]),
  ];
  for (const [table, values] of rows) {
    account.putRow({ id: account.newRowId(), employeeId: id, table, values, pending: false });
  }
  return id;
}
