import type { ErrorRequestHandler, Router } from 'express';
import { z, ZodError } from 'zod';
import { FORBIDDEN } from './answers.js';
import { eventBody } from './event-bodies.js';
import { ChangedEvent, eventFields, NewEvent } from './event-input.js';
import type { OrderedRefusals } from './quota.js';
import { newEventId, type EventFields, type EventRecord, type Records } from './records.js';

const RefusalOrder = z.strictObject({
  reason: z.enum(Object.keys(FORBIDDEN) as (keyof typeof FORBIDDEN)[]),
  /** How many requests it hits. */
  count: z.number().int().positive().default(1),
});

/** What people do in Google Calendar's own pages, and what Google does by itself, below /_sandbox. */
export function addControls(controls: Router, records: Records, refusals: OrderedRefusals, calendarId: string): void {
  const show = (event: EventRecord) => eventBody(event, calendarId, true);

  controls.get('/events', (_request, response) => void response.json(records.events.all().map(show)));
  controls.post('/events', (request, response) => {
    const input = NewEvent.parse(request.body);
    const id = input.id ?? newEventId();
    if (records.events.get(id)) {
      return void response.status(409).json({ error: 'there is an event with this id' });
    }
    const fields = { status: 'confirmed', iCalUID: `${id}@google.com`, ...eventFields(input), id } as EventFields;
    response.status(201).json(show(records.save(fields)));
  });
  controls.patch('/events/:id', (request, response) => {
    const known = records.events.get(request.params.id);
    if (!known || known.stub) return void response.status(404).json({ error: 'no such event' });
    response.json(show(records.save({ ...known, ...eventFields(ChangedEvent.parse(request.body)) })));
  });
  controls.delete('/events/:id', (request, response) => {
    const known = records.events.get(request.params.id);
    if (!known) return void response.status(404).json({ error: 'no such event' });
    records.save({ ...known, status: 'cancelled' }, { stub: request.query['stub'] === '1' });
    response.status(204).end();
  });

  controls.post('/expire_sync_tokens', (_request, response) => {
    records.expireSyncTokens();
    response.status(204).end();
  });
  controls.post('/empty_middle_page', (_request, response) => {
    records.orderEmptyPage();
    response.status(204).end();
  });
  controls.post('/refusals', (request, response) => {
    const { reason, count } = RefusalOrder.parse(request.body);
    refusals.order(reason, count);
    response.status(204).end();
  });

  controls.use(answerInputError);
}

const answerInputError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof ZodError) return void response.status(400).json({ error: error.issues });
  // A time that is none.
  if (error instanceof RangeError) return void response.status(400).json({ error: error.message });
  next(error);
};
