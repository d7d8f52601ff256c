import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { toCalendarEvent } from '../../../connectors/google-calendar/mapping.js';
import { WireEvent, WireEventList } from '../../../connectors/google-calendar/wire.js';

const read = (fields: Record<string, unknown>) => toCalendarEvent(WireEvent.parse({ id: 'e1', ...fields }));
const START = { dateTime: '2026-12-01T10:00:00Z' };
const END = { dateTime: '2026-12-01T11:00:00Z' };
const timed = (fields: Record<string, unknown>) => read({ start: START, end: END, ...fields });

describe('google calendar events', () => {
  it('reads times in all their legal forms', () => {
    const table: [Record<string, unknown>, Record<string, unknown>, unknown][] = [
      [
        { dateTime: '2026-12-01T10:00:00-05:00', timeZone: 'America/New_York' },
        { dateTime: '2026-12-01T16:00:00Z' },
        { startsAt: '2026-12-01T15:00:00.000Z', endsAt: '2026-12-01T16:00:00.000Z', timeZone: 'America/New_York' },
      ],
      [
        { dateTime: '2026-07-01T10:00:00', timeZone: 'Europe/Berlin' },
        { dateTime: '2026-07-01T10:30:00', timeZone: 'Europe/Berlin' },
        { startsAt: '2026-07-01T08:00:00.000Z', endsAt: '2026-07-01T08:30:00.000Z', timeZone: 'Europe/Berlin' },
      ],
      [
        { dateTime: '2026-12-01T10:00:00.5+0100', timeZone: 'Custom Zone (Outlook)' },
        { dateTime: '2026-12-01t11:00:00+01:00' },
        { startsAt: '2026-12-01T09:00:00.500Z', endsAt: '2026-12-01T10:00:00.000Z', timeZone: null },
      ],
      [{ date: '2026-12-01' }, { date: '2026-12-02' }, { firstDay: '2026-12-01', lastDay: '2026-12-01' }],
      [{ date: '2026-12-30' }, { date: '2027-01-03' }, { firstDay: '2026-12-30', lastDay: '2027-01-02' }],
      [{ date: '2026-12-01' }, { date: '2026-12-01' }, { firstDay: '2026-12-01', lastDay: '2026-12-01' }],
    ];
    for (const [start, end, time] of table) assert.deepEqual(read({ start, end }).time, time, JSON.stringify(start));
  });

  it('counts whole days as people do, whatever the month or the year', () => {
    const day = fc.integer({ min: 0, max: 40_000 });
    const text = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), (first, length) => {
        const { time } = read({ start: { date: text(first) }, end: { date: text(first + length) } });
        assert.deepEqual(time, { firstDay: text(first), lastDay: text(first + length - 1) });
      }),
    );
  });

  it('keeps the instant of any time with an offset', () => {
    const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), minutes, (seconds, offset) => {
        const instant = new Date(seconds * 1000);
        const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, 19);
        const sign = offset < 0 ? '-' : '+';
        const [hours, rest] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
          String(part).padStart(2, '0'),
        );
        const dateTime = `${local}${sign}${hours}:${rest}`;
        const { time } = read({ start: { dateTime }, end: { dateTime } });
        assert.ok(time && 'startsAt' in time);
        assert.equal(time.startsAt, instant.toISOString());
      }),
    );
  });

  it('refuses a living event without a time it can read', () => {
    const table: [Record<string, unknown>, RegExp][] = [
      [{ status: 'confirmed' }, /a start/],
      [{ status: 'confirmed', start: {}, end: {} }, /a start/],
      [{ start: START }, /an end/],
      [{ start: START, end: { date: '2026-12-02' } }, /an end of the kind/],
      [{ start: { dateTime: '2026-12-01T10:00:00' }, end: END }, /offset or a zone/],
      [{ start: { date: 'tomorrow' }, end: END }, /a date/],
      [{ start: START, end: END, status: 'maybe' }, /status|option/i],
    ];
    for (const [fields, expected] of table) {
      const { error } = WireEvent.safeParse({ id: 'e1', ...fields });
      assert.match(error?.issues[0]?.message ?? '', expected, JSON.stringify(fields));
      assert.doesNotMatch(error?.message ?? '', /tomorrow|maybe/);
    }
  });

  it('knows a cancelled event by whatever is left of it', () => {
    const table: Record<string, unknown>[] = [
      {},
      { status: 'cancelled' },
      { status: 'cancelled', start: null, end: {}, attendees: null, extendedProperties: null, summary: '' },
      { status: 'cancelled', recurringEventId: 'r1', originalStartTime: START },
    ];
    for (const fields of table) {
      const { status, time, title, version } = read(fields);
      assert.deepEqual([status, time, title], ['cancelled', null, null], JSON.stringify(fields));
      assert.ok(version);
    }
    assert.equal(timed({ status: 'cancelled', summary: 'Onsite' }).title, 'Onsite');
  });

  it('takes an event for confirmed unless it says otherwise', () => {
    assert.equal(timed({}).status, 'confirmed');
    assert.equal(timed({ status: 'tentative' }).status, 'tentative');
  });

  it('has another version after every change', () => {
    const same = { etag: '"1"', updated: '2026-11-01T00:00:00Z', sequence: 1 };
    assert.equal(timed(same).version, timed(same).version);
    const versions = [
      timed(same),
      timed({ ...same, etag: '"2"' }),
      timed({ ...same, etag: undefined }),
      timed({ ...same, etag: undefined, updated: '2026-11-01T00:00:01Z' }),
      timed({ ...same, etag: undefined, sequence: 2 }),
      timed({ ...same, etag: undefined, status: 'cancelled' }),
      read({ status: 'cancelled' }),
    ].map(({ version }) => version);
    assert.equal(new Set(versions).size, versions.length);
  });

  it('finds the video link of any provider', () => {
    const entry = (entryPointType: string, uri?: string) => ({ entryPointType, uri });
    const meet = 'https://meet.google.com/abc';
    const zoom = 'https://acme.zoom.us/j/1';
    const table: [Record<string, unknown>, string | null][] = [
      [{}, null],
      [{ hangoutLink: meet }, meet],
      [{ conferenceData: { entryPoints: [entry('phone', 'tel:+1'), entry('video', zoom)] } }, zoom],
      [{ hangoutLink: meet, conferenceData: { entryPoints: [entry('video', zoom)] } }, zoom],
      [{ hangoutLink: meet, conferenceData: { entryPoints: [entry('phone', 'tel:+1'), entry('more', zoom)] } }, meet],
      [{ conferenceData: { entryPoints: [entry('video'), entry('video', 'sip:x@y')] } }, null],
      [{ conferenceData: { createRequest: { requestId: '1' } } }, null],
      [{ conferenceData: null, hangoutLink: '' }, null],
    ];
    for (const [fields, url] of table) assert.equal(timed(fields).videoUrl, url, JSON.stringify(fields));
  });

  it('lists people, with their answers, and neither rooms nor calendars', () => {
    const { attendees } = timed({
      attendees: [
        { email: 'a@acme.example', displayName: 'A', responseStatus: 'accepted', organizer: true, self: true },
        { email: 'b@acme.example', responseStatus: 'declined', optional: true },
        { email: 'c@acme.example', responseStatus: 'tentative', displayName: ' ' },
        { email: 'd@acme.example' },
        { email: 'room@acme.example', resource: true, displayName: 'Room 4', responseStatus: 'accepted' },
        { email: 'acme_room4@resource.calendar.google.com', responseStatus: 'accepted' },
        { email: 'c_1@group.calendar.google.com', responseStatus: 'needsAction' },
        { displayName: 'Whole team', responseStatus: 'needsAction' },
      ],
    });
    assert.deepEqual(attendees, [
      { email: 'a@acme.example', name: 'A', organizer: true, response: 'accepted' },
      { email: 'b@acme.example', name: null, organizer: false, response: 'declined' },
      { email: 'c@acme.example', name: null, organizer: false, response: 'tentative' },
      { email: 'd@acme.example', name: null, organizer: false, response: 'needs_action' },
    ]);
  });

  it('puts private and shared properties together, the private ones first', () => {
    const { properties } = timed({
      extendedProperties: { private: { interview: '7', both: 'private' }, shared: { both: 'shared', round: 2 } },
    });
    assert.deepEqual(properties, { interview: '7', both: 'private', round: '2' });
  });

  describe('as recorded', () => {
    const folder = resolve('..', 'shared', 'payloads', 'google-calendar');
    if (!existsSync(folder)) return void it.skip('payloads are not on this machine');

    /** What is no answer with events, and why it is refused. */
    const REFUSED: Record<string, RegExp> = {
      'recorded-calendarList-with-nextSyncToken.json': /calendar#event/,
      'recorded-event-insert-request.json': /list of events|expected string/,
      'recorded-events-watch-channel.json': /calendar#event/,
      'recorded-events-watch-request.json': /list of events|expected string/,
    };

    for (const name of readdirSync(folder)) {
      const content = JSON.parse(readFileSync(resolve(folder, name), 'utf8')) as { body?: any };
      const body = content.body ?? content;
      const refused = REFUSED[name];
      if (refused) {
        it(`refuses ${name}`, () => {
          for (const schema of [WireEvent, WireEventList]) {
            assert.match(schema.safeParse(body).error?.issues[0]?.message ?? '', refused);
          }
        });
      } else if (body.kind === 'calendar#events') {
        it(`reads the list ${name}`, () => {
          const list = WireEventList.parse(body);
          const events = (list.items ?? []).map(toCalendarEvent);
          assert.equal(list.nextPageToken, body.nextPageToken);
          assert.equal(list.nextSyncToken, body.nextSyncToken);
          assert.deepEqual(
            events.map(({ eventId, version, title }) => [eventId, version, title]),
            body.items.map((item: any) => [item.id, item.etag, item.summary]),
          );
        });
      } else {
        it(`reads the event ${name}`, () => {
          const event = toCalendarEvent(WireEvent.parse(body));
          assert.equal(event.eventId, body.id);
          assert.equal(event.status, body.status);
          assert.equal(event.iCalUid, body.iCalUID);
          assert.ok(event.time);
          const [given, found] =
            'firstDay' in event.time ? ['date', event.time.firstDay] : ['dateTime', event.time.startsAt];
          assert.equal(Date.parse(found), Date.parse(body.start[given]));
        });
      }
    }
  });
});
