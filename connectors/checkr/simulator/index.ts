import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { VENDOR } from '../manifest.js';
import { apiKey, rateLimit } from './access.js';
import { notFound } from './answers.js';
import { addControls } from './controls.js';
import { createEvents, type Events } from './events.js';
import { openRecords } from './records.js';
import { addRoutes } from './routes.js';
import { createScreenings } from './screenings.js';

/** Checkr allows 1,200 requests a minute; the sandbox as good as any number, unless told. */
const SANDBOX_LIMIT = 100_000;

/** The account whose webhooks these are, where CHECKR_ACCOUNT_ID names none. */
const ACCOUNT = '61a01b40fb6dc8305c648000';

/** Checkr's server for one account: candidates, invitations, reports and their webhooks. */
export const createCheckrSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, api, controls } = createSimulatorBase(options, () => events.sender);
  const accountId = options.credentials['CHECKR_ACCOUNT_ID'] || ACCOUNT;
  const keys = (options.credentials['CHECKR_API_KEY'] ?? '').split(',').map((key) => key.trim());
  const events: Events = createEvents(store, options, accountId);
  const records = openRecords(store);
  const screenings = createScreenings(records, events);

  api.use('/v1', rateLimit(options.rateLimit ?? SANDBOX_LIMIT), apiKey(keys));
  addRoutes(api, records, screenings, accountId);
  api.use((_request, response) => notFound(response, 'route'));
  addControls(controls, records, screenings, events);

  return {
    vendor: VENDOR,
    app,
    faults,
    webhooks: events.sender,
    // Reports are ordered for applications, which only the ATS has: there is nothing to begin with.
    seed: () => undefined,
    close: async () => events.sender?.close(),
  };
};
