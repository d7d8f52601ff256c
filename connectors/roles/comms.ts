import type { Connector, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';

/** A mail to one person. */
export interface MailMessage {
  /** hireline's own key: unique for each message meant, echoed by reports where the vendor can. */
  messageKey: string;
  to: { email: string; name: string | null };
  replyTo: { email: string; name: string | null } | null;
  subject: string;
  text: string;
  html: string;
  attachments: MailAttachment[];
}

export interface MailAttachment {
  filename: string;
  /** With parameters: "text/calendar; charset=utf-8; method=REQUEST". */
  contentType: string;
  content: string;
}

/** Whether a message that may have been sent was. */
export type SentMessage =
  | { outcome: 'sent'; messageId: string }
  | { outcome: 'not_sent' }
  /** The vendor cannot tell: sending again might reach the person twice. */
  | { outcome: 'unknown' };

export interface CommsConnector extends Connector {
  /**
   * Hands a mail over; it is queued then, not delivered. Not idempotent.
   * A failure whose details say `reached: false`, or carry the vendor's status, means that it was not taken;
   * any other failure leaves it in doubt.
   */
  sendMail(message: MailMessage, trace: WriteTrace): Promise<WriteReceipt>;
  /** Whether a mail with this key was taken since then. */
  findMail(messageKey: string, since: Date): Promise<SentMessage>;
}

/** A text message to one person. */
export interface TextMessage {
  messageKey: string;
  /** E.164. */
  to: string;
  body: string;
}

export interface SmsConnector extends Connector {
  /** The same rules as for sendMail. */
  sendText(message: TextMessage, trace: WriteTrace): Promise<WriteReceipt>;
  /** Whether this text was taken since then. */
  findText(message: TextMessage, since: Date): Promise<SentMessage>;
}
