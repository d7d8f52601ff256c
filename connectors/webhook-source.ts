import type { VendorEvent } from '../schemas/events.js';

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
  | { ok: false; reason: string }
  /** It cannot be told now: what verifies it could not be fetched. The vendor is asked to send it again. */
  | { ok: false; reason: string; unavailable: true };

export type ParsedWebhook =
  /** Somebody may act on it. */
  | { outcome: 'event'; event: VendorEvent }
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
   * @param secrets newest first; at least one. For vendors that publish their keys, where these are.
   */
  verify(delivery: WebhookDelivery, secrets: readonly string[]): WebhookVerification | Promise<WebhookVerification>;
  /** The vendor's event id if it sends one, else a hash of what makes the event the same event. Works on any verified body, malformed ones included. */
  eventId(delivery: WebhookDelivery): string;
  /** The vendor's name for the event ("offer_updated", "employee.created"), or undefined if unreadable. */
  eventType(delivery: WebhookDelivery): string | undefined;
  parse(delivery: WebhookDelivery): ParsedWebhook;
  /** The account a delivery is about, where the vendor says so; compared with the manifest's `accountVariable`. */
  accountOf?(delivery: WebhookDelivery): string | undefined;
  /**
   * The headers a rightly signed delivery carries; the signer ships with the verifier (simulators and tests use it).
   * @param secret where signing needs another key than verifying, the private one.
   * @param url the URL it is sent to, for vendors that sign it.
   */
  sign(rawBody: Buffer, secret: string, at: Date, eventId: string, url?: string): Record<string, string>;
}

/** A source that verifies with what it is given, and so answers at once. */
export interface ImmediateWebhookSource extends WebhookSource {
  verify(delivery: WebhookDelivery, secrets: readonly string[]): WebhookVerification;
}
