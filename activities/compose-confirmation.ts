import { ApplicationFailure } from '@temporalio/common';
import type { AtsApplication, AtsCandidate } from '../connectors/roles/ats.js';
import { detailsOf } from '../domain/interview-details.js';
import { planTelling, type EarlierMessage } from '../domain/interview-telling.js';
import { transaction, type Queryable } from '../ledger/database.js';
import { findInterviewRun, lockInterviews, patchInterview, type Interview } from '../ledger/interviews.js';
import {
  composeMessage,
  confirmBasis,
  messagesAbout,
  supersedeMessages,
  type KeptMessage,
  type MessageStatus,
} from '../ledger/sent-messages.js';
import { FailureType } from '../workflows/failure-types.js';
import type {
  ConfirmationPlan,
  InterviewActivities,
  InterviewRef,
  PlannedMessage,
} from '../workflows/interview-activities.js';
import { atsRef, listed, readAppointment } from './appointment.js';
import { messagesOf } from './candidate-messages.js';
import type { Dependencies } from './dependencies.js';

/** Everybody who has to be told something: who the interview is with, and who was told that it was with them. */
interface Addressee {
  candidate: AtsCandidate;
  /** Whether the interview is (still) with them. */
  invited: boolean;
}

/** Works out what has to be told, and keeps it, so that what is sent later is what was meant. */
export function composeConfirmationActivity(deps: Dependencies): Pick<InterviewActivities, 'composeConfirmation'> {
  return {
    async composeConfirmation(ref, resend) {
      const row = await findInterviewRun(deps.db, ref);
      if (!row?.candidateId || !row.applicationId) throw notMatched(ref);
      const application = await deps.ats.readApplication(row.applicationId);
      const addressees = await readAddressees(deps, ref, row);
      return transaction(deps.db, (db) => compose(db, ref, row, { application, addressees, resend }));
    },
  };

  async function compose(
    db: Queryable,
    ref: InterviewRef,
    row: Interview,
    known: { application: AtsApplication; addressees: Addressee[]; resend: string | null },
  ): Promise<ConfirmationPlan> {
    const identities = identitiesOf(deps, ref, row);
    const own = (await lockInterviews(db, identities.map(listed))).find((one) => isRef(one, ref));
    const appointment = await readAppointment(deps, db, ref, row.atsInterviewIds);
    const plan = (status: ConfirmationPlan['status'], messages: PlannedMessage[] = [], fingerprint = '') => ({
      status,
      messages,
      fingerprint,
      endsAt: appointment.endsAt?.toISOString() ?? null,
      doubtWaitMs: deps.policy.comms.doubtWait,
    });
    await patchInterview(db, ref, { startsAt: appointment.startsAt, endsAt: appointment.endsAt });
    if (own?.ledBy) return plan('led');
    if (appointment.standing === 'over') return plan('over');

    const earlier = await messagesAbout(db, identities);
    const planned: PlannedMessage[] = [];
    let unreachable = '';
    let waiting = false;
    for (const { candidate, invited } of known.addressees) {
      const mine = earlier.filter(({ candidateId }) => candidateId === candidate.candidateId);
      const standing = invited ? appointment.standing : 'cancelled';
      const wanted = detailsOf(appointment, known.application.jobTitle, candidate, deps.policy.company.mailDomains);
      // What is not certain, or has no time, is nothing to tell; what was told before stands until it is.
      if (standing === 'tentative' || (standing === 'confirmed' && !wanted)) {
        waiting = true;
        planned.push(...sentByUs(ref, mine));
        continue;
      }
      const telling = planTelling(
        standing === 'confirmed' ? (wanted ?? null) : null,
        mine.map(asEarlier),
        [ref.source, ref.eventId, candidate.candidateId],
        invited ? known.resend : null,
      );
      await supersedeMessages(
        db,
        telling.superseded.map(({ messageKey }) => messageKey),
      );
      if (telling.outcome === 'told') {
        const keys = telling.current.map(({ messageKey }) => messageKey);
        await confirmBasis(db, keys, appointment.basedOn);
        planned.push(
          ...sentByUs(
            ref,
            telling.current.map(({ kept }) => kept),
          ),
        );
        continue;
      }
      const messages = messagesOf(deps, ref, known.application, candidate, appointment, telling);
      for (const message of messages) await composeMessage(db, message);
      planned.push(...messages.map(({ messageKey, channel }) => ({ messageKey, channel, state: 'due' as const })));
      if (messages.length === 0) unreachable = telling.fingerprint;
    }
    if (unreachable) return plan('unreachable', planned, unreachable);
    if (waiting) return plan('waiting', planned);
    return plan(appointment.standing === 'cancelled' ? 'cancelled' : 'confirming', planned);
  }
}

