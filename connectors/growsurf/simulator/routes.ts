import type { Router } from 'express';
import { z } from 'zod';
import { jsonBody } from '../../../sandbox/simulator.js';
import type { Campaign } from './campaign.js';
import { notFound, refuse } from './access.js';
import type { Participants, StoredParticipant } from './participants.js';

const Fields = {
  email: z.email(),
  firstName: z.string(),
  lastName: z.string(),
  referredBy: z.string(),
  referralStatus: z.enum(['CREDIT_PENDING', 'CREDIT_AWARDED', 'CREDIT_EXPIRED']),
  // GrowSurf keeps this key for the consents its own forms ask for.
  metadata: z.record(z.string(), z.unknown()).refine((all) => !('gdprAgreements' in all), 'gdprAgreements'),
};
/** Counters and what GrowSurf finds out by itself can't be written: an unknown field is refused. */
const Addition = z.strictObject(Fields).partial().required({ email: true });
const Change = z.strictObject({ ...Fields, notes: z.string() }).partial();

const MOST_ROWS = 100;

/** What the API does for one program. `added` tells of a participant who was not there before. */
export function addRoutes(
  api: Router,
  campaign: Campaign,
  participants: Participants,
  added: (participant: StoredParticipant) => void,
): void {
  const { all, find, show } = participants;

  api.get('/', (_request, response) => void response.json(campaign.show()));
  api.get('/webhooks', (_request, response) => void response.json({ webhooks: campaign.webhooks() }));

  api.get('/participants', (request, response) => {
    const { limit = '10', nextId } = request.query as Record<string, string | undefined>;
    const size = Number(limit);
    if (!Number.isInteger(size) || size < 1 || size > MOST_ROWS) {
      return refuse(response, 400, 'BadRequest', 'Request validation failed on an input.');
    }
    const newest = all.all().reverse();
    const from = nextId === undefined ? 0 : newest.findIndex(({ id }) => id === nextId);
    if (from < 0) return notFound(response);
    const next = newest[from + size]?.id ?? null;
    response.json({ participants: newest.slice(from, from + size).map(show), limit: size, nextId: next });
  });

  api.get('/participant/:who', (request, response) => {
    const found = find(request.params['who'] ?? '');
    if (!found) return notFound(response);
    response.json(show(found));
  });

  api.post('/participant', (request, response) => {
    const input = Addition.safeParse(jsonBody(request.body));
    if (!input.success) return refuse(response, 400, 'BadRequest', 'Request validation failed on an input.');
    const { referredBy, referralStatus, ...fields } = input.data;
    const known = find(fields.email);
    if (known) return void response.json({ ...show(known), isNew: false });
    const referrer = referredBy === undefined ? undefined : find(referredBy);
    const participant = participants.add({
      ...fields,
      ...(referrer ? { referredBy: referrer.id, referralStatus: referralStatus ?? 'CREDIT_PENDING' } : {}),
    });
    added(participant);
    response.json({ ...show(participant), isNew: true });
  });

  api.post('/participant/:who', (request, response) => {
    const found = find(request.params['who'] ?? '');
    if (!found) return notFound(response);
    const input = Change.safeParse(jsonBody(request.body));
    if (!input.success) return refuse(response, 400, 'BadRequest', 'Request validation failed on an input.');
    // What is sent takes the place of all metadata: who writes one key and sends no more loses the rest here.
    response.json(show(participants.change(found, input.data)));
  });

  api.post('/participant/:who/ref', (request, response) => {
    const found = find(request.params['who'] ?? '');
    if (!found) return notFound(response);
    if (found.referredBy === null) return void response.json({ success: false, message: 'No referrer was found.' });
    if (found.referralStatus === 'CREDIT_PENDING') participants.change(found, { referralStatus: 'CREDIT_AWARDED' });
    response.json({ success: true });
  });
}
