import type { DecisionRequest } from './hold.js';
import type { HireEvent } from './events.js';

/** What an inbox row asks for: a vendor's event, or something a person did in Slack, the console or the CLI. */
export type InboxEvent =
  | HireEvent
  | { kind: 'holdDecided'; applicationId: string; request: DecisionRequest }
  | { kind: 'retryRequested'; applicationId: string; requestedBy: string };

export const DELIVERY_STATUSES = ['pending', 'waiting', 'forwarded', 'ignored', 'quarantined'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
