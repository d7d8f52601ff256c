import type { Collection } from '../../../sandbox/store.js';
import { INTERVIEW_STATUSES } from './interviews.js';
import type { Grouped, Records, Stamped } from './records.js';

/** What a query parameter means: which attribute it is about, and what it takes. */
export type Filter =
  | { takes: 'ids'; of: string }
  | { takes: 'texts'; of: string }
  | { takes: 'id'; of: string }
  | { takes: 'text'; of: string }
  | { takes: 'flag'; of: string }
  | { takes: 'time'; of: string }
  | { takes: 'choice'; of: string; among: Readonly<Record<string, string>> }
  | { takes: 'match'; test(value: string, row: Stamped): boolean }
  /** Documented, but the simulator holds nothing that it could match or change. */
  | { takes: 'nothing' };

export interface ListSpec {
  path: string;
  rows: Collection<Stamped>;
  /** Documented filters besides ids, created_at, updated_at, fields, per_page and cursor, which all lists have. */
  filters: Readonly<Record<string, Filter>>;
  /** Which filter finds its rows without reading all. */
  groupedBy?: { filter: string; rows: Grouped<Stamped> };
}

const ids = (of: string): Filter => ({ takes: 'ids', of });
const text = (of: string): Filter => ({ takes: 'text', of });
const flag = (of: string): Filter => ({ takes: 'flag', of });
const time = (of: string): Filter => ({ takes: 'time', of });
const id = (of: string): Filter => ({ takes: 'id', of });
const choice = (of: string, ...words: string[]): Filter => ({
  takes: 'choice',
  of,
  among: Object.fromEntries(words.map((word) => [word, word])),
});
const nothing: Filter = { takes: 'nothing' };

