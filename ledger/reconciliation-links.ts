import type { Queryable } from './database.js';

/** What people have said of these records: the application that each employee belongs to, by employee id. */
export async function findLinks(
  db: Queryable,
  of: { applicationId: string | null; employeeIds: readonly string[] },
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ employeeId: string; applicationId: string }>(
    `select employee_id as "employeeId", application_id as "applicationId" from reconciliation_links
     where application_id = $1 or employee_id = any($2)`,
    [of.applicationId, of.employeeIds],
  );
  return new Map(rows.map(({ employeeId, applicationId }) => [employeeId, applicationId]));
}
