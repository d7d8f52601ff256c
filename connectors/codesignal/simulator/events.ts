import { randomUUID } from 'node:crypto';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';
import type { Store } from '../../../sandbox/store.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { webhooks } from '../webhooks.js';
import { resultUrl } from './resolvers.js';
import { testOf, type Session } from './sessions.js';

/** Twenty-five attempts; the chance in CodeSignal's formula at its mean. https://developer.codesignal.com/webhooks/ */
const RETRY_DELAYS_MS = Array.from({ length: 24 }, (_, index) => (index ** 4 + 15 + 15 * (index + 1)) * 1000);

export interface Events {
  fire(event: string, session: Session, more?: Record<string, unknown>): void;
  /** The empty payload that CodeSignal tries an address with on saving a webhook; once for each address. */
  tryAddress(): void;
  sender: WebhookSender | undefined;
}

export function createEvents(store: Store, options: SimulatorOptions): Events {
  const { webhookUrl, webhookSecret } = options;
  const sender = webhookUrl
    ? createWebhookSender({
        store,
        retryDelaysMs: RETRY_DELAYS_MS,
        headers: ({ id, body, url }, at) => webhooks.sign(Buffer.from(body), webhookSecret, at, id, url),
        delivered: (status) => status === 200,
        ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
      })
    : undefined;
  const send = (eventType: string, body: unknown) => {
    if (sender && webhookUrl) {
      sender.send({ id: randomUUID(), url: webhookUrl, body: JSON.stringify(body), eventType });
    }
  };

  return {
    sender,
    tryAddress() {
      const tried = store.collection<{ url: string }>('webhook_addresses');
      if (!webhookUrl || tried.get('main')?.url === webhookUrl) return;
      tried.put('main', { url: webhookUrl });
      send('', {});
    },
    fire(event, session, more = {}) {
      const payload = {
        testSessionId: session.id,
        testId: session.testId,
        testTitle: testOf(session)?.title,
        candidateEmail: session.email,
        candidateName: [session.firstName, session.lastName].filter(Boolean).join(' '),
        ...(session.externalId === null ? {} : { externalId: session.externalId }),
        ...more,
      };
      send(event, { event, triggeredOn: Date.now(), payload });
    },
  };
}

/** What the events of a finished session add. */
export const scoreOf = (session: Session): Record<string, unknown> => ({
  duration: (session.finishDate ?? 0) - (session.startDate ?? 0),
  score: session.score,
  maxScore: testOf(session)?.maxScore,
  plagiarismLevel: 0,
  plagiarismLabel: '-',
  url: resultUrl(session),
});
