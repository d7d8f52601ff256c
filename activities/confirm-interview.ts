import { ApplicationFailure } from '@temporalio/common';
import type { VendorFailureDetails } from '../connectors/failure.js';
import type { WriteReceipt } from '../connectors/connector.js';
import type { WriteTrace } from '../connectors/write-trace.js';
import type { MailMessage, SentMessage, TextMessage } from '../connectors/roles/comms.js';
import { transaction } from '../ledger/database.js';
import { lockInterviews } from '../ledger/interviews.js';
import { findMessage, settleMessage, type KeptMessage } from '../ledger/sent-messages.js';
import { FailureType } from '../workflows/failure-types.js';
import type { InterviewActivities, InterviewRef } from '../workflows/interview-activities.js';
import { listed, readAppointment } from './appointment.js';
import { stateOf } from './compose-confirmation.js';
import type { Dependencies } from './dependencies.js';
import { outboundStep } from './outbound-step.js';
import { runRef } from './run.js';

/** A message that may have been sent, and nobody can tell whether it was. */
class InDoubt extends Error {
  override name = 'InDoubt';
}

/** Sends what was composed. */
export function dispatchConfirmationActivity(deps: Dependencies): Pick<InterviewActivities, 'dispatchConfirmation'> {
  return {
    async dispatchConfirmation(ref, messageKey) {
      const message = await claim(ref, messageKey);
      if (message === 'superseded') return { state: 'superseded' };
      const { status } = message;
      if (status !== 'composed' && status !== 'failed' && status !== 'sending' && status !== 'in_doubt') {
        return { state: stateOf(status) };
      }
      return { state: stateOf(await send(message)) };
    },
  };

  /**
   * Marks the message as being sent, unless it is not true any more. The interview's lock makes that one decision with
   * the one about who tells it: a change comes before it, or waits for what becomes of it.
   */
  function claim(ref: InterviewRef, messageKey: string): Promise<KeptMessage | 'superseded'> {
    return transaction(deps.db, async (db) => {
      const [row] = await lockInterviews(db, [listed(ref)]);
      const message = await findMessage(db, messageKey);
      if (!row || !message) {
        throw ApplicationFailure.nonRetryable(`The ledger has no message ${messageKey}.`, FailureType.VendorNotFound);
      }
      if (message.status === 'superseded') return 'superseded';
      if (message.status !== 'composed' && message.status !== 'failed') return message;
      const { basedOn, standing } = await readAppointment(deps, db, ref, row.atsInterviewIds);
      if (row.ledBy !== null || standing === 'over' || basedOn !== message.basedOn) return 'superseded';
      await settleMessage(db, messageKey, 'sending', { vendor: wayOf(message).vendor });
      return message;
    });
  }

  async function send(message: KeptMessage): Promise<KeptMessage['status']> {
    const { messageKey, applicationId } = message;
    const way = wayOf(message);
    // What was certainly not sent may be sent; all else must be asked for first.
    let mayBeOut = message.status === 'sending' || message.status === 'in_doubt';
    const hire = applicationId ? { ats: deps.ats.vendor, applicationId } : null;
    const run = runRef(deps, hire, message.candidateId);
    const writes = [{ step: messageKey, vendor: way.vendor, operation: `send ${message.channel}` }];
    try {
      const messageId = await outboundStep(deps, run, writes, (step) =>
        step.createOnce(messageKey, {
          async find(state) {
            if (!mayBeOut || state.fresh) return undefined;
            const found = await way.find(state.intendedAt);
            if (found.outcome === 'sent') return found.messageId;
            if (found.outcome === 'unknown') throw new InDoubt('it is in doubt whether the message was taken');
            await settleMessage(deps.db, messageKey, 'sending', { vendor: way.vendor });
            mayBeOut = false;
            return undefined;
          },
          async create() {
            mayBeOut = true;
            try {
              const receipt = await way.send(step.trace);
              // Without an id it was taken all the same.
              return { ...receipt, recordId: receipt.recordId ?? messageKey };
            } catch (error) {
              mayBeOut = !certainlyNotTaken(error);
              if (!mayBeOut) throw error;
              throw new InDoubt(error instanceof ApplicationFailure ? error.message : 'the outcome is not known');
            }
          },
        }),
      );
      const known = { vendor: way.vendor, messageId: messageId === messageKey ? null : messageId };
      return await settleMessage(deps.db, messageKey, 'sent', known);
    } catch (error) {
      if (error instanceof InDoubt) return settleMessage(deps.db, messageKey, 'in_doubt', { vendor: way.vendor });
      if (!mayBeOut) await settleMessage(deps.db, messageKey, 'failed', { vendor: way.vendor });
      throw error;
    }
  }

  /** The way a message takes to its candidate. */
  function wayOf({ channel, content }: KeptMessage): Way {
    if (!content) throw ApplicationFailure.nonRetryable('The candidate has been erased.', FailureType.VendorRejected);
    const { comms, sms } = deps;
    if (channel === 'mail' && comms) {
      const mail = content as MailMessage;
      return {
        vendor: comms.vendor,
        send: (trace) => comms.sendMail(mail, trace),
        find: (since) => comms.findMail(mail.messageKey, since),
      };
    }
    if (channel === 'text' && sms) {
      const text = content as TextMessage;
      return {
        vendor: sms.vendor,
        send: (trace) => sms.sendText(text, trace),
        find: (since) => sms.findText(text, since),
      };
    }
    throw ApplicationFailure.nonRetryable(
      `Nobody plays the role that sends ${channel}s.`,
      FailureType.VendorUnauthorized,
    );
  }
}

interface Way {
  vendor: string;
  send(trace: WriteTrace): Promise<WriteReceipt>;
  find(since: Date): Promise<SentMessage>;
}

/** A refusal, a request to wait, or a connection that was never made. Anything else may have reached the vendor. */
function certainlyNotTaken(error: unknown): boolean {
  if (!(error instanceof ApplicationFailure)) return false;
  if (error.type === FailureType.VendorThrottled) return true;
  const [details] = (error.details ?? []) as (Partial<VendorFailureDetails> | undefined)[];
  return details?.status !== undefined || details?.reached === false;
}
