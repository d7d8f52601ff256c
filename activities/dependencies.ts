import type pg from 'pg';
import type { FieldMap } from '../config/field-map.js';
import type { Policy } from '../config/policy.js';
import type { RecruitingCosts } from '../config/recruiting-costs.js';
import type { Systems } from '../config/systems.js';
import type { Connectors } from '../connectors/registry.js';
import type { AttributionPeriod } from '../schemas/attribution-report.js';

/** What the activities work with. */
export interface Dependencies extends Connectors {
  db: pg.Pool;
  fieldMap: FieldMap;
  systems: Systems;
  policy: Policy;
  recruiting: RecruitingCosts;
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
  referral(advocacy: string, referralId: string): string;
  /** A referral bonus; without an id, all of them. */
  bonus(bonusId?: string): string;
  /** The attribution report of a period. */
  attribution(period: AttributionPeriod): string;
  /** The queue of variances of attribution. */
  variances(): string;
  /** The changelog of the configuration. */
  changes(): string;
  /** A go-live check; without an id, all of them. */
  goLive(goLiveId?: string): string;
  /** Where vendors are not as mapped. */
  drift(): string;
  /** What is used of the vendors' limits. */
  limits(): string;
}
