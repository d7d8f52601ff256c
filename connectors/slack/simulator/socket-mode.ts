import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { jsonBody } from '../../../sandbox/simulator.js';
import { isObject } from './block-kit.js';
import { ACK_MS, type Answered } from './delivery.js';
import { APP } from './workspace.js';

/** Opens connections when the simulator is given no other app-level token. */
export const SANDBOX_APP_TOKEN = 'xapp-sandbox';

/** UNVERIFIED: the number on Slack's pages. */
const MAX_CONNECTIONS = 10;
/** Slack's client gives a connection up after 30 s without a ping. */
const PING_MS = 10_000;
/** A connection that was told to go is closed after this. */
const GRACE_MS = 10_000;

const HOST = 'applink-sandbox';

export const DISCONNECT_REASONS = ['warning', 'refresh_requested', 'link_disabled', 'too_many_websockets'] as const;
export type DisconnectReason = (typeof DISCONNECT_REASONS)[number];

/** Slack's end of the WebSockets. https://docs.slack.dev/apis/events-api/using-socket-mode */
export interface SocketMode {
  /** A URL below `base` that opens one connection, once. */
  connectionUrl(base: string): string;
  /** Takes a connection, with `request.url` as below the simulator's own path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many are open and not told to go. */
  connections(): number;
  /** Sends an interactive payload to one of the connections, and waits for its acknowledgement. */
  deliver(payload: Record<string, unknown>): Promise<Answered>;
  /** Tells all connections to go, as Slack does every few hours. */
  disconnect(reason: DisconnectReason): void;
  close(): void;
}

interface Waiting {
  socket: WebSocket;
  settle(answer: Answered): void;
  acceptsPayload: boolean;
}

export function createSocketMode(): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open: WebSocket[] = [];
  const waiting = new Map<string, Waiting>();

  const say = (socket: WebSocket, message: Record<string, unknown>) => socket.send(JSON.stringify(message));

  function dismiss(socket: WebSocket, reason: DisconnectReason): void {
    say(socket, { type: 'disconnect', reason, debug_info: { host: HOST }, connection_info: { app_id: APP.id } });
    const grace = setTimeout(() => socket.terminate(), GRACE_MS);
    socket.once('close', () => clearTimeout(grace));
  }

  function connected(socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    if (open.length >= MAX_CONNECTIONS) return dismiss(socket, 'too_many_websockets');
    open.push(socket);
    let alive = true;
    const pings = setInterval(() => {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
    }, PING_MS);
    socket.on('pong', () => (alive = true));
    socket.on('message', (data) => acknowledged(socket, data));
    socket.on('close', () => {
      clearInterval(pings);
      const index = open.indexOf(socket);
      if (index >= 0) open.splice(index, 1);
      for (const one of [...waiting.values()]) {
        if (one.socket === socket) one.settle({ ok: false, status: 0, error: 'connection_failed', body: '' });
      }
    });
    say(socket, {
      type: 'hello',
      num_connections: open.length,
      debug_info: { host: HOST, build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: APP.id },
    });
  }

  /** What is not the acknowledgement of something sent over this connection, and in time, means nothing. */
  function acknowledged(socket: WebSocket, data: RawData): void {
    const message = jsonBody(data.toString());
    const sent = waiting.get(String(message?.['envelope_id']));
    if (!sent || sent.socket !== socket) return;
    const payload = message?.['payload'];
    const hasAnswer = sent.acceptsPayload && isObject(payload) && Object.keys(payload).length > 0;
    sent.settle({ ok: true, status: 200, body: hasAnswer ? JSON.stringify(payload) : '' });
  }

  return {
    connectionUrl(base) {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${base.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${APP.id}`;
    },
    upgrade(request, socket, head) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname !== '/link/' || !tickets.delete(searchParams.get('ticket') ?? '')) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, connected);
    },
    connections: () => open.length,
    deliver(payload) {
      const socket = open.shift();
      if (!socket) return Promise.resolve({ ok: false, status: 0, error: 'connection_failed', body: '' });
      // Each in its turn.
      open.push(socket);
      const id = randomUUID();
      const acceptsPayload = payload['type'] === 'view_submission';
      return new Promise((resolve) => {
        const settle = (answer: Answered) => {
          clearTimeout(tooLate);
          waiting.delete(id);
          resolve(answer);
        };
        const timedOut: Answered = { ok: false, status: 0, error: 'operation_timeout', body: '' };
        const tooLate = setTimeout(() => settle(timedOut), ACK_MS);
        waiting.set(id, { socket, settle, acceptsPayload });
        say(socket, { envelope_id: id, type: 'interactive', accepts_response_payload: acceptsPayload, payload });
      });
    },
    disconnect(reason) {
      for (const socket of open.splice(0)) dismiss(socket, reason);
    },
    close() {
      for (const socket of server.clients) socket.terminate();
    },
  };
}
