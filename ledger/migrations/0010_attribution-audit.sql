-- Up Migration

-- The attribution audit: advocacy platform versus ATS versus CRM.

create table attribution_audits (
  -- the workflow's id
  id text primary key,
  kind text not null check (kind in ('first', 'monthly', 'manual')),
  -- days of the company's time zone, both included
  first_day date not null,
  last_day date not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  -- AuditCounts, of one that came to its end
  counts jsonb
);
create index attribution_audits_by_start on attribution_audits (started_at desc);

-- The queue of variances; rows that are not current are its history.
create table attribution_variances (
  seq bigint generated always as identity primary key,
  id text not null unique,
  key text not null,
  kind text not null,
  cause text not null,
  reason text not null,
  referral_id text,
  application_id text,
  advocate_ids jsonb not null,
  action text not null check (action in ('capture', 'confirm', 'ignore')),
  status text not null default 'open' check (status in ('open', 'resolving', 'resolved', 'closed', 'ignored')),
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  last_seen_audit text not null,
  closed_at timestamptz,
  -- {action, by, reason}
  resolution jsonb,
  request jsonb,
  workflow_id text,
  failure text,
  current boolean not null default true
);
create unique index attribution_variances_by_key on attribution_variances (key) where current;
create index attribution_variances_by_status on attribution_variances (status, seq);

-- Down Migration

drop table attribution_variances, attribution_audits;
