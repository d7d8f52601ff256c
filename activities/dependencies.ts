import type pg from 'pg';
import type { FieldMap } from '../config/field-map.js';
import type { Policy } from '../config/policy.js';
import type { Systems } from '../config/systems.js';
import type { Connectors } from '../connectors/registry.js';

/** What the activities work with. */
export interface Dependencies extends Connectors {
  db: pg.Pool;
  fieldMap: FieldMap;
  systems: Systems;
  policy: Policy;
  channels: { hrOps: string; recruiting: string };
  /** Ids of the chat users who may decide about holds. */
  approvers: readonly string[];
  links: Links;
}

/** Addresses that people are sent to. */
export interface Links {
  /** A run in the Temporal Web UI; without a run id, the newest run of the workflow. */
  run(workflowId: string, runId?: string): string;
  hire(applicationId: string): string;
  delivery(deliveryId: string): string;
  /** An item of the reconciliation queue; without an id, the queue. */
  reconciliation(itemId?: string): string;
  interview(source: string, eventId: string): string;
  screening(screening: string, resultId: string): string;
}
