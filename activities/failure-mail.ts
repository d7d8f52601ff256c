import { htmlText } from '../domain/html-text.js';
import type { MailMessage } from '../connectors/roles/comms.js';
import type { RunRef } from '../ledger/outbound-writes.js';
import type { AlertNotice } from '../schemas/notice.js';
import type { Dependencies } from './dependencies.js';
import { outboundStep } from './outbound-step.js';

/**
 * Sends a failure to the addresses of policy alerts.mailTo, each effectively once; where there are none, or nothing to
 * send mail with, nothing is sent. A mail of which it is in doubt whether it left is sent again: better twice than not.
 * @param name unique within the run.
 */
export async function mailFailure(deps: Dependencies, run: RunRef, name: string, notice: AlertNotice): Promise<void> {
  const { comms } = deps;
  const recipients = comms ? deps.policy.alerts.mailTo : [];
  if (!comms || recipients.length === 0) return;
  const mails = recipients.map((email, index) => {
    const step = `${name}.mail.${index}`;
    return { step, message: mailOf(email, `${run.workflowId}:${step}`, notice) };
  });
  const writes = mails.map(({ step }) => ({ step, vendor: comms.vendor, operation: 'send failure mail' }));
  await outboundStep(deps, run, writes, async (outbound) => {
    for (const { step, message } of mails) {
      await outbound.createOnce(step, {
        async find(state) {
          if (state.fresh) return undefined;
          const found = await comms.findMail(message.messageKey, state.intendedAt);
          return found.outcome === 'sent' ? found.messageId : undefined;
        },
        async create() {
          const receipt = await comms.sendMail(message, outbound.trace);
          return { ...receipt, recordId: receipt.recordId ?? message.messageKey };
        },
      });
    }
  });
}

function mailOf(email: string, messageKey: string, notice: AlertNotice): MailMessage {
  const links = [...(notice.runUrl ? [{ label: 'Run', url: notice.runUrl }] : []), ...notice.links];
  return {
    messageKey,
    to: { email, name: null },
    replyTo: null,
    subject: `[hireline] ${notice.title}`,
    text: [notice.title, '', ...notice.lines, '', ...links.map(({ label, url }) => `${label}: ${url}`)].join('\n'),
    html: [
      `<h2>${htmlText(notice.title)}</h2>`,
      ...notice.lines.map((line) => `<p>${htmlText(line)}</p>`),
      `<p>${links.map(({ label, url }) => `<a href="${htmlText(url)}">${htmlText(label)}</a>`).join(' · ')}</p>`,
    ].join('\n'),
    attachments: [],
  };
}
