import { request } from 'undici';
import { signSlackRequest } from '../request-signature.js';
import type { SocketMode } from './socket-mode.js';

/** Slack waits so long for the acknowledgement. https://docs.slack.dev/interactivity/handling-user-interaction */
export const ACK_MS = 3_000;

/** What the app made of a click or a submission. `status` 0 is no answer; over a socket, 200 is an acknowledgement. */
export interface Delivered {
  ok: boolean;
  status: number;
  /** "operation_timeout", "http_503", "connection_failed", or what kept it from being sent. */
  error?: string;
}

/** With what the app answered, as text: '' is nothing. */
export type Answered = Delivered & { body: string };

/** Brings a payload to the app and waits for its answer. Nothing is sent twice. */
export type Deliver = (payload: Record<string, unknown>) => Promise<Answered>;

/** Delivers over an open socket when there is one, else to the app's request URL. */
export function createDelivery(parts: {
  socketMode: SocketMode;
  webhookUrl: string | undefined;
  signingSecret: string;
}): Deliver {
  const { socketMode, webhookUrl, signingSecret } = parts;
  return (payload) => {
    if (socketMode.connections() > 0) return socketMode.deliver(payload);
    if (!webhookUrl) return Promise.resolve({ ok: false, status: 0, error: 'no_request_url', body: '' });
    return post(webhookUrl, payload, signingSecret);
  };
}

async function post(url: string, payload: Record<string, unknown>, signingSecret: string): Promise<Answered> {
  const rawBody = Buffer.from(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...signSlackRequest(rawBody, signingSecret, new Date()),
      },
      body: rawBody,
      signal: AbortSignal.timeout(ACK_MS),
    });
    const body = await answer.body.text();
    const ok = answer.statusCode === 200;
    return { ok, status: answer.statusCode, body, ...(ok ? {} : { error: `http_${answer.statusCode}` }) };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, status: 0, error: timedOut ? 'operation_timeout' : 'connection_failed', body: '' };
  }
}
