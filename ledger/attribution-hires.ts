import type pg from 'pg';
import type { AtsAttribution, TimeWindow } from '../connectors/roles/ats.js';
import { transaction, type Queryable } from './database.js';

/** A hire with where it came from. */
export type HireToKeep = Pick<
  AtsAttribution,
  'applicationId' | 'jobId' | 'source' | 'advocateId' | 'referralId' | 'jobOpenedAt'
> & {
  /** Null once the candidate is anonymised. */
  candidateId: string | null;
  /** Null where the ATS tells no more of the application than that it was hired. */
  appliedAt: string | null;
  hiredAt: string;
};

/** What was read of a window, and when it was begun to be read. */
export interface Reading {
  readAt: Date;
  /** What could not be read, in sentences. */
  notes: string[];
}

/**
 * Keeps what the ATS says of a window's hires now.
 * @param whole whether these are all: a hire of the window that is not among them is none any more.
 */
export async function keepHires(
  pool: pg.Pool,
  ats: string,
  window: TimeWindow,
  hires: readonly HireToKeep[],
  whole: boolean,
): Promise<void> {
  await transaction(pool, async (client) => {
    if (whole) {
      await client.query(
        `delete from attribution_hires where ats = $1 and hired_at >= $2 and hired_at < $3
         and application_id <> all($4)`,
        [ats, window.from, window.to, hires.map(({ applicationId }) => applicationId)],
      );
    }
    await upsert(client, ats, hires);
  });
}

/** Keeps what the ATS says of single applications, whatever their day: those that are hires, and those that are none. */
export async function keepApplications(
  pool: pg.Pool,
  ats: string,
  hires: readonly HireToKeep[],
  none: readonly string[],
): Promise<void> {
  await transaction(pool, async (client) => {
    await client.query('delete from attribution_hires where ats = $1 and application_id = any($2)', [ats, none]);
    await upsert(client, ats, hires);
  });
}

async function upsert(db: Queryable, ats: string, hires: readonly HireToKeep[]): Promise<void> {
  await db.query(
    `insert into attribution_hires (ats, application_id, candidate_id, job_id, source, advocate_id, referral_id,
       applied_at, job_opened_at, hired_at)
     select $1, "applicationId", "candidateId", "jobId", source, "advocateId", "referralId", "appliedAt", "jobOpenedAt",
       "hiredAt"
     from jsonb_to_recordset($2) as hire ("applicationId" text, "candidateId" text, "jobId" text, source text,
       "advocateId" text, "referralId" text, "appliedAt" timestamptz, "jobOpenedAt" timestamptz, "hiredAt" timestamptz)
     on conflict (ats, application_id) do update set candidate_id = excluded.candidate_id, job_id = excluded.job_id,
       source = excluded.source, advocate_id = excluded.advocate_id, referral_id = excluded.referral_id,
       applied_at = excluded.applied_at, job_opened_at = excluded.job_opened_at, hired_at = excluded.hired_at,
       read_at = now()`,
    [ats, JSON.stringify(hires)],
  );
}

/** Records that a window was read; a later reading takes the place of an earlier one. */
export async function keepReading(db: Queryable, ats: string, window: TimeWindow, reading: Reading): Promise<void> {
  await db.query(
    `insert into attribution_readings (ats, read_from, read_to, read_at, notes) values ($1, $2, $3, $4, $5)
     on conflict (ats, read_from, read_to) do update set read_at = excluded.read_at, notes = excluded.notes`,
    [ats, window.from, window.to, reading.readAt, JSON.stringify(reading.notes)],
  );
}

/** The newest reading of exactly this window. */
export async function findReading(db: Queryable, ats: string, window: TimeWindow): Promise<Reading | undefined> {
  const { rows } = await db.query<Reading>(
    `select read_at as "readAt", notes from attribution_readings where ats = $1 and read_from = $2 and read_to = $3`,
    [ats, window.from, window.to],
  );
  return rows[0];
}
