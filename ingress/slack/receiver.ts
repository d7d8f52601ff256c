import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import express, { type Request, type Response, type Router } from 'express';
import type { Logger } from '../../config/logger.js';
import { verifySlackRequest } from '../../connectors/slack/index.js';
import { kindOfError } from '../../config/logger.js';

/** Slack shows a failure to whoever clicked when it has no answer within 3 s; the answer takes its time as well. */
const ACK_LIMIT_MS = 2_500;

/**
 * Bolt's receiver on our own server: verifies over the raw bytes against every signing secret in rotation (Bolt's own
 * takes one), and answers only when a listener has acknowledged. What was not acknowledged is answered 503, so that
 * Slack tells the person instead of showing something as done.
 */
export class HirelineReceiver implements Receiver {
  readonly router: Router;
  private app: App | undefined;

  constructor(
    private readonly signingSecrets: readonly string[],
    private readonly logger: Logger,
  ) {
    this.router = express.Router();
    this.router.post('/events', express.raw({ type: () => true, limit: '1mb', inflate: false }), (request, response) =>
      this.receive(request, response),
    );
  }

  init(app: App): void {
    this.app = app;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  private async receive(request: Request, response: Response): Promise<void> {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const body = parseBody(rawBody, request.headers['content-type'] ?? '');
    // Slack checks a new URL's certificate with an unsigned request.
    if (body?.['ssl_check'] !== undefined) return void response.status(200).end();
    const verified = verifySlackRequest(
      {
        headers: {
          'x-slack-signature': request.header('x-slack-signature'),
          'x-slack-request-timestamp': request.header('x-slack-request-timestamp'),
        },
        rawBody,
        receivedAt: new Date(),
      },
      this.signingSecrets,
    );
    if (!verified.ok) return void response.status(401).json({ error: 'unauthorized', reason: verified.reason });
    if (!body)
      return void response
        .status(400)
        .json({ error: 'bad_request', reason: 'expected a form with a payload, or JSON' });
    if (body['type'] === 'url_verification') return void response.json({ challenge: body['challenge'] });
    await this.process(body, request, response);
  }

  private async process(body: Record<string, unknown>, request: Request, response: Response): Promise<void> {
    let acknowledged = false;
    const unanswered = () => {
      if (!response.headersSent) response.status(503).set('Retry-After', '5').json({ error: 'unavailable' });
    };
    const giveUp = setTimeout(unanswered, ACK_LIMIT_MS);
    const event: ReceiverEvent = {
      body,
      retryNum: Number(request.header('x-slack-retry-num') ?? 0),
      retryReason: request.header('x-slack-retry-reason') ?? '',
      ack: (answer?: unknown) => {
        if (!acknowledged && !response.headersSent) {
          if (typeof answer === 'string') response.status(200).send(answer);
          else if (answer === undefined) response.status(200).end();
          else response.status(200).json(answer);
        }
        acknowledged = true;
        return Promise.resolve();
      },
    };
    try {
      await this.app?.processEvent(event);
    } catch (error) {
      this.logger.error({ err: kindOfError(error) }, 'a Slack request could not be handled');
    } finally {
      clearTimeout(giveUp);
      if (!acknowledged) unanswered();
    }
  }
}

/** Interactivity comes as a form with a JSON payload, events as JSON. */
function parseBody(rawBody: Buffer, contentType: string): Record<string, unknown> | undefined {
  const text = rawBody.toString('utf8');
  try {
    if (!contentType.includes('application/x-www-form-urlencoded')) return JSON.parse(text) as Record<string, unknown>;
    const form = Object.fromEntries(new URLSearchParams(text));
    return form['payload'] === undefined ? form : (JSON.parse(form['payload']) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}
