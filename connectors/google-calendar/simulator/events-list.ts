import { Temporal } from '@js-temporal/polyfill';
import type { RequestHandler } from 'express';
import { invalid, Refusal } from './answers.js';
import { etagOf, eventBody } from './event-bodies.js';
import type { EventRecord, EventTime, Records } from './records.js';
import { encodeToken, readPageToken, readSyncToken, sameRequest, type Frozen } from './tokens.js';

/** Not to be sent with a sync token (events.list, syncToken). */
const RESTRICTIONS = [
  ...['iCalUID', 'orderBy', 'privateExtendedProperty', 'q'],
  ...['sharedExtendedProperty', 'timeMin', 'timeMax', 'updatedMin'],
];
const SIMULATED = ['singleEvents', 'showDeleted', 'maxResults', 'timeMin', 'syncToken', 'pageToken', 'alt'];

const DEFAULT_RESULTS = 250;
const MOST_RESULTS = 2500;

export interface Calendar {
  id: string;
  summary: string;
  timeZone: string;
}

interface Reading {
  /** Only changes after this one; 0 in a full reading. */
  after: number;
  upTo: number;
  incremental: boolean;
  /** What this request itself has sent. */
  sent: Frozen;
  /** What is in force: a sync token holds the timeMin it was made with. */
  frozen: Frozen;
  syncToken?: string;
}

/** `GET /calendars/:id/events`: https://developers.google.com/workspace/calendar/api/v3/reference/events/list */
export function eventsList(records: Records, calendar: Calendar): RequestHandler {
  return (request, response) => {
    const query = new URL(request.originalUrl, 'http://localhost').searchParams;
    const limit = limitOf(query.get('maxResults'));
    const reading = readingOf(query, records);
    const pageText = query.get('pageToken') ?? undefined;
    const page = pageText ? readPageToken(pageText, reading.sent, reading.syncToken) : undefined;
    const upTo = page?.upTo ?? reading.upTo;
    const due = records.events
      .all()
      .filter(({ change }) => change > (page?.after ?? reading.after) && change <= upTo)
      .filter((event) => belongs(event, reading, calendar.timeZone))
      .sort((one, other) => one.change - other.change);

    const divided = !page && records.takeEmptyPage();
    const items = page?.empty ? [] : due.slice(0, divided ? Math.min(limit, Math.floor(due.length / 2)) : limit);
    const more = divided || page?.empty === true || items.length < due.length;
    const next = {
      kind: 'page' as const,
      after: items.at(-1)?.change ?? page?.after ?? reading.after,
      upTo,
      empty: divided,
      frozen: reading.sent,
      ...(reading.syncToken ? { syncToken: reading.syncToken } : {}),
    };
    response.json({
      kind: 'calendar#events',
      etag: etagOf(upTo),
      summary: calendar.summary,
      description: '',
      updated: new Date().toISOString(),
      timeZone: calendar.timeZone,
      accessRole: 'reader',
      defaultReminders: [],
      ...(more
        ? { nextPageToken: encodeToken(next) }
        : {
            nextSyncToken: encodeToken({
              kind: 'sync',
              after: upTo,
              generation: records.generation(),
              frozen: reading.frozen,
            }),
          }),
      items: items.map((event) => eventBody(event, calendar.id, reading.frozen.showDeleted)),
    });
  };
}

function readingOf(query: URLSearchParams, records: Records): Reading {
  const timeMin = query.get('timeMin') || undefined;
  const sent: Frozen = {
    singleEvents: flag(query, 'singleEvents'),
    showDeleted: flag(query, 'showDeleted'),
    ...(timeMin ? { timeMin } : {}),
  };
  const syncToken = query.get('syncToken') || undefined;
  const upTo = records.lastChange();
  if (syncToken) {
    refuseRestrictions(query);
    const token = readSyncToken(syncToken, records.generation());
    // Google leaves this undefined; here it is told, so that nobody relies on it.
    if (!sameRequest({ ...token.frozen, timeMin: undefined }, sent)) {
      throw invalid('syncToken', 'The parameters are not those of the initial request.');
    }
    return { after: token.after, upTo, incremental: true, sent, frozen: token.frozen, syncToken };
  }
  const unknown = [...query.keys()].find((name) => !SIMULATED.includes(name));
  if (unknown) throw invalid(unknown, `The simulator does not know the parameter ${unknown}`);
  if (timeMin && !/T.*(Z|[+-]\d\d:\d\d)$/.test(timeMin)) throw invalid('timeMin', 'Bad Request');
  return { after: 0, upTo, incremental: false, sent, frozen: sent };
}

function refuseRestrictions(query: URLSearchParams): void {
  const restriction = RESTRICTIONS.find((name) => query.has(name));
  if (restriction) {
    throw new Refusal(400, {
      domain: 'calendar',
      reason: 'syncTokenWithRequestRestrictions',
      message: 'Sync token cannot be used with request restrictions.',
      parameter: restriction,
    });
  }
  if (query.get('showDeleted') === 'false') throw invalid('showDeleted', 'Sync token cannot hide deleted events.');
}

/** Deleted events are in every incremental reading, in a full one only on request. */
function belongs(event: EventRecord, { incremental, frozen }: Reading, timeZone: string): boolean {
  if (event.status === 'cancelled') {
    if (incremental) return true;
    if (!frozen.showDeleted) return false;
    if (event.stub) return frozen.timeMin === undefined;
  }
  return frozen.timeMin === undefined || endOf(event.end, timeZone) > Date.parse(frozen.timeMin);
}

function endOf(end: EventTime, timeZone: string): number {
  if (end.dateTime) return Date.parse(end.dateTime);
  return Temporal.PlainDate.from(end.date ?? '').toZonedDateTime(timeZone).epochMilliseconds;
}

function limitOf(text: string | null): number {
  if (text === null) return DEFAULT_RESULTS;
  if (!/^\d+$/.test(text) || Number(text) < 1) throw invalid('maxResults', 'Invalid value for maxResults');
  return Math.min(MOST_RESULTS, Number(text));
}

function flag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  if (text !== null && text !== 'true' && text !== 'false') throw invalid(name, `Invalid value for ${name}`);
  return text === 'true';
}
