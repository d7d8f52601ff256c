import type { ReferralBindings } from '../../config/referral-map.js';
import type { ReferralFieldName } from '../../schemas/referral.js';
import type { Participant } from './wire.js';

/** The metadata keys that hold what GrowSurf has no field for; undefined where the map does not name one. */
export interface Places {
  phone: string | undefined;
  jobId: string | undefined;
  consentAt: string | undefined;
  status: string | undefined;
}

/** Where GrowSurf itself keeps a field; the map can name it, and nothing else. */
const FIXED: Readonly<Partial<Record<ReferralFieldName, string>>> = {
  firstName: 'participant.firstName',
  lastName: 'participant.lastName',
  email: 'participant.email',
  advocateId: 'participant.referrer.id',
  referralId: 'participant.id',
  referredAt: 'participant.createdAt',
};

const CUSTOM = ['phone', 'jobId', 'consentAt', 'status'] as const;
/** How the map writes a key of the metadata. */
export const METADATA = 'participant.metadata.';

/** Keys that hireline writes beside those of the map. */
export const TAGS = 'tags';
export const REJECTION = 'rejectionReason';

/**
 * Reads this role's column of the referral map.
 * @throws Error that names the entry and what was expected.
 */
export function placesOf(bindings: ReferralBindings): Places {
  for (const [field, place] of Object.entries(bindings) as [ReferralFieldName, string][]) {
    const problem = problemOf(field, place);
    if (problem) throw new Error(`field-map.yaml: referral.${field}.advocacy: ${problem}`);
  }
  return Object.fromEntries(
    CUSTOM.map((field) => [field, bindings[field]?.slice(METADATA.length)]),
  ) as unknown as Places;
}

function problemOf(field: ReferralFieldName, place: string): string | undefined {
  if ((CUSTOM as readonly string[]).includes(field)) {
    const key = place.startsWith(METADATA) ? place.slice(METADATA.length) : '';
    if (!/^\w+$/.test(key)) return `expected ${METADATA}<key>, found ${place}`;
    // GrowSurf keeps this key for itself, and refuses it in requests.
    if (key === 'gdprAgreements') return `expected another key than ${key}, which GrowSurf keeps for itself`;
    return key === TAGS || key === REJECTION ? `expected another key than ${key}, which hireline writes` : undefined;
  }
  const fixed = FIXED[field];
  if (fixed === undefined) return `expected nothing: GrowSurf holds no such field, found ${place}`;
  return place === fixed ? undefined : `expected ${fixed}, found ${place}`;
}

/** A value of the metadata as trimmed text; null where it is absent, empty or no single value. */
export function textAt({ metadata }: Pick<Participant, 'metadata'>, key: string | undefined): string | null {
  const value = key === undefined ? undefined : metadata?.[key];
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}
