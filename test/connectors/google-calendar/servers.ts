import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import type { Express } from 'express';
import type { Environment } from '../../../config/environment.js';
import type { ConnectorContext } from '../../../connectors/connector.js';
import { connector } from '../../../connectors/google-calendar/index.js';
import { createGoogleCalendarSimulator } from '../../../connectors/google-calendar/simulator/index.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import type { CalendarConnector, CalendarPage, CalendarPosition } from '../../../connectors/roles/calendar.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import { sandboxKeys } from '../../../sandbox/keys.js';
import type { RecordedCall, Simulator, SimulatorOptions } from '../../../sandbox/simulator.js';

export const CALENDAR_ID = 'c_interviews@group.calendar.google.com';

/** Token endpoint that the key file names; nobody answers there. */
export const KEY_FILE_TOKEN_URI = 'http://127.0.0.1:9/token';

let folder: string | undefined;

/** Path of a service account's key, made once for the process: RSA keys take their time. */
export function keyFile(): string {
  if (!folder) {
    const made = mkdtempSync(join(tmpdir(), 'google-calendar-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return sandboxKeys(folder).googleKeyFile;
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

export async function listen(app: Express | Parameters<typeof createServer>[1]): Promise<Listening> {
  const server = createServer(app as Parameters<typeof createServer>[1]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const environmentFor = (url: string): Environment => ({
  GOOGLE_CALENDAR_API_URL: `${url}/calendar/v3`,
  GOOGLE_TOKEN_URL: `${url}/token`,
  GOOGLE_CALENDAR_ID: CALENDAR_ID,
  GOOGLE_SERVICE_ACCOUNT_KEY_FILE: keyFile(),
});

export function connectTo(
  url: string,
  variables: Environment = {},
  changes: Partial<ConnectorContext> = {},
): CalendarConnector {
  return connector.create({
    environment: { ...environmentFor(url), ...variables },
    bindings: {},
    places: {} as ConnectorContext['places'],
    referral: {},
    limiter: unlimited,
    tokens: memoryTokenStore(),
    timeoutMs: 5_000,
    ...changes,
  });
}

export interface RunningSimulator extends Listening {
  simulator: Simulator;
  /** Calls a control; gives its JSON. */
  control(method: string, path: string, body?: unknown): Promise<any>;
  /** Calls the API with a token of its own. */
  api(path: string, method?: string): Promise<{ status: number; json: any }>;
  calls(): Promise<RecordedCall[]>;
}

export async function startSimulator(
  options: Partial<SimulatorOptions> = {},
  token?: () => Promise<string>,
): Promise<RunningSimulator> {
  const simulator = createGoogleCalendarSimulator({
    webhookSecret: '',
    credentials: { GOOGLE_CALENDAR_ID: CALENDAR_ID, GOOGLE_SERVICE_ACCOUNT_KEY_FILE: keyFile() },
    ...options,
  });
  const { url, close } = await listen(simulator.app);
  return {
    url,
    simulator,
    async control(method, path, body) {
      const answer = await fetch(`${url}/_sandbox${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    async api(path, method = 'GET') {
      const answer = await fetch(`${url}/calendar/v3${path}`, {
        method,
        headers: token ? { authorization: `Bearer ${await token()}` } : {},
      });
      return { status: answer.status, json: await answer.json() };
    },
    calls: async () => (await (await fetch(`${url}/_sandbox/calls`)).json()) as RecordedCall[],
    async close() {
      await simulator.close();
      await close();
    },
  };
}

/** Where a first reading starts: before all events of these tests. */
export const FROM = '2026-01-01T00:00:00.000Z';

export const at = (changes: Partial<CalendarPosition> = {}): CalendarPosition => ({
  syncToken: null,
  pageToken: null,
  from: FROM,
  ...changes,
});

export type Page = Extract<CalendarPage, { outcome: 'page' }>;

/** One page, which must not be `expired`. */
export async function pageOf(calendar: CalendarConnector, position: CalendarPosition): Promise<Page> {
  const page = await calendar.readChanges(position);
  if (page.outcome !== 'page') assert.fail(page.outcome);
  return page;
}

/** All pages from a position on. */
export async function readAll(calendar: CalendarConnector, position: CalendarPosition) {
  const pages: Page[] = [];
  for (let next = position; ;) {
    const page = await pageOf(calendar, next);
    pages.push(page);
    if (page.nextPageToken === null) {
      return { pages, events: pages.flatMap(({ events }) => events), syncToken: page.nextSyncToken };
    }
    next = { ...position, pageToken: page.nextPageToken };
  }
}

/** The failure that an act throws. */
export async function failureOf(act: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await act.then(
    () => assert.fail('expected a failure'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ApplicationFailure, String(error));
  return error;
}

/** An interview as a recruiter would put it into the calendar. */
export const INTERVIEW = {
  summary: 'Onsite with Ada',
  start: '2026-12-01T10:00:00-05:00',
  end: '2026-12-01T11:00:00-05:00',
  timeZone: 'America/New_York',
  location: 'Room 4',
  attendees: [{ email: 'maya.lindqvist@acme.example', displayName: 'Maya Lindqvist', responseStatus: 'accepted' }],
  hangoutLink: 'https://meet.google.com/abc-defg-hij',
  extendedProperties: { private: { interview: '77' } },
};
