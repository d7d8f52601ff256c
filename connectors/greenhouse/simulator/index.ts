import type { ErrorRequestHandler } from 'express';
import { ZodError } from 'zod';
import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { VENDOR } from '../manifest.js';
import { webhooks as source } from '../webhooks.js';
import { createAccess } from './access.js';
import { Refusal, refuse } from './answers.js';
import { createAuthorization } from './auth.js';
import { createCandidates } from './candidates.js';
import { addControls } from './controls.js';
import { hireOf } from './hires.js';
import { createInterviews } from './interviews.js';
import { listSpecs } from './list-specs.js';
import { list } from './lists.js';
import { rateLimit } from './rate-limit.js';
import { openRecords } from './records.js';
import { createRecruiting } from './recruiting.js';
import { seedCompany } from './seed.js';
import { encodeBody } from './webhook-bodies.js';
import { addWrites } from './writes.js';

/** https://developers.greenhouse.io/webhooks.html#retry-policy */
const RETRY_DELAYS_MS = [1, 15, 60, 120, 240, 480].map((minutes) => minutes * 60_000);
/** https://harvestdocs.greenhouse.io/docs/api-rate-limiting */
const API_WINDOW_MS = 30_000;
const TOKEN_WINDOW_MS = 60_000;
/** Greenhouse's own number is not published: this one stays out of the way. */
const DEFAULT_RATE_LIMIT = 10_000;

/** Greenhouse: Harvest v3, its token endpoint at /token, and its webhooks. */
export const createGreenhouseSimulator: SimulatorFactory = (options) => {
  let sender: WebhookSender | undefined;
  const { app, api, controls, store, faults } = createSimulatorBase(options, () => sender);
  const { webhookUrl, webhookSecret } = options;
  if (webhookUrl) {
    sender = createWebhookSender({
      store,
      retryDelaysMs: RETRY_DELAYS_MS,
      headers: ({ id, body }, at) => source.sign(Buffer.from(body), webhookSecret, at, id),
      delivered: (status) => status === 200,
      ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
    });
  }
  const emit = (action: string, payload: unknown) => {
    if (!sender || !webhookUrl) return;
    const id = String(store.nextId('events', 900_001));
    sender.send({ id, url: webhookUrl, body: encodeBody(action, payload), eventType: action });
  };

  const records = openRecords(store);
  const actingUserId = Number(options.credentials['GREENHOUSE_USER_ID'] ?? 4000);
  const recruiting = createRecruiting(records, emit, actingUserId);
  const authorization = createAuthorization(options.credentials, records);
  const access = createAccess(store, records);
  const limit = options.rateLimit ?? DEFAULT_RATE_LIMIT;

  api.post('/token', rateLimit(limit, TOKEN_WINDOW_MS), authorization.token);
  api.use('/v3', rateLimit(limit, API_WINDOW_MS), authorization.bearer, access.guard);
  for (const spec of listSpecs(records)) api.get(spec.path, authorization.siteAdmin, list(spec));
  addWrites(api, records, recruiting);
  api.get('/people/:id', (request, response) => {
    const hire = hireOf(records, Number(request.query['application_id']));
    if (String(hire?.candidate?.id) !== request.params.id) return refuse(response, 404, 'No such page');
    response.json(hire);
  });
  api.use((_request, response) => refuse(response, 404, 'No such route'));
  api.use(answerRefusal);

  const interviews = createInterviews(records, emit);
  const candidates = createCandidates(records, emit);
  addControls(controls, records, { recruiting, interviews, candidates, access, actingUserId });
  controls.use(answerRefusal);

  return {
    vendor: VENDOR,
    app,
    faults,
    webhooks: sender,
    seed() {
      seedCompany(records);
      ping();
    },
    close: async () => sender?.close(),
  };

  /** Greenhouse pings a URL when a webhook is saved with it. */
  function ping(): void {
    const registrations = store.collection<{ url: string }>('webhook_registrations');
    if (!webhookUrl || registrations.get('main')?.url === webhookUrl) return;
    registrations.put('main', { url: webhookUrl });
    emit('ping', { web_hook: { name: 'hireline', endpoint_url: webhookUrl, deactivated: false } });
  }
};

const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Refusal) return refuse(response, error.status, error.message, error.field);
  if (error instanceof ZodError) return void response.status(400).json({ error: error.issues });
  next(error);
};
