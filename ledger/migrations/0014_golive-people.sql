-- Up Migration

-- People made up by go-live checks, by the ids they bear at the advocacy platform: reports and audits leave them out.
create table golive_people (
  advocacy text not null,
  referred_user_id text not null,
  recorded_at timestamptz not null default now(),
  primary key (advocacy, referred_user_id)
);
-- Those of earlier checks, by what their reports say was left behind.
insert into golive_people (advocacy, referred_user_id)
select distinct r.advocacy, r.referred_user_id
from golive_runs g
cross join jsonb_array_elements(g.report -> 'leftBehind') as left_behind
join referrals r on r.referred_user_id = left_behind ->> 'id'
where left_behind ->> 'kind' = 'user';

-- Why somebody went live although no check had passed with test candidates.
alter table deployment add column went_live_despite text;

-- Down Migration

alter table deployment drop column went_live_despite;
drop table golive_people;
