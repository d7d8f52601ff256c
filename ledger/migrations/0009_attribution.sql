-- Up Migration

-- What advocacy brought beside the other channels, and what each channel cost.

-- Costs that people have imported. Amounts are exact.
create table recruiting_costs (
  id bigint generated always as identity primary key,
  channel text not null,
  from_day date not null,
  to_day date not null check (to_day >= from_day),
  amount numeric not null check (amount >= 0),
  currency text not null,
  note text,
  -- what makes it the same cost again: all of the above
  content_hash text not null unique,
  imported_by text not null,
  imported_at timestamptz not null default now()
);
create index recruiting_costs_by_day on recruiting_costs (from_day, to_day);

-- Hires as the ATS last told of them, with where they came from. No names.
create table attribution_hires (
  ats text not null,
  application_id text not null,
  candidate_id text,
  job_id text,
  source text,
  -- whom the ATS itself names
  advocate_id text,
  referral_id text,
  applied_at timestamptz,
  job_opened_at timestamptz,
  hired_at timestamptz not null,
  read_at timestamptz not null default now(),
  primary key (ats, application_id)
);
create index attribution_hires_by_day on attribution_hires (ats, hired_at);
create index attribution_hires_by_candidate on attribution_hires (candidate_id);

-- Which windows were read from the platform and the ATS, and when.
create table attribution_readings (
  ats text not null,
  read_from timestamptz not null,
  read_to timestamptz not null,
  read_at timestamptz not null,
  -- what could not be read, in sentences without personal data
  notes jsonb not null,
  primary key (ats, read_from, read_to)
);

-- Reports as they were told; the newest of a period.
create table attribution_reports (
  from_day date not null,
  to_day date not null,
  -- without the hires' candidates; they are in attribution_hires
  report jsonb not null,
  complete boolean not null,
  referrals integer not null,
  hires integer not null,
  cost numeric not null,
  currency text not null,
  run_url text not null,
  generated_at timestamptz not null,
  primary key (from_day, to_day)
);

-- Down Migration

drop table attribution_reports, attribution_readings, attribution_hires, recruiting_costs;
