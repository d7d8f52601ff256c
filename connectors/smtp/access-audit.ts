import type { AccessFinding } from '../connector.js';
import { arrival, ask, rateLimitFinding } from '../access-findings.js';
import { manifest } from './manifest.js';
import type { MailServer } from './server.js';
import { inSession, type SessionOptions } from './session.js';

/** CommsConnector.auditAccess. @param options made anew for each session. */
export function createAccessAudit(server: MailServer, options: () => SessionOptions) {
  return async (): Promise<AccessFinding[]> => {
    const signedIn = server.credentials ? 'The server takes the credentials.' : 'The server asks for no credentials.';
    const first = await ask(() => inSession(server, options(), () => Promise.resolve()));
    return [
      ...arrival(manifest.title, server.url, 'SMTP_URL', first, signedIn),
      {
        check: 'environment',
        subject: server.host,
        status: 'unknown',
        detail: 'A mail server does not tell test mail from real mail.',
      },
      {
        check: 'permission',
        subject: 'SMTP_FROM',
        status: 'unknown',
        detail: 'Whether the server takes mail from this sender shows when the first one is sent.',
      },
      rateLimitFinding({}, 'SMTP names no limit.'),
    ];
  };
}
