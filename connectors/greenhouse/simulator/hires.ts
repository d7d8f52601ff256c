import { z } from 'zod';
import { Refusal } from './answers.js';
import { addApplication, addCandidate } from './applications.js';
import { emptyFields } from './custom-fields.js';
import { Instant } from './interviews.js';
import { makeOffer, offerOf, OfferTerms, userByEmail } from './offers.js';
import type { CustomFieldValues, Records } from './records.js';
import type { Recruiting } from './recruiting.js';

/** Where an application comes from unless it is said. */
const DEFAULT_SOURCE = 'Jobs page on your website';

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
  /** Name of the source. */
  source: z.string().default(DEFAULT_SOURCE),
  /** When they applied; now unless given. */
  applied_at: Instant.optional(),
  offer: OfferTerms,
});
export type NewHire = z.input<typeof NewHire>;

/** Adds a candidate with an application in the Offer stage and an offer that is not answered yet. */
export function addHire(records: Records, recruiting: Recruiting, entered: NewHire) {
  const hire = NewHire.parse(entered);
  const job = records.jobs.get(String(hire.job_id));
  if (!job) throw new Refusal(400, 'No such job', 'job_id');
  const source = records.sources.all().find(({ name }) => name === hire.source);
  if (!source) throw new Refusal(400, 'No such source', 'source');
  const recruiterId = hire.recruiter_email === undefined ? undefined : userByEmail(records, hire.recruiter_email).id;
  const offered = offerOf(records, hire.offer);
  const candidate = addCandidate(records, {
    ...{ first_name: hire.first_name, last_name: hire.last_name, preferred_name: hire.preferred_name ?? null },
    time_zone: hire.time_zone ?? null,
    phone_numbers: hire.phone === undefined ? [] : [{ value: hire.phone, type: 'mobile' }],
    email_addresses: [{ value: hire.email, type: 'personal' }],
    custom_fields: withValue(emptyFields(records, 'candidate'), 'sms_opt_in', hire.sms_opt_in),
  });
  const application = addApplication(records, recruiting, {
    ...{ candidateId: candidate.id, jobId: job.id, sourceId: source.id, recruiterId, appliedAt: hire.applied_at },
    stageId: recruiting.planOf(job.id).at(-1)?.id,
  });
  const offer = makeOffer(records, recruiting, application, offered);
  return { candidate_id: candidate.id, application_id: application.id, offer_id: offer.id };
}

/** An application with its candidate, job, source, referrer, and all versions of its offer. */
export function hireOf(records: Records, applicationId: number) {
  const application = records.applications.get(String(applicationId));
  if (!application) return undefined;
  return {
    application,
    candidate: records.candidates.get(String(application.candidate_id)),
    job: records.jobs.get(String(application.job_id)),
    offers: records.offers.of(application.id),
    source: records.sources.get(String(application.source_id)) ?? null,
    referrer: records.referrers.get(String(application.referrer_id)) ?? null,
  };
}

/** The fields with one of them set; undefined leaves it empty. */
export function withValue(fields: CustomFieldValues, key: string, value: unknown): CustomFieldValues {
  const field = fields[key];
  return field && value !== undefined ? { ...fields, [key]: { ...field, value } } : fields;
}
