import { z } from 'zod';
import { arrival, ask, endpointFinding, environmentFinding, rateLimitFinding, webhookUrl } from '../access-findings.js';
import type { AccessFinding, ConnectorContext } from '../connector.js';
import { HIRE_FIELD_NAMES } from '../../schemas/hire.js';
import { placeOf, type HireLayout } from './bindings.js';
import { paths, VENDOR, type BambooClient } from './client.js';
import { manifest } from './manifest.js';
import { WireEmployee } from './wire.js';

const FIELDS = '/api/v1/meta/fields';
const TABLES = '/api/v1/meta/tables';
const WEBHOOKS = '/api/v1/webhooks';

/** `alias` is what requests name a field by; fields that no request can name have none. */
const Fields = z.array(
  z.looseObject({ id: z.unknown(), alias: z.string().nullish(), deprecated: z.boolean().nullish() }),
);
const Tables = z.array(
  z.looseObject({ alias: z.string(), fields: z.array(z.looseObject({ alias: z.string().nullish() })) }),
);
const Webhooks = z.looseObject({ webhooks: z.array(z.looseObject({ id: z.unknown(), url: z.string().nullish() })) });
const Webhook = z.looseObject({
  events: z.array(z.string()).nullish(),
  monitorFields: z.array(z.unknown()).nullish(),
  format: z.string().nullish(),
});

/** Columns of the compensation table that pay is written to. */
const PAY_COLUMNS = ['startDate', 'rate', 'type', 'paidPer'];

