import type { ScreeningResult } from '../../schemas/screening-result.js';
import { STAGING_HOST, VENDOR } from './manifest.js';
import type { CheckrReport } from './wire.js';

const STATUSES: Readonly<Record<CheckrReport['status'], ScreeningResult['status']>> = {
  pending: 'pending',
  suspended: 'suspended',
  // Waits for a person's decision to go on with the remaining screenings.
  paused: 'suspended',
  complete: 'complete',
  clear: 'complete',
  consider: 'complete',
  canceled: 'canceled',
  dispute: 'disputed',
};

const OUTCOMES = { clear: 'clear', consider: 'review' } as const;

/** A report in hireline's words. `completed` events mean that processing ended: only `result` says how. */
export function toScreeningResult(report: CheckrReport, apiUrl: string): ScreeningResult {
  return {
    screening: VENDOR,
    resultId: report.id,
    kind: 'background_check',
    name: report.package || null,
    status: STATUSES[report.status],
    outcome: outcomeOf(report),
    adjudication: report.adjudication ?? null,
    score: null,
    maxScore: null,
    completedAt: report.completed_at ?? null,
    updatedAt: latest([report.completed_at, report.revised_at, report.updated_at]),
    url: reportUrl(report.id, apiUrl),
  };
}

/** Older reports have the result as their status. */
function outcomeOf({ result, status }: CheckrReport): ScreeningResult['outcome'] {
  const told = result ?? (status === 'clear' || status === 'consider' ? status : undefined);
  return told ? OUTCOMES[told] : null;
}

/** All of them are ISO 8601 UTC with milliseconds, and so in the order of their text. */
function latest(times: readonly (string | null | undefined)[]): string | null {
  return (
    times
      .filter((time) => time != null)
      .sort()
      .at(-1) ?? null
  );
}

/** The report's page; staging has a dashboard of its own. */
function reportUrl(id: string, apiUrl: string): string {
  const staging = new URL(apiUrl).hostname === STAGING_HOST;
  const dashboard = staging ? 'https://dashboard.checkrhq-staging.net' : 'https://dashboard.checkr.com';
  return `${dashboard}/reports/${encodeURIComponent(id)}`;
}
