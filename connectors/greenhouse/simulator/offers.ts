import { z } from 'zod';
import { Refusal } from './answers.js';
import { decimalText, emptyFields, userValue } from './custom-fields.js';
import { type Application, type CustomFieldValues, type Offer, type Records, save, type User } from './records.js';
import type { Recruiting } from './recruiting.js';

const Decimal = z.union([z.number().nonnegative(), z.string().regex(/^\d+(\.\d+)?$/)]);
const Day = z.iso.date();

/** Terms of an offer, as a recruiter enters them. `manager_email: null` leaves the manager empty. */
export const OfferTerms = z.strictObject({
  starts_on: Day.nullish(),
  salary: Decimal.nullish(),
  currency: z.string().length(3).optional(),
  pay_period: z.string().nullish(),
  hours_per_week: Decimal.nullish(),
  manager_email: z.string().nullish(),
  employment_type: z.string().nullish(),
  flsa_status: z.string().nullish(),
});
export type OfferTerms = z.infer<typeof OfferTerms>;

/** What an offer says when the recruiter says nothing else. */
const DEFAULT_TERMS: OfferTerms = {
  currency: 'USD',
  pay_period: 'year',
  hours_per_week: 40,
  manager_email: 'maya.lindqvist@acme.example',
  employment_type: 'Full-time',
};

/** What the terms make of an offer. @throws Refusal (400) for terms that there are not. */
export function offerOf(records: Records, terms: OfferTerms): Pick<Offer, 'starts_on' | 'custom_fields'> {
  const complete = { ...DEFAULT_TERMS, ...terms };
  return {
    starts_on: complete.starts_on ?? null,
    custom_fields: withTerms(records, emptyFields(records, 'offer'), complete),
  };
}

/** Makes the first offer of an application, which nobody has answered yet; fires `offer_created`. */
export function makeOffer(
  records: Records,
  recruiting: Recruiting,
  application: Application,
  offered: Pick<Offer, 'starts_on' | 'custom_fields'>,
): Offer {
  if (recruiting.currentOffer(application.id)) throw new Refusal(400, 'The application has an offer', 'application_id');
  if (application.status !== 'in_process' || application.job_id === null) {
    throw new Refusal(400, 'The application is not active', 'application_id');
  }
  const stamp = records.stamp('offers', 90_001);
  const offer = save<Offer>(records.offers, {
    ...stamp,
    ...{ version: 1, application_id: application.id, job_id: application.job_id, opening_id: null },
    ...{ candidate_id: application.candidate_id, status: 'Created', resolved_at: null },
    sent_on: stamp.created_at.slice(0, 10),
    ...offered,
  });
  recruiting.emitOffer('offer_created', offer);
  return offer;
}

/** How a change of terms is made. Neither flag: in place, unless `accepted` asks for a new version. */
export const OfferChange = OfferTerms.extend({
  new_version: z.boolean().optional(),
  /** The opposite of new_version. */
  sameVersion: z.boolean().optional(),
  /** true: the new terms are accepted after they were made; false: they wait for it. */
  accepted: z.boolean().optional(),
});
export type OfferChange = z.infer<typeof OfferChange>;

/** Changes the terms of an offer: in place, or as a new version, which takes over an acceptance unless told otherwise. */
export function changeOffer(
  records: Records,
  recruiting: Recruiting,
  applicationId: number,
  { new_version, sameVersion, accepted, ...terms }: OfferChange,
): Offer {
  const offer = recruiting.currentOffer(applicationId);
  if (!offer) throw new Refusal(400, 'The application has no offer', 'application_id');
  const changed: Offer = {
    ...offer,
    starts_on: terms.starts_on === undefined ? offer.starts_on : terms.starts_on,
    custom_fields: withTerms(records, offer.custom_fields, terms),
  };
  const newVersion = new_version ?? (sameVersion === undefined ? accepted !== undefined : !sameVersion);
  if (!newVersion) {
    const saved = save(records.offers, changed);
    recruiting.emitOffer('offer_updated', saved);
    return accepted ? recruiting.acceptOffer(applicationId) : saved;
  }
  const deprecated = save<Offer>(records.offers, { ...offer, status: 'Deprecated' });
  recruiting.emitOffer('offer_updated', deprecated);
  const newer: Offer = save(records.offers, {
    ...changed,
    ...records.stamp('offers', 90_001),
    version: offer.version + 1,
    ...(accepted === undefined ? {} : { status: 'Created' as const, resolved_at: null }),
  });
  recruiting.emitOffer('offer_created', newer);
  return accepted ? recruiting.acceptOffer(applicationId) : newer;
}

function withTerms(records: Records, before: CustomFieldValues, terms: OfferTerms): CustomFieldValues {
  const after = structuredClone(before);
  const set = (key: string, value: unknown) => {
    const field = after[key];
    if (field && value !== undefined) after[key] = { ...field, value };
  };
  const choose = (key: string, name: string | null | undefined) => {
    const field = records.customFields.all().find((one) => one.name_key === key);
    const options = records.customFieldOptions.all().filter((one) => one.custom_field_id === field?.id);
    if (name && !options.some((option) => option.name === name)) throw new Refusal(400, 'No such option', key);
    set(key, name);
  };
  const pay = before['base_salary']?.value as { amount: unknown; currency_code: string } | null | undefined;
  if (terms.salary === null) set('base_salary', null);
  else if (terms.salary !== undefined || terms.currency !== undefined) {
    const amount = terms.salary ?? pay?.amount;
    if (amount !== undefined)
      set('base_salary', { amount, currency_code: terms.currency ?? pay?.currency_code ?? 'USD' });
  }
  choose('pay_period', terms.pay_period);
  choose('employment_type', terms.employment_type);
  choose('flsa_status', terms.flsa_status);
  set('hours_per_week', terms.hours_per_week == null ? terms.hours_per_week : decimalText(terms.hours_per_week));
  if (terms.manager_email !== undefined) set('reports_to', managerValue(records, terms.manager_email));
  return after;
}

function managerValue(records: Records, email: string | null): unknown {
  return email === null ? null : userValue(records, userByEmail(records, email).id);
}

export function userByEmail(records: Records, email: string): User {
  const found = records.users.all().find((user) => user.primary_email === email.toLowerCase());
  if (!found) throw new Refusal(400, 'No user has this e-mail address', 'email');
  return found;
}
