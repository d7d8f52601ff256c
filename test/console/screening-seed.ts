import type pg from 'pg';
import { appendState } from '../../ledger/screening.js';
import { beginScreening, recordOwner, settleScreening } from '../../ledger/screening-results.js';
import type { ScreeningResult } from '../../schemas/screening-result.js';
import { screeningWorkflowId } from '../../workflows/contract.js';

const CHECKR = 'checkr';

/** A result with one state, as its run left it. */
export async function screeningIs(
  db: pg.Pool,
  resultId: string,
  status: 'reading' | 'written' | 'failed',
  owner?: { candidateId: string; applicationId: string | null },
  state: Partial<ScreeningResult> = {},
): Promise<void> {
  const ref = { screening: CHECKR, resultId };
  const workflowId = screeningWorkflowId(CHECKR, resultId);
  await beginScreening(db, ref, { workflowId, runId: 'run-1', runUrl: `http://temporal.test/${resultId}` });
  const result: ScreeningResult = {
    ...{ ...ref, kind: 'background_check', name: 'tasker_pro', status: 'complete', outcome: 'clear' },
    ...{ adjudication: null, score: null, maxScore: null, completedAt: '2026-11-20T10:00:00Z', updatedAt: null },
    url: `https://checkr.test/reports/${resultId}`,
    ...state,
  };
  await appendState(db, ref, { sequence: 1, result, runUrl: `http://temporal.test/${resultId}` });
  if (owner) await recordOwner(db, ref, owner);
  if (status !== 'reading')
    await settleScreening(db, ref, status, status === 'failed' ? 'nobody has this address' : null);
}
