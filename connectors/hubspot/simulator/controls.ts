import type { Response, Router } from 'express';
import { z } from 'zod';
import { SCOPES } from './access.js';
import { isRefusal, type Contacts, type Outcome } from './contacts.js';
import type { CrmObject, Records } from './records.js';
import { LONGEST_LAG_MS } from './search.js';

const Lag = z.strictObject({ ms: z.number().int().min(0).max(LONGEST_LAG_MS) });
const Missing = z.strictObject({ missing: z.array(z.enum(SCOPES)) });
const Change = z.strictObject({ typeKey: z.enum(['subscriptionType', 'eventType']) });
const Properties = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const Merge = z.strictObject({ into: z.string() });

/** What people do in HubSpot's own pages, below /_sandbox. */
export function addControls(controls: Router, records: Records, contacts: Contacts): void {
  controls.get('/contacts', (_request, response) => {
    response.json(records.contacts.all().filter((contact) => !contact.archived));
  });
  controls.get('/contacts/:id', (request, response) => {
    withContact(request.params.id, response, (contact) => void response.json(contact));
  });
  controls.post('/contacts', (request, response) => {
    ifValid(Properties, request.body, response, (values) => answer(response, contacts.create(values, 'CRM_UI'), 201));
  });
  controls.patch('/contacts/:id', (request, response) => {
    withContact(request.params.id, response, (contact) => {
      ifValid(Properties, request.body, response, (values) =>
        answer(response, contacts.update(contact, values, 'CRM_UI'), 200),
      );
    });
  });
  controls.delete('/contacts/:id', (request, response) => {
    withContact(request.params.id, response, (contact) => {
      contacts.archive(contact, 'CRM_UI');
      response.status(204).end();
    });
  });
  controls.post('/contacts/:id/restore', (request, response) => {
    const contact = records.contacts.get(request.params.id);
    if (!contact?.archived || contact.mergedInto) return void response.status(404).json({ error: 'not deleted' });
    contacts.restore(contact);
    response.status(204).end();
  });
  controls.post('/contacts/:id/erase', (request, response) => {
    withContact(request.params.id, response, (contact) => {
      contacts.erase(contact);
      response.status(204).end();
    });
  });
  controls.post('/contacts/:id/merge', (request, response) => {
    withContact(request.params.id, response, (other) => {
      ifValid(Merge, request.body, response, ({ into }) => {
        withContact(into, response, (primary) => void response.json(contacts.merge(primary, other)));
      });
    });
  });

  controls.get('/notes', (_request, response) => void response.json(records.notes.all()));

  controls.delete('/properties/:name', (request, response) => {
    response.status(records.properties.delete(request.params.name) ? 204 : 404).end();
  });
  controls.post('/search-lag', (request, response) => {
    ifValid(Lag, request.body, response, ({ ms }) => void response.json(records.change({ searchLagMs: ms })));
  });
  controls.post('/scopes', (request, response) => {
    ifValid(Missing, request.body, response, ({ missing }) => {
      response.json(records.change({ missingScopes: missing }));
    });
  });
  controls.post('/settings', (request, response) => {
    ifValid(Change, request.body, response, (changes) => void response.json(records.change(changes)));
  });
  controls.get('/settings', (_request, response) => void response.json(records.settings()));

  function withContact(id: string, response: Response, work: (contact: CrmObject) => void): void {
    const contact = records.contacts.get(id);
    if (!contact || contact.archived) response.status(404).json({ error: 'no such contact' });
    else work(contact);
  }
}

function ifValid<T>(schema: z.ZodType<T>, body: unknown, response: Response, work: (value: T) => void): void {
  const parsed = schema.safeParse(body);
  if (parsed.success) work(parsed.data);
  else response.status(400).json({ error: parsed.error.issues });
}

function answer(response: Response, outcome: Outcome, status: number): void {
  if (isRefusal(outcome)) response.status(outcome.status).json(outcome.body);
  else response.status(status).json(outcome.contact);
}
