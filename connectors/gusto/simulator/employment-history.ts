import { today, type Records } from './records.js';

export interface Employment {
  hire_date: string | null;
  termination_date: string | null;
  file_new_hire_report: boolean;
  employment_status: string | null;
}

/** The employments of one person, in order: each but the first began with a rehire. */
export function employmentsOf(records: Records, employeeUuid: string): Employment[] {
  const terminations = records.terminations.of(employeeUuid);
  const rehires = records.rehires.of(employeeUuid);
  const hired = records.jobs.of(employeeUuid).find((job) => job.primary)?.hire_date ?? null;
  return [undefined, ...rehires].map((rehire, index) => ({
    hire_date: rehire?.effective_date ?? rehires[0]?.previous_hire_date ?? hired,
    termination_date: terminations[index]?.effective_date ?? null,
    file_new_hire_report: rehire?.file_new_hire_report ?? true,
    employment_status: rehire?.employment_status ?? null,
  }));
}

/** Whether somebody is out of work today: the employment they are in, or were in last, has ended. */
export function isTerminated(records: Records, employeeUuid: string): boolean {
  const [first, ...later] = employmentsOf(records, employeeUuid);
  const last = later.filter((one) => (one.hire_date ?? '') <= today()).at(-1) ?? first;
  return last?.termination_date ? last.termination_date < today() : false;
}
