import { createHash, randomInt } from 'node:crypto';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';
import type { Store } from '../../../sandbox/store.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { webhooks } from '../webhooks.js';
import type { Records } from './records.js';

const MINUTE = 60_000;
/** Ten retries within a day. The exact times are not published; HubSpot's are moved a little at random. */
const RETRY_DELAYS_MS = [1, 5, 15, 30, 60, 120, 180, 240, 300, 360].map((minutes) => minutes * MINUTE);

/** The most events in one request. */
const BATCH = 100;
const APP_ID = 54_321;

/** What the app has subscribed to: no property that names a person. */
const SUBSCRIBED_PROPERTIES = ['ats_candidate_id', 'ats_application_id', 'advocate_id', 'referral_id', 'hired_on'];
const SUBSCRIPTIONS = [
  ...['contact.deletion', 'contact.privacyDeletion', 'contact.merge', 'contact.restore'],
  ...SUBSCRIBED_PROPERTIES.map((name) => `contact.propertyChange ${name}`),
];

export interface ContactEvent {
  /** "contact.propertyChange". */
  type: string;
  objectId: string;
  changeSource: string;
  changeFlag?: string;
  propertyName?: string;
  propertyValue?: string;
  primaryObjectId?: string;
  mergedObjectIds?: string[];
  numberOfPropertiesMoved?: number;
}

export interface Events {
  /** What happened at once, as one webhook; what nobody has subscribed to is left out. */
  fire(events: ContactEvent[]): void;
  sender: WebhookSender | undefined;
}

export function createEvents(store: Store, options: SimulatorOptions, records: Records, portalId: number): Events {
  const { webhookUrl, webhookSecret } = options;
  const sender = webhookUrl
    ? createWebhookSender({
        store,
        retryDelaysMs: RETRY_DELAYS_MS,
        headers: ({ id, body, url }, at) => ({
          // Sent beside the newer one for those who still look at it.
          'X-HubSpot-Signature': createHash('sha256')
            .update(webhookSecret + body)
            .digest('hex'),
          'X-HubSpot-Signature-Version': 'v1',
          ...webhooks.sign(Buffer.from(body), webhookSecret, at, id, url),
        }),
        delivered: (status) => status >= 200 && status < 300,
        ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
      })
    : undefined;

  function wire({ type, propertyName, ...event }: ContactEvent, subscriptionId: number) {
    return {
      eventId: randomInt(1, 2 ** 40),
      subscriptionId,
      portalId,
      appId: APP_ID,
      occurredAt: Date.now(),
      [records.settings().typeKey]: type,
      attemptNumber: 0,
      ...event,
      objectId: Number(event.objectId),
      ...(propertyName ? { propertyName } : {}),
      ...(event.primaryObjectId ? { primaryObjectId: Number(event.primaryObjectId) } : {}),
      ...(event.mergedObjectIds ? { mergedObjectIds: event.mergedObjectIds.map(Number) } : {}),
    };
  }

  return {
    sender,
    fire(events) {
      if (!sender || !webhookUrl) return;
      const told = events.flatMap((event) => {
        const key = [event.type, event.propertyName].filter(Boolean).join(' ');
        const subscription = SUBSCRIPTIONS.indexOf(key);
        return subscription < 0 ? [] : [wire(event, 1_000 + subscription)];
      });
      for (let start = 0; start < told.length; start += BATCH) {
        const batch = told.slice(start, start + BATCH);
        sender.send({
          id: `hubspot-${store.nextId('webhook')}`,
          url: webhookUrl,
          body: JSON.stringify(batch),
          eventType: events[0]?.type ?? '',
        });
      }
    },
  };
}
