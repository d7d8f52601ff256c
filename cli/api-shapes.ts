import type { HeldFor, HireDifference } from '../schemas/hire-diff.js';
import type { HireStatus } from '../schemas/hire-status.js';
import type { HoldDecision, HoldStatus } from '../schemas/hold.js';
import type { ConfirmationStatus } from '../ledger/hire-confirmations.js';
import type { WaitingKind } from '../ledger/waiting.js';
import type { DeliveryStatus } from '../schemas/delivery.js';
import type { BonusDecision, BonusStatus } from '../schemas/referral-bonus.js';
import type { AdvocateStatus, ReferralStatus } from '../schemas/referral.js';
import type { ScreeningResult } from '../schemas/screening-result.js';
import type { InterviewStatus } from '../workflows/interview-contract.js';

/** What the command line reads of the API's answers. Instants are ISO 8601 in UTC; /api/openapi.json has the whole. */

export interface HireItem {
  applicationId: string;
  workflowId: string;
  runUrl: string;
  candidateName: string | null;
  jobTitle: string | null;
  startDate: string | null;
  status: HireStatus;
  statusReason: string | null;
  employeeId: string | null;
  payrollEmployeeId: string | null;
  receivedAt: string;
  updatedAt: string;
}

export interface TimelineEntry {
  at: string;
  system: string;
  kind: 'delivery' | 'stage' | 'write' | 'hold' | 'decision' | 'screening' | 'interview' | 'message';
  text: string;
}

export interface HireDetails extends HireItem {
  candidateId: string | null;
  anonymizedAt: string | null;
  /** The later hire of the same person, and the earlier ones. */
  supersededBy: string | null;
  supersedes: string[];
  /** Candidates that were merged into this one. */
  formerCandidateIds: string[];
  /** The open hold. */
  hold: Hold | null;
  /** What the run itself answers; null when it does not. */
  live: { status: HireStatus } | null;
  liveError: string | null;
  failures: { step: string; failures: number; lastFailure: string; lastFailedAt: string }[];
  /** To CRM and advocacy platform; null where no advocate has brought the hire. */
  confirmation: { status: ConfirmationStatus; statusReason: string | null; runUrl: string } | null;
  timeline: TimelineEntry[];
}

export interface Hold {
  id: string;
  applicationId: string;
  hire: string;
  status: HoldStatus;
  differences: HireDifference[];
  diffHash: string;
  note: string | null;
  runUrl: string;
  openedAt: string;
  decision: HoldDecision | null;
  decidedBy: string | null;
  decidedAt: string | null;
  reason: string | null;
  progress: string | null;
}

export interface DeliveryItem {
  id: string;
  vendor: string;
  eventType: string | null;
  status: DeliveryStatus;
  reason: string | null;
  applicationId: string | null;
  runUrl: string | null;
  receivedAt: string;
  forwardedAt: string | null;
  attempts: number;
}

export interface DeliveryDetails extends DeliveryItem {
  url: string;
  bytes: number;
  content: { text: string | null } | null;
}

export interface AuditRow {
  at: string;
  vendor: string;
  operation: string;
  applicationId: string | null;
  outcome: string;
  recordId: string | null;
  httpStatus: number | null;
  failure: string | null;
}

export interface Connection {
  role: string;
  vendor: string;
  title: string;
  baseUrl: string;
  ok: boolean;
  detail: string;
  webhooks: { route: string | null; secretConfigured: boolean; lastReceivedAt: string | null };
}

export interface Metric {
  value: number | null;
  target: number;
  met: boolean | null;
  window: { days: number; timeZone: string };
  numerator: number | null;
  denominator: number | null;
}

export interface Metrics {
  atsToHrisSyncFailureRate: Metric;
  reconciliationQueueDepth: Metric;
  payrollHoldRate: Metric & { heldFields: { field: HeldFor; hires: number; holds: number }[] };
}

export interface Health {
  reconciliation: { lastFinishedAt: string | null; overdue: boolean; since: string };
  silentRuns: { kind: string; workflowId: string | null; reason: string; silentSince: string }[];
}

/** How much waits for a person; every kind is there, also with none. */
export interface Waiting {
  total: number;
  oldest: string | null;
  kinds: { kind: WaitingKind; count: number; oldest: string | null }[];
}

export interface WaitingItem {
  kind: WaitingKind;
  /** As the routes of its kind take them. */
  ids: string[];
  applicationId: string | null;
  since: string;
  about: string | null;
}

export interface InterviewItem {
  source: string;
  eventId: string;
  status: InterviewStatus;
  needsPerson: boolean;
  reason: string | null;
  applicationId: string | null;
  candidateId: string | null;
  matchedBy: string | null;
  chosenBy: string | null;
  startsAt: string | null;
  endsAt: string | null;
  updatedAt: string;
  title: string | null;
  guests: string[];
  possibleApplicationIds: string[];
  runUrl: string;
  messages: {
    channel: 'mail' | 'text';
    kind: string;
    status: string;
    vendor: string | null;
    createdAt: string;
    sentAt: string | null;
  }[];
}

export interface ScreeningItem {
  screening: string;
  resultId: string;
  status: 'reading' | 'written' | 'failed';
  statusReason: string | null;
  candidateId: string | null;
  applicationId: string | null;
  chosenBy: string | null;
  receivedAt: string;
  updatedAt: string;
  states: number;
  newest: Pick<ScreeningResult, 'kind' | 'name' | 'status' | 'outcome' | 'adjudication' | 'url'> | null;
  runUrl: string;
}

export interface BonusItem {
  id: string;
  advocacy: string;
  referralId: string;
  advocateId: string;
  advocateName: string | null;
  applicationId: string;
  candidateName: string | null;
  share: string;
  amount: string;
  currency: string;
  hiredAt: string;
  dueAt: string | null;
  status: BonusStatus;
  statusReason: string | null;
  failedIn: BonusStatus | null;
  paidAt: string | null;
  clawedBackAt: string | null;
  question: {
    about: BonusDecision['about'];
    status: HoldStatus;
    openedAt: string;
    decision: BonusDecision['decision'] | null;
    decidedBy: string | null;
    reason: string | null;
    progress: string | null;
  } | null;
  runUrl: string | null;
  updatedAt: string;
}

export interface ReferralItem {
  advocacy: string;
  referralId: string;
  advocateId: string | null;
  advocateName: string | null;
  jobId: string | null;
  candidateName: string | null;
  candidateId: string | null;
  applicationId: string | null;
  /** Decimal text, 0 to 1. */
  share: string | null;
  ownershipReason: string | null;
  status: ReferralStatus;
  statusReason: string | null;
  advocateStatus: AdvocateStatus | null;
  runUrl: string;
  updatedAt: string;
}

/** From the share to the bonus. */
export interface ChainItem {
  referral: ReferralItem;
  share: { at: string; channel: string | null } | null;
  shares: number;
  click: { at: string; channel: string | null } | null;
  clicks: number;
  events: { type: string; text: string; at: string }[];
  hire: { status: string } | null;
}

export interface AttributionItem {
  applicationId: string;
  chains: ChainItem[];
}
