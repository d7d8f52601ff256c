import { CHANNELS, SLACK_USERS } from '../../../sandbox/company.js';
import type { Collection, Store } from '../../../sandbox/store.js';

export const TEAM = { id: 'T0ACME', name: 'Acme', domain: 'acme' } as const;
export const APP = { id: 'A0HIRELINE', name: 'hireline' } as const;
export const BOT = { userId: 'U0HIRELINE', id: 'B0HIRELINE', name: 'hireline' } as const;

/** Marks payloads of old; apps verify the signature instead, so any text will do. */
export const VERIFICATION_TOKEN = 'sandbox-verification-token';

export interface Channel {
  id: string;
  name: string;
  /** Whether the app's bot is in it. */
  isMember: boolean;
  isArchived: boolean;
}

export interface User {
  id: string;
  name: string;
  realName: string;
  email: string | undefined;
  isBot: boolean;
}

export type Block = Record<string, unknown> & { type: string };

export interface MessageMetadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface Message {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: Block[];
  metadata?: MessageMetadata;
  threadTs?: string;
  editedAt?: string;
  /** False: the text is shown as it is. */
  mrkdwn: boolean;
  /** Seen by this user only. */
  ephemeralFor?: string;
}

/** A response_url: five posts within thirty minutes. */
export interface ResponseUrl {
  id: string;
  channel: string;
  messageTs: string;
  user: string;
  createdAt: number;
  used: number;
}

export interface Workspace {
  channels: Collection<Channel>;
  users: Collection<User>;
  /** By `<channel>:<ts>`, ephemeral ones included. */
  messages: Collection<Message>;
  responseUrls: Collection<ResponseUrl>;
  /** A timestamp later than all before: it is a message's id in its channel. */
  nextTs(): string;
  seed(): void;
}

/** The workspace's state, kept in the store. */
export function openWorkspace(store: Store): Workspace {
  const channels = store.collection<Channel>('channels');
  const users = store.collection<User>('users');
  const messages = store.collection<Message>('messages');
  let lastMicros = Math.max(0, ...messages.all().map(({ ts }) => Math.round(Number(ts) * 1e6)));

  return {
    channels,
    users,
    messages,
    responseUrls: store.collection<ResponseUrl>('response_urls'),
    nextTs() {
      lastMicros = Math.max(Date.now() * 1000, lastMicros + 1);
      const digits = String(lastMicros);
      return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    },
    seed() {
      if (channels.size === 0) {
        for (const { id, name } of Object.values(CHANNELS)) {
          channels.put(id, { id, name, isMember: true, isArchived: false });
        }
      }
      if (users.size === 0) {
        for (const { id, name, realName, email } of SLACK_USERS) {
          users.put(id, { id, name, realName, email, isBot: false });
        }
        users.put(BOT.userId, {
          id: BOT.userId,
          name: BOT.name,
          realName: BOT.name,
          email: undefined,
          isBot: true,
        });
      }
    },
  };
}

export const messageKey = (channel: string, ts: string): string => `${channel}:${ts}`;

/** The message in the form of Slack's answers. */
export function messageAnswer(message: Message, withMetadata: boolean): Record<string, unknown> {
  const bot = message.user === BOT.userId;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    ...(bot ? { bot_id: BOT.id, app_id: APP.id } : {}),
    text: message.text,
    team: TEAM.id,
    ...(bot ? { bot_profile: { id: BOT.id, app_id: APP.id, name: BOT.name, team_id: TEAM.id, deleted: false } } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.editedAt ? { edited: { user: message.user, ts: message.editedAt } } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

export function userAnswer(user: User): Record<string, unknown> {
  const [first = '', ...rest] = user.realName.split(' ');
  return {
    id: user.id,
    team_id: TEAM.id,
    name: user.name,
    deleted: false,
    real_name: user.realName,
    tz: 'America/Los_Angeles',
    profile: {
      real_name: user.realName,
      display_name: user.name,
      first_name: first,
      last_name: rest.join(' '),
      ...(user.email ? { email: user.email } : {}),
      team: TEAM.id,
    },
    is_bot: user.isBot,
    is_app_user: false,
  };
}
