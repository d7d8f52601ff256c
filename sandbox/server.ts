import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import express, { type Express } from 'express';
import { createBamboohrSimulator } from '../connectors/bamboohr/simulator/index.js';
import { createGreenhouseSimulator } from '../connectors/greenhouse/simulator/index.js';
import { createGustoSimulator } from '../connectors/gusto/simulator/simulator.js';
import { createSlackSimulator } from '../connectors/slack/simulator/simulator.js';
import { controlPage } from './control-page.js';
import { SANDBOX_CREDENTIALS } from './credentials.js';
import type { Simulator, SimulatorFactory } from './simulator.js';

export interface SandboxOptions {
  /** Folder for the simulators' state; without it, memory only. */
  stateFolder?: string;
  /** Where the webhooks go: hireline's public URL. */
  publicUrl: string;
  latencyMs?: number;
  timeScale?: number;
}

const VENDORS: Record<string, { create: SimulatorFactory; webhooks: string; secret: string }> = {
  greenhouse: {
    create: createGreenhouseSimulator,
    webhooks: '/webhooks/greenhouse',
    secret: SANDBOX_CREDENTIALS.GREENHOUSE_WEBHOOK_SECRET,
  },
  bamboohr: {
    create: createBamboohrSimulator,
    webhooks: '/webhooks/bamboohr',
    secret: SANDBOX_CREDENTIALS.BAMBOOHR_WEBHOOK_SECRET,
  },
  gusto: {
    create: createGustoSimulator,
    webhooks: '/webhooks/gusto',
    secret: SANDBOX_CREDENTIALS.GUSTO_WEBHOOK_SECRET,
  },
  slack: { create: createSlackSimulator, webhooks: '/slack/events', secret: SANDBOX_CREDENTIALS.SLACK_SIGNING_SECRET },
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
      webhookUrl: options.publicUrl + webhooks,
      webhookSecret: secret,
      credentials: { ...SANDBOX_CREDENTIALS },
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
