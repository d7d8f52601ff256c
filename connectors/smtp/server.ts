import { isIP } from 'node:net';
import { requireVariable, type Environment } from '../../config/environment.js';

/** A mail server and how to sign in to it. */
export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where it is offered. */
  secure: boolean;
  /** Refuse to go on in the clear. */
  requireTls: boolean;
  credentials: { user: string; pass: string } | undefined;
  /** The address without credentials. */
  url: string;
}

/** @throws Error that names SMTP_URL and what was expected, without the URL: it holds a password. */
export function mailServer(environment: Environment): MailServer {
  const text = requireVariable(environment, 'SMTP_URL', 'a mail server: smtp://user:password@host:587');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('SMTP_URL is not a mail server: expected smtp://user:password@host:587 or smtps://….');
  }
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (secure ? 465 : 587);
  const credentials = url.username
    ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
    : undefined;
  return {
    host,
    port,
    secure,
    requireTls: credentials !== undefined && !secure && !isThisMachine(host),
    credentials,
    url: `${url.protocol}//${url.hostname}:${port}`,
  };
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
