import { createServer, type Server } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { consoleRoutes } from './console/routes.js';
import type { IngressContext } from './context.js';
import { healthRoutes } from './health.js';
import type { SlackSurface } from './slack/app.js';
import { kindOfError } from '../config/logger.js';
import { webhookRoutes } from './webhooks.js';

/** The public face: webhooks, Slack, health, console. Nothing in front of the webhooks touches their bytes. */
export function createIngress(context: IngressContext, slack: SlackSurface): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', true);
  app.use(healthRoutes(context));
  app.use('/webhooks', webhookRoutes(context));
  if (slack.router) app.use('/slack', slack.router);
  app.use(consoleRoutes(context));
  app.use((_request, response) => void response.status(404).json({ error: 'not_found' }));
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status === 500) context.logger.error({ path: request.path, err: kindOfError(error) }, 'a request failed');
    response.status(status).json(ANSWERS[status] ?? { error: 'error' });
  });
  return app;
}

const ANSWERS: Readonly<Record<number, { error: string; reason?: string }>> = {
  400: { error: 'bad_request', reason: 'the request could not be read' },
  413: { error: 'too_large', reason: 'the body is larger than is taken here' },
  415: {
    error: 'unsupported_media_type',
    reason: "the body's Content-Encoding or charset is not one that is taken here",
  },
  500: { error: 'internal' },
};

function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** Listens, and resolves when requests are taken. */
export function listen(app: Express, port: number, host?: string): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

/** Takes no more requests and lets those under way finish. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 10_000).unref();
  });
}
