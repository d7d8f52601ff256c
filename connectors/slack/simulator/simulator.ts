import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import { createSimulatorBase, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { VENDOR } from '../manifest.js';
import { createChannelRate } from './channel-rate.js';
import { addControls } from './controls.js';
import { createDelivery } from './delivery.js';
import { createInteractions } from './interactions.js';
import { createMessages } from './messages.js';
import { createModals } from './modals.js';
import { addPage } from './page/page.js';
import { responseUrls } from './response-urls.js';
import { createSocketMode, SANDBOX_APP_TOKEN } from './socket-mode.js';
import { webApi } from './web-api.js';
import { openWorkspace } from './workspace.js';

/**
 * A Slack workspace: the Web API at /api/<method>, response_urls at /actions/…, Socket Mode at /link/, a page to read
 * and click at /. Clicks go over an open socket, else to `options.webhookUrl`, and are never retried, so there is no
 * webhook sender.
 */
export const createSlackSimulator: SimulatorFactory = (options) => {
  const base = createSimulatorBase(options, () => undefined);
  const workspace = openWorkspace(base.store);
  const messages = createMessages(workspace);
  const modals = createModals();
  const socketMode = createSocketMode();
  const { webhookUrl, webhookSecret: signingSecret } = options;
  const deliver = createDelivery({ socketMode, webhookUrl, signingSecret });
  const interactions = createInteractions({ workspace, messages, modals, deliver });

  base.api.use(
    webApi({
      workspace,
      messages,
      modals,
      rate: createChannelRate(options.rateLimit),
      botToken: options.credentials['SLACK_BOT_TOKEN'] ?? SANDBOX_CREDENTIALS.SLACK_BOT_TOKEN,
      appToken: options.credentials['SLACK_APP_TOKEN'] ?? SANDBOX_APP_TOKEN,
      socketMode,
    }),
  );
  base.api.use(responseUrls(workspace, messages));
  addControls(base.controls, { workspace, messages, modals, interactions, socketMode });
  addPage(base, { workspace, messages, modals });

  return {
    vendor: VENDOR,
    app: base.app,
    faults: base.faults,
    webhooks: undefined,
    upgrade: socketMode.upgrade,
    seed: () => workspace.seed(),
    close: () => Promise.resolve(socketMode.close()),
  };
};
