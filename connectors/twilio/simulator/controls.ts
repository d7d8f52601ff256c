import type { Router } from 'express';
import { z } from 'zod';
import type { Records } from './records.js';
import type { Statuses } from './statuses.js';

const Status = z.strictObject({
  status: z.enum([
    'queued',
    'sending',
    'sent',
    'delivered',
    'undelivered',
    'failed',
    'read',
    'canceled',
    'partially_delivered',
  ]),
  error_code: z.number().int().nullable().default(null),
});

const Change = z.strictObject({
  silent: z.boolean().optional(),
  automatic_statuses: z.boolean().optional(),
  opted_out: z.array(z.string()).optional(),
});

/** What carriers and recipients do, below /_sandbox. */
export function controlRoutes(controls: Router, records: Records, statuses: Statuses): void {
  controls.get('/messages', (_request, response) => void response.json(records.texts.all()));

  controls.post('/messages/:sid/status', (request, response) => {
    const parsed = Status.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    const text = statuses.enter(request.params.sid, parsed.data.status, parsed.data.error_code);
    if (!text) return void response.status(404).json({ error: 'no such message' });
    response.json(text);
  });

  controls.get('/settings', (_request, response) => void response.json(records.settings()));
  controls.post('/settings', (request, response) => {
    const parsed = Change.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    response.json(records.change(parsed.data));
  });
}
