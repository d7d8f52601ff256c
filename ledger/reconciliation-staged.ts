import type { HireFields } from '../schemas/hire.js';
import { unpackDetails } from './reconciliation-details.js';
import type { Staging } from './reconciliation-staging.js';

/** What the ATS says of these hires, as far as they are staged, by application id. */
export async function stagedAtsFields(
  { client, tables }: Staging,
  applicationIds: readonly string[],
): Promise<Map<string, HireFields>> {
  const { rows } = await client.query<{ id: string; record: string }>(
    `select application_id as id, record from ${tables.ats} where application_id = any($1)`,
    [applicationIds],
  );
  return new Map(rows.map(({ id, record }) => [id, unpackDetails(record).fields]));
}

/** What a run has read so far. */
export interface StagedCounts {
  /** Records of each side, those that were looked up included. */
  ats: number;
  hris: number;
  lookUps: { done: number; failed: number };
}

export async function countStaged({ client, tables }: Staging): Promise<StagedCounts> {
  const { rows } = await client.query<{ ats: number; hris: number; done: number; failed: number }>(
    `select (select count(*) from ${tables.ats}) as ats, (select count(*) from ${tables.hris}) as hris,
       (select count(*) from ${tables.lookUps} where state = 'done') as done,
       (select count(*) from ${tables.lookUps} where state = 'failed') as failed`,
  );
  const { ats = 0, hris = 0, done = 0, failed = 0 } = rows[0] ?? {};
  return { ats, hris, lookUps: { done, failed } };
}
