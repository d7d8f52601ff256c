import { ApplicationFailure } from '@temporalio/common';
import { requireVariable } from '../../config/environment.js';
import type { ConnectorContext } from '../connector.js';
import type { ChatConnector, ChatMessageRef } from '../roles/chat.js';
import { createAccessAudit } from './access-audit.js';
import { noticeMessage } from './blocks/notice-message.js';
import { escapeMrkdwn, fit, TEXT_LIMIT } from './blocks/mrkdwn.js';
import { createSlackClient, METADATA_EVENT_TYPE, type SlackClient } from './client.js';
import { manifest, VENDOR } from './manifest.js';
import { AuthTest, UserInfo, type HistoryMessage } from './wire.js';
import { FailureType } from '../../workflows/failure-types.js';

/** Our clock and Slack's may differ by so much; a reference is unique, so looking back too far does no harm. */
const CLOCK_SKEW_MS = 5 * 60_000;

const NOT_TOLD: readonly string[] = [
  ...[FailureType.VendorUnauthorized, FailureType.VendorRejected],
  ...[FailureType.VendorNotFound, FailureType.VendorContract],
];

/** Replies to messages older than this are not looked for. */
const THREAD_AGE_MS = 30 * 24 * 3_600_000;

/**
 * The chat role played by Slack. Reads SLACK_API_URL and SLACK_BOT_TOKEN.
 * @throws Error that names the variable at fault.
 */
export function createSlackConnector(context: ConnectorContext): ChatConnector {
  const { environment, limiter, timeoutMs } = context;
  const token = requireVariable(environment, 'SLACK_BOT_TOKEN', 'a bot token such as "xoxb-…"');
  const baseUrl = environment['SLACK_API_URL']?.trim() || String(manifest.productionUrl);
  if (!URL.canParse(baseUrl)) {
    throw new Error('SLACK_API_URL is not a URL: expected one that ends with /api/, such as https://slack.com/api/.');
  }
  const client = createSlackClient({ baseUrl, token, limiter, timeoutMs });

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.baseUrl,

    async checkConnection() {
      try {
        const { team, user } = await client.read('auth.test', {}, AuthTest);
        return { ok: true, detail: `workspace ${team ?? 'without a name'}, as ${user ?? 'a bot without a name'}` };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: createAccessAudit(client, environment),

    async post(channelId, notice, reference, trace) {
      const message = { channel: channelId, ...noticeMessage(notice), unfurl_links: false, unfurl_media: false };
      const posted = await client.write('chat.postMessage', message, { reference }, trace);
      return { ...posted.receipt, ref: { channelId: posted.channelId, messageId: posted.messageId } };
    },

    async reply(to, { text, mention = [] }, reference, trace) {
      const message = {
        channel: to.channelId,
        thread_ts: to.messageId,
        text: fit([...mention.map((id) => `<@${id}>`), escapeMrkdwn(text)].join(' '), TEXT_LIMIT),
        unfurl_links: false,
        unfurl_media: false,
      };
      const posted = await client.write('chat.postMessage', message, { reference }, trace);
      return { ...posted.receipt, ref: { channelId: posted.channelId, messageId: posted.messageId } };
    },

    async update(ref, notice, trace) {
      const message = { channel: ref.channelId, ts: ref.messageId, ...noticeMessage(notice) };
      return (await client.write('chat.update', message, {}, trace)).receipt;
    },

    async emailOf(userId) {
      try {
        const { user } = await client.read('users.info', { user: userId }, UserInfo);
        return user.profile?.email?.trim().toLowerCase() || null;
      } catch (error) {
        // It is not told without the scope users:read.email, nor of somebody of another workspace.
        if (error instanceof ApplicationFailure && NOT_TOLD.includes(error.type ?? '')) return null;
        throw error;
      }
    },

    findMessage: (channelId, reference, since) => findMessage(client, channelId, reference, since),

    close: () => client.close(),
  };
}

/** First among the channel's messages, then, as its history leaves replies out, in the threads with new ones. */
async function findMessage(
  client: SlackClient,
  channelId: string,
  reference: string,
  since: Date,
): Promise<ChatMessageRef | undefined> {
  const from = since.getTime() - CLOCK_SKEW_MS;
  const found = (message: HistoryMessage) => ({ channelId, messageId: message.ts });

  const history = { channel: channelId, inclusive: 'true' };
  for await (const message of client.messages('conversations.history', { ...history, oldest: timestamp(from) })) {
    if (carries(message, reference)) return found(message);
  }
  const parents = client.messages('conversations.history', { ...history, oldest: timestamp(from - THREAD_AGE_MS) });
  for await (const parent of parents) {
    if (!parent.latest_reply || Number(parent.latest_reply) * 1000 < from) continue;
    const thread = { ...history, ts: parent.ts, oldest: timestamp(from) };
    for await (const message of client.messages('conversations.replies', thread)) {
      if (carries(message, reference)) return found(message);
    }
  }
  return undefined;
}

function carries({ metadata }: HistoryMessage, reference: string): boolean {
  return metadata?.event_type === METADATA_EVENT_TYPE && metadata.event_payload?.['reference'] === reference;
}

/** Seconds with six decimals, as Slack writes times. */
function timestamp(milliseconds: number): string {
  return `${(Math.max(0, milliseconds) / 1000).toFixed(3)}000`;
}
