import type { HireActivities } from '../workflows/hire-activities.js';
import type { IdentityActivities } from '../workflows/identity-change.js';
import type { CalendarPollActivities, InterviewActivities } from '../workflows/interview-activities.js';
import type { QuarantineActivities } from '../workflows/quarantine-alert.js';
import type {
  NightActivities,
  ReconciliationActionActivities,
  ReconciliationActivities,
  WatchdogActivities,
} from '../workflows/reconciliation-activities.js';
import type { ScreeningActivities } from '../workflows/screening-activities.js';
import { adoptEmployeeActivity } from './adopt-employee.js';
import { alertActivities } from './alerts.js';
import { appendScreeningActivity } from './append-screening.js';
import { askHireActivities } from './ask-hire.js';
import { collectHireActivity } from './collect-hire.js';
import { composeConfirmationActivity } from './compose-confirmation.js';
import { dispatchConfirmationActivity } from './confirm-interview.js';
import { compareHireActivity } from './compare-hire.js';
import { correctHrisActivity } from './correct-hris.js';
import { createEmployeeActivity } from './create-employee.js';
import type { Dependencies } from './dependencies.js';
import { dispatchPayrollActivity } from './dispatch-payroll.js';
import { interviewReportActivities } from './escalate-interview.js';
import { holdActivities } from './holds.js';
import { identityActivities } from './identity.js';
import { matchInterviewActivity } from './match-interview.js';
import { pollInterviewActivities } from './poll-interviews.js';
import { queueItemActivities } from './queue-item.js';
import { recheckItemActivity } from './queue-records.js';
import { readScreeningActivities } from './read-screening.js';
import { reconcileActivities } from './reconcile.js';
import { lookUpActivity } from './reconciliation-look-ups.js';
import { reportReconciliationActivities } from './report-reconciliation.js';
import { rescissionActivities } from './rescission.js';
import { screeningAlertActivities } from './screening-alerts.js';
import { undoHireActivities } from './undo-hire.js';
import { watchdogActivity } from './watchdog.js';

/** All activities that a worker offers. */
export function createActivities(
  deps: Dependencies,
): HireActivities &
  QuarantineActivities &
  IdentityActivities &
  ScreeningActivities &
  CalendarPollActivities &
  InterviewActivities &
  NightActivities &
  ReconciliationActivities &
  ReconciliationActionActivities &
  WatchdogActivities {
  return {
    ...collectHireActivity(deps),
    ...createEmployeeActivity(deps),
    ...compareHireActivity(deps),
    ...correctHrisActivity(deps),
    ...dispatchPayrollActivity(deps),
    ...holdActivities(deps),
    ...rescissionActivities(deps),
    ...undoHireActivities(deps),
    ...pollInterviewActivities(deps),
    ...matchInterviewActivity(deps),
    ...composeConfirmationActivity(deps),
    ...dispatchConfirmationActivity(deps),
    ...interviewReportActivities(deps),
    ...readScreeningActivities(deps),
    ...appendScreeningActivity(deps),
    ...screeningAlertActivities(deps),
    ...identityActivities(deps),
    ...reconcileActivities(deps),
    ...lookUpActivity(deps),
    ...reportReconciliationActivities(deps),
    ...queueItemActivities(deps),
    ...adoptEmployeeActivity(deps),
    ...askHireActivities(deps),
    ...recheckItemActivity(deps),
    ...watchdogActivity(deps),
    ...alertActivities(deps),
  };
}
