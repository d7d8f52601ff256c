import type { AtsHire } from '../connectors/roles/ats.js';
import type { HrisEmployee } from '../connectors/roles/hris.js';
import type { HireFields } from '../schemas/hire.js';
import type { Person } from '../schemas/person.js';
import { applyNullRules } from './null-rules.js';
import { comparisonKey, textKey, type Side } from './reconciliation-keys.js';
import type { ReconciliationMap } from './reconciliation-map.js';

/** One hire as one side holds it, flat, as the reconciliation joins it with the other side's. */
export interface ReconciliationRecord {
  side: Side;
  /** What joins the sides; null for an employee that carries none. */
  applicationId: string | null;
  /** The HRIS's own id; null on the ATS side. */
  employeeId: string | null;
  /** Keys to recognise the person by; null where the side does not hold the value, or the employment has ended. */
  email: string | null;
  name: string | null;
  startDate: string | null;
  /** Whether the employment has ended: such a record misses nobody in the ATS and doubles nobody. */
  ended: boolean;
  /** All compared values in one text: two sides that have the same agree in every field. */
  compared: string;
  /** When the offer was accepted, or the employee created: ISO 8601 with zone; null where the side does not say. */
  at: string | null;
  /** The values as the side has them: to compare exactly, and to show. */
  fields: HireFields;
}

/** Between the keys of a record; no key contains it. */
const SEPARATOR = '\u001f';

/**
 * The ATS side's record of a hire.
 * @param manager the person of the HRIS whom the offer's manager is, as for comparing a hire: without an `id` when it
 *   could not be told; undefined when the offer names none. What the ATS calls the manager's id is not used.
 * @returns undefined when it is no hire any more: its offer no longer stands, or its application was rejected.
 */
export function atsRecord(
  reconciliation: ReconciliationMap,
  hire: AtsHire,
  manager: Person | undefined,
): ReconciliationRecord | undefined {
  if (hire.offerStatus !== 'accepted' || hire.applicationStatus === 'rejected') return undefined;
  const empty = reconciliation.defaulted.some((field) => !hire.fields[field]);
  const fields = empty ? applyNullRules(reconciliation.map, hire).fields : hire.fields;
  return recordOf(reconciliation, {
    side: 'ats',
    applicationId: hire.applicationId,
    employeeId: null,
    ended: false,
    at: hire.acceptedAt,
    fields: { ...fields, manager },
  });
}

/**
 * The HRIS side's record of a hire.
 * @param createdAt when the employee was created there, ISO 8601 with zone; null where nobody knows.
 */
export function hrisRecord(
  reconciliation: ReconciliationMap,
  employee: HrisEmployee,
  createdAt: string | null,
): ReconciliationRecord {
  return recordOf(reconciliation, {
    side: 'hris',
    applicationId: employee.fields.atsApplicationId?.trim() || null,
    employeeId: employee.employeeId,
    ended: employee.terminated,
    at: createdAt,
    fields: employee.fields,
  });
}

function recordOf(
  { fields: compared }: ReconciliationMap,
  {
    side,
    applicationId,
    employeeId,
    ended,
    at,
    fields,
  }: Omit<ReconciliationRecord, 'email' | 'name' | 'startDate' | 'compared'>,
): ReconciliationRecord {
  const { firstName, lastName, personalEmail, startDate } = fields;
  return {
    side,
    applicationId,
    employeeId,
    email: ended || !personalEmail?.trim() ? null : textKey(personalEmail),
    name: ended || !firstName?.trim() || !lastName?.trim() ? null : textKey(`${firstName} ${lastName}`),
    startDate: ended || !startDate ? null : startDate,
    ended,
    compared: compared.map((field) => comparisonKey(field, fields, side)).join(SEPARATOR),
    at,
    fields,
  };
}
