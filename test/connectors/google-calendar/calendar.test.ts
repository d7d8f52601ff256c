import assert from 'node:assert/strict';
import express from 'express';
import { connector } from '../../../connectors/google-calendar/index.js';
import type { CalendarConnector } from '../../../connectors/roles/calendar.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import {
  at,
  CALENDAR_ID,
  connectTo,
  failureOf,
  FROM,
  INTERVIEW,
  listen,
  pageOf,
  readAll,
  startSimulator,
  type RunningSimulator,
} from './servers.js';

describe('google calendar connector against its simulator', () => {
  let server: RunningSimulator;
  let calendar: CalendarConnector;

  beforeEach(async () => {
    server = await startSimulator();
    calendar = connectTo(server.url);
  });
  afterEach(async () => {
    await calendar.close();
    await server.close();
  });

  const lists = async () =>
    (await server.calls())
      .filter(({ path }) => path.endsWith('/events'))
      .map(({ query }) => Object.fromEntries(new URLSearchParams(query)));

  it('reads an interview, and then only what changed', async () => {
    const { id } = await server.control('POST', '/events', INTERVIEW);
    const first = await readAll(calendar, at());
    const [event, ...others] = first.events;
    assert.deepEqual(others, []);
    assert.ok(event?.version);
    assert.deepEqual(event, {
      eventId: id,
      iCalUid: `${id}@google.com`,
      version: event.version,
      status: 'confirmed',
      title: 'Onsite with Ada',
      time: {
        startsAt: '2026-12-01T15:00:00.000Z',
        endsAt: '2026-12-01T16:00:00.000Z',
        timeZone: 'America/New_York',
      },
      location: 'Room 4',
      videoUrl: 'https://meet.google.com/abc-defg-hij',
      attendees: [
        { email: 'maya.lindqvist@acme.example', name: 'Maya Lindqvist', organizer: false, response: 'accepted' },
      ],
      properties: { interview: '77' },
    });

    const unchanged = await readAll(calendar, at({ syncToken: first.syncToken }));
    assert.deepEqual(unchanged.events, []);

    await server.control('PATCH', `/events/${id}`, {
      start: '2026-12-02T10:00:00-05:00',
      end: '2026-12-02T11:00:00-05:00',
    });
    const moved = await readAll(calendar, at({ syncToken: unchanged.syncToken }));
    assert.equal(moved.events.length, 1);
    const { time, version } = moved.events[0] ?? assert.fail();
    assert.ok(time && 'startsAt' in time && time.startsAt === '2026-12-02T15:00:00.000Z');
    assert.notEqual(version, event.version);
    assert.deepEqual((await readAll(calendar, at({ syncToken: moved.syncToken }))).events, []);
  });

  it('tells cancelled events, also those that have lost all but their id', async () => {
    const [kept, stub] = [
      await server.control('POST', '/events', INTERVIEW),
      await server.control('POST', '/events', INTERVIEW),
    ];
    const { syncToken, events } = await readAll(calendar, at());
    await server.control('DELETE', `/events/${kept.id}`);
    await server.control('DELETE', `/events/${stub.id}?stub=1`);
    const changes = await readAll(calendar, at({ syncToken }));
    assert.deepEqual(
      changes.events.map(({ eventId, status, title }) => [eventId, status, title]),
      [
        [kept.id, 'cancelled', 'Onsite with Ada'],
        [stub.id, 'cancelled', null],
      ],
    );
    const { version, ...rest } = changes.events[1] ?? assert.fail();
    assert.ok(version && version !== events[1]?.version);
    assert.deepEqual(rest, {
      eventId: stub.id,
      iCalUid: null,
      status: 'cancelled',
      title: null,
      time: null,
      location: null,
      videoUrl: null,
      attendees: [],
      properties: {},
    });
  });

  it('starts anew when the calendar has forgotten the token, and learns what was cancelled meanwhile', async () => {
    const { id } = await server.control('POST', '/events', INTERVIEW);
    const { syncToken } = await readAll(calendar, at());
    await server.control('POST', '/expire_sync_tokens');
    await server.control('DELETE', `/events/${id}`);
    assert.deepEqual(await calendar.readChanges(at({ syncToken })), { outcome: 'expired' });
    const anew = await readAll(calendar, at());
    assert.deepEqual(
      anew.events.map(({ eventId, status }) => [eventId, status]),
      [[id, 'cancelled']],
    );
    assert.deepEqual((await readAll(calendar, at({ syncToken: anew.syncToken }))).events, []);
  });

  it('takes the token of another calendar for one to forget', async () => {
    assert.deepEqual(await calendar.readChanges(at({ syncToken: 'CKis8vOz' })), { outcome: 'expired' });
  });

  it('reads on over an empty page in the middle', async () => {
    for (let count = 0; count < 5; count += 1) await server.control('POST', '/events', INTERVIEW);
    for (const start of [at(), at({ syncToken: (await readAll(calendar, at())).syncToken })]) {
      for (const { id } of await server.control('GET', '/events')) {
        await server.control('PATCH', `/events/${id}`, { location: 'Room 5' });
      }
      await server.control('POST', '/empty_middle_page');
      const { pages, syncToken } = await readAll(calendar, start);
      assert.deepEqual(
        pages.map(({ events }) => events.length),
        [2, 0, 3],
      );
      assert.deepEqual(
        pages.map(({ nextSyncToken }) => nextSyncToken !== null),
        [false, false, true],
      );
      assert.deepEqual((await readAll(calendar, at({ syncToken }))).events, []);
    }
  });

  it('sends the start with a full reading only, and the same other parameters always', async () => {
    const { syncToken } = await readAll(calendar, at());
    await server.control('POST', '/empty_middle_page');
    await readAll(calendar, at({ syncToken }));
    const [full, ...incremental] = await lists();
    const always = { singleEvents: 'true', showDeleted: 'true', maxResults: '250' };
    assert.deepEqual(full, { ...always, timeMin: FROM });
    assert.equal(incremental.length, 3);
    for (const { pageToken: _, ...query } of incremental) assert.deepEqual(query, { ...always, syncToken });
    assert.deepEqual(
      incremental.map(({ pageToken }) => pageToken !== undefined),
      [false, true, true],
    );
  });

  it('leaves out what was over before the start', async () => {
    await server.control('POST', '/events', {
      ...INTERVIEW,
      start: '2025-12-01T10:00:00Z',
      end: '2025-12-01T11:00:00Z',
    });
    assert.deepEqual((await readAll(calendar, at())).events, []);
    assert.equal((await readAll(calendar, at({ from: '2025-11-01T00:00:00Z' }))).events.length, 1);
  });

  it('tells apart both meanings of 403', async () => {
    for (const reason of ['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded']) {
      await server.control('POST', '/refusals', { reason });
      const throttled = await failureOf(calendar.readChanges(at()));
      assert.deepEqual([throttled.type, throttled.nonRetryable], ['VendorThrottled', false], reason);
      assert.ok(Number(throttled.nextRetryDelay) >= 1_000, reason);
      assert.match(throttled.message, new RegExp(reason));
    }
    for (const reason of ['forbidden', 'insufficientPermissions']) {
      await server.control('POST', '/refusals', { reason });
      const refused = await failureOf(calendar.readChanges(at()));
      assert.deepEqual([refused.type, refused.nonRetryable], ['VendorUnauthorized', true], reason);
      assert.match(refused.message, new RegExp(`403 ${reason}`));
    }
    assert.equal((await calendar.readChanges(at())).outcome, 'page');
  });

  it('tells apart what is down, slow to serve, and not there, without naming the calendar', async () => {
    const { faults } = server.simulator;
    faults.add({ route: 'GET *', kind: 'status', status: 503, count: 1 });
    assert.equal((await failureOf(calendar.readChanges(at()))).type, 'VendorUnavailable');
    faults.add({ route: 'GET *', kind: 'throttle', retryAfter: 7, count: 1 });
    const throttled = await failureOf(calendar.readChanges(at()));
    assert.deepEqual([throttled.type, throttled.nextRetryDelay], ['VendorThrottled', 7000]);
    faults.add({ route: 'GET *', kind: 'reset', count: 1 });
    assert.equal((await failureOf(calendar.readChanges(at()))).type, 'VendorUnavailable');

    const other = connectTo(server.url, { GOOGLE_CALENDAR_ID: 'dana.brooks@acme.example' });
    const missing = await failureOf(other.readChanges(at()));
    assert.equal(missing.type, 'VendorNotFound');
    assert.match(missing.message, /GOOGLE_CALENDAR_ID/);
    assert.doesNotMatch(JSON.stringify([missing.message, missing.details]), /dana/);
    const status = await other.checkConnection();
    assert.equal(status.ok, false);
    assert.doesNotMatch(status.detail, /dana/);
    await other.close();
  });

  it('asks for a new token once when one is refused', async () => {
    await pageOf(calendar, at());
    const { faults } = server.simulator;
    faults.add({ route: 'GET *', kind: 'status', status: 401, count: 1 });
    await pageOf(calendar, at());
    const tokens = async () => (await server.calls()).filter(({ path }) => path === '/token').length;
    assert.equal(await tokens(), 2);
    faults.add({ route: 'GET *', kind: 'status', status: 401 });
    assert.equal((await failureOf(calendar.readChanges(at()))).type, 'VendorUnauthorized');
  });

  it('checks the connection with one event at most', async () => {
    const status = await calendar.checkConnection();
    assert.deepEqual(status, { ok: true, detail: `Calendar API v3 at ${server.url}/calendar/v3` });
    assert.deepEqual(await lists(), [{ maxResults: '1' }]);
    assert.equal(calendar.baseUrl, `${server.url}/calendar/v3`);
  });

  it('shares one token over connectors with one store', async () => {
    const tokens = memoryTokenStore();
    const pair = [connectTo(server.url, {}, { tokens }), connectTo(server.url, {}, { tokens })];
    await Promise.all(pair.map((one) => one.checkConnection()));
    assert.equal((await server.calls()).filter(({ path }) => path === '/token').length, 1);
    await Promise.all(pair.map((one) => one.close()));
  });

  it('reaches a calendar whose id needs escaping', async () => {
    assert.ok(CALENDAR_ID.includes('@'));
    await pageOf(calendar, at());
    const [call] = (await server.calls()).filter(({ path }) => path.endsWith('/events'));
    assert.equal(call?.path, `/calendar/v3/calendars/${encodeURIComponent(CALENDAR_ID)}/events`);
  });

  it('finds the simulator below a path, as the sandbox mounts it', async () => {
    const mounted = await listen(express().use('/google-calendar', server.simulator.app));
    const below = connectTo(`${mounted.url}/google-calendar`);
    const status = await below.checkConnection();
    assert.ok(status.ok, status.detail);
    await below.close();
    await mounted.close();
  });

  it('has no fields of a hire', () => {
    for (const role of connector.manifest.roles) {
      assert.match(connector.checkBinding(role, 'firstName', { path: 'summary' }) ?? '', /no fields of a hire/);
    }
  });
});
