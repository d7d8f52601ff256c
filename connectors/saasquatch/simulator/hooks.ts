import { createHmac } from 'node:crypto';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';
import type { Store } from '../../../sandbox/store.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { publicJwk } from '../signature.js';
import { webhooks } from '../webhooks.js';
import { newId, type Records, type Subscription } from './records.js';

/** Every hour, 72 attempts in all. https://docs.saasquatch.com/api/webhooks */
const RETRY_DELAYS_MS = Array.from({ length: 71 }, () => 3_600_000);

/** Name of the subscription that the sandbox itself keeps, at wherever hireline is today. */
const OURS = 'hireline';

export interface Hooks {
  /** Tells every subscription. @param type "user.created". */
  fire(type: string, data: unknown): void;
  /** Sends a `test` event to one subscription. */
  test(subscription: Subscription): void;
  subscribe(subscription: Subscription): void;
  /** What /.well-known/jwks.json answers. */
  keySet(): { keys: Record<string, string>[] };
  sender: WebhookSender;
}

/**
 * Signed webhooks of the tenant.
 * @throws Error when webhooks have somewhere to go, but the secret is no private key to sign them with.
 */
export function createHooks(
  store: Store,
  records: Records,
  options: SimulatorOptions,
  tenant: { alias: string; apiKey: string },
): Hooks {
  const { webhookUrl, webhookSecret, timeScale } = options;
  const key = webhookSecret ? publicJwk(webhookSecret) : undefined;
  if (webhookUrl && !key) throw new Error('the SaaSquatch simulator needs the private key that signs its webhooks');
  const sender = createWebhookSender({
    store,
    retryDelaysMs: RETRY_DELAYS_MS,
    delivered: (status) => status === 200,
    headers: ({ id, body }, at) => ({
      ...webhooks.sign(Buffer.from(body), webhookSecret, at, id),
      'X-Hook-Signature': createHmac('sha1', tenant.apiKey).update(body).digest('base64'),
    }),
    ...(timeScale === undefined ? {} : { timeScale }),
  });

  const subscribe = (subscription: Subscription) =>
    void records.subscriptions.put(subscription.endpointUrl, subscription);

  if (webhookUrl) {
    for (const { endpointUrl, name } of records.subscriptions.all()) {
      if (name === OURS && endpointUrl !== webhookUrl) records.subscriptions.delete(endpointUrl);
    }
    subscribe({ endpointUrl: webhookUrl, name: OURS });
  }

  function send(type: string, data: unknown, subscriptions: readonly Subscription[]): void {
    if (!key) return;
    const id = newId();
    const live = !tenant.apiKey.startsWith('TEST_');
    const body = JSON.stringify({ id, type, tenantAlias: tenant.alias, live, created: Date.now(), data });
    subscriptions.forEach(({ endpointUrl }, index) => {
      sender.send({ id: index === 0 ? id : `${id}.${index}`, url: endpointUrl, body, eventType: type });
    });
  }

  return {
    sender,
    subscribe,
    fire: (type, data) => send(type, data, records.subscriptions.all()),
    test: (subscription) => send('test', {}, [subscription]),
    keySet: () => ({ keys: key ? [key] : [] }),
  };
}
