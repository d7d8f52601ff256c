import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AtsInterview, InterviewTime, Panelist } from '../../schemas/interview.js';
import type { HarvestClient } from './client.js';
import { createLookup, groupsOf, LONGEST_PAGE, MOST_IDS } from './lookup.js';
import { userName } from './mapping.js';
import { createUnreadRows, idOf, type UnreadRows } from './unread-rows.js';
import { Id, Moment, OptionalId, Text, WireUser, word } from './wire.js';

const Day = z.iso.date('expected a date as YYYY-MM-DD').nullish();

/**
 * What each status says of the appointment. Feedback is collected where nothing is scheduled, or was; the last three are
 * a take-home test's.
 */
const STATUSES = {
  to_be_scheduled: 'unscheduled',
  scheduled: 'scheduled',
  awaiting_feedback: 'over',
  collect_feedback: 'over',
  complete: 'over',
  skipped: 'over',
  to_be_sent: 'unscheduled',
  sent: 'unscheduled',
  received: 'unscheduled',
} as const;

/** A timed interview has starts_at and ends_at, an all-day one all_day_start_on and all_day_end_on. */
const WireInterview = z
  .looseObject({
    id: Id,
    application_id: Id,
    updated_at: Moment,
    status: word([
      'to_be_scheduled',
      'scheduled',
      'awaiting_feedback',
      'collect_feedback',
      'complete',
      'skipped',
      'to_be_sent',
      'sent',
      'received',
    ]),
    starts_at: Moment.nullish(),
    ends_at: Moment.nullish(),
    all_day_start_on: Day,
    all_day_end_on: Day,
    location: Text,
    video_conferencing_url: Text,
    external_event_id: Text,
    organizer_id: OptionalId,
  })
  .refine(({ starts_at, ends_at }) => Boolean(starts_at) === Boolean(ends_at), {
    path: ['ends_at'],
    message: 'expected starts_at and ends_at, or neither',
  });
type WireInterview = z.infer<typeof WireInterview>;

const WireInterviewer = z.looseObject({
  id: Id,
  interview_id: Id,
  user_id: OptionalId,
  scorecard_id: OptionalId,
  email: Text,
});
type WireInterviewer = z.infer<typeof WireInterviewer>;

/** Interviewers are few and take part in many interviews; how many are remembered. */
const USERS_KEPT = { keptMs: 5 * 60_000, keptAtMost: 1_000 };

/** AtsConnector.listInterviews. */
export function createInterviews(client: HarvestClient) {
  const users = createLookup(client, '/v3/users', WireUser, USERS_KEPT);

  /**
   * Interviews that changed, then those whose panel did: whether a change of the panel is one of the interview is not
   * documented. A deleted interview is on no list.
   */
  return async function* list(changedSince: string): AsyncGenerator<AtsInterview[], void, undefined> {
    const unread = createUnreadRows('GET /v3/interviews');
    const listed = new Set<string>();
    const query = { updated_at: `gte|${changedSince}`, per_page: LONGEST_PAGE };
    for await (const page of client.pages('/v3/interviews', query, z.unknown())) {
      for (const group of groupsOf(page, MOST_IDS)) {
        for (const raw of group) listed.add(idOf(raw) ?? '');
        yield await withPanels(unread.readable('interview', group, WireInterview), unread);
      }
    }
    for await (const page of client.pages('/v3/interviewers', query, z.unknown())) {
      const changed = new Set(page.map((raw) => idOf(raw, 'interview_id')).filter((id) => id !== undefined));
      for (const group of groupsOf(
        [...changed].filter((id) => !listed.has(id)),
        MOST_IDS,
      )) {
        for (const id of group) listed.add(id);
        const rows = await client.list('/v3/interviews', { ids: group.join(',') }, z.unknown());
        yield await withPanels(unread.readable('interview', rows, WireInterview), unread);
      }
    }
    unread.end();
  };

  async function withPanels(interviews: WireInterview[], unread: UnreadRows): Promise<AtsInterview[]> {
    if (interviews.length === 0) return [];
    const panels = new Map(interviews.map(({ id }) => [id, [] as WireInterviewer[]]));
    const ids = [...panels.keys()].join(',');
    const query = { interview_ids: ids, per_page: LONGEST_PAGE };
    for (const raw of await client.list('/v3/interviewers', query, z.unknown())) {
      const [row] = unread.readable('interviewer', [raw], WireInterviewer);
      if (row) panels.get(row.interview_id)?.push(row);
      // Without one of its people an interview is not what it says.
      else panels.delete(idOf(raw, 'interview_id') ?? '');
    }
    const known = await users.findAll([...panels.values()].flat().flatMap(({ user_id }) => user_id ?? []));
    return interviews.flatMap((interview) => {
      const panel = panels.get(interview.id);
      return panel ? [toInterview(interview, invited(interview, panel), known.rows)] : [];
    });
  }
}

/** In the order of the invitation, without the organizer, unless they are to write a scorecard. */
function invited({ organizer_id }: WireInterview, panel: WireInterviewer[]): WireInterviewer[] {
  return panel
    .filter(({ user_id, scorecard_id }) => scorecard_id !== undefined || !user_id || user_id !== organizer_id)
    .sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
}

function toInterview(
  interview: WireInterview,
  panel: WireInterviewer[],
  users: ReadonlyMap<string, WireUser>,
): AtsInterview {
  const time = timeOf(interview);
  const status = STATUSES[interview.status];
  return {
    interviewId: interview.id,
    applicationId: interview.application_id,
    version: `${interview.updated_at}-${panelMark(panel)}`,
    // Without a time it is on nobody's calendar yet.
    status: status === 'scheduled' && !time ? 'unscheduled' : status,
    externalEventId: interview.external_event_id ?? null,
    time,
    location: interview.location ?? null,
    videoUrl: interview.video_conferencing_url ?? null,
    panelists: panel.map((one) => toPanelist(one, users.get(one.user_id ?? ''))),
  };
}

/** Eight digits that differ when the panel does: its rows have times of their own. */
function panelMark(panel: readonly WireInterviewer[]): string {
  const rows = panel.map(({ id, user_id }) => `${id}:${user_id ?? ''}`).join();
  return createHash('sha256').update(rows).digest('hex').slice(0, 8);
}

function timeOf({ starts_at, ends_at, all_day_start_on, all_day_end_on }: WireInterview): InterviewTime | null {
  if (starts_at && ends_at) return { startsAt: starts_at, endsAt: ends_at, timeZone: null };
  if (all_day_start_on) return { firstDay: all_day_start_on, lastDay: all_day_end_on ?? all_day_start_on };
  return null;
}

function toPanelist({ email }: WireInterviewer, user: WireUser | undefined): Panelist {
  return { name: (user && userName(user)) ?? null, email: email ?? user?.primary_email ?? null };
}
