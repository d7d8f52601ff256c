import type { ScreeningHistoryEntry } from '../../../ledger/screening.js';
import type { ScreeningResult } from '../../../schemas/screening-result.js';
import type { TimelineEntry } from './hire-shapes.js';

const KINDS: Record<ScreeningResult['kind'], string> = {
  background_check: 'Background check',
  skills_test: 'Skills test',
};

/** A state of a screening result; what was found stays with the vendor. And a person's word that the hire goes on. */
export function screeningEntries(entry: ScreeningHistoryEntry): TimelineEntry[] {
  const { result, sequence, recordedAt, adverse, runUrl, clearedAt, clearedBy, clearedReason } = entry;
  const { screening, resultId, kind, name, status, outcome, adjudication, url } = result;
  const said = [status, outcome, adjudication].filter((word) => word !== null).map((word) => word.replaceAll('_', ' '));
  const state: TimelineEntry = {
    at: recordedAt,
    system: screening,
    kind: 'screening',
    text: `${KINDS[kind]}${name ? ` "${name}"` : ''}: ${said.join(', ')}.${adverse ? ' Payroll waits until a person decides.' : ''}`,
    runUrl,
    details: { result: { screening, resultId }, state: sequence, status, outcome, adjudication, url },
  };
  if (!clearedAt) return [state];
  return [
    state,
    {
      at: clearedAt,
      system: 'hireline',
      kind: 'decision',
      text: `${clearedBy ?? 'Somebody'} decided: the hire goes on in spite of ${screening} ${resultId}.`,
      details: { result: { screening, resultId }, state: sequence, reason: clearedReason },
    },
  ];
}
