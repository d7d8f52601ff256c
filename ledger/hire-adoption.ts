import type pg from 'pg';
import type { HireFields } from '../schemas/hire.js';
import { transaction } from './database.js';

/** An employee of the HRIS that a person has taken as a hire's. */
export interface Adoption {
  applicationId: string;
  ats: string;
  /** Of the hire's run, which may not have begun. */
  workflowId: string;
  hris: string;
  employeeId: string;
  /** The offer's terms: what the employee would say if hireline had written it. */
  terms: HireFields;
}

/**
 * Records whose employee this is. The hire's run takes it for written by the offer's terms: it makes no other one, and
 * whatever the employee says otherwise is a difference that people are asked about, not one that is written over.
 */
export async function adoptEmployee(pool: pg.Pool, adoption: Adoption): Promise<void> {
  const { applicationId, ats, workflowId, hris, employeeId, terms } = adoption;
  await transaction(pool, async (client) => {
    await client.query(
      `insert into hires as h (application_id, ats, workflow_id, run_id, status, hris, employee_id, written_fields)
       values ($1, $2, $3, '', 'received', $4, $5, $6)
       on conflict (application_id) do update set hris = excluded.hris, employee_id = excluded.employee_id,
         written_fields = case when h.employee_id = excluded.employee_id and h.written_fields is not null
           then h.written_fields else excluded.written_fields end`,
      [applicationId, ats, workflowId, hris, employeeId, JSON.stringify(terms)],
    );
    // A write that is done would give the employee of before.
    await client.query(
      `update outbound_writes set state = 'intended', record_id = null
       where key = $1 and state = 'done' and record_id is distinct from $2`,
      [`${workflowId}:hris.employee`, employeeId],
    );
  });
}
