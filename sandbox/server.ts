import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import express, { type Express } from 'express';
import { createBamboohrSimulator } from '../connectors/bamboohr/simulator/index.js';
import { createCheckrSimulator } from '../connectors/checkr/simulator/index.js';
import { createCodesignalSimulator } from '../connectors/codesignal/simulator/index.js';
import { createEngagementSimulator } from '../connectors/engagement/simulator/index.js';
import { createGoogleCalendarSimulator } from '../connectors/google-calendar/simulator/index.js';
import { createGreenhouseSimulator } from '../connectors/greenhouse/simulator/index.js';
import { createGrowsurfSimulator } from '../connectors/growsurf/simulator/index.js';
import { createGustoSimulator } from '../connectors/gusto/simulator/simulator.js';
import { createHubspotSimulator } from '../connectors/hubspot/simulator/index.js';
import { createSaasquatchSimulator } from '../connectors/saasquatch/simulator/index.js';
import { createSendgridSimulator } from '../connectors/sendgrid/simulator/index.js';
import { createSlackSimulator } from '../connectors/slack/simulator/simulator.js';
import { createTwilioSimulator } from '../connectors/twilio/simulator/index.js';
import { controlPage } from './control-page.js';
import { SANDBOX_CREDENTIALS } from './credentials.js';
import type { SandboxKeys } from './keys.js';
import type { Simulator, SimulatorFactory } from './simulator.js';

export interface SandboxOptions {
  /** Folder for the simulators' state; without it, memory only. */
  stateFolder?: string;
  /** Where the webhooks go: hireline's public URL. */
  publicUrl: string;
  keys: SandboxKeys;
  latencyMs?: number;
  timeScale?: number;
}

interface Vendor {
  create: SimulatorFactory;
  /** Route of its webhooks, where it sends any. */
  webhooks?: string;
  /** What it signs them with. */
  secret?: (keys: SandboxKeys) => string;
}

const VENDORS: Record<string, Vendor> = {
  greenhouse: {
    create: createGreenhouseSimulator,
    webhooks: '/webhooks/greenhouse',
    secret: () => SANDBOX_CREDENTIALS.GREENHOUSE_WEBHOOK_SECRET,
  },
  bamboohr: {
    create: createBamboohrSimulator,
    webhooks: '/webhooks/bamboohr',
    secret: () => SANDBOX_CREDENTIALS.BAMBOOHR_WEBHOOK_SECRET,
  },
  gusto: {
    create: createGustoSimulator,
    webhooks: '/webhooks/gusto',
    secret: () => SANDBOX_CREDENTIALS.GUSTO_WEBHOOK_SECRET,
  },
  slack: {
    create: createSlackSimulator,
    webhooks: '/slack/events',
    secret: () => SANDBOX_CREDENTIALS.SLACK_SIGNING_SECRET,
  },
  'google-calendar': { create: createGoogleCalendarSimulator },
  sendgrid: {
    create: createSendgridSimulator,
    webhooks: '/webhooks/sendgrid',
    secret: (keys) => keys.sendgridPrivateKey,
  },
  twilio: {
    create: createTwilioSimulator,
    webhooks: '/webhooks/twilio',
    secret: () => SANDBOX_CREDENTIALS.TWILIO_AUTH_TOKEN,
  },
  checkr: {
    create: createCheckrSimulator,
    webhooks: '/webhooks/checkr',
    secret: () => SANDBOX_CREDENTIALS.CHECKR_API_KEY,
  },
  codesignal: {
    create: createCodesignalSimulator,
    webhooks: '/webhooks/codesignal',
    secret: () => SANDBOX_CREDENTIALS.CODESIGNAL_WEBHOOK_SECRET,
  },
  saasquatch: {
    create: createSaasquatchSimulator,
    webhooks: '/webhooks/saasquatch',
    secret: (keys) => keys.saasquatchPrivateKey,
  },
  hubspot: {
    create: createHubspotSimulator,
    webhooks: '/webhooks/hubspot',
    secret: () => SANDBOX_CREDENTIALS.HUBSPOT_CLIENT_SECRET,
  },
  engagement: {
    create: createEngagementSimulator,
    webhooks: '/webhooks/engagement',
    secret: () => SANDBOX_CREDENTIALS.ENGAGEMENT_WEBHOOK_SECRET,
  },
  growsurf: {
    create: createGrowsurfSimulator,
    webhooks: '/webhooks/growsurf',
    secret: () => SANDBOX_CREDENTIALS.GROWSURF_WEBHOOK_SECRET,
  },
};

export interface Sandbox {
  app: Express;
  simulators: Record<string, Simulator>;
  close(): Promise<void>;
}

/** All simulators behind one address, each below /<vendor>, and a control page at /. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const app = express();
  app.disable('x-powered-by');
  const simulators: Record<string, Simulator> = {};
  for (const [vendor, { create, webhooks, secret }] of Object.entries(VENDORS)) {
    const simulator = create({
      ...(options.stateFolder ? { stateFile: join(options.stateFolder, `${vendor}.jsonl`) } : {}),
      ...(webhooks ? { webhookUrl: options.publicUrl + webhooks } : {}),
      webhookSecret: secret?.(options.keys) ?? '',
      credentials: { ...SANDBOX_CREDENTIALS, GOOGLE_SERVICE_ACCOUNT_KEY_FILE: options.keys.googleKeyFile },
      ...(options.latencyMs ? { latencyMs: options.latencyMs } : {}),
      ...(options.timeScale ? { timeScale: options.timeScale } : {}),
    });
    simulator.seed();
    simulators[vendor] = simulator;
    app.use(`/${vendor}`, simulator.app);
  }
  app.use(controlPage(simulators, options.publicUrl));
  return {
    app,
    simulators,
    async close() {
      await Promise.all(Object.values(simulators).map((simulator) => simulator.close()));
    },
  };
}

/** Serves a sandbox on this machine only. */
export function serveSandbox(sandbox: Sandbox, port: number): Promise<Server> {
  const server = createServer(sandbox.app);
  server.on('upgrade', (request, socket, head) => upgrade(sandbox, request, socket, head));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** Hands a WebSocket to the simulator it is for, its path without /<vendor>, as its routes see theirs. */
function upgrade(sandbox: Sandbox, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const [, vendor = '', path = '/'] = /^\/([^/?]*)(\/.*)?$/.exec(request.url ?? '') ?? [];
  const simulator = sandbox.simulators[vendor];
  if (!simulator?.upgrade) {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  request.url = path;
  simulator.upgrade(request, socket, head);
}
