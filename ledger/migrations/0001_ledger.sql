-- Up Migration

-- The ledger: what came in, what went out, what waits for a person. Personal data lives here and nowhere else.

-- Which kind of data this database holds. A process of the other kind refuses to start on it.
create table deployment (
  only_one boolean primary key default true check (only_one),
  environment text not null check (environment in ('sandbox', 'production')),
  created_at timestamptz not null default now()
);

-- Every webhook and every click that was rightly signed, kept for ever: a delivery is known by its event id.
create table deliveries (
  seq bigint generated always as identity primary key,
  -- made from vendor and event id, so that the same event always has the same delivery id
  id text not null unique,
  vendor text not null,
  event_id text not null,
  event_type text,
  -- what the delivery means (HireEvent or DecisionRequest); null when ignored or quarantined
  event jsonb,
  -- deliveries of one key are handed on in the order they came
  order_key text not null,
  -- pending: to be handed on; waiting: for the employee to become known; forwarded; ignored: nobody acts on it;
  -- quarantined: kept for a person
  status text not null check (status in ('pending', 'waiting', 'forwarded', 'ignored', 'quarantined')),
  reason text,
  -- a quarantined delivery that people still have to be told of
  alert_pending boolean not null default false,
  workflow_id text,
  body bytea not null,
  headers jsonb not null,
  url text not null,
  received_at timestamptz not null default now(),
  forwarded_at timestamptz,
  claimed_until timestamptz,
  next_attempt_at timestamptz not null default now(),
  attempts int not null default 0
);
create index deliveries_pending on deliveries (order_key, seq) where status = 'pending';
create index deliveries_alerts on deliveries (seq) where alert_pending;
create index deliveries_waiting on deliveries (order_key) where status = 'waiting';
create index deliveries_by_workflow on deliveries (workflow_id, seq);
create index deliveries_by_status on deliveries (status, seq desc);
create index deliveries_by_key on deliveries (order_key, seq);
create index deliveries_by_vendor on deliveries (vendor, seq);

-- One row a hire: what the console lists. The workflow is the truth; this is its projection.
create table hires (
  application_id text primary key,
  ats text not null,
  workflow_id text not null unique,
  run_id text not null,
  candidate_id text,
  job_id text,
  offer_id text,
  offer_version int,
  -- when the offer was accepted, as the ATS says: the day a hire belongs to
  accepted_at timestamptz,
  candidate_name text,
  job_title text,
  start_date date,
  status text not null,
  status_reason text,
  hris text,
  employee_id text,
  payroll text,
  payroll_employee_id text,
  field_map_version text,
  -- what the offer and the HRIS said when they were last read, as hireline understood them (HireFields)
  offer_fields jsonb,
  hris_fields jsonb,
  -- the last comparison of the two (HireDiff), and its hash: what payroll is dispatched with
  compared_diff jsonb,
  compared_hash text,
  received_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz
);
create unique index hires_by_employee on hires (hris, employee_id);
create unique index hires_by_payroll_employee on hires (payroll, payroll_employee_id);
create index hires_by_status on hires (status, updated_at desc);
create index hires_by_update on hires (updated_at desc, application_id desc);
create index hires_by_acceptance on hires (coalesce(accepted_at, received_at));

-- What happened to a hire, in words; the console's timeline.
create table hire_events (
  id bigint generated always as identity primary key,
  application_id text not null references hires,
  at timestamptz not null default now(),
  status text,
  text text not null,
  details jsonb,
  run_url text
);
create index hire_events_by_hire on hire_events (application_id, id);

-- Writes that are meant, before they leave: a retry after an unknown outcome looks the record up instead of
-- writing a second one.
create table outbound_writes (
  -- <workflowId>:<step>
  key text primary key,
  vendor text not null,
  operation text not null,
  application_id text,
  state text not null default 'intended' check (state in ('intended', 'done')),
  record_id text,
  payload_hash text,
  intended_at timestamptz not null default now(),
  settled_at timestamptz,
  attempts int not null default 1,
  -- who is at it now, and until when it may be presumed alive
  leased_by text,
  leased_until timestamptz
);
create index outbound_writes_by_hire on outbound_writes (application_id);

-- One row for each outbound write, never changed or deleted.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  workflow_id text not null,
  run_id text not null,
  sent_from text not null,
  sent_to text not null,
  step text not null,
  vendor text not null,
  operation text not null,
  application_id text,
  candidate_id text,
  field_map_version text not null,
  payload_hash text,
  -- written, adopted (found after an unknown outcome, or there before), unchanged (already as wanted), failed
  outcome text not null check (outcome in ('written', 'adopted', 'unchanged', 'failed')),
  record_id text,
  http_status int,
  failure text
);
create index audit_by_application on audit (application_id, id);
create index audit_by_candidate on audit (candidate_id, id);
create index audit_by_time on audit (at);

-- Payroll that waits for a person.
create table holds (
  id text primary key,
  application_id text not null references hires,
  workflow_id text not null,
  run_id text not null,
  diff jsonb not null,
  diff_hash text not null,
  hire text not null,
  note text,
  status text not null default 'open' check (status in ('open', 'decided', 'void', 'expired')),
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  reminded_times int not null default 0,
  channel_id text,
  message_id text,
  decision text,
  decided_by text,
  decided_at timestamptz,
  reason text,
  progress text
);
create index holds_by_status on holds (status, opened_at);
create index holds_by_hire on holds (application_id, opened_at);

-- How often a step of a run failed at a vendor.
create table step_failures (
  -- <runId>:<step>
  key text primary key,
  application_id text,
  step text not null,
  failures int not null,
  last_failure text not null,
  last_failed_at timestamptz not null default now()
);

-- OAuth tokens shared by all processes.
create table vendor_tokens (
  key text primary key,
  access_token text not null,
  refresh_token text,
  expires_at timestamptz not null,
  updated_at timestamptz not null default now()
);

-- The window of a vendor's rate limit that all processes share.
create table vendor_limits (
  vendor text primary key,
  request_limit int,
  used int not null default 0,
  window_ends_at timestamptz not null default now(),
  blocked_until timestamptz,
  updated_at timestamptz not null default now()
);

-- Down Migration

drop table vendor_limits, vendor_tokens, step_failures, holds, audit, outbound_writes, hire_events, hires, deliveries, deployment;
