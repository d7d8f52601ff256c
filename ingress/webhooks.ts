import express, { type Request, type Response, type Router } from 'express';
import { listVariable, type Environment } from '../config/environment.js';
import type { VendorManifest } from '../connectors/connector.js';
import type { ParsedWebhook, WebhookDelivery, WebhookSource } from '../connectors/webhook-source.js';
import { modules } from '../connectors/registry.js';
import { recordDelivery, type NewDelivery, type RecordedDelivery } from '../ledger/deliveries.js';
import { isRefusedValue, storable } from '../ledger/storable.js';
import { kindOfError } from '../config/logger.js';
import { within } from './console/within.js';
import type { IngressContext } from './context.js';
import { PRIORITIES } from '../schemas/delivery.js';
import { routeOf, type Route } from './routing.js';
import { keptHeaders, keptUnread, UNKEPT_CHARACTER, whyUnkept } from './unkept.js';

const LIMIT = '1mb';
/** The least patient of the vendors, HubSpot, waits 5 s. A commit that comes later makes the next try a duplicate. */
const PATIENCE_MS = 4_000;

/** What a delivery means, and whether its run is one that is started or told in any case. */
type Interpretation = NewDelivery & Pick<Route, 'certain'>;

/**
 * The vendors' webhooks: verified over the raw bytes, parsed, kept, answered. The answer waits for one commit and
 * nothing else; what the event starts is the forwarder's business.
 */
export function webhookRoutes(context: IngressContext): Router {
  const router = express.Router();
  for (const { manifest, webhooks } of modules.values()) {
    if (!webhooks) continue;
    const secrets = webhookSecrets(context.environment, manifest);
    router.post(
      `/${manifest.vendor}`,
      (request, response, next) => {
        const reason = unsupported(webhooks, request);
        if (reason === undefined) return next();
        response.status(415).json({ error: 'unsupported_media_type', reason });
      },
      express.raw({ type: () => true, limit: LIMIT, inflate: false }),
      (request, response) => receive(context, webhooks, secrets, request, response),
    );
  }
  return router;
}

function webhookSecrets(environment: Environment, manifest: VendorManifest): readonly string[] {
  const { webhookSecretVariable: variable, webhookSecretDefault: published } = manifest;
  const set = variable ? listVariable(environment, variable) : [];
  return set.length === 0 && published ? [published] : set;
}

async function receive(
  context: IngressContext,
  source: WebhookSource,
  secrets: readonly string[],
  request: Request,
  response: Response,
): Promise<void> {
  const delivery = toDelivery(context, request);
  if (secrets.length === 0) {
    context.logger.error({ vendor: source.vendor }, 'a webhook came, but there is no secret to verify it with');
    response
      .status(503)
      .set('Retry-After', '300')
      .json({ error: 'not_configured', reason: `no secret is set for ${source.vendor}` });
    return;
  }
  const verified = await source.verify(delivery, secrets);
  if (!verified.ok) {
    if ('unavailable' in verified) {
      context.logger.error({ vendor: source.vendor, reason: verified.reason }, 'a webhook could not be verified');
      response.status(503).set('Retry-After', '30').json({ error: 'unavailable', reason: verified.reason });
      return;
    }
    context.logger.warn({ vendor: source.vendor, reason: verified.reason }, 'webhook refused');
    response.status(401).json({ error: 'unauthorized', reason: verified.reason });
    return;
  }
  try {
    const interpretation = interpret(context, source, delivery);
    const recorded = await within(PATIENCE_MS, keep(context, interpretation, delivery));
    if (!recorded.duplicate && recorded.status === 'pending') context.forwarder.wake();
    response.status(200).json(answer(context, recorded, interpretation));
  } catch (error) {
    context.logger.error({ vendor: source.vendor, err: kindOfError(error) }, 'a delivery could not be kept');
    response
      .status(503)
      .set('Retry-After', '5')
      .json({ error: 'unavailable', reason: 'the delivery could not be kept: send it again' });
  }
}

