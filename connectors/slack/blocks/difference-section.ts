import type { types } from '@slack/bolt';
import type { HireDifference } from '../../../schemas/hire-diff.js';
import { FIELD_LIMIT, fit, inline, SECTION_LIMIT } from './mrkdwn.js';

const AUTHORITY = { ats: 'ATS (the offer)', hris: 'HRIS' } as const;

/** One thing that a hire is held for: what is known of it, and why it was noticed. */
export function differenceSection(difference: HireDifference, more: string): types.SectionBlock {
  switch (difference.field) {
    case 'screening':
      return screeningSection(difference, more);
    case 'employment':
      return employmentSection(difference, more);
    default:
      return fieldSection(difference, more);
  }
}

/** A field: what the offer and the HRIS say side by side, and whose word counts. */
function fieldSection(difference: HireDifference, more: string): types.SectionBlock {
  const { field, authority, normalised, hints, rule, offer, hris } = difference;
  const lines = [
    `*${fieldTitle(field)}*  ·  system of record: ${AUTHORITY[authority]}`,
    ...(normalised ? [`Compared as: ${inline(normalised)}`] : []),
    ...hints.map((hint) => `_${inline(hint)}_`),
    ruleLine(rule),
  ];
  return { ...text(lines, more), fields: [side('Offer (ATS)', offer, more), side('HRIS', hris, more)] };
}

/** Which results are in an adverse action, and how far it has gone. What was found stays with the vendor. */
function screeningSection({ hris, rule }: HireDifference, more: string): types.SectionBlock {
  return text(['*Screening: an adverse action*', ...(hris ? [inline(hris)] : []), ruleLine(rule)], more);
}

/** A hire that is none any more in the ATS, although payroll has paid. */
function employmentSection({ offer, hris, rule }: HireDifference, more: string): types.SectionBlock {
  return {
    ...text(['*Rescinded after payroll had paid*', ruleLine(rule)], more),
    fields: [side('ATS', offer, more), side('HRIS and payroll', hris, more)],
  };
}

const ruleLine = (rule: string): string => `Rule: ${inline(rule)}`;

const text = (lines: readonly string[], more: string): types.SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: fit(lines.join('\n'), SECTION_LIMIT, more) },
});

function side(system: string, value: string | null, more: string): types.MrkdwnElement {
  return {
    type: 'mrkdwn',
    text: fit(`*${system}*\n${value === null || value === '' ? '_empty_' : inline(value)}`, FIELD_LIMIT, more),
  };
}

/** "startDate" as "Start date". */
function fieldTitle(field: string): string {
  const words = field.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return inline(words.charAt(0).toUpperCase() + words.slice(1));
}
