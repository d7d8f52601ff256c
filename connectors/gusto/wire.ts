import { z } from 'zod';

/**
 * What hireline reads of Gusto's answers, API version 2025-06-15. Loose: Gusto adds fields without a new version,
 * and leaves pay out where the application lacks the scope compensations:read.
 */

/** Ids, versions and rates are strings; a number in their place is taken as its text. */
const Text = z.union([z.string(), z.number().transform(String)]);
const OptionalText = Text.nullish();

export const Identified = z.looseObject({ uuid: Text });

export const GustoCompensation = z.looseObject({
  uuid: Text,
  version: OptionalText,
  rate: OptionalText,
  payment_unit: OptionalText,
  flsa_status: OptionalText,
  effective_date: OptionalText,
});
export type GustoCompensation = z.infer<typeof GustoCompensation>;

export const GustoJob = z.looseObject({
  uuid: Text,
  version: OptionalText,
  title: OptionalText,
  hire_date: OptionalText,
  primary: z.boolean().nullish(),
  rate: OptionalText,
  payment_unit: OptionalText,
  current_compensation_uuid: OptionalText,
  compensations: z.array(GustoCompensation).nullish(),
});
export type GustoJob = z.infer<typeof GustoJob>;

/** `effective_date` is the last day of work; `active` says that it has passed. */
const GustoTermination = z.looseObject({
  version: OptionalText,
  effective_date: OptionalText,
  active: z.boolean().nullish(),
  run_termination_payroll: z.boolean().nullish(),
});

export const GustoEmployee = z.looseObject({
  uuid: Text,
  first_name: OptionalText,
  last_name: OptionalText,
  preferred_first_name: OptionalText,
  email: OptionalText,
  jobs: z.array(GustoJob).nullish(),
  terminated: z.boolean().nullish(),
  terminations: z.array(GustoTermination).nullish(),
});
export type GustoEmployee = z.infer<typeof GustoEmployee>;

/** A row of the employee list: only what tells whether it is the person looked for. */
export const GustoEmployeeRow = z.looseObject({
  uuid: Text,
  email: OptionalText,
  work_email: OptionalText,
  terminated: z.boolean().nullish(),
});

export const GustoLocation = z.looseObject({
  uuid: Text,
  active: z.boolean().nullish(),
  inactive: z.boolean().nullish(),
});

export const GustoWorkAddress = z.looseObject({
  uuid: Text,
  version: OptionalText,
  location_uuid: OptionalText,
  effective_date: OptionalText,
});

/** An entry of the employment history; without a termination date it goes on. */
export const GustoEmployment = z.looseObject({ hire_date: OptionalText, termination_date: OptionalText });
export type GustoEmployment = z.infer<typeof GustoEmployment>;

export const GustoRehire = z.looseObject({
  version: OptionalText,
  effective_date: OptionalText,
  active: z.boolean().nullish(),
});

/** A row of the list of payrolls; the id is `payroll_uuid`, and `uuid` in some answers. */
export const GustoPayrollRow = z
  .looseObject({
    payroll_uuid: OptionalText,
    uuid: OptionalText,
    pay_period: z.looseObject({ end_date: OptionalText }).nullish(),
    check_date: OptionalText,
    payroll_deadline: OptionalText,
    processed: z.boolean().nullish(),
  })
  .transform((row) => ({ ...row, uuid: row.payroll_uuid ?? row.uuid ?? '' }))
  .refine((row) => row.uuid !== '', 'expected payroll_uuid');

/** A processed payroll, one page of who was paid by it. */
export const GustoPayroll = z.looseObject({
  employee_compensations: z
    .array(z.looseObject({ employee_uuid: OptionalText, excluded: z.boolean().nullish(), gross_pay: OptionalText }))
    .nullish(),
});

/** One page of a payroll, with what each employee is paid by it; `version` is told once it is prepared. */
export const GustoPayrollPage = z.looseObject({
  employee_compensations: z
    .array(
      z.looseObject({
        employee_uuid: OptionalText,
        version: OptionalText,
        excluded: z.boolean().nullish(),
        memo: OptionalText,
        fixed_compensations: z
          .array(z.looseObject({ name: OptionalText, amount: OptionalText, job_uuid: OptionalText }))
          .nullish(),
      }),
    )
    .nullish(),
});
export type GustoPayrollPage = z.infer<typeof GustoPayrollPage>;

export const GustoGarnishment = z.looseObject({ uuid: Text, description: OptionalText });

export const GustoPayStub = z.looseObject({ uuid: Text });

export const GustoToken = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.coerce.number().positive().default(7200),
});

export const GustoTokenInfo = z.looseObject({
  resource: z.looseObject({ type: OptionalText, uuid: OptionalText }).nullish(),
});

export interface GustoError {
  error_key: string;
  category: string;
  message: string;
}

const ErrorEntry = z.looseObject({
  error_key: z.string().catch(''),
  category: z.string().catch(''),
  message: z.string().catch(''),
  errors: z.array(z.unknown()).catch([]),
});

/**
 * The errors of an answer, nested ones flattened (category `nested_errors`).
 * Source: schema Entity-Error-Object. @returns [] when the body says nothing in this form.
 */
export function errorsOf(body: unknown): GustoError[] {
  const list = z.looseObject({ errors: z.array(z.unknown()) }).safeParse(body);
  if (!list.success) return [];
  return list.data.errors.flatMap((entry) => {
    const parsed = ErrorEntry.safeParse(entry);
    if (!parsed.success) return [];
    const nested = errorsOf(parsed.data);
    return nested.length > 0 ? nested : [parsed.data];
  });
}
