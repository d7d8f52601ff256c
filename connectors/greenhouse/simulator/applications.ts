import { Refusal } from './answers.js';
import { emptyFields, writtenFields } from './custom-fields.js';
import { type Application, type Candidate, type Records, save } from './records.js';
import type { Recruiting } from './recruiting.js';

/** What makes up a new application; the rest is empty. */
export interface NewApplication {
  candidateId: number;
  jobId: number;
  /** A stage of the job's plan; the first unless given. */
  stageId?: number | undefined;
  sourceId?: number | undefined;
  referrerId?: number | undefined;
  recruiterId?: number | undefined;
  coordinatorId?: number | undefined;
  /** ISO 8601; now unless given. */
  appliedAt?: string | undefined;
  /** As a write gives them. */
  customFields?: unknown;
}

/**
 * Adds an application; fires `new_candidate_application`.
 * @throws Refusal (422) when the job is not there or not open, or the stage is none of its plan.
 */
export function addApplication(records: Records, recruiting: Recruiting, asked: NewApplication): Application {
  const job = records.jobs.get(String(asked.jobId));
  if (!job || job.status !== 'open') throw new Refusal(422, 'Invalid value: job_id', 'job_id');
  const plan = recruiting.planOf(job.id);
  const stage = asked.stageId === undefined ? plan[0] : plan.find(({ id }) => id === asked.stageId);
  if (asked.stageId !== undefined && !stage) {
    throw new Refusal(422, 'Invalid value: initial_stage_id', 'initial_stage_id');
  }
  const empty = emptyFields(records, 'application');
  const custom_fields =
    asked.customFields === undefined ? empty : writtenFields(records, 'application', empty, asked.customFields);
  const stamp = records.stamp('applications', 80_001);
  const application: Application = {
    ...stamp,
    created_at: asked.appliedAt ?? stamp.created_at,
    ...{ agency_note_id: null, candidate_id: asked.candidateId, job_id: job.id, job_post_id: null },
    ...{ coordinator_id: asked.coordinatorId ?? null, recruiter_id: asked.recruiterId ?? null },
    ...{ referrer_id: asked.referrerId ?? null, source_id: asked.sourceId ?? null, stage_id: null, stage_name: null },
    ...{ status: 'in_process', needs_decision: false, prospect: false, rejected_at: null },
    ...{ last_activity_at: stamp.created_at, location_address: null, answers: [], prospective_job_ids: [] },
    custom_fields,
  };
  const entered = recruiting.enterStage(save(records.applications, application), stage?.id);
  recruiting.emitApplication('new_candidate_application', entered);
  return entered;
}

/** What a new candidate says of themselves; the rest is empty. */
export type NewCandidate = Pick<Candidate, 'first_name' | 'last_name'> & Partial<Candidate>;

/** Adds a candidate. Greenhouse fires nothing for one without an application. */
export function addCandidate(records: Records, given: NewCandidate): Candidate {
  const stamp = records.stamp('candidates', 70_001);
  return save<Candidate>(records.candidates, {
    ...{ preferred_name: null, company: null, title: null, last_activity_at: stamp.created_at },
    ...{ private: false, can_email: true, time_zone: null, tags: [], linked_user_ids: [], addresses: [] },
    ...{ website_addresses: [], social_media_addresses: [], phone_numbers: [], email_addresses: [] },
    custom_fields: emptyFields(records, 'candidate'),
    ...given,
    ...stamp,
  });
}
