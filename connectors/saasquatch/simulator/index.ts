import express from 'express';
import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { VENDOR } from '../manifest.js';
import { apiKey, rateLimit } from './access.js';
import { notFound } from './answers.js';
import { addControls } from './controls.js';
import { createHooks, type Hooks } from './hooks.js';
import { openRecords } from './records.js';
import { addPublicRoutes, addRoutes } from './routes.js';
import { seedTenant } from './seed.js';
import { createUsers } from './users.js';

/** SaaSquatch's server for one tenant. `webhookSecret` is the private key (PKCS #8 PEM) that signs webhooks. */
export const createSaasquatchSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, api, controls } = createSimulatorBase(options, () => hooks.sender);
  const alias = options.credentials['SAASQUATCH_TENANT'] ?? '';
  const key = options.credentials['SAASQUATCH_API_KEY'] ?? '';
  const records = openRecords(store);
  const hooks: Hooks = createHooks(store, records, options, { alias, apiKey: key });
  const users = createUsers(records, hooks);

  const tenant = express.Router();
  addPublicRoutes(tenant, records);
  tenant.use(apiKey(key));
  addRoutes(tenant, records, users, hooks);
  api.get('/.well-known/jwks.json', (_request, response) => void response.json(hooks.keySet()));
  api.use(`/api/v1/${alias}`, rateLimit(options.rateLimit), tenant);
  api.use((_request, response) => notFound(response, 'Tenant or path'));
  addControls(controls, records, users, hooks);

  return {
    vendor: VENDOR,
    app,
    faults,
    webhooks: hooks.sender,
    seed: () => seedTenant(records, users),
    close: () => hooks.sender.close(),
  };
};
