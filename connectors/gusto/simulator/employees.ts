import type { Request, Router } from 'express';
import { z } from 'zod';
import type { Surface } from '../settings.js';
import type { AccessControl } from './access.js';
import type { Alterations } from './alterations.js';
import {
  asksForAll,
  bodyOf,
  CalendarDate,
  hasVersion,
  invalidOperation,
  notFound,
  parameter,
  permitted,
  refuse,
  sendPage,
  showEmployee,
} from './answers.js';
import type { Events } from './events.js';
import { identity, newVersion, type EmployeeRecord, type Records } from './records.js';

/** What the routes of one simulated company share. */
export interface Company {
  id: string;
  surface: Surface;
  records: Records;
  events: Events;
  alterations: Alterations;
}

const Email = z.email('is not a valid email');

const EmployeeFields = z.object({
  first_name: z.string().trim().min(1, 'First name is required'),
  middle_initial: z.string().nullable(),
  last_name: z.string().trim().min(1, 'Last name is required'),
  preferred_first_name: z.string().nullable(),
  email: Email.nullable(),
  work_email: Email.nullable(),
  date_of_birth: CalendarDate,
  ssn: z.string().regex(/^\d{9}$/, 'Ssn is not valid'),
  two_percent_shareholder: z.boolean(),
});

const NewEmployee = EmployeeFields.partial()
  .extend({
    first_name: z.string('First name is required').trim().min(1, 'First name is required'),
    last_name: z.string('Last name is required').trim().min(1, 'Last name is required'),
    self_onboarding: z.boolean().default(false),
  })
  .refine((body) => !body.self_onboarding || Boolean(body.email), {
    path: ['email'],
    message: 'Email is required for self-onboarding',
  });

export function employeeRoutes(api: Router, access: AccessControl, company: Company): void {
  const { records, events, alterations } = company;
  const show = (employee: EmployeeRecord) => showEmployee(records, company.id, employee);

  api.get('/v1/companies/:company/employees', access.company, (request, response) => {
    if (parameter(request, 'company') !== company.id) return notFound(response);
    sendPage(request, response, list(company, request));
  });

  api.post('/v1/companies/:company/employees', access.company, (request, response) => {
    if (parameter(request, 'company') !== company.id) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, NewEmployee);
    if (!wanted) return;
    const { ssn, self_onboarding, ...fields } = wanted;
    const record = alterations.apply('employee', {
      ...identity(),
      middle_initial: null,
      preferred_first_name: null,
      email: null,
      work_email: null,
      date_of_birth: null,
      two_percent_shareholder: null,
      ...fields,
      has_ssn: ssn !== undefined,
      onboarding_status: firstStatus(self_onboarding, company.surface),
    });
    records.employees.put(record.uuid, record);
    events.fire('employee.created', 'Employee', record.uuid);
    response.status(201).json(show(record));
  });

  api.get('/v1/employees/:id', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    response.json(showEmployee(records, company.id, employee, asksForAll(request)));
  });

  api.put('/v1/employees/:id', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const body = bodyOf(request, response);
    if (!body || !hasVersion(response, body, employee.version)) return;
    const wanted = permitted(response, body, EmployeeFields.partial());
    if (!wanted) return;
    const { ssn, ...fields } = wanted;
    const changed = alterations.apply('employee', {
      ...employee,
      ...fields,
      version: newVersion(),
      has_ssn: employee.has_ssn || ssn !== undefined,
    });
    records.employees.put(changed.uuid, changed);
    events.fire('employee.updated', 'Employee', changed.uuid);
    response.json(show(changed));
  });

  api.delete('/v1/employees/:id', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    if (employee.onboarding_status === 'onboarding_completed' || records.payStubs.of(employee.uuid).length > 0) {
      return refuse(response, 422, invalidOperation('Cannot delete onboarded employee'));
    }
    for (const job of records.jobs.of(employee.uuid)) {
      for (const pay of records.compensations.of(job.uuid)) records.compensations.delete(pay.uuid);
      records.jobs.delete(job.uuid);
    }
    for (const kind of [records.workAddresses, records.homeAddresses, records.terminations, records.rehires]) {
      for (const one of kind.of(employee.uuid)) kind.delete(one.uuid);
    }
    records.employees.delete(employee.uuid);
    events.fire('employee.deleted', 'Employee', employee.uuid);
    response.status(204).end();
  });
}

/** App Integrations invites at once; on Embedded the partner sends the invitation with onboarding_status. */
function firstStatus(selfOnboarding: boolean, surface: Surface): string {
  if (!selfOnboarding) return 'admin_onboarding_incomplete';
  return surface === 'embedded' ? 'self_onboarding_pending_invite' : 'self_onboarding_invited';
}

/** The list's filters. The terminated are left out unless asked for, those scheduled to be terminated are not. */
function list({ id, records }: Company, request: Request) {
  const text = (name: string) => {
    const value = request.query[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const flag = (name: string) => (text(name) === undefined ? undefined : text(name) === 'true');
  const uuids = text('uuids')?.split(',');
  const terminated = flag('terminated') ?? flag('terminated_today') ?? false;
  const onboarded = flag('onboarded') ?? (flag('onboarded_active') ? true : undefined);
  const term = text('search_term');
  return (term === undefined ? records.employees.all() : records.employees.named(term))
    .filter((employee) => uuids === undefined || uuids.includes(employee.uuid))
    .map((employee) => showEmployee(records, id, employee))
    .filter((employee) => {
      const leaves = flag('terminated') ? employee.terminations.length > 0 : employee.terminated;
      return leaves === terminated && (onboarded === undefined || employee.onboarded === onboarded);
    });
}
