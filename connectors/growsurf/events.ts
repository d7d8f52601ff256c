/** The event that tells of somebody new in the program, referred or not. */
export const EVENT = 'NEW_PARTICIPANT_ADDED';

/** The others that are documented: rewards, commissions and payouts of GrowSurf's own, fraud, the program's end. */
export const UNSUBSCRIBED: ReadonlySet<string> = new Set([
  ...['PARTICIPANT_REACHED_A_GOAL', 'PARTICIPANT_FRAUD_STATUS_UPDATED', 'CAMPAIGN_ENDED'],
  ...['NEW_COMMISSION_ADDED', 'COMMISSION_ADJUSTED', 'NEW_PAYOUT_ISSUED'],
]);
