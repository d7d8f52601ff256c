import { z } from 'zod';
import { Compensation } from './compensation.js';
import { Person } from './person.js';

/** A plain calendar date, YYYY-MM-DD. Never shifted by a time zone. */
export const PlainDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date as YYYY-MM-DD');

/**
 * What hireline keeps equal about one hire, whichever system it was read from.
 * Every field is optional: a system need not hold it. config/field-map.yaml says who is authoritative.
 */
export const HireFields = z.object({
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  preferredName: z.string().optional(),
  personalEmail: z.string().optional(),
  /** E.164, e.g. "+14155550123". */
  phone: z.string().optional(),
  startDate: PlainDate.optional(),
  jobTitle: z.string().optional(),
  department: z.string().optional(),
  manager: Person.optional(),
  compensation: Compensation.optional(),
  employmentType: z.string().optional(),
  flsaStatus: z.string().optional(),
  atsApplicationId: z.string().optional(),
  employeeId: z.string().optional(),
});
export type HireFields = z.infer<typeof HireFields>;

export type HireFieldName = keyof HireFields;
export const HIRE_FIELD_NAMES = Object.keys(HireFields.shape) as HireFieldName[];

/** A value that a system holds in a form the field cannot take. Carries no value: it may be personal. */
export interface FieldProblem {
  field: HireFieldName;
  /** Where it stands, in the system's own words: "greenhouse offer.custom_fields.base_salary". */
  place: string;
  /** What was there: "text", "a number", "nothing" … */
  found: string;
  /** What was expected: "a currency {amount, currency_code}". */
  expected: string;
}

/** The fields of one hire as one system holds them, and what could not be read. */
export interface HireReading {
  fields: HireFields;
  problems: FieldProblem[];
}

/** The type of a PlainDate. */
export type PlainDateText = z.infer<typeof PlainDate>;
