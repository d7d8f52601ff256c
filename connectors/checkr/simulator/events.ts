import type { SimulatorOptions } from '../../../sandbox/simulator.js';
import type { Store } from '../../../sandbox/store.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { webhooks } from '../webhooks.js';
import { newId, timeText } from './records.js';

/** Twelve retries, doubling from a minute, over about three days. The exact table is not published. */
const RETRY_DELAYS_MS = Array.from({ length: 12 }, (_, retry) => 60_000 * 2 ** retry);

export interface Settings {
  /** Whether webhooks carry the whole object, or its id alone as account webhooks do unless told otherwise. */
  includeObject: boolean;
}

export interface Events {
  /** @param type "report.completed"; the object as it is now. */
  fire(type: string, object: { id: string; object: string; uri: string }): void;
  settings(): Settings;
  change(settings: Settings): Settings;
  sender: WebhookSender | undefined;
}

/** Events as signed webhooks of the account; the signature's key is its API key. */
export function createEvents(store: Store, options: SimulatorOptions, accountId: string): Events {
  const { webhookUrl, webhookSecret } = options;
  const kept = store.collection<Settings>('settings');
  const settings = () => kept.get('webhooks') ?? { includeObject: false };
  const sender = webhookUrl
    ? createWebhookSender({
        store,
        retryDelaysMs: RETRY_DELAYS_MS,
        headers: ({ id, body }, at) => ({
          'user-agent': 'Checkr-Webhook/sandbox',
          ...webhooks.sign(Buffer.from(body), webhookSecret, at, id),
        }),
        delivered: (status) => status >= 200 && status < 300,
        ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
      })
    : undefined;

  return {
    sender,
    settings,
    change: (changed) => kept.put('webhooks', changed),
    fire(type, object) {
      if (!sender || !webhookUrl) return;
      const { id, object: kind, uri } = object;
      const event = {
        id: newId(),
        object: 'event',
        type,
        created_at: timeText(),
        webhook_url: webhookUrl,
        data: { object: settings().includeObject ? object : { id, object: kind, uri } },
        account_id: accountId,
      };
      sender.send({ id: event.id, url: webhookUrl, body: JSON.stringify(event), eventType: type });
    },
  };
}