interface Kept extends EarlierMessage {
  kept: KeptMessage;
}

const FATES: Record<MessageStatus, EarlierMessage['fate']> = {
  composed: 'unsent',
  superseded: 'unsent',
  failed: 'unsent',
  sending: 'doubtful',
  in_doubt: 'doubtful',
  sent: 'arrived',
  deferred: 'arrived',
  delivered: 'arrived',
  complained: 'arrived',
  bounced: 'lost',
  dropped: 'lost',
};

const STATES: Record<MessageStatus, PlannedMessage['state']> = {
  composed: 'due',
  superseded: 'due',
  failed: 'due',
  sending: 'in_doubt',
  in_doubt: 'in_doubt',
  sent: 'sent',
  deferred: 'sent',
  delivered: 'delivered',
  complained: 'delivered',
  bounced: 'undelivered',
  dropped: 'undelivered',
};

const asEarlier = (kept: KeptMessage): Kept => ({
  kept,
  messageKey: kept.messageKey,
  channel: kept.channel,
  kind: kept.kind,
  uid: kept.uid,
  sequence: kept.sequence,
  fingerprint: kept.fingerprint,
  told: kept.told,
  fate: FATES[kept.status],
});

/** Where a message stands, for the run. */
export const stateOf = (status: MessageStatus): PlannedMessage['state'] => STATES[status];

/** What the ATS's copy has sent before is its own run's to follow. */
function sentByUs(ref: InterviewRef, messages: readonly KeptMessage[]): PlannedMessage[] {
  return messages
    .filter((message) => isRef(message, ref) && message.status !== 'superseded')
    .map(({ messageKey, channel, status }) => ({ messageKey, channel, state: STATES[status] }));
}

const isRef = (one: InterviewRef, other: InterviewRef): boolean =>
  one.source === other.source && one.eventId === other.eventId;

/** An interview, and its copies in the ATS. */
const identitiesOf = (deps: Dependencies, ref: InterviewRef, row: Interview): InterviewRef[] => [
  { source: ref.source, eventId: ref.eventId },
  ...row.atsInterviewIds.map((id) => atsRef(deps, id)),
];

async function readAddressees(deps: Dependencies, ref: InterviewRef, row: Interview): Promise<Addressee[]> {
  const told = await messagesAbout(deps.db, identitiesOf(deps, ref, row));
  const others = new Set(told.map(({ candidateId }) => candidateId).filter((id) => id !== row.candidateId));
  const candidates = await Promise.all(
    [row.candidateId ?? '', ...others].map(async (candidateId) => {
      const candidate = await readCandidate(deps, candidateId);
      return candidate && { candidate, invited: candidateId === row.candidateId };
    }),
  );
  return candidates.filter((one) => one !== undefined);
}

/** Undefined where the ATS has erased them since: then there is nobody to tell. */
async function readCandidate(deps: Dependencies, candidateId: string): Promise<AtsCandidate | undefined> {
  try {
    return await deps.ats.readCandidate(candidateId);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
    throw error;
  }
}

const notMatched = ({ source, eventId }: InterviewRef) =>
  ApplicationFailure.nonRetryable(
    `It is not known whose interview ${eventId} of ${source} is.`,
    FailureType.VendorNotFound,
  );
