import { randomBytes } from 'node:crypto';
import type { Collection, Store } from '../../../sandbox/store.js';
import { rfc2822 } from './answers.js';

export interface TextRecord {
  sid: string;
  to: string;
  from: string | null;
  messaging_service_sid: string | null;
  body: string;
  status: string;
  error_code: number | null;
  status_callback: string | null;
  /** ISO 8601 UTC, this and the following. */
  created_at: string;
  sent_at: string | null;
  updated_at: string;
}

/** A status that a text is going to come into. */
export interface Transition {
  id: string;
  sid: string;
  status: string;
  error_code: number | null;
  /** Milliseconds since 1970. */
  due: number;
}

export interface Settings {
  /** Texts are taken, but their sending is never answered: the connection breaks. */
  silent: boolean;
  /** Texts go their usual way. Without, only POST /messages/:sid/status moves them. */
  automatic_statuses: boolean;
  /** Numbers that have answered STOP. */
  opted_out: string[];
}

export interface Records {
  texts: Collection<TextRecord>;
  transitions: Collection<Transition>;
  settings(): Settings;
  change(settings: Partial<Settings>): Settings;
}

export function openRecords(store: Store): Records {
  const kept = store.collection<Settings>('settings');
  const settings = () => kept.get('settings') ?? { silent: false, automatic_statuses: true, opted_out: [] };
  return {
    texts: store.collection<TextRecord>('texts'),
    transitions: store.collection<Transition>('transitions'),
    settings,
    change: (changes) => kept.put('settings', { ...settings(), ...changes }),
  };
}

export const newSid = (kind: 'SM' | 'RQ'): string => kind + randomBytes(16).toString('hex');

const BASE = '/2010-04-01/Accounts';

export function showText(accountSid: string, text: TextRecord) {
  const uri = `${BASE}/${accountSid}/Messages/${text.sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: text.body,
    date_created: rfc2822(text.created_at),
    date_sent: text.sent_at ? rfc2822(text.sent_at) : null,
    date_updated: rfc2822(text.updated_at),
    direction: 'outbound-api',
    error_code: text.error_code,
    error_message: null,
    from: text.from,
    messaging_service_sid: text.messaging_service_sid,
    num_media: '0',
    // One sender has to be chosen first where a messaging service does.
    num_segments: text.from ? String(Math.max(1, Math.ceil(text.body.length / 153))) : '0',
    price: null,
    price_unit: null,
    sid: text.sid,
    status: text.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: text.to,
    uri: `${uri}.json`,
  };
}
