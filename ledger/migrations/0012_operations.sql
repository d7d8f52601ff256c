-- Up Migration

-- What went wrong, and who changed what: the daily error review, and the changelog of the configuration.

-- Steps that were given up, with the class of their cause. The message holds no personal data.
create table run_errors (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  workflow_id text not null,
  run_id text not null,
  workflow_type text not null,
  step text not null,
  failure_type text not null,
  cause text not null check (cause in ('field_mismatch', 'vendor', 'identity', 'policy', 'program')),
  vendor text,
  message text not null
);
create index run_errors_by_time on run_errors (at, id);
create index run_errors_by_workflow on run_errors (workflow_id, id);

-- The configuration as it was last loaded: every value by its place, as text.
create table configuration_states (
  only_one boolean primary key default true check (only_one),
  digest text not null,
  entries jsonb not null,
  loaded_at timestamptz not null default now()
);

-- What changed between two loads. `before` is null for a value that is new, `after` for one that is gone.
create table configuration_changes (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- all changes of one load have the same one
  digest text not null,
  changed_by text not null,
  file text not null,
  place text not null,
  before text,
  after text
);
create index configuration_changes_by_digest on configuration_changes (digest);

-- Down Migration

drop table configuration_changes, configuration_states, run_errors;
