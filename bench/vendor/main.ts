import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createAdvocacy } from './advocacy.js';
import { ats } from './ats.js';
import type { Answer, Routes } from './answer.js';
import { createHris } from './hris.js';
import { createPlain } from './plain.js';
import { createReferred } from './referred.js';
import { createWritten } from './written.js';

/**
 * The vendors of both programs in one process: as little work as possible for an answer, each after VENDOR_LATENCY_MS.
 * GET /bench/state tells what they have seen.
 */
const latencyMs = Number(process.env['VENDOR_LATENCY_MS'] ?? 20);
const written = createWritten();
const referred = createReferred();
const routes: Readonly<Record<string, Routes>> = {
  greenhouse: (request) => referred(request) ?? ats(request),
  saasquatch: createAdvocacy(process.env['VENDOR_DATA_DIR'] ?? '.'),
  bamboohr: createHris(written),
  plain: createPlain(written),
};
let requests = 0;

const server = createServer((request, response) => {
  if (request.url === '/bench/state') return send(response, { status: 200, body: { requests, ...written.state() } });
  requests += 1;
  if (request.method === 'GET') return later(request, response, '');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => later(request, response, Buffer.concat(chunks).toString('utf8')));
});

function later(request: IncomingMessage, response: ServerResponse, body: string): void {
  setTimeout(() => send(response, answer(request, body)), latencyMs);
}

function answer({ method = '', url = '' }: IncomingMessage, body: string): Answer {
  const [target = '', search] = url.split('?');
  const [, vendor = '', ...path] = target.split('/');
  const answered = routes[vendor]?.({
    method,
    path: `/${path.join('/')}`,
    query: new URLSearchParams(search),
    body,
  });
  if (!answered) console.error(`${method} ${target} is not known here`);
  return answered ?? { status: 404 };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    ...(text ? { 'content-type': 'application/json' } : {}),
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

server.keepAliveTimeout = 120_000;
server.listen(Number(process.env['VENDOR_PORT']), '127.0.0.1', () => process.send?.({ ready: true }));
process.on('SIGTERM', () => process.exit());
