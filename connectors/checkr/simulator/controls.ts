import type { Router } from 'express';
import { z } from 'zod';
import type { Events } from './events.js';
import { PACKAGES, type Records } from './records.js';
import type { Screenings } from './screenings.js';

const Order = z.strictObject({
  /** The ATS application: `custom_id` of the candidate. */
  applicationId: z.union([z.string(), z.number()]).transform(String),
  email: z.string().optional(),
  package: z.enum(PACKAGES.map((one) => one.slug)).default('basic_plus'),
});

const Advance = z.strictObject({
  status: z.enum(['pending', 'suspended', 'paused', 'complete', 'canceled', 'dispute', 'clear', 'consider']).optional(),
  result: z.enum(['clear', 'consider']).nullable().optional(),
  adjudication: z.enum(['engaged', 'pre_adverse_action', 'post_adverse_action']).nullable().optional(),
});

/** What recruiters, candidates and Checkr's own people do, below /_sandbox. */
export function addControls(controls: Router, records: Records, screenings: Screenings, events: Events): void {
  const { candidates, invitations, reports } = records;

  controls.get('/reports', (_request, response) => void response.json(reports.all()));
  controls.post('/reports', (request, response) => {
    const order = Order.safeParse(request.body);
    if (!order.success) return void response.status(400).json({ error: order.error.issues });
    const { applicationId, email, package: slug } = order.data;
    const known = candidates.all().find((one) => one.custom_id === applicationId);
    const candidate = known ?? screenings.addCandidate({ custom_id: applicationId, email: email ?? null });
    response.status(201).json(screenings.order(candidate, slug));
  });
  controls.post('/reports/:id/advance', (request, response) => {
    const report = reports.get(request.params.id);
    if (!report) return void response.status(404).json({ error: 'no such report' });
    const change = Advance.safeParse(request.body ?? {});
    if (!change.success) return void response.status(400).json({ error: change.error.issues });
    response.json(screenings.advance(report, change.data));
  });

  controls.get('/invitations', (_request, response) => void response.json(invitations.all()));
  controls.post('/invitations/:id/:what', (request, response) => {
    const invitation = invitations.get(request.params.id);
    if (invitation?.status !== 'pending') return void response.status(404).json({ error: 'no such open invitation' });
    if (request.params.what === 'complete') return void response.json(screenings.complete(invitation));
    if (request.params.what === 'expire') return void response.json(screenings.end(invitation, 'expired'));
    response.status(404).json({ error: 'complete or expire' });
  });

  controls.get('/settings', (_request, response) => void response.json(events.settings()));
  controls.post('/settings', (request, response) => {
    const settings = z.strictObject({ includeObject: z.boolean() }).safeParse(request.body);
    if (!settings.success) return void response.status(400).json({ error: settings.error.issues });
    response.json(events.change(settings.data));
  });
}
