import { EVENT } from '../events.js';

/** The program as GrowSurf shows it. */
export interface Campaign {
  id: string;
  show(): Record<string, unknown>;
  webhooks(): Record<string, unknown>[];
}

export function createCampaign(id: string, webhookUrl: string | undefined, count: () => number): Campaign {
  const summary = { id, name: 'Acme employee referrals', type: 'REFERRAL', currencyISO: 'USD', rewards: [] };
  return {
    id,
    show: () => ({ ...summary, status: 'IN_PROGRESS', participantCount: count(), referralCount: 0, winnerCount: 0 }),
    webhooks: () =>
      webhookUrl === undefined
        ? []
        : [
            {
              ...{ id: 'primary', payloadUrl: webhookUrl, isEnabled: true, events: [EVENT] },
              ...{ failureCount: 0, autoDisabledDueToFailures: false, lastFailureAt: null },
            },
          ],
  };
}
