import { z } from 'zod';
import type { Environment } from '../../config/environment.js';
import { arrival, ask, environmentFinding, rateLimitFinding, webhookUnknown, webhookUrl } from '../access-findings.js';
import type { AccessFinding } from '../connector.js';
import { parseAnswer } from '../wire.js';
import { rateLimit, type SendgridClient } from './client.js';
import { manifest, VENDOR } from './manifest.js';
import { Scopes } from './wire.js';

/** https://www.twilio.com/docs/sendgrid/api-reference/webhooks/get-all-event-webhooks */
const SETTINGS = '/v3/user/webhooks/event/settings/all';
const Settings = z.looseObject({
  webhooks: z.array(
    z.looseObject({
      url: z.string().nullish(),
      enabled: z.boolean().nullish(),
      public_key: z.string().nullish(),
    }),
  ),
});

/** Without it a mail in doubt is not looked up, but left to the event webhook. */
const ACTIVITY_SCOPE = 'messages.read';

/** CommsConnector.auditAccess. */
export function createAccessAudit({ mail }: SendgridClient, environment: Environment) {
  return async (): Promise<AccessFinding[]> => {
    const first = await ask(() => mail.read({ method: 'GET', path: '/v3/scopes' }));
    const arrived = arrival(manifest.title, mail.baseUrl, 'SENDGRID_API_KEY', first, 'The API key is accepted.');
    if ('failure' in first) return arrived;
    const told = await ask(async () => parseAnswer(VENDOR, 'GET /v3/scopes', Scopes, first.value));
    const scopes = 'value' in told ? told.value.scopes : undefined;
    return [
      ...arrived,
      environmentFinding(environment, manifest, mail.baseUrl),
      ...permissions(scopes),
      await webhook(),
      rateLimitFinding(rateLimit(first.value), 'The answer names no limit.', 'GET /v3/scopes'),
    ];
  };

  function permissions(scopes: readonly string[] | undefined): AccessFinding[] {
    const finding = { check: 'permission', subject: 'mail.send' } as const;
    if (!scopes) return [{ ...finding, status: 'unknown', detail: 'SendGrid does not tell the scopes of the key.' }];
    const maySend = scopes.includes('mail.send');
    const mayLook = scopes.some((scope) => scope === ACTIVITY_SCOPE || scope.startsWith('email_activity'));
    return [
      maySend
        ? { ...finding, status: 'ok', detail: 'The API key may send mail.' }
        : { ...finding, status: 'missing', detail: 'The API key lacks this scope: no mail goes out.' },
      {
        ...{ check: 'permission', subject: 'Email Activity' },
        ...(mayLook
          ? { status: 'ok' as const, detail: 'Mails in doubt can be looked up.' }
          : { status: 'unknown' as const, detail: 'Not among the scopes: mails in doubt wait for the event webhook.' }),
      },
    ];
  }

  async function webhook(): Promise<AccessFinding> {
    const ours = webhookUrl(environment, VENDOR);
    const listed = await ask(async () =>
      parseAnswer(VENDOR, `GET ${SETTINGS}`, Settings, await mail.read({ method: 'GET', path: SETTINGS })),
    );
    if ('failure' in listed) {
      return webhookUnknown(ours, `The key may not read the event webhooks: see that one is signed and sent to us.`);
    }
    const set = listed.value.webhooks.find(({ url }) => url?.replace(/\/+$/, '') === ours);
    const finding = { check: 'webhook', subject: ours } as const;
    if (!set?.enabled)
      return { ...finding, status: 'missing', detail: 'No event webhook that is turned on goes there.' };
    return set.public_key
      ? { ...finding, status: 'ok', detail: 'Turned on, and signed.' }
      : { ...finding, status: 'missing', detail: 'Turned on, but not signed: what comes is refused.' };
  }
}
