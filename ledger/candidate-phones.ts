import type pg from 'pg';
import { transaction, type Queryable } from './database.js';

/** The numbers of some candidates, as the ATS has them: E.164. */
export type CandidatePhones = readonly { candidateId: string; phones: readonly string[] }[];

/** Candidates who were last seen with this number. */
export async function candidatesByPhone(db: Queryable, ats: string, phone: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select candidate_id as id from candidate_phones where ats = $1 and phone = $2 order by candidate_id',
    [ats, phone],
  );
  return rows.map(({ id }) => id);
}

/** Makes the index say of these candidates what the ATS says. */
export async function keepCandidatePhones(pool: pg.Pool, ats: string, candidates: CandidatePhones): Promise<void> {
  const listed = JSON.stringify(
    candidates.flatMap(({ candidateId, phones }) => phones.map((phone) => ({ candidateId, phone }))),
  );
  await transaction(pool, async (client) => {
    await client.query(
      `delete from candidate_phones p where ats = $1 and candidate_id = any($2) and not exists (
         select from jsonb_to_recordset($3::jsonb) as l ("candidateId" text, phone text)
         where l."candidateId" = p.candidate_id and l.phone = p.phone
       )`,
      [ats, candidates.map(({ candidateId }) => candidateId), listed],
    );
    await client.query(
      `insert into candidate_phones (ats, phone, candidate_id)
       select distinct $1, l.phone, l."candidateId" from jsonb_to_recordset($2::jsonb) as l ("candidateId" text, phone text)
       on conflict (ats, phone, candidate_id) do update set seen_at = now()`,
      [ats, listed],
    );
  });
}

/** When the last whole reading began, by the database's clock; undefined before the first. */
export async function phonesReadUntil(db: Queryable, ats: string): Promise<Date | undefined> {
  const { rows } = await db.query<{ readUntil: Date }>(
    'select read_until as "readUntil" from candidate_phone_positions where ats = $1',
    [ats],
  );
  return rows[0]?.readUntil;
}

export async function savePhonesReadUntil(db: Queryable, ats: string, readUntil: Date): Promise<void> {
  await db.query(
    `insert into candidate_phone_positions as p (ats, read_until) values ($1, $2)
     on conflict (ats) do update set read_until = greatest(p.read_until, excluded.read_until)`,
    [ats, readUntil],
  );
}

/** What time the ledger has. */
export async function ledgerTime(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>('select clock_timestamp() as now');
  const [row] = rows;
  if (!row) throw new Error('the ledger does not know what time it is');
  return row.now;
}
