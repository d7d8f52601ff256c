import { createSimulatorBase, type Simulator, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import { createAccess } from './access.js';
import { sandboxControls, seedAccount } from './controls.js';
import { employeeList } from './employee-list.js';
import { employeeRoutes } from './employee-routes.js';
import { createNotifier, type Notifier } from './notifier.js';
import { reportRoutes } from './report-routes.js';
import { openAccount } from './state.js';
import { webhookRoutes } from './webhook-routes.js';
import { createWrites } from './writes.js';

const COMPANY_DOMAIN = 'acme';
/** How often future rows are looked at for having taken effect. */
const SWEEP_MS = 60_000;

/** BambooHR's API for one made-up company. */
export const createBamboohrSimulator: SimulatorFactory = (options): Simulator => {
  const base = createSimulatorBase(options, () => notifier.sender);
  const account = openAccount(base.store);
  const notifier: Notifier = createNotifier(base.store, account, options);
  const writes = createWrites(account, notifier);
  const { sender } = notifier;

  base.api.use(
    createAccess({
      apiKey: options.credentials['BAMBOOHR_API_KEY'] ?? SANDBOX_CREDENTIALS.BAMBOOHR_API_KEY,
      rateLimit: options.rateLimit,
      timeScale: options.timeScale ?? 1,
    }),
  );
  // Fixed paths go before /employees/:id.
  reportRoutes(base.api, account);
  employeeList(base.api, account);
  webhookRoutes(base.api, notifier);
  employeeRoutes(base.api, account, writes, COMPANY_DOMAIN);
  sandboxControls(base.controls, account, writes);

  const sweep = setInterval(() => writes.announceDue(), SWEEP_MS);
  sweep.unref();

  return {
    vendor: 'bamboohr',
    app: base.app,
    faults: base.faults,
    webhooks: sender,
    seed: () => seedAccount(account),
    async close() {
      clearInterval(sweep);
      await sender.close();
    },
  };
};
