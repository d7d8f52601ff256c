import type { Notice } from '../../schemas/notice.js';
import type { Connector, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';

/** Where a posted message is, to update it or to reply to it. */
export interface ChatMessageRef {
  channelId: string;
  messageId: string;
}

export interface ChatConnector extends Connector {
  /**
   * Posts a notice. Not idempotent: `reference`, unique for each message meant, lets findMessage adopt it after an
   * unknown outcome.
   */
  post(
    channelId: string,
    notice: Notice,
    reference: string,
    trace: WriteTrace,
  ): Promise<WriteReceipt & { ref: ChatMessageRef }>;
  /** Replies below a message: plain text, after the people it is for (ids of chat users). Same reference rule. */
  reply(
    to: ChatMessageRef,
    message: { text: string; mention?: readonly string[] },
    reference: string,
    trace: WriteTrace,
  ): Promise<WriteReceipt & { ref: ChatMessageRef }>;
  /** Replaces a message by the notice as it stands now. */
  update(ref: ChatMessageRef, notice: Notice, trace: WriteTrace): Promise<WriteReceipt>;
  /** The message posted before with this reference. `since` bounds the search. */
  findMessage(channelId: string, reference: string, since: Date): Promise<ChatMessageRef | undefined>;
  /** A person's e-mail address, in small letters; null where the chat does not tell it. */
  emailOf(userId: string): Promise<string | null>;
}
