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
  rescinded: { text: 'Rescinded', tone: 'plain' },
  compensating: { text: 'Undoing the hire', tone: 'busy' },
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

/** What waits for a person, by kind. */
export const WAITING = {
  hold: 'Payroll held',
  hire: 'Failed hires',
  confirmation: 'Unconfirmed hires',
  referral: 'Referrals that need a person',
  bonus: 'Referral bonuses that need a person',
  variance: 'Attribution variances',
  reconciliation: 'Differences between ATS and HRIS',
  interview: 'Interviews that need a person',
  screening: 'Screening results that did not reach the ATS',
  drift: 'Vendors that are not as mapped',
  delivery: 'Deliveries that could not be understood',
};

/** A hire on its way to CRM and advocacy platform. */
export const CONFIRMATIONS = {
  checking: { text: 'Being looked at', tone: 'busy' },
  waiting_for_consent: { text: 'Waiting for consent', tone: 'wait' },
  confirmed: { text: 'Confirmed', tone: 'good' },
  not_referred: { text: 'Not referred', tone: 'plain' },
  not_hired: { text: 'Not hired', tone: 'plain' },
  erased: { text: 'Erased in the CRM', tone: 'plain' },
  failed: { text: 'Failed', tone: 'bad' },
};

export const VARIANCES = {
  missing_in_ats: 'Missing in the ATS',
  differing: 'Differing',
  unknown_to_platform: 'Unknown to the platform',
  missing_in_crm: 'Missing in the CRM',
  not_hired: 'Not hired in the ATS',
};

export const VARIANCE_CAUSES = {
  payload_never_came: { text: 'Payload never came', tone: 'bad' },
  quarantined: { text: 'Quarantined', tone: 'bad' },
  dedup: { text: 'Duplicate', tone: 'plain' },
  consent: { text: 'No consent', tone: 'wait' },
  identity: { text: 'Identity', tone: 'wait' },
  run_failed: { text: 'Run failed', tone: 'bad' },
  in_progress: { text: 'Under way', tone: 'busy' },
  changed_elsewhere: { text: 'Changed elsewhere', tone: 'wait' },
};

export const VARIANCE_STATUSES = {
  open: { text: 'Open', tone: 'wait' },
  resolving: { text: 'Being dealt with', tone: 'busy' },
  resolved: { text: 'Resolved', tone: 'good' },
  closed: { text: 'Closed by itself', tone: 'good' },
  ignored: { text: 'Ignored', tone: 'plain' },
};
export const AUDIT_KINDS = { first: 'The first', monthly: 'Monthly', manual: 'By a person' };

export const VARIANCE_ACTIONS = {
  capture: 'Take it to the ATS',
  confirm: 'Take it to the CRM',
  ignore: 'Ignore',
};

export const ERROR_CAUSES = {
  field_mismatch: { text: 'Field mismatch', tone: 'bad' },
  vendor: { text: 'Vendor', tone: 'wait' },
  identity: { text: 'Identity', tone: 'wait' },
  policy: { text: 'Policy', tone: 'plain' },
  program: { text: 'hireline itself', tone: 'bad' },
};

