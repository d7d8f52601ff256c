import { randomBytes } from 'node:crypto';
import type { Collection, Store } from '../../../sandbox/store.js';
import type { CheckrReport } from '../wire.js';

/** Checkr's objects as its API shows them, as far as the simulator keeps them. */
export interface Candidate {
  id: string;
  object: 'candidate';
  uri: string;
  created_at: string;
  first_name: string | null;
  middle_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  zipcode: string | null;
  dob: string | null;
  /** Masked, as the API gives it. */
  ssn: string | null;
  custom_id: string | null;
  copy_requested: boolean;
  report_ids: string[];
  invitation_ids: string[];
}

export interface Invitation {
  id: string;
  object: 'invitation';
  uri: string;
  status: 'pending' | 'completed' | 'expired';
  invitation_url: string;
  package: string;
  candidate_id: string;
  created_at: string;
  expires_at: string;
  completed_at: string | null;
  deleted_at: string | null;
  report_id: string | null;
}

export interface Report {
  id: string;
  object: 'report';
  uri: string;
  status: CheckrReport['status'];
  result: 'clear' | 'consider' | null;
  adjudication: 'engaged' | 'pre_adverse_action' | 'post_adverse_action' | null;
  package: string;
  candidate_id: string;
  created_at: string;
  completed_at: string | null;
  revised_at: string | null;
  /** Seconds from creation to completion. */
  turnaround_time: number | null;
  ssn_trace_id: string;
  county_criminal_search_ids: string[];
  document_ids: string[];
  tags: string[];
}

export interface Records {
  candidates: Collection<Candidate>;
  invitations: Collection<Invitation>;
  reports: Collection<Report>;
}

export const openRecords = (store: Store): Records => ({
  candidates: store.collection('candidates'),
  invitations: store.collection('invitations'),
  reports: store.collection('reports'),
});

/** Slugs that can be ordered. */
export const PACKAGES: readonly { slug: string; name: string }[] = [
  { slug: 'basic_plus', name: 'Basic+' },
  { slug: 'essential', name: 'Essential' },
  { slug: 'driver_pro', name: 'Driver Pro' },
];

/** Twenty-four hexadecimal digits, as all of Checkr's ids. */
export const newId = (): string => randomBytes(12).toString('hex');

/** Checkr's times have no fractions: "2018-08-17T01:12:43Z". */
export const timeText = (time = new Date()): string => `${time.toISOString().slice(0, 19)}Z`;
