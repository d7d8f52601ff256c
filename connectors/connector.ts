import type { Binding, FieldBindings } from '../config/field-map.js';
import type { Environment } from '../config/environment.js';
import type { HireEvent } from '../schemas/events.js';
import type { HireFields, HireReading } from '../schemas/hire.js';
import type { Notice } from '../schemas/notice.js';
import type { Person } from '../schemas/person.js';
import type { RateLimiter } from './rate-limiter.js';
import type { TokenStore } from './token-store.js';

/**
 * The interfaces that a vendor's folder implements, one for each role a system can play.
 * A connector speaks its vendor's wire protocol and the words of schemas/; it knows nothing of workflows.
 *
 * All methods throw the ApplicationFailures of connectors/failure.ts and nothing else on purpose.
 */

export type Role = 'ats' | 'hris' | 'payroll' | 'chat';

/** Who causes a write, for traceability. A write without it does not compile. */
export interface WriteTrace {
  /** URL of the workflow run that writes; leaves as `sent_from`. `sent_to` is the endpoint, added by http.ts. */
  sentFrom: string;
}

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

interface Connector {
  readonly vendor: string;
  /** The vendor's name as people write it: "BambooHR". */
  readonly title: string;
  /** Where the connector's requests go, for people. */
  readonly baseUrl: string;
  /** One cheap authenticated read. Never throws for a vendor's refusal: it is the answer. */
  checkConnection(): Promise<ConnectionStatus>;
  close(): Promise<void>;
}

/** One hire as the ATS holds it: candidate, application, offer and job pulled together. */
export interface AtsHire extends HireReading {
  applicationId: string;
  candidateId: string;
  jobId: string;
  offerId: string;
  offerVersion: number;
  offerStatus: 'created' | 'accepted' | 'rejected' | 'deprecated';
  /** When the offer was accepted, ISO 8601 with zone; null where the ATS has not said. */
  acceptedAt: string | null;
  applicationStatus: 'active' | 'rejected' | 'hired' | 'converted';
  /** Page of the application in the ATS, for people. */
  url: string | undefined;
}

export interface AtsConnector extends Connector {
  /**
   * Pulls candidate, application, newest offer, job, department and manager of one application.
   * @throws VendorNotFound when the application, its candidate or its offer does not exist.
   */
  readHire(applicationId: string): Promise<AtsHire>;
  /** Writes the HRIS employee id to the application, through the map's binding of `employeeId`. */
  writeEmployeeId(applicationId: string, employeeId: string, trace: WriteTrace): Promise<WriteReceipt>;
}

/** One employee as the HRIS holds them; `fields.manager` is resolved to a person of the HRIS where it can be. */
export interface HrisEmployee extends HireReading {
  employeeId: string;
  /** The vendor's own word for the employment status, if given. */
  status: string | undefined;
  url: string | undefined;
}

/** The rows a new hire is written in, in this order. Each is one vendor call and one audit row. */
export type HrisWrite = 'employee' | 'job' | 'compensation';

