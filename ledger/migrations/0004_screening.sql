-- Up Migration

-- One row a screening result: whose it is, and how its way to the ATS stands.
create table screening_results (
  screening text not null,
  result_id text not null,
  workflow_id text not null,
  run_id text not null,
  run_url text not null,
  -- null while it is not known whose it is; the application also where the result belongs to the person as such
  candidate_id text,
  application_id text,
  -- the person who said whose it is, where the systems could not
  chosen_by text,
  -- reading: under way; written: the ATS has every entry; failed: waits for a person
  status text not null check (status in ('reading', 'written', 'failed')),
  status_reason text,
  received_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (screening, result_id)
);
create index screening_results_by_candidate on screening_results (candidate_id);
create index screening_results_by_application on screening_results (application_id);
create index screening_results_failed on screening_results (updated_at) where status = 'failed';

-- Every state that a result was seen in. Appended, never changed.
create table screening_entries (
  screening text not null,
  result_id text not null,
  sequence int not null check (sequence > 0),
  -- a ScreeningResult
  result jsonb not null,
  adverse boolean not null,
  run_url text not null,
  recorded_at timestamptz not null default now(),
  primary key (screening, result_id, sequence),
  foreign key (screening, result_id) references screening_results
);

create function refuse_screening_change() returns trigger language plpgsql as $$
begin
  raise exception 'screening_entries are appended to, never changed';
end
$$;
create trigger screening_entries_unchanged before update on screening_entries
  for each row execute function refuse_screening_change();

-- A person's word that a hire may go on in spite of an adverse state: of exactly that entry, for that hire.
create table screening_clearances (
  screening text not null,
  result_id text not null,
  sequence int not null,
  application_id text not null,
  cleared_by text not null,
  reason text,
  cleared_at timestamptz not null default now(),
  primary key (screening, result_id, sequence, application_id),
  foreign key (screening, result_id, sequence) references screening_entries
);

-- Who may write a candidate's screening history in the ATS just now, and until when they may be presumed alive.
create table screening_leases (
  candidate_id text primary key,
  leased_by text not null,
  leased_until timestamptz not null
);

-- Down Migration

drop table screening_leases, screening_clearances, screening_entries, screening_results;
drop function refuse_screening_change;
