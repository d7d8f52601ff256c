import type { ReferralBindings } from '../../config/referral-map.js';
import type { ReferralFieldName } from '../../schemas/referral.js';
import { parsePlace, type Place } from './places.js';

/** Where a referral stands on an application. What the map leaves out is undefined: a deployment need not take any. */
export interface ReferralPlaces {
  /** Name of the source in Greenhouse. */
  source: string | undefined;
  /** Custom fields of the application. */
  advocateId: Place | undefined;
  referralId: Place | undefined;
  consentAt: Place | undefined;
  /** The entries that are attributes, which Greenhouse has for everybody. */
  attributes: readonly { field: ReferralFieldName; place: Place }[];
}

/** The fields for which a tenant has a custom field of its own. */
export const REFERRAL_CUSTOM_FIELDS = ['advocateId', 'referralId', 'consentAt'] as const;
export type ReferralCustomField = (typeof REFERRAL_CUSTOM_FIELDS)[number];

/** Greenhouse has one attribute for each of these, and takes it nowhere else. */
const ATTRIBUTES: Readonly<Partial<Record<ReferralFieldName, string>>> = {
  firstName: 'candidate.first_name',
  lastName: 'candidate.last_name',
  email: 'candidate.email_addresses',
  phone: 'candidate.phone_numbers',
  jobId: 'application.job_id',
  status: 'application.stage_name',
  candidateId: 'candidate.id',
  applicationId: 'application.id',
  hiredOn: 'offer.resolved_at',
};

/**
 * Reads the ats column of the field map's section `referral`.
 * @throws Error that names the entry and what was expected.
 */
export function parseReferralPlaces(referral: ReferralBindings): ReferralPlaces {
  const attributes: { field: ReferralFieldName; place: Place }[] = [];
  for (const [name, path] of Object.entries(referral)) {
    const field = name as ReferralFieldName;
    if (field === 'source' || isCustomField(field)) continue;
    const expected = ATTRIBUTES[field];
    if (expected === undefined) throw wrong(field, `${path}: expected no entry, as Greenhouse does not hold it.`);
    if (path !== expected) throw wrong(field, `${path}: expected ${expected}.`);
    attributes.push({ field, place: parsePlace(path) });
  }
  const source = referral.source?.trim();
  if (source === '') throw wrong('source', 'expected the name of a source.');
  return {
    source,
    advocateId: customField(referral, 'advocateId'),
    referralId: customField(referral, 'referralId'),
    consentAt: customField(referral, 'consentAt'),
    attributes,
  };
}

const isCustomField = (field: ReferralFieldName): field is ReferralCustomField =>
  (REFERRAL_CUSTOM_FIELDS as readonly ReferralFieldName[]).includes(field);

function customField(referral: ReferralBindings, field: ReferralCustomField): Place | undefined {
  const path = referral[field];
  if (path === undefined) return undefined;
  let place: Place;
  try {
    place = parsePlace(path);
  } catch (error) {
    throw wrong(field, error instanceof Error ? error.message : String(error));
  }
  if (place.root === 'application' && place.custom) return place;
  throw wrong(field, `${path}: expected application.custom_fields.<key>, as it is written there.`);
}

const wrong = (field: ReferralFieldName, problem: string) =>
  new Error(`field map, section referral, ${field}, ats: ${problem}`);
