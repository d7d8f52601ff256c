-- Up Migration

-- Advocacy: who shared what, who came through it, and what became of them.

-- Employees who may refer, as the advocacy platform last told of them.
create table advocates (
  advocacy text not null,
  advocate_id text not null,
  -- personal data
  name text,
  email text,
  active boolean not null default true,
  joined_at timestamptz,
  seen_at timestamptz not null default now(),
  primary key (advocacy, advocate_id)
);

-- Shares and clicks; those without taken_at wait for a run to take them in.
create table engagements (
  seq bigint generated always as identity primary key,
  source text not null,
  engagement_id text not null,
  type text not null check (type in ('share', 'click')),
  advocate_id text not null,
  job_id text not null,
  at timestamptz not null,
  channel text,
  share_id text,
  received_at timestamptz not null default now(),
  taken_at timestamptz,
  unique (source, engagement_id)
);
create index engagements_new on engagements (source, type, seq) where taken_at is null;
create index engagements_by_advocate on engagements (advocate_id, job_id, at);
create index engagements_by_time on engagements (at);

-- One row a referral.
create table referrals (
  advocacy text not null,
  referral_id text not null,
  advocate_id text,
  referred_user_id text,
  job_id text,
  share_link text,
  referred_at timestamptz,
  -- when the candidate agreed, and since when hireline knows: recorded before anything crosses
  consent_at timestamptz,
  consent_recorded_at timestamptz,
  -- personal data: first and last name, e-mail (lower case), phone (E.164)
  first_name text,
  last_name text,
  email text,
  phone text,
  -- what it became in the ATS
  ats text,
  candidate_id text,
  application_id text,
  disposition text check (disposition in ('created', 'updated', 'linked', 'rejected')),
  -- the part of the candidate that is this advocate's, of 1; null before it is decided
  share numeric(7, 6),
  ownership_reason text,
  status text not null default 'received'
    check (status in ('received', 'waiting_for_consent', 'capturing', 'captured', 'rejected', 'failed')),
  status_reason text,
  -- what the advocate was last shown
  advocate_status text,
  workflow_id text not null,
  run_id text,
  run_url text,
  received_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  anonymized_at timestamptz,
  primary key (advocacy, referral_id)
);
create index referrals_by_application on referrals (application_id);
create index referrals_by_candidate on referrals (candidate_id);
create index referrals_by_advocate on referrals (advocate_id, referred_at);
create index referrals_by_status on referrals (status, updated_at desc);
create index referrals_by_update on referrals (updated_at desc, referral_id desc);
create index referrals_by_email on referrals (email);
create index referrals_by_phone on referrals (phone);

-- The chain after the click: applied, consent, ownership, stages, offer, hire, bonus. No personal data.
create table referral_events (
  id bigint generated always as identity primary key,
  advocacy text not null,
  referral_id text not null,
  at timestamptz not null default now(),
  type text not null,
  text text not null,
  run_url text,
  -- what makes it the same event again: a step that is repeated adds nothing
  event_key text not null,
  foreign key (advocacy, referral_id) references referrals,
  unique (advocacy, referral_id, event_key)
);

-- Numbers by which a candidate of the ATS is found; the ATS cannot search by phone.
create table candidate_phones (
  ats text not null,
  phone text not null,
  candidate_id text not null,
  seen_at timestamptz not null default now(),
  primary key (ats, phone, candidate_id)
);
create index candidate_phones_by_candidate on candidate_phones (ats, candidate_id);
-- Up to when the index above has been read.
create table candidate_phone_positions (
  ats text primary key,
  read_until timestamptz not null
);

-- The right to work on something that several runs may want at once. Rows and not PostgreSQL's own locks: those would
-- hold a connection for as long as a vendor takes to answer.
create table leases (
  key text primary key,
  leased_by text not null,
  leased_until timestamptz not null
);
drop table screening_leases;

-- What is handed on first: a hire does not wait behind a campaign's shares and clicks.
alter table deliveries add column priority smallint not null default 3;
drop index deliveries_pending;
create index deliveries_pending on deliveries (order_key, seq) where status = 'pending';
create index deliveries_next on deliveries (priority, seq) where status = 'pending';

-- Down Migration

drop index deliveries_next;
alter table deliveries drop column priority;
create table screening_leases (
  candidate_id text primary key,
  leased_by text not null,
  leased_until timestamptz not null
);
drop table leases, candidate_phone_positions, candidate_phones, referral_events, referrals, engagements, advocates;
