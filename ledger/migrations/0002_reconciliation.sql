-- Up Migration

-- The daily reconciliation: what it found, when it ran, and room for what it reads.

-- Each time the two sides were compared.
create table reconciliation_runs (
  id text primary key,
  -- names the run's staging tables
  number bigint generated always as identity unique,
  kind text not null check (kind in ('nightly', 'manual', 'catch-up')),
  window_from timestamptz not null,
  window_to timestamptz not null,
  dry_run boolean not null default false,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome text not null default 'running' check (outcome in ('running', 'completed', 'failed')),
  failure text,
  -- which sides are in the staging tables; those are unlogged, and empty after a crash of the database
  staged_ats bigint,
  staged_hris bigint,
  -- RunCounts, of a completed run
  counts jsonb
);
create index reconciliation_runs_by_finish on reconciliation_runs (finished_at desc) where outcome = 'completed';

-- The queue. One row from the first time a cause was seen until it was dealt with; should the same cause come back
-- after that, it is a new row. So the rows are the queue's history, too: an item was in the queue at an instant t when
-- first_seen_at <= t and (closed_at is null or closed_at > t).
create table reconciliation_items (
  seq bigint generated always as identity primary key,
  id text not null unique,
  -- what is wrong with which record: "ats_only:1001"
  cause text not null,
  -- of what is wrong in detail: an ignored item comes back when it changes
  fingerprint text not null,
  kind text not null check (kind in ('ats_only', 'hris_only', 'differing', 'doubled')),
  status text not null default 'open' check (status in ('open', 'resolving', 'resolved', 'closed', 'ignored')),
  reason text not null,
  owner text not null check (owner in ('recruiting', 'hr_ops')),
  application_id text,
  employee_ids text[] not null,
  person text,
  differences jsonb not null,
  suggested_match jsonb,
  suggested_action text not null check (suggested_action in ('write', 'adopt', 'link', 'ignore')),
  day date not null,
  first_seen_at timestamptz not null,
  first_seen_run text not null,
  last_seen_at timestamptz not null,
  last_seen_run text not null,
  closed_at timestamptz,
  resolution jsonb,
  -- the action under way, and what became of the last one that failed
  request jsonb,
  workflow_id text,
  failure text,
  -- false once the cause may start a new row: always for resolved and closed ones, for ignored ones when it has changed
  current boolean not null default true
);
create unique index reconciliation_items_by_cause on reconciliation_items (cause) where current;
create index reconciliation_items_by_status on reconciliation_items (status, seq);
create index reconciliation_items_past on reconciliation_items (cause, closed_at) where not current;
create index reconciliation_items_by_close on reconciliation_items (closed_at);
create index reconciliation_items_by_application on reconciliation_items (application_id);

-- Records that a person has said are one hire, although the HRIS does not say so.
create table reconciliation_links (
  employee_id text primary key,
  application_id text not null,
  linked_by text not null,
  reason text,
  linked_at timestamptz not null default now()
);
create index reconciliation_links_by_application on reconciliation_links (application_id);

-- Holds a few unlogged tables for each run while it lasts.
create schema reconciliation_staging;

-- Down Migration

drop schema reconciliation_staging cascade;
drop table reconciliation_links, reconciliation_items, reconciliation_runs;
