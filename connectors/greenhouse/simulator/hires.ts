import { z } from 'zod';
import { Refusal } from './answers.js';
import { decimalText, emptyFields, userValue } from './custom-fields.js';
import { type Candidate, type CustomFieldValues, type Offer, type Records, save, type User } from './records.js';
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

export const NewHire = z.strictObject({
  first_name: z.string(),
  last_name: z.string(),
  preferred_name: z.string().optional(),
  email: z.string(),
  phone: z.string().optional(),
  time_zone: z.string().optional(),
  sms_opt_in: z.boolean().optional(),
  recruiter_email: z.string().optional(),
  job_id: z.number().int().default(601),
  offer: OfferTerms,
});
export type NewHire = z.infer<typeof NewHire>;

/** What an offer says when the recruiter says nothing else. */
const DEFAULT_TERMS: OfferTerms = {
  currency: 'USD',
  pay_period: 'year',
  hours_per_week: 40,
  manager_email: 'maya.lindqvist@acme.example',
  employment_type: 'Full-time',
};

/** Adds a candidate with an application in the Offer stage and an offer that is not answered yet. */
export function addHire(records: Records, recruiting: Recruiting, hire: NewHire) {
  const job = records.jobs.get(String(hire.job_id));
  if (!job) throw new Refusal(400, 'No such job', 'job_id');
  const terms = { ...DEFAULT_TERMS, ...hire.offer };
  const offerFields = withTerms(records, emptyFields(records, 'offer'), terms);
  const now = new Date().toISOString();
  const candidate: Candidate = save(records.candidates, {
    ...records.stamp('candidates', 70_001),
    ...{ first_name: hire.first_name, last_name: hire.last_name, preferred_name: hire.preferred_name ?? null },
    ...{ company: null, title: null, last_activity_at: now, private: false, can_email: true },
    time_zone: hire.time_zone ?? null,
    ...{ tags: [], linked_user_ids: [], addresses: [], website_addresses: [], social_media_addresses: [] },
    phone_numbers: hire.phone === undefined ? [] : [{ value: hire.phone, type: 'mobile' }],
    email_addresses: [{ value: hire.email, type: 'personal' }],
    custom_fields: withValue(emptyFields(records, 'candidate'), 'sms_opt_in', hire.sms_opt_in),
  });
  const applied = save(records.applications, {
    ...records.stamp('applications', 80_001),
    ...{ agency_note_id: null, candidate_id: candidate.id, coordinator_id: null, job_id: job.id, job_post_id: null },
    recruiter_id: hire.recruiter_email === undefined ? null : userByEmail(records, hire.recruiter_email).id,
    ...{ referrer_id: null, source_id: 701, stage_id: null, stage_name: null },
    ...{ status: 'in_process', needs_decision: false, prospect: false, rejected_at: null, last_activity_at: now },
    ...{ location_address: null, answers: [], prospective_job_ids: [] },
    custom_fields: emptyFields(records, 'application'),
  } as const);
  const application = recruiting.enterStage(
    { ...applied, answers: [], prospective_job_ids: [] },
    recruiting.planOf(job.id).at(-1)?.id,
  );
  recruiting.emitApplication('new_candidate_application', application);
  const offer: Offer = save(records.offers, {
    ...records.stamp('offers', 90_001),
    ...{ version: 1, application_id: application.id, job_id: job.id, candidate_id: candidate.id, opening_id: null },
    ...{ status: 'Created', starts_on: terms.starts_on ?? null, sent_on: now.slice(0, 10), resolved_at: null },
    custom_fields: offerFields,
  });
  recruiting.emitOffer('offer_created', offer);
  return { candidate_id: candidate.id, application_id: application.id, offer_id: offer.id };
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

/** Candidate, application and all versions of the offer together. */
export function hireOf(records: Records, applicationId: number) {
  const application = records.applications.get(String(applicationId));
  if (!application) return undefined;
  return {
    application,
    candidate: records.candidates.get(String(application.candidate_id)),
    job: records.jobs.get(String(application.job_id)),
    offers: records.offers.of(application.id),
  };
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

function userByEmail(records: Records, email: string): User {
  const found = records.users.all().find((user) => user.primary_email === email.toLowerCase());
  if (!found) throw new Refusal(400, 'No user has this e-mail address', 'email');
  return found;
}

/** The fields with one of them set; undefined leaves it empty. */
export function withValue(fields: CustomFieldValues, key: string, value: unknown): CustomFieldValues {
  const field = fields[key];
  return field && value !== undefined ? { ...fields, [key]: { ...field, value } } : fields;
}
