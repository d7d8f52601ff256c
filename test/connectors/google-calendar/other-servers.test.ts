import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CalendarPage, CalendarPosition } from '../../../connectors/roles/calendar.js';
import { at, CALENDAR_ID, connectTo, failureOf, listen, readAll } from './servers.js';

interface Answer {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A Google behind a path of its own that answers with these, one after the other. */
async function google(answers: Answer[]) {
  const urls: string[] = [];
  const server = await listen((request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '';
    if (url.startsWith('/oauth/v9/exchange')) {
      // Without a type, and with the lifetime as text.
      return response.end(JSON.stringify({ access_token: 'ya29.x', expires_in: '1800', scope: 'x' }));
    }
    urls.push(url);
    const { status = 200, body, headers = {} } = answers.shift() ?? assert.fail(`one request too many: ${url}`);
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
    return response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const calendar = connectTo(server.url, {
    GOOGLE_CALENDAR_API_URL: `${server.url}/proxy/calendar/v3/`,
    GOOGLE_TOKEN_URL: `${server.url}/oauth/v9/exchange?tenant=1`,
  });
  return {
    calendar,
    urls,
    async close() {
      await calendar.close();
      await server.close();
    },
  };
}

/** What one request is made of it. */
async function readOnce(answer: Answer, position: CalendarPosition): Promise<CalendarPage> {
  const { calendar, close } = await google([answer]);
  try {
    return await calendar.readChanges(position);
  } finally {
    await close();
  }
}

const error = (status: number, reason: string, rest: Record<string, unknown> = {}): Answer => ({
  status,
  body: {
    error: { code: status, message: 'hush', errors: [{ domain: 'calendar', reason, message: 'hush', ...rest }] },
  },
});

const SYNC = at({ syncToken: 'token=1' });

describe('google calendar connector against other servers', () => {
  it('reads pages that are empty, lack items, or hold bare ids, to the last one without a sync token', async () => {
    const { calendar, urls, close } = await google([
      { body: { kind: 'calendar#events', nextPageToken: 'p/1', nextSyncToken: 'too early' } },
      { body: { kind: 'calendar#events', items: [], nextPageToken: 'p/2' } },
      {
        body: {
          items: [
            { id: 'gone' },
            { id: 'day', start: { date: '2026-12-01' }, end: { date: '2026-12-02' }, etag: null },
          ],
          nextPageToken: '',
          nextSyncToken: null,
        },
      },
    ]);
    const { pages, events, syncToken } = await readAll(calendar, at());
    assert.equal(pages.length, 3);
    assert.ok(pages.every(({ nextSyncToken }) => nextSyncToken === null));
    assert.equal(syncToken, null);
    assert.deepEqual(
      events.map(({ eventId, status, time }) => [eventId, status, time]),
      [
        ['gone', 'cancelled', null],
        ['day', 'confirmed', { firstDay: '2026-12-01', lastDay: '2026-12-01' }],
      ],
    );
    const base = `/proxy/calendar/v3/calendars/${encodeURIComponent(CALENDAR_ID)}/events`;
    const query = 'singleEvents=true&showDeleted=true&maxResults=250&timeMin=2026-01-01T00%3A00%3A00.000Z';
    assert.deepEqual(urls, [
      `${base}?${query}`,
      `${base}?${query}&pageToken=p%2F1`,
      `${base}?${query}&pageToken=p%2F2`,
    ]);
    await close();
  });

  it('knows an expired token by status, by reason, or by what is invalid', async () => {
    const table: [Answer, CalendarPosition][] = [
      [error(410, 'fullSyncRequired', { locationType: 'parameter', location: 'syncToken' }), SYNC],
      [error(410, 'updatedMinTooLongAgo'), SYNC],
      [error(410, 'gone'), SYNC],
      [{ status: 410, body: '' }, SYNC],
      [{ status: 410, body: '<html>Gone</html>', headers: { 'content-type': 'text/html' } }, SYNC],
      [{ status: 410, body: { error: { code: 410, status: 'GONE', message: 'x' } } }, SYNC],
      [error(400, 'fullSyncRequired'), SYNC],
      [error(400, 'invalid', { location: 'syncToken' }), SYNC],
      [error(400, 'invalid', { message: 'Invalid sync token value.' }), SYNC],
      [error(410, 'fullSyncRequired'), at({ pageToken: 'p' })],
    ];
    for (const [answer, position] of table) {
      assert.deepEqual(await readOnce(answer, position), { outcome: 'expired' }, JSON.stringify(answer));
    }
  });

  it('fails on what reading anew would not cure', async () => {
    const table: [Answer, CalendarPosition, string][] = [
      [error(400, 'syncTokenWithRequestRestrictions', { location: 'timeMin' }), SYNC, 'VendorContract'],
      [error(400, 'invalid', { location: 'pageToken' }), { ...SYNC, pageToken: 'p' }, 'VendorRejected'],
      [error(400, 'timeRangeEmpty'), SYNC, 'VendorRejected'],
      [error(410, 'fullSyncRequired'), at(), 'VendorContract'],
      [error(410, 'deleted'), at(), 'VendorContract'],
      [{ status: 400, body: 'hush' }, SYNC, 'VendorRejected'],
    ];
    for (const [answer, position, type] of table) {
      const failure = await failureOf(readOnce(answer, position));
      assert.deepEqual([failure.type, failure.nonRetryable], [type, true], JSON.stringify(answer));
      assert.doesNotMatch(failure.message, /hush/);
    }
  });

  it('tells throttling from a missing permission by the reason alone, in both of Google’s error forms', async () => {
    const newer = (reason: string): Answer => ({
      status: 403,
      body: {
        error: {
          ...{ code: 403, message: 'hush', status: 'PERMISSION_DENIED' },
          details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }],
        },
      },
    });
    const table: [Answer, string][] = [
      [error(403, 'rateLimitExceeded', { domain: 'usageLimits' }), 'VendorThrottled'],
      [error(403, 'quotaExceeded'), 'VendorThrottled'],
      [newer('RATE_LIMIT_EXCEEDED'), 'VendorThrottled'],
      [error(429, 'rateLimitExceeded'), 'VendorThrottled'],
      [error(403, 'accessNotConfigured', { domain: 'usageLimits' }), 'VendorUnauthorized'],
      [newer('ACCESS_TOKEN_SCOPE_INSUFFICIENT'), 'VendorUnauthorized'],
      [{ status: 403, body: 'hush' }, 'VendorUnauthorized'],
      [{ status: 403, body: { error: 'hush' } }, 'VendorUnauthorized'],
      [error(404, 'notFound'), 'VendorNotFound'],
      [error(500, 'backendError'), 'VendorUnavailable'],
    ];
    for (const [answer, type] of table) {
      const failure = await failureOf(readOnce(answer, SYNC));
      assert.equal(failure.type, type, JSON.stringify(answer));
      assert.equal(failure.nextRetryDelay !== undefined, type === 'VendorThrottled');
      assert.doesNotMatch(failure.message, /hush/);
    }
    const told = await failureOf(
      readOnce({ ...error(403, 'userRateLimitExceeded'), headers: { 'retry-after': '9' } }, SYNC),
    );
    assert.equal(told.nextRetryDelay, 9000);
  });

  it('fails on a page that leads to itself, and on answers that are no list of events', async () => {
    const table: [unknown, CalendarPosition, RegExp][] = [
      [{ items: [], nextPageToken: 'p' }, at({ pageToken: 'p' }), /nextPageToken/],
      [{}, at(), /list of events/],
      [[], at(), /expected object/],
      [{ kind: 'calendar#calendarList', items: [] }, at(), /kind/],
      [{ items: [{ status: 'cancelled' }] }, at(), /items\.0\.id/],
      [{ items: [{ id: 'hush', status: 'hush' }] }, at(), /items\.0\.status/],
      ['<html>hush</html>', at(), /not JSON/],
    ];
    for (const [body, position, expected] of table) {
      const failure = await failureOf(readOnce({ body }, position));
      assert.deepEqual([failure.type, failure.nonRetryable], ['VendorContract', true], JSON.stringify(body));
      assert.match(failure.message, expected);
      assert.doesNotMatch(failure.message, /hush/);
    }
  });

  it('says when the calendar is shared without the events’ details', async () => {
    for (const [accessRole, ok] of [
      ['freeBusyReader', false],
      ['none', false],
      ['reader', true],
      [undefined, true],
    ] as const) {
      const { calendar, close } = await google([{ body: { kind: 'calendar#events', items: [], accessRole } }]);
      assert.equal((await calendar.checkConnection()).ok, ok, accessRole);
      await close();
    }
  });
});
