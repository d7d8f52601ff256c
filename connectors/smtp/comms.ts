import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectorContext } from '../connector.js';
import { callSignal } from '../http.js';
import type { CommsConnector } from '../roles/comms.js';
import { senderAddress } from '../sender-address.js';
import { requireTrace } from '../write-trace.js';
import { createAccessAudit } from './access-audit.js';
import { manifest, VENDOR } from './manifest.js';
import { composeMail, messageIdOf } from './message.js';
import { mailServer } from './server.js';
import { inSession } from './session.js';

/** @throws Error that names the variable at fault and what was expected. */
export function createSmtpComms({ environment, limiter, timeoutMs }: ConnectorContext): CommsConnector {
  const server = mailServer(environment);
  const from = senderAddress(environment, 'SMTP_FROM');

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: server.url,

    async checkConnection() {
      try {
        await inSession(server, { timeoutMs, signal: callSignal.getStore() }, () => Promise.resolve());
        return { ok: true, detail: `${server.url} ${server.credentials ? 'accepts the credentials' : 'answers'}` };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: createAccessAudit(server, () => ({ timeoutMs, signal: callSignal.getStore() })),

    async sendMail(message, trace) {
      requireTrace(trace, `a mail to ${VENDOR}`);
      const signal = callSignal.getStore();
      const content = await composeMail(message, from, trace, server.url);
      await limiter.acquire(VENDOR, signal);
      const envelope = { from: from.email, to: message.to.email };
      const status = await inSession(server, { timeoutMs, signal }, (session) => session.send(envelope, content));
      return {
        recordId: messageIdOf(message.messageKey, from),
        sentTo: server.url,
        payloadHash: createHash('sha256').update(content).digest('hex'),
        status,
      };
    },

    /** SMTP has no way to ask. */
    findMail: () => Promise.resolve({ outcome: 'unknown' }),

    // Each mail has a connection of its own: nothing is left open.
    close: () => Promise.resolve(),
  };
}
