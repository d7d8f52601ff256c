import type { ErrorRequestHandler } from 'express';
import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { VENDOR } from '../manifest.js';
import { createAccess } from './access.js';
import { FORBIDDEN, NOT_FOUND, refuse, Refusal } from './answers.js';
import { addControls } from './controls.js';
import { eventBody } from './event-bodies.js';
import { eventsList, type Calendar } from './events-list.js';
import { orderedRefusals, quota, REQUESTS_A_MINUTE } from './quota.js';
import { openRecords } from './records.js';
import { seedCalendar } from './seed.js';

const TIME_ZONE = 'America/New_York';

/** Google: the Calendar API v3 for one calendar, read-only, and the token endpoint at /token. */
export const createGoogleCalendarSimulator: SimulatorFactory = (options) => {
  const { app, api, controls, store, faults } = createSimulatorBase(options, () => undefined);
  const calendar: Calendar = {
    id: options.credentials['GOOGLE_CALENDAR_ID'] ?? '',
    summary: 'Interviews',
    timeZone: TIME_ZONE,
  };
  const records = openRecords(store);
  const access = createAccess(store, options.credentials);
  const refusals = orderedRefusals(store);

  api.post('/token', access.token);
  api.use('/calendar/v3', access.bearer, quota(options.rateLimit ?? REQUESTS_A_MINUTE), refusals.middleware);
  api.use('/calendar/v3', access.reader);
  api.use('/calendar/v3/calendars/:calendarId', (request, response, next) => {
    if (request.params['calendarId'] !== calendar.id) return refuse(response, 404, NOT_FOUND);
    next();
  });
  api.get('/calendar/v3/calendars/:calendarId/events', eventsList(records, calendar));
  api.get('/calendar/v3/calendars/:calendarId/events/:eventId', (request, response) => {
    const event = records.events.get(request.params.eventId);
    if (!event) return refuse(response, 404, NOT_FOUND);
    response.json(eventBody(event, calendar.id, true));
  });
  // The token's scope reads events, and nothing else.
  api.use('/calendar/v3', (_request, response) => refuse(response, 403, FORBIDDEN.insufficientPermissions));
  api.use((_request, response) => refuse(response, 404, NOT_FOUND));
  api.use(answerRefusal);

  addControls(controls, records, refusals, calendar.id);

  return {
    vendor: VENDOR,
    app,
    faults,
    webhooks: undefined,
    seed: () => seedCalendar(records, TIME_ZONE),
    close: () => Promise.resolve(),
  };
};

const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Refusal) return refuse(response, error.status, error.complaint);
  next(error);
};
