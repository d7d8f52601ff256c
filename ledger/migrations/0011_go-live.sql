-- Up Migration

-- Going live: the checks before it and the moment of it; drift of the vendors' APIs; what is used of their limits.

alter table deployment add column went_live_at timestamptz, add column went_live_by text;

create table golive_runs (
  id text primary key,
  -- test people get their numbers by it
  seq bigint generated always as identity,
  requested_by text not null,
  writes boolean not null,
  workflow_id text not null,
  run_url text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome text not null default 'running' check (outcome in ('running', 'passed', 'failed')),
  -- GoLiveReport, as far as it is
  report jsonb not null
);
create index golive_runs_by_start on golive_runs (started_at desc);

-- What each connected account let hireline do when it was last looked at: AccessFinding[].
create table access_audits (
  role text not null,
  vendor text not null,
  findings jsonb not null,
  looked_at timestamptz not null default now(),
  primary key (role, vendor)
);

-- Places where a vendor does not answer as its connector expects. No values.
create table vendor_drift (
  id bigint generated always as identity primary key,
  vendor text not null,
  -- access: an audit does not find it any more; answer: an answer of another form; value: a record's value of another
  -- form; empty: a field that must not be empty was, which is drift only if the place is gone
  kind text not null check (kind in ('access', 'answer', 'value', 'empty')),
  -- "GET /v3/offers", or what was looked at
  operation text not null,
  place text not null,
  expected text not null,
  found text not null,
  -- "fields.compensation.ats"
  mapped_at text[] not null default '{}',
  status text not null default 'open' check (status in ('suspected', 'open', 'resolved', 'dismissed')),
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  times int not null default 1,
  alerted_at timestamptz,
  resolved_at timestamptz,
  -- the run that was asked to try again, to see whether the others may
  canary_workflow_id text,
  canary_delivery_id text,
  canary_at timestamptz
);
create unique index vendor_drift_open on vendor_drift (vendor, kind, operation, place) where status in ('suspected', 'open');
create index vendor_drift_by_status on vendor_drift (status, last_seen_at desc);

-- The runs that stopped on it.
create table vendor_drift_runs (
  drift_id bigint not null references vendor_drift,
  workflow_id text not null,
  stopped_at timestamptz not null default now(),
  replay_requested_at timestamptz,
  primary key (drift_id, workflow_id)
);

-- Calls by vendor and hour, and how near to the limit its headers said they came.
create table vendor_usage (
  vendor text not null,
  hour timestamptz not null,
  calls int not null default 0,
  throttled int not null default 0,
  -- of the window in which the largest part of the limit was used
  peak_used int,
  peak_limit int,
  -- when people were told that the limit is near
  alerted_at timestamptz,
  primary key (vendor, hour)
);
create index vendor_usage_by_hour on vendor_usage (hour);

-- Down Migration

drop table vendor_usage, vendor_drift_runs, vendor_drift, access_audits, golive_runs;
alter table deployment drop column went_live_at, drop column went_live_by;
