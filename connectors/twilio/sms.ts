import { ApplicationFailure } from '@temporalio/common';
import { requireVariable } from '../../config/environment.js';
import { publicUrl } from '../../config/links.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { HttpResponse } from '../http.js';
import type { SentMessage, SmsConnector } from '../roles/comms.js';
import { parseAnswer } from '../wire.js';
import { createAccessAudit } from './access-audit.js';
import { createTwilioClient } from './client.js';
import { manifest, VENDOR } from './manifest.js';
import { callbackUrl } from './status-callback.js';
import { Account, CreatedMessage, MessagePage, type Message } from './wire.js';

/** After these a text may have been taken; only 429 is documented as never processed. */
const AMBIGUOUS = [500, 502, 503, 504];

/** Twilio's largest page, and how many are read of the texts to one number. */
const PAGE_SIZE = 1000;
const PAGES = 5;

/** @throws Error that names the variable at fault and what was expected. */
export function createTwilioSms(context: ConnectorContext): SmsConnector {
  const client = createTwilioClient(context);
  const { http, account } = client;
  const from = requireVariable(context.environment, 'TWILIO_FROM', 'a number, or a messaging service MG…');
  const sender: Record<string, string> = /^MG[0-9a-f]{32}$/i.test(from)
    ? { MessagingServiceSid: from }
    : { From: from };
  const ourUrl = publicUrl(context.environment);
  const messages = `${account}/Messages.json`;

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: http.baseUrl,

    async checkConnection() {
      try {
        const path = `${account}.json`;
        const { status } = parseAnswer(VENDOR, `GET ${path}`, Account, await http.read({ method: 'GET', path }));
        return status === 'active'
          ? { ok: true, detail: `the account is active at ${http.baseUrl}` }
          : { ok: false, detail: 'the account is not active' };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: createAccessAudit(client, context.environment),

    async sendText(message, trace) {
      const form = {
        To: message.to,
        ...sender,
        Body: message.body,
        StatusCallback: callbackUrl(ourUrl, message.messageKey),
      };
      const { response, ...receipt } = await http.write(
        { method: 'POST', path: messages, form, accept: AMBIGUOUS },
        trace,
        sidOf,
      );
      if (!AMBIGUOUS.includes(response.status)) return receipt;
      // Without the status: with it, the text would count as not taken.
      throw vendorFailure(FailureType.VendorUnavailable, `${response.status} instead of an outcome`, {
        vendor: VENDOR,
        operation: `POST ${messages}`,
      });
    },

    /**
     * Compares the texts to this number, newest first. `DateSent` is not asked for: it is empty while a text is queued,
     * and a queued text was taken. Nor can a text carry its key: two equal texts to one number count as one.
     */
    async findText(message, since): Promise<SentMessage> {
      for (let page = 0; page < PAGES; page += 1) {
        const query = { To: message.to, PageSize: PAGE_SIZE, Page: page };
        const response = await http.read({ method: 'GET', path: messages, query });
        const answer = parseAnswer(VENDOR, `GET ${messages}`, MessagePage, response);
        const recent = answer.messages.filter((one) => isOutbound(one) && !isBefore(one, since));
        const found = recent.find((one) => isSameText(one.body ?? '', message.body));
        if (found) return { outcome: 'sent', messageId: found.sid };
        // Twilio can be told to keep no bodies: then this could be the text, or another.
        if (recent.some((one) => !one.body)) return { outcome: 'unknown' };
        if (!answer.next_page_uri || answer.messages.some((one) => isBefore(one, since))) {
          return { outcome: 'not_sent' };
        }
      }
      return { outcome: 'unknown' };
    },

    close: () => http.close(),
  };
}

/** An answer that cannot be read does not undo the text: it is a success without an id. */
function sidOf({ text }: HttpResponse): string | undefined {
  try {
    return CreatedMessage.safeParse(JSON.parse(text)).data?.sid;
  } catch {
    return undefined;
  }
}

const isOutbound = ({ direction }: Message): boolean => !direction?.startsWith('inbound');

/** Dates are whole seconds: one that began before `since` may have ended after it. */
const isBefore = ({ date_created: created }: Message, since: Date): boolean =>
  created ? Date.parse(created) + 1000 <= since.getTime() : false;

/**
 * Trial accounts put a sentence in front, and smart encoding replaces quotes, dashes and spaces
 * (https://www.twilio.com/docs/messaging/services#smart-encoding): letters and digits decide.
 */
function isSameText(kept: string, sent: string): boolean {
  const letters = (text: string) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
  const wanted = letters(sent);
  return wanted === '' ? kept.trim() === sent.trim() : letters(kept).endsWith(wanted);
}
