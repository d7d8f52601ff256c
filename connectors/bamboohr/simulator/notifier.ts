import { randomUUID } from 'node:crypto';
import type { Collection, Store } from '../../../sandbox/store.js';
import { createWebhookSender, type WebhookSender } from '../../../sandbox/webhook-sender.js';
import { createWebhookSource, signatureOrder } from '../webhooks.js';
import { ALL_FIELDS } from './fields.js';
import { nowSecond, type Account } from './state.js';
import { employeeValue } from './values.js';

/** A webhook as it was registered. */
export interface Registration {
  id: string;
  name: string;
  created: string;
  lastSent: string | null;
  url: string;
  format: 'json';
  events: string[];
  monitorFields: string[];
  postFields: Record<string, string>;
  includeCompanyDomain: boolean;
  privateKey: string;
}

export const LEGACY_EVENTS = [
  'employee_with_fields.updated',
  'employee_with_fields.deleted',
  'employee_with_fields.created',
];
const DEFAULT_ID = '1';

/** Sends webhooks for what happens to employees. */
export interface Notifier {
  sender: WebhookSender;
  registrations: Collection<Registration>;
  newRegistrationId(): string;
  /** A new employee: `created`, and then `updated` with what was set. */
  created(employeeId: string, setFields: string[]): void;
  /** A change of these fields. Custom and standard fields are told in separate events. */
  updated(employeeId: string, changedFields: string[]): void;
  deleted(employeeId: string): void;
}

export interface NotifierOptions {
  webhookUrl?: string;
  webhookSecret: string;
  timeScale?: number;
}

/** BambooHR retries five times, at these waits, and takes a 4xx as final (docs/webhooks, "Webhook Retries"). */
const RETRY_DELAYS_MS = [5, 10, 20, 40, 80].map((minutes) => minutes * 60_000);

export function createNotifier(store: Store, account: Account, options: NotifierOptions): Notifier {
  const registrations = store.collection<Registration>('registrations');
  const source = createWebhookSource(() => signatureOrder(process.env));
  // Its address and key belong to this start, so it is set before what is left in the outbox leaves.
  if (options.webhookUrl) registrations.put(DEFAULT_ID, defaultRegistration(options.webhookUrl, options.webhookSecret));
  else registrations.delete(DEFAULT_ID);

  const sender = createWebhookSender({
    store,
    retryDelaysMs: RETRY_DELAYS_MS,
    ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
    headers(webhook, at) {
      const key = registrations.get(webhook.id.split('.')[0] ?? '')?.privateKey ?? options.webhookSecret;
      return source.sign(Buffer.from(webhook.body), key, at, webhook.id);
    },
    delivered: (status) => status >= 200 && status < 300,
    final: (status) => status >= 400 && status < 500,
  });

  function send(registration: Registration, eventType: string, body: unknown): void {
    registrations.put(registration.id, { ...registration, lastSent: sqlTime() });
    sender.send({
      id: `${registration.id}.${randomUUID()}`,
      url: registration.url,
      body: JSON.stringify(body),
      eventType,
    });
  }

  function emit(action: 'created' | 'updated' | 'deleted', employeeId: string, changed: string[]): void {
    for (const registration of registrations.all()) {
      const monitored = changed.filter((name) => registration.monitorFields.includes(name));
      if (action === 'updated' && monitored.length === 0) continue;
      if (registration.events.includes(`employee.${action}`)) {
        const changedFields = action === 'updated' ? { changedFields: monitored } : {};
        send(registration, `employee.${action}`, {
          type: `employee.${action}`,
          timestamp: nowSecond(),
          data: { companyId: '12345', employeeId, ...changedFields },
        });
      } else if (registration.events.includes(`employee_with_fields.${action}`)) {
        send(
          registration,
          `employee_with_fields.${action}`,
          legacyBody(account, registration, action, employeeId, monitored),
        );
      }
    }
  }

  return {
    sender,
    registrations,
    newRegistrationId: () => String(store.nextId('registrations', 21)),
    created(employeeId, setFields) {
      emit('created', employeeId, setFields);
      emit('updated', employeeId, setFields);
    },
    updated(employeeId, changedFields) {
      const custom = changedFields.filter((name) => name.startsWith('custom'));
      const standard = changedFields.filter((name) => !name.startsWith('custom'));
      if (standard.length > 0) emit('updated', employeeId, standard);
      if (custom.length > 0) emit('updated', employeeId, custom);
    },
    deleted: (employeeId) => emit('deleted', employeeId, []),
  };
}

/** The field-based payload of registrations without `events`. */
function legacyBody(
  account: Account,
  registration: Registration,
  action: string,
  employeeId: string,
  changedFields: string[],
): unknown {
  const employee = account.employees.get(employeeId);
  const fields = Object.fromEntries(
    Object.entries(registration.postFields).map(([name, postedAs]) => [
      postedAs,
      { value: employee ? (employeeValue(account, employee, name, false) ?? null) : null },
    ]),
  );
  const told = `${action[0]?.toUpperCase()}${action.slice(1)}`;
  return { employees: [{ id: employeeId, action: told, timestamp: nowSecond(), changedFields, fields }] };
}

function defaultRegistration(url: string, privateKey: string): Registration {
  return {
    id: DEFAULT_ID,
    name: 'hireline',
    created: sqlTime(),
    lastSent: null,
    url,
    format: 'json',
    events: ['employee.created', 'employee.updated', 'employee.deleted'],
    monitorFields: ALL_FIELDS.map((one) => one.alias),
    postFields: {},
    includeCompanyDomain: false,
    privateKey,
  };
}

/** UTC as BambooHR writes webhook times: 2026-05-29 14:21:14. */
export const sqlTime = (): string => new Date().toISOString().slice(0, 19).replace('T', ' ');
