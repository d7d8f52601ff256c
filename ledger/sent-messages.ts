import type { MailMessage, TextMessage } from '../connectors/roles/comms.js';
import type { MessageKind } from '../domain/interview-message.js';
import type { MessageReport } from '../schemas/events.js';
import type { InterviewDetails } from '../schemas/interview.js';
import type { InterviewRef } from '../workflows/interview-activities.js';
import type { MessageChannel } from '../workflows/interview-contract.js';
import type { Queryable } from './database.js';

/**
 * composed: meant; superseded: never to be sent; sending: on its way; failed: certainly not sent; in_doubt; sent: taken by
 * the vendor; then what its reports say. Reports only move it forward.
 */
export type MessageStatus =
  | 'composed'
  | 'superseded'
  | 'sending'
  | 'failed'
  | 'in_doubt'
  | 'sent'
  | 'deferred'
  | 'delivered'
  | 'bounced'
  | 'dropped'
  | 'complained';

/** A message to a candidate, as it was meant. */
export interface CandidateMessage extends InterviewRef {
  messageKey: string;
  channel: MessageChannel;
  workflowId: string;
  applicationId: string | null;
  candidateId: string;
  kind: MessageKind;
  /** The versions it was last known to be true of. */
  basedOn: string;
  uid: string;
  sequence: number;
  fingerprint: string;
  told: InterviewDetails;
  /** Null once the candidate has been erased. */
  content: MailMessage | TextMessage | null;
}

export interface KeptMessage extends CandidateMessage {
  status: MessageStatus;
  messageId: string | null;
  attemptedAt: Date | null;
}

const COLUMNS = `message_key as "messageKey", channel, source, event_id as "eventId", workflow_id as "workflowId",
  application_id as "applicationId", candidate_id as "candidateId", kind, based_on as "basedOn", uid, sequence, fingerprint,
  told, content, status, message_id as "messageId", attempted_at as "attemptedAt"`;

export async function findMessage(db: Queryable, messageKey: string): Promise<KeptMessage | undefined> {
  const { rows } = await db.query<KeptMessage>(`select ${COLUMNS} from messages where message_key = $1`, [messageKey]);
  return rows[0];
}

/** All messages about these interviews, the oldest first. */
export async function messagesAbout(db: Queryable, interviews: readonly InterviewRef[]): Promise<KeptMessage[]> {
  const { rows } = await db.query<KeptMessage>(
    `select ${COLUMNS} from messages
     where (source, event_id) in (select source, "eventId" from jsonb_to_recordset($1::jsonb) as r (source text, "eventId" text))
     order by sequence, created_at, message_key`,
    [JSON.stringify(interviews)],
  );
  return rows;
}

/** Keeps a message that is meant. What it says may still change while it is certain that it was not sent. */
export async function composeMessage(db: Queryable, message: CandidateMessage): Promise<void> {
  await db.query(
    `insert into messages (message_key, channel, source, event_id, workflow_id, application_id, candidate_id, kind, based_on,
       uid, sequence, fingerprint, told, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (message_key) do update set source = excluded.source, event_id = excluded.event_id,
       workflow_id = excluded.workflow_id, based_on = excluded.based_on, content = excluded.content, kind = excluded.kind,
       status = case when messages.status = 'superseded' then 'composed' else messages.status end, updated_at = now()
       where messages.status in ('composed', 'superseded', 'failed')`,
    [
      message.messageKey,
      message.channel,
      message.source,
      message.eventId,
      message.workflowId,
      message.applicationId,
      message.candidateId,
      message.kind,
      message.basedOn,
      message.uid,
      message.sequence,
      message.fingerprint,
      JSON.stringify(message.told),
      JSON.stringify(message.content),
    ],
  );
}

/** Messages that have not been sent yet are still true of what calendar and ATS say now. */
export async function confirmBasis(db: Queryable, messageKeys: readonly string[], basedOn: string): Promise<void> {
  await db.query(`update messages set based_on = $2 where message_key = any($1) and status in ('composed', 'failed')`, [
    messageKeys,
    basedOn,
  ]);
}

/** Messages that have not been sent and are not to be any more. */
export async function supersedeMessages(db: Queryable, messageKeys: readonly string[]): Promise<void> {
  await db.query(
    `update messages set status = 'superseded', updated_at = now() where message_key = any($1) and status in ('composed', 'failed')`,
    [messageKeys],
  );
}

/** How far a message has come: a report that arrives late never takes it back. */
const RANKS = `array['composed', 'superseded', 'failed', 'sending', 'in_doubt', 'sent', 'deferred', 'delivered', 'dropped', 'bounced', 'complained']`;

/**
 * What the dispatch has come to. A message whose vendor has reported more by now keeps that.
 * @returns the status that counts.
 */
export async function settleMessage(
  db: Queryable,
  messageKey: string,
  status: Extract<MessageStatus, 'sending' | 'failed' | 'in_doubt' | 'sent'>,
  known: { vendor: string; messageId?: string | null },
): Promise<MessageStatus> {
  const { rows } = await db.query<{ status: MessageStatus }>(
    `update messages m set
       status = case when array_position(${RANKS}, m.status) < array_position(${RANKS}, 'sent') then $2 else m.status end,
       vendor = $3, message_id = coalesce($4, m.message_id), updated_at = now(),
       attempted_at = case when $2 = 'sending' then coalesce(m.attempted_at, now()) else m.attempted_at end,
       sent_at = case when $2 = 'sent' then coalesce(m.sent_at, now()) else m.sent_at end
     where message_key = $1 returning status`,
    [messageKey, status, known.vendor, known.messageId ?? null],
  );
  const settled = rows[0];
  if (!settled) throw new Error('the ledger has no such message');
  return settled.status;
}

const REPORTED: Record<MessageReport['outcome'], MessageStatus> = {
  accepted: 'sent',
  deferred: 'deferred',
  delivered: 'delivered',
  bounced: 'bounced',
  dropped: 'dropped',
  complained: 'complained',
};

/**
 * Records what a vendor has reported of one message. The same report may come again, and reports in any order.
 * @returns the message as it stands now; undefined when it is none of ours.
 */
export async function recordReport(
  db: Queryable,
  vendor: string,
  report: MessageReport,
): Promise<{ messageKey: string; workflowId: string; status: MessageStatus } | undefined> {
  const { rows } = await db.query<{ messageKey: string; workflowId: string; status: MessageStatus }>(
    `update messages m set
       status = case when array_position(${RANKS}, m.status) < array_position(${RANKS}, $4) then $4 else m.status end,
       vendor = coalesce(m.vendor, $1), message_id = coalesce(m.message_id, $3), updated_at = now()
     where m.message_key = coalesce(
       (select message_key from messages where message_key = $2),
       (select message_key from messages where vendor = $1 and message_id = $3 limit 1))
     returning message_key as "messageKey", workflow_id as "workflowId", status`,
    [vendor, report.messageKey, report.messageId, REPORTED[report.outcome]],
  );
  const message = rows[0];
  if (!message) return undefined;
  await db.query(
    `insert into message_reports (vendor, report_id, message_key, outcome, at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [vendor, report.reportId, message.messageKey, report.outcome, report.at],
  );
  return message;
}
