import { randomBytes } from 'node:crypto';
import type { Collection, Store } from '../../../sandbox/store.js';
import type { MailSend } from './validation.js';

/** A mail that was taken. Recipients of all personalizations stand side by side. */
export interface MailRecord {
  /** X-Message-Id. */
  id: string;
  /** ISO 8601 UTC. */
  taken_at: string;
  from: { email: string; name?: string | null | undefined };
  reply_to: { email: string; name?: string | null | undefined } | null;
  recipients: { email: string; custom_args: Record<string, string> }[];
  subject: string;
  content: { type: string; value: string }[];
  attachments: { filename: string; type: string; disposition: string; content: string }[];
  headers: Record<string, string>;
  custom_args: Record<string, string>;
  tracking_settings: unknown;
  /** Names of the events fired so far, oldest first. */
  events: string[];
}

export interface Settings {
  /** The account has the Email Activity API. */
  activity: boolean;
  /** Mails are taken, but their sending is never answered: the connection breaks. */
  silent: boolean;
  /** Every event comes twice in its batch. */
  duplicates: boolean;
  /** Batches are the wrong way round. */
  out_of_order: boolean;
  /** Mails cause their usual events. Without, only POST /mails/:id/event does. */
  automatic_events: boolean;
}

const DEFAULTS: Settings = {
  activity: false,
  silent: false,
  duplicates: false,
  out_of_order: false,
  automatic_events: true,
};

export interface Mails {
  take(mail: MailSend): MailRecord;
  records: Collection<MailRecord>;
  settings(): Settings;
  change(settings: Partial<Settings>): Settings;
}

export function openMails(store: Store): Mails {
  const records = store.collection<MailRecord>('mails');
  const kept = store.collection<Settings>('settings');
  const settings = () => kept.get('settings') ?? DEFAULTS;
  return {
    records,
    settings,
    change: (changes) => kept.put('settings', { ...settings(), ...changes }),
    take(mail) {
      const id = randomBytes(16).toString('base64url');
      return records.put(id, {
        id,
        taken_at: new Date().toISOString(),
        from: mail.from,
        reply_to: mail.reply_to ?? null,
        recipients: mail.personalizations.flatMap(({ to, cc, bcc, custom_args }) =>
          [...to, ...cc, ...bcc].map(({ email }) => ({ email, custom_args: { ...mail.custom_args, ...custom_args } })),
        ),
        subject: mail.subject,
        content: mail.content,
        attachments: mail.attachments,
        headers: mail.headers,
        custom_args: mail.custom_args,
        tracking_settings: mail.tracking_settings ?? null,
        events: [],
      });
    },
  };
}
