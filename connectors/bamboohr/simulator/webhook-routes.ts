import { randomBytes } from 'node:crypto';
import type { Router } from 'express';
import { jsonBody } from '../../../sandbox/simulator.js';
import { param, route } from './answers.js';
import { ALL_FIELDS } from './fields.js';
import { LEGACY_EVENTS, sqlTime, type Notifier, type Registration } from './notifier.js';

const EVENTS = new Set([
  ...LEGACY_EVENTS,
  'employee.created',
  'employee.updated',
  'employee.deleted',
  'company.updated',
  'company.deleted',
  'company-integrations.updated',
]);

/** Registering, listing and deleting webhooks. The private key is shown once, by the request that makes it. */
export function webhookRoutes(api: Router, notifier: Notifier): void {
  const { registrations } = notifier;

  api.get(
    '/api/v1/webhooks',
    route((_request, response) => {
      const webhooks = registrations
        .all()
        .map(({ id, name, created, lastSent, url }) => ({ id, name, created, lastSent, url }));
      response.json({ webhooks });
    }),
  );

  api.post(
    '/api/v1/webhooks',
    route((request, response) => {
      const body = jsonBody(request.body);
      const issues = body ? issuesOf(body) : ['the body is not a JSON object'];
      if (!body || issues.length > 0) {
        return void response.status(400).json({ errors: [{ error: 'Invalid request body', issues }] });
      }
      const unknown = textList(body['monitorFields']).filter((name) => !isField(name));
      if (unknown.length > 0) {
        const unknownFields = unknown.map((name) => ({ id: null, name }));
        return void response
          .status(403)
          .json({ errors: { error: 'Permission denied to the following fields', unknownFields } });
      }
      const registration: Registration = {
        id: notifier.newRegistrationId(),
        name: String(body['name']),
        created: sqlTime(),
        lastSent: null,
        url: String(body['url']),
        format: 'json',
        events: eventsOf(body),
        monitorFields: textList(body['monitorFields']).map(aliasOf),
        postFields: (body['postFields'] ?? {}) as Record<string, string>,
        includeCompanyDomain: body['includeCompanyDomain'] === true,
        privateKey: randomBytes(16).toString('hex'),
      };
      registrations.put(registration.id, registration);
      response.status(201).json(registration);
    }),
  );

  api.get(
    '/api/v1/webhooks/:id',
    route((request, response) => {
      const registration = registrations.get(param(request, 'id'));
      if (!registration) return void response.status(404).json({ errors: { error: 'Webhook not found' } });
      const { privateKey: _shownOnce, ...shown } = registration;
      response.json(shown);
    }),
  );

  api.delete(
    '/api/v1/webhooks/:id',
    route((request, response) => {
      if (!registrations.delete(param(request, 'id'))) {
        return void response.status(404).json({ errors: { error: 'Webhook not found' } });
      }
      response.type('text/plain').send('Web hook has been deleted.');
    }),
  );
}

const textList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const isField = (name: string): boolean => ALL_FIELDS.some((one) => one.alias === name || String(one.id) === name);
const aliasOf = (name: string): string => ALL_FIELDS.find((one) => String(one.id) === name)?.alias ?? name;
const eventsOf = (body: Record<string, unknown>): string[] => {
  const events = textList(body['events']);
  return events.length > 0 ? events : LEGACY_EVENTS;
};

function issuesOf(body: Record<string, unknown>): string[] {
  const issues: string[] = [];
  const events = eventsOf(body);
  if (typeof body['name'] !== 'string' || body['name'] === '') issues.push('name is required');
  const url = String(body['url'] ?? '');
  // Real BambooHR wants https; a receiver on this machine has no certificate.
  if (!/^https:\/\//.test(url) && !/^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url))
    issues.push('url must begin with https://');
  if (body['format'] === 'form-encoded') issues.push('format form-encoded is not simulated');
  else if (body['format'] !== 'json') issues.push('format must be json or form-encoded');
  const unknown = events.filter((event) => !EVENTS.has(event));
  if (unknown.length > 0) issues.push(`unknown events: ${unknown.join(', ')}`);
  const legacy = events.filter((event) => LEGACY_EVENTS.includes(event));
  if (legacy.length > 0 && legacy.length < events.length) issues.push('employee_with_fields events cannot be mixed');
  if (events.some((event) => event.endsWith('employee.updated') || event === 'employee_with_fields.updated')) {
    if (textList(body['monitorFields']).length === 0) issues.push('monitorFields is required');
  }
  return issues;
}
