import type { Collection, Store } from '../../../sandbox/store.js';
import type { Interview, Interviewer } from './interviews.js';

/** Greenhouse's objects as Harvest v3 lists them (schemas of the Harvest v3 OpenAPI description). */
export interface Stamped {
  id: number;
  created_at: string;
  updated_at: string;
}

export type CustomFieldValues = Record<string, { name: string; type: string; value: unknown }>;

export interface Contact {
  value: string;
  type: string;
}

export interface User extends Stamped {
  first_name: string | null;
  last_name: string | null;
  name: string | null;
  primary_email: string;
  emails: string[];
  job_title: string | null;
  agency_id: number | null;
  deactivated: boolean;
  site_admin: boolean;
  employee_id: string | null;
  linked_candidate_ids: number[];
  office_ids: number[];
  department_ids: number[];
  interviewer_tags: { id: number; name: string }[];
  custom_fields: CustomFieldValues;
}

export interface Department extends Stamped {
  name: string;
  parent_id: number | null;
  external_id: string | null;
}

export interface Job extends Stamped {
  name: string;
  requisition_id: string | null;
  notes: string | null;
  confidential: boolean;
  status: 'open' | 'draft' | 'closed';
  opened_at: string | null;
  closed_at: string | null;
  is_template: boolean;
  copied_from_id: number | null;
  department_id: number | null;
  office_ids: number[];
  custom_fields: CustomFieldValues;
}

export interface JobInterviewStage extends Stamped {
  job_id: number;
  sort_order: number;
  name: string;
  active: boolean;
}

export interface Candidate extends Stamped {
  first_name: string | null;
  last_name: string | null;
  preferred_name: string | null;
  company: string | null;
  title: string | null;
  last_activity_at: string | null;
  private: boolean;
  can_email: boolean;
  time_zone: string | null;
  tags: string[];
  linked_user_ids: number[];
  phone_numbers: Contact[];
  addresses: Contact[];
  email_addresses: Contact[];
  website_addresses: Contact[];
  social_media_addresses: { value: string }[];
  custom_fields: CustomFieldValues;
}

export interface Application extends Stamped {
  agency_note_id: number | null;
  candidate_id: number;
  coordinator_id: number | null;
  job_id: number | null;
  job_post_id: number | null;
  recruiter_id: number | null;
  referrer_id: number | null;
  source_id: number | null;
  /** Id of the visit in application_stages, not of the definition in job_interview_stages. */
  stage_id: number | null;
  stage_name: string | null;
  status: 'in_process' | 'rejected' | 'hired' | 'converted';
  needs_decision: boolean;
  prospect: boolean;
  rejected_at: string | null;
  last_activity_at: string | null;
  location_address: string | null;
  answers: { question: string; answer: string }[];
  prospective_job_ids: number[];
  custom_fields: CustomFieldValues;
}

export interface ApplicationStage extends Stamped {
  application_id: number;
  job_interview_stage_id: number;
  entered_at: string | null;
  exited_at: string | null;
  days_in_stage: number;
  current: boolean;
}

export interface Offer extends Stamped {
  version: number;
  application_id: number;
  job_id: number;
  candidate_id: number;
  opening_id: number | null;
  status: 'Created' | 'Accepted' | 'Rejected' | 'Deprecated';
  starts_on: string | null;
  sent_on: string | null;
  resolved_at: string | null;
  custom_fields: CustomFieldValues;
}

export interface CustomField extends Stamped {
  field_type: string;
  value_type: string;
  name: string;
  name_key: string;
  sort_order: number;
  active: boolean;
  private: boolean;
  required: boolean;
  require_approval: boolean;
  trigger_new_version: boolean;
  description: string | null;
  internal_type: string | null;
  api_only: boolean;
}

export interface CustomFieldOption extends Stamped {
  custom_field_id: number;
  name: string;
  external_id: string | null;
  sort_order: number;
  active: boolean;
}

export interface Source extends Stamped {
  name: string;
  type: { id: number; name: string };
}

/** Who gets credit for an application: an employee, or somebody who is no user. */
export interface Referrer extends Stamped {
  user_id: number | null;
  name: string;
}

export interface RejectionReason extends Stamped {
  name: string;
  type: { id: number; key: string; name: string };
}

export interface Note extends Stamped {
  candidate_id: number;
  application_id: number | null;
  body: string | null;
  subject: string | null;
  type: string;
  user_id: number | null;
  visibility: string;
  email_from: string | null;
  email_to: string | null;
  email_cc: string[] | null;
  import_hash: string | null;
}

type Key = number | string;

/** A collection with the ids of its records by what they are looked up by, so that a lookup does not read them all. */
export interface Grouped<T> extends Collection<T> {
  of(key: Key): T[];
}

export type Records = ReturnType<typeof openRecords>;

export function openRecords(store: Store) {
  return {
    users: store.collection<User>('users'),
    departments: store.collection<Department>('departments'),
    jobs: store.collection<Job>('jobs'),
    jobInterviewStages: store.collection<JobInterviewStage>('job_interview_stages'),
    candidates: grouped(store.collection<Candidate>('candidates'), ({ email_addresses }) =>
      email_addresses.map(({ value }) => value.toLowerCase()),
    ),
    applications: grouped(store.collection<Application>('applications'), (row) => [row.candidate_id]),
    applicationStages: grouped(store.collection<ApplicationStage>('application_stages'), (row) => [row.application_id]),
    offers: grouped(store.collection<Offer>('offers'), (row) => [row.application_id]),
    customFields: store.collection<CustomField>('custom_fields'),
    customFieldOptions: store.collection<CustomFieldOption>('custom_field_options'),
    sources: store.collection<Source>('sources'),
    referrers: store.collection<Referrer>('referrers'),
    rejectionReasons: store.collection<RejectionReason>('rejection_reasons'),
    notes: grouped(store.collection<Note>('notes'), (row) => [row.candidate_id]),
    interviews: grouped(store.collection<Interview>('interviews'), (row) => [row.application_id]),
    interviewers: grouped(store.collection<Interviewer>('interviewers'), (row) => [row.interview_id]),
    /** A new record's id and times. */
    stamp(sequence: string, first: number): Stamped {
      const now = new Date().toISOString();
      return { id: store.nextId(sequence, first), created_at: now, updated_at: now };
    },
  };
}

function grouped<T extends Stamped>(collection: Collection<T>, keysOf: (row: T) => readonly Key[]): Grouped<T> {
  const ids = new Map<Key, Set<string>>();
  const add = (row: T) => {
    for (const key of keysOf(row)) ids.set(key, (ids.get(key) ?? new Set()).add(String(row.id)));
  };
  collection.all().forEach(add);
  return {
    ...collection,
    get size() {
      return collection.size;
    },
    put(id, row) {
      add(row);
      return collection.put(id, row);
    },
    // A row that has moved to another key stays known to the first, and is no more of it.
    of: (key) =>
      [...(ids.get(key) ?? [])].flatMap((id) => collection.get(id) ?? []).filter((row) => keysOf(row).includes(key)),
  };
}

/** Keeps a changed record, with the time of the change. */
export function save<T extends Stamped>(collection: Collection<T>, row: T): T {
  return collection.put(String(row.id), { ...row, updated_at: new Date().toISOString() });
}
