import type { Router } from 'express';
import type { AccessControl } from './access.js';
import { bodyOf, currentOf, invalid, missing, notFound, parameter, refuse } from './answers.js';
import type { Company } from './employees.js';
import { newVersion, type EmployeeRecord } from './records.js';

/** Which status may follow which, as far as the API may set it (PUT onboarding_status). */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  admin_onboarding_incomplete: ['self_onboarding_pending_invite', 'self_onboarding_invited', 'onboarding_completed'],
  self_onboarding_pending_invite: ['self_onboarding_invited', 'admin_onboarding_incomplete'],
  self_onboarding_invited: ['admin_onboarding_incomplete'],
  self_onboarding_completed_by_employee: ['self_onboarding_awaiting_admin_review'],
  self_onboarding_awaiting_admin_review: ['onboarding_completed'],
};

const STATUSES = [
  ...Object.keys(TRANSITIONS),
  'self_onboarding_invited_started',
  'self_onboarding_invited_overdue',
  'onboarding_completed',
];

/** The onboarding status, which the Embedded surface only has. */
export function onboardingRoutes(api: Router, access: AccessControl, company: Company): void {
  const { records, events } = company;

  api.get('/v1/employees/:id/onboarding_status', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    response.json(show(company, employee));
  });

  api.put('/v1/employees/:id/onboarding_status', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const body = bodyOf(request, response);
    if (!body) return;
    const wanted = body['onboarding_status'];
    if (typeof wanted !== 'string') return refuse(response, 422, missing('onboarding_status'));
    const allowed = TRANSITIONS[employee.onboarding_status] ?? [];
    const complete = show(company, employee).onboarding_steps.every((step) => step.completed || !step.required);
    if (!STATUSES.includes(wanted) || !allowed.includes(wanted) || (wanted === 'onboarding_completed' && !complete)) {
      return refuse(response, 422, invalid('onboarding_status', 'The onboarding status cannot be changed to this'));
    }
    const changed = records.employees.put(employee.uuid, {
      ...employee,
      onboarding_status: wanted,
      version: newVersion(),
    });
    events.fire('employee.updated', 'Employee', employee.uuid);
    if (wanted === 'onboarding_completed') events.fire('employee.onboarded', 'Employee', employee.uuid);
    response.json(show(company, changed));
  });
}

function show({ records }: Company, employee: EmployeeRecord) {
  const jobs = records.jobs.of(employee.uuid);
  const paid = jobs.some((job) => Number(currentOf(records, job)?.rate ?? 0) > 0);
  const step = (id: string, title: string, required: boolean, completed: boolean) => ({
    id,
    title,
    required,
    completed,
    requirements: [],
  });
  return {
    uuid: employee.uuid,
    onboarding_status: employee.onboarding_status,
    onboarding_steps: [
      step('personal_details', 'Personal details', true, true),
      step('compensation_details', 'Enter compensation details', true, paid),
      step('add_work_address', 'Add work address', true, records.workAddresses.of(employee.uuid).length > 0),
      step('add_home_address', 'Add home address', true, records.homeAddresses.of(employee.uuid).length > 0),
      step('direct_deposit_setup', 'Direct deposit setup', false, false),
    ],
  };
}
