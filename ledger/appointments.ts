import type { AtsInterview, CalendarEvent } from '../schemas/interview.js';
import type { Queryable } from './database.js';

/** An appointment as the ledger keeps it. Bounds are null while it has no time. */
interface Bounds {
  startsAt: Date | null;
  endsAt: Date | null;
}

export interface KeptEvent extends Bounds {
  event: CalendarEvent;
  ignored: string | null;
}

export interface KeptInterview extends Bounds {
  interview: AtsInterview;
}

/** The event as it was last read. @param lock whether others have to wait until the transaction ends. */
export async function findEvent(
  db: Queryable,
  source: string,
  eventId: string,
  lock = false,
): Promise<KeptEvent | undefined> {
  const { rows } = await db.query<KeptEvent>(
    `select event, ignored, starts_at as "startsAt", ends_at as "endsAt"
     from calendar_events where source = $1 and event_id = $2 ${lock ? 'for update' : ''}`,
    [source, eventId],
  );
  return rows[0];
}

/** Keeps an event; of one that is ignored, nothing of who is invited, and to what. */
export async function keepEvent(
  db: Queryable,
  source: string,
  event: CalendarEvent,
  bounds: Bounds,
  ignored: string | null,
): Promise<void> {
  const kept: CalendarEvent = ignored === null ? event : { ...event, title: null, attendees: [] };
  await db.query(
    `insert into calendar_events (source, event_id, version, ical_uid, status, starts_at, ends_at, event, ignored)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (source, event_id) do update set version = $3, ical_uid = $4, status = $5, starts_at = $6, ends_at = $7,
       event = $8, ignored = $9, changed_at = now()`,
    [
      source,
      event.eventId,
      event.version,
      event.iCalUid,
      event.status,
      bounds.startsAt,
      bounds.endsAt,
      JSON.stringify(kept),
      ignored,
    ],
  );
}

export async function findInterview(
  db: Queryable,
  source: string,
  interviewId: string,
): Promise<KeptInterview | undefined> {
  const { rows } = await db.query<KeptInterview>(
    `select interview, starts_at as "startsAt", ends_at as "endsAt" from ats_interviews where source = $1 and interview_id = $2`,
    [source, interviewId],
  );
  return rows[0];
}

/** Keeps an interview of the ATS. @returns false when this version is kept already. */
export async function keepInterview(
  db: Queryable,
  source: string,
  interview: AtsInterview,
  bounds: Bounds,
): Promise<boolean> {
  // A version without a time must not hide when the candidate was told to come.
  const { rowCount } = await db.query(
    `insert into ats_interviews as i (source, interview_id, version, application_id, external_event_id, status, starts_at, ends_at, interview)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (source, interview_id) do update set version = $3, application_id = $4, external_event_id = $5, status = $6,
       starts_at = coalesce($7, i.starts_at), ends_at = coalesce($8, i.ends_at), interview = $9, changed_at = now()
       where i.version <> $3`,
    [
      source,
      interview.interviewId,
      interview.version,
      interview.applicationId,
      interview.externalEventId,
      interview.status,
      bounds.startsAt,
      bounds.endsAt,
      JSON.stringify(interview),
    ],
  );
  return (rowCount ?? 0) > 0;
}

/** Interviews of the ATS that name this event, by its id or, where none does, by its iCalUID. */
export async function interviewsNaming(
  db: Queryable,
  ats: string,
  event: Pick<CalendarEvent, 'eventId' | 'iCalUid'>,
): Promise<AtsInterview[]> {
  const { rows } = await db.query<{ interview: AtsInterview; named: string }>(
    `select interview, external_event_id as named from ats_interviews
     where source = $1 and external_event_id in ($2, $3) order by interview_id`,
    [ats, event.eventId, event.iCalUid],
  );
  // All occurrences of a series share the iCalUID; the id is this one's own.
  const byId = rows.filter(({ named }) => named === event.eventId);
  return (byId.length > 0 ? byId : rows).map(({ interview }) => interview);
}

/** Scheduled interviews of these applications that start then and name no event of their own. */
export async function interviewsAt(
  db: Queryable,
  ats: string,
  applicationIds: readonly string[],
  startsAt: Date,
): Promise<AtsInterview[]> {
  const { rows } = await db.query<{ interview: AtsInterview }>(
    `select interview from ats_interviews
     where source = $1 and application_id = any($2) and starts_at = $3 and status = 'scheduled' and external_event_id is null
     order by interview_id`,
    [ats, applicationIds, startsAt],
  );
  return rows.map(({ interview }) => interview);
}

/**
 * The calendar's event of an interview of the ATS: the one it names, the one it was found to belong to before, or the
 * one of the same application at the same time. A cancelled one only where it is named.
 */
export async function eventOfInterview(
  db: Queryable,
  calendar: string,
  interview: AtsInterview,
  startsAt: Date | null,
): Promise<KeptEvent | undefined> {
  const { rows } = await db.query<KeptEvent>(
    `select e.event, e.ignored, e.starts_at as "startsAt", e.ends_at as "endsAt"
     from calendar_events e left join interviews i on i.source = e.source and i.event_id = e.event_id
     where e.source = $1 and (e.status <> 'cancelled' or e.event_id = $2) and (
       e.event_id = $2 or e.ical_uid = $2 or $3 = any(i.ats_interview_ids)
       or ($2::text is null and i.application_id = $4 and e.starts_at = $5 and cardinality(i.ats_interview_ids) = 0))
     order by (e.event_id = $2) desc nulls last, ($3 = any(i.ats_interview_ids)) desc nulls last, (e.starts_at = $5) desc nulls last
     limit 1`,
    [calendar, interview.externalEventId, interview.interviewId, interview.applicationId, startsAt],
  );
  return rows[0];
}
