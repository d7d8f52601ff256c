import type pg from 'pg';
import { recordDelivery, settleDeliveries, claimDeliveries, type NewDelivery } from '../../ledger/deliveries.js';
import { recordProgress, type HireProgress } from '../../ledger/hires.js';
import { openHold } from '../../ledger/holds.js';
import { intendWrites, settleWrites } from '../../ledger/outbound-writes.js';
import type { HeldFor, HireDiff } from '../../schemas/hire-diff.js';
import { hireWorkflowId } from '../../workflows/contract.js';

export const DIFF: HireDiff = {
  hash: 'a'.repeat(64),
  differences: [
    {
      field: 'compensation',
      offer: '130,000.00 USD per year',
      hris: '103,000.00 USD per year',
      authority: 'ats',
      normalised: '130,000.00 and 103,000.00 USD per year (12 months; 52 weeks of 40 h)',
      hints: ['two digits are swapped'],
      rule: 'pay must agree to the cent, over a year, in the same currency',
    },
  ],
};

export const RUN_ID = '0199a000-0000-7000-8000-000000000001';

/** A step of a hire, as the activities record it. */
export async function hireIs(
  db: pg.Pool,
  applicationId: string,
  progress: Pick<HireProgress, 'status'> & Partial<HireProgress>,
): Promise<void> {
  await recordProgress(db, {
    applicationId,
    ats: 'greenhouse',
    workflowId: hireWorkflowId('greenhouse', applicationId),
    runId: RUN_ID,
    runUrl: `http://temporal.test/${applicationId}`,
    text: `It is ${progress.status}.`,
    ...progress,
  });
}

/** Moves a hire into the past; what the ledger never does by itself. */
export async function hireWasReceived(db: pg.Pool, applicationId: string, at: string): Promise<void> {
  await db.query('update hires set received_at = $2 where application_id = $1', [applicationId, at]);
}

/** A hire that is held over its pay, with its open hold. */
export async function heldHire(db: pg.Pool, applicationId: string, holdId = `${applicationId}-hold`): Promise<string> {
  await hireIs(db, applicationId, {
    status: 'held',
    reason: 'The offer and the HRIS differ on compensation.',
    patch: {
      candidateId: `c${applicationId}`,
      candidateName: 'Ada Byron',
      jobTitle: 'Software Engineer',
      startDate: '2026-12-01',
      hris: 'bamboohr',
      employeeId: `e${applicationId}`,
      fieldMapVersion: '2026-11-2',
      comparedDiff: DIFF,
    },
  });
  await openHold(db, {
    id: holdId,
    applicationId,
    workflowId: hireWorkflowId('greenhouse', applicationId),
    runId: RUN_ID,
    diff: DIFF,
    hire: 'Ada Byron, Software Engineer, starts 2026-12-01',
    note: null,
  });
  return holdId;
}

/** Another hold of a hire, over these. */
export async function holdOver(
  db: pg.Pool,
  applicationId: string,
  fields: HeldFor[],
  said: { offer: string | null; hris: string | null } = { offer: 'one', hris: 'other' },
): Promise<string> {
  const differences = fields.map((field) => ({
    ...{ field, ...said, authority: 'ats' as const, normalised: '', hints: [], rule: 'they must agree' },
  }));
  const id = `${applicationId}-${fields.join('-')}`;
  await openHold(db, {
    id,
    applicationId,
    workflowId: hireWorkflowId('greenhouse', applicationId),
    runId: RUN_ID,
    diff: { hash: 'b'.repeat(64), differences },
    hire: 'Ada Byron, Software Engineer, starts 2026-12-01',
    note: null,
  });
  return id;
}

/** A write as an activity leaves it in the audit. */
export async function wrote(db: pg.Pool, applicationId: string, vendor: string, operation: string): Promise<void> {
  const run = {
    workflowId: hireWorkflowId('greenhouse', applicationId),
    runId: RUN_ID,
    runUrl: `http://temporal.test/${applicationId}`,
    applicationId,
    candidateId: `c${applicationId}`,
    fieldMapVersion: '2026-11-2',
  };
  const write = { step: `${vendor}.${operation}`, vendor, operation };
  await intendWrites(db, run, [write], 'test', 15_000);
  const settled = { recordId: '77', payloadHash: 'f00d', httpStatus: 201, failure: null };
  await settleWrites(
    db,
    run,
    [{ ...write, outcome: 'written', sentTo: `https://${vendor}.test/employees`, ...settled }],
    'test',
  );
}

/** A delivery in the inbox. */
export async function arrived(db: pg.Pool, delivery: Partial<NewDelivery> & { eventId: string }): Promise<string> {
  const recorded = await recordDelivery(db, {
    vendor: 'greenhouse',
    eventType: 'offer_updated',
    event: undefined,
    orderKey: delivery.eventId,
    status: 'pending',
    reason: undefined,
    workflowId: undefined,
    body: Buffer.from('{}'),
    headers: { 'content-type': 'application/json' },
    url: 'http://hireline.test/webhooks/greenhouse',
    ...delivery,
  });
  return recorded.deliveryId;
}

/** Settles everything that is pending, as the forwarder does once Temporal has taken it. */
export async function forwardAll(db: pg.Pool): Promise<void> {
  const claimed = await claimDeliveries(db, { all: 100, campaign: 100 });
  await settleDeliveries(
    db,
    claimed.map(({ seq }) => ({ seq, status: 'forwarded', reason: null, workflowId: null, started: null })),
  );
}
