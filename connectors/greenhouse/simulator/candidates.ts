import { z } from 'zod';
import { notFoundRefusal, Refusal } from './answers.js';
import { emptyFields } from './custom-fields.js';
import { withValue } from './hires.js';
import { type Candidate, type Contact, type CustomFieldValues, type Records, save } from './records.js';
import type { Emit } from './recruiting.js';
import { candidatePayload, mergedPayload } from './webhook-bodies.js';

/** What a recruiter changes on a candidate's page. `null` empties. */
export const CandidateChange = z.strictObject({
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  preferred_name: z.string().nullish(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  time_zone: z.string().nullish(),
  can_email: z.boolean().optional(),
  sms_opt_in: z.boolean().nullish(),
});
export type CandidateChange = z.infer<typeof CandidateChange>;

/** What becomes empty, in the words of the webhook. */
const ANONYMIZED_FIELDS = [
  ...['full_name', 'current_company', 'current_title', 'tags', 'phone_numbers', 'emails', 'social_media_links'],
  ...['websites', 'addresses', 'custom_candidate_fields'],
];

export type Candidates = ReturnType<typeof createCandidates>;

/** What happens to persons in Greenhouse, with the webhooks it fires. */
export function createCandidates(records: Records, emit: Emit) {
  const get = (id: string): Candidate => {
    const candidate = records.candidates.get(id);
    if (!candidate) throw notFoundRefusal('candidate', id);
    return candidate;
  };

  return {
    /** Those with this e-mail address, with their applications. */
    findByEmail(email: string) {
      const found = records.candidates.of(email.trim().toLowerCase());
      return found.map((candidate) => ({ candidate, applications: records.applications.of(candidate.id) }));
    },

    change(id: string, { email, phone, sms_opt_in, ...plain }: CandidateChange): Candidate {
      const before = get(id);
      const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
      const fields = { ...emptyFields(records, 'candidate'), ...before.custom_fields };
      const changed = save<Candidate>(records.candidates, {
        ...before,
        ...given,
        email_addresses: replaced(before.email_addresses, 'personal', email),
        phone_numbers: replaced(before.phone_numbers, 'mobile', phone),
        custom_fields: withValue(fields, 'sms_opt_in', sms_opt_in),
      });
      emit('update_candidate', { candidate: candidatePayload(changed) });
      return changed;
    },

    /** The one goes, with all it has handed over to the other. */
    merge(id: string, into: number): Candidate {
      const gone = get(id);
      if (gone.id === into) throw new Refusal(400, 'A candidate is not merged into itself', 'into');
      const kept = get(String(into));
      for (const application of records.applications.of(gone.id)) {
        save(records.applications, { ...application, candidate_id: kept.id });
        for (const offer of records.offers.of(application.id)) {
          save(records.offers, { ...offer, candidate_id: kept.id });
        }
      }
      for (const note of records.notes.of(gone.id)) save(records.notes, { ...note, candidate_id: kept.id });
      records.candidates.delete(id);
      const merged = save<Candidate>(records.candidates, {
        ...kept,
        email_addresses: union(kept.email_addresses, gone.email_addresses),
        phone_numbers: union(kept.phone_numbers, gone.phone_numbers),
        tags: [...new Set([...kept.tags, ...gone.tags])],
        custom_fields: filled(kept.custom_fields, gone.custom_fields),
      });
      emit('merge_candidate', mergedPayload(gone, merged));
      return merged;
    },

    anonymize(id: string): Candidate {
      const blank = save<Candidate>(records.candidates, {
        ...get(id),
        ...{ first_name: null, last_name: null, preferred_name: null, company: null, title: null, tags: [] },
        ...{ phone_numbers: [], addresses: [], email_addresses: [], website_addresses: [], social_media_addresses: [] },
        custom_fields: emptyFields(records, 'candidate'),
      });
      emit('candidate_anonymized', { candidate_id: blank.id, anonymized_fields: ANONYMIZED_FIELDS });
      return blank;
    },

    notes: (id: string) => records.notes.of(get(id).id),
  };
}

/** The first contact of the type, or the first of all, gets the new value; null takes all away. */
function replaced(contacts: Contact[], type: string, value: string | null | undefined): Contact[] {
  if (value === undefined) return contacts;
  if (value === null) return [];
  const present = Math.max(
    0,
    contacts.findIndex((one) => one.type === type),
  );
  const kept = contacts[present];
  return contacts.toSpliced(present, 1, { value, type: kept?.type ?? type });
}

function union(a: Contact[], b: Contact[]): Contact[] {
  const known = new Set(a.map(({ value }) => value.toLowerCase()));
  return [...a, ...b.filter(({ value }) => !known.has(value.toLowerCase()))];
}

/** The fields, with what is empty taken from the others. */
function filled(fields: CustomFieldValues, others: CustomFieldValues): CustomFieldValues {
  const values = Object.entries(fields).map(
    ([key, field]) => [key, field.value === null ? others[key] : field] as const,
  );
  return { ...fields, ...Object.fromEntries(values.flatMap(([key, field]) => (field ? [[key, field]] : []))) };
}
