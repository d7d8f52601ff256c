import type { Environment } from '../../config/environment.js';
import { publicUrl } from '../../config/links.js';
import { arrival, ask, endpointFinding, environmentFinding, rateLimitFinding } from '../access-findings.js';
import type { AccessFinding } from '../connector.js';
import { parseAnswer } from '../wire.js';
import type { TwilioClient } from './client.js';
import { manifest, VENDOR } from './manifest.js';
import { Account, MessagePage } from './wire.js';

/** SmsConnector.auditAccess. */
export function createAccessAudit({ http, account }: TwilioClient, environment: Environment) {
  return async (): Promise<AccessFinding[]> => {
    const path = `${account}.json`;
    const first = await ask(async () =>
      parseAnswer(VENDOR, `GET ${path}`, Account, await http.read({ method: 'GET', path })),
    );
    const arrived = arrival(manifest.title, http.baseUrl, 'TWILIO_AUTH_TOKEN', first, 'The auth token is accepted.');
    if ('failure' in first) return arrived;
    const list = `${account}/Messages.json`;
    const messages = await ask(async () =>
      parseAnswer(
        VENDOR,
        `GET ${list}`,
        MessagePage,
        await http.read({ method: 'GET', path: list, query: { PageSize: 1 } }),
      ),
    );
    return [
      ...arrived,
      environmentFinding(environment, manifest, http.baseUrl),
      endpointFinding('GET Messages.json', messages, 'finding out whether a text was sent'),
      sending(first.value.status),
      {
        check: 'webhook',
        subject: `${publicUrl(environment)}/webhooks/${VENDOR}`,
        status: 'ok',
        detail: 'Nothing is to be set: each text names where its status is reported.',
      },
      rateLimitFinding({}, 'Twilio limits requests at once, and names no window; a 429 is waited out.'),
    ];
  };
}

function sending(status: string): AccessFinding {
  const active = status === 'active';
  return {
    ...{ check: 'permission', subject: 'POST Messages.json', status: active ? 'ok' : 'missing' },
    detail: active
      ? 'The account is active.'
      : `The account is ${/^\w{1,20}$/.test(status) ? status : 'not active'}: it sends nothing.`,
  };
}
