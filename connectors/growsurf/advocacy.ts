import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { AdvocacyConnector, ReferralRef } from '../roles/advocacy.js';
import { auditAccess } from './access.js';
import { createGrowsurfClient } from './client.js';
import { manifest, VENDOR } from './manifest.js';
import { advocateIdOf, statusAt, toAdvocate, toReferral, Unreadable } from './mapping.js';
import { listParticipants, pathOf } from './participants.js';
import { placesOf, REJECTION, TAGS, textAt } from './places.js';
import { AddedParticipant, Campaign, Participant, TriggerAnswer } from './wire.js';

/**
 * The advocacy role. GrowSurf knows participants alone: an advocate is one, and a referral is a participant whom
 * another one has brought.
 * @throws Error that names the variable that is missing, or the entry of the referral map at fault.
 */
export function createGrowsurf(context: ConnectorContext): AdvocacyConnector {
  const places = placesOf(context.referral);
  const client = createGrowsurfClient(context);
  const read = (participantId: string) => client.get(pathOf(participantId), Participant);

  /** Whoever else writes metadata must not lose it, whether GrowSurf merges or replaces: all of it is sent. */
  async function update(participant: Participant, metadata: Record<string, string>, more: object, trace: Trace) {
    const body = { ...more, metadata: { ...participant.metadata, ...metadata } };
    return (await client.post(pathOf(participant.id), body, Participant, trace)).receipt;
  }

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.baseUrl,

    async checkConnection() {
      try {
        const campaign = await client.get('', Campaign);
        return { ok: true, detail: `program ${campaign.name || campaign.id}` };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: () => auditAccess(client, places),

    async readReferral(referralId) {
      const participant = await read(referralId);
      return described(`GET ${pathOf('{id}')}`, () => {
        if (advocateIdOf(participant)) return toReferral(participant, places);
        throw failure(FailureType.VendorNotFound, 'nobody has referred this participant', `GET ${pathOf('{id}')}`);
      });
    },

    async findReferralsOf(referredUserId) {
      const participant = await client.find(pathOf(referredUserId), Participant);
      return described(`GET ${pathOf('{id}')}`, () =>
        participant && advocateIdOf(participant) ? [toReferral(participant, places)] : [],
      );
    },

    listReferrals({ from, to }) {
      return listParticipants(client, (participant) => {
        const made = participant.createdAt;
        // One without a time may belong to the window: it is not passed over in silence.
        if (!advocateIdOf(participant) || (made && (made < utc(from) || made >= utc(to)))) return undefined;
        return toReferral(participant, places);
      });
    },

    readAdvocate: async (advocateId) => toAdvocate(await read(advocateId)),

    listAdvocates: () =>
      listParticipants(client, (participant) =>
        advocateIdOf(participant) && !participant.referralCount ? undefined : toAdvocate(participant),
      ),

    async putStatus(referral, status, trace) {
      const { status: key } = places;
      if (key === undefined) return undefined;
      const participant = await read(referral.referralId);
      return statusAt(participant, places) === status ? undefined : update(participant, { [key]: status }, {}, trace);
    },

    async confirmHire(referral, _hiredOn, trace) {
      const participant = await read(referral.referralId);
      const operation = `POST ${pathOf('{id}')}/ref`;
      if (participant.referralStatus === 'CREDIT_AWARDED') return undefined;
      // GrowSurf would answer with success, and give nobody anything.
      if (participant.referralStatus === 'CREDIT_EXPIRED') {
        const message = 'participant.referralStatus: expected CREDIT_PENDING, found CREDIT_EXPIRED';
        throw failure(FailureType.VendorConflict, message, operation);
      }
      const { answer, receipt } = await client.post(`${pathOf(participant.id)}/ref`, {}, TriggerAnswer, trace);
      if (!answer.success) throw failure(FailureType.VendorRejected, 'the referral was not triggered', operation);
      return { ...receipt, recordId: participant.id };
    },

    async rejectReferral(referral: ReferralRef, reason, trace) {
      const participant = await read(referral.referralId);
      const known = textAt(participant, REJECTION) === reason && participant.referralStatus === 'CREDIT_EXPIRED';
      if (known) return undefined;
      return update(participant, { [REJECTION]: reason }, { referralStatus: 'CREDIT_EXPIRED' }, trace);
    },

    async tagAdvocate(advocateId, tag, trace) {
      const participant = await read(advocateId);
      const tags = (textAt(participant, TAGS) ?? '').split(',').flatMap((one) => one.trim() || []);
      if (tags.includes(tag)) return undefined;
      return update(participant, { [TAGS]: [...tags, tag].join(', ') }, {}, trace);
    },

    async applyThroughLink({ advocateId, jobId, candidate, consentAt }, trace) {
      const { firstName, lastName, email, phone } = candidate;
      const held = { phone, jobId, consentAt };
      const metadata = Object.fromEntries(
        (['phone', 'jobId', 'consentAt'] as const).flatMap((field) => {
          const [key, value] = [places[field], held[field]];
          return key && value !== null ? [[key, value]] : [];
        }),
      );
      const body = { email, firstName, lastName, referredBy: advocateId, referralStatus: 'CREDIT_PENDING', metadata };
      const { answer, receipt } = await client.post('/participant', body, AddedParticipant, trace);
      // Somebody whose address GrowSurf knows is given back as they are: they were not referred by this.
      if (advocateIdOf(answer) === advocateId) return receipt;
      const message = 'the address belongs to a participant who came another way';
      throw failure(FailureType.VendorConflict, message, 'POST /participant');
    },

    close: () => client.close(),
  };
}

type Trace = Parameters<AdvocacyConnector['tagAdvocate']>[2];

const utc = (time: string): string => new Date(time).toISOString();

const failure = (type: FailureType, message: string, operation: string) =>
  vendorFailure(type, message, { vendor: VENDOR, operation });

/** @throws VendorContract where the participant cannot be read. */
function described<T>(operation: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) throw failure(FailureType.VendorContract, error.message, operation);
    throw error;
  }
}
