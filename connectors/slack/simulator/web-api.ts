import express, { type Request, type Response, type Router } from 'express';
import { checkBlocks, checkView, isObject } from './block-kit.js';
import type { ChannelRate } from './channel-rate.js';
import { decodeCursor, type HistoryQuery, type MessageContent, type Messages } from './messages.js';
import type { Modals } from './modals.js';
import { flag, limitOf, optional, readArguments, required } from './request-arguments.js';
import { SlackError } from './slack-error.js';
import type { SocketMode } from './socket-mode.js';
import { BOT, messageAnswer, TEAM, userAnswer, type MessageMetadata, type Workspace } from './workspace.js';

type Values = Record<string, unknown>;
type Method = (values: Values, request: Request) => Record<string, unknown>;

export interface WebApiParts {
  workspace: Workspace;
  messages: Messages;
  modals: Modals;
  rate: ChannelRate;
  botToken: string;
  appToken: string;
  socketMode: SocketMode;
}

/** https://docs.slack.dev/reference/methods/chat.postMessage: longer texts are refused. */
const TEXT_MAX = 40_000;
/** https://docs.slack.dev/reference/methods/chat.update: msg_too_long */
const UPDATE_TEXT_MAX = 4_000;
/** Bytes of metadata as JSON. */
const METADATA_MAX = 16_000;

/** The methods of the Web API, at /api/<method>. */
export function webApi(parts: WebApiParts): Router {
  const methods = webApiMethods(parts);
  const router = express.Router();
  router.all('/api/:method', (request, response) => {
    const name = request.params.method;
    try {
      const { token, values, warnings } = readArguments(request);
      const method = methods.get(name);
      if (!method) throw new SlackError('unknown_method', [], { req_method: name });
      if (token === undefined) throw new SlackError('not_authed');
      if (token !== parts.botToken && token !== parts.appToken) throw new SlackError('invalid_auth');
      const forApp = name === 'apps.connections.open';
      if ((token === parts.appToken) !== forApp) throw new SlackError('not_allowed_token_type');
      if (name === 'chat.postMessage' && throttled(parts.rate, values, response)) return;
      const answer = method(values, request);
      response.json({ ok: true, ...answer, ...(warnings.length > 0 ? warned(answer, warnings) : {}) });
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      response.json({
        ok: false,
        error: error.code,
        ...error.fields,
        ...(error.messages.length > 0 ? { response_metadata: { messages: error.messages } } : {}),
      });
    }
  });
  return router;
}

function throttled(rate: ChannelRate, values: Values, response: Response): boolean {
  const wait = rate.take(optional(values, 'channel') ?? '');
  if (wait === undefined) return false;
  response.status(429).set('Retry-After', String(wait)).json({ ok: false, error: 'ratelimited' });
  return true;
}

function warned(answer: Record<string, unknown>, warnings: string[]): Record<string, unknown> {
  const metadata = isObject(answer['response_metadata']) ? answer['response_metadata'] : {};
  return { warning: warnings.join(','), response_metadata: { ...metadata, warnings } };
}

