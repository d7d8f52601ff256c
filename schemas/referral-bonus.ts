/** Where a referral bonus stands. */
export const BONUS_STATUSES = [
  /** The retention period runs. */
  'waiting',
  /** Its conditions are being looked at. */
  'checking',
  'awaiting_approval',
  /** Approved; being handed to payroll. */
  'approved',
  /** Payroll has it. */
  'paid',
  /** A condition is not met, or the hire was undone before it was paid. */
  'void',
  'rejected',
  /** The hire was undone after it was paid: people are asked whether it is taken back. */
  'clawback_awaiting_approval',
  /** Payroll takes it back. */
  'clawed_back',
  /** It was paid, the time in which it can be taken back is over, or people let it be. */
  'settled',
  'failed',
] as const;
export type BonusStatus = (typeof BONUS_STATUSES)[number];

/** A person's word about a bonus, as it reaches its workflow. */
export interface BonusDecision {
  bonusId: string;
  /** The run that waits for it. */
  workflowId: string;
  /** What was asked: a decision about paying says nothing about taking back. */
  about: 'payout' | 'clawback';
  decision: 'approve' | 'reject';
  /** Needed to reject. */
  reason?: string;
  /** "slack:U0DANA", "console:dana", "cli:dana". */
  decidedBy: string;
  /** ISO 8601 UTC. */
  decidedAt: string;
}
