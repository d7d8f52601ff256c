/** People's words for the words of the API. A tone is a colour; the text says the same without it. */

export const STAGES = {
  received: { text: 'Received', tone: 'busy' },
  writing_hris: { text: 'Writing to the HRIS', tone: 'busy' },
  waiting_for_hris: { text: 'Waiting for the HRIS', tone: 'busy' },
  comparing: { text: 'Comparing', tone: 'busy' },
  held: { text: 'Held for a person', tone: 'wait' },
  dispatching: { text: 'Dispatching to payroll', tone: 'busy' },
  done: { text: 'Done', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  rejected: { text: 'Rejected', tone: 'plain' },
  rescinded: { text: 'Offer rescinded', tone: 'plain' },
  compensating: { text: 'Undoing', tone: 'busy' },
};

export const DELIVERIES = {
  pending: { text: 'About to be handed on', tone: 'busy' },
  waiting: { text: 'Waiting for the employee', tone: 'busy' },
  forwarded: { text: 'Handed on', tone: 'good' },
  ignored: { text: 'Changed nothing', tone: 'plain' },
  quarantined: { text: 'Not understood', tone: 'wait' },
};

export const OUTCOMES = {
  written: { text: 'Written', tone: 'good' },
  adopted: { text: 'Was there, adopted', tone: 'good' },
  unchanged: { text: 'Was as wanted', tone: 'plain' },
  failed: { text: 'Failed', tone: 'bad' },
};

export const DECISIONS = {
  use_offer: {
    button: "Use the offer's values",
    style: 'primary',
    text: 'The HRIS is corrected to the offer, then payroll is dispatched.',
    needsReason: false,
  },
  use_hris: {
    button: 'Use the HRIS values',
    style: '',
    text: 'Payroll is dispatched with what the HRIS holds, although the offer says otherwise.',
    needsReason: true,
  },
  reject: { button: 'Reject', style: 'danger', text: 'Nothing is sent to payroll.', needsReason: true },
};

export const FIELDS = {
  firstName: 'First name',
  lastName: 'Last name',
  preferredName: 'Preferred name',
  personalEmail: 'Personal e-mail',
  phone: 'Phone',
  startDate: 'Start date',
  jobTitle: 'Job title',
  department: 'Department',
  manager: 'Manager',
  compensation: 'Pay',
  employmentType: 'Employment type',
  flsaStatus: 'FLSA status',
  atsApplicationId: 'ATS application',
  employeeId: 'Employee id',
};

export const ROLES = { ats: 'ATS', hris: 'HRIS', payroll: 'Payroll', chat: 'Chat' };

export const KINDS = {
  delivery: 'Arrived',
  stage: 'Step',
  write: 'Written',
  hold: 'Hold',
  decision: 'Decision',
};

const TITLES = {
  greenhouse: 'Greenhouse',
  bamboohr: 'BambooHR',
  gusto: 'Gusto',
  slack: 'Slack',
  console: 'Console',
  hireline: 'hireline',
};
export const system = (vendor) => TITLES[vendor] ?? vendor;

export const METRICS = {
  atsToHrisSyncFailureRate: { title: 'Failed ATS to HRIS, 7 days', whole: 'hires', isRate: true },
  payrollHoldRate: { title: 'Held before payroll, 7 days', whole: 'hires compared', isRate: true },
  reconciliationQueueDepth: { title: 'Reconciliation queue', whole: '', isRate: false },
};

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
export const share = (value) => percent.format(value);

const sameYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const otherYear = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** An instant in the reader's own time zone: "22 Nov, 14:03:05". */
export function when(iso) {
  const date = new Date(iso);
  return (date.getFullYear() === new Date().getFullYear() ? sameYear : otherYear).format(date);
}

/** How long ago, roughly: "3 minutes". */
export function age(iso, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  for (const [length, unit] of [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ]) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}

/** "slack:U0DANA" → "U0DANA in Slack". */
export function decider(decidedBy) {
  const [where, ...who] = (decidedBy ?? '').split(':');
  return who.length > 0 ? `${who.join(':')} in ${where === 'console' ? 'the console' : system(where)}` : decidedBy;
}
