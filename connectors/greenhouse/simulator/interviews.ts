import { z } from 'zod';
import { notFoundRefusal, Refusal } from './answers.js';
import { type Records, save, type Stamped } from './records.js';
import type { Emit } from './recruiting.js';

export const INTERVIEW_STATUSES = [
  ...(['to_be_scheduled', 'scheduled', 'awaiting_feedback', 'complete', 'skipped'] as const),
  ...(['collect_feedback', 'to_be_sent', 'sent', 'received'] as const),
] as const;

export interface Interview extends Stamped {
  job_id: number | null;
  application_id: number;
  job_interview_id: number;
  starts_at: string | null;
  ends_at: string | null;
  all_day_start_on: string | null;
  all_day_end_on: string | null;
  location: string | null;
  status: (typeof INTERVIEW_STATUSES)[number];
  organizer_id: number | null;
  scheduled_at: string | null;
  external_event_id: string | null;
  video_conferencing_url: string | null;
  availability_received_at: string | null;
}

/** One person on the invitation. Who assesses the candidate has a scorecard; organizer and guests have none. */
export interface Interviewer extends Stamped {
  interview_id: number;
  user_id: number | null;
  scorecard_id: number | null;
  email: string | null;
  response_status: 'needs_action' | 'declined' | 'tentative' | 'accepted';
}

/** ISO 8601 with a zone, kept in UTC. */
export const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** What a scheduler enters. `null` empties. A panel is of users' ids, and of guests' e-mail addresses. */
export const InterviewChange = z.strictObject({
  startsAt: Instant.nullish(),
  endsAt: Instant.nullish(),
  firstDay: z.iso.date().nullish(),
  lastDay: z.iso.date().nullish(),
  location: z.string().nullish(),
  videoUrl: z.string().nullish(),
  externalEventId: z.string().nullish(),
  organizerId: z.number().int().nullish(),
  status: z.enum(INTERVIEW_STATUSES).optional(),
  panel: z.array(z.union([z.number().int(), z.string()])).optional(),
});
export type InterviewChange = z.infer<typeof InterviewChange>;

export const NewInterview = InterviewChange.extend({ applicationId: z.coerce.number().int() });
export type NewInterview = z.infer<typeof NewInterview>;

export type Interviews = ReturnType<typeof createInterviews>;

/** Interviews as the scheduler leaves them. Nothing but a deletion is told by webhook. */
export function createInterviews(records: Records, emit: Emit) {
  const get = (id: string): Interview => {
    const interview = records.interviews.get(id);
    if (!interview) throw notFoundRefusal('interview', id);
    return interview;
  };
  const shown = (interview: Interview) => ({ ...interview, interviewers: records.interviewers.of(interview.id) });

  function setPanel(interview: Interview, panel: readonly (number | string)[]): void {
    const wanted = new Set(panel.map(String));
    const organizer = interview.organizer_id;
    const invited = [...wanted, ...(organizer === null || wanted.has(String(organizer)) ? [] : [String(organizer)])];
    const present = new Map(
      records.interviewers.of(interview.id).map((row) => [String(row.user_id ?? row.email), row]),
    );
    for (const [key, row] of present) if (!invited.includes(key)) records.interviewers.delete(String(row.id));
    for (const key of invited.filter((one) => !present.has(one))) {
      const user = records.users.get(key);
      if (!user && !key.includes('@')) throw new Refusal(400, `No such user: ${key}`, 'panel');
      const stamp = records.stamp('interviewers', 970_001);
      records.interviewers.put(String(stamp.id), {
        ...stamp,
        interview_id: interview.id,
        user_id: user?.id ?? null,
        scorecard_id: user && wanted.has(key) ? records.stamp('scorecards', 980_001).id : null,
        email: user?.primary_email ?? key,
        response_status: 'needs_action',
      });
    }
  }

  function panelOf({ id }: Interview): string[] {
    const rows = records.interviewers.of(id).filter((row) => row.scorecard_id !== null || row.user_id === null);
    return rows.map((row) => String(row.user_id ?? row.email));
  }

  return {
    add({ applicationId, panel = [], ...entered }: NewInterview) {
      const application = records.applications.get(String(applicationId));
      if (!application) throw notFoundRefusal('application', String(applicationId));
      const stage = records.jobInterviewStages
        .all()
        .find((one) => one.job_id === application.job_id && one.name === 'Face to Face');
      const empty: Interview = {
        ...records.stamp('interviews', 960_001),
        ...{ job_id: application.job_id, application_id: application.id, job_interview_id: (stage?.id ?? 0) * 10 },
        ...{ starts_at: null, ends_at: null, all_day_start_on: null, all_day_end_on: null, location: null },
        ...{ status: 'to_be_scheduled', organizer_id: null, scheduled_at: null, external_event_id: null },
        ...{ video_conferencing_url: null, availability_received_at: null },
      };
      const interview = save(records.interviews, changed(empty, entered));
      setPanel(interview, panel);
      return shown(interview);
    },

    /** A change of nothing but the panel leaves the interview's own updated_at alone. */
    change(id: string, { panel, ...entered }: InterviewChange) {
      const before = get(id);
      const touched = Object.values(entered).some((value) => value !== undefined);
      const interview = touched ? save(records.interviews, changed(before, entered)) : before;
      setPanel(interview, panel ?? panelOf(interview));
      return shown(interview);
    },

    delete(id: string): void {
      const interview = get(id);
      for (const row of records.interviewers.of(interview.id)) records.interviewers.delete(String(row.id));
      records.interviews.delete(id);
      emit('interview_deleted', { interview: { id: interview.id } });
    },

    get: (id: string) => shown(get(id)),
  };
}

function changed(before: Interview, entered: Omit<InterviewChange, 'panel'>): Interview {
  const pick = <T>(value: T | undefined, kept: T): T => (value === undefined ? kept : value);
  const after: Interview = {
    ...before,
    starts_at: pick(entered.startsAt, before.starts_at),
    ends_at: pick(entered.endsAt, before.ends_at),
    all_day_start_on: pick(entered.firstDay, before.all_day_start_on),
    all_day_end_on: pick(entered.lastDay, before.all_day_end_on),
    location: pick(entered.location, before.location),
    video_conferencing_url: pick(entered.videoUrl, before.video_conferencing_url),
    external_event_id: pick(entered.externalEventId, before.external_event_id),
    organizer_id: pick(entered.organizerId, before.organizer_id),
  };
  const timed = after.starts_at !== null || after.all_day_start_on !== null;
  const wasTimed = before.starts_at !== null || before.all_day_start_on !== null;
  const status = entered.status ?? (timed === wasTimed ? before.status : timed ? 'scheduled' : 'to_be_scheduled');
  return { ...after, status, scheduled_at: timed ? (before.scheduled_at ?? new Date().toISOString()) : null };
}
