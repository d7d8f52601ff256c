import type pg from 'pg';
import {
  beginConfirmation,
  recordConfirmation,
  settleConfirmation,
  type ConfirmationStatus,
} from '../../ledger/hire-confirmations.js';
import { hireConfirmationWorkflowId } from '../../workflows/contract.js';

/** A confirmation of a hire as its run left it. */
export async function confirmationIs(
  db: pg.Pool,
  applicationId: string,
  status: ConfirmationStatus,
  reason: string | null = null,
): Promise<void> {
  const key = { ats: 'greenhouse', applicationId };
  const workflowId = hireConfirmationWorkflowId(key.ats, applicationId);
  await beginConfirmation(db, key, { workflowId, runId: 'run-1', runUrl: `http://temporal.test/${applicationId}` });
  await recordConfirmation(db, key, { advocacy: 'saasquatch', referralId: 'r1', advocateId: 'ann', crm: 'hubspot' });
  await settleConfirmation(db, key, status, reason);
}
