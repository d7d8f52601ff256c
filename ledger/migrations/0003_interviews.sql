-- Up Migration

-- Interviews: what the calendar and the ATS say of them, whom they are with, and what the candidates were told.

-- How far the changes of a source have been read.
create table calendar_positions (
  source text primary key,
  sync_token text,
  -- the next page of a reading under way
  page_token text,
  -- start of a full reading; of the ATS: what has been read up to
  read_from timestamptz not null,
  -- counts the steps: two readings at once notice each other
  step bigint not null default 0,
  updated_at timestamptz not null default now()
);

-- Appointments as the calendar holds them; of those that are no interviews, no title and no attendees.
create table calendar_events (
  source text not null,
  event_id text not null,
  version text not null,
  ical_uid text,
  status text not null check (status in ('confirmed', 'tentative', 'cancelled')),
  starts_at timestamptz,
  ends_at timestamptz,
  -- CalendarEvent
  event jsonb not null,
  -- why nothing is done about it; null for an interview
  ignored text,
  changed_at timestamptz not null default now(),
  primary key (source, event_id)
);
create index calendar_events_by_uid on calendar_events (source, ical_uid);

-- Interviews as the ATS holds them.
create table ats_interviews (
  source text not null,
  interview_id text not null,
  version text not null,
  application_id text not null,
  external_event_id text,
  status text not null check (status in ('scheduled', 'unscheduled', 'over')),
  starts_at timestamptz,
  ends_at timestamptz,
  -- AtsInterview
  interview jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (source, interview_id)
);
create index ats_interviews_by_event on ats_interviews (source, external_event_id);
create index ats_interviews_by_application on ats_interviews (source, application_id, starts_at);

-- One row a run of interviewConfirmation: what the console lists. Its row lock orders what candidates are told.
create table interviews (
  source text not null,
  event_id text not null,
  workflow_id text not null,
  application_id text,
  candidate_id text,
  -- how the candidate was found
  matched_by text,
  -- the application that a person has chosen, and who
  chosen_application_id text,
  chosen_by text,
  -- the same appointment in the ATS
  ats_interview_ids text[] not null default '{}',
  -- on the ATS's copy: the calendar event that is told instead
  led_by text,
  -- matching, unmatched, ambiguous, waiting, confirming, confirmed, in_doubt, failed, unreachable, cancelled, led, over
  status text not null default 'matching',
  reason text,
  starts_at timestamptz,
  ends_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (source, event_id)
);
create index interviews_by_status on interviews (status, updated_at desc);
create index interviews_by_application on interviews (application_id);
create index interviews_by_candidate on interviews (candidate_id);

-- Interviews whose candidate is not known for certain; a person can choose.
create table interview_matches (
  source text not null,
  event_id text not null,
  status text not null check (status in ('unmatched', 'ambiguous', 'resolved')),
  application_ids text[] not null,
  candidate_ids text[] not null,
  since timestamptz not null default now(),
  resolved_at timestamptz,
  resolved_by text,
  primary key (source, event_id)
);
create index interview_matches_open on interview_matches (since) where status <> 'resolved';

-- Every message to a candidate, as it was meant.
create table messages (
  -- made from the interview, the candidate, and what is told
  message_key text primary key,
  channel text not null check (channel in ('mail', 'text')),
  source text not null,
  event_id text not null,
  workflow_id text not null,
  application_id text,
  candidate_id text not null,
  kind text not null check (kind in ('confirmed', 'changed', 'cancelled')),
  -- the versions in calendar and ATS that it was last known to be true of
  based_on text not null,
  -- of the calendar entry: the same UID for all messages about one interview, with a growing SEQUENCE
  uid text not null,
  sequence int not null,
  fingerprint text not null,
  -- InterviewDetails
  told jsonb not null,
  -- MailMessage or TextMessage; null once the candidate has been erased
  content jsonb,
  -- composed: meant; sending: on its way; failed: certainly not sent; in_doubt; superseded: never to be sent;
  -- sent: taken by the vendor; then what its reports say
  status text not null default 'composed' check (status in ('composed', 'superseded', 'sending', 'failed', 'in_doubt',
    'sent', 'deferred', 'delivered', 'bounced', 'dropped', 'complained')),
  vendor text,
  message_id text,
  created_at timestamptz not null default now(),
  attempted_at timestamptz,
  sent_at timestamptz,
  updated_at timestamptz not null default now()
);
create index messages_by_interview on messages (source, event_id, sequence);
create index messages_by_vendor_id on messages (vendor, message_id);
create index messages_by_candidate on messages (candidate_id);

-- What vendors report about messages; each report once.
create table message_reports (
  vendor text not null,
  report_id text not null,
  message_key text references messages,
  outcome text not null,
  at timestamptz not null,
  received_at timestamptz not null default now(),
  primary key (vendor, report_id)
);
create index message_reports_by_message on message_reports (message_key, at);

-- Down Migration

drop table message_reports, messages, interview_matches, interviews, ats_interviews, calendar_events, calendar_positions;