function webApiMethods({ workspace, messages, modals, socketMode }: WebApiParts): ReadonlyMap<string, Method> {
  const user = (id: string) => {
    const found = workspace.users.get(id);
    if (!found) throw new SlackError('user_not_found');
    return found;
  };

  return new Map<string, Method>([
    [
      'auth.test',
      (_values, request) => ({
        url: `${ownUrl(request)}/`,
        team: TEAM.name,
        user: BOT.name,
        team_id: TEAM.id,
        user_id: BOT.userId,
        bot_id: BOT.id,
        is_enterprise_install: false,
      }),
    ],
    [
      'chat.postMessage',
      (values) => {
        const channel = required(values, 'channel', 'channel_not_found');
        const content = contentOf(values, TEXT_MAX);
        const message = messages.post(channel, content, optional(values, 'thread_ts'));
        return { channel: message.channel, ts: message.ts, message: messageAnswer(message, true) };
      },
    ],
    [
      'chat.update',
      (values) => {
        const channel = required(values, 'channel', 'channel_not_found');
        const ts = required(values, 'ts', 'message_not_found');
        const { text, blocks, metadata } = contentOf(values, UPDATE_TEXT_MAX);
        const message = messages.update(channel, ts, {
          ...(values['text'] === undefined ? {} : { text }),
          ...(values['blocks'] === undefined ? {} : { blocks }),
          ...(metadata ? { metadata } : {}),
        });
        return {
          channel: message.channel,
          ts: message.ts,
          text: message.text,
          message: messageAnswer(message, true),
        };
      },
    ],
    [
      'chat.postEphemeral',
      (values) => {
        const channel = required(values, 'channel', 'channel_not_found');
        const recipient = required(values, 'user', 'user_not_in_channel');
        const content = contentOf(values, TEXT_MAX);
        const message = messages.postEphemeral(channel, recipient, content, optional(values, 'thread_ts'));
        return { message_ts: message.ts };
      },
    ],
    [
      'conversations.history',
      (values) => messages.history(required(values, 'channel', 'channel_not_found'), historyQuery(values, 100, 999)),
    ],
    [
      'conversations.replies',
      (values) =>
        messages.replies(
          required(values, 'channel', 'channel_not_found'),
          required(values, 'ts', 'thread_not_found'),
          historyQuery(values, 1000, 1000),
        ),
    ],
    [
      'conversations.list',
      (values) =>
        paged('channels', values, () =>
          workspace.channels
            .all()
            .filter((channel) => !(channel.isArchived && flag(values, 'exclude_archived')))
            .map((channel) => ({
              id: channel.id,
              name: channel.name,
              name_normalized: channel.name,
              is_channel: true,
              is_private: false,
              is_archived: channel.isArchived,
              is_member: channel.isMember,
              context_team_id: TEAM.id,
            })),
        ),
    ],
    ['users.info', (values) => ({ user: userAnswer(user(required(values, 'user', 'user_not_found'))) })],
    [
      'users.lookupByEmail',
      (values) => {
        const email = required(values, 'email', 'users_not_found').toLowerCase();
        const found = workspace.users.all().find((one) => one.email?.toLowerCase() === email);
        if (!found) throw new SlackError('users_not_found');
        return { user: userAnswer(found) };
      },
    ],
    ['users.list', (values) => paged('members', values, () => workspace.users.all().map(userAnswer))],
    [
      'views.open',
      (values) => {
        const trigger = required(values, 'trigger_id');
        return { view: modals.open(trigger, checkView(values['view'])) };
      },
    ],
    [
      'views.update',
      (values) => {
        const view = checkView(values['view']);
        const id = optional(values, 'view_id');
        const externalId = optional(values, 'external_id');
        return { view: modals.update({ id, externalId, hash: optional(values, 'hash') }, view) };
      },
    ],
    ['apps.connections.open', (_values, request) => ({ url: socketMode.connectionUrl(ownUrl(request)) })],
  ]);
}

/** The simulator's URL, as the caller reached it. */
const ownUrl = (request: Request): string => `${request.protocol}://${request.get('host') ?? ''}${request.baseUrl}`;

function contentOf(values: Values, textMax: number): MessageContent {
  const text = optional(values, 'text') ?? '';
  const blocks = values['blocks'] === undefined ? [] : checkBlocks(values['blocks']);
  if (text === '' && blocks.length === 0) throw new SlackError('no_text');
  if (text.length > textMax) throw new SlackError('msg_too_long');
  const metadata = values['metadata'] === undefined ? undefined : metadataOf(values['metadata']);
  return { text, blocks, mrkdwn: flag(values, 'mrkdwn', true), ...(metadata ? { metadata } : {}) };
}

/** An empty object removes the metadata of an updated message. */
function metadataOf(given: unknown): MessageMetadata {
  if (!isObject(given)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(given).length > 0) {
    if (typeof given['event_type'] !== 'string' || !isObject(given['event_payload'])) {
      throw new SlackError('invalid_metadata_format');
    }
    if (Buffer.byteLength(JSON.stringify(given)) > METADATA_MAX) throw new SlackError('metadata_too_large');
  }
  return given as unknown as MessageMetadata;
}

function historyQuery(values: Values, limit: number, max: number): HistoryQuery {
  const bound = (name: 'oldest' | 'latest') => {
    const value = optional(values, name);
    if (value !== undefined && !/^\d+(\.\d+)?$/.test(value)) throw new SlackError(`invalid_ts_${name}`);
    return value === undefined ? {} : { [name]: value };
  };
  const cursor = optional(values, 'cursor');
  return {
    ...bound('oldest'),
    ...bound('latest'),
    inclusive: flag(values, 'inclusive'),
    limit: limitOf(values, limit, max),
    ...(cursor === undefined ? {} : { cursor }),
    withMetadata: flag(values, 'include_all_metadata'),
  };
}

function paged(name: string, values: Values, all: () => unknown[]): Record<string, unknown> {
  const limit = limitOf(values, 100, 1000);
  const cursor = optional(values, 'cursor');
  const start = cursor === undefined ? 0 : decodeCursor(cursor);
  const items = all();
  const next = start + limit < items.length ? Buffer.from(`next_ts:${start + limit}`).toString('base64') : '';
  return { [name]: items.slice(start, start + limit), response_metadata: { next_cursor: next } };
}
