import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type pg from 'pg';
import { recordReport, type MessageStatus } from '../ledger/sent-messages.js';
import type { MessageEvent } from '../schemas/events.js';
import { messageReportedSignal, type ReportedMessage } from '../workflows/interview-contract.js';
import type { Outcome } from '../ledger/deliveries.js';

/**
 * Records what a vendor reports about messages, and tells the runs that sent them. Safe to call again with the same
 * event: runs are told how a message stands, which a repetition does not change.
 * @throws the ledger's or Temporal's error when either cannot be reached.
 */
export async function handOverMessages(db: pg.Pool, client: Client, event: MessageEvent): Promise<Outcome> {
  const messages = new Map<string, { workflowId: string; status: MessageStatus }>();
  for (const report of event.reports) {
    const recorded = await recordReport(db, event.comms, report);
    if (recorded) messages.set(recorded.messageKey, recorded);
  }
  if (messages.size === 0) return { status: 'ignored', reason: 'It is about no message that hireline has sent.' };

  let heard = false;
  for (const [messageKey, { workflowId, status }] of messages) {
    heard = (await tell(client, workflowId, { messageKey, state: REPORTED[status] ?? 'sent' })) || heard;
  }
  const [first, ...others] = new Set([...messages.values()].map(({ workflowId }) => workflowId));
  const workflowId = others.length === 0 ? (first ?? null) : null;
  return heard
    ? { status: 'forwarded', workflowId }
    : { status: 'ignored', workflowId, reason: 'It is recorded; the run that sent the message has ended.' };
}

const REPORTED: Partial<Record<MessageStatus, ReportedMessage['state']>> = {
  delivered: 'delivered',
  complained: 'delivered',
  bounced: 'undelivered',
  dropped: 'undelivered',
};

/** @returns false when the run has ended. */
async function tell(client: Client, workflowId: string, reported: ReportedMessage): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).signal(messageReportedSignal, reported);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
