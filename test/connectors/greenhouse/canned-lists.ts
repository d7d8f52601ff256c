import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConnectorContext } from '../../../connectors/connector.js';
import type { AtsConnector } from '../../../connectors/roles/ats.js';
import { connectTo, listen } from './servers.js';

/** What the server does beside listing, and how the connector is made. */
export interface Extras extends Pick<Partial<ConnectorContext>, 'bindings' | 'referral'> {
  /** What writes are answered. */
  answer?: unknown;
  onWrite?(body: unknown, path: string): void;
}

export type Rows = Record<string, unknown>[];

/**
 * A hand-written Greenhouse: each list answers the rows it is given, filtered by ids and parent ids as asked, two a page.
 * Gives what was asked of it besides tokens.
 */
export async function withLists<T>(
  lists: Record<string, Rows>,
  use: (ats: AtsConnector, urls: string[]) => Promise<T>,
  { answer = {}, onWrite, ...changes }: Extras = {},
): Promise<T> {
  const urls: string[] = [];
  const server = await listen((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (url.pathname === '/token') return void response.end(JSON.stringify({ access_token: 't', expires_in: 60 }));
    if (request.method !== 'GET') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        onWrite?.(JSON.parse(Buffer.concat(chunks).toString()), url.pathname);
        response.end(JSON.stringify(answer));
      });
      return;
    }
    urls.push(decodeURIComponent(url.pathname + url.search));
    const cursor = url.searchParams.get('cursor');
    const asked = new URLSearchParams(cursor ?? url.search);
    const rows = (lists[url.pathname] ?? []).filter((row) =>
      [...asked].every(([name, value]) => {
        const attribute = name.replace(/s$/, '');
        return !/^(\w+_)?ids$/.test(name) || value.split(',').includes(String(row[attribute]));
      }),
    );
    const from = Number(asked.get('from') ?? 0);
    asked.set('from', String(from + 2));
    if (rows.length > from + 2) {
      response.setHeader('link', `<${url.pathname}?cursor=${encodeURIComponent(asked.toString())}>; rel="next"`);
    }
    response.end(JSON.stringify(rows.slice(from, from + 2)));
  });
  const ats = connectTo(server.url, changes);
  try {
    return await use(ats, urls);
  } finally {
    await ats.close();
    await server.close();
  }
}
