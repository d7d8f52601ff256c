import type { Engagement, EngagementType } from '../../schemas/referral.js';
import { kindOf } from '../wire.js';

/** The events hireline takes, by their type; README.md describes them for those who send them. */
export const EVENT_TYPES: Readonly<Record<string, EngagementType>> = {
  'post.shared': 'share',
  'link.clicked': 'click',
};

/** As many may come in one delivery. */
export const MOST_IN_A_BATCH = 500;

/** Longer ids and channels than anybody's are a mistake, and would bloat the ledger's indexes. */
const LONGEST = 200;

/** What cannot be taken, by place and kind: "data.events.3.jobId: expected an id, found nothing". */
export class Malformed extends Error {}

/**
 * The shares or clicks of a delivery's body.
 * @param deliveryId the source's id of the delivery; in a batch, each event's id is that and its place in the list.
 * @throws Malformed for the first thing that is not as README.md says.
 */
export function engagementsOf(type: EngagementType, body: Record<string, unknown>, deliveryId: string): Engagement[] {
  const at = time(body['timestamp'], 'timestamp');
  const data = record(body['data'], 'data');
  const { events } = data;
  if (events === undefined) return [engagement(type, data, 'data', deliveryId, at)];
  if (!Array.isArray(events) || events.length === 0 || events.length > MOST_IN_A_BATCH) {
    throw new Malformed(`data.events: expected a list of 1 to ${MOST_IN_A_BATCH} events, found ${kindOf(events)}`);
  }
  return events.map((event: unknown, index) => {
    const place = `data.events.${index}`;
    return engagement(type, record(event, place), place, `${deliveryId}:${index}`, at);
  });
}

function engagement(
  type: EngagementType,
  { advocateId, jobId, channel, shareId, timestamp }: Record<string, unknown>,
  place: string,
  engagementId: string,
  delivered: string,
): Engagement {
  return {
    engagementId,
    type,
    advocateId: id(advocateId, `${place}.advocateId`),
    jobId: id(jobId, `${place}.jobId`),
    at: timestamp === undefined || timestamp === null ? delivered : time(timestamp, `${place}.timestamp`),
    channel: nullOr(channel, () => text(channel, `${place}.channel`, 'text').toLowerCase()),
    shareId: nullOr(shareId, () => id(shareId, `${place}.shareId`)),
  };
}

const nullOr = (value: unknown, read: () => string): string | null =>
  value === undefined || value === null || value === '' ? null : read();

/** Ids are text, whatever they look like; those that their system has as numbers may come as numbers. */
function id(value: unknown, place: string): string {
  return text(Number.isSafeInteger(value) ? String(value) : value, place, 'an id');
}

function text(value: unknown, place: string, what: string): string {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  if (trimmed === '') throw new Malformed(`${place}: expected ${what}, found ${kindOf(value)}`);
  if (trimmed.length > LONGEST) throw new Malformed(`${place}: expected at most ${LONGEST} characters, found more`);
  return trimmed;
}

/** ISO 8601 with a zone, as ISO 8601 UTC. */
function time(value: unknown, place: string): string {
  const zoned = typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/i.test(value);
  const read = new Date(zoned ? value : NaN);
  if (Number.isNaN(read.getTime())) {
    throw new Malformed(`${place}: expected a time as ISO 8601 with its zone, found ${kindOf(value)}`);
  }
  return read.toISOString();
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Malformed(`${place}: expected an object, found ${kindOf(value)}`);
}
