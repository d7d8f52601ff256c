import { webhooks } from '../connectors/greenhouse/webhooks.js';

/** One accepted offer, as Greenhouse tells it: ready to be sent. */
export interface Delivery {
  applicationId: number;
  body: Buffer;
  headers: Record<string, string>;
}

/**
 * The webhook of an offer that was accepted, signed (offer_updated, https://developers.greenhouse.io/webhooks.html).
 * Each application has an event id of its own.
 */
export function offerAccepted(applicationId: number, secret: string): Delivery {
  const payload = {
    id: applicationId,
    application_id: applicationId,
    job_id: 601,
    user_id: 4007,
    version: 1,
    sent_on: '2026-11-02',
    resolved_at: '2026-11-04T15:00:00.000Z',
    start_date: '12/01/2026',
    notes: null,
    offer_status: 'Accepted',
    custom_fields: {
      base_salary: { name: 'Base salary', type: 'currency', value: { amount: '130000', unit: 'USD' } },
      employment_type: { name: 'Employment type', type: 'single_select', value: 'Full-time' },
    },
  };
  const body = Buffer.from(JSON.stringify({ action: 'offer_updated', payload }));
  const signed = webhooks.sign(body, secret, new Date(), `bench-${applicationId}`);
  return { applicationId, body, headers: { 'content-type': 'application/json', ...signed } };
}
