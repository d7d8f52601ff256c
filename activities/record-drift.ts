import type { ApplicationFailure } from '@temporalio/common';
import type { VendorFailureDetails } from '../connectors/failure.js';
import { mappedPlaces } from '../domain/mapped-places.js';
import type { EmptyReferralField } from '../domain/referral-fields.js';
import { recordDrift, type SeenDrift } from '../ledger/vendor-drift.js';
import { HIRE_FIELD_NAMES, type FieldProblem, type HireFieldName } from '../schemas/hire.js';
import { FailureType } from '../workflows/failure-types.js';
import type { Dependencies } from './dependencies.js';
import { keepEmptyReferralFields } from './referral-drift.js';

type Known = Pick<Dependencies, 'db' | 'fieldMap' | 'systems' | 'policy'>;
type Mapped = Pick<Known, 'fieldMap' | 'systems'>;

/** Keeps what a failure says about a vendor that does not answer as its connector expects, and the run it stopped. */
export async function keepDrift(known: Known, failure: ApplicationFailure, workflowId: string): Promise<void> {
  const [details] = (failure.details ?? []) as (IncompleteDetails | null)[];
  if (failure.type === FailureType.FieldsIncomplete && details?.referral) {
    await keepEmptyReferralFields(known, details.referral, workflowId);
  }
  for (const seen of driftIn(known, failure)) await recordDrift(known.db, seen, workflowId);
}

/** [] for a failure that is no sign of drift. */
export function driftIn(known: Mapped, failure: ApplicationFailure): SeenDrift[] {
  const [details] = failure.details ?? [];
  if (typeof details !== 'object' || details === null) return [];
  switch (failure.type) {
    case FailureType.VendorContract:
      return contractDrift(known, failure, details);
    case FailureType.FieldsIncomplete:
      return fieldDrift(known, details);
    default:
      return [];
  }
}

function contractDrift(
  { fieldMap, systems }: Mapped,
  { message }: ApplicationFailure,
  { vendor, operation, form }: Partial<VendorFailureDetails>,
): SeenDrift[] {
  if (!vendor || !operation) return [];
  const told = form
    ? { ...form, expected: bare(form.expected) }
    : { ...splitMessage(message, vendor), found: 'another form' };
  return [
    {
      ...{ vendor, kind: 'answer', operation: withoutIds(operation), ...told },
      mappedAt: mappedPlaces(fieldMap, systems, vendor, told.place),
    },
  ];
}

/** "greenhouse: stage_id: expected a visit" → its place and the rest. */
function splitMessage(message: string, vendor: string): { place: string; expected: string } {
  const text = message.startsWith(`${vendor}: `) ? message.slice(vendor.length + 2) : message;
  const [place = '', ...rest] = text.split(': ');
  return rest.length > 0 && /^\S+$/.test(place)
    ? { place, expected: bare(rest.join(': ')) }
    : { place: 'the answer', expected: bare(text) };
}

/** What is told after the word "expected". */
const bare = (text: string): string => text.replace(/^expected /, '');

/** The same operation on any record: "GET /v1/employees/{id}". */
const withoutIds = (operation: string): string => operation.replace(/\/(?!v\d+(?:\/|$))[^/?\s]*\d[^/?\s]*/g, '/{id}');

interface IncompleteDetails {
  fields?: unknown;
  problems?: unknown;
  /** Of a referral: another section of the map. */
  referral?: EmptyReferralField[];
}

function fieldDrift(known: Mapped, { fields, problems }: IncompleteDetails): SeenDrift[] {
  const unreadable = (Array.isArray(problems) ? problems : []) as FieldProblem[];
  const empty = (Array.isArray(fields) ? fields : []).filter(
    (field): field is HireFieldName =>
      (HIRE_FIELD_NAMES as unknown[]).includes(field) && !unreadable.some((problem) => problem.field === field),
  );
  return [
    ...unreadable.map((problem) => unreadableValue(known, problem)),
    ...empty.flatMap((field) => emptyField(known, field)),
  ];
}

/** A place of a problem begins with the vendor: "greenhouse offer.custom_fields.base_salary". */
function unreadableValue({ fieldMap, systems }: Mapped, problem: FieldProblem): SeenDrift {
  const { field, place, expected, found } = problem;
  const { authority } = fieldMap.rules[field];
  const vendor = systems.roles[authority];
  const mapped = mappedPlaces(fieldMap, systems, vendor, place);
  return {
    ...{
      vendor,
      kind: 'value',
      operation: `reading ${field}`,
      place: place.replace(`${vendor} `, ''),
      expected,
      found,
    },
    mappedAt: mapped.length > 0 ? mapped : [`fields.${field}.${authority}`],
  };
}

function emptyField({ fieldMap, systems }: Mapped, field: HireFieldName): SeenDrift[] {
  const { authority, bindings } = fieldMap.rules[field];
  const place = bindings[authority]?.['path'];
  if (!place) return [];
  return [
    {
      ...{ vendor: systems.roles[authority], kind: 'empty', operation: `reading ${field}`, place },
      ...{ expected: 'a value', found: 'nothing', mappedAt: [`fields.${field}.${authority}`] },
    },
  ];
}
