import { createPrivateKey, randomBytes, randomUUID } from 'node:crypto';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';
import type { Store } from '../../../sandbox/store.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { webhooks } from '../webhooks.js';
import type { MailRecord, Mails } from './mails.js';

/** SendGrid gathers events and posts them about once a second. */
const GATHER_MS = 1_000;

/** "At increasing intervals for up to 24 hours"; the table is not published. */
const RETRY_DELAYS_MS = [60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800].map((s) => s * 1000);

export interface EventDetails {
  /** Of a bounce: `bounce`, or `blocked`. */
  type?: string | undefined;
  reason?: string | undefined;
}

export interface Events {
  /** Notes an event of every recipient (or of one) for the next batch. */
  fire(mail: MailRecord, event: string, details?: EventDetails, email?: string): void;
  /** What becomes of a mail that was just taken, by the local part of each recipient's address. */
  fireUsual(mail: MailRecord): void;
  sender: WebhookSender;
  close(): Promise<void>;
}

type WireEvent = Record<string, unknown>;

/**
 * The signed event webhook: events are gathered, and leave as one list.
 * @throws Error when webhooks have somewhere to go, but the secret is no private key to sign them with.
 */
export function createEvents(store: Store, mails: Mails, options: SimulatorOptions): Events {
  const { webhookUrl, webhookSecret, timeScale = 1 } = options;
  if (webhookUrl) requirePrivateKey(webhookSecret);
  const waiting = store.collection<WireEvent>('waiting_events');
  const sender = createWebhookSender({
    store,
    retryDelaysMs: RETRY_DELAYS_MS,
    timeScale,
    delivered: (status) => status >= 200 && status < 300,
    headers: ({ id, body }, at) => webhooks.sign(Buffer.from(body), webhookSecret, at, id),
  });
  let timer: NodeJS.Timeout | undefined;

  function post(): void {
    timer = undefined;
    const batch = waiting.all();
    for (const event of batch) waiting.delete(String(event['sg_event_id']));
    if (!webhookUrl || batch.length === 0) return;
    const { duplicates, out_of_order: outOfOrder } = mails.settings();
    if (outOfOrder) batch.reverse();
    const listed = duplicates ? batch.flatMap((event) => [event, event]) : batch;
    const eventType = [...new Set(batch.map(({ event }) => String(event)))].join(',');
    sender.send({ id: randomUUID(), url: webhookUrl, body: asPosted(listed), eventType });
  }

  function gather(): void {
    timer ??= setTimeout(post, GATHER_MS / timeScale);
  }
  if (waiting.size > 0) gather();

  const events: Events = {
    sender,
    fire(mail, event, details = {}, email) {
      mail.recipients.forEach((recipient, index) => {
        if (email !== undefined && recipient.email !== email) return;
        const id = randomBytes(18).toString('base64url');
        waiting.put(id, {
          email: recipient.email,
          timestamp: Math.floor(Date.now() / 1000),
          'smtp-id': `<${mail.id}@geopod-ismtpd-sandbox>`,
          event,
          sg_event_id: id,
          sg_message_id: `${mail.id}.recvd-sandbox-0-${index}.0`,
          ...(details.reason === undefined ? {} : { reason: details.reason }),
          ...(details.type === undefined ? {} : { type: details.type }),
          ...recipient.custom_args,
        });
      });
      const kept = mails.records.get(mail.id);
      if (kept) mails.records.put(mail.id, { ...kept, events: [...kept.events, event] });
      gather();
    },
    fireUsual(mail) {
      for (const { email } of mail.recipients) {
        for (const [event, details] of usualEvents(email)) events.fire(mail, event, details, email);
      }
    },
    async close() {
      clearTimeout(timer);
      await sender.close();
    },
  };
  return events;
}

/** As SendGrid writes its lists: a line break after each comma and at the end, all of which is signed. */
export const asPosted = (events: WireEvent[]): string =>
  `[${events.map((event) => JSON.stringify(event)).join(',\r\n')}]\r\n`;

function usualEvents(email: string): [string, EventDetails][] {
  const local = email.split('@')[0]?.toLowerCase() ?? '';
  const processed: [string, EventDetails] = ['processed', {}];
  if (local.startsWith('drop')) return [['dropped', { reason: 'Bounced Address' }]];
  if (local.startsWith('bounce')) {
    return [processed, ['bounce', { type: 'bounce', reason: '550 5.1.1 The account does not exist' }]];
  }
  if (local.startsWith('block')) {
    return [processed, ['bounce', { type: 'blocked', reason: '554 5.7.1 Refused by policy' }]];
  }
  const delivered: [string, EventDetails] = ['delivered', {}];
  if (local.startsWith('defer')) return [processed, ['deferred', { reason: '450 4.2.1 Try again later' }], delivered];
  if (local.startsWith('spam')) return [processed, delivered, ['spamreport', {}]];
  return [processed, delivered];
}

function requirePrivateKey(secret: string): void {
  try {
    createPrivateKey(secret);
  } catch {
    throw new Error("the SendGrid simulator's webhook secret is not a private key: expected a PKCS #8 PEM");
  }
}
