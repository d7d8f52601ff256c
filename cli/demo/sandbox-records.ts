/** What the demonstration reads of the sandbox's records. */

export interface HrisEmployee {
  id: string;
  /** "Active", "Inactive" */
  status?: string;
  hireDate?: string;
  homeEmail?: string;
  customAtsApplicationId?: string;
  jobInfo: { reportsTo: string }[];
  /** The newest last. */
  compensation: { rate: { value: string; currency: string }; paidPer: string }[];
  /** The newest last. */
  employmentStatus?: { employmentStatus: string }[];
}

export interface PayrollEmployee {
  uuid: string;
  email: string | null;
  jobs: { rate: string; payment_unit: string; hire_date?: string }[];
}

export interface SlackMessage {
  channel: string;
  ts: string;
  text: string;
  thread_ts?: string;
  blocks?: { type: string }[];
}

export interface Mail {
  to: string[];
  subject: string;
  text: string | null;
  attachments: { filename: string; text: string }[];
}

export interface TextMessage {
  to: string;
  body: string;
}

/** One entry of a candidate's screening history in the ATS, as far as it is looked at. */
export interface ScreeningEntry {
  id: string;
  status: string;
  outcome: string | null;
  adjudication: string | null;
}

export interface RecordedCall {
  method: string;
  path: string;
  body?: unknown;
  status?: number;
}

export interface PlatformUser {
  id: string;
  customFields?: Record<string, unknown>;
  segments?: string[];
}

export interface PlatformReferral {
  id: string;
  referrer: { id: string };
  dateConverted: number | null;
}

export interface AtsCandidateRecord {
  candidate: { id: number };
  applications: { id: number }[];
}

export interface AtsApplicationRecord {
  id: number;
  custom_fields: Record<string, { value: unknown } | null>;
}

export interface CrmContact {
  id: string;
  properties: Record<string, string | null>;
}

export interface PayrollAdjustment {
  kind: 'payment' | 'deduction';
  employee_uuid: string;
  amount: string;
}
