import type { HoldDecision } from '../../../schemas/hold.js';
import type { HoldSubject } from '../../../schemas/hold-subject.js';
import type { HoldNotice } from '../../../schemas/notice.js';

/** A button of a hold: its text, and what screen readers say of it. */
interface ButtonWords {
  text: string;
  explained: string;
}

interface HoldWords {
  titles: Record<HoldNotice['state']['is'], string>;
  /** What is asked, below what is known. */
  question: string;
  buttons: Record<HoldDecision, ButtonWords>;
  decided: Record<HoldDecision, string>;
}

const TITLES: HoldWords['titles'] = {
  open: 'Payroll held',
  decided: 'Payroll hold decided',
  void: 'Payroll hold void',
  expired: 'Payroll hold expired',
};

const REJECT: ButtonWords = { text: 'Reject', explained: 'Reject: nothing reaches payroll; asks for a reason' };
const REJECTED = 'Rejected: nothing reaches payroll';
const GO_ON: ButtonWords = { text: 'Go on', explained: 'Go on: the hire goes on, payroll is dispatched' };
const KEEP: ButtonWords = { text: 'Keep the employee', explained: 'Keep the employee: asks for a reason' };
const KEPT = 'The employee is kept';

/** How a hold is put to people, by what it asks about. */
export const HOLD_WORDS: Readonly<Record<HoldSubject, HoldWords>> = {
  terms: {
    titles: TITLES,
    question: 'Approve takes the offer’s values and corrects the HRIS; the other two ask for a reason.',
    buttons: {
      use_offer: { text: 'Approve', explained: "Approve: use the offer's values" },
      use_hris: { text: 'Use HRIS values', explained: 'Use HRIS values: asks for a reason' },
      reject: REJECT,
    },
    decided: {
      use_offer: 'Approved: the offer’s values',
      use_hris: 'HRIS values are used',
      reject: REJECTED,
    },
  },
  screening: {
    titles: TITLES,
    question: 'Go on lets payroll be dispatched in spite of it; Reject ends the hire here and asks for a reason.',
    buttons: { use_offer: GO_ON, use_hris: GO_ON, reject: REJECT },
    decided: { use_offer: 'The hire goes on', use_hris: 'The hire goes on', reject: REJECTED },
  },
  employment: {
    titles: {
      open: 'Rescinded after pay',
      decided: 'Rescinded after pay: decided',
      void: 'Rescinded after pay: void',
      expired: 'Rescinded after pay: expired',
    },
    question:
      'Undo the hire ends the employment in payroll and in the HRIS; Keep the employee leaves both as they are and asks for a reason.',
    buttons: {
      use_offer: { text: 'Undo the hire', explained: 'Undo the hire: end the employment in payroll and in the HRIS' },
      use_hris: KEEP,
      reject: KEEP,
    },
    decided: { use_offer: 'The hire is undone', use_hris: KEPT, reject: KEPT },
  },
};
