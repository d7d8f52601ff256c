import { randomUUID } from 'node:crypto';
import type { Router } from 'express';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';
import type { Store } from '../../../sandbox/store.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { webhooks } from '../webhooks.js';
import type { AccessControl } from './access.js';
import { invalid, refuse } from './answers.js';
import { HANDSHAKE, SUBSCRIPTION_TYPES, subscriptionRoutes, type Subscription } from './subscriptions.js';

/** Sixteen retries, doubling, over about three days. The exact table is not published. */
const RETRY_DELAYS_MS = Array.from({ length: 16 }, (_, retry) => 3_955 * 2 ** retry);

/** How far back /v1/events goes. */
const EVENTS_KEPT_SECONDS = 30 * 24 * 3600;

interface GustoEvent {
  uuid: string;
  event_type: string;
  resource_type: 'Company';
  resource_uuid: string;
  entity_type: string;
  entity_uuid: string;
  /** Epoch seconds. */
  timestamp: number;
}

export interface Events {
  /** Keeps the event for /v1/events and sends it to the verified subscriptions of its entity type. */
  fire(eventType: string, entityType: 'Employee' | 'EmployeeJobCompensation' | 'Payroll', entityUuid: string): void;
  sender: WebhookSender;
  /** With their verification tokens. */
  subscriptions(): Subscription[];
  routes(api: Router, access: AccessControl): void;
}

/** Id of the subscription that options.webhookUrl stands for: verified from the start. */
const STANDING = 'standing';

export function createEvents(store: Store, options: SimulatorOptions, companyId: string): Events {
  const kept = store.collection<GustoEvent>('events');
  const subscriptions = store.collection<Subscription>('webhook_subscriptions');
  if (options.webhookUrl) {
    subscriptions.put(STANDING, {
      uuid: STANDING,
      url: options.webhookUrl,
      subscription_types: [...SUBSCRIPTION_TYPES],
      status: 'verified',
      verification_token: options.webhookSecret,
    });
  }

  const sender = createWebhookSender({
    store,
    retryDelaysMs: RETRY_DELAYS_MS,
    ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
    delivered: (status) => status >= 200 && status < 300,
    headers(webhook, at) {
      const [eventId = '', subscriptionId = ''] = webhook.id.split('@');
      const token = subscriptions.get(subscriptionId)?.verification_token;
      if (webhook.eventType === HANDSHAKE || token === undefined) return {};
      return webhooks.sign(Buffer.from(webhook.body), token, at, eventId);
    },
  });

  return {
    sender,
    subscriptions: () => subscriptions.all(),
    fire(eventType, entityType, entityUuid) {
      const event: GustoEvent = {
        uuid: randomUUID(),
        event_type: eventType,
        resource_type: 'Company',
        resource_uuid: companyId,
        entity_type: entityType,
        entity_uuid: entityUuid,
        timestamp: Math.floor(Date.now() / 1000),
      };
      kept.put(event.uuid, event);
      for (const subscription of subscriptions.all()) {
        if (subscription.status !== 'verified' || !subscription.subscription_types.includes(entityType)) continue;
        const id = `${event.uuid}@${subscription.uuid}`;
        sender.send({ id, url: subscription.url, body: JSON.stringify(event), eventType });
      }
    },
    routes(api, access) {
      subscriptionRoutes(api, access, subscriptions, sender);
      eventRoutes(api, access, () => kept.all());
    },
  };
}

/** The events of the last 30 days, by cursor. Works without any subscription. */
function eventRoutes(api: Router, access: AccessControl, all: () => GustoEvent[]): void {
  api.get('/v1/events', access.system, (request, response) => {
    const limit = Number(request.query['limit'] ?? 25);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
      return refuse(response, 422, invalid('limit', 'Limit must be between 1 and 100'));
    }
    const type = typeof request.query['event_type'] === 'string' ? request.query['event_type'] : '*';
    const company = request.query['resource_uuid'];
    const oldest = Date.now() / 1000 - EVENTS_KEPT_SECONDS;
    const rows = all().filter(
      (event) =>
        event.timestamp >= oldest &&
        wildcard(type).test(event.event_type) &&
        (company === undefined || event.resource_uuid === company),
    );
    if (request.query['sort_order'] === 'desc') rows.reverse();
    const after = request.query['starting_after_uuid'];
    const start = after === undefined ? 0 : rows.findIndex((event) => event.uuid === after) + 1;
    if (after !== undefined && start === 0) {
      return refuse(response, 422, invalid('starting_after_uuid', 'Starting after uuid is not a known event'));
    }
    response.set('X-Has-Next-Page', String(start + limit < rows.length)).json(rows.slice(start, start + limit));
  });
}

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
