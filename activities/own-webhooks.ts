import { request } from 'undici';
import { z } from 'zod';
import { listVariable, type Environment } from '../config/environment.js';
import { publicUrl } from '../config/links.js';
import { modules } from '../connectors/registry.js';

/** hireline's own webhook routes, called as a vendor would. */
export interface OwnWebhooks {
  post(vendor: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<WebhookAnswer>;
  /** The headers of a rightly signed body; undefined where only the vendor can sign. */
  sign(vendor: string, body: Buffer, eventId: string): Promise<Record<string, string> | undefined>;
}

/** What the ingress answers. Of another server at that address: the status alone. */
export type WebhookAnswer = { status: number } & z.infer<typeof Answer>;

const Answer = z.looseObject({
  deliveryId: z.string().optional(),
  duplicate: z.boolean().optional(),
  quarantined: z.boolean().optional(),
  reason: z.string().optional(),
});

const TIMEOUT_MS = 15_000;
/** Of the transport, not of what was signed. */
const HOP_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'expect']);

/** Through PUBLIC_URL: the address vendors know, with whatever stands in front of hireline. */
export function ownWebhooks(environment: Environment): OwnWebhooks {
  const urlOf = (vendor: string) => `${publicUrl(environment)}/webhooks/${vendor}`;

  return {
    async post(vendor, body, headers) {
      const answer = await request(urlOf(vendor), {
        method: 'POST',
        headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name.toLowerCase()))),
        body,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, ...(Answer.safeParse(parsed(text)).data ?? {}) };
    },

    async sign(vendor, body, eventId) {
      const module = modules.get(vendor);
      const variable = module?.manifest.webhookSecretVariable;
      const [secret] = variable ? listVariable(environment, variable) : [];
      if (!module?.webhooks || !secret) return undefined;
      const at = new Date();
      const url = urlOf(vendor);
      const [contentType = 'application/json'] = module.webhooks.contentTypes;
      try {
        const headers = { 'content-type': contentType, ...module.webhooks.sign(body, secret, at, eventId, url) };
        const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
        const verified = await module.webhooks.verify({ headers: lower, rawBody: body, url, receivedAt: at }, [secret]);
        return verified.ok ? lower : undefined;
      } catch {
        // What verifies is no key to sign with, where the vendor keeps the other half.
        return undefined;
      }
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