/** The lists of Harvest v3 that the simulator serves, with the filters of their reference pages. */
export function listSpecs(records: Records): ListSpec[] {
  const rows = <T extends Stamped>(collection: Collection<T>) => collection as unknown as Collection<Stamped>;
  const groups = <T extends Stamped>(collection: Grouped<T>) => collection as unknown as Grouped<Stamped>;
  return [
    {
      path: '/v3/applications',
      rows: rows(records.applications),
      groupedBy: { filter: 'candidate_ids', rows: groups(records.applications) },
      filters: {
        ...{ candidate_ids: ids('candidate_id'), job_ids: ids('job_id'), job_post_ids: ids('job_post_id') },
        ...{ prospective_job_ids: ids('prospective_job_ids'), source_ids: ids('source_id') },
        ...{ referrer_ids: ids('referrer_id'), stage_ids: ids('stage_id'), stage_name: text('stage_name') },
        ...{ custom_field_option_id: nothing, last_activity_at: time('last_activity_at'), prospect: flag('prospect') },
        status: {
          takes: 'choice',
          of: 'status',
          among: { active: 'in_process', rejected: 'rejected', hired: 'hired', converted: 'converted' },
        },
      },
    },
    {
      path: '/v3/candidates',
      rows: rows(records.candidates),
      groupedBy: { filter: 'email', rows: groups(records.candidates) },
      filters: {
        ...{ last_activity_at: time('last_activity_at'), custom_field_option_id: nothing, private: nothing },
        ...{ email: text('email_addresses'), tag: text('tags') },
      },
    },
    {
      path: '/v3/offers',
      rows: rows(records.offers),
      groupedBy: { filter: 'application_ids', rows: groups(records.offers) },
      filters: {
        ...{ application_ids: ids('application_id'), job_ids: ids('job_id'), candidate_ids: ids('candidate_id') },
        ...{ opening_ids: ids('opening_id'), resolved_at: time('resolved_at'), sent_on: time('sent_on') },
        ...{ starts_on: time('starts_on'), current_only: nothing },
        status: choice('status', 'Created', 'Accepted', 'Rejected', 'Deprecated'),
      },
    },
    {
      path: '/v3/jobs',
      rows: rows(records.jobs),
      filters: {
        ...{ opened_at: time('opened_at'), closed_at: time('closed_at'), requisition_id: text('requisition_id') },
        ...{ department_id: id('department_id'), office_id: id('office_ids'), confidential: flag('confidential') },
        ...{ custom_field_option_id: nothing, status: choice('status', 'open', 'draft', 'closed') },
      },
    },
    {
      path: '/v3/departments',
      rows: rows(records.departments),
      filters: { parent_id: id('parent_id'), external_id: text('external_id') },
    },
    {
      path: '/v3/users',
      rows: rows(records.users),
      filters: {
        ...{ agency_ids: ids('agency_id'), office_ids: ids('office_ids'), department_ids: ids('department_ids') },
        ...{ linked_candidate_ids: ids('linked_candidate_ids'), interviewer_tag_ids: nothing },
        ...{ employee_ids: { takes: 'texts', of: 'employee_id' } as const, custom_field_option_id: nothing },
        ...{ deactivated: flag('deactivated'), primary_email: text('primary_email'), external_office_id: nothing },
        ...{ external_department_id: nothing, show_service_accounts: nothing },
      },
    },
    {
      path: '/v3/custom_fields',
      rows: rows(records.customFields),
      filters: {
        ...{ active: flag('active'), name: text('name'), name_key: text('name_key') },
        field_type: choice(
          'field_type',
          ...['job', 'opening', 'standard', 'offer', 'compensation_frequency', 'candidate', 'referral_question'],
          ...['application', 'rejection_question', 'form', 'agency_question', 'user_attribute'],
        ),
      },
    },
    {
      path: '/v3/custom_field_options',
      rows: rows(records.customFieldOptions),
      filters: {
        custom_field_ids: ids('custom_field_id'),
        custom_field_key: optionsOf(records),
        active: flag('active'),
      },
    },
    {
      path: '/v3/application_stages',
      rows: rows(records.applicationStages),
      groupedBy: { filter: 'application_ids', rows: groups(records.applicationStages) },
      filters: {
        ...{ application_ids: ids('application_id'), job_interview_stage_ids: ids('job_interview_stage_id') },
        current: flag('current'),
      },
    },
    {
      path: '/v3/job_interview_stages',
      rows: rows(records.jobInterviewStages),
      filters: { job_ids: ids('job_id'), active: flag('active') },
    },
    { path: '/v3/sources', rows: rows(records.sources), filters: {} },
    { path: '/v3/referrers', rows: rows(records.referrers), filters: { user_ids: ids('user_id') } },
    { path: '/v3/rejection_reasons', rows: rows(records.rejectionReasons), filters: { include_defaults: nothing } },
    {
      path: '/v3/interviews',
      rows: rows(records.interviews),
      groupedBy: { filter: 'application_ids', rows: groups(records.interviews) },
      filters: {
        ...{ job_ids: ids('job_id'), application_ids: ids('application_id'), organizer_ids: ids('organizer_id') },
        ...{ job_interview_ids: ids('job_interview_id'), starts_at: time('starts_at'), ends_at: time('ends_at') },
        ...{ all_day_start_on: time('all_day_start_on'), all_day_end_on: time('all_day_end_on') },
        ...{ external_event_id: text('external_event_id'), status: choice('status', ...INTERVIEW_STATUSES) },
      },
    },
    {
      path: '/v3/interviewers',
      rows: rows(records.interviewers),
      groupedBy: { filter: 'interview_ids', rows: groups(records.interviewers) },
      filters: {
        ...{ interview_ids: ids('interview_id'), user_ids: ids('user_id'), scorecard_ids: ids('scorecard_id') },
        response_status: choice('response_status', 'needs_action', 'declined', 'tentative', 'accepted'),
      },
    },
    {
      path: '/v3/notes',
      rows: rows(records.notes),
      groupedBy: { filter: 'candidate_ids', rows: groups(records.notes) },
      filters: {
        ...{ candidate_ids: ids('candidate_id'), user_ids: ids('user_id'), application_ids: ids('application_id') },
        type: choice(
          'type',
          ...['NOTE', 'ACTIVITY', 'INTERVIEW', 'EMAIL', 'FOLLOW_UP', 'TAKE_HOME_TEST', 'LINKEDIN_NOTE'],
          ...['LINKEDIN_INMAIL', 'AVAILABILITY_REQUEST', 'MIGRATION_ERROR', 'TOUCHPOINT', 'FORM', 'FEEDBACK'],
        ),
        visibility: choice('visibility', 'admin_only_visible', 'privately_visible', 'publicly_visible'),
      },
    },
  ];
}

/** Options of the field with this key. */
function optionsOf(records: Records): Filter {
  return {
    takes: 'match',
    test(key, row) {
      const option = records.customFieldOptions.get(String(row.id));
      return records.customFields.get(String(option?.custom_field_id))?.name_key === key;
    },
  };
}
