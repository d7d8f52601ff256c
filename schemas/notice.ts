import type { HireDifference } from './hire-diff.js';
import type { HoldDecision } from './hold.js';
import type { BonusDecision } from './referral-bonus.js';

/** A message to people, in no chat system's own format. */
export type Notice = HoldNotice | AlertNotice | BonusNotice;

/** A hold that waits for a decision, or what became of it. */
export interface HoldNotice {
  kind: 'hold';
  holdId: string;
  applicationId: string;
  /** "Ada Byron, Software Engineer, starts 2026-12-01". */
  hire: string;
  differences: HireDifference[];
  diffHash: string;
  runUrl: string;
  consoleUrl: string;
  /** What is being asked in place of an earlier question: "The HRIS changed after the last decision." */
  note?: string;
  state:
    | { is: 'open'; remindedTimes: number }
    | {
        is: 'decided';
        decision: HoldDecision;
        /** As in DecisionRequest: "slack:U0DANA". */
        decidedBy: string;
        /** ISO 8601 UTC. */
        decidedAt: string;
        reason?: string;
        /** What has been done about it so far: "Correcting the HRIS.", "Payroll dispatched with 130,000.00 USD per year." */
        progress: string;
      }
    | { is: 'void'; why: string }
    | { is: 'expired'; why: string };
}

/** Something a person should know. */
export interface AlertNotice {
  kind: 'alert';
  severity: 'failure' | 'warning' | 'info';
  /** One line: "Hire 123 could not be written to BambooHR". */
  title: string;
  /** Sentences, one a line. */
  lines: string[];
  /** The run this is about. */
  runUrl?: string;
  links: { label: string; url: string }[];
}

/** A referral bonus that waits for a decision, or what became of it. */
export interface BonusNotice {
  kind: 'bonus';
  bonusId: string;
  /** The run that waits for the decision. */
  workflowId: string;
  about: BonusDecision['about'];
  /** "1500.00 USD". */
  amount: string;
  /** The advocate, and the candidate they brought, for people. */
  advocate: string;
  candidate: string;
  /** What is known to be so, a line each. */
  conditions: string[];
  runUrl: string;
  consoleUrl: string;
  state:
    | { is: 'open'; remindedTimes: number }
    | {
        is: 'decided';
        decision: BonusDecision['decision'];
        /** As in BonusDecision: "slack:U0DANA". */
        decidedBy: string;
        /** ISO 8601 UTC. */
        decidedAt: string;
        reason?: string;
        /** What has been done about it so far: "Gusto pays 1500.00 USD." */
        progress: string;
      }
    | { is: 'void'; why: string }
    | { is: 'expired'; why: string };
}
