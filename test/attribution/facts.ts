import type { AttributionFacts, HireFact } from '../../domain/attribution-facts.js';

export const hireFact = (applicationId: string, more: Partial<HireFact> = {}): HireFact => ({
  ...{ applicationId, candidateId: `c${applicationId}`, jobId: '40', source: null, advocateId: null, referralId: null },
  appliedAt: '2026-11-02T15:00:00.000Z',
  jobOpenedAt: '2026-10-01T15:00:00.000Z',
  hiredAt: '2026-11-18T15:00:00.000Z',
  owners: [],
  ...more,
});

/** What a week could come to: two hires through advocates, one by a job board, one nobody knows from where. */
export const WEEK: AttributionFacts = {
  period: { from: '2026-11-16', to: '2026-11-22' },
  timeZone: 'America/New_York',
  currency: 'USD',
  advocacy: 'saasquatch',
  generatedAt: '2026-11-23T11:00:00.000Z',
  complete: true,
  notes: [],
  advocates: [
    { advocateId: 'adv-1', name: 'Grace Hopper', active: true },
    { advocateId: 'adv-2', name: '=HYPERLINK("http://evil.test")', active: true },
    { advocateId: 'adv-3', name: null, active: true },
    { advocateId: 'adv-4', name: 'Left Already', active: false },
  ],
  activity: [
    { advocateId: 'adv-1', shares: 4, clicks: 20, referrals: 3, captured: 2, hired: 1 },
    { advocateId: 'adv-2', shares: 1, clicks: 2, referrals: 1, captured: 1, hired: 0 },
    { advocateId: 'adv-4', shares: 1, clicks: 0, referrals: 0, captured: 0, hired: 0 },
    { advocateId: null, shares: 0, clicks: 0, referrals: 1, captured: 0, hired: 0 },
  ],
  hires: [
    hireFact('80001', {
      source: 'Referral',
      advocateId: 'adv-1',
      referralId: 'ref-1',
      owners: [
        { advocateId: 'adv-1', referralId: 'ref-1' },
        { advocateId: 'adv-2', referralId: 'ref-2' },
      ],
    }),
    hireFact('80002', {
      source: ' referral',
      advocateId: 'adv-1',
      referralId: 'ref-9',
      appliedAt: '2026-11-09T15:00:00.000Z',
    }),
    hireFact('80003', { source: 'Indeed', advocateId: 'adv-2', referralId: 'ref-3', jobOpenedAt: null }),
    hireFact('80004', { source: '-Campus fair', appliedAt: '2026-11-19T15:00:00.000Z' }),
  ],
  costs: [
    { channel: 'job_boards', from: '2026-11-01', to: '2026-11-30', amount: '1200', currency: 'USD', note: null },
    { channel: 'agencies', from: '2026-11-20', to: '2026-11-29', amount: '100.01', currency: 'USD', note: null },
    { channel: 'advocacy', from: '2026-11-16', to: '2026-11-16', amount: '99.99', currency: 'USD', note: 'Stickers' },
    { channel: 'agencies', from: '2026-11-16', to: '2026-11-16', amount: '5', currency: 'EUR', note: null },
  ],
  bonuses: [
    { advocateId: 'adv-1', what: 'paid', amount: '1500.00', currency: 'USD' },
    { advocateId: 'adv-2', what: 'clawed_back', amount: '750.00', currency: 'USD' },
  ],
  channels: { advocacy: ['Referral'], job_boards: ['Indeed'], agencies: ['Agency'] },
};
