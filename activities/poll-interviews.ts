import { ApplicationFailure } from '@temporalio/common';
import type { CalendarConnector, CalendarPosition } from '../connectors/roles/calendar.js';
import { vendorFailure } from '../connectors/failure.js';
import { notAnInterview, withWhatWasKnown } from '../domain/interview-match.js';
import { eventOfInterview, findEvent, interviewsNaming, keepEvent, keepInterview } from '../ledger/appointments.js';
import { readPosition, savePosition } from '../ledger/calendar-positions.js';
import { transaction, type Queryable } from '../ledger/database.js';
import { recordDelivery } from '../ledger/deliveries.js';
import { findInterviewRun } from '../ledger/interviews.js';
import type { AtsInterview, CalendarEvent } from '../schemas/interview.js';
import { interviewWorkflowId } from '../workflows/contract.js';
import { FailureType } from '../workflows/failure-types.js';
import type { CalendarPollActivities, PollSummary } from '../workflows/interview-activities.js';
import { boundsOrNone } from './appointment.js';
import type { Dependencies } from './dependencies.js';

/** The ATS is asked again for what changed this long before: its clock is not ours, and its lists lag behind. */
const OVERLAP_MS = 10 * 60_000;

const OVER = 'It was over before anybody was told of it.';

/**
 * Reads what changed in the calendar and in the ATS. What is found is kept in the ledger, and put into the inbox in the
 * same transaction, so that a poll that dies in the middle neither loses nor repeats a change.
 */
export function pollInterviewActivities(deps: Dependencies): CalendarPollActivities {
  return {
    async pollCalendar() {
      const { calendar } = deps;
      const summary: PollSummary = { source: calendar?.vendor ?? null, changed: 0, ignored: 0 };
      if (!calendar) return summary;
      const source = calendar.vendor;
      const kept = await readPosition(deps.db, source);
      let step = kept?.step ?? 0;
      let position = kept?.position ?? fullReading(deps);
      let resumed = position.pageToken !== null;
      for (;;) {
        const page = await readPage(calendar, position, resumed);
        if (page === 'restart') {
          position = { ...position, pageToken: null };
          resumed = false;
          continue;
        }
        if (page.outcome === 'expired') {
          if (position.syncToken === null && !resumed) throw endless(calendar, 'says that a full reading has expired');
          position = fullReading(deps);
          resumed = false;
          continue;
        }
        if (page.nextPageToken !== null && page.nextPageToken === position.pageToken) {
          throw endless(calendar, 'names the same page as the next one');
        }
        // The token that the whole reading ends with stands for all of its pages: until then, the old one holds. A
        // reading that ends without one is done anew, from as far back as a first one.
        const next: CalendarPosition =
          page.nextPageToken !== null
            ? { ...position, pageToken: page.nextPageToken }
            : page.nextSyncToken !== null
              ? { ...position, syncToken: page.nextSyncToken, pageToken: null }
              : fullReading(deps);
        step = await transaction(deps.db, async (db) => {
          for (const event of page.events) count(summary, await takeEvent(deps, db, calendar, event));
          return moved(await savePosition(db, source, step, next));
        });
        if (page.nextPageToken === null) return summary;
        position = next;
        resumed = false;
      }
    },

    async pollAtsInterviews() {
      const source = deps.ats.vendor;
      const summary: PollSummary = { source, changed: 0, ignored: 0 };
      const startedAt = new Date();
      const kept = await readPosition(deps.db, source);
      const since = kept
        ? new Date(Date.parse(kept.position.from) - OVERLAP_MS)
        : new Date(startedAt.getTime() - deps.policy.calendar.lookBack);
      for await (const batch of deps.ats.listInterviews(since.toISOString())) {
        await transaction(deps.db, async (db) => {
          for (const interview of batch) count(summary, await takeInterview(deps, db, interview));
        });
      }
      const next = { syncToken: null, pageToken: null, from: startedAt.toISOString() };
      moved(await savePosition(deps.db, source, kept?.step ?? 0, next));
      return summary;
    },
  };
}

type Taken = 'changed' | 'ignored' | 'known';

function count(summary: PollSummary, taken: Taken): void {
  if (taken !== 'known') summary[taken] += 1;
}

