import type pg from 'pg';
import { transaction } from './database.js';

/** An employee of the HRIS that a person has taken as a hire's. */
export interface Adoption {
  applicationId: string;
  ats: string;
  /** Of the hire's run, which may not have begun. */
  workflowId: string;
  hris: string;
  employeeId: string;
}

/**
 * Records whose employee this is, so that the hire's run finds it, however differently the two systems write the name.
 * What the hire was written as before does not count any more.
 */
export async function adoptEmployee(pool: pg.Pool, adoption: Adoption): Promise<void> {
  const { applicationId, ats, workflowId, hris, employeeId } = adoption;
  await transaction(pool, async (client) => {
    await client.query(
      `insert into hires as h (application_id, ats, workflow_id, run_id, status, hris, employee_id)
       values ($1, $2, $3, '', 'received', $4, $5)
       on conflict (application_id) do update set hris = excluded.hris, employee_id = excluded.employee_id,
         written_fields = null
         where h.employee_id is distinct from excluded.employee_id`,
      [applicationId, ats, workflowId, hris, employeeId],
    );
    // A write that is done would give the employee of before.
    await client.query(
      `update outbound_writes set state = 'intended', record_id = null
       where key = $1 and state = 'done' and record_id is distinct from $2`,
      [`${workflowId}:hris.employee`, employeeId],
    );
  });
}
