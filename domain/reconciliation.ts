import { createHash } from 'node:crypto';
import type { HireFields } from '../schemas/hire.js';
import type { ReconciliationDifference, ReconciliationItem, ReconciliationKind } from '../schemas/reconciliation.js';
import { compareHire } from './comparison.js';
import type { ReconciliationMap } from './reconciliation-map.js';

/** A hire of which the two sides do not say the same, with what each of them says. */
export interface MismatchedHire {
  kind: ReconciliationKind;
  applicationId: string | null;
  /** In the order of `hris`; empty where the HRIS has none. */
  employeeIds: string[];
  ats: SideOfHire | null;
  hris: SideOfHire[];
  /** The record of the other side that is probably the same hire, where only one can be meant. */
  match: { applicationId: string; employeeId: string; by: MatchRule } | null;
}

/** How a match was found, the surest first. */
export type MatchRule = 'ledger' | 'email' | 'name';

export interface SideOfHire {
  /** When the offer was accepted, or the employee created: ISO 8601 with zone. */
  at: string | null;
  fields: HireFields;
}

/** What a run found, as it goes into the queue. */
export interface Finding extends Pick<
  ReconciliationItem,
  | 'kind'
  | 'reason'
  | 'owner'
  | 'applicationId'
  | 'employeeIds'
  | 'person'
  | 'differences'
  | 'suggestedMatch'
  | 'suggestedAction'
  | 'day'
> {
  /** What is wrong with which record: the same on every night, and no other finding's. No personal data. */
  cause: string;
  /** Of what is wrong in detail (sha256, hex): changes when a person who ignored it should look again. */
  fingerprint: string;
}

/** Whose days they are, and which day something belongs to that bears no date. */
export interface Calendar {
  /** IANA name. */
  timeZone: string;
  /** YYYY-MM-DD */
  today: string;
}

/**
 * What a mismatch means: what is wrong, whose it is, and what can be done.
 * @returns undefined when both sides mean the same after all, however they write it.
 */
export function findingOf(
  reconciliation: ReconciliationMap,
  calendar: Calendar,
  hire: MismatchedHire,
): Finding | undefined {
  const { kind, applicationId, employeeIds } = hire;
  const shown = hire.ats ?? hire.hris[0];
  const common = { kind, applicationId, employeeIds, person: shown ? personOf(shown.fields) : null };
  switch (kind) {
    case 'ats_only':
      return {
        ...common,
        cause: causeOf(kind, applicationId),
        fingerprint: fingerprintOf([]),
        reason: 'The offer was accepted in the ATS, and the HRIS has no employee for it.',
        owner: 'hr_ops',
        differences: [],
        suggestedMatch: hire.match && {
          applicationId: null,
          employeeId: hire.match.employeeId,
          why: whyOf(hire.match.by),
        },
        suggestedAction: hire.match ? 'adopt' : 'write',
        day: dayOf(calendar, hire.ats?.at),
      };
    case 'hris_only':
      return {
        ...common,
        cause: causeOf(kind, employeeIds[0]),
        fingerprint: fingerprintOf([applicationId]),
        reason:
          applicationId === null
            ? 'The employee was created in the HRIS without an application id, and no accepted offer is known for them.'
            : 'The employee carries the id of an application that has no accepted offer in the ATS.',
        owner: 'recruiting',
        differences: [],
        suggestedMatch: hire.match && {
          applicationId: hire.match.applicationId,
          employeeId: null,
          why: whyOf(hire.match.by),
        },
        suggestedAction: hire.match ? 'adopt' : 'link',
        day: dayOf(calendar, hire.hris[0]?.at),
      };
    case 'differing': {
      const differences = differencesOf(reconciliation, hire.ats?.fields ?? {}, hire.hris[0]?.fields ?? {});
      if (differences.length === 0) return undefined;
      return {
        ...common,
        cause: causeOf(kind, applicationId),
        fingerprint: fingerprintOf(differences.map(({ field, ats, hris }) => [field, ats, hris])),
        reason: differenceReason(reconciliation, differences),
        owner: ownerOf(reconciliation, differences),
        differences,
        suggestedMatch: null,
        suggestedAction: 'write',
        day: dayOf(calendar, hire.ats?.at),
      };
    }
    case 'doubled':
      return {
        ...common,
        cause: causeOf(kind, sharesApplication(hire) ? applicationId : `employee:${employeeIds[0]}`),
        fingerprint: fingerprintOf(employeeIds),
        reason: `The HRIS has ${employeeIds.length} employees for one ${sharesApplication(hire) ? 'application' : 'person with one start date'}.`,
        owner: 'hr_ops',
        differences: [],
        suggestedMatch: null,
        suggestedAction: 'link',
        day: latestDay(calendar, hire.hris),
      };
  }
}