/** Keeps what was read of a delivery; where the ledger refuses that for what it holds, only what arrived. */
async function keep(
  { db, logger }: IngressContext,
  interpretation: NewDelivery,
  delivery: WebhookDelivery,
): Promise<RecordedDelivery> {
  try {
    return await recordDelivery(db, interpretation);
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    const { vendor } = interpretation;
    logger.error({ vendor, err: kindOfError(error) }, 'the ledger refused what was read of a delivery');
    return recordDelivery(db, keptUnread(vendor, delivery, UNKEPT_CHARACTER));
  }
}

/**
 * What is kept of a verified delivery, and what it means. Never throws: a delivery that cannot be read now could not be
 * when it is sent again, either.
 */
export function interpret(context: IngressContext, source: WebhookSource, delivery: WebhookDelivery): Interpretation {
  let problem: string | undefined;
  try {
    const read = understand(context, source, delivery);
    problem = whyUnkept(read);
    if (problem === undefined) return read;
  } catch (error) {
    context.logger.error({ vendor: source.vendor, err: kindOfError(error) }, 'a delivery could not be read');
    problem = 'it could not be read, for an error of the program';
  }
  return { ...keptUnread(source.vendor, delivery, problem), certain: false };
}

function understand(context: IngressContext, source: WebhookSource, delivery: WebhookDelivery): Interpretation {
  const parsed = ofAnotherAccount(context, source, delivery) ?? source.parse(delivery);
  const event = parsed.outcome === 'event' ? parsed.event : undefined;
  const route: Route = event
    ? routeOf(context.systems, event)
    : { orderKey: parsed.outcome, workflowId: undefined, certain: false, priority: PRIORITIES.usual };
  return {
    vendor: source.vendor,
    eventId: source.eventId(delivery),
    eventType: source.eventType(delivery),
    event,
    ...route,
    status: parsed.outcome === 'event' ? 'pending' : parsed.outcome,
    reason: parsed.outcome === 'event' ? undefined : parsed.reason,
    body: delivery.rawBody,
    headers: keptHeaders(delivery.headers),
    url: storable(delivery.url),
  };
}

/** Rightly signed, but about somebody else's account, e.g. a sandbox's: nothing of it may reach this deployment. */
function ofAnotherAccount(
  context: IngressContext,
  source: WebhookSource,
  delivery: WebhookDelivery,
): ParsedWebhook | undefined {
  const variable = modules.get(source.vendor)?.manifest.accountVariable;
  const ours = variable && context.environment[variable];
  const theirs = source.accountOf?.(delivery);
  if (!ours || theirs === undefined || theirs === ours) return undefined;
  return { outcome: 'ignored', reason: `it is about another account than ${variable} names` };
}

function toDelivery(context: IngressContext, request: Request): WebhookDelivery {
  return {
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    ),
    rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    url: context.publicUrl + request.originalUrl,
    receivedAt: new Date(),
  };
}

/**
 * The acknowledgement. A run is named where one is, or will be, started or told: not of what may turn out to be about
 * nobody who is known, and not of what has. `ignored` and `quarantined` say what was found on arrival, each time.
 */
function answer(
  context: IngressContext,
  { deliveryId, duplicate, status, hasEvent, reason, workflowId }: RecordedDelivery,
  { certain }: Interpretation,
): Record<string, unknown> {
  const hasRun = workflowId !== null && (status === 'forwarded' || (status === 'pending' && certain));
  return {
    deliveryId,
    ...(hasRun ? { workflowId, runUrl: context.links.run(workflowId) } : {}),
    duplicate,
    ...(!hasEvent && status === 'ignored' ? { ignored: true } : {}),
    ...(!hasEvent && status === 'quarantined' ? { quarantined: true } : {}),
    ...(!hasEvent && reason !== null ? { reason } : {}),
  };
}

/** Why a request's body is not taken; undefined where it is. */
function unsupported({ contentTypes }: WebhookSource, { headers }: Request): string | undefined {
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!contentTypes.includes(mediaType)) return `expected ${contentTypes.join(' or ')}`;
  const encoding = headers['content-encoding']?.trim().toLowerCase() || 'identity';
  return encoding === 'identity' ? undefined : 'expected no Content-Encoding: what is signed are the bytes that arrive';
}
