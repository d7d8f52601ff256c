import { proxyActivities } from '@temporalio/workflow';
import type { CalendarPollActivities, PollSummary } from './interview-activities.js';

const { pollCalendar, pollAtsInterviews } = proxyActivities<CalendarPollActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Reads what changed in the calendar, then what changed in the ATS: whichever interview the calendar has is told as the
 * calendar has it. A source that cannot be read does not keep the other one from being read; it fails the run.
 */
export async function calendarPoll(): Promise<PollSummary[]> {
  const calendar = await settled(pollCalendar());
  const ats = await settled(pollAtsInterviews());
  if ('error' in calendar) throw calendar.error;
  if ('error' in ats) throw ats.error;
  return [calendar.summary, ats.summary];
}

const settled = (reading: Promise<PollSummary>): Promise<{ summary: PollSummary } | { error: unknown }> =>
  reading.then(
    (summary) => ({ summary }),
    (error: unknown) => ({ error }),
  );
