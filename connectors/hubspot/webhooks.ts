import { createHash } from 'node:crypto';
import type { CrmEvent } from '../../schemas/events.js';
import type { ParsedWebhook, WebhookDelivery, ImmediateWebhookSource } from '../webhook-source.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';
import { signRequest, verifySignature } from './signature.js';

type ContactChange = CrmEvent['contacts'][number];

/** A contact among the events of newer apps, which call their subscriptions "object.…". */
const CONTACT_TYPE = '0-1';

/**
 * HubSpot's webhooks: a list of up to 100 events, in any order, the same ones again, with our own writes among them
 * (changeSource INTEGRATION or API). Those are taken as well: they cannot be told from other programs', and whoever is
 * told reads and writes nothing back. Which properties are told of is chosen at HubSpot, one subscription each.
 * https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
 */
export const webhooks: ImmediateWebhookSource = {
  vendor: VENDOR,
  contentTypes: ['application/json'],

  verify: verifySignature,

  /**
   * Of what makes each event the same: `eventId` alone is not unique, and `attemptNumber` rises when it comes again.
   * The order within the list does not count.
   */
  eventId(delivery) {
    const identities = (eventsOf(delivery) ?? []).map(identityOf);
    const known = identities.filter((identity) => identity !== undefined);
    const whole = known.length > 0 && known.length === identities.length;
    return createHash('sha256')
      .update(whole ? JSON.stringify([...new Set(known)].sort()) : delivery.rawBody)
      .digest('hex');
  },

  eventType(delivery) {
    const types = new Set((eventsOf(delivery) ?? []).map(typeOf));
    const [type] = types;
    return types.size > 1 ? 'several' : type;
  },

  parse(delivery): ParsedWebhook {
    const events = eventsOf(delivery);
    if (!events) return quarantined('the body: expected a list of events');
    if (events.length === 0) return quarantined('the body: expected at least one event');
    if (new Set(events.map(accountIn)).size > 1) return quarantined('portalId: expected the same one in all events');
    const contacts = new Map<string, ContactChange>();
    for (const [index, event] of events.entries()) {
      const read = contactsIn(event);
      if (typeof read === 'string') return quarantined(`[${index}].${read}`);
      for (const one of read) contacts.set(`${one.contactId} ${one.change}`, one);
    }
    if (contacts.size === 0) return { outcome: 'ignored', reason: 'nothing depends on these events' };
    return { outcome: 'event', event: { kind: 'crmContactsChanged', crm: VENDOR, contacts: [...contacts.values()] } };
  },

  accountOf: (delivery) => accountIn(eventsOf(delivery)?.[0]),

  /** @param url the full address the request goes to: HubSpot signs it. */
  sign: (rawBody, secret, at, _eventId, url = '') => signRequest(url, rawBody, secret, at),
};

const CHANGES: Readonly<Record<string, ContactChange['change']>> = {
  propertyChange: 'changed',
  restore: 'changed',
  deletion: 'deleted',
  privacyDeletion: 'erased',
};

/** What an event says of contacts; a text where it lacks what that needs, naming the place. */
function contactsIn(event: unknown): ContactChange[] | string {
  const type = typeOf(event);
  if (!type || !isRecord(event)) {
    const found = isRecord(event) ? (event['subscriptionType'] ?? event['eventType']) : event;
    return `subscriptionType: expected the name of an event, found ${kindOf(found)}`;
  }
  const [subject, what = ''] = type.split('.');
  const ofContact = subject === 'contact' || (subject === 'object' && event['objectTypeId'] === CONTACT_TYPE);
  if (!ofContact) return [];
  if (what === 'merge') return merged(event);
  const change = Object.hasOwn(CHANGES, what) ? CHANGES[what] : undefined;
  if (!change) return [];
  const contactId = idOf(event['objectId']);
  return contactId ? [{ contactId, change }] : expectedId('objectId', event['objectId']);
}

/** Those that are gone, and the one that lives on: the primary, or a new record in place of all. */
function merged(event: Record<string, unknown>): ContactChange[] | string {
  const { mergedObjectIds = [], primaryObjectId, newObjectId, objectId } = event;
  if (!Array.isArray(mergedObjectIds)) return expectedId('mergedObjectIds', mergedObjectIds);
  const gone = mergedObjectIds.map(idOf);
  const survivor = idOf(newObjectId) ?? idOf(primaryObjectId);
  if (gone.includes(undefined)) return expectedId('mergedObjectIds', mergedObjectIds);
  const told = gone.length > 0 || survivor ? [...gone, idOf(primaryObjectId)] : [idOf(objectId)];
  const changes: ContactChange[] = [...new Set(told)].flatMap((contactId) =>
    contactId && contactId !== survivor ? [{ contactId, change: 'merged' as const }] : [],
  );
  if (survivor) changes.push({ contactId: survivor, change: 'changed' });
  return changes.length > 0 ? changes : expectedId('objectId', objectId);
}

/** "contact.propertyChange", under either name that the field goes by. */
function typeOf(event: unknown): string | undefined {
  if (!isRecord(event)) return undefined;
  const type = event['subscriptionType'] ?? event['eventType'];
  return typeof type === 'string' && /^\w+\.\w+$/.test(type) && type.length <= 80 ? type : undefined;
}

const accountIn = (event: unknown): string | undefined => (isRecord(event) ? idOf(event['portalId']) : undefined);

function identityOf(event: unknown): string | undefined {
  if (!isRecord(event)) return undefined;
  const parts = [event['portalId'], event['subscriptionId'], event['eventId'], event['objectId'], event['occurredAt']];
  return parts.every((part) => idOf(part) !== undefined) ? parts.map(String).join(':') : undefined;
}

/** Ids come as numbers; text is taken as well. */
function idOf(value: unknown): string | undefined {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}

const expectedId = (place: string, found: unknown): string => `${place}: expected an id, found ${kindOf(found)}`;

const quarantined = (reason: string): ParsedWebhook => ({ outcome: 'quarantined', reason });

function eventsOf({ rawBody }: WebhookDelivery): unknown[] | undefined {
  try {
    const body: unknown = JSON.parse(rawBody.toString('utf8'));
    return Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
