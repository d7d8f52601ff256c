// What a worker can run. Named one by one: a barrel can lose an export without anybody noticing.
export { calendarPoll } from './calendar-poll.js';
export { dailyReconciliation } from './daily-reconciliation.js';
export { hireLifecycle } from './hire-lifecycle.js';
export { identityChange } from './identity-change.js';
export { interviewConfirmation } from './interview-confirmation.js';
export { nightlyReconciliation } from './nightly-reconciliation.js';
export { quarantineAlert } from './quarantine-alert.js';
export { reconciliationAction } from './reconciliation-action.js';
export { screeningWriteback } from './screening-writeback.js';
export { watchdog } from './watchdog.js';