export const GO_LIVE_RUNS = {
  running: { text: 'Under way', tone: 'wait' },
  passed: { text: 'Passed', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
};

export const GO_LIVE_CHECKS = {
  passed: { text: 'Passed', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  unknown: { text: 'Cannot be told', tone: 'wait' },
  skipped: { text: 'Not tried', tone: 'plain' },
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

const GO_ON = {
  button: 'Go on',
  style: 'primary',
  text: 'The hire goes on in spite of the screening result. A later state of it asks anew.',
  needsReason: false,
};
const KEEP = {
  button: 'Keep the employee',
  style: '',
  text: 'The HRIS and payroll keep the employee, although the hire was rescinded in the ATS.',
  needsReason: true,
};

/** The decisions by what a hold asks about. */
export const DECISIONS_ABOUT = {
  terms: DECISIONS,
  screening: {
    use_offer: GO_ON,
    use_hris: { ...GO_ON, needsReason: true },
    reject: { ...DECISIONS.reject, text: 'The hire ends here: nothing is sent to payroll.' },
  },
  employment: {
    use_offer: {
      button: 'Undo the hire',
      style: 'danger',
      text: 'The employment is ended in payroll and in the HRIS, although payroll has paid.',
      needsReason: false,
    },
    use_hris: KEEP,
    reject: KEEP,
  },
};

/** What a hold asks, by what it is about. */
export const QUESTIONS = {
  terms: { title: 'Payroll is held', caption: 'What the offer and the HRIS say' },
  screening: { title: 'Payroll is held over a screening result', caption: 'Screening results in an adverse action' },
  employment: { title: 'Rescinded after payroll had paid', caption: 'What the ATS and payroll say' },
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

/** What a hire can be held for. */
export const HELD_FOR = { ...FIELDS, screening: 'Screening', employment: 'Employment' };

export const INTERVIEWS = {
  unmatched: { text: 'Whose is not known', tone: 'wait' },
  ambiguous: { text: 'Could be several people’s', tone: 'wait' },
  in_doubt: { text: 'In doubt', tone: 'wait' },
  failed: { text: 'Not told', tone: 'bad' },
  unreachable: { text: 'No address', tone: 'bad' },
  matching: { text: 'Looking for the candidate', tone: 'busy' },
  waiting: { text: 'Nothing to tell yet', tone: 'plain' },
  confirming: { text: 'Being told', tone: 'busy' },
  confirmed: { text: 'Told', tone: 'good' },
  cancelled: { text: 'Cancelled', tone: 'plain' },
  led: { text: 'Told by the calendar’s event', tone: 'plain' },
  over: { text: 'Over', tone: 'plain' },
};

export const MESSAGES = {
  composed: { text: 'About to be sent', tone: 'busy' },
  superseded: { text: 'Outdated, never sent', tone: 'plain' },
  sending: { text: 'On its way', tone: 'busy' },
  failed: { text: 'Not sent', tone: 'bad' },
  in_doubt: { text: 'In doubt', tone: 'wait' },
  sent: { text: 'Sent', tone: 'good' },
  deferred: { text: 'Deferred', tone: 'busy' },
  delivered: { text: 'Delivered', tone: 'good' },
  bounced: { text: 'Bounced', tone: 'bad' },
  dropped: { text: 'Dropped', tone: 'bad' },
  complained: { text: 'Reported as spam', tone: 'bad' },
};
export const CHANNELS = { mail: 'Mail', text: 'Text message' };

export const REFERRALS = {
  received: { text: 'Being read', tone: 'busy' },
  waiting_for_consent: { text: 'Waiting for consent', tone: 'wait' },
  capturing: { text: 'On its way to the ATS', tone: 'busy' },
  captured: { text: 'In the ATS', tone: 'good' },
  rejected: { text: 'Rejected by rule', tone: 'plain' },
  failed: { text: 'Failed', tone: 'bad' },
};
export const ADVOCATE_STATUSES = {
  applied: 'Applied',
  in_review: 'In review',
  interviewing: 'Interviewing',
  offer: 'Offer',
  hired: 'Hired',
  closed: 'Closed',
};
/** The links of the chain from share to bonus. */
export const CHAIN_LINKS = {
  share: 'Shared',
  click: 'Clicked',
  applied: 'Applied',
  consent: 'Consent',
  assigned: 'Candidate chosen',
  ownership: 'Ownership',
  elsewhere: 'Credited elsewhere',
  source: 'Source',
  captured: 'In the ATS',
  rejected: 'Rejected',
  stage: 'Stage',
  offer: 'Offer',
  hired: 'Hired',
  confirmed: 'Confirmed',
  unconfirmed: 'Not confirmed any more',
  bonus: 'Bonus',
};

export const SCREENING = {
  reading: { text: 'On its way', tone: 'busy' },
  written: { text: 'In the ATS', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
};
export const SCREENING_KINDS = { background_check: 'Background check', skills_test: 'Skills test' };

export const ITEM_KINDS = {
  ats_only: { text: 'Only in the ATS', tone: 'wait' },
  hris_only: { text: 'Only in the HRIS', tone: 'wait' },
  differing: { text: 'Differing', tone: 'wait' },
  doubled: { text: 'Doubled', tone: 'bad' },
};

export const ITEM_STATUSES = {
  open: { text: 'Open', tone: 'wait' },
  resolving: { text: 'Being dealt with', tone: 'busy' },
  resolved: { text: 'Resolved', tone: 'good' },
  closed: { text: 'Closed by itself', tone: 'good' },
  ignored: { text: 'Ignored', tone: 'plain' },
};

export const OWNERS = { recruiting: 'Recruiting', hr_ops: 'HR operations' };

/** What can be done about an item of the queue, and what has to be known for it. */
export const ACTIONS = {
  write: {
    button: 'Write it to the HRIS',
    text: 'The hire is written to the HRIS, or the HRIS brought to the offer, by a run of its own.',
    needs: [],
  },
  adopt: {
    button: 'Adopt the employee',
    text: 'The employee is taken as this hire’s: the application’s id is written to their record in the HRIS.',
    needs: ['applicationId', 'employeeId'],
  },
  link: {
    button: 'Link them',
    text: 'hireline remembers that the two records are one hire. Neither is written to.',
    needs: ['applicationId', 'employeeId'],
  },
  ignore: {
    button: 'Ignore',
    text: 'Nothing is done. It comes back when what it is about changes.',
    needs: [],
    needsReason: true,
  },
};

export const BONUSES = {
  waiting: { text: 'Waiting for the retention period', tone: 'plain' },
  checking: { text: 'Checking the conditions', tone: 'busy' },
  awaiting_approval: { text: 'Waits for approval', tone: 'wait' },
  approved: { text: 'Being handed to payroll', tone: 'busy' },
  paid: { text: 'Paid', tone: 'good' },
  void: { text: 'Void', tone: 'plain' },
  rejected: { text: 'Rejected', tone: 'plain' },
  clawback_awaiting_approval: { text: 'Hire undone: take it back?', tone: 'wait' },
  clawed_back: { text: 'Taken back', tone: 'plain' },
  settled: { text: 'Settled', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
};

export const RUN_KINDS = { nightly: 'Nightly', manual: 'By a person', 'catch-up': 'Catching up' };
export const RUNS = {
  running: { text: 'Running', tone: 'busy' },
  completed: { text: 'Completed', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
};

export const ROLES = {
  ats: 'ATS',
  hris: 'HRIS',
  payroll: 'Payroll',
  chat: 'Chat',
  calendar: 'Calendar',
  comms: 'Mail',
  sms: 'Text messages',
  screening: 'Screening',
};

export const KINDS = {
  delivery: 'Arrived',
  stage: 'Step',
  write: 'Written',
  hold: 'Hold',
  decision: 'Decision',
  screening: 'Screening',
  interview: 'Interview',
  message: 'Message',
};

const COST_CHANNELS = { advocacy: 'Advocates', job_boards: 'Job boards', agencies: 'Agencies', other: 'Other' };
/** A channel that candidates come through; policy may name others. */
export const channelName = (channel) => COST_CHANNELS[channel] ?? channel.replaceAll('_', ' ');

const TITLES = {
  greenhouse: 'Greenhouse',
  bamboohr: 'BambooHR',
  gusto: 'Gusto',
  slack: 'Slack',
  'google-calendar': 'Google Calendar',
  sendgrid: 'SendGrid',
  smtp: 'SMTP',
  twilio: 'Twilio',
  checkr: 'Checkr',
  codesignal: 'CodeSignal',
  saasquatch: 'SaaSquatch',
  growsurf: 'GrowSurf',
  hubspot: 'HubSpot',
  engagement: 'Shares and clicks',
  console: 'Console',
  hireline: 'hireline',
};
export const system = (vendor) => TITLES[vendor] ?? vendor;

/** The definitions are those of docs/metrics.md. */
export const METRICS = {
  atsToHrisSyncFailureRate: {
    title: 'Failed ATS to HRIS, 7 days',
    whole: 'hires',
    isRate: true,
    means: 'Hires whose write to the HRIS failed for good at least once, of the hires accepted in the window.',
  },
  payrollHoldRate: {
    title: 'Held before payroll, 7 days',
    whole: 'hires compared',
    isRate: true,
    means:
      'Hires whose payroll waited for a person at least once, over terms or a screening result, of the hires that were compared.',
  },
  reconciliationQueueDepth: {
    title: 'Reconciliation queue, now',
    whole: '',
    isRate: false,
    means: 'Differences between ATS and HRIS that nobody has dealt with: now, and at the end of each day.',
  },
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
