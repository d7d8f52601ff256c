import type { AttributionActivities, AttributionScheduleActivities } from '../workflows/attribution-activities.js';
import type { BonusActivities } from '../workflows/bonus-activities.js';
import type { ConfirmationActivities } from '../workflows/confirmation-activities.js';
import type { DriftActivities } from '../workflows/drift-activities.js';
import type { GoLiveActivities } from '../workflows/go-live-contract.js';
import type { HireActivities } from '../workflows/hire-activities.js';
import type { IdentityActivities } from '../workflows/identity-change.js';
import type { CalendarPollActivities, InterviewActivities } from '../workflows/interview-activities.js';
import type { AttributionAuditActivities, VarianceActivities } from '../workflows/attribution-audit-activities.js';
import type { OperationsActivities } from '../workflows/operations-activities.js';
import type { QuarantineActivities } from '../workflows/quarantine-alert.js';
import type {
  NightActivities,
  ReconciliationActionActivities,
  ReconciliationActivities,
  WatchdogActivities,
} from '../workflows/reconciliation-activities.js';
import type {
  EngagementActivities,
  ReferralActivities,
  ReferredApplicationActivities,
} from '../workflows/referral-activities.js';
import type { ScreeningActivities } from '../workflows/screening-activities.js';
import { adoptEmployeeActivity } from './adopt-employee.js';
import { alertActivities } from './alerts.js';
import { appendScreeningActivity } from './append-screening.js';
import { askHireActivities } from './ask-hire.js';
import { attributionReadingActivities } from './attribution-reading.js';
import { attributionReportActivities } from './attribution-report.js';
import { attributionAuditActivities } from './attribution-audit.js';
import { configurationNoticeActivity } from './configuration-notice.js';
import { errorReviewActivity } from './error-review.js';
import { bonusAlertActivities } from './bonus-alerts.js';
import { bonusLookActivities } from './bonus-look.js';
import { bonusPayrollActivities } from './bonus-payroll.js';
import { bonusQuestionActivities } from './bonus-questions.js';
import { collectHireActivity } from './collect-hire.js';
import { composeConfirmationActivity } from './compose-confirmation.js';
import { confirmHireActivities } from './confirm-hire.js';
import { confirmHireAlertActivities } from './confirm-hire-alerts.js';
import { confirmHirePlanActivities } from './confirm-hire-plan.js';
import { dispatchConfirmationActivity } from './confirm-interview.js';
import { compareHireActivity } from './compare-hire.js';
import { correctHrisActivity } from './correct-hris.js';
import { createEmployeeActivity } from './create-employee.js';
import type { Dependencies } from './dependencies.js';
import { goLiveCandidateActivities } from './go-live-candidates.js';
import { goLiveDeliveryActivities } from './go-live-deliveries.js';
import { goLiveFieldActivities } from './go-live-fields.js';
import { goLiveStageActivity } from './go-live-stages.js';
import { goLiveReportActivities } from './go-live-report.js';
import { ownWebhooks } from './own-webhooks.js';
import { probeActivities } from './probe-vendors.js';
import { dispatchPayrollActivity } from './dispatch-payroll.js';
import { engagementActivities } from './engagements.js';
import { interviewReportActivities } from './escalate-interview.js';
import { holdActivities } from './holds.js';
import { identityActivities } from './identity.js';
import { matchInterviewActivity } from './match-interview.js';
import { pollInterviewActivities } from './poll-interviews.js';
import { queueItemActivities } from './queue-item.js';
import { recheckItemActivity } from './queue-records.js';
import { readScreeningActivities } from './read-screening.js';
import { reconcileActivities } from './reconcile.js';
import { referralAlertActivities } from './referral-alerts.js';
import { referralCaptureActivity } from './referral-capture.js';
import { referralReadingActivities } from './referral-reading.js';
import { referralRequestActivities } from './referral-requests.js';
import { referralStatusActivities } from './referral-status.js';
import { lookUpActivity } from './reconciliation-look-ups.js';
import { reportReconciliationActivities } from './report-reconciliation.js';
import { rescissionActivities } from './rescission.js';
import { screeningAlertActivities } from './screening-alerts.js';
import { undoHireActivities } from './undo-hire.js';
import { varianceActivities } from './variance-action.js';
import { watchdogActivity } from './watchdog.js';

/** All activities that a worker offers. */
export function createActivities(
  deps: Dependencies,
): HireActivities &
  ConfirmationActivities &
  BonusActivities &
  QuarantineActivities &
  IdentityActivities &
  ScreeningActivities &
  ReferralActivities &
  ReferredApplicationActivities &
  EngagementActivities &
  CalendarPollActivities &
  InterviewActivities &
  NightActivities &
  ReconciliationActivities &
  ReconciliationActionActivities &
  AttributionScheduleActivities &
  AttributionActivities &
  WatchdogActivities &
  GoLiveActivities &
  DriftActivities &
  OperationsActivities &
  AttributionAuditActivities &
  VarianceActivities {
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
    ...referralReadingActivities(deps),
    ...referralCaptureActivity(deps),
    ...referralStatusActivities(deps),
    ...referralRequestActivities(deps),
    ...referralAlertActivities(deps),
    ...engagementActivities(deps),
    ...confirmHirePlanActivities(deps),
    ...confirmHireActivities(deps),
    ...confirmHireAlertActivities(deps),
    ...bonusLookActivities(deps),
    ...bonusQuestionActivities(deps),
    ...bonusPayrollActivities(deps),
    ...bonusAlertActivities(deps),
    ...identityActivities(deps),
    ...reconcileActivities(deps),
    ...lookUpActivity(deps),
    ...reportReconciliationActivities(deps),
    ...queueItemActivities(deps),
    ...adoptEmployeeActivity(deps),
    ...askHireActivities(deps),
    ...recheckItemActivity(deps),
    ...attributionReadingActivities(deps),
    ...attributionReportActivities(deps),
    ...watchdogActivity(deps),
    ...errorReviewActivity(deps),
    ...goLiveReportActivities(deps, process.env),
    ...goLiveCandidateActivities(deps),
    ...goLiveFieldActivities(deps),
    ...goLiveStageActivity(deps),
    ...goLiveDeliveryActivities(deps, ownWebhooks(process.env)),
    ...probeActivities(deps),
    ...attributionAuditActivities(deps),
    ...varianceActivities(deps),
    ...configurationNoticeActivity(deps),
    ...alertActivities(deps),
  };
}
