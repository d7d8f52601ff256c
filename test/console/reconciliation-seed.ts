import type pg from 'pg';
import type { Finding } from '../../domain/reconciliation.js';
import { recordFindings } from '../../ledger/reconciliation-items.js';
import { finishRun, startRun } from '../../ledger/reconciliation-runs.js';

const WINDOW = { from: '2026-11-15T05:00:00Z', to: '2026-11-22T05:00:00Z' };
const NONE = { ats_only: 0, hris_only: 0, differing: 0, doubled: 0 };

/** A night that found nothing. */
export async function reconciled(db: pg.Pool, id: string): Promise<void> {
  await startRun(db, { id, kind: 'nightly', window: WINDOW, dryRun: false });
  await finishRun(db, id, { ats: 0, hris: 0, found: NONE, opened: 0, closed: 0 });
}

/** A night that found these applications in the ATS only. */
export async function differing(db: pg.Pool, id: string, applicationIds: readonly string[]): Promise<void> {
  const run = await startRun(db, { id, kind: 'nightly', window: WINDOW, dryRun: false });
  await recordFindings(db, run, applicationIds.map(atsOnly));
  const found = { ...NONE, ats_only: applicationIds.length };
  await finishRun(db, id, { ats: 10, hris: 7, found, opened: applicationIds.length, closed: 0 });
}

export const atsOnly = (applicationId: string): Finding => ({
  kind: 'ats_only',
  cause: `ats_only:${applicationId}`,
  fingerprint: 'f',
  reason: 'The offer was accepted in the ATS, and the HRIS has no employee for it.',
  owner: 'hr_ops',
  applicationId,
  employeeIds: [],
  person: 'Ada Byron',
  differences: [],
  suggestedMatch: null,
  suggestedAction: 'write',
  day: '2026-11-20',
});
