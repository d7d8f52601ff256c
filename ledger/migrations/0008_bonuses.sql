-- Up Migration

-- One row an application of which was looked whether its hire has to be confirmed to the CRM and to the advocacy platform.
create table hire_confirmations (
  ats text not null,
  application_id text not null,
  candidate_id text,
  status text not null default 'checking'
    check (status in ('checking', 'waiting_for_consent', 'confirmed', 'not_referred', 'not_hired', 'erased', 'failed')),
  status_reason text,
  -- what was confirmed: the referral that owns the hire, and the day of the hire in the company's time zone
  advocacy text,
  referral_id text,
  advocate_id text,
  hired_on date,
  -- the record of the CRM; null where none is connected, and once it was erased
  crm text,
  contact_id text,
  workflow_id text not null,
  run_id text not null,
  run_url text not null,
  received_at timestamptz not null default now(),
  confirmed_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (ats, application_id)
);
create index hire_confirmations_by_contact on hire_confirmations (crm, contact_id);
create index hire_confirmations_by_advocate on hire_confirmations (advocate_id) where status = 'confirmed';
create index hire_confirmations_by_status on hire_confirmations (status, updated_at desc);

-- What an advocate is paid for a referral. A hire that was undone and made again has another round, and so another row.
create table referral_bonuses (
  bonus_id text primary key,
  advocacy text not null,
  referral_id text not null,
  round integer not null,
  advocate_id text not null,
  ats text not null,
  application_id text not null,
  candidate_id text,
  -- the part of the candidate that is this advocate's
  share numeric(7, 6) not null,
  -- what the whole candidate was worth when the bonus was meant, and this part of it
  whole_amount numeric(12, 2) not null,
  amount numeric(12, 2) not null check (amount > 0),
  currency text not null,
  hired_at timestamptz not null,
  -- what hireline knows of it; null until the start date of the hire is known
  due_at timestamptz,
  status text not null default 'waiting' check (status in (
    'waiting', 'checking', 'awaiting_approval', 'approved', 'paid', 'void', 'rejected',
    'clawback_awaiting_approval', 'clawed_back', 'settled', 'failed')),
  -- where it stood before it failed
  failed_in text,
  status_reason text,
  -- whether it ended because the hire was undone: a hire made again has another round
  undone boolean not null default false,
  payroll text,
  payroll_employee_id text,
  payment_id text,
  deduction_id text,
  -- counts a person's word that payroll does not have it, after which it is handed over anew
  payment_tries integer not null default 0,
  deduction_tries integer not null default 0,
  paid_at timestamptz,
  clawed_back_at timestamptz,
  workflow_id text not null,
  run_id text,
  run_url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (advocacy, referral_id, round),
  foreign key (advocacy, referral_id) references referrals
);
create index referral_bonuses_by_application on referral_bonuses (application_id);
create index referral_bonuses_by_status on referral_bonuses (status, updated_at desc);
create index referral_bonuses_by_advocate on referral_bonuses (advocate_id, created_at);

-- What people were asked about a bonus, and what they said.
create table bonus_questions (
  question_id text primary key,
  bonus_id text not null references referral_bonuses,
  about text not null check (about in ('payout', 'clawback')),
  status text not null default 'open' check (status in ('open', 'decided', 'void', 'expired')),
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  reminded_times integer not null default 0,
  channel_id text,
  message_id text,
  decision text check (decision in ('approve', 'reject')),
  decided_by text,
  decided_at timestamptz,
  reason text,
  progress text
);
create index bonus_questions_by_bonus on bonus_questions (bonus_id, opened_at desc);

-- Down Migration

drop table bonus_questions, referral_bonuses, hire_confirmations;
