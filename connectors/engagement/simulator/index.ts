import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { VENDOR } from '../manifest.js';
import { webhooks } from '../webhooks.js';
import { addControls } from './controls.js';

/** The specification's example of a schedule: the wait before each attempt after the first. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const RETRY_DELAYS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];

/** A link shortener that tells of shares and clicks; it has no API that hireline would call. */
export const createEngagementSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, controls } = createSimulatorBase(options, () => sender);
  const { webhookUrl, webhookSecret, timeScale } = options;
  const sender: WebhookSender | undefined = webhookUrl
    ? createWebhookSender({
        store,
        retryDelaysMs: RETRY_DELAYS_MS,
        headers: ({ id, body }, at) => webhooks.sign(Buffer.from(body), webhookSecret, at, id),
        delivered: (status) => status >= 200 && status < 300,
        final: (status) => status === 410,
        ...(timeScale === undefined ? {} : { timeScale }),
      })
    : undefined;
  addControls(controls, store, (id, eventType, body) => {
    if (sender && webhookUrl) sender.send({ id, url: webhookUrl, body: JSON.stringify(body), eventType });
  });

  return {
    vendor: VENDOR,
    app,
    faults,
    webhooks: sender,
    // Links are shared by advocates, who are the advocacy platform's: there is nothing to begin with.
    seed: () => undefined,
    close: async () => sender?.close(),
  };
};
