import { randomUUID } from 'node:crypto';
import express from 'express';
import { PEOPLE } from '../../../sandbox/company.js';
import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { EVENT } from '../events.js';
import { VENDOR } from '../manifest.js';
import { webhooks } from '../webhooks.js';
import { bearer, notFound, rateLimit } from './access.js';
import { createCampaign } from './campaign.js';
import { addControls } from './controls.js';
import { openParticipants, type StoredParticipant } from './participants.js';
import { addRoutes } from './routes.js';

/** GrowSurf allows 200 requests a minute; the sandbox as good as any number, unless told. */
const SANDBOX_LIMIT = 100_000;

/** GrowSurf publishes no schedule: five attempts, the wait doubling from a minute. */
const RETRY_DELAYS_MS = [1, 2, 4, 8].map((minutes) => minutes * 60_000);

/** GrowSurf's server for one referral program: participants, and the webhook that tells of new ones. */
export const createGrowsurfSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, api, controls } = createSimulatorBase(options, () => sender);
  const { webhookUrl, webhookSecret, timeScale, credentials } = options;
  const participants = openParticipants(store);
  const campaignId = credentials['GROWSURF_CAMPAIGN_ID'] ?? '';
  const campaign = createCampaign(campaignId, webhookUrl, () => participants.all.size);
  const sender: WebhookSender | undefined = webhookUrl
    ? createWebhookSender({
        store,
        retryDelaysMs: RETRY_DELAYS_MS,
        headers: ({ body }, at) => webhooks.sign(Buffer.from(body), webhookSecret, at),
        delivered: (status) => status >= 200 && status < 300,
        ...(timeScale === undefined ? {} : { timeScale }),
      })
    : undefined;

  function added(participant: StoredParticipant): void {
    if (!sender || !webhookUrl) return;
    const { participantCount: _, ...about } = campaign.show();
    const data = { ...participants.show(participant), campaign: about };
    const body = JSON.stringify({ event: EVENT, createdAt: Date.now(), data });
    sender.send({ id: randomUUID(), url: webhookUrl, body, eventType: EVENT });
  }

  const program = express.Router({ mergeParams: true });
  program.use((request, response, next) =>
    (request.params as { campaign?: string }).campaign === campaignId ? next() : notFound(response),
  );
  addRoutes(program, campaign, participants, added);
  api.use('/v2', bearer(credentials['GROWSURF_API_KEY']), rateLimit(options.rateLimit ?? SANDBOX_LIMIT));
  api.use('/v2/campaign/:campaign', program);
  api.use((_request, response) => notFound(response));
  addControls(controls, participants, added);

  return {
    vendor: VENDOR,
    app,
    faults,
    webhooks: sender,
    seed() {
      if (participants.all.size > 0) return;
      for (const { firstName, lastName, workEmail, employeeNumber } of PEOPLE) {
        const id = employeeNumber.replace('E-', 'em');
        participants.add({ id, email: workEmail, firstName, lastName, createdAt: Date.parse('2026-09-01T09:00:00Z') });
      }
    },
    close: async () => sender?.close(),
  };
};
