import type { ScreeningResult } from '../../schemas/screening-result.js';
import { VENDOR } from './manifest.js';
import type { TestSession } from './wire.js';

/** Labels that say how a session counts, in lower case. CodeSignal sets them by the test's score ranges. */
export interface OutcomeLabels {
  passed: readonly string[];
  failed: readonly string[];
}

/** A test session in hireline's words. */
export function toScreeningResult(session: TestSession, labels: OutcomeLabels): ScreeningResult {
  const status = statusOf(session);
  return {
    screening: VENDOR,
    resultId: session.id,
    kind: 'skills_test',
    name: session.test?.title || null,
    status,
    outcome: status === 'complete' ? outcomeOf(session, labels) : null,
    adjudication: null,
    score: session.result?.score ?? null,
    maxScore: session.maxScore ?? null,
    completedAt: status === 'complete' ? (session.finishDate ?? null) : null,
    updatedAt: null,
    url: resultUrl(session.result?.url),
  };
}

function statusOf({ status, verificationStatus, finishDate }: TestSession): ScreeningResult['status'] {
  switch (status) {
    case 'pending':
    case 'active':
    case 'gracePeriod':
    case 'finalizing':
      return 'pending';
    case 'over':
      // A proctored session is not through before a person at CodeSignal has looked at the recording.
      return verificationStatus === 'pending' ? 'pending' : 'complete';
    case 'archived':
      return finishDate ? 'complete' : 'canceled';
    case 'expired':
    case 'declined':
    case 'deleted':
    case 'deletedForPii':
      return 'canceled';
  }
}

/** A suspected session is for a person to judge, whatever its score; so is one with labels that contradict each other. */
function outcomeOf(session: TestSession, { passed, failed }: OutcomeLabels): ScreeningResult['outcome'] {
  if (session.verificationStatus === 'notVerified' || session.integrityReviewSuggested) return 'review';
  const carried = (session.labels ?? []).map((label) => label.trim().toLowerCase());
  const passes = carried.some((label) => passed.includes(label));
  const fails = carried.some((label) => failed.includes(label));
  if (passes && fails) return 'review';
  return passes ? 'passed' : fails ? 'failed' : null;
}

/** Without its query: that holds an access token, which would let in whoever reads the ATS. */
function resultUrl(url: string | null | undefined): string | null {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, origin, pathname } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? origin + pathname : null;
}
