import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/workflow';
import type pg from 'pg';
import type { Systems } from '../config/systems.js';
import type { Outcome } from '../ledger/deliveries.js';
import { confirmationsOfContacts, findConfirmation } from '../ledger/hire-confirmations.js';
import { openBonusesOf } from '../ledger/referral-bonuses.js';
import type { InboxEvent } from '../schemas/delivery.js';
import type { CrmEvent } from '../schemas/events.js';
import { decideBonusSignal } from '../workflows/bonus-contract.js';
import { confirmHireSignal, hireUndoneSignal, recheckContactSignal } from '../workflows/confirmation-contract.js';
import { hireConfirmationWorkflowId, retrySignal, TASK_QUEUE } from '../workflows/contract.js';
import type { hireConfirmation } from '../workflows/hire-confirmation.js';

type EventOfConfirmation = Extract<
  InboxEvent,
  | { kind: 'hireConfirmationRequested' }
  | { kind: 'bonusDecided' }
  | { kind: 'crmContactsChanged' }
  | { kind: 'candidateHired' }
  | { kind: 'offerRescinded' }
>;

const NOBODY_TO_TELL: Outcome = { status: 'ignored', reason: 'Neither a CRM nor an advocacy platform is connected.' };

/**
 * What each event about a referred hire's confirmation or its bonuses starts or signals.
 * @param connected whether a CRM or an advocacy platform is connected at all; else no hire is confirmed to anybody.
 */
export function createConfirmationHandOver(
  db: pg.Pool,
  client: Client,
  { roles: { ats } }: Systems,
  connected = true,
): (event: EventOfConfirmation) => Promise<Outcome> {
  return (event) => {
    switch (event.kind) {
      case 'candidateHired':
        return confirmed(event.applicationId);
      case 'hireConfirmationRequested':
        return event.byPerson ? retried(event) : confirmed(event.applicationId);
      case 'offerRescinded':
        return undone(event.applicationId);
      case 'bonusDecided': {
        const { decision } = event;
        return told(decision.workflowId, decideBonusSignal, [decision]);
      }
      case 'crmContactsChanged':
        return changed(event);
    }
  };

  /** The ATS may know of an advocate of whom the ledger does not, so every hire is looked at. */
  async function confirmed(applicationId: string): Promise<Outcome> {
    return connected ? startOrTell(applicationId, confirmHireSignal, []) : NOBODY_TO_TELL;
  }

  /** A person wants the CRM written in any case. */
  async function retried({
    applicationId,
    requestedBy,
  }: {
    applicationId: string;
    requestedBy: string;
  }): Promise<Outcome> {
    return connected ? startOrTell(applicationId, retrySignal, [{ requestedBy }]) : NOBODY_TO_TELL;
  }

  /** The bonuses of the hire look into it; so does its confirmation, where there was one. */
  async function undone(applicationId: string): Promise<Outcome> {
    const confirmation = await findConfirmation(db, { ats, applicationId });
    const outcomes: Outcome[] = [];
    for (const { workflowId } of await openBonusesOf(db, ats, applicationId)) {
      outcomes.push(await told(workflowId, hireUndoneSignal, []));
    }
    if (confirmation && confirmation.status !== 'not_referred') {
      outcomes.push(await startOrTell(applicationId, hireUndoneSignal, []));
    }
    const forwarded = outcomes.find(({ status }) => status === 'forwarded');
    return forwarded ?? { status: 'ignored', reason: 'No advocate has brought this hire.' };
  }

  /** Records that hireline has not written are nothing to it. */
  async function changed({ crm, contacts }: CrmEvent): Promise<Outcome> {
    const ids = contacts.map(({ contactId }) => contactId);
    let outcome: Outcome = { status: 'ignored', reason: 'None of these records is of a hire that was confirmed.' };
    for (const { applicationId, contactId } of await confirmationsOfContacts(db, crm, ids)) {
      for (const contact of contacts.filter((one) => one.contactId === contactId)) {
        outcome = await startOrTell(applicationId, recheckContactSignal, [contact]);
      }
    }
    return outcome;
  }

  async function startOrTell<Args extends unknown[]>(
    applicationId: string,
    signal: SignalDefinition<Args>,
    args: Args,
  ): Promise<Outcome> {
    const workflowId = hireConfirmationWorkflowId(ats, applicationId);
    await client.workflow.signalWithStart<typeof hireConfirmation, unknown[]>('hireConfirmation', {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [{ ats, applicationId }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      signal: signal.name,
      signalArgs: args,
      staticSummary: `Confirmation of the hire of application ${applicationId}`,
      searchAttributes: { HireAttention: ['none'] },
    });
    return { status: 'forwarded', workflowId };
  }

  async function told<Args extends unknown[]>(
    workflowId: string,
    signal: SignalDefinition<Args>,
    args: Args,
  ): Promise<Outcome> {
    try {
      await client.workflow.getHandle(workflowId).signal<Args>(signal, ...args);
      return { status: 'forwarded', workflowId };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) {
        return { status: 'ignored', workflowId, reason: 'The run has ended.' };
      }
      throw error;
    }
  }
}
