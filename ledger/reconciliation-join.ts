import type { MatchRule, MismatchedHire } from '../domain/reconciliation.js';
import type { ReconciliationKind } from '../schemas/reconciliation.js';
import { unpackDetails } from './reconciliation-details.js';
import type { Staging, StagingTables } from './reconciliation-staging.js';

/** Rows that are fetched at once. */
const PAGE = 500;

interface Row {
  kind: ReconciliationKind;
  application_id: string | null;
  employee_ids: string[];
  ats: string | null;
  hris: string[];
  match_application: string | null;
  match_employee: string | null;
  match_by: MatchRule | null;
}

/**
 * Joins the two staged sides and gives back only what needs attention, a page at a time, in no particular order.
 * Records that differ in how they are written and not in what they mean may be among them, as `differing`: the exact
 * comparison is domain/reconciliation.ts's.
 * @throws Error when a side is not staged, or is lost by a crash of the database: it has to be staged again.
 */
export async function* joinSides(staging: Staging): AsyncGenerator<MismatchedHire[], void> {
  const { client, tables } = staging;
  await client.query('begin read only');
  try {
    await requireStaged(staging);
    // All of it is read in the end: the plan must not be one that is only fast for the first rows.
    await client.query('set local cursor_tuple_fraction = 1');
    await client.query(`declare mismatch no scroll cursor for ${joinStatement(tables)}`);
    for (;;) {
      const { rows } = await client.query<Row>(`fetch ${PAGE} from mismatch`);
      if (rows.length > 0) yield rows.map(toMismatch);
      if (rows.length < PAGE) return;
    }
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

async function requireStaged({ client, runId, tables }: Staging): Promise<void> {
  for (const side of ['ats', 'hris'] as const) {
    const { rows } = await client.query<{ staged: number | null; there: boolean }>(
      `select staged_${side} as staged, exists (select 1 from ${tables[side]}) as there
       from reconciliation_runs where id = $1`,
      [runId],
    );
    const staged = rows[0]?.staged ?? null;
    if (staged === null) throw new Error(`the ${side} side of reconciliation run ${runId} is not staged yet`);
    if (staged > 0 && !rows[0]?.there) {
      throw new Error(`the ${side} side of reconciliation run ${runId} was lost with the database's last crash`);
    }
  }
}

function toMismatch(row: Row): MismatchedHire {
  return {
    kind: row.kind,
    applicationId: row.application_id,
    employeeIds: row.employee_ids,
    ats: row.ats === null ? null : unpackDetails(row.ats),
    hris: row.hris.map(unpackDetails),
    match:
      row.match_application !== null && row.match_employee !== null && row.match_by !== null
        ? { applicationId: row.match_application, employeeId: row.match_employee, by: row.match_by }
        : null,
  };
}

/**
 * The join, as one statement. It passes over the wide rows as seldom as it can: what needs attention is carried as the
 * place of its row (ctid), and its values are fetched by that at the end.
 */
export function joinStatement({ ats, hris, lookUps }: StagingTables): string {
  return `
  with
  -- An employment that has ended is not compared, doubles nobody, and misses nobody in the ATS.
  employed as not materialized (select ctid as place, * from ${hris} where not ended),
  ended as materialized (select application_id from ${hris} where ended and application_id is not null),
  -- One hire, or one person with one start date, that stands there more than once. A record that was listed twice
  -- is among them until its ids are counted.
  repeated as materialized (
    select application_id, email, start_date from employed
    group by grouping sets ((application_id), (email, start_date))
    having count(*) > 1 and (application_id is not null or (email is not null and start_date is not null))
  ),
  twin as materialized (
    select place, employee_id, application_id, email, start_date from employed
    where application_id in (select application_id from repeated where application_id is not null)
      or (email, start_date) in (select email, start_date from repeated where email is not null)
  ),
  doubled_hire as materialized (
    select application_id, array_agg(distinct employee_id) as employee_ids
    from twin where application_id is not null
    group by application_id having count(distinct employee_id) > 1
  ),
  doubled as materialized (
    select * from doubled_hire
    union all
    select min(application_id), array_agg(distinct employee_id)
    from twin where email is not null and start_date is not null
    group by email, start_date
    having count(distinct employee_id) > 1
      -- all of one hire: that is said above
      and not (count(distinct application_id) = 1 and count(application_id) = count(*))
  ),
  pair as materialized (
    select a.ctid as ats, e.place as hris, coalesce(a.application_id, e.application_id) as application_id,
      e.employee_id
    from ${ats} a full join employed e on e.application_id = a.application_id
    where a.compared is distinct from e.compared
  ),
  differing as (
    select distinct on (application_id) * from pair
    where ats is not null and hris is not null and application_id not in (select application_id from doubled_hire)
    order by application_id, ats desc, hris desc
  ),
  -- What could not be looked up on the other side is not known to be missing there.
  only_ats as materialized (
    select one.*, person.*, count(*) over (partition by email) as of_email,
      count(*) over (partition by name, start_date) as of_name
    from (
      select distinct on (application_id) ats as place, application_id from pair
      where hris is null and application_id not in (select application_id from ended)
        and application_id not in (select id from ${lookUps} where side = 'hris' and by = 'application' and state = 'failed')
      order by application_id, ats desc
    ) one, lateral (select email, name, start_date from ${ats} where ctid = one.place offset 0) person
  ),
  only_hris as materialized (
    select one.*, person.*, count(*) over (partition by email) as of_email,
      count(*) over (partition by name, start_date) as of_name
    from (
      select distinct on (employee_id) hris as place, employee_id, application_id from pair
      where ats is null
        and employee_id not in (select unnest(employee_ids) from doubled)
        and (application_id is null
          or application_id not in (select id from ${lookUps} where side = 'ats' and by = 'application' and state = 'failed'))
      order by employee_id, hris desc
    ) one, lateral (select email, name, start_date from ${hris} where ctid = one.place offset 0) person
  ),
  candidate as (
    select a.application_id, h.employee_id, 1 as rank
    from only_ats a join hires on hires.application_id = a.application_id
      join only_hris h on h.employee_id = hires.employee_id
    union all
    select a.application_id, h.employee_id, 2
    from only_ats a join only_hris h using (email) where a.of_email = 1 and h.of_email = 1
    union all
    select a.application_id, h.employee_id, 3
    from only_ats a join only_hris h using (name, start_date) where a.of_name = 1 and h.of_name = 1
  ),
  match as materialized (
    select application_id, employee_id, (array['ledger', 'email', 'name'])[min(rank)] as by
    from (
      select *, min(rank) over (partition by application_id) as best_here, min(rank) over (partition by employee_id) as best_there
      from candidate
    ) ranked
    where rank = best_here and rank = best_there
    group by application_id, employee_id
  )
  select 'differing' as kind, application_id, array[employee_id] as employee_ids,
    (select record from ${ats} where ctid = d.ats) as ats, array(select record from ${hris} where ctid = d.hris) as hris,
    null as match_application, null as match_employee, null as match_by
  from differing d
  union all
  select 'ats_only', o.application_id, '{}', (select record from ${ats} where ctid = o.place), '{}',
    m.application_id, m.employee_id, m.by
  from only_ats o left join match m on m.application_id = o.application_id
  union all
  select 'hris_only', o.application_id, array[o.employee_id], null, array(select record from ${hris} where ctid = o.place),
    m.application_id, m.employee_id, m.by
  from only_hris o left join match m on m.employee_id = o.employee_id
  union all
  select 'doubled', d.application_id, d.employee_ids, null,
    array(
      select (select record from ${hris} where ctid = t.place) from (
        select employee_id, max(place) as place from twin where employee_id = any(d.employee_ids) group by employee_id
      ) t order by t.employee_id
    ),
    null, null, null
  from doubled d`;
}
