import { z } from 'zod';

const AN_ID = 'expected an id of up to 19 digits';
/** Ids of employees and rows are documented as text and seen as numbers: both are taken. They stand in paths. */
export const WireId = z
  .union([z.string(), z.int()], { error: AN_ID })
  .transform((id) => String(id).trim())
  .refine((id) => /^\d{1,19}$/.test(id), AN_ID);

const OptionalText = z.string().nullish();

/** Answer of GET /employees/{id}: exactly the fields asked for that the caller may see. */
export const WireEmployee = z.record(z.string(), z.unknown());
export type WireEmployee = z.infer<typeof WireEmployee>;

/** One row of a table; its columns depend on the table and on the caller's permissions. */
export const WireRow = z.looseObject({ id: WireId.optional() });
export type WireRow = z.infer<typeof WireRow>;
export const WireRows = z.array(WireRow);

/** One page of GET /employees. */
export const WireEmployeePage = z.looseObject({
  data: z.array(
    z.looseObject({
      employeeId: WireId,
      firstName: OptionalText,
      lastName: OptionalText,
      preferredName: OptionalText,
      workEmail: OptionalText,
      _restrictedFields: z.array(z.string()).nullish(),
    }),
  ),
  meta: z
    .looseObject({ page: z.looseObject({ nextCursor: z.union([z.string(), z.number()]).nullish() }).nullish() })
    .nullish(),
});

/** GET /employees/directory and POST /reports/custom: a list of employees with the columns they hold. */
export const WireEmployeeList = z.looseObject({ employees: z.array(z.looseObject({ id: WireId })) });

/** A map by employee id. PHP writes an empty one as an empty list. */
const byEmployee = <T extends z.ZodType>(entry: T) =>
  z.union([z.record(z.string(), entry), z.array(z.never()).transform((): Record<string, z.output<T>> => ({}))]);

/** GET /employees/changed. `action` is Inserted, Updated or Deleted, as seen since the time asked for. */
export const WireChanges = z.looseObject({ employees: byEmployee(z.looseObject({ action: OptionalText })) });

/** GET /employees/changed/tables/{table}: all rows of the employees that changed. */
export const WireChangedRows = z.looseObject({ employees: byEmployee(z.looseObject({ rows: WireRows })) });

/** An event-based webhook. Only what an event needs is demanded. */
export const WireEvent = z.looseObject({
  type: z.string(),
  data: z.looseObject(
    {
      employeeId: WireId,
      changedFields: z.array(z.string({ error: 'expected text' }), { error: 'expected a list of names' }).nullish(),
    },
    { error: 'expected an object' },
  ),
});
