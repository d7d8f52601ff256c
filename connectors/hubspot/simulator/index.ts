import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { VENDOR } from '../manifest.js';
import { accessToken, rateLimit, scopes } from './access.js';
import { notFound, refuse } from './answers.js';
import { createContacts } from './contacts.js';
import { addControls } from './controls.js';
import { createEvents, type Events } from './events.js';
import { openRecords } from './records.js';
import { addRoutes, datedVersions } from './routes.js';
import { createSearchIndex } from './search.js';
import { seedAccount } from './seed.js';

/** HubSpot allows 190 requests in ten seconds; the sandbox as good as any number, unless told. */
const SANDBOX_LIMIT = 100_000;

/** The account, where HUBSPOT_PORTAL_ID names none. */
const PORTAL = 44_237_313;

/** HubSpot's server for one test account: contacts, their properties, notes, the search, and webhooks. */
export const createHubspotSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, api, controls } = createSimulatorBase(options, () => events.sender);
  const { HUBSPOT_ACCESS_TOKEN: token = '', HUBSPOT_PORTAL_ID: portal } = options.credentials;
  const portalId = Number(portal || PORTAL);
  const records = openRecords(store);
  const events: Events = createEvents(store, options, records, portalId);
  const index = createSearchIndex(records);
  const contacts = createContacts(records, index, events);

  api.use(datedVersions, accessToken(token), rateLimit(options.rateLimit ?? SANDBOX_LIMIT), scopes(records));
  addRoutes(api, records, index, contacts, { portalId, token });
  api.use((_request, response) => refuse(response, notFound()));
  addControls(controls, records, contacts);

  return {
    vendor: VENDOR,
    app,
    faults,
    webhooks: events.sender,
    seed: () => seedAccount(records, contacts),
    close: async () => events.sender?.close(),
  };
};
