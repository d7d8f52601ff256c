import type { Client } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/workflow';
import type pg from 'pg';
import type { Systems } from '../config/systems.js';
import type { Outcome } from '../ledger/deliveries.js';
import type { InboxEvent } from '../schemas/delivery.js';
import type { CandidateEvent } from '../schemas/events.js';
import {
  identityWorkflowId,
  interviewWorkflowId,
  reconciliationActionWorkflowId,
  screeningWorkflowId,
  TASK_QUEUE,
} from '../workflows/contract.js';
import type { identityChange } from '../workflows/identity-change.js';
import { interviewChangedSignal } from '../workflows/interview-contract.js';
import type { interviewConfirmation } from '../workflows/interview-confirmation.js';
import type { reconciliationAction } from '../workflows/reconciliation-action.js';
import { screeningResultChangedSignal } from '../workflows/screening-contract.js';
import type { screeningWriteback } from '../workflows/screening-writeback.js';
import { createConfirmationHandOver } from './confirmation-hand-over.js';
import { startGoLive } from './go-live-requests.js';
import { createHireHandOver } from './hire-hand-over.js';
import { handOverMessages } from './message-reports.js';
import { createReferralHandOver } from './referral-hand-over.js';

/**
 * What each event starts or signals. The returned function is safe to call again with the same event, and throws
 * Temporal's or the ledger's error when either cannot be reached.
 * @param confirmsHires whether a CRM or an advocacy platform is connected.
 */
export function createHandOver(
  db: pg.Pool,
  client: Client,
  systems: Systems,
  confirmsHires: boolean,
): (event: InboxEvent) => Promise<Outcome> {
  const { ats } = systems.roles;
  const handOverHire = createHireHandOver(db, client, systems);
  const { handOverReferral, followReferral } = createReferralHandOver(db, client, systems);
  const handOverConfirmation = createConfirmationHandOver(db, client, systems, confirmsHires);

  return (event) => {
    switch (event.kind) {
      case 'candidateMerged':
      case 'candidateAnonymized':
        return changeIdentity(event);
      case 'screeningChanged': {
        const { screening, resultId } = event;
        return signalWithStart<typeof screeningWriteback>('screeningWriteback', {
          workflowId: screeningWorkflowId(screening, resultId),
          args: [{ screening, resultId }],
          signal: screeningResultChangedSignal,
          staticSummary: `Screening result ${resultId} of ${screening} to ${ats}`,
        });
      }
      case 'interviewChanged': {
        const { source, eventId } = event;
        return signalWithStart<typeof interviewConfirmation>('interviewConfirmation', {
          workflowId: interviewWorkflowId(source, eventId),
          args: [{ source, eventId }],
          signal: interviewChangedSignal,
          staticSummary: `Interview ${eventId} of ${source} to its candidate`,
        });
      }
      case 'messagesReported':
        return handOverMessages(db, client, event);
      case 'reconciliationRequested':
        return resolve(event.request);
      case 'referralStarted':
      case 'referredUserCreated':
      case 'referralRequested':
      case 'engagementReported':
        return handOverReferral(event);
      case 'hireConfirmationRequested':
      case 'bonusDecided':
      case 'crmContactsChanged':
        return handOverConfirmation(event);
      case 'goLiveRequested':
        return startGoLive(client, event);
      case 'stageChanged':
        return followReferral(event);
      case 'candidateHired':
        return together([handOverHire(event), handOverConfirmation(event), followReferral(event)]);
      case 'offerRescinded':
        return together([handOverHire(event), handOverConfirmation(event), followReferral(event)]);
      case 'offerAccepted':
      case 'offerChanged':
        return together([handOverHire(event), followReferral(event)]);
      default:
        return handOverHire(event);
    }
  };

  async function changeIdentity(event: CandidateEvent): Promise<Outcome> {
    const change = event.kind === 'candidateMerged' ? 'merged' : 'anonymized';
    const workflowId = identityWorkflowId(ats, event.candidateId, change);
    await client.workflow.start<typeof identityChange>('identityChange', {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [{ ats, ...event }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Candidate ${event.candidateId} was ${change}`,
    });
    return { status: 'forwarded', workflowId };
  }

  async function resolve(
    request: Extract<InboxEvent, { kind: 'reconciliationRequested' }>['request'],
  ): Promise<Outcome> {
    const workflowId = reconciliationActionWorkflowId(request.itemId);
    await client.workflow.start<typeof reconciliationAction>('reconciliationAction', {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [request],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `${request.action} for item ${request.itemId} of the reconciliation queue`,
    });
    return { status: 'forwarded', workflowId };
  }

  async function signalWithStart<W extends (input: never) => Promise<unknown>>(
    type: string,
    options: {
      workflowId: string;
      args: Parameters<W>;
      signal: SignalDefinition<[]>;
      staticSummary: string;
    },
  ): Promise<Outcome> {
    await client.workflow.signalWithStart(type, {
      ...options,
      taskQueue: TASK_QUEUE,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      signalArgs: [],
    });
    return { status: 'forwarded', workflowId: options.workflowId };
  }
}

/** One event for several runs: what it means to the first that it means something to; all of them get it. */
async function together(outcomes: readonly Promise<Outcome>[]): Promise<Outcome> {
  const settled = await Promise.all(outcomes);
  const [first] = settled;
  if (!first) throw new Error('an event for nobody');
  return settled.find(({ status }) => status !== 'ignored') ?? first;
}
