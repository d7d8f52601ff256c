import type pg from 'pg';
import { lockInterviews, patchInterview, queueMatch, type InterviewPatch } from '../../ledger/interviews.js';
import { composeMessage, settleMessage } from '../../ledger/sent-messages.js';
import { transaction } from '../../ledger/database.js';
import { interviewWorkflowId } from '../../workflows/contract.js';
import type { MessageChannel } from '../../workflows/interview-contract.js';

export const CALENDAR = 'google-calendar';

/** An interview as its run lists it. */
export async function interviewIs(
  db: pg.Pool,
  eventId: string,
  patch: InterviewPatch,
  source = CALENDAR,
): Promise<void> {
  await transaction(db, (client) =>
    lockInterviews(client, [{ source, eventId, workflowId: interviewWorkflowId(source, eventId) }]),
  );
  await patchInterview(db, { source, eventId }, patch);
}

/** The calendar's own words for an appointment, and whose it could be. */
export async function couldBeOf(db: pg.Pool, eventId: string, applicationIds: string[]): Promise<void> {
  const event = {
    title: 'Interview with Ada',
    attendees: [
      { name: 'Ada Byron', email: 'ada@example.org' },
      { name: null, email: 'grace@acme.example' },
    ],
  };
  await db.query(
    `insert into calendar_events (source, event_id, version, status, event) values ($1, $2, '1', 'confirmed', $3)`,
    [CALENDAR, eventId, JSON.stringify(event)],
  );
  const ref = { source: CALENDAR, eventId };
  const status = applicationIds.length > 0 ? 'ambiguous' : 'unmatched';
  await queueMatch(db, ref, { status, applicationIds, candidateIds: [] });
}

/** A message that was sent about an interview. */
export async function told(
  db: pg.Pool,
  eventId: string,
  applicationId: string,
  channel: MessageChannel = 'mail',
): Promise<void> {
  const messageKey = `${eventId}-${channel}`;
  await composeMessage(db, {
    ...{ messageKey, channel, source: CALENDAR, eventId, workflowId: interviewWorkflowId(CALENDAR, eventId) },
    ...{ applicationId, candidateId: '70', kind: 'confirmed', basedOn: 'v1', uid: eventId, sequence: 0 },
    ...{ fingerprint: 'f', told: { jobTitle: null, location: null, videoUrl: null, panelists: [] } as never },
    content: { to: 'ada@example.org', subject: 'secret' } as never,
  });
  await settleMessage(db, messageKey, 'sent', { vendor: channel === 'mail' ? 'sendgrid' : 'twilio' });
}
