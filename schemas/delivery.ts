import type { DecisionRequest } from './hold.js';
import type { ReconciliationRequest } from './reconciliation.js';
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
  | { kind: 'reconciliationRequested'; request: ReconciliationRequest };

export const DELIVERY_STATUSES = ['pending', 'waiting', 'forwarded', 'ignored', 'quarantined'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
