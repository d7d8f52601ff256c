import type pg from 'pg';
import { transaction } from './database.js';

/** Whose data goes. */
export interface Erased {
  ats: string;
  /** All ids the candidate went by. */
  candidateIds: readonly string[];
  applicationIds: readonly string[];
}

/**
 * Erases what is personal of a candidate and cuts the links between the systems' records of them. What stays: that
 * there was a hire, what was written where and when (audit, ids of writes, hashes), who decided what.
 */
export async function erasePersonalData(pool: pg.Pool, erased: Erased): Promise<void> {
  const { ats, candidateIds, applicationIds } = erased;
  await transaction(pool, async (client) => {
    for (const statement of OF_APPLICATIONS) await client.query(statement, [applicationIds]);
    for (const statement of OF_CANDIDATES) await client.query(statement, [candidateIds]);
    await client.query('delete from candidate_aliases where ats = $1 and merged_into = any($2)', [ats, candidateIds]);
  });
}

/** Differences keep the field and the rule that was broken; the values go. */
const WITHOUT_VALUES = `jsonb_set(diff, '{differences}', coalesce((
  select jsonb_agg(d || '{"offer": null, "hris": null, "normalised": "", "hints": []}')
  from jsonb_array_elements(diff->'differences') d), '[]'))`;

const OF_APPLICATIONS = [
  `update deliveries set body = '', headers = '{}'
   where workflow_id in (select workflow_id from hires where application_id = any($1))
      or event->>'applicationId' = any($1)`,
  `update holds set diff = ${WITHOUT_VALUES}, hire = 'Anonymised', reason = null where application_id = any($1)`,
  `update hire_events set details = null where application_id = any($1)`,
  `update hire_confirmations set candidate_id = null, contact_id = null where application_id = any($1)`,
  `update referral_bonuses set candidate_id = null where application_id = any($1)`,
  `delete from reconciliation_links where application_id = any($1)`,
  `update reconciliation_items set person = null, differences = '[]', suggested_match = null where application_id = any($1)`,
  `update hires set candidate_name = null, job_title = null, candidate_id = null, employee_id = null,
     payroll_employee_id = null, offer_fields = null, hris_fields = null, written_fields = null,
     dispatched_fields = null, compared_diff = null, anonymized_at = now()
   where application_id = any($1)`,
];

const OF_CANDIDATES = [
  `update deliveries set body = '', headers = '{}'
   where event->>'candidateId' = any($1)
      or workflow_id in (select workflow_id from interviews where candidate_id = any($1))
      or workflow_id in (select workflow_id from screening_results where candidate_id = any($1))
      or workflow_id in (select workflow_id from referrals where candidate_id = any($1))
      or event->>'referredUserId' in (select referred_user_id from referrals where candidate_id = any($1))`,
  `delete from screening_clearances c using screening_results r
   where r.candidate_id = any($1) and (c.screening, c.result_id) = (r.screening, r.result_id)`,
  `delete from screening_entries e using screening_results r
   where r.candidate_id = any($1) and (e.screening, e.result_id) = (r.screening, r.result_id)`,
  `delete from leases where key in (select 'screening-history:' || id from unnest($1::text[]) as id)`,
  `update screening_results set candidate_id = null, application_id = null, chosen_by = null, status_reason = null
   where candidate_id = any($1)`,
  `update messages set content = null, told = '{}' where candidate_id = any($1)`,
  'update attribution_hires set candidate_id = null where candidate_id = any($1)',
  `delete from candidate_phones where candidate_id = any($1)`,
  `update referrals set first_name = null, last_name = null, email = null, phone = null, referred_user_id = null,
     share_link = null, candidate_id = null, anonymized_at = now()
   where candidate_id = any($1)`,
  `delete from calendar_events e using interviews i
   where i.candidate_id = any($1) and e.source = i.source and e.event_id = i.event_id`,
  `delete from ats_interviews a using interviews i
   where i.candidate_id = any($1) and a.source = i.source and a.interview_id = any(i.ats_interview_ids || i.event_id)`,
];
