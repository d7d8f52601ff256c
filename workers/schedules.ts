import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type Client,
  type ScheduleOptions,
  type ScheduleSpec,
} from '@temporalio/client';
import type { Duration } from '@temporalio/common';
import type { Policy } from '../config/policy.js';
import type { Connectors } from '../connectors/registry.js';
import { TASK_QUEUE } from '../workflows/contract.js';

/** Ids of the schedules; their runs' ids begin with them. */
export const SCHEDULES = {
  reconciliation: 'nightly-reconciliation',
  calendarPoll: 'calendar-poll',
  watchdog: 'watchdog',
  attributionReport: 'attribution-report',
  errorReview: 'error-review',
  attributionAudit: 'attribution-audit-due',
  contractProbe: 'contract-probe',
} as const;

const WATCHDOG_EVERY = '15 minutes';
/** A night that the Temporal server was away for is started when it is back. What is older, the run finds by itself. */
const NIGHT_CATCH_UP = '3 days';
/** Of what is repeated every few minutes, the last time suffices. */
const BRIEF_CATCH_UP = '1 minute';

type Wanted = Omit<ScheduleOptions, 'scheduleId' | 'policies'> & { catchupWindow: Duration };

/**
 * Brings Temporal's schedules to what policy says, whatever has become of them: a schedule that was deleted, paused or
 * changed is put back, and what it missed meanwhile is run. Safe to call by several workers at once.
 */
export async function putSchedules(
  client: Client,
  policy: Policy,
  connectors: Pick<Connectors, 'calendar' | 'comms'>,
): Promise<void> {
  await put(client, SCHEDULES.reconciliation, {
    spec: nightSpec(policy),
    action: action(
      'nightlyReconciliation',
      SCHEDULES.reconciliation,
      'Starts the reconciliation of the nights that are due',
    ),
    catchupWindow: NIGHT_CATCH_UP,
  });
  await put(client, SCHEDULES.errorReview, {
    spec: dailySpec(policy.company.timeZone, policy.goLive.reviewAt),
    action: action('errorReview', SCHEDULES.errorReview, 'Reviews what failed, in the first days after going live'),
    catchupWindow: NIGHT_CATCH_UP,
  });
  await put(client, SCHEDULES.attributionAudit, {
    spec: dailySpec(policy.company.timeZone, policy.attribution.at),
    action: action('attributionAuditDue', SCHEDULES.attributionAudit, 'Starts the attribution audit that is due'),
    catchupWindow: NIGHT_CATCH_UP,
  });
  await put(client, SCHEDULES.attributionReport, {
    spec: reportSpec(policy),
    action: action(
      'dueAttributionReports',
      SCHEDULES.attributionReport,
      'Starts the attribution reports of the periods that are over',
    ),
    catchupWindow: NIGHT_CATCH_UP,
  });
  await put(client, SCHEDULES.contractProbe, {
    spec: { intervals: [{ every: policy.drift.probeEvery }] },
    action: action('contractProbe', SCHEDULES.contractProbe, 'Looks whether the vendors are still as mapped'),
    catchupWindow: BRIEF_CATCH_UP,
  });
  await put(client, SCHEDULES.watchdog, {
    spec: { intervals: [{ every: WATCHDOG_EVERY }] },
    action: action('watchdog', SCHEDULES.watchdog, 'Looks for runs that have gone silent'),
    catchupWindow: BRIEF_CATCH_UP,
  });
  // Where there is neither a calendar nor a way to write to candidates, interviews are nobody's business here.
  if (connectors.calendar ?? connectors.comms) {
    await put(client, SCHEDULES.calendarPoll, {
      spec: { intervals: [{ every: policy.calendar.pollInterval }] },
      action: action('calendarPoll', SCHEDULES.calendarPoll, 'Reads which interviews are new or changed'),
      catchupWindow: BRIEF_CATCH_UP,
    });
  } else {
    await remove(client, SCHEDULES.calendarPoll);
  }
}

/**
 * The night's time, and one hour later: a time that the clock skips does not come, an hour that it shows twice comes
 * twice, and whichever comes second finds the night done.
 */
export function nightSpec({ company, reconciliation }: Pick<Policy, 'company' | 'reconciliation'>): ScheduleSpec {
  const [hour = 0, minute = 0] = reconciliation.at.split(':').map(Number);
  return {
    calendars: [
      { hour, minute, comment: 'the night' },
      { hour: (hour + 1) % 24, minute, comment: 'where the clock skipped it' },
    ],
    timezone: company.timeZone,
  };
}

/** The report's time, daily or on Mondays, and one hour later, as for the night: the second finds the report made. */
export function reportSpec({ company, attribution }: Pick<Policy, 'company' | 'attribution'>): ScheduleSpec {
  const [hour = 0, minute = 0] = attribution.at.split(':').map(Number);
  const weekly = attribution.report === 'weekly';
  const nextDay = hour === 23 ? 'TUESDAY' : 'MONDAY';
  return {
    calendars: [
      { hour, minute, ...(weekly ? { dayOfWeek: 'MONDAY' as const } : {}), comment: 'the report' },
      {
        ...{ hour: (hour + 1) % 24, minute, comment: 'where the clock skipped it' },
        ...(weekly ? { dayOfWeek: nextDay } : {}),
      },
    ],
    timezone: company.timeZone,
  };
}

/** Every day at a time of a zone. @param at "08:00". */
export function dailySpec(timeZone: string, at: string): ScheduleSpec {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return { calendars: [{ hour, minute }], timezone: timeZone };
}

const action = (workflowType: string, workflowId: string, staticSummary: string): ScheduleOptions['action'] => ({
  type: 'startWorkflow',
  workflowType,
  workflowId,
  taskQueue: TASK_QUEUE,
  args: [],
  staticSummary,
});

async function put(client: Client, scheduleId: string, { catchupWindow, ...wanted }: Wanted): Promise<void> {
  const policies = { overlap: 'SKIP', catchupWindow, pauseOnFailure: false } as const;
  try {
    await client.schedule.create({
      ...wanted,
      scheduleId,
      policies,
      // Nobody knows how long it was not there.
      state: { triggerImmediately: scheduleId === SCHEDULES.reconciliation },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(scheduleId);
    const { state } = await handle.describe();
    await handle.update(() => ({ ...wanted, policies, state: { paused: false } }));
    if (state.paused && scheduleId === SCHEDULES.reconciliation) await handle.trigger();
  }
}

async function remove(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
