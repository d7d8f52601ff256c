import { randomUUID } from 'node:crypto';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';
import type { Store } from '../../../sandbox/store.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { signRequest } from '../signature.js';
import type { Records, TextRecord, Transition } from './records.js';

/** Between one status of a text and the next. */
const STEP_MS = 1_000;

export interface Statuses {
  /** Plans what becomes of a text that was just taken. */
  plan(text: TextRecord): void;
  /** Brings a text into a status now, and calls back. */
  enter(sid: string, status: string, errorCode: number | null): TextRecord | undefined;
  sender: WebhookSender;
  close(): Promise<void>;
}

export function createStatuses(
  store: Store,
  records: Records,
  accountSid: string,
  options: SimulatorOptions,
): Statuses {
  const { timeScale = 1, webhookSecret } = options;
  const timers = new Set<NodeJS.Timeout>();
  // By default a callback is tried once more when no connection was made, and never when there was an answer.
  const sender = createWebhookSender({
    store,
    retryDelaysMs: [STEP_MS],
    timeScale,
    delivered: (status) => status >= 200 && status < 300,
    final: () => true,
    headers: ({ id, url, body }) => ({
      ...signRequest(url, Buffer.from(body), webhookSecret),
      'I-Twilio-Idempotency-Token': id,
    }),
  });

  function schedule(transition: Transition): void {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        records.transitions.delete(transition.id);
        statuses.enter(transition.sid, transition.status, transition.error_code);
      },
      Math.max(0, transition.due - Date.now()),
    );
    timers.add(timer);
  }

  const statuses: Statuses = {
    sender,
    plan(text) {
      usualStatuses(text).forEach(([status, errorCode], index) => {
        const due = Date.now() + ((index + 1) * STEP_MS) / timeScale;
        const transition = { id: randomUUID(), sid: text.sid, status, error_code: errorCode, due };
        schedule(records.transitions.put(transition.id, transition));
      });
    },
    enter(sid, status, errorCode) {
      const text = records.texts.get(sid);
      if (!text) return undefined;
      const now = new Date().toISOString();
      const entered = records.texts.put(sid, {
        ...text,
        status,
        error_code: errorCode,
        updated_at: now,
        sent_at: status === 'sent' ? now : text.sent_at,
      });
      if (text.status_callback) {
        sender.send({
          id: randomUUID(),
          url: text.status_callback,
          body: callbackForm(accountSid, entered).toString(),
          contentType: 'application/x-www-form-urlencoded; charset=utf-8',
          eventType: status,
        });
      }
      return entered;
    },
    async close() {
      timers.forEach((timer) => clearTimeout(timer));
      await sender.close();
    },
  };
  for (const transition of records.transitions.all()) schedule(transition);
  return statuses;
}

function callbackForm(accountSid: string, text: TextRecord): URLSearchParams {
  return new URLSearchParams({
    ...(text.error_code === null ? {} : { ErrorCode: String(text.error_code) }),
    SmsSid: text.sid,
    SmsStatus: text.status,
    MessageStatus: text.status,
    To: text.to,
    MessageSid: text.sid,
    AccountSid: accountSid,
    ...(text.from ? { From: text.from } : {}),
    ...(text.messaging_service_sid ? { MessagingServiceSid: text.messaging_service_sid } : {}),
    ApiVersion: '2010-04-01',
  });
}

/** By the last digits of the number. The status that the answer told is not called back. */
function usualStatuses({ to, messaging_service_sid: service }: TextRecord): [string, number | null][] {
  const chosen: [string, number | null][] = service ? [['queued', null]] : [];
  if (to.endsWith('0005')) return [...chosen, ['failed', 30008]];
  if (to.endsWith('0003')) return [...chosen, ['sent', null], ['undelivered', 30003]];
  return [...chosen, ['sent', null], ['delivered', null]];
}
