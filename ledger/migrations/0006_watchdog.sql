-- Up Migration

-- What must not go on in silence: runs that have stopped moving, metrics that miss their targets, and whose turn it is
-- to reconcile.

-- Runs without a step for longer than policy allows. A row opens and closes itself; the same run may fall silent again.
create table silent_runs (
  id bigint generated always as identity primary key,
  -- hire, inbox, interview, screening, reconciliation action, reconciliation
  kind text not null,
  -- what tells it from others of its kind: a workflow id, or the day on which the reconciliation is overdue
  subject text not null,
  -- null where no single run is meant
  workflow_id text,
  reason text not null,
  -- since when nothing has happened
  silent_since timestamptz not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  -- when people were told
  alerted_at timestamptz,
  closed_at timestamptz
);
create unique index silent_runs_open on silent_runs (kind, subject) where closed_at is null;

-- Metrics whose missed target people were told of, by day of the company.
create table metric_alerts (
  metric text not null,
  day date not null,
  alerted_at timestamptz not null default now(),
  primary key (metric, day)
);

-- The one reconciliation that may read the two sides now, until when it may be presumed alive, and how far it is.
create table reconciliation_turn (
  only_one boolean primary key default true check (only_one),
  run_id text not null,
  held_until timestamptz not null,
  -- ReconciliationProgress
  progress jsonb not null default '{}'
);

-- Down Migration

drop table reconciliation_turn, metric_alerts, silent_runs;
