import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signAssertion } from '../../../connectors/google-calendar/assertion.js';
import { readServiceAccount } from '../../../connectors/google-calendar/key-file.js';
import { SCOPE } from '../../../connectors/google-calendar/token.js';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';
import { CALENDAR_ID, INTERVIEW, keyFile, startSimulator, type RunningSimulator } from './servers.js';

const EVENTS = `/calendars/${encodeURIComponent(CALENDAR_ID)}/events`;

interface Assertion {
  scope?: string;
  audience?: string;
  subject?: string;
  now?: Date;
  grantType?: string;
}

async function exchange(url: string, changes: Assertion = {}) {
  const { scope = SCOPE, audience = `${url}/token`, subject, now = new Date() } = changes;
  const assertion = signAssertion(readServiceAccount(keyFile()), { scope, audience, subject }, now);
  const grant_type = changes.grantType ?? 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const body = new URLSearchParams({ grant_type, assertion });
  const answer = await fetch(`${url}/token`, { method: 'POST', body });
  return { status: answer.status, json: (await answer.json()) as Record<string, any> };
}

describe('google calendar simulator', () => {
  let server: RunningSimulator;
  let scope: string;

  async function start(options: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
    const token = async () => String((await exchange(started.url, { scope })).json['access_token']);
    const started = await startSimulator(options, token);
    return started;
  }

  beforeEach(async () => {
    scope = SCOPE;
    server = await start();
  });
  afterEach(() => server.close());

  const list = (query: Record<string, string> = {}) => server.api(`${EVENTS}?${new URLSearchParams(query).toString()}`);

  it('gives tokens for timely assertions of the right form only', async () => {
    const hour = 3_600_000;
    const table: [Assertion, number, string | undefined][] = [
      [{}, 200, undefined],
      [{ subject: 'dana.brooks@acme.example' }, 200, undefined],
      [{ now: new Date(Date.now() - 2 * hour) }, 400, 'invalid_grant'],
      [{ now: new Date(Date.now() + hour) }, 400, 'invalid_grant'],
      [{ audience: 'https://elsewhere.example/token' }, 400, 'invalid_grant'],
      [{ subject: 'nobody@acme.example' }, 400, 'invalid_grant'],
      [{ scope: ' ' }, 400, 'invalid_scope'],
      [{ grantType: 'client_credentials' }, 400, 'unsupported_grant_type'],
    ];
    for (const [changes, status, error] of table) {
      const answer = await exchange(server.url, changes);
      assert.equal(answer.status, status, JSON.stringify(changes));
      assert.equal(answer.json['error'], error);
    }
    const { json } = await exchange(server.url);
    assert.equal(json['token_type'], 'Bearer');
    assert.equal(json['expires_in'], 3599);
  });

  it('demands a token, and a scope that reads events', async () => {
    const unauthorized = await fetch(`${server.url}/calendar/v3${EVENTS}`);
    assert.equal(unauthorized.status, 401);
    assert.equal(((await unauthorized.json()) as any).error.errors[0].reason, 'authError');
    scope = 'https://www.googleapis.com/auth/drive';
    const refused = await list();
    assert.equal(refused.status, 403);
    assert.equal(refused.json.error.errors[0].reason, 'insufficientPermissions');
    scope = `openid https://www.googleapis.com/auth/calendar.readonly`;
    assert.equal((await list()).status, 200);
  });

  it('refuses restrictions beside a sync token, and other parameters than at first', async () => {
    const syncToken = (await list({ singleEvents: 'true', timeMin: '2026-01-01T00:00:00Z' })).json.nextSyncToken;
    assert.equal((await list({ singleEvents: 'true', syncToken })).status, 200);
    const restrictions = {
      timeMin: '2026-01-01T00:00:00Z',
      timeMax: '2027-01-01T00:00:00Z',
      q: 'Ada',
      orderBy: 'updated',
    };
    for (const [name, value] of Object.entries(restrictions)) {
      const { status, json } = await list({ singleEvents: 'true', syncToken, [name]: value });
      assert.equal(status, 400, name);
      assert.equal(json.error.errors[0].reason, 'syncTokenWithRequestRestrictions');
      assert.equal(json.error.errors[0].location, name);
    }
    assert.equal((await list({ syncToken })).json.error.errors[0].reason, 'invalid');
    assert.equal((await list({ syncToken, singleEvents: 'true', showDeleted: 'false' })).status, 400);
    assert.equal((await list({ syncToken: 'nonsense' })).json.error.errors[0].message, 'Invalid sync token value.');
    assert.equal((await list({ timeMin: '2026-01-01' })).status, 400);
    assert.equal((await list({ q: 'Ada' })).status, 400);
  });

  it('pages, and gives the sync token on the last page only', async () => {
    for (let count = 0; count < 3; count += 1) await server.control('POST', '/events', INTERVIEW);
    const first = await list({ maxResults: '2' });
    assert.equal(first.json.items.length, 2);
    assert.equal(first.json.nextSyncToken, undefined);
    // What changes while the pages are read comes with the next synchronisation.
    await server.control('PATCH', `/events/${first.json.items[0].id}`, { summary: 'Later' });
    const last = await list({ maxResults: '2', pageToken: first.json.nextPageToken });
    assert.equal(last.json.items.length, 1);
    assert.equal(last.json.nextPageToken, undefined);
    const changes = await list({ syncToken: last.json.nextSyncToken });
    assert.deepEqual(
      changes.json.items.map(({ summary }: any) => summary),
      ['Later'],
    );
    const mixed = await list({ maxResults: '2', showDeleted: 'true', pageToken: first.json.nextPageToken });
    assert.equal(mixed.json.error.errors[0].location, 'pageToken');
  });

  it('forgets sync tokens on demand, but no later ones', async () => {
    const old = (await list()).json.nextSyncToken;
    await server.control('POST', '/expire_sync_tokens');
    const gone = await list({ syncToken: old });
    assert.equal(gone.status, 410);
    assert.equal(gone.json.error.errors[0].reason, 'fullSyncRequired');
    const fresh = (await list()).json.nextSyncToken;
    assert.equal((await list({ syncToken: fresh })).status, 200);
  });

  it('gives cancelled events in a synchronisation, or to those who ask, with details only for the latter', async () => {
    const { id } = await server.control('POST', '/events', INTERVIEW);
    const plain = (await list()).json.nextSyncToken;
    const full = (await list({ showDeleted: 'true' })).json.nextSyncToken;
    await server.control('DELETE', `/events/${id}`);
    assert.deepEqual((await list()).json.items, []);
    assert.equal((await list({ showDeleted: 'true' })).json.items[0].summary, INTERVIEW.summary);
    const [stub] = (await list({ syncToken: plain })).json.items;
    assert.deepEqual(Object.keys(stub).sort(), ['etag', 'id', 'kind', 'status']);
    const [event] = (await list({ syncToken: full, showDeleted: 'true' })).json.items;
    assert.deepEqual([event.status, event.summary], ['cancelled', INTERVIEW.summary]);

    await server.control('DELETE', `/events/${id}?stub=1`);
    const [bare] = (await list({ syncToken: full, showDeleted: 'true' })).json.items;
    assert.deepEqual(bare, { kind: 'calendar#event', id, status: 'cancelled' });
  });

  it('changes the etag with every change, and the sequence with the time', async () => {
    const made = await server.control('POST', '/events', INTERVIEW);
    const named = await server.control('PATCH', `/events/${made.id}`, { summary: 'Final round', location: null });
    const moved = await server.control('PATCH', `/events/${made.id}`, { end: '2026-12-01T11:30:00-05:00' });
    assert.equal(new Set([made, named, moved].map(({ etag }) => etag)).size, 3);
    assert.deepEqual(
      [made, named, moved].map(({ sequence }) => sequence),
      [0, 0, 1],
    );
    assert.equal(moved.summary, 'Final round');
    assert.equal('location' in moved, false);
    assert.equal((await server.api(`${EVENTS}/${made.id}`)).json.etag, moved.etag);
  });

  it('takes events as people type them, and refuses what is none', async () => {
    const local = await server.control('POST', '/events', {
      ...INTERVIEW,
      id: 'abcde12345',
      iCalUID: 'uid-1@ats.example',
      start: '2026-07-01T10:00',
      end: '2026-07-01T11:00',
      attendees: ['ada@mail.example'],
    });
    assert.equal(local.id, 'abcde12345');
    assert.equal(local.iCalUID, 'uid-1@ats.example');
    assert.deepEqual(local.start, { dateTime: '2026-07-01T10:00:00-04:00', timeZone: 'America/New_York' });
    assert.deepEqual(local.attendees, [{ email: 'ada@mail.example', responseStatus: 'needsAction' }]);
    const allDay = await server.control('POST', '/events', { start: '2026-12-01', end: '2026-12-02' });
    assert.deepEqual(allDay.start, { date: '2026-12-01' });

    const refused: [Record<string, unknown>, number][] = [
      [{ ...INTERVIEW, id: 'abcde12345' }, 409],
      [{ ...INTERVIEW, id: 'XYZ' }, 400],
      [{ summary: 'x' }, 400],
      [{ ...INTERVIEW, colour: 'red' }, 400],
      [{ start: '2026-12-01T10:00:00', end: '2026-12-01T11:00:00' }, 400],
      [{ start: 'tomorrow', end: '2026-12-02' }, 400],
    ];
    for (const [body, status] of refused) {
      await assert.rejects(server.control('POST', '/events', body), new RegExp(`: ${status} `), JSON.stringify(body));
    }
    await assert.rejects(server.control('PATCH', '/events/none', {}), /404/);
  });

  it('throttles over its quota with a 403 that only the reason explains', async () => {
    const small = await start({ rateLimit: 2 });
    assert.equal((await small.api(EVENTS)).status, 200);
    assert.equal((await small.api(EVENTS)).status, 200);
    const over = await small.api(EVENTS);
    assert.equal(over.status, 403);
    assert.deepEqual(
      [over.json.error.errors[0].domain, over.json.error.errors[0].reason],
      ['usageLimits', 'rateLimitExceeded'],
    );
    await small.close();
  });

  it('lets nothing be written, and knows one calendar', async () => {
    assert.equal((await server.api(EVENTS, 'POST')).status, 403);
    assert.equal((await server.api('/users/me/calendarList')).status, 403);
    assert.equal((await server.api('/calendars/other/events')).status, 404);
    assert.equal((await server.api(`${EVENTS}/none`)).status, 404);
  });

  it('survives a restart, with its tokens and what was ordered', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'google-simulator-'));
    const stateFile = join(folder, 'state', 'google-calendar.jsonl');
    const first = await start({ stateFile });
    first.simulator.seed();
    const events = await first.control('GET', '/events');
    const token = String((await exchange(first.url)).json['access_token']);
    const { nextSyncToken } = (await first.api(EVENTS)).json;
    const { id } = await first.control('POST', '/events', INTERVIEW);
    await first.control('POST', '/refusals', { reason: 'forbidden' });
    await first.close();

    const second = await start({ stateFile });
    second.simulator.seed();
    assert.equal((await second.control('GET', '/events')).length, events.length + 1);
    const withToken = (query: string) =>
      fetch(`${second.url}/calendar/v3${EVENTS}?${query}`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await withToken('')).status, 403);
    const changes = (await (await withToken(`syncToken=${nextSyncToken}`)).json()) as any;
    assert.deepEqual(
      changes.items.map((item: any) => item.id),
      [id],
    );
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is seeded with appointments that are no interviews, in the days to come', async () => {
    server.simulator.seed();
    const { json } = await list({ timeMin: new Date().toISOString() });
    assert.equal(json.items.length, 2);
    assert.deepEqual(
      json.items.map(({ start }: any) => Object.keys(start).includes('date')),
      [false, true],
    );
    for (const item of json.items) assert.equal(item.extendedProperties, undefined);
  });
});
