import { isIP } from 'node:net';
import type { Request } from 'express';
import type { Doorkeeper } from './session.js';

/**
 * Refuses requests to an open console that were sent to another name than this machine's: a page elsewhere whose
 * name was made to point here (DNS rebinding), and whoever comes through a tunnel that brings webhooks in, would read
 * people's data otherwise.
 */
export function ownHostOnly(): Doorkeeper {
  return (request, response, next) => {
    // Not request.hostname, which believes what a proxy, or whoever poses as one, says.
    const host = hostnameOf(request.headers.host);
    if (host !== undefined && isLoopback(host)) return next();
    return response.status(403).json({
      error: 'forbidden',
      reason:
        'The console is open on this machine only: the Host header names another one. Set CONSOLE_AUTH=users to sign in from elsewhere.',
    });
  };
}

/**
 * Refuses changes that a page of another site asks for in a person's browser. A browser says where a request comes
 * from (Origin, Sec-Fetch-Site), and sends JSON to another site only after asking; a program says none of these.
 */
export function ownPagesOnly(publicUrl: string): Doorkeeper {
  const publicOrigin = new URL(publicUrl).origin;
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return next();
    const { origin } = request.headers;
    const site = request.headers['sec-fetch-site'];
    const foreign =
      (origin !== undefined && origin !== publicOrigin && !isOriginOf(origin, request.headers.host)) ||
      (site !== undefined && site !== 'same-origin');
    if (foreign) {
      return response
        .status(403)
        .json({ error: 'forbidden', reason: 'The request comes from a page of another site.' });
    }
    const fromBrowser = origin !== undefined || site !== undefined || request.headers.referer !== undefined;
    if ((fromBrowser || hasBody(request)) && !saysJson(request)) {
      return response
        .status(415)
        .json({ error: 'unsupported_media_type', reason: 'Content-Type: expected application/json' });
    }
    return next();
  };
}

const saysJson = (request: Request): boolean =>
  request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/json';

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

function isOriginOf(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

function hostnameOf(host: string | undefined): string | undefined {
  const url = `http://${host ?? ''}`;
  return host && URL.canParse(url) ? new URL(url).hostname : undefined;
}

export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
