import { randomUUID } from 'node:crypto';
import { recordDelivery } from '../../../ledger/deliveries.js';
import type { HireConfirmation } from '../../../ledger/hire-confirmations.js';
import type { Hire } from '../../../ledger/hires.js';
import type { InboxEvent } from '../../../schemas/delivery.js';
import { hireConfirmationWorkflowId, retrySignal } from '../../../workflows/contract.js';
import type { IngressContext } from '../../context.js';
import { routeOf } from '../../routing.js';
import { Refusal } from './refusal.js';
import { runState } from './run.js';
import { signalRun } from './signal-run.js';

/** What is tried again, and the delivery by which a hire's run is asked. */
export interface Retried {
  retried: ('hire' | 'confirmation')[];
  deliveryId: string | null;
}

/**
 * Tries again what of a hire has failed: the hire itself, its confirmation to CRM and advocacy platform, or both.
 * @throws Refusal when neither has failed, or when Temporal has not taken the wish for the confirmation.
 */
export async function retry(
  context: IngressContext,
  { hire, confirmation }: { hire: Hire | undefined; confirmation: HireConfirmation | undefined },
  user: string,
): Promise<Retried> {
  const requestedBy = `console:${user}`;
  const failedHire = hire?.status === 'failed' ? hire : undefined;
  const failedConfirmation = confirmation?.status === 'failed' ? confirmation : undefined;
  if (!failedHire && !failedConfirmation) throw new Refusal(409, howItStands(hire, confirmation));
  const state = failedHire && (await runState(context, failedHire.workflowId));
  if (state === 'completed' && !failedConfirmation) throw new Refusal(409, 'The run has completed.');

  if (failedConfirmation) await retryConfirmation(context, failedConfirmation, requestedBy);
  if (!failedHire || state === 'completed') return { retried: ['confirmation'], deliveryId: null };
  const deliveryId = await retryHire(context, failedHire, state === 'stopped', requestedBy);
  return { retried: failedConfirmation ? ['hire', 'confirmation'] : ['hire'], deliveryId };
}

const howItStands = (hire: Hire | undefined, confirmation: HireConfirmation | undefined): string =>
  hire
    ? `The hire has not failed: it is ${hire.status}.`
    : `The confirmation of the hire has not failed: it is ${confirmation?.status ?? 'not there'}.`;

/** Keeps the wish in the inbox, from where it reaches the run. A run that has ended is started anew. */
async function retryHire(
  context: IngressContext,
  { applicationId }: Hire,
  hasEnded: boolean,
  requestedBy: string,
): Promise<string> {
  const event: InboxEvent = hasEnded
    ? { kind: 'candidateHired', applicationId }
    : { kind: 'retryRequested', applicationId, requestedBy };
  const { deliveryId } = await recordDelivery(context.db, {
    vendor: 'console',
    // Asking again later is another wish.
    eventId: randomUUID(),
    eventType: hasEnded ? 'restart_requested' : 'retry_requested',
    event,
    ...routeOf(context.systems, event),
    status: 'pending',
    reason: undefined,
    body: Buffer.from(JSON.stringify({ applicationId, requestedBy })),
    headers: {},
    url: '',
  });
  context.forwarder.wake();
  return deliveryId;
}

/**
 * Asks the confirmation's run itself, and starts one where it has ended: the inbox has no word for it, and the event
 * that a hire is to be confirmed would leave alone what somebody else has changed in the CRM.
 */
const retryConfirmation = (context: IngressContext, { ats, applicationId }: HireConfirmation, requestedBy: string) =>
  signalRun(
    context,
    {
      type: 'hireConfirmation',
      workflowId: hireConfirmationWorkflowId(ats, applicationId),
      input: { ats, applicationId },
      staticSummary: `Confirmation of the hire of application ${applicationId}`,
    },
    retrySignal,
    { requestedBy },
  );
