import type { Application, Candidate, CustomFieldValues, Job, Offer, Records } from './records.js';

/**
 * The payloads of Greenhouse's webhooks (https://developers.greenhouse.io/webhooks.html). They are not Harvest v3's
 * objects: jobs and candidate are embedded, a currency says `unit`, and some events name a source's `public_name`.
 */

const APP = 'https://app.greenhouse.io';

/** JSON with `<`, `>`, `&` and all that is not ASCII escaped, as Greenhouse signs and sends it. */
export function encodeBody(action: string, payload: unknown): string {
  return JSON.stringify({ action, payload }).replace(
    /[<>&\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Flat: offer_created and offer_updated. */
export function offerPayload(offer: Offer, userId: number): unknown {
  return {
    id: offer.id,
    application_id: offer.application_id,
    job_id: offer.job_id,
    user_id: userId,
    version: offer.version,
    sent_on: offer.sent_on,
    resolved_at: offer.resolved_at,
    start_date: offer.starts_on && americanDate(offer.starts_on),
    notes: null,
    offer_status: offer.status,
    custom_fields: webhookFields(offer.custom_fields),
  };
}

/** Nested: offer_deleted. */
export function deletedOfferPayload(offer: Offer, userId: number): unknown {
  return {
    offer: {
      id: offer.id,
      application_id: offer.application_id,
      offering_user_id: userId,
      offer_status: offer.status,
      version: offer.version,
      sent_on: offer.sent_on,
      resolved_at: offer.resolved_at,
      notes: null,
      job_id: offer.job_id,
    },
  };
}

/** new_candidate_application, candidate_stage_change, reject_candidate, unreject_candidate, unhire_candidate. */
export function applicationPayload(records: Records, application: Application): unknown {
  const candidate = records.candidates.get(String(application.candidate_id));
  const job = records.jobs.get(String(application.job_id));
  return {
    application: {
      id: application.id,
      rejected_at: application.rejected_at,
      prospect: application.prospect,
      status: application.status === 'in_process' ? 'active' : application.status,
      applied_at: application.created_at,
      last_activity_at: application.last_activity_at,
      url: applicationUrl(application),
      source: sourceOf(records, application, 'name'),
      credited_to: creditedTo(records, application),
      rejection_reason: null,
      rejection_details: null,
      current_stage:
        application.stage_id === null
          ? null
          : { id: application.stage_id, name: application.stage_name, interviews: [] },
      custom_fields: webhookFields(application.custom_fields),
      candidate: candidate && candidatePayload(candidate),
      jobs: job ? [jobPayload(records, job)] : [],
    },
  };
}

/** merge_candidate: the person that is no more, and the candidate that lives on. */
export function mergedPayload(candidate: Candidate, into: Candidate): unknown {
  return {
    person: {
      id: candidate.id,
      first_name: candidate.first_name,
      last_name: candidate.last_name,
      company: candidate.company,
      title: candidate.title,
      created_at: candidate.created_at,
      headline: null,
      is_private: candidate.private,
      recruiter_user_id: null,
      coordinator_user_id: null,
      can_email: candidate.can_email,
      new_candidate_id: into.id,
    },
  };
}

/** hire_candidate: the only event with an offer inside, whose dates have other names than in offer events. */
export function hirePayload(records: Records, application: Application, offer: Offer | undefined): unknown {
  const candidate = records.candidates.get(String(application.candidate_id));
  const job = records.jobs.get(String(application.job_id));
  return {
    application: {
      id: application.id,
      opening: { opening_id: null, custom_fields: [] },
      credited_to: creditedTo(records, application),
      source: sourceOf(records, application, 'public_name'),
      url: applicationUrl(application),
      candidate: candidate && candidatePayload(candidate),
      job: job && jobPayload(records, job),
      jobs: job ? [jobPayload(records, job)] : [],
      custom_fields: webhookFields(application.custom_fields),
      offer: offer && {
        id: offer.id,
        version: offer.version,
        created_at: offer.created_at,
        sent_at: offer.sent_on,
        resolved_at: offer.resolved_at,
        starts_at: offer.starts_on,
        custom_fields: webhookFields(offer.custom_fields),
      },
    },
  };
}

/** The candidate inside an application, and of update_candidate. */
export function candidatePayload(candidate: Candidate): unknown {
  return {
    id: candidate.id,
    first_name: candidate.first_name,
    last_name: candidate.last_name,
    title: candidate.title,
    company: candidate.company,
    created_at: candidate.created_at,
    external_id: null,
    photo_url: null,
    url: `${APP}/people/${candidate.id}`,
    is_private: candidate.private,
    can_email: candidate.can_email,
    phone_numbers: candidate.phone_numbers,
    email_addresses: candidate.email_addresses,
    addresses: candidate.addresses,
    website_addresses: candidate.website_addresses,
    social_media_addresses: candidate.social_media_addresses,
    educations: [],
    employments: [],
    recruiter: null,
    coordinator: null,
    attachments: [],
    tags: candidate.tags,
    custom_fields: webhookFields(candidate.custom_fields),
  };
}

function jobPayload(records: Records, job: Job): unknown {
  const department = records.departments.get(String(job.department_id));
  return {
    id: job.id,
    name: job.name,
    requisition_id: job.requisition_id,
    notes: job.notes,
    confidential: job.confidential,
    status: job.status,
    created_at: job.created_at,
    opened_at: job.opened_at,
    closed_at: job.closed_at,
    departments: department ? [{ id: department.id, name: department.name, external_id: department.external_id }] : [],
    offices: [],
    custom_fields: webhookFields(job.custom_fields),
  };
}

function sourceOf(records: Records, application: Application, nameKey: 'name' | 'public_name'): unknown {
  const source = records.sources.get(String(application.source_id));
  return source ? { id: source.id, [nameKey]: source.name } : null;
}

/** The referrer, where they are a user. */
function creditedTo(records: Records, application: Application): unknown {
  const referrer = records.referrers.get(String(application.referrer_id));
  const user = records.users.get(String(referrer?.user_id));
  return user ? { id: user.id, email: user.primary_email, name: user.name, employee_id: user.employee_id } : null;
}

function webhookFields(fields: CustomFieldValues): CustomFieldValues {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      if (field.type !== 'currency' || field.value === null) return [key, field];
      const { amount, currency_code } = field.value as { amount: unknown; currency_code: unknown };
      return [key, { ...field, value: { amount, unit: currency_code } }];
    }),
  );
}

const applicationUrl = ({ candidate_id, id }: Application) => `${APP}/people/${candidate_id}?application_id=${id}`;

/** 2026-12-01 as 12/01/2026. */
function americanDate(day: string): string {
  const [year, month, date] = day.split('-');
  return `${month}/${date}/${year}`;
}
