import type pg from 'pg';
import type { Pool } from 'undici';

/** The three steps, each one call. */
export interface Activities {
  getCandidate(applicationId: string): Promise<Candidate>;
  createEmployee(candidate: Candidate): Promise<string>;
  recordAudit(applicationId: string, employeeId: string): Promise<void>;
}

export interface Candidate {
  applicationId: string;
  firstName: string;
  lastName: string;
  email: string;
  jobTitle: string;
  salary: string;
}

export function createActivities(vendor: Pool, db: pg.Pool): Activities {
  return {
    async getCandidate(applicationId) {
      const { statusCode, body } = await vendor.request({ method: 'GET', path: `/plain/candidates/${applicationId}` });
      if (statusCode !== 200) throw new Error(`GET candidate was answered ${statusCode}`);
      return (await body.json()) as Candidate;
    },
    async createEmployee(candidate) {
      const { statusCode, body } = await vendor.request({
        method: 'POST',
        path: '/plain/employees',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(candidate),
      });
      if (statusCode !== 201) throw new Error(`POST employee was answered ${statusCode}`);
      return ((await body.json()) as { id: string }).id;
    },
    async recordAudit(applicationId, employeeId) {
      await db.query({
        name: 'record-audit',
        text: 'insert into audit (application_id, employee_id) values ($1, $2)',
        values: [applicationId, employeeId],
      });
    },
  };
}
