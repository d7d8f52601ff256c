import type { Router } from 'express';
import { z } from 'zod';
import type { AccessControl } from './access.js';
import {
  bodyOf,
  CalendarDate,
  hasVersion,
  invalid,
  invalidOperation,
  notFound,
  parameter,
  permitted,
  refuse,
  showTermination,
} from './answers.js';
import type { Company } from './employees.js';
import { employmentsOf } from './employment-history.js';
import { newVersion, identity, today, type RehireRecord } from './records.js';

const NewTermination = z.object({
  effective_date: CalendarDate,
  run_termination_payroll: z.boolean().default(false),
});

const NewRehire = z.object({
  effective_date: z.string('Effective date is required').pipe(CalendarDate),
  file_new_hire_report: z.boolean('File new hire report is required'),
  work_location_uuid: z.string('Work location not found'),
  employment_status: z
    .enum(['part_time', 'full_time', 'part_time_eligible', 'variable', 'seasonal', 'not_set'])
    .catch('not_set')
    .default('not_set'),
  two_percent_shareholder: z.boolean().default(false),
});

/** Terminations, rehires and the history they make. On both surfaces. */
export function employmentRoutes(api: Router, access: AccessControl, company: Company): void {
  const { records, events } = company;
  const employeeOf = (id: string) => records.employees.get(id);
  const present = (id: string) => employmentsOf(records, id).at(-1);

  api.get('/v1/employees/:id/terminations', access.company, (request, response) => {
    const id = parameter(request, 'id');
    if (!employeeOf(id)) return notFound(response);
    response.json(records.terminations.of(id).map(showTermination));
  });

  api.post('/v1/employees/:id/terminations', access.company, (request, response) => {
    const id = parameter(request, 'id');
    if (!employeeOf(id)) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, NewTermination);
    if (!wanted) return;
    if (present(id)?.termination_date) {
      return refuse(response, 422, invalid('base', 'The employee has a termination already'));
    }
    const termination = { ...identity(), employee_uuid: id, ...wanted };
    records.terminations.put(termination.uuid, termination);
    events.fire('employee.terminated', 'Employee', id);
    if (wanted.effective_date < today()) events.fire('employee.terminated_effective', 'Employee', id);
    response.status(201).json(showTermination(termination));
  });

  api.put('/v1/terminations/:id', access.company, (request, response) => {
    const id = parameter(request, 'id');
    const termination = present(id)?.termination_date ? records.terminations.of(id).at(-1) : undefined;
    if (!termination) return notFound(response);
    const body = bodyOf(request, response);
    if (!body || !hasVersion(response, body, termination.version)) return;
    const wanted = permitted(response, body, NewTermination);
    if (!wanted) return;
    if (termination.effective_date < today()) {
      return refuse(response, 422, invalidOperation('The termination is in effect already'));
    }
    const changed = records.terminations.put(termination.uuid, { ...termination, ...wanted, version: newVersion() });
    events.fire('employee.updated', 'Employee', id);
    response.json(showTermination(changed));
  });

  api.delete('/v1/employees/:id/terminations', access.company, (request, response) => {
    const id = parameter(request, 'id');
    const termination = present(id)?.termination_date ? records.terminations.of(id).at(-1) : undefined;
    if (!termination) return notFound(response);
    if (!showTermination(termination).cancelable) {
      return refuse(response, 422, invalidOperation('The termination cannot be cancelled'));
    }
    records.terminations.delete(termination.uuid);
    events.fire('employee.termination_cancelled', 'Employee', id);
    response.status(204).end();
  });

  api.post('/v1/employees/:id/rehire', access.company, (request, response) => {
    const id = parameter(request, 'id');
    if (!employeeOf(id)) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, NewRehire);
    if (!wanted) return;
    const ended = present(id)?.termination_date;
    if (!ended || ended >= wanted.effective_date) {
      return refuse(response, 422, invalid('effective_date', 'Cannot rehire if employee has not been terminated'));
    }
    if (!records.locations.get(wanted.work_location_uuid)?.active) {
      return refuse(response, 422, invalid('work_location_uuid', 'Work location not found'));
    }
    const job = records.jobs.of(id).find((one) => one.primary);
    const rehire = { ...identity(), employee_uuid: id, previous_hire_date: job?.hire_date ?? null, ...wanted };
    records.rehires.put(rehire.uuid, rehire);
    moveHireDate(id, wanted.effective_date);
    events.fire('employee.rehired', 'Employee', id);
    if (wanted.effective_date <= today()) events.fire('employee.rehire_effective', 'Employee', id);
    response.status(201).json(showRehire(rehire));
  });

  api.get('/v1/employees/:id/rehire', access.company, (request, response) => {
    const rehire = presentRehire(parameter(request, 'id'));
    if (!rehire) return notFound(response);
    response.json(showRehire(rehire));
  });

  api.put('/v1/employees/:id/rehire', access.company, (request, response) => {
    const id = parameter(request, 'id');
    if (!employeeOf(id)) return notFound(response);
    const rehire = presentRehire(id);
    if (!rehire || rehire.effective_date <= today()) {
      return refuse(response, 422, invalidOperation('The employee does not have any future employment'));
    }
    const body = bodyOf(request, response);
    if (!body || !hasVersion(response, body, rehire.version)) return;
    const wanted = permitted(response, body, NewRehire);
    if (!wanted) return;
    const changed = records.rehires.put(rehire.uuid, { ...rehire, ...wanted, version: newVersion() });
    moveHireDate(id, wanted.effective_date);
    events.fire('employee.updated', 'Employee', id);
    response.json(showRehire(changed));
  });

  api.get('/v1/employees/:id/employment_history', access.company, (request, response) => {
    const id = parameter(request, 'id');
    if (!employeeOf(id)) return notFound(response);
    response.json(employmentsOf(records, id).reverse());
  });

  /** The rehire that the present employment began with. */
  function presentRehire(id: string): RehireRecord | undefined {
    return present(id)?.termination_date ? undefined : records.rehires.of(id).at(-1);
  }

  /** A job's hire_date is the day of the hire or rehire for it. */
  function moveHireDate(id: string, date: string): void {
    const job = records.jobs.of(id).find((one) => one.primary);
    if (job) records.jobs.put(job.uuid, { ...job, hire_date: date, version: newVersion() });
  }
}

function showRehire({ uuid: _uuid, previous_hire_date: _before, ...rehire }: RehireRecord) {
  return { ...rehire, active: rehire.effective_date <= today() };
}
