import type { ScreeningResult } from '../schemas/screening-result.js';
import { entryId, type RecordedState } from './screening-field.js';

/** What a note in the ATS is found by; no marker is a part of another. */
export const noteMarker = (state: Pick<RecordedState, 'result' | 'sequence'>): string =>
  `[hireline screening ${entryId(state)}]`;

/**
 * What people read in the ATS of one state of a result: words for status, outcome and score, and where to look further.
 * @param vendorTitle "Checkr".
 */
export function noteBody(state: Pick<RecordedState, 'result' | 'sequence'>, vendorTitle: string): string {
  const { kind, name, status, outcome, adjudication, score, maxScore, url } = state.result;
  return [
    `${vendorTitle}, ${KIND[kind]}${name ? ` "${name}"` : ''}: ${STATUS[status]}.`,
    ...(outcome ? [`Outcome: ${OUTCOME[outcome]}.`] : []),
    ...(adjudication ? [`Adjudication: ${ADJUDICATION[adjudication]}.`] : []),
    ...(score === null ? [] : [`Score: ${score}${maxScore === null ? '' : ` of ${maxScore}`}.`]),
    ...(url ? [`The report, for those who may see it: ${url}`] : []),
    noteMarker(state),
  ].join('\n');
}

const KIND: Record<ScreeningResult['kind'], string> = {
  background_check: 'background check',
  skills_test: 'skills test',
};
const STATUS: Record<ScreeningResult['status'], string> = {
  pending: 'pending',
  suspended: 'suspended',
  complete: 'complete',
  disputed: 'disputed by the candidate',
  canceled: 'canceled',
};
const OUTCOME: Record<NonNullable<ScreeningResult['outcome']>, string> = {
  clear: 'clear',
  review: 'a person has to look at it',
  passed: 'passed',
  failed: 'failed',
};
const ADJUDICATION: Record<NonNullable<ScreeningResult['adjudication']>, string> = {
  engaged: 'engaged',
  pre_adverse_action: 'pre-adverse action',
  post_adverse_action: 'post-adverse action',
};
