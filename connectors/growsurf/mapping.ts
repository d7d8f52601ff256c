import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { ADVOCATE_STATUSES, type Advocate, type AdvocateStatus, type Referral } from '../../schemas/referral.js';
import { renamedKeys } from '../renamed-places.js';
import { METADATA, REJECTION, textAt, type Places } from './places.js';
import type { Participant } from './wire.js';

/** Numbers that do not say their country are of this one, as the map's transformation has it. */
const COUNTRY = 'US';

/** What a participant lacks or holds in another form than hireline can take: place, found, expected; no values. */
export class Unreadable extends Error {}

/**
 * The participant who referred this one; undefined for somebody who came by themselves.
 * @throws Unreadable where GrowSurf names the referrer by something else than an id.
 */
export function advocateIdOf({ referrer, referredBy }: Participant): string | undefined {
  const id = referrer?.id || referredBy || undefined;
  if (id?.includes('@')) throw new Unreadable("participant.referredBy: expected the referrer's id, found an address");
  return id;
}

/**
 * A referred participant in hireline's words: the referral and the referred user are one record, with one id.
 * @throws Unreadable for one who was not referred, or without what a referral must have.
 */
export function toReferral(participant: Participant, places: Places): Referral {
  const advocateId = advocateIdOf(participant);
  if (!advocateId) throw new Unreadable('participant.referrer: expected who referred them, found nothing');
  if (!participant.createdAt) throw new Unreadable('participant.createdAt: expected when they came, found nothing');
  const { id, firstName, lastName, email } = participant;
  return {
    referralId: id,
    advocateId,
    referredUserId: id,
    jobId: textAt(participant, places.jobId),
    candidate: {
      firstName: firstName?.trim() || null,
      lastName: lastName?.trim() || null,
      email: email?.trim().toLowerCase() || null,
      phone: phoneAt(participant, places.phone),
    },
    consentAt: timeAt(participant, places.consentAt),
    referredAt: participant.createdAt,
    shareLink: participant.referrer?.shareUrl || null,
    state: stateOf(participant),
    status: statusAt(participant, places),
    ...renamedIn(participant, places),
  };
}

function renamedIn({ metadata }: Participant, { phone, jobId, consentAt }: Places): Pick<Referral, 'renamed'> {
  const found = renamedKeys(metadata ?? {}, { phone, jobId, consentAt });
  const renamed = Object.entries(found).map(([field, key]) => [field, `${METADATA}${key}`] as const);
  return renamed.length > 0 ? { renamed: Object.fromEntries(renamed) } : {};
}

export function toAdvocate({ id, firstName, lastName, email, fraudRiskLevel, createdAt }: Participant): Advocate {
  return {
    advocateId: id,
    firstName: firstName?.trim() || null,
    lastName: lastName?.trim() || null,
    email: email?.trim().toLowerCase() || null,
    // What GrowSurf gives no credit to any more. It knows nothing of who has left.
    active: fraudRiskLevel !== 'HIGH',
    joinedAt: createdAt ?? null,
  };
}

/** What the advocate is shown now. */
export function statusAt(participant: Participant, { status }: Places): AdvocateStatus | null {
  const shown = textAt(participant, status);
  return ADVOCATE_STATUSES.find((known) => known === shown) ?? null;
}

/** A rejected referral has ended, whatever GrowSurf makes of its credit. */
function stateOf(participant: Participant): Referral['state'] {
  if (textAt(participant, REJECTION)) return 'ended';
  switch (participant.referralStatus) {
    case 'CREDIT_AWARDED':
      return 'converted';
    case 'CREDIT_EXPIRED':
      return 'ended';
    default:
      return 'open';
  }
}

function phoneAt(participant: Participant, key: string | undefined): string | null {
  const number = parsePhoneNumberFromString(textAt(participant, key) ?? '', COUNTRY);
  return number?.isValid() ? number.number : null;
}

/**
 * Only a whole point in time proves a consent: a time without its zone, or a mere "yes", is none.
 * @returns ISO 8601 UTC.
 */
function timeAt(participant: Participant, key: string | undefined): string | null {
  const text = textAt(participant, key) ?? '';
  const zoned = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text);
  const time = new Date(zoned ? text : /^\d{13}$/.test(text) ? Number(text) : NaN);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
