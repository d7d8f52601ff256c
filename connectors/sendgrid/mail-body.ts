import type { MailAttachment, MailMessage } from '../roles/comms.js';
import type { SenderAddress } from '../sender-address.js';

/**
 * A mail as POST /v3/mail/send takes it.
 * @param customArgs come back with every event of the mail and can be searched for; SendGrid does not treat them as
 *   personal data, so they hold keys and addresses of systems only.
 */
export function mailBody(
  message: MailMessage,
  from: SenderAddress,
  customArgs: Record<string, unknown>,
): Record<string, unknown> {
  return {
    personalizations: [{ to: [address(message.to)] }],
    from: address(from),
    ...(message.replyTo ? { reply_to: address(message.replyTo) } : {}),
    subject: message.subject,
    // The plain part must come first (RFC 1341, 7.2.3: the last part is the preferred one).
    content: [
      { type: 'text/plain', value: message.text },
      { type: 'text/html', value: message.html },
    ],
    ...(message.attachments.length > 0 ? { attachments: message.attachments.map(attachment) } : {}),
    custom_args: customArgs,
    // Whether a candidate opens a mail decides nothing here, and rewritten links look like phishing.
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  };
}

const address = ({ email, name }: SenderAddress): Record<string, string> => (name ? { email, name } : { email });

/**
 * SendGrid refuses a type with parameters ("cannot contain ';'"), so that of a calendar object leaves without its
 * method: mail clients then go by the METHOD property inside.
 */
const attachment = ({ filename, contentType, content }: MailAttachment): Record<string, string> => ({
  content: Buffer.from(content, 'utf8').toString('base64'),
  filename,
  type: contentType.split(';')[0]?.trim() || 'application/octet-stream',
  disposition: 'attachment',
});
