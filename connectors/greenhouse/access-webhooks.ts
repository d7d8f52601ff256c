import { z } from 'zod';
import type { AccessFinding } from '../connector.js';
import { jsonOf, type Ask } from './access-question.js';
import { SUBSCRIBED_EVENTS } from './webhooks.js';

const WireWebhooks = z.array(
  z.looseObject({ event_action_type: z.string().nullish(), deactivated: z.boolean().nullish() }),
);

/**
 * The webhooks of the account. They are managed in Greenhouse's pages; what the API has for them is for partners only, and
 * its description knows no list. Where there is one all the same, it is read.
 */
export async function auditWebhooks(ask: Ask): Promise<AccessFinding[]> {
  const { response } = await ask({ method: 'GET', path: '/v3/webhooks', query: { per_page: 500 } });
  const webhooks = response?.status === 200 ? WireWebhooks.safeParse(jsonOf(response)).data : undefined;
  if (!webhooks) {
    const detail = `Webhooks can't be read with this credential: see in Greenhouse that each of ${SUBSCRIBED_EVENTS.join(', ')} has one.`;
    return [{ check: 'webhook', subject: 'GET /v3/webhooks', status: 'unknown', detail }];
  }
  const active = webhooks.filter(({ deactivated }) => !deactivated);
  const [only] = active;
  if (active.length === 1 && only && !only.event_action_type) {
    const detail = 'One webhook gets everything, whatever the event: each event needs one of its own.';
    return [{ check: 'webhook', subject: 'GET /v3/webhooks', status: 'missing', detail, fatal: 'unfiltered_webhook' }];
  }
  return SUBSCRIBED_EVENTS.map((event): AccessFinding => {
    const found = active.some(({ event_action_type: type }) => type === event);
    const detail = found ? 'A webhook is active for it.' : 'No active webhook: what it tells is not heard.';
    return { check: 'webhook', subject: event, status: found ? 'ok' : 'missing', detail };
  });
}
