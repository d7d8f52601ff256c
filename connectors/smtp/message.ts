import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { WriteTrace } from '../write-trace.js';
import type { MailMessage } from '../roles/comms.js';
import type { SenderAddress } from '../sender-address.js';

/**
 * The Message-ID of a mail, the same for the same key: a mail that leaves twice can be recognised on its way, and by
 * mail clients. RFC 5322, 3.6.4.
 */
export function messageIdOf(messageKey: string, from: SenderAddress): string {
  const digest = createHash('sha256').update(messageKey).digest('hex').slice(0, 40);
  return `<${digest}@${from.email.slice(from.email.lastIndexOf('@') + 1)}>`;
}

/**
 * A mail as it goes over the wire: headers, plain and HTML parts, attachments with their parameters.
 * @param sentTo the mail server's address, for X-Sent-To.
 */
export function composeMail(
  message: MailMessage,
  from: SenderAddress,
  trace: WriteTrace,
  sentTo: string,
): Promise<Buffer> {
  const messageId = messageIdOf(message.messageKey, from);
  return new MailComposer({
    from: mailbox(from),
    to: mailbox(message.to),
    ...(message.replyTo ? { replyTo: mailbox(message.replyTo) } : {}),
    messageId,
    headers: { 'X-Sent-From': trace.sentFrom, 'X-Sent-To': sentTo },
    subject: message.subject,
    text: message.text,
    html: message.html,
    attachments: message.attachments.map(({ filename, contentType, content }) => ({
      filename,
      contentType,
      content,
      contentTransferEncoding: 'base64',
    })),
    // Texts are content here, never places to fetch it from.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
    .compile()
    .build();
}

const mailbox = ({ email, name }: SenderAddress) => ({ name: name ?? '', address: email });
