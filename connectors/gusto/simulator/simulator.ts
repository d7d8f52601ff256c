import type { Request, Response } from 'express';
import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { createAccessControl } from './access.js';
import { addressRoutes } from './addresses.js';
import { createAlterations } from './alterations.js';
import { notFound } from './answers.js';
import { controlRoutes } from './controls.js';
import { employeeRoutes, type Company } from './employees.js';
import { employmentRoutes } from './employments.js';
import { createEvents, type Events } from './events.js';
import { garnishmentRoutes } from './garnishments.js';
import { apiVersion, rollingLimit } from './headers.js';
import { compensationRoutes, jobRoutes } from './jobs.js';
import { onboardingRoutes } from './onboarding.js';
import { openPayrollRoutes } from './open-payrolls.js';
import { payrollRoutes } from './payrolls.js';
import { openRecords } from './records.js';
import { seedCompany } from './seed.js';

/** Gusto allows 200 requests in a rolling minute; the sandbox as good as any number, unless told. */
const SANDBOX_LIMIT = 100_000;

/** Gusto's server for one company, API version 2025-06-15, on the surface that GUSTO_SURFACE names. */
export const createGustoSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, api, controls } = createSimulatorBase(options, () => events.sender);
  const companyId = options.credentials['GUSTO_COMPANY_ID'] ?? '';
  const surface = options.credentials['GUSTO_SURFACE'] === 'app_integrations' ? 'app_integrations' : 'embedded';
  const records = openRecords(store);
  const events: Events = createEvents(store, options, companyId);
  const company: Company = { id: companyId, surface, records, events, alterations: createAlterations() };

  api.use(apiVersion);
  const access = createAccessControl(api, store, options);
  api.use('/v1', rollingLimit(options.rateLimit ?? SANDBOX_LIMIT));
  api.get('/v1/token_info', access.any, (request, response) => {
    response.json(
      access.kindOf(request) === 'system'
        ? { scope: 'public', resource: { type: 'Oauth::Application', uuid: APPLICATION }, resource_owner: null }
        : {
            scope: 'public employees:manage compensations:write',
            resource: { type: 'Company', uuid: companyId },
            resource_owner: { type: 'CompanyAdmin', uuid: ADMIN },
          },
    );
  });
  if (surface === 'app_integrations') EMBEDDED_ONLY.forEach((path) => api.all(path, notOnThisSurface));
  employeeRoutes(api, access, company);
  employmentRoutes(api, access, company);
  payrollRoutes(api, access, company);
  openPayrollRoutes(api, access, company);
  garnishmentRoutes(api, access, company);
  onboardingRoutes(api, access, company);
  jobRoutes(api, access, company);
  compensationRoutes(api, access, company);
  addressRoutes(api, access, company);
  events.routes(api, access);
  api.use((_request, response) => notFound(response));
  controlRoutes(controls, company);

  const { sender } = events;
  return {
    vendor: 'gusto',
    app,
    faults,
    webhooks: sender,
    seed: () => seedCompany(records),
    close: () => sender.close(),
  };
};

/** x-gusto-integration-type of these paths names "embedded" alone. */
const EMBEDDED_ONLY = [
  '/v1/employees/:id/jobs',
  '/v1/jobs/:id',
  '/v1/employees/:id/onboarding_status',
  '/v1/employees/:id/pay_stubs',
];

const notOnThisSurface = (_request: Request, response: Response): void => notFound(response);

const APPLICATION = '00000000-0000-4000-8000-00000000a991';
const ADMIN = '00000000-0000-4000-8000-00000000ad31';