/** What became of one event that the calendar told of. */
async function takeEvent(
  deps: Dependencies,
  db: Queryable,
  calendar: CalendarConnector,
  told: CalendarEvent,
): Promise<Taken> {
  const source = calendar.vendor;
  const before = await findEvent(db, source, told.eventId, true);
  if (before?.event.version === told.version) return 'known';
  const event = withWhatWasKnown(told, before?.event);
  const bounds = boundsOrNone(deps, event);
  const ref = { source, eventId: event.eventId };
  const run = await findInterviewRun(db, ref);
  const ignored = run ? null : await whyIgnored(event, bounds.endsAt);
  await keepEvent(db, source, event, bounds, ignored);
  if (ignored !== null) return 'ignored';
  await deliver(db, ref, event.version, told, calendar.baseUrl);
  return 'changed';

  async function whyIgnored(of: CalendarEvent, endsAt: Date | null): Promise<string | null> {
    // A known interview whose run has not begun is told of its end like any other change.
    if (of.status === 'cancelled' && (!before || before.ignored !== null))
      return 'It was cancelled before it was known.';
    if (endsAt && endsAt <= new Date()) return OVER;
    const knownToAts = (await interviewsNaming(db, deps.ats.vendor, of)).length > 0;
    const ownDomains = deps.policy.company.mailDomains;
    return notAnInterview(of, { knownToAts, ats: deps.ats.vendor, ownDomains }) ?? null;
  }
}

/** What became of one interview that the ATS told of. Where the calendar has its event, that one is told. */
async function takeInterview(deps: Dependencies, db: Queryable, interview: AtsInterview): Promise<Taken> {
  const source = deps.ats.vendor;
  const bounds = boundsOrNone(deps, interview);
  if (!(await keepInterview(db, source, interview, bounds))) return 'known';
  const { interviewId, version } = interview;
  const { calendar } = deps;
  const leading = calendar && (await eventOfInterview(db, calendar.vendor, interview, bounds.startsAt));
  if (leading) {
    const { event } = leading;
    if (leading.endsAt && leading.endsAt <= new Date()) return 'ignored';
    // An event that meant nothing by itself is an interview now that the ATS names it.
    if (leading.ignored !== null) await keepEvent(db, calendar.vendor, event, leading, null);
    const ref = { source: calendar.vendor, eventId: event.eventId };
    await deliver(db, ref, `${event.version}:${interviewId}:${version}`, interview, deps.ats.baseUrl);
    return 'changed';
  }
  const ref = { source, eventId: interviewId };
  const known = await findInterviewRun(db, ref);
  const over = interview.status === 'over' || (bounds.endsAt !== null && bounds.endsAt <= new Date());
  if (!known && (interview.status !== 'scheduled' || over || bounds.endsAt === null)) return 'ignored';
  await deliver(db, ref, version, interview, deps.ats.baseUrl);
  return 'changed';
}

/** Puts a change into the inbox. A version that is there already is a duplicate, and starts nothing. */
async function deliver(
  db: Queryable,
  { source, eventId }: { source: string; eventId: string },
  version: string,
  body: CalendarEvent | AtsInterview,
  url: string,
): Promise<void> {
  const workflowId = interviewWorkflowId(source, eventId);
  await recordDelivery(db, {
    vendor: source,
    eventId: `${eventId}:${version}`,
    eventType: 'interview changed',
    event: { kind: 'interviewChanged', source, eventId },
    orderKey: workflowId,
    status: 'pending',
    reason: undefined,
    workflowId,
    body: Buffer.from(JSON.stringify(body)),
    headers: {},
    url,
  });
}

const fullReading = (deps: Dependencies): CalendarPosition => ({
  syncToken: null,
  pageToken: null,
  from: new Date(Date.now() - deps.policy.calendar.lookBack).toISOString(),
});

/** A page token that an earlier poll has left may have become stale: then the reading starts over. */
async function readPage(calendar: CalendarConnector, position: CalendarPosition, resumed: boolean) {
  try {
    return await calendar.readChanges(position);
  } catch (error) {
    const stale =
      error instanceof ApplicationFailure &&
      (error.type === FailureType.VendorRejected || error.type === FailureType.VendorNotFound);
    if (resumed && stale) return 'restart';
    throw error;
  }
}

function moved(step: number | undefined): number {
  if (step === undefined) {
    throw ApplicationFailure.create({
      type: FailureType.WriteInProgress,
      message: 'another reading of the same source is under way',
      nextRetryDelay: '30 seconds',
    });
  }
  return step;
}

const endless = (calendar: CalendarConnector, what: string) =>
  vendorFailure(FailureType.VendorContract, what, { vendor: calendar.vendor, operation: 'read changes' });