/** HrisConnector.auditAccess. */
export function createAccessAudit(client: BambooClient, layout: HireLayout, context: ConnectorContext) {
  const { http } = client;

  return async (): Promise<AccessFinding[]> => {
    // Employee 0 is the caller; a key that belongs to no employee gets 404 and is accepted all the same.
    const first = await ask(() =>
      client.getIf({ path: paths.employee('0'), query: { fields: 'id' } }, WireEmployee, [404]),
    );
    const arrived = arrival(manifest.title, http.baseUrl, 'BAMBOOHR_API_KEY', first, 'The API key is accepted.');
    if ('failure' in first) return arrived;
    const [endpoints, fields, webhooks] = await Promise.all([endpointFindings(), fieldFindings(), webhookFindings()]);
    return [
      ...arrived,
      environmentFinding(context.environment, manifest, http.baseUrl),
      ...endpoints,
      ...fields,
      ...webhooks,
      rateLimitFinding({}, 'BambooHR publishes no limit and no headers about it; Retry-After is heeded.'),
      {
        check: 'permission',
        subject: `POST ${paths.employees}`,
        status: 'unknown',
        detail: 'What the key may write shows only when it is written: its user needs to edit the mapped fields.',
      },
      {
        check: 'dedup',
        subject: layout.applicationIdField,
        status: 'ok',
        detail: 'A hire is looked up by its ATS application id before it is created.',
      },
    ];
  };

  /** The list and the directory stand in for each other; at least one of them must be open. */
  async function endpointFindings(): Promise<AccessFinding[]> {
    const readable = (path: string, query: Record<string, string | number>) =>
      ask(() => client.get({ path, query }, z.unknown()));
    const [list, directory] = await Promise.all([
      readable(paths.employees, { 'page[limit]': 1 }),
      readable(paths.directory, { onlyCurrent: 'false' }),
    ]);
    const findings = [
      endpointFinding(`GET ${paths.employees}`, list, 'finding employees'),
      endpointFinding(`GET ${paths.directory}`, directory, 'finding employees where the list is closed'),
    ];
    const oneIsOpen = 'value' in list || 'value' in directory;
    return findings.map((finding) =>
      finding.status === 'missing' && oneIsOpen
        ? { ...finding, status: 'unknown', detail: `${finding.detail} The other way to find them is open.` }
        : finding,
    );
  }

  async function fieldFindings(): Promise<AccessFinding[]> {
    const [fields, tables] = await Promise.all([
      ask(() => client.get({ path: FIELDS }, Fields)),
      ask(() => client.get({ path: TABLES }, Tables)),
    ]);
    const aliases = 'value' in fields ? new Set(fields.value.map((field) => field.alias)) : undefined;
    const columns =
      'value' in tables
        ? new Set(tables.value.flatMap(({ alias, fields: own }) => own.map((field) => `${alias}.${field.alias}`)))
        : undefined;
    return [
      endpointFinding(`GET ${FIELDS}`, fields, 'this audit'),
      endpointFinding(`GET ${TABLES}`, tables, 'this audit'),
      ...HIRE_FIELD_NAMES.flatMap((field) => {
        const binding = context.bindings[field];
        if (!binding) return [];
        const mappedAt = `fields.${field}.hris`;
        const place = placeOf(binding);
        // Given by BambooHR to every employee, and so not among the fields.
        if (place.kind === 'flat' && place.name === 'id') return [];
        if (place.kind === 'flat') return [standing(place.name, aliases, FIELDS, mappedAt)];
        const names =
          place.kind === 'job' ? [`jobInfo.${place.column}`] : PAY_COLUMNS.map((column) => `compensation.${column}`);
        return names.map((name) => standing(name, columns, TABLES, mappedAt));
      }),
      ...(context.bindings.manager ? [managerForm()] : []),
    ];
  }

  function standing(
    subject: string,
    known: ReadonlySet<string | null | undefined> | undefined,
    list: string,
    mappedAt: string,
  ): AccessFinding {
    const finding = { check: 'field', subject, mappedAt } as const;
    if (!known) return { ...finding, status: 'unknown', detail: `GET ${list} could not be read.` };
    return known.has(subject)
      ? { ...finding, status: 'ok', detail: 'The account has it.' }
      : { ...finding, status: 'missing', detail: `The account has no such field (GET ${list}).` };
  }

  function managerForm(): AccessFinding {
    return {
      check: 'field',
      subject: `jobInfo.reportsTo as ${layout.managerForm}`,
      status: 'unknown',
      detail: 'What the column takes differs by account and is not told: reading back after the write shows it.',
      mappedAt: 'fields.manager.hris',
    };
  }

  async function webhookFindings(): Promise<AccessFinding[]> {
    const ours = webhookUrl(context.environment, VENDOR);
    const listed = await ask(() => client.get({ path: WEBHOOKS }, Webhooks));
    const endpoint = endpointFinding(`GET ${WEBHOOKS}`, listed, 'seeing the webhooks');
    if ('failure' in listed) return [{ ...endpoint, status: 'unknown' }];
    const set = listed.value.webhooks.filter(({ url }) => url?.replace(/\/+$/, '') === ours);
    if (set.length === 0) {
      const detail = `None of the ${listed.value.webhooks.length} webhooks of this user goes there: a new employee is noticed late.`;
      return [endpoint, { check: 'webhook', subject: ours, status: 'missing', detail }];
    }
    const details = await Promise.all(
      set.map(({ id }) => ask(() => client.get({ path: `${WEBHOOKS}/${encodeURIComponent(String(id))}` }, Webhook))),
    );
    const events = details.flatMap((one) => ('value' in one ? (one.value.events ?? []) : []));
    const wanted = ['created', 'updated'].map((event): AccessFinding => {
      const subject = `employee.${event}`;
      const found = events.includes(subject);
      if (found) return { check: 'webhook', subject, status: 'ok', detail: `Sent to ${ours}.` };
      // Webhooks of the older kind have no list of events, and send every change of the fields they monitor.
      const detail = events.length === 0 ? 'The webhook does not tell its events.' : 'No webhook sends it to us.';
      return { check: 'webhook', subject, status: events.length === 0 ? 'unknown' : 'missing', detail };
    });
    return [endpoint, ...wanted];
  }
}
