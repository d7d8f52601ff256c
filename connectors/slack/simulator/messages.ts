import { SlackError } from './slack-error.js';
import {
  BOT,
  messageAnswer,
  messageKey,
  type Block,
  type Channel,
  type Message,
  type MessageMetadata,
  type Workspace,
} from './workspace.js';

export interface MessageContent {
  text: string;
  blocks: Block[];
  metadata?: MessageMetadata;
  mrkdwn?: boolean;
}

export interface HistoryQuery {
  oldest?: string;
  latest?: string;
  inclusive: boolean;
  limit: number;
  cursor?: string;
  withMetadata: boolean;
}

export interface Messages {
  post(channel: string, content: MessageContent, threadTs?: string): Message;
  postEphemeral(channel: string, user: string, content: MessageContent, threadTs?: string): Message;
  /** Replaces what is given; `blocks: undefined` with a text removes the blocks, as chat.update documents. */
  update(channel: string, ts: string, change: Partial<MessageContent>): Message;
  remove(channel: string, ts: string): void;
  /** What a person wrote. */
  say(message: Message): Message;
  find(channel: string, ts: string): Message | undefined;
  /** All messages of a channel in order of time; ephemeral ones only for this user. */
  inChannel(channel: string, user?: string): Message[];
  history(channel: string, query: HistoryQuery): Record<string, unknown>;
  replies(channel: string, ts: string, query: HistoryQuery): Record<string, unknown>;
  /** Goes up with every change, for those who wait for one. */
  readonly revision: number;
}

export function createMessages(workspace: Workspace): Messages {
  const { channels, messages } = workspace;
  let revision = 1;

  function put(message: Message): Message {
    revision += 1;
    return messages.put(messageKey(message.channel, message.ts), message);
  }

  /** The channel to write to. */
  function writable(id: string): Channel {
    const channel = readable(id);
    if (channel.isArchived) throw new SlackError('is_archived');
    return channel;
  }

  function readable(id: string): Channel {
    const channel = channels.get(id) ?? channels.all().find(({ name }) => `#${name}` === id || name === id);
    if (!channel) throw new SlackError('channel_not_found');
    if (!channel.isMember) throw new SlackError('not_in_channel');
    return channel;
  }

  function parentTs(channel: string, threadTs: string | undefined): string | undefined {
    if (threadTs === undefined) return undefined;
    const parent = find(channel, threadTs);
    if (!parent || parent.ephemeralFor) throw new SlackError('thread_not_found');
    return parent.threadTs ?? parent.ts;
  }

  function add(channelId: string, { text, blocks, metadata, mrkdwn = true }: MessageContent, extra: Partial<Message>) {
    return put({
      channel: channelId,
      ts: workspace.nextTs(),
      user: BOT.userId,
      text,
      blocks: withBlockIds(blocks),
      mrkdwn,
      ...(metadata ? { metadata } : {}),
      ...extra,
    });
  }

  const find = (channel: string, ts: string) => messages.get(messageKey(channel, ts));

  const inChannel = (channel: string, user?: string) =>
    messages
      .all()
      .filter((message) => message.channel === channel)
      .filter(({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === user)
      .sort((a, b) => Number(a.ts) - Number(b.ts));

  /** A parent carries its thread's counts. */
  function answer(message: Message, all: Message[], withMetadata: boolean): Record<string, unknown> {
    const replies = all.filter(({ threadTs }) => threadTs === message.ts);
    const last = replies.at(-1);
    const users = [...new Set(replies.map(({ user }) => user))];
    return {
      ...messageAnswer(message, withMetadata),
      ...(last
        ? {
            thread_ts: message.ts,
            reply_count: replies.length,
            reply_users_count: users.length,
            reply_users: users,
            latest_reply: last.ts,
          }
        : {}),
    };
  }

  return {
    get revision() {
      return revision;
    },
    post(channelId, content, threadTs) {
      const channel = writable(channelId);
      const thread = parentTs(channel.id, threadTs);
      return add(channel.id, content, thread ? { threadTs: thread } : {});
    },
    postEphemeral(channelId, user, content, threadTs) {
      const channel = writable(channelId);
      if (!workspace.users.get(user)) throw new SlackError('user_not_in_channel');
      return add(channel.id, content, { ephemeralFor: user, ...(threadTs ? { threadTs } : {}) });
    },
    update(channelId, ts, change) {
      const channel = writable(channelId);
      const message = find(channel.id, ts);
      if (!message || message.ephemeralFor) throw new SlackError('message_not_found');
      if (message.user !== BOT.userId) throw new SlackError('cant_update_message');
      const { metadata: _kept, ...rest } = message;
      const metadata = change.metadata ?? message.metadata;
      const removed = metadata !== undefined && Object.keys(metadata).length === 0;
      return put({
        ...rest,
        text: change.text ?? message.text,
        blocks: change.blocks ? withBlockIds(change.blocks) : change.text === undefined ? message.blocks : [],
        ...(metadata && !removed ? { metadata } : {}),
        ...(change.blocks ? {} : { editedAt: workspace.nextTs() }),
      });
    },
    remove(channel, ts) {
      revision += 1;
      messages.delete(messageKey(channel, ts));
    },
    say(message) {
      writable(message.channel);
      return put(message);
    },
    find,
    inChannel,
    history(channelId, query) {
      const all = inChannel(readable(channelId).id);
      const page = select(all.filter(({ threadTs }) => threadTs === undefined).reverse(), query);
      return { ...page, messages: page.messages.map((one) => answer(one, all, query.withMetadata)), pin_count: 0 };
    },
    replies(channelId, ts, query) {
      const all = inChannel(readable(channelId).id);
      const parent = all.find((message) => message.ts === ts);
      if (!parent) throw new SlackError('thread_not_found');
      // The parent is always the first, whatever the bounds.
      const page = select(
        all.filter(({ threadTs }) => threadTs === ts),
        query,
      );
      return { ...page, messages: [parent, ...page.messages].map((one) => answer(one, all, query.withMetadata)) };
    },
  };
}

/** One page: bounds, then a cursor that is the place in the list. */
function select(found: Message[], query: HistoryQuery) {
  const { oldest, latest, inclusive, limit, cursor } = query;
  const start = cursor === undefined ? 0 : decodeCursor(cursor);
  const within = found.filter(({ ts }) => {
    if (oldest !== undefined && (inclusive ? Number(ts) < Number(oldest) : Number(ts) <= Number(oldest))) return false;
    if (latest !== undefined && (inclusive ? Number(ts) > Number(latest) : Number(ts) >= Number(latest))) return false;
    return true;
  });
  const next = start + limit < within.length ? encodeCursor(start + limit) : '';
  return {
    messages: within.slice(start, start + limit),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

const encodeCursor = (place: number) => Buffer.from(`next_ts:${place}`).toString('base64');

export function decodeCursor(cursor: string): number {
  const place = /^next_ts:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (place === undefined) throw new SlackError('invalid_cursor');
  return Number(place);
}

/** Slack names the blocks that have no name. */
function withBlockIds(blocks: Block[]): Block[] {
  return blocks.map((block) => ({ ...block, block_id: block['block_id'] ?? Math.random().toString(36).slice(2, 7) }));
}
