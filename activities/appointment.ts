import { ApplicationFailure } from '@temporalio/common';
import { boundsOf } from '../domain/interview-time.js';
import type { Appointment } from '../domain/interview-details.js';
import { findEvent, findInterview } from '../ledger/appointments.js';
import type { Queryable } from '../ledger/database.js';
import type { AtsInterview, CalendarEvent } from '../schemas/interview.js';
import { interviewWorkflowId } from '../workflows/contract.js';
import { FailureType } from '../workflows/failure-types.js';
import type { InterviewRef } from '../workflows/interview-activities.js';
import type { Dependencies } from './dependencies.js';

/** An appointment as the ledger knows it now. */
export interface KnownAppointment extends Appointment {
  /** standing: it takes place, as far as is known; tentative: it may. */
  standing: 'confirmed' | 'tentative' | 'cancelled' | 'over';
  startsAt: Date | null;
  endsAt: Date | null;
  /** Differs whenever the calendar or the ATS says anything new about it. */
  basedOn: string;
}

/** An interview's place in the ledger, and the run that cares for it. */
export const listed = ({ source, eventId }: InterviewRef) => ({
  source,
  eventId,
  workflowId: interviewWorkflowId(source, eventId),
});

export const atsRef = (deps: Dependencies, interviewId: string): InterviewRef => ({
  source: deps.ats.vendor,
  eventId: interviewId,
});

/**
 * Reads an appointment from the ledger.
 * @param atsInterviewIds the ATS's copies of a calendar event.
 * @throws VendorNotFound when the ledger has no such appointment.
 */
export async function readAppointment(
  deps: Dependencies,
  db: Queryable,
  { source, eventId }: InterviewRef,
  atsInterviewIds: readonly string[] = [],
  now = new Date(),
): Promise<KnownAppointment> {
  if (source === deps.ats.vendor) {
    const kept = await findInterview(db, source, eventId);
    if (!kept) throw unknownAppointment(source, eventId);
    const { interview, startsAt, endsAt } = kept;
    const standing = standingOf({ unscheduled: 'cancelled', scheduled: 'confirmed', over: 'over' } as const, interview);
    const basedOn = versionsOf(null, [interview]);
    return { event: null, interviews: [interview], standing: past(endsAt, now) ?? standing, startsAt, endsAt, basedOn };
  }
  const kept = await findEvent(db, source, eventId);
  if (!kept) throw unknownAppointment(source, eventId);
  const { event, startsAt, endsAt } = kept;
  const copies = await Promise.all(atsInterviewIds.map((id) => findInterview(db, deps.ats.vendor, id)));
  const interviews = copies.flatMap((copy) => (copy ? [copy.interview] : []));
  const standing = past(endsAt, now) ?? event.status;
  return { event, interviews, standing, startsAt, endsAt, basedOn: versionsOf(event, interviews) };
}

/** The instants an appointment lies between; nulls while it has no time. */
export function boundsOrNone(
  deps: Dependencies,
  { time }: Pick<CalendarEvent | AtsInterview, 'time'>,
): { startsAt: Date | null; endsAt: Date | null } {
  return time ? boundsOf(time, deps.policy.company.timeZone) : { startsAt: null, endsAt: null };
}

const standingOf = <S>(standings: Record<AtsInterview['status'], S>, { status }: AtsInterview): S => standings[status];

const past = (endsAt: Date | null, now: Date): 'over' | undefined => (endsAt && endsAt <= now ? 'over' : undefined);

const versionsOf = (event: CalendarEvent | null, interviews: readonly AtsInterview[]): string =>
  JSON.stringify([event?.version ?? null, ...interviews.map((one) => [one.interviewId, one.version]).sort()]);

const unknownAppointment = (source: string, eventId: string) =>
  ApplicationFailure.nonRetryable(`The ledger has no appointment ${eventId} of ${source}.`, FailureType.VendorNotFound);
