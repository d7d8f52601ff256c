import { DEPARTMENTS, JOBS, PEOPLE } from '../../sandbox/company.js';
import { candidateOf } from './candidates.js';
import { ok, type Answer, type Routes } from './answer.js';

/**
 * As much of Greenhouse's Harvest v3 as a hire needs up to the HRIS (https://harvestdocs.greenhouse.io): any
 * application exists and has an accepted offer. It names no rate limit.
 */
export const ats: Routes = ({ method, path, query }) => {
  if (method === 'POST' && path === '/token') {
    return ok({ access_token: 'bench', token_type: 'Bearer', expires_in: 3_600 });
  }
  if (method === 'PATCH' && path.startsWith('/v3/applications/')) return ok(application(path.split('/')[3] ?? ''));
  if (method !== 'GET') return undefined;
  const ids = (query.get('ids') ?? '').split(',');
  switch (path) {
    case '/v3/applications':
      return ok(ids.map(application));
    case '/v3/offers':
      return ok((query.get('application_ids') ?? '').split(',').map(offer));
    case '/v3/candidates':
      return ok(ids.map(candidate));
    case '/v3/jobs':
      return ok(JOBS.filter((job) => ids.includes(String(job.id))).map(jobRow));
    case '/v3/departments':
      return ok(DEPARTMENTS.filter(({ id }) => ids.includes(String(id))).map((row) => ({ ...row, ...DATED })));
    case '/v3/users':
      return users(ids);
    default:
      return undefined;
  }
};

const DATED = { created_at: '2026-10-01T09:00:00.000Z', updated_at: '2026-11-04T15:00:00.000Z' };
const JOB = 601;
const MANAGER = 4001;

function application(id: string): unknown {
  return {
    id: Number(id),
    ...DATED,
    candidate_id: Number(id),
    job_id: JOB,
    job_post_id: null,
    recruiter_id: 4007,
    coordinator_id: null,
    referrer_id: null,
    source_id: 7_001,
    stage_id: 8_006,
    stage_name: 'Offer',
    status: 'hired',
    needs_decision: false,
    prospect: false,
    rejected_at: null,
    last_activity_at: DATED.updated_at,
    location_address: null,
    answers: [],
    custom_fields: { hris_employee_id: { name: 'HRIS employee id', type: 'short_text', value: null } },
  };
}

function offer(applicationId: string): unknown {
  const field = (name: string, type: string, value: unknown) => ({ name, type, value });
  return {
    id: Number(applicationId),
    ...DATED,
    version: 1,
    application_id: Number(applicationId),
    candidate_id: Number(applicationId),
    job_id: JOB,
    opening_id: null,
    status: 'accepted',
    starts_on: '2026-12-01',
    sent_on: '2026-11-02',
    resolved_at: '2026-11-04T15:00:00.000Z',
    custom_fields: {
      base_salary: field('Base salary', 'currency', { amount: '130000.0', currency_code: 'USD' }),
      pay_period: field('Pay period', 'single_select', 'year'),
      hours_per_week: field('Hours per week', 'number', '40.0'),
      employment_type: field('Employment type', 'single_select', 'Full-time'),
      flsa_status: field('FLSA status', 'single_select', 'Exempt'),
      reports_to: field('Reports to', 'user', MANAGER),
    },
  };
}

function candidate(id: string): unknown {
  const { firstName, lastName, email, phone } = candidateOf(id);
  return {
    id: Number(id),
    ...DATED,
    first_name: firstName,
    last_name: lastName,
    preferred_name: null,
    company: null,
    title: null,
    last_activity_at: DATED.updated_at,
    private: false,
    can_email: true,
    time_zone: null,
    tags: [],
    linked_user_ids: [],
    phone_numbers: [{ value: phone, type: 'mobile' }],
    email_addresses: [{ value: email, type: 'personal' }],
    addresses: [],
    website_addresses: [],
    social_media_addresses: [],
    custom_fields: {},
  };
}

function jobRow({ id, name, departmentId, requisitionId }: (typeof JOBS)[number]): unknown {
  return {
    id,
    ...DATED,
    name,
    requisition_id: requisitionId,
    notes: null,
    confidential: false,
    status: 'open',
    opened_at: DATED.created_at,
    closed_at: null,
    is_template: false,
    department_id: departmentId,
    office_ids: [],
    custom_fields: {},
  };
}

function users(ids: readonly string[]): Answer {
  const found = PEOPLE.filter((person) => ids.includes(String(person.greenhouseUserId)));
  return ok(
    found.map((person) => ({
      id: person.greenhouseUserId,
      ...DATED,
      name: `${person.firstName} ${person.lastName}`,
      first_name: person.firstName,
      last_name: person.lastName,
      primary_email: person.workEmail,
      employee_id: person.employeeNumber,
      deactivated: false,
      site_admin: false,
    })),
  );
}
