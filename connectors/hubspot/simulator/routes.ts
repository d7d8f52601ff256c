import type { Request, RequestHandler, Response, Router } from 'express';
import { z } from 'zod';
import { jsonBody } from '../../../sandbox/simulator.js';
import { SCOPES, searchLimit } from './access.js';
import { malformed, notFound, refusal, refuse, showProperty, showRead, showWritten } from './answers.js';
import { batchRead, batchWrites } from './batches.js';
import { isRefusal, orNotFound, type Contacts } from './contacts.js';
import type { CrmObject, PropertyRecord, Records } from './records.js';
import { search, type SearchIndex } from './search.js';

const CONTACTS = '/crm/v3/objects/contacts';
const NOTES = '/crm/v3/objects/notes';
const PROPERTIES = '/crm/v3/properties/contacts';

/** Paths of the versions by date are those of v3 in another order. */
export const datedVersions: RequestHandler = (request, _response, next) => {
  request.url = request.url
    .replace(/^\/crm\/(objects|properties)\/\d{4}-\d{2}\//, '/crm/v3/$1/')
    .replace(/^\/account-info\/\d{4}-\d{2}\//, '/account-info/v3/');
  next();
};

export interface Account {
  portalId: number;
  token: string;
}

/** HubSpot's own paths, as far as hires and summaries are written by them. */
export function addRoutes(api: Router, records: Records, index: SearchIndex, contacts: Contacts, account: Account) {
  const known = (name: string) => records.properties.get(name) !== undefined;
  const limited = searchLimit();
  const batch = batchWrites(contacts);

  api.get('/account-info/v3/details', (_request, response) => {
    response.json({
      ...{ portalId: account.portalId, accountType: 'DEVELOPER_TEST', timeZone: 'US/Eastern', companyCurrency: 'USD' },
      ...{ additionalCurrencies: [], utcOffset: '-05:00', utcOffsetMilliseconds: -18_000_000 },
      ...{ uiDomain: 'app.hubspot.com', dataHostingLocation: 'na1' },
    });
  });
  api.post('/oauth/v2/private-apps/get/access-token-info', (request, response) => {
    if (jsonBody(request.body)?.['tokenKey'] !== account.token) return refuse(response, notFound('token'));
    const scopes = SCOPES.filter((scope) => !records.settings().missingScopes.includes(scope));
    response.json({ userId: 1, hubId: account.portalId, appId: 54_321, scopes });
  });

  api.post(`${CONTACTS}/search`, limited, search(records, index, 'contacts'));
  api.post(`${CONTACTS}/batch/create`, batch.create);
  api.post(`${CONTACTS}/batch/update`, batch.update);
  api.post(`${CONTACTS}/batch/upsert`, batch.upsert);
  api.post(`${CONTACTS}/batch/read`, batchRead(records, contacts));

  api.get(CONTACTS, (request, response) => {
    const limit = Math.min(100, Number(request.query['limit'] ?? 10));
    const after = String(request.query['after'] ?? '');
    const rows = records.contacts.all().filter((contact) => !contact.archived);
    const start = after ? rows.findIndex(({ id }) => id === after) : 0;
    const page = rows.slice(start, start + limit);
    const next = rows[start + limit];
    response.json({
      results: page.map((contact) => showRead(contact, asked(request), known)),
      ...(next ? { paging: { next: { after: next.id } } } : {}),
    });
  });
  api.post(CONTACTS, (request, response) => {
    const properties = propertiesOf(request);
    if (!properties) return refuse(response, malformed('properties'));
    const outcome = contacts.create(properties, 'INTEGRATION');
    if (isRefusal(outcome)) return refuse(response, outcome);
    response.status(201).json(showWritten(outcome.contact));
  });
  api.get(`${CONTACTS}/:id`, (request, response) => {
    withContact(request, response, (contact) => void response.json(showRead(contact, asked(request), known)));
  });
  api.patch(`${CONTACTS}/:id`, (request, response) => {
    withContact(request, response, (contact) => {
      const properties = propertiesOf(request);
      if (!properties) return refuse(response, malformed('properties'));
      const outcome = contacts.update(contact, properties, 'INTEGRATION');
      if (isRefusal(outcome)) return refuse(response, outcome);
      response.json(showWritten(outcome.contact));
    });
  });
  api.delete(`${CONTACTS}/:id`, (request, response) => {
    const found = contacts.find(request.params.id, undefined);
    if (found && !isRefusal(found)) contacts.archive(found, 'INTEGRATION');
    response.status(204).end();
  });

  api.get(PROPERTIES, (_request, response) => {
    response.json({ results: records.properties.all().map(showProperty) });
  });
  api.post(PROPERTIES, (request, response) => {
    const parsed = NewProperty.safeParse(jsonBody(request.body));
    if (!parsed.success) return refuse(response, malformed('property'));
    const { name } = parsed.data;
    if (records.properties.get(name)) {
      return refuse(response, refusal(409, 'OBJECT_ALREADY_EXISTS', `A property named '${name}' already exists.`));
    }
    response.status(201).json(showProperty(records.properties.put(name, { ...parsed.data, readOnly: false })));
  });
  api.get(`${PROPERTIES}/:name`, (request, response) => {
    const property = records.properties.get(request.params.name);
    if (!property) return refuse(response, notFound('property'));
    response.json(showProperty(property));
  });

  api.post(`${NOTES}/search`, limited, search(records, index, 'notes'));
  api.post(NOTES, (request, response) => {
    const properties = propertiesOf(request);
    if (!properties?.['hs_timestamp']) return refuse(response, missingTimestamp());
    const now = new Date().toISOString();
    const note: CrmObject = {
      ...{ id: records.newId(), createdAt: now, updatedAt: now, archived: false },
      properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)])),
      associations: jsonBody(request.body)?.['associations'] ?? [],
    };
    records.notes.put(note.id, note);
    index.put('notes', note);
    response.status(201).json(showWritten(note));
  });
  api.get(`${NOTES}/:id`, (request, response) => {
    const note = records.notes.get(request.params.id);
    if (!note) return refuse(response, notFound());
    response.json(showRead(note, asked(request), () => true));
  });

  function withContact(request: Request<{ id: string }>, response: Response, work: (contact: CrmObject) => void): void {
    const idProperty = request.query['idProperty'];
    const found = orNotFound(contacts.find(request.params.id, typeof idProperty === 'string' ? idProperty : undefined));
    if (isRefusal(found)) refuse(response, found);
    else work(found);
  }
}

const NewProperty: z.ZodType<Omit<PropertyRecord, 'readOnly'>> = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string(),
  type: z.enum(['string', 'number', 'date', 'datetime', 'enumeration', 'bool', 'phone_number']),
  fieldType: z.string(),
  groupName: z.string(),
  hasUniqueValue: z.boolean().default(false),
});

const missingTimestamp = () =>
  refusal(400, 'VALIDATION_ERROR', 'Error creating NOTE. Some required properties were not set.', {
    errors: [{ code: 'REQUIRED_FIELD', context: { properties: ['hs_timestamp'] } }],
  });

const asked = (request: Request): string[] =>
  typeof request.query['properties'] === 'string' ? request.query['properties'].split(',') : [];

function propertiesOf(request: Request): Record<string, unknown> | undefined {
  const properties = jsonBody(request.body)?.['properties'];
  return typeof properties === 'object' && properties !== null ? (properties as Record<string, unknown>) : undefined;
}
