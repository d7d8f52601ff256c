import type { MessageKind } from '../domain/interview-message.js';
import type { CalendarAttendee } from '../schemas/interview.js';
import type { InterviewRef } from '../workflows/interview-activities.js';
import type { InterviewStatus, MessageChannel } from '../workflows/interview-contract.js';
import type { Queryable } from './database.js';
import type { MessageStatus } from './sent-messages.js';

/** Where an interview stands when it waits for a person. */
export const NEEDS_PERSON = ['unmatched', 'ambiguous', 'in_doubt', 'failed', 'unreachable'] as const;
const WAITING: readonly InterviewStatus[] = NEEDS_PERSON;

/** A message to the candidate; what it says and to which address stays in the ledger. */
export interface ListedMessage {
  channel: MessageChannel;
  kind: MessageKind;
  status: MessageStatus;
  vendor: string | null;
  createdAt: Date;
  sentAt: Date | null;
  updatedAt: Date;
}

/** An interview with all that a person needs to say whose it is, or what became of telling them. */
export interface ListedInterview extends InterviewRef {
  workflowId: string;
  status: InterviewStatus;
  reason: string | null;
  applicationId: string | null;
  candidateId: string | null;
  matchedBy: string | null;
  chosenBy: string | null;
  startsAt: Date | null;
  endsAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  /** As the calendar has it; personal data. Null where the ATS alone knows the interview. */
  title: string | null;
  guests: string[];
  /** Whose it could be; empty unless it is unmatched or ambiguous. */
  possibleApplicationIds: string[];
  messages: ListedMessage[];
}

const SELECT = `select i.source, i.event_id as "eventId", i.workflow_id as "workflowId", i.status, i.reason,
    i.application_id as "applicationId", i.candidate_id as "candidateId", i.matched_by as "matchedBy",
    i.chosen_by as "chosenBy", i.starts_at as "startsAt", i.ends_at as "endsAt", i.created_at as "createdAt",
    i.updated_at as "updatedAt", e.event->>'title' as title, coalesce(e.event->'attendees', '[]') as attendees,
    coalesce(m.application_ids, '{}') as "possibleApplicationIds", coalesce(sent.messages, '[]') as messages
  from interviews i
  left join calendar_events e on e.source = i.source and e.event_id = i.event_id
  left join interview_matches m on m.source = i.source and m.event_id = i.event_id and m.status <> 'resolved'
  left join lateral (
    select jsonb_agg(jsonb_build_object('channel', channel, 'kind', kind, 'status', status, 'vendor', vendor,
      'createdAt', created_at, 'sentAt', sent_at, 'updatedAt', updated_at) order by sequence, created_at) as messages
    from messages where messages.source = i.source and messages.event_id = i.event_id
  ) sent on true`;

type Row = Omit<ListedInterview, 'guests' | 'messages'> & {
  attendees: CalendarAttendee[];
  messages: (Omit<ListedMessage, 'createdAt' | 'sentAt' | 'updatedAt'> & {
    createdAt: string;
    sentAt: string | null;
    updatedAt: string;
  })[];
};

/** Interviews, a page at a time: those that need a person first, longest waiting first; then the last changed. */
export async function listInterviews(
  db: Queryable,
  filter: { statuses?: readonly InterviewStatus[] | undefined; applicationId?: string | undefined },
  page: { limit: number; offset?: number },
): Promise<ListedInterview[]> {
  const { rows } = await db.query<Row>(
    `${SELECT}
     where ($1::text[] is null or i.status = any($1)) and ($2::text is null or i.application_id = $2)
     order by i.status <> all($5), case when i.status = any($5) then i.updated_at end, i.updated_at desc, i.event_id
     limit $3 offset $4`,
    [filter.statuses ?? null, filter.applicationId ?? null, page.limit, page.offset ?? 0, WAITING],
  );
  return rows.map(listed);
}

export async function findListedInterview(
  db: Queryable,
  { source, eventId }: InterviewRef,
): Promise<ListedInterview | undefined> {
  const { rows } = await db.query<Row>(`${SELECT} where i.source = $1 and i.event_id = $2`, [source, eventId]);
  return rows[0] && listed(rows[0]);
}

const listed = ({ attendees, messages, ...row }: Row): ListedInterview => ({
  ...row,
  guests: attendees.map(({ name, email }) => (name ? `${name} (${email})` : email)),
  messages: messages.map((message) => ({
    ...message,
    createdAt: new Date(message.createdAt),
    sentAt: message.sentAt === null ? null : new Date(message.sentAt),
    updatedAt: new Date(message.updatedAt),
  })),
});
