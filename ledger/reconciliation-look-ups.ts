import type { Side } from '../domain/reconciliation-keys.js';
import type { ReconciliationRecord } from '../domain/reconciliation-record.js';
import { addRecords } from './reconciliation-copy.js';
import type { Staging } from './reconciliation-staging.js';

/**
 * A record that the window's lists don't hold and that the run has to ask for: the other side of a hire that fell in
 * the window on one side only, or what an open item of an earlier day is about.
 */
export interface LookUp {
  side: Side;
  /** By the application id it carries, or by its own id (HRIS only). */
  by: 'application' | 'employee';
  id: string;
}

/** What a look-up came to: the records found (none: there is none), or that it could not be made. */
export type LookUpResult = LookUp & ({ records: ReconciliationRecord[] } | { failed: true });

/**
 * Works out what has to be looked up, once both sides are staged; and again after that was done, as what was found may
 * ask for more. What has been looked up is not asked for twice, so this comes to an end.
 * @returns how many look-ups are to be made; 0 ends it.
 */
export async function planLookUps({ client, tables }: Staging): Promise<number> {
  const { ats, hris, lookUps } = tables;
  await client.query(
    `with open_item as (
       select kind, application_id collate "C" as application_id, employee_ids
       from reconciliation_items where current and status = 'open'
     ),
     only_ats as materialized (
       select application_id from ${ats} a where not exists (select from ${hris} h where h.application_id = a.application_id)
     ),
     known_employee as (
       -- who was made for, or linked to, a hire whose id no employee carries now
       select employee_id collate "C" as id from hires where employee_id is not null
         and application_id in (select application_id from only_ats)
       union all
       select employee_id from reconciliation_links where application_id in (select application_id from only_ats)
       union all
       select unnest(employee_ids) from open_item
     ),
     wanted as (
       select 'ats' as side, 'application' as by, application_id as id from ${hris} h
       where not ended and application_id is not null
         and not exists (select from ${ats} a where a.application_id = h.application_id)
       union
       select 'ats', 'application', application_id from open_item i
       where application_id is not null and not exists (select from ${ats} a where a.application_id = i.application_id)
       union
       select 'hris', 'application', application_id from only_ats
       union
       -- the window's lists may hold one of two
       select 'hris', 'application', application_id from open_item where application_id is not null and kind <> 'hris_only'
       union
       select 'hris', 'employee', id from known_employee k where not exists (select from ${hris} h where h.employee_id = k.id)
     )
     insert into ${lookUps} (side, by, id) select side, by, id from wanted on conflict do nothing`,
  );
  const { rows } = await client.query<{ count: number }>(`select count(*) from ${lookUps} where state = 'planned'`);
  return rows[0]?.count ?? 0;
}

/** Some of what is still to be looked up; record their results before asking for more. */
export async function nextLookUps({ client, tables }: Staging, limit: number): Promise<LookUp[]> {
  const { rows } = await client.query<LookUp>(
    `select side, by, id from ${tables.lookUps} where state = 'planned' order by side, by, id limit $1`,
    [limit],
  );
  return rows;
}

/**
 * Adds what was found to the staged sides. The same results again change nothing. What could not be looked up makes
 * no finding, and closes none.
 */
export async function recordLookUps(staging: Staging, results: readonly LookUpResult[]): Promise<void> {
  const { client, tables } = staging;
  await client.query('begin');
  try {
    const { rows: first } = await client.query<LookUp>(
      `update ${tables.lookUps} l set state = r.state
       from jsonb_to_recordset($1) as r(side text, by text, id text, state text)
       where l.side = r.side and l.by = r.by and l.id = r.id and l.state = 'planned'
       returning l.side, l.by, l.id`,
      [JSON.stringify(results.map(({ side, by, id, ...result }) => ({ side, by, id, state: stateOf(result) })))],
    );
    const isFirst = new Set(first.map(keyOf));
    for (const side of ['ats', 'hris'] as const) {
      const found = results.flatMap((result) =>
        result.side === side && 'records' in result && isFirst.has(keyOf(result)) ? result.records : [],
      );
      await addRecords(staging, side, found);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

const stateOf = (result: object): 'done' | 'failed' => ('failed' in result ? 'failed' : 'done');
const keyOf = ({ side, by, id }: LookUp): string => `${side} ${by} ${id}`;

/**
 * Open items about which this run knows all that it takes to tell whether their cause is still there: each record they
 * name was listed, or was looked up. A page of item ids at a time.
 */
export async function* checkedItems({ client, tables }: Staging, limit = 1_000): AsyncGenerator<string[], void> {
  const { ats, hris, lookUps } = tables;
  const lookedUp = (side: Side, by: LookUp['by']) =>
    `select id from ${lookUps} where side = '${side}' and by = '${by}' and state = 'done'`;
  let after = 0;
  for (;;) {
    const { rows } = await client.query<{ id: string; seq: number; checked: boolean }>(
      `with item as materialized (
         select id, seq, kind, application_id collate "C" as application_id, employee_ids from reconciliation_items
         where current and status = 'open' and seq > $1 order by seq limit $2
       ),
       in_ats as materialized (
         select application_id from ${ats} where application_id in (select application_id from item)
         union ${lookedUp('ats', 'application')}
       ),
       in_hris as materialized (
         select application_id from ${hris} where application_id in (select application_id from item)
         union ${lookedUp('hris', 'application')}
       ),
       employee as materialized (
         select employee_id from ${hris} where employee_id in (select unnest(employee_ids) from item)
         union ${lookedUp('hris', 'employee')}
       )
       select id, seq, (application_id is null or (application_id in (select * from in_ats)
           and (kind = 'hris_only' or application_id in (select * from in_hris))))
         and not exists (select from unnest(employee_ids) e where e collate "C" not in (select * from employee)) as checked
       from item order by seq`,
      [after, limit],
    );
    yield rows.flatMap(({ id, checked }) => (checked ? id : []));
    const last = rows[limit - 1];
    if (!last) return;
    after = last.seq;
  }
}
