import type { Binding, FieldBindings } from '../config/field-map.js';
import type { ReferralBindings } from '../config/referral-map.js';
import type { Environment } from '../config/environment.js';
import type { Places } from '../config/systems.js';
import type { HireFields } from '../schemas/hire.js';
import type { RateLimiter } from './rate-limiter.js';
import type { TokenStore } from './token-store.js';
import type { WebhookSource } from './webhook-source.js';

/**
 * What every vendor's folder implements; roles/ has an interface for each role a system can play.
 * A connector speaks its vendor's wire protocol and the words of schemas/; it knows nothing of workflows.
 *
 * All methods throw the ApplicationFailures of connectors/failure.ts and nothing else on purpose.
 */

export type Role =
  'ats' | 'hris' | 'payroll' | 'chat' | 'calendar' | 'comms' | 'sms' | 'screening' | 'advocacy' | 'crm' | 'engagement';

/** The endpoint a write went to and what it carried, for the audit row. */
export interface WriteReceipt {
  /** The record's id at the vendor, where the write made or named one. */
  recordId: string | undefined;
  /** Full URL without query. */
  sentTo: string;
  /** sha256 (hex) of the body as sent. */
  payloadHash: string;
  status: number;
}

/** What everybody needs to know of a vendor without calling it. */
export interface VendorManifest {
  /** Lower-case name, as in routes and config: "greenhouse". */
  vendor: string;
  title: string;
  roles: Role[];
  /** Environment variables the connector reads. `secret` ones are never printed. */
  variables: { name: string; required: boolean; secret: boolean; meaning: string }[];
  /** Name of the variable that overrides the base URL, e.g. "GREENHOUSE_API_URL". */
  apiUrlVariable: string;
  /** Real base URL, or undefined where it depends on the tenant (BambooHR's company domain). */
  productionUrl: string | undefined;
  /** Hosts known to serve one kind of data only, to refuse a mix of sandbox and production. */
  hosts: { production: string[]; sandbox: string[] };
  /** The environment variable with the comma-separated webhook secrets, newest first. */
  webhookSecretVariable: string | undefined;
  /** What verifies webhooks where the variable is not set: the vendor's published keys. */
  webhookSecretDefault?: string;
  /** The variable that names our account at the vendor: webhooks about another one are kept, but not acted on. */
  accountVariable?: string;
  /** Pages the facts in this folder come from. */
  sources: string[];
}

/** What a connector is made from. */
export interface ConnectorContext {
  environment: Environment;
  /** The map's column for the role that is being played. */
  bindings: FieldBindings;
  /** Places of the ATS beyond the map. */
  places: Places;
  /** The map's column for referrals, for the role that is being played. */
  referral: ReferralBindings;
  limiter: RateLimiter;
  tokens: TokenStore;
  /** Milliseconds for one HTTP exchange. */
  timeoutMs: number;
}

/** Whether a system answers, and as whom. */
export interface ConnectionStatus {
  ok: boolean;
  /** Account or tenant, if the vendor tells; a problem in words a person understands if not ok. */
  detail: string;
}

/** One thing that was looked at in a connected account. */
export interface AccessFinding {
  check:
    | 'reachable'
    | 'authenticated'
    | 'endpoint'
    | 'permission'
    | 'field'
    | 'webhook'
    | 'rate_limit'
    | 'environment'
    | 'dedup';
  /** What exactly, in the vendor's words: "GET /v3/candidates", "application.custom_fields.advocate_id". */
  subject: string;
  /** ok; missing: what needs it will not work; unknown: it cannot be told from outside. */
  status: 'ok' | 'missing' | 'unknown';
  /** A sentence for people, without personal data. */
  detail: string;
  /** Where it is mapped, for a place of the map: "fields.compensation.ats", "referral.advocateId.crm". */
  mappedAt?: string;
  /** One of the four findings that make such an integration impossible. */
  fatal?: 'no_referral_source_field' | 'read_only_candidates' | 'unfiltered_webhook' | 'no_dedup_path';
}

export interface Connector {
  readonly vendor: string;
  /** The vendor's name as people write it: "BambooHR". */
  readonly title: string;
  /** Where the connector's requests go, for people. */
  readonly baseUrl: string;
  /** One cheap authenticated read. Never throws for a vendor's refusal: it is the answer. */
  checkConnection(): Promise<ConnectionStatus>;
  /**
   * What the connected account lets hireline do: each endpoint, permission, field of the map and webhook it needs, the
   * limits its headers tell, and which kind of account it is. Reads only. Never throws for a vendor's refusal: it is a
   * finding.
   */
  auditAccess?(): Promise<AccessFinding[]>;
  close(): Promise<void>;
}

/** What a vendor's folder exports as `connector`. */
export interface ConnectorModule<C extends Connector = Connector> {
  manifest: VendorManifest;
  /**
   * @throws Error that names the variable or the binding at fault and what was expected.
   */
  create(context: ConnectorContext): C;
  webhooks: WebhookSource | undefined;
  /** Refuses a binding that names a place this vendor does not have. Returns what is wrong, or undefined. */
  checkBinding(role: Role, field: keyof HireFields, binding: Binding): string | undefined;
  /**
   * Where the vendor holds what crosses systems without an entry in the field map, in its own words, by path and field
   * of data-flow.yaml: "bonus.amount". For the data-flow map.
   */
  holds?: Readonly<Record<string, string>>;
}
