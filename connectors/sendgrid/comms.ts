import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { CommsConnector, SentMessage } from '../roles/comms.js';
import { senderAddress } from '../sender-address.js';
import { parseAnswer } from '../wire.js';
import { createAccessAudit } from './access-audit.js';
import { createSendgridClient } from './client.js';
import { mailBody } from './mail-body.js';
import { manifest, VENDOR } from './manifest.js';
import { requirePublicKeys } from './signature.js';
import { ActivityMessages, messageIdOf, Scopes, type ActivityMessage } from './wire.js';

const SEND = '/v3/mail/send';
const ACTIVITY = '/v3/messages';

/** From a gateway that got no answer from what is behind it, which may have taken the mail all the same. */
const GATEWAY_ERRORS = [502, 504];

/** Answers of an account or an API key that does not have Email Activity. */
const NO_ACTIVITY = [402, 403, 404];

/** @throws Error that names the variable at fault and what was expected. */
export function createSendgridComms(context: ConnectorContext): CommsConnector {
  const from = senderAddress(context.environment, 'SENDGRID_FROM');
  requirePublicKeys(context.environment);
  const client = createSendgridClient(context);
  const { mail, activity } = client;

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: mail.baseUrl,

    async checkConnection() {
      try {
        const response = await mail.read({ method: 'GET', path: '/v3/scopes' });
        const { scopes } = parseAnswer(VENDOR, 'GET /v3/scopes', Scopes, response);
        return scopes.includes('mail.send')
          ? { ok: true, detail: `the API key may send mail at ${mail.baseUrl}` }
          : { ok: false, detail: 'the API key lacks the scope mail.send' };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: createAccessAudit(client, context.environment),

    async sendMail(message, trace) {
      const customArgs = mail.traced({ message_key: message.messageKey }, SEND, trace);
      const { response, ...receipt } = await mail.write(
        { method: 'POST', path: SEND, json: mailBody(message, from, customArgs), accept: GATEWAY_ERRORS },
        trace,
        ({ headers }) => headers['x-message-id'] || undefined,
      );
      if (!GATEWAY_ERRORS.includes(response.status)) return receipt;
      // Without the status: with it, the mail would count as not taken.
      throw vendorFailure(FailureType.VendorUnavailable, `${response.status} from a gateway`, {
        vendor: VENDOR,
        operation: `POST ${SEND}`,
      });
    },

    /** Activity lags behind, and is kept for some days only: what is not found may have been sent all the same. */
    async findMail(messageKey, since): Promise<SentMessage> {
      // The query language documents no way to write these.
      if (/["\\]/.test(messageKey)) return { outcome: 'unknown' };
      const query = { query: `unique_args['message_key']="${messageKey}"`, limit: 10 };
      const response = await activity.read({ method: 'GET', path: ACTIVITY, query, accept: NO_ACTIVITY });
      if (NO_ACTIVITY.includes(response.status)) return { outcome: 'unknown' };
      const { messages } = parseAnswer(VENDOR, `GET ${ACTIVITY}`, ActivityMessages, response);
      const found = messages.find((one) => !isBefore(one, since));
      return found ? { outcome: 'sent', messageId: messageIdOf(found.msg_id) } : { outcome: 'unknown' };
    },

    async close() {
      await Promise.all([mail.close(), activity.close()]);
    },
  };
}

/** Times are whole seconds: one that began before `since` may have ended after it. */
const isBefore = ({ last_event_time: last }: ActivityMessage, since: Date): boolean =>
  last ? Date.parse(last) + 1000 <= since.getTime() : false;
