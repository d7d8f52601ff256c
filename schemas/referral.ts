/** The fields that cross systems with a referral; config/field-map.yaml, section `referral`, says where each stands. */
export const REFERRAL_FIELD_NAMES = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'jobId',
  'advocateId',
  'referralId',
  'source',
  'consentAt',
  'referredAt',
  'status',
  'candidateId',
  'applicationId',
  'hiredOn',
] as const;
export type ReferralFieldName = (typeof REFERRAL_FIELD_NAMES)[number];

/** A candidate who applied through an advocate's shared link, as the advocacy platform holds it. */
export interface Referral {
  referralId: string;
  advocateId: string;
  /** The platform's id of the referred candidate. */
  referredUserId: string;
  /** The ATS's id of the job that was shared; null where the platform was not told. */
  jobId: string | null;
  /** Personal data: kept in the ledger alone, and crosses only with a recorded consent. */
  candidate: {
    firstName: string | null;
    lastName: string | null;
    /** Trimmed, lower case. */
    email: string | null;
    /** E.164; null also where the platform holds something that is no number. */
    phone: string | null;
  };
  /** When the candidate agreed to be shared with the employer's systems, ISO 8601 UTC; null where they did not. */
  consentAt: string | null;
  /** ISO 8601 UTC. */
  referredAt: string;
  shareLink: string | null;
  /** What the platform itself makes of it. */
  state: 'open' | 'converted' | 'ended';
  /** What the advocate is shown now; null before anything was. */
  status: AdvocateStatus | null;
  /**
   * Fields that are empty at their place while one of a like name beside it holds something ("user.customFields.job_id"
   * for jobId): the place seems to have been renamed.
   */
  renamed?: Partial<Record<ReferralFieldName, string>>;
}

/** What an advocate is shown of a candidate: where they stand, without why. */
export const ADVOCATE_STATUSES = ['applied', 'in_review', 'interviewing', 'offer', 'hired', 'closed'] as const;
export type AdvocateStatus = (typeof ADVOCATE_STATUSES)[number];

/** An employee who shares jobs. */
export interface Advocate {
  advocateId: string;
  firstName: string | null;
  lastName: string | null;
  /** Lower case. Personal data. */
  email: string | null;
  /** Whether they may refer: not blocked, not left. */
  active: boolean;
  /** ISO 8601 UTC; null where the platform does not say. */
  joinedAt: string | null;
}

/** Somebody shared a job, or followed a shared link. */
export interface Engagement {
  /** The source's id of this event: the same event may come again. */
  engagementId: string;
  type: EngagementType;
  advocateId: string;
  /** The ATS's id of the job. */
  jobId: string;
  /** ISO 8601 UTC. */
  at: string;
  /** "linkedin", "email" …; null where it is not said. */
  channel: string | null;
  /** Of a click: the share whose link was followed, where the source knows. */
  shareId: string | null;
}
export const ENGAGEMENT_TYPES = ['share', 'click'] as const;
export type EngagementType = (typeof ENGAGEMENT_TYPES)[number];

/** What becomes of the application a referral leads to. */
export const DISPOSITIONS = [
  /** Candidate and application, or the application alone, were created. */
  'created',
  /** An application that was there carries the referral now. */
  'updated',
  /** The candidate's application keeps its own source; the referral is recorded beside it. */
  'linked',
  /** Nothing was written; the advocacy platform was told. */
  'rejected',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** What is to be done with a referral of somebody the ATS knows already (policy referral.existingCandidate). */
export const EXISTING_CANDIDATE_RULES = ['update', 'link', 'reject'] as const;
export type ExistingCandidateRule = (typeof EXISTING_CANDIDATE_RULES)[number];

/** What is to be done where the ATS credits somebody else with the application (policy referral.attributedElsewhere). */
export const ATTRIBUTED_ELSEWHERE_RULES = ['ask', 'keep', 'overwrite'] as const;
export type AttributedElsewhereRule = (typeof ATTRIBUTED_ELSEWHERE_RULES)[number];

/** Whose a candidate is that several advocates have referred (policy referral.ownership). */
export const OWNERSHIP_RULES = ['first', 'last', 'split'] as const;
export type OwnershipRule = (typeof OWNERSHIP_RULES)[number];

export const REFERRAL_STATUSES = [
  'received',
  /** No consent is recorded: nothing has crossed. */
  'waiting_for_consent',
  'capturing',
  /** The ATS has it. */
  'captured',
  /** By rule: another advocate's, or of somebody who is known already. */
  'rejected',
  'failed',
] as const;
export type ReferralStatus = (typeof REFERRAL_STATUSES)[number];

/** What the ATS is to hold of who brought a candidate. */
export interface Attribution {
  advocateId: string;
  referralId: string;
  /** ISO 8601 UTC. */
  consentAt: string;
  /** The advocate as a person, to name them as the referrer where the ATS knows them. Personal data. */
  advocate: { name: string | null; email: string | null };
}

/** A confirmed hire as the CRM is told of it. Personal data: crosses only with a recorded consent. */
export interface ConfirmedHire {
  ats: string;
  candidateId: string;
  applicationId: string;
  advocateId: string;
  referralId: string;
  /** YYYY-MM-DD, company's time zone. */
  hiredOn: string;
  candidate: { firstName: string | null; lastName: string | null; email: string | null; phone: string | null };
}
