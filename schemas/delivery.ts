import type { DecisionRequest } from './hold.js';
import type { ReconciliationRequest } from './reconciliation.js';
import type { BonusDecision } from './referral-bonus.js';
import type { VendorEvent } from './events.js';

/**
 * What an inbox row asks for: a vendor's event, a change that was found by asking, or something a person did in Slack,
 * the console or the CLI.
 */
export type InboxEvent =
  | VendorEvent
  /** An appointment is new, moved, changed or cancelled; what it says is in the ledger. `source` is the vendor asked. */
  | { kind: 'interviewChanged'; source: string; eventId: string }
  | { kind: 'holdDecided'; applicationId: string; request: DecisionRequest }
  | { kind: 'retryRequested'; applicationId: string; requestedBy: string }
  /** Ask again for a referral that waits or has failed: a person, or an audit that found it missing. */
  | { kind: 'referralRequested'; advocacy: string; referralId: string; requestedBy: string }
  /** Confirm a hire to the CRM; `byPerson`: also where somebody has changed the record there, which a person has seen. */
  | { kind: 'hireConfirmationRequested'; applicationId: string; requestedBy: string; byPerson?: true }
  | { kind: 'bonusDecided'; decision: BonusDecision }
  | {
      kind: 'goLiveRequested';
      goLiveId: string;
      requestedBy: string;
      write: boolean;
      /** The ATS's id of the job that test candidates apply for; absent: one that is open. */
      jobId?: string;
      /** Milliseconds that one step may take. */
      stepLimitMs?: number;
    }
  | { kind: 'reconciliationRequested'; request: ReconciliationRequest };

/**
 * What is handed on, and worked on, first. hire: somebody's job and pay; usual; referral: of a campaign that may bring
 * many at once; engagement: its shares and clicks. Temporal has the same numbers, 1 to 5, and 3 where nothing is said.
 */
export const PRIORITIES = { hire: 1, usual: 3, referral: 4, engagement: 5 } as const;
export type Priority = (typeof PRIORITIES)[keyof typeof PRIORITIES];

export const DELIVERY_STATUSES = ['pending', 'waiting', 'forwarded', 'ignored', 'quarantined'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
