import type { GoLiveReport } from '../schemas/go-live.js';

/** A check, as far as it matters for going live. */
export interface NewestCheck {
  outcome: 'running' | 'passed' | 'failed';
  report: Pick<GoLiveReport, 'sections'>;
}

/**
 * What speaks against going live after the newest check: it has to have passed, and to have brought test candidates
 * through the stages. Reading alone proves access, and nothing of what becomes of a candidate.
 * @returns a sentence; undefined when nothing does.
 */
export function whyNotLive(newest: NewestCheck | undefined): string | undefined {
  if (!newest) return 'No go-live check was made yet.';
  if (newest.outcome !== 'passed') return `The newest go-live check is ${newest.outcome}.`;
  const tried = newest.report.sections.some(
    ({ id, checks }) => id === 'candidates' && checks.some(({ status }) => status === 'passed'),
  );
  return tried ? undefined : 'The newest go-live check has brought no test candidate through the stages.';
}
