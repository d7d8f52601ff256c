import express, { type Request, type Response, type Router } from 'express';
import { listVariable, type Environment } from '../config/environment.js';
import type { VendorManifest } from '../connectors/connector.js';
import type { ParsedWebhook, WebhookDelivery, WebhookSource } from '../connectors/webhook-source.js';
import { modules } from '../connectors/registry.js';
import { recordDelivery, type NewDelivery, type RecordedDelivery } from '../ledger/deliveries.js';
import { kindOfError } from '../config/logger.js';
import type { IngressContext } from './context.js';
import { PRIORITIES } from '../schemas/delivery.js';
import { routeOf, type Route } from './routing.js';

const LIMIT = '1mb';

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
        if (webhooks.contentTypes.includes(mediaType(request))) return next();
        response
          .status(415)
          .json({ error: 'unsupported_media_type', reason: `expected ${webhooks.contentTypes.join(' or ')}` });
      },
      express.raw({ type: () => true, limit: LIMIT }),
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
    const recorded = await recordDelivery(context.db, interpret(context, source, delivery));
    if (!recorded.duplicate && recorded.status === 'pending') context.forwarder.wake();
    response.status(200).json(answer(context, recorded));
  } catch (error) {
    context.logger.error({ vendor: source.vendor, err: kindOfError(error) }, 'a delivery could not be kept');
    response
      .status(503)
      .set('Retry-After', '5')
      .json({ error: 'unavailable', reason: 'the delivery could not be kept: send it again' });
  }
}

/** What is kept of a verified delivery, and what it means. */
export function interpret(context: IngressContext, source: WebhookSource, delivery: WebhookDelivery): NewDelivery {
  const parsed = ofAnotherAccount(context, source, delivery) ?? source.parse(delivery);
  const event = parsed.outcome === 'event' ? parsed.event : undefined;
  const route: Route = event
    ? routeOf(context.systems, event)
    : { orderKey: parsed.outcome, workflowId: undefined, priority: PRIORITIES.usual };
  return {
    vendor: source.vendor,
    eventId: source.eventId(delivery),
    eventType: source.eventType(delivery),
    event,
    ...route,
    status: parsed.outcome === 'event' ? 'pending' : parsed.outcome,
    reason: parsed.outcome === 'event' ? undefined : parsed.reason,
    body: delivery.rawBody,
    headers: Object.fromEntries(
      Object.entries(delivery.headers).flatMap(([name, value]) =>
        value === undefined || UNKEPT_HEADERS.has(name) ? [] : [[name, value]],
      ),
    ),
    url: delivery.url,
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

/** Headers that would hand a secret to whoever reads the ledger. */
const UNKEPT_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

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

function answer(context: IngressContext, recorded: RecordedDelivery): Record<string, unknown> {
  return {
    deliveryId: recorded.deliveryId,
    ...(recorded.workflowId ? { workflowId: recorded.workflowId, runUrl: context.links.run(recorded.workflowId) } : {}),
    duplicate: recorded.duplicate,
    ...(recorded.status === 'ignored' ? { ignored: true } : {}),
    ...(recorded.status === 'quarantined' ? { quarantined: true } : {}),
    ...(recorded.reason && recorded.status !== 'pending' ? { reason: recorded.reason } : {}),
  };
}

function mediaType(request: Request): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
