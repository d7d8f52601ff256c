import { ApplicationFailure } from '@temporalio/common';
import type { AtsApplication } from '../connectors/roles/ats.js';
import { decideMatch, outsideAddresses, referencesOf, type PossibleApplication } from '../domain/interview-match.js';
import { eventOfInterview, findInterview, interviewsAt, interviewsNaming } from '../ledger/appointments.js';
import { transaction } from '../ledger/database.js';
import { findInterviewRun, lockInterviews, patchInterview, queueMatch, resolveMatch } from '../ledger/interviews.js';
import { messagesAbout } from '../ledger/sent-messages.js';
import type { CalendarEvent } from '../schemas/interview.js';
import { FailureType } from '../workflows/failure-types.js';
import type { InterviewActivities, InterviewMatch, InterviewRef } from '../workflows/interview-activities.js';
import type { CandidateChoice } from '../workflows/interview-contract.js';
import { atsRef, listed, readAppointment, type KnownAppointment } from './appointment.js';
import type { Dependencies } from './dependencies.js';

/** With more guests from outside than this it is no interview: nobody is looked up. */
const MOST_GUESTS = 10;

/** Finds out whose interview an appointment is; what cannot be told for certain is queued for a person. */
export function matchInterviewActivity(deps: Dependencies): Pick<InterviewActivities, 'matchInterview'> {
  const ats = deps.ats.vendor;

  return {
    async matchInterview(ref, choice) {
      await transaction(deps.db, (db) => lockInterviews(db, [listed(ref)]));
      const row = await findInterviewRun(deps.db, ref);
      const appointment = await readAppointment(deps, deps.db, ref, row?.atsInterviewIds);
      const { startsAt, endsAt, standing } = appointment;
      await patchInterview(deps.db, ref, { startsAt, endsAt });
      if (standing === 'over') return { outcome: 'nothing' };
      if (standing === 'cancelled') return toldBefore(ref, row?.atsInterviewIds ?? []);

      const chosen = choice ? await chosenApplication(ref, choice) : undefined;
      const settled = chosen ?? (row?.chosenApplicationId ? await application(row.chosenApplicationId) : undefined);
      if (ref.source === ats) return settleCopy(ref, appointment);
      return settleEvent(ref, appointment, settled);
    },
  };

  /** Of a cancelled interview only those are told who were told of it before. */
  async function toldBefore(ref: InterviewRef, copies: readonly string[]): Promise<InterviewMatch> {
    const about = [ref, ...copies.map((id) => atsRef(deps, id))];
    const told = (await messagesAbout(deps.db, about)).filter(({ status }) => status !== 'superseded').at(-1);
    if (!told) return { outcome: 'nothing' };
    await resolveMatch(deps.db, ref, 'cancelled');
    return { outcome: 'matched', applicationId: told.applicationId ?? '', candidateId: told.candidateId };
  }

  async function chosenApplication(ref: InterviewRef, { applicationId, chosenBy }: CandidateChoice) {
    const found = await application(applicationId);
    if (!found) return undefined;
    await patchInterview(deps.db, ref, { chosenApplicationId: applicationId, chosenBy });
    return found;
  }

  /** The ATS's own interview names its application. It is told by itself only while the calendar has no event of it. */
  async function settleCopy(ref: InterviewRef, { interviews, startsAt }: KnownAppointment): Promise<InterviewMatch> {
    const [interview] = interviews;
    if (!interview) return { outcome: 'nothing' };
    const { calendar } = deps;
    const leading = calendar && (await eventOfInterview(deps.db, calendar.vendor, interview, startsAt));
    if (leading && leading.ignored === null) {
      await patchInterview(deps.db, ref, { ledBy: leading.event.eventId });
      return { outcome: 'led' };
    }
    const { applicationId, candidateId } = await deps.ats.readApplication(interview.applicationId);
    await patchInterview(deps.db, ref, { applicationId, candidateId, matchedBy: 'interview', ledBy: null });
    return { outcome: 'matched', applicationId, candidateId };
  }

  async function settleEvent(
    ref: InterviewRef,
    { event, startsAt }: KnownAppointment,
    settled: PossibleApplication | undefined,
  ): Promise<InterviewMatch> {
    if (!event) return { outcome: 'nothing' };
    const { by, applications } = settled
      ? { by: 'choice', applications: [settled] }
      : await possibleApplications(event, startsAt);
    const decision = decideMatch(applications);
    if (decision.outcome !== 'matched') {
      const ids = (pick: (one: PossibleApplication) => string) => [...new Set(decision.applications.map(pick))];
      await queueMatch(deps.db, ref, {
        status: decision.outcome,
        applicationIds: ids((one) => one.applicationId),
        candidateIds: ids((one) => one.candidateId),
      });
      return { outcome: decision.outcome };
    }
    const { applicationId, candidateId } = decision;
    const named = await interviewsNaming(deps.db, ats, event);
    const copies = named.length > 0 || !startsAt ? named : await interviewsAt(deps.db, ats, [applicationId], startsAt);
    await lead(
      ref,
      copies.filter((one) => one.applicationId === applicationId).map((one) => one.interviewId),
      { applicationId, candidateId, matchedBy: by },
    );
    await resolveMatch(deps.db, ref, by);
    return { outcome: 'matched', applicationId, candidateId };
  }

  /** From now on the calendar's event is told in place of the ATS's copies of it. */
  function lead(
    ref: InterviewRef,
    copies: string[],
    found: PossibleApplication & { matchedBy: string },
  ): Promise<void> {
    return transaction(deps.db, async (db) => {
      const refs = copies.map((id) => atsRef(deps, id));
      await lockInterviews(db, [ref, ...refs].map(listed));
      const messages = await messagesAbout(db, refs);
      if (messages.some(({ status }) => status === 'sending')) {
        throw ApplicationFailure.create({
          type: FailureType.WriteInProgress,
          message: 'the same interview is being told as the ATS has it',
          nextRetryDelay: '5 seconds',
        });
      }
      for (const copy of refs) await patchInterview(db, copy, { ledBy: ref.eventId, status: 'led' });
      await patchInterview(db, ref, { ...found, atsInterviewIds: copies });
    });
  }

  /** The surest evidence first: what has none of it is asked of the next. */
  async function possibleApplications(
    event: CalendarEvent,
    startsAt: Date | null,
  ): Promise<{ by: string; applications: PossibleApplication[] }> {
    const named = await interviewsNaming(deps.db, ats, event);
    const byInterview = await allOf(named.map((one) => one.applicationId));
    if (byInterview.length > 0) return { by: 'event id', applications: byInterview };

    const references = referencesOf(event.properties, ats);
    const interview = references.interviewId && (await findInterview(deps.db, ats, references.interviewId));
    const noted = await allOf([references.applicationId, interview ? interview.interview.applicationId : undefined]);
    if (noted.length > 0) return { by: 'property', applications: noted };
    if (references.candidateId) {
      const inProcess = await applicationsInProcess(references.candidateId);
      if (inProcess.length > 0) return { by: 'property', applications: await bySchedule(inProcess, startsAt) };
    }

    const guests = outsideAddresses(event, deps.policy.company.mailDomains);
    if (guests.length > MOST_GUESTS) return { by: 'attendee', applications: [] };
    const candidates = (await Promise.all(guests.map((email) => deps.ats.findCandidatesByEmail(email)))).flat();
    const ids = [...new Set(candidates.map(({ candidateId }) => candidateId))];
    const inProcess = (await Promise.all(ids.map(applicationsInProcess))).flat();
    return { by: 'attendee', applications: await bySchedule(inProcess, startsAt) };
  }

  /** Of several applications, those whose interview the ATS has scheduled for the same time; all, where it has none. */
  async function bySchedule(possible: PossibleApplication[], startsAt: Date | null): Promise<PossibleApplication[]> {
    if (possible.length < 2 || !startsAt) return possible;
    const ids = possible.map(({ applicationId }) => applicationId);
    const scheduled = new Set((await interviewsAt(deps.db, ats, ids, startsAt)).map((one) => one.applicationId));
    return scheduled.size > 0 ? possible.filter(({ applicationId }) => scheduled.has(applicationId)) : possible;
  }

  async function applicationsInProcess(candidateId: string): Promise<AtsApplication[]> {
    const applications = await deps.ats.listApplications(candidateId);
    return applications.filter(({ status }) => status === 'active');
  }

  async function allOf(ids: readonly (string | undefined)[]): Promise<AtsApplication[]> {
    const distinct = [...new Set(ids.filter((id) => id !== undefined))];
    return (await Promise.all(distinct.map(application))).filter((one) => one !== undefined);
  }

  /** Undefined where the ATS has none of this id: what stands on an event may be out of date. */
  async function application(applicationId: string): Promise<AtsApplication | undefined> {
    try {
      return await deps.ats.readApplication(applicationId);
    } catch (error) {
      if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
      throw error;
    }
  }
}