export interface HrisConnector extends Connector {
  /**
   * Employees that carry this ATS application id, future hires included. More than one is a duplicate.
   * `fields` narrows the search; only the application id decides.
   */
  findByApplication(applicationId: string, fields: HireFields): Promise<string[]>;
  /**
   * The people of the HRIS that are this person: by e-mail or employee number, never by name alone.
   * [] = not found; more than one = ambiguous.
   */
  findPeople(person: Person): Promise<Person[]>;
  /** Creates the employee with its flat fields (no job, no compensation). Not idempotent: look up first. */
  createEmployee(fields: HireFields, trace: WriteTrace): Promise<WriteReceipt>;
  /** Changes the employee's flat fields; only those given. */
  updateEmployee(employeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt>;
  /**
   * Makes the job row in effect at `fields.startDate` say jobTitle, department and manager: adds it, corrects it,
   * or finds it right already (then undefined and nothing is sent).
   */
  putJob(employeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** The same for the compensation row. */
  putCompensation(employeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /**
   * Reads an employee with the job and compensation in effect on `asOf` (YYYY-MM-DD; default: on the hire date,
   * as a future hire's rows are not in effect today).
   * @throws VendorNotFound when there is no such employee.
   */
  readEmployee(employeeId: string, asOf?: string): Promise<HrisEmployee>;
}

/** One employee as payroll holds them. */
export interface PayrollEmployee extends HireReading {
  payrollEmployeeId: string;
  url: string | undefined;
  /** Whether a job exists, and so compensation can be set. */
  hasJob: boolean;
}

export type PayrollWrite = 'employee' | 'workAddress' | 'job' | 'compensation';

export interface PayrollConnector extends Connector {
  /** False where the API surface cannot create jobs: the job is then set by the employee's self-onboarding. */
  readonly canCreateJobs: boolean;
  /** Payroll employees that may be this hire, by personal e-mail, terminated ones included. */
  findEmployees(fields: HireFields): Promise<{ payrollEmployeeId: string; terminated: boolean }[]>;
  createEmployee(fields: HireFields, trace: WriteTrace): Promise<WriteReceipt>;
  /** Sets the place of work from the start date on, unless it is set already (then undefined). */
  putWorkAddress(payrollEmployeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Makes the employee's primary job say title and hire date; undefined when it already does. */
  putJob(payrollEmployeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Makes the primary job's compensation say this pay; undefined when it already does. */
  putCompensation(payrollEmployeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** @throws VendorNotFound when there is no such employee. */
  readEmployee(payrollEmployeeId: string): Promise<PayrollEmployee>;
}

/** Where a posted message is, to update it or to reply to it. */
export interface ChatMessageRef {
  channelId: string;
  messageId: string;
}

export interface ChatConnector extends Connector {
  /**
   * Posts a notice. Not idempotent: `reference`, unique for each message meant, lets findMessage adopt it after an
   * unknown outcome.
   */
  post(
    channelId: string,
    notice: Notice,
    reference: string,
    trace: WriteTrace,
  ): Promise<WriteReceipt & { ref: ChatMessageRef }>;
  /** Replies below a message: plain text, after the people it is for (ids of chat users). Same reference rule. */
  reply(
    to: ChatMessageRef,
    message: { text: string; mention?: readonly string[] },
    reference: string,
    trace: WriteTrace,
  ): Promise<WriteReceipt & { ref: ChatMessageRef }>;
  /** Replaces a message by the notice as it stands now. */
  update(ref: ChatMessageRef, notice: Notice, trace: WriteTrace): Promise<WriteReceipt>;
  /** The message posted before with this reference. `since` bounds the search. */
  findMessage(channelId: string, reference: string, since: Date): Promise<ChatMessageRef | undefined>;
}

/** A webhook request as it arrived. */
export interface WebhookDelivery {
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  rawBody: Buffer;
  /** The public URL it was sent to: some vendors sign it. */
  url: string;
  receivedAt: Date;
}

export type WebhookVerification =
  | { ok: true }
  /** `reason` may name a missing header or a stale timestamp; never what was expected. */
  | { ok: false; reason: string };

export type ParsedWebhook =
  /** Somebody may act on it. */
  | { outcome: 'event'; event: HireEvent }
  /** Rightly formed, but nobody subscribed to it. */
  | { outcome: 'ignored'; reason: string }
  /** Malformed, or lacks what the event needs: kept and alerted. `reason` names the place and what was expected, no values. */
  | { outcome: 'quarantined'; reason: string };

export interface WebhookSource {
  readonly vendor: string;
  /** Accepted media types without parameters, e.g. ["application/json"]. */
  readonly contentTypes: readonly string[];
  /**
   * Checks the vendor's signature over the raw bytes, in constant time, against each secret in turn.
   * @param secrets newest first; at least one.
   */
  verify(delivery: WebhookDelivery, secrets: readonly string[]): WebhookVerification;
  /** The vendor's event id if it sends one, else a hash of what makes the event the same event. Works on any verified body, malformed ones included. */
  eventId(delivery: WebhookDelivery): string;
  /** The vendor's name for the event ("offer_updated", "employee.created"), or undefined if unreadable. */
  eventType(delivery: WebhookDelivery): string | undefined;
  parse(delivery: WebhookDelivery): ParsedWebhook;
  /** The account a delivery is about, where the vendor says so; compared with the manifest's `accountVariable`. */
  accountOf?(delivery: WebhookDelivery): string | undefined;
  /** The headers a rightly signed delivery carries; the signer ships with the verifier (simulators and tests use it). */
  sign(rawBody: Buffer, secret: string, at: Date, eventId: string): Record<string, string>;
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
}
