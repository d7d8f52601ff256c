import type { types } from '@slack/bolt';
import type { HireDifference } from '../../../schemas/hire-diff.js';
import { FIELD_LIMIT, fit, inline, SECTION_LIMIT } from './mrkdwn.js';

const AUTHORITY = { ats: 'ATS (the offer)', hris: 'HRIS' } as const;

/** One difference: what the offer and the HRIS say side by side, whose word counts, and why it was noticed. */
export function differenceSection(difference: HireDifference, more: string): types.SectionBlock {
  const lines = [
    `*${fieldTitle(difference.field)}*  ·  system of record: ${AUTHORITY[difference.authority]}`,
    ...(difference.normalised ? [`Compared as: ${inline(difference.normalised)}`] : []),
    ...difference.hints.map((hint) => `_${inline(hint)}_`),
    `Rule: ${inline(difference.rule)}`,
  ];
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: fit(lines.join('\n'), SECTION_LIMIT, more) },
    fields: [side('Offer (ATS)', difference.offer, more), side('HRIS', difference.hris, more)],
  };
}

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
