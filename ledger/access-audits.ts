import type { AccessFinding, Role } from '../connectors/connector.js';
import type { Queryable } from './database.js';

/** Which connected account. */
export interface AuditedSystem {
  role: Role;
  vendor: string;
}

/** What was found when the account was last looked at; undefined before the first time. */
export async function lastAccessAudit(
  db: Queryable,
  { role, vendor }: AuditedSystem,
): Promise<AccessFinding[] | undefined> {
  const { rows } = await db.query<{ findings: AccessFinding[] }>(
    'select findings from access_audits where role = $1 and vendor = $2',
    [role, vendor],
  );
  return rows[0]?.findings;
}

export async function keepAccessAudit(
  db: Queryable,
  { role, vendor }: AuditedSystem,
  findings: readonly AccessFinding[],
): Promise<void> {
  await db.query(
    `insert into access_audits (role, vendor, findings) values ($1, $2, $3)
     on conflict (role, vendor) do update set findings = excluded.findings, looked_at = now()`,
    [role, vendor, JSON.stringify(findings)],
  );
}
