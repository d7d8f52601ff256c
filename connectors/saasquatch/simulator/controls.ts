import type { Router } from 'express';
import { z } from 'zod';
import { keyOf, PROGRAM, type Records, type User } from './records.js';
import type { Hooks } from './hooks.js';
import type { Users } from './users.js';

const Time = z.union([z.string(), z.number()]).nullable();

const Application = z.strictObject({
  advocateId: z.string(),
  /** The ATS's id of the job. */
  jobId: z.union([z.string(), z.number()]).transform(String),
  candidate: z.strictObject({
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    phone: z.string().nullish(),
  }),
  /** ISO 8601, or milliseconds; null: they have not agreed. */
  consentAt: Time,
  /** Default: a new one. */
  referredUserId: z.string().optional(),
  /** False loses the deliveries on purpose. */
  sendWebhooks: z.boolean().default(true),
});

const Settings = z.strictObject({
  classic: z.boolean().optional(),
  disabled: z.array(z.enum(['referrals', 'codes', 'all'])).optional(),
});

/** What candidates, employees and SaaSquatch's own people do, below /_sandbox. */
export function addControls(controls: Router, records: Records, users: Users, hooks: Hooks): void {
  /** Everybody in the sandbox is an account of their own. */
  const find = (id: string): User | undefined => records.users.get(keyOf({ id, accountId: id }));

  controls.get('/users', (_request, response) => void response.json(records.users.all()));
  controls.get('/referrals', (_request, response) => void response.json(records.referrals.all()));
  controls.get('/events', (_request, response) => void response.json(records.events.all()));

  controls.post('/applications', (request, response) => {
    const parsed = Application.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    const { advocateId, jobId, candidate, consentAt, sendWebhooks } = parsed.data;
    const advocate = find(advocateId);
    const code = advocate?.referralCodes[PROGRAM];
    if (!advocate || code === undefined) return void response.status(404).json({ error: 'no such advocate' });
    if (advocate.dateBlocked !== null) return void response.status(409).json({ error: 'the advocate is blocked' });
    const id = parsed.data.referredUserId ?? `cand-${records.nextNumber('candidate') + 5000}`;
    const ref = { id, accountId: id };
    const before = users.referralOf(ref);
    if (before && before.referrer.id !== advocateId) {
      return void response.status(409).json({ error: 'another advocate has referred this user already' });
    }
    const { phone, ...person } = candidate;
    const customFields = { jobId, ...(phone ? { phone } : {}), consentAt };
    users.upsert(ref, { ...ref, ...person, referredByCodes: [code], customFields }, !sendWebhooks);
    const referral = users.referralOf(ref);
    if (!referral) return void response.status(409).json({ error: 'this user cannot be referred by the advocate' });
    response.status(201).json({ referralId: referral.id, referredUserId: id });
  });

  controls.post('/users/:id/consent', (request, response) => {
    const user = find(request.params.id);
    const parsed = z.strictObject({ consentAt: Time }).safeParse(request.body);
    if (!user) return void response.status(404).json({ error: 'no such user' });
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    const { id, accountId } = user;
    response.json(users.upsert(user, { id, accountId, customFields: parsed.data }));
  });
  for (const [action, blocked] of [
    ['block', true],
    ['unblock', false],
  ] as const) {
    controls.post(`/users/:id/${action}`, (request, response) => {
      const user = users.block({ id: request.params['id'] ?? '', accountId: request.params['id'] ?? '' }, blocked);
      if (!user) return void response.status(404).json({ error: 'no such user' });
      response.json(user);
    });
  }
  controls.delete('/users/:id', (request, response) => {
    const gone = users.delete({ id: request.params.id, accountId: request.params.id });
    response.status(gone ? 204 : 404).end();
  });
  controls.post('/referrals/:id/end', (request, response) => {
    const referral = records.referrals.get(request.params.id);
    if (!referral) return void response.status(404).json({ error: 'no such referral' });
    users.end(referral);
    response.json(records.referrals.get(referral.id));
  });

  /** As after 24 hours. */
  controls.delete('/idempotency-keys', (_request, response) => {
    for (const { key } of records.idempotencyKeys.all()) records.idempotencyKeys.delete(key);
    response.status(204).end();
  });
  controls.post('/hooks', (request, response) => {
    const parsed = z.strictObject({ type: z.string(), data: z.unknown() }).safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    hooks.fire(parsed.data.type, parsed.data.data);
    response.status(202).end();
  });
  controls.get('/settings', (_request, response) => void response.json(records.settings()));
  controls.post('/settings', (request, response) => {
    const parsed = Settings.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    response.json(records.change(parsed.data));
  });
}
