import { DEPARTMENTS, JOBS, PEOPLE } from '../../../sandbox/company.js';
import { type CustomField, type Records, type User } from './records.js';

/** The Integration Service User that tokens act as. */
const SERVICE_USER = { id: 4000, firstName: 'Integration', lastName: 'Service', email: 'integration@acme.example' };

const CREATED = '2024-01-15T09:00:00.000Z';
const stamped = (id: number) => ({ id, created_at: CREATED, updated_at: CREATED });

interface FieldSeed {
  id: number;
  of: 'offer' | 'application' | 'candidate';
  type: string;
  name: string;
  key: string;
  options?: { id: number; name: string }[];
}

/** The custom fields of the default field map's tenant. */
const FIELDS: readonly FieldSeed[] = [
  { id: 1101, of: 'offer', type: 'currency', name: 'Base Salary', key: 'base_salary' },
  {
    ...{ id: 1102, of: 'offer', type: 'single_select', name: 'Pay Period', key: 'pay_period' },
    options: [
      ...[
        { id: 2101, name: 'year' },
        { id: 2102, name: 'month' },
      ],
      ...[
        { id: 2103, name: 'week' },
        { id: 2104, name: 'hour' },
      ],
    ],
  },
  { id: 1103, of: 'offer', type: 'number', name: 'Hours per Week', key: 'hours_per_week' },
  {
    ...{ id: 1104, of: 'offer', type: 'single_select', name: 'Employment Type', key: 'employment_type' },
    options: [
      ...[
        { id: 2201, name: 'Full-time' },
        { id: 2202, name: 'Part-time' },
      ],
      ...[
        { id: 2203, name: 'Contractor' },
        { id: 2204, name: 'Intern' },
      ],
    ],
  },
  {
    ...{ id: 1105, of: 'offer', type: 'single_select', name: 'FLSA Status', key: 'flsa_status' },
    options: [
      { id: 2301, name: 'Exempt' },
      { id: 2302, name: 'Nonexempt' },
    ],
  },
  { id: 1106, of: 'offer', type: 'user', name: 'Reports To', key: 'reports_to' },
  { id: 1201, of: 'application', type: 'short_text', name: 'HRIS Employee ID', key: 'hris_employee_id' },
  { id: 1202, of: 'application', type: 'short_text', name: 'Advocate ID', key: 'advocate_id' },
  { id: 1203, of: 'application', type: 'short_text', name: 'Referral ID', key: 'referral_id' },
  { id: 1204, of: 'application', type: 'short_text', name: 'Referral Consent At', key: 'referral_consent_at' },
  { id: 1301, of: 'candidate', type: 'long_text', name: 'Screening History', key: 'screening_history' },
  { id: 1302, of: 'candidate', type: 'yes_no', name: 'SMS Opt-in', key: 'sms_opt_in' },
];

const SOURCES = [
  { id: 701, name: 'Jobs page on your website', type: { id: 71, name: 'Company marketing' } },
  { id: 702, name: 'Referral', type: { id: 72, name: 'Referral' } },
  { id: 703, name: 'LinkedIn (Prospecting)', type: { id: 73, name: 'Prospecting' } },
  { id: 704, name: 'Indeed', type: { id: 74, name: 'Third-party boards' } },
  { id: 705, name: 'Harbor Search Partners', type: { id: 75, name: 'Agencies' } },
];

/** The plan of every job. */
const STAGES = [
  ...['Application Review', 'Preliminary Phone Screen', 'Phone Interview', 'Face to Face', 'Reference Check'],
  'Offer',
];

/** Referrers have ids of their own; an agency is nobody's user. */
const FIRST_REFERRER = 760_000;
const AGENCY = { id: 769_001, name: 'Harbor Search Partners' };

const put = <T extends { id: number }>(collection: { put(id: string, row: T): T }, row: T) =>
  collection.put(String(row.id), row);

/** Fills empty records with the company's users, departments, jobs, plans and custom fields. No candidates. */
export function seedCompany(records: Records): void {
  seedCustomFields(records);
  seedSources(records);
  if (records.users.size > 0) return;

  const { id, firstName, lastName, email } = SERVICE_USER;
  put(records.users, user(id, firstName, lastName, email, { site_admin: true }));
  for (const person of PEOPLE) {
    const department = DEPARTMENTS.find(({ name }) => name === person.department);
    put(
      records.users,
      user(person.greenhouseUserId, person.firstName, person.lastName, person.workEmail, {
        employee_id: person.employeeNumber,
        job_title: person.jobTitle,
        department_ids: department ? [department.id] : [],
      }),
    );
  }
  for (const { id, name } of DEPARTMENTS) {
    put(records.departments, { ...stamped(id), name, parent_id: null, external_id: null });
  }
  for (const job of JOBS) {
    put(records.jobs, {
      ...stamped(job.id),
      ...{
        name: job.name,
        requisition_id: job.requisitionId,
        notes: null,
        confidential: false,
        status: 'open' as const,
      },
      ...{ opened_at: CREATED, closed_at: null, is_template: false, copied_from_id: null },
      ...{ department_id: job.departmentId, office_ids: [], custom_fields: {} },
    });
    STAGES.forEach((name, sort_order) => {
      put(records.jobInterviewStages, {
        ...stamped(job.id * 10 + sort_order),
        ...{ job_id: job.id, sort_order, name, active: true },
      });
    });
  }
  const type = { id: 1, key: 'THEY_REJECTED_US', name: 'They rejected us' };
  put(records.rejectionReasons, { ...stamped(751), name: 'Accepted another offer', type });
}

/** State that was written by an earlier version may lack the newer ones. */
function seedSources(records: Records): void {
  for (const { id, ...source } of SOURCES) {
    if (!records.sources.get(String(id))) put(records.sources, { ...stamped(id), ...source });
  }
  if (records.referrers.size > 0) return;
  for (const { greenhouseUserId, firstName, lastName } of PEOPLE) {
    const referrer = stamped(FIRST_REFERRER + greenhouseUserId);
    put(records.referrers, { ...referrer, user_id: greenhouseUserId, name: `${firstName} ${lastName}` });
  }
  put(records.referrers, { ...stamped(AGENCY.id), user_id: null, name: AGENCY.name });
}

/** As above. */
function seedCustomFields(records: Records): void {
  FIELDS.forEach((field, sort_order) => {
    if (records.customFields.get(String(field.id))) return;
    put(records.customFields, customField(field, sort_order));
    field.options?.forEach((option, sort_order) => {
      put(records.customFieldOptions, {
        ...stamped(option.id),
        ...{ custom_field_id: field.id, name: option.name, external_id: null, sort_order, active: true },
      });
    });
  });
}

function user(id: number, first_name: string, last_name: string, email: string, rest: Partial<User>): User {
  return {
    ...stamped(id),
    ...{ first_name, last_name, name: `${first_name} ${last_name}`, primary_email: email, emails: [email] },
    ...{ job_title: null, agency_id: null, deactivated: false, site_admin: false, employee_id: null },
    ...{ linked_candidate_ids: [], office_ids: [], department_ids: [], interviewer_tags: [], custom_fields: {} },
    ...rest,
  };
}

function customField(field: FieldSeed, sort_order: number): CustomField {
  return {
    ...stamped(field.id),
    ...{ field_type: field.of, value_type: field.type, name: field.name, name_key: field.key, sort_order },
    ...{ active: true, private: false, required: false, require_approval: false },
    ...{ trigger_new_version: field.of === 'offer', description: null, internal_type: null, api_only: false },
  };
}
