import type pg from 'pg';
import type { FieldMap } from '../config/field-map.js';
import type { Policy } from '../config/policy.js';
import type { Systems } from '../config/systems.js';
import type { AtsConnector, ChatConnector, HrisConnector, PayrollConnector } from '../connectors/connector.js';

/** What the activities work with. */
export interface Dependencies {
  db: pg.Pool;
  ats: AtsConnector;
  hris: HrisConnector;
  payroll: PayrollConnector;
  chat: ChatConnector;
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
}
