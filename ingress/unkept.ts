import { createHash } from 'node:crypto';
import type { WebhookDelivery } from '../connectors/webhook-source.js';
import type { NewDelivery } from '../ledger/deliveries.js';
import { isStorable, storable } from '../ledger/storable.js';
import { PRIORITIES } from '../schemas/delivery.js';

/** What a delivery says, as it would stand in the inbox. */
type Said = Pick<NewDelivery, 'eventId' | 'eventType' | 'event' | 'orderKey'>;

/** Temporal's ids have 1000 bytes at most, PostgreSQL's indexed texts some 2700; ours begin with what they are of. */
const LONGEST_ID_BYTES = 800;

export const UNKEPT_CHARACTER = 'it holds a character that cannot be kept: NUL, or half of a surrogate pair';
const TOO_LONG = `it holds a text of more than ${LONGEST_ID_BYTES} bytes where an id is expected`;

/** Why what was read of a delivery cannot stand in the inbox, without values; undefined where it can. */
export function whyUnkept({ eventId, eventType, event, orderKey }: Said): string | undefined {
  const texts = textsIn(event);
  if (![eventId, eventType ?? '', orderKey, ...texts].every(isStorable)) return UNKEPT_CHARACTER;
  return texts.some((text) => Buffer.byteLength(text) > LONGEST_ID_BYTES) ? TOO_LONG : undefined;
}

/** A delivery of which only what arrived is kept: nothing that was read of it. Known again by its bytes. */
export function keptUnread(vendor: string, { rawBody, headers, url }: WebhookDelivery, reason: string): NewDelivery {
  return {
    vendor,
    eventId: `sha256:${createHash('sha256').update(rawBody).digest('hex')}`,
    eventType: undefined,
    event: undefined,
    orderKey: 'quarantined',
    priority: PRIORITIES.usual,
    status: 'quarantined',
    reason,
    workflowId: undefined,
    body: rawBody,
    headers: keptHeaders(headers),
    url: storable(url),
  };
}

/** Headers that would hand a secret to whoever reads the ledger. */
const UNKEPT_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** The headers as they are kept. */
export const keptHeaders = (headers: WebhookDelivery['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || UNKEPT_HEADERS.has(name) ? [] : [[storable(name), storable(value)]],
    ),
  );

/** All texts in a value, the names of its fields among them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]);
}
