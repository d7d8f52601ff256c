import type { NextFunction, Request, Response } from 'express';
import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { refuse, rfc2822 } from './answers.js';
import { controlRoutes } from './controls.js';
import { messageRoutes } from './messages.js';
import { newSid, openRecords } from './records.js';
import { createStatuses } from './statuses.js';

/** When the sandbox's account was made. */
const FOUNDED = '2024-01-15T09:00:00.000Z';

/**
 * Twilio's server for one account. Callbacks go where each text says, as Twilio's do: `webhookUrl` is not read.
 * `rateLimit` is how many requests it answers at once.
 */
export const createTwilioSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, api, controls } = createSimulatorBase(options, () => statuses.sender);
  const accountSid = options.credentials['TWILIO_ACCOUNT_SID'] ?? '';
  const records = openRecords(store);
  const statuses = createStatuses(store, records, accountSid, options);

  api.use((_request, response, next) => {
    response.set('Twilio-Request-Id', newSid('RQ'));
    next();
  });
  api.use(basicAuth(`${accountSid}:${options.credentials['TWILIO_AUTH_TOKEN'] ?? ''}`));
  if (options.rateLimit !== undefined) api.use(concurrencyLimit(options.rateLimit));
  api.get(`/2010-04-01/Accounts/${accountSid}.json`, (_request, response) => {
    response.json({
      sid: accountSid,
      owner_account_sid: accountSid,
      friendly_name: 'Acme sandbox',
      status: 'active',
      type: 'Full',
      date_created: rfc2822(FOUNDED),
      date_updated: rfc2822(FOUNDED),
      uri: `/2010-04-01/Accounts/${accountSid}.json`,
    });
  });
  messageRoutes(api, records, statuses, accountSid);
  api.use((request, response) => refuse(response, 404, 20404, `The requested resource ${request.path} was not found`));
  controlRoutes(controls, records, statuses);

  return {
    vendor: 'twilio',
    app,
    faults,
    webhooks: statuses.sender,
    // An account starts without texts.
    seed: () => undefined,
    close: () => statuses.close(),
  };
};

function basicAuth(credentials: string) {
  const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.get('authorization') === expected) return next();
    response.set('WWW-Authenticate', 'Basic realm="Twilio API"');
    refuse(response, 401, 20003, 'Authenticate');
  };
}

/** Twilio limits how many requests of an account are under way at once. https://www.twilio.com/docs/api/errors/20429 */
function concurrencyLimit(limit: number) {
  let underWay = 0;
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (underWay >= limit) return refuse(response, 429, 20429, 'Too Many Requests');
    underWay += 1;
    response.on('close', () => (underWay -= 1));
    next();
  };
}
