-- Up Migration

-- A hire that changes its mind: what was written where, so that a later change can be told from a mistake.
alter table hires
  -- the terms as they were last written to the HRIS, and last dispatched to payroll (HireFields)
  add column written_fields jsonb,
  add column dispatched_fields jsonb,
  -- the ATS has announced a rescission that has not been looked into yet
  add column rescission_announced boolean not null default false,
  -- why it was rescinded the last time (RescissionCause)
  add column rescission_cause text,
  -- the later hire of the same person, once they were rehired: events about the employee are about that one
  add column superseded_by text references hires,
  -- since when nothing personal is kept
  add column anonymized_at timestamptz;

drop index hires_by_employee, hires_by_payroll_employee;
create unique index hires_by_employee on hires (hris, employee_id) where superseded_by is null;
create unique index hires_by_payroll_employee on hires (payroll, payroll_employee_id) where superseded_by is null;
create index hires_by_candidate on hires (candidate_id);

-- A hire that was written before this migration was written with the terms it was collected with.
update hires set written_fields = offer_fields where employee_id is not null;
update hires set dispatched_fields = offer_fields where payroll_employee_id is not null;

-- Candidates that were merged into others.
create table candidate_aliases (
  ats text not null,
  candidate_id text not null,
  merged_into text not null,
  merged_at timestamptz not null default now(),
  primary key (ats, candidate_id)
);

-- Down Migration

drop table candidate_aliases;
drop index hires_by_employee, hires_by_payroll_employee, hires_by_candidate;
create unique index hires_by_employee on hires (hris, employee_id);
create unique index hires_by_payroll_employee on hires (payroll, payroll_employee_id);
alter table hires drop column written_fields, drop column dispatched_fields, drop column rescission_announced, drop column rescission_cause,
  drop column superseded_by, drop column anonymized_at;
