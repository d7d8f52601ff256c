import { createHash } from 'node:crypto';
import type { InterviewDetails } from '../schemas/interview.js';
import { fingerprintOf } from './interview-details.js';
import type { MessageKind } from './interview-message.js';

/** What is known of a message that one candidate was meant to get about one interview. */
export interface EarlierMessage {
  messageKey: string;
  channel: 'mail' | 'text';
  kind: MessageKind;
  uid: string;
  sequence: number;
  fingerprint: string;
  told: InterviewDetails;
  /** unsent: certainly not sent; doubtful: may have been; lost: sent, and known not to have arrived. */
  fate: 'unsent' | 'doubtful' | 'arrived' | 'lost';
}

/** What one candidate is to be told now. */
export type TellingPlan<M extends EarlierMessage = EarlierMessage> =
  /** They know: these messages have told them. */
  | { outcome: 'told'; current: M[]; superseded: M[] }
  | {
      outcome: 'tell';
      kind: MessageKind;
      details: InterviewDetails;
      /** What they surely know, to say what has changed. */
      before: InterviewDetails | null;
      fingerprint: string;
      uid: string;
      sequence: number;
      /** Messages that say this already but have not gone out; empty where it was not meant before. */
      pending: M[];
      /** Makes the key of a new message. */
      keyOf: (channel: M['channel']) => string;
      superseded: M[];
    };

/**
 * Works out what a candidate has to be told that they were not told before.
 * @param wanted what the interview is now; null when it is cancelled, or with somebody else.
 * @param earlier all messages to this candidate about this interview, oldest first.
 * @param identity of interview and candidate: the UID's origin where nothing was told before.
 * @param resend id of a person's request to tell them once more; the same id is heeded once.
 */
export function planTelling<M extends EarlierMessage>(
  wanted: InterviewDetails | null,
  earlier: readonly M[],
  identity: readonly string[],
  resend: string | null,
): TellingPlan<M> {
  const sent = earlier.filter(({ fate }) => fate !== 'unsent');
  const last = sent.at(-1);
  const unsent = earlier.filter(({ fate }) => fate === 'unsent');
  const details = wanted ?? last?.told;
  const nothingTold = !last || (last.kind === 'cancelled' && wanted === null);
  // Nobody needs to be told that an interview they never heard of is cancelled.
  if (!details || (wanted === null && nothingTold && resend === null)) {
    return { outcome: 'told', current: tellingOf(sent, last), superseded: unsent };
  }
  const fingerprint = wanted ? fingerprintOf(wanted) : hash(['cancelled', last?.fingerprint ?? '']);
  const known = last !== undefined && last.fingerprint === fingerprint;
  const uid = earlier[0]?.uid ?? `${hash(identity).slice(0, 32)}@hireline`;
  const resendKey = (channel: M['channel']) => keyOf(channel, [uid, channel, 'resend', resend ?? '']);
  const asked = resend !== null && !earlier.some(({ messageKey, channel }) => messageKey === resendKey(channel));
  const pending = unsent.filter((one) => one.fingerprint === fingerprint && one.sequence > (last?.sequence ?? -1));
  const rest = (kept: readonly M[]) => unsent.filter((one) => !kept.includes(one));
  if (known && pending.length === 0 && !asked) {
    const current = tellingOf(earlier, last);
    return { outcome: 'told', current, superseded: rest(current) };
  }
  const sure = last && sent.find(({ fate, sequence }) => fate === 'arrived' && sequence === last.sequence);
  const before = sure && sure.kind !== 'cancelled' && !known ? sure.told : null;
  const sequence = pending.at(-1)?.sequence ?? Math.max(-1, ...earlier.map((one) => one.sequence)) + 1;
  return {
    outcome: 'tell',
    kind: wanted === null ? 'cancelled' : before ? 'changed' : 'confirmed',
    details,
    before,
    fingerprint,
    uid,
    sequence,
    pending,
    keyOf: asked ? resendKey : (channel) => keyOf(channel, [uid, channel, String(last?.sequence ?? -1), fingerprint]),
    superseded: rest(pending),
  };
}

/** All messages that went out with one: by mail and by text. */
const tellingOf = <M extends EarlierMessage>(messages: readonly M[], last: M | undefined): M[] =>
  last ? messages.filter(({ sequence }) => sequence === last.sequence) : [];

const hash = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const keyOf = (channel: string, parts: readonly string[]): string => `${channel}-${hash(parts).slice(0, 40)}`;
