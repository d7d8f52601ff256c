import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Store } from './store.js';

/** One webhook on its way, as the vendor would keep it. */
export interface OutgoingWebhook {
  id: string;
  url: string;
  /** Exactly the bytes that were signed. */
  body: string;
  contentType: string;
  attempts: number;
  status: 'pending' | 'delivered' | 'gave_up';
  lastAnswer?: string;
  eventType: string;
}

export interface WebhookSenderOptions {
  store: Store;
  /** Waits before the second, third … attempt, in milliseconds, as the vendor documents them. */
  retryDelaysMs: number[];
  /** Headers of one attempt: the signature, over these bytes, now. */
  headers(webhook: OutgoingWebhook, at: Date): Record<string, string>;
  /** What the vendor takes for delivered. */
  delivered(status: number): boolean;
  /** What the vendor takes for a final refusal. */
  final?(status: number): boolean;
  /** Divides every retry delay, so that a vendor's 15 hours fit a test. */
  timeScale?: number;
}

/** Delivers webhooks as a vendor does: signed, in the background, retried, and again after a restart. */
export interface WebhookSender {
  send(webhook: { id: string; url: string; body: string; contentType?: string; eventType: string }): void;
  /** Keeps new webhooks back, to let something happen before they leave. */
  pause(): void;
  resume(): void;
  readonly paused: boolean;
  list(): OutgoingWebhook[];
  /** Sends a webhook again, as a vendor's "redeliver" button does: same id, same bytes. */
  redeliver(id: string): boolean;
  close(): Promise<void>;
}

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { store, timeScale = 1 } = options;
  const outbox = store.collection<OutgoingWebhook>('webhooks');
  const closing = new AbortController();
  // Any number of webhooks may be on their way at once.
  setMaxListeners(0, closing.signal);
  const underWay = new Set<Promise<void>>();
  let held: string[] | undefined;

  async function attempt(webhook: OutgoingWebhook): Promise<number | undefined> {
    try {
      const answer = await request(webhook.url, {
        method: 'POST',
        headers: {
          'content-type': webhook.contentType,
          ...options.headers(webhook, new Date()),
        },
        body: webhook.body,
        headersTimeout: 10_000,
        signal: closing.signal,
      });
      await answer.body.dump();
      return answer.statusCode;
    } catch {
      return undefined;
    }
  }

  async function deliver(id: string): Promise<void> {
    for (;;) {
      const webhook = outbox.get(id);
      if (!webhook || closing.signal.aborted) return;
      const status = await attempt(webhook);
      if (closing.signal.aborted) return;
      const delivered = status !== undefined && options.delivered(status);
      const gaveUp =
        !delivered &&
        ((status !== undefined && options.final?.(status) === true) ||
          webhook.attempts >= options.retryDelaysMs.length);
      outbox.put(id, {
        ...webhook,
        attempts: webhook.attempts + 1,
        lastAnswer: status === undefined ? 'no answer' : String(status),
        status: delivered ? 'delivered' : gaveUp ? 'gave_up' : 'pending',
      });
      if (delivered || gaveUp) return;
      const delay = (options.retryDelaysMs[webhook.attempts] ?? 0) / timeScale;
      await sleep(delay, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  function start(id: string): void {
    const work = deliver(id).finally(() => underWay.delete(work));
    underWay.add(work);
  }

  for (const webhook of outbox.all()) if (webhook.status === 'pending') start(webhook.id);

  return {
    send({ id, url, body, contentType = 'application/json', eventType }) {
      outbox.put(id, { id, url, body, contentType, eventType, attempts: 0, status: 'pending' });
      if (held) held.push(id);
      else start(id);
    },
    pause() {
      held ??= [];
    },
    resume() {
      const waiting = held ?? [];
      held = undefined;
      waiting.forEach(start);
    },
    get paused() {
      return held !== undefined;
    },
    list: () => outbox.all(),
    redeliver(id) {
      const webhook = outbox.get(id);
      if (!webhook) return false;
      outbox.put(id, { ...webhook, attempts: 0, status: 'pending' });
      start(id);
      return true;
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}