/**
 * The fields in which two sides of one hire differ, those that payroll depends on first. A value that neither side
 * has is no difference, nor is an employee id that the ATS was not told: the application id joins the two already.
 */
export function differencesOf(
  { map, fields, decisive }: ReconciliationMap,
  ats: HireFields,
  hris: HireFields,
): ReconciliationDifference[] {
  const found = new Map(compareHire(map, ats, hris).differences.map((difference) => [difference.field, difference]));
  const inOrder = [...fields].sort((one, other) => Number(decisive.has(other)) - Number(decisive.has(one)));
  return inOrder.flatMap((field) => {
    const { offer = null, hris: held = null } = found.get(field) ?? {};
    return offer === null && (held === null || field === 'employeeId') ? [] : [{ field, ats: offer, hris: held }];
  });
}

const causeOf = (kind: ReconciliationKind, record: string | null | undefined): string => {
  if (!record) throw new Error(`a mismatch of kind ${kind} names no record: expected an application or an employee id`);
  return `${kind}:${record}`;
};

const fingerprintOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

function personOf({ firstName, lastName, jobTitle, startDate }: HireFields): string | null {
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return [name, jobTitle, startDate && `from ${startDate}`].filter(Boolean).join(', ') || null;
}

function whyOf(by: MatchRule): string {
  switch (by) {
    case 'ledger':
      return 'hireline made this employee for this application';
    case 'email':
      return 'the same personal e-mail address, and nobody else has it';
    case 'name':
      return 'the same name and start date, and nobody else has both';
  }
}

function differenceReason({ decisive }: ReconciliationMap, differences: ReconciliationDifference[]): string {
  const names = differences.map(({ field }) => field).join(', ');
  const payroll = differences.some(({ field }) => decisive.has(field)) ? '; payroll depends on it' : '';
  return `The ATS and the HRIS do not agree on ${names}${payroll}.`;
}

/** The HRIS is put right where the ATS is authoritative for anything that differs, and the other way round. */
function ownerOf({ map }: ReconciliationMap, differences: ReconciliationDifference[]): 'recruiting' | 'hr_ops' {
  return differences.some(({ field }) => map.rules[field].authority === 'ats') ? 'hr_ops' : 'recruiting';
}

const sharesApplication = ({ hris }: MismatchedHire): boolean =>
  new Set(hris.map(({ fields }) => fields.atsApplicationId ?? '')).size === 1 && !!hris[0]?.fields.atsApplicationId;

function dayOf({ timeZone, today }: Calendar, at: string | null | undefined): string {
  return at ? dayFormat(timeZone).format(new Date(at)) : today;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Swedish writes days as YYYY-MM-DD. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = dayFormats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  dayFormats.set(timeZone, known);
  return known;
}

function latestDay(calendar: Calendar, sides: readonly SideOfHire[]): string {
  const days = sides.flatMap(({ at }) => (at ? [dayOf(calendar, at)] : []));
  return days.sort().at(-1) ?? calendar.today;
}
