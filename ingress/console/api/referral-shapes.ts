import { z } from 'zod';
import type { Links } from '../../../activities/dependencies.js';
import type { ChainEngagement, ReferralChain } from '../../../ledger/referral-chain.js';
import type { ListedReferral } from '../../../ledger/referral-list.js';
import { ADVOCATE_STATUSES, DISPOSITIONS, REFERRAL_STATUSES } from '../../../schemas/referral.js';
import { Instant, MaybeInstant, name, page, Text } from './schemas.js';

export const ReferralShape = name(
  'Referral',
  z.object({
    advocacy: z.string().meta({ description: 'The platform.' }),
    referralId: z.string(),
    advocateId: Text,
    advocateName: Text,
    jobId: Text,
    candidateName: Text.meta({ description: 'Known only with the consent of the candidate.' }),
    referredAt: MaybeInstant,
    consentAt: MaybeInstant,
    candidateId: Text,
    applicationId: Text,
    disposition: z.enum(DISPOSITIONS).nullable().meta({ description: 'What the referral became in the ATS.' }),
    share: Text.meta({ description: "The part of the application that is this advocate's: a decimal from 0 to 1." }),
    ownershipReason: Text,
    status: z.enum(REFERRAL_STATUSES),
    statusReason: Text.meta({ description: 'Why it waits, or was rejected.' }),
    advocateStatus: z.enum(ADVOCATE_STATUSES).nullable().meta({ description: 'What the advocate was last shown.' }),
    runUrl: z.string(),
    receivedAt: Instant,
    updatedAt: Instant,
    anonymizedAt: MaybeInstant,
  }),
);
export const ReferralPage = name('ReferralPage', page(ReferralShape));

const Engagement = name(
  'ChainEngagement',
  z.object({ source: z.string(), engagementId: z.string(), at: Instant, channel: Text }),
);

export const ChainShape = name(
  'ReferralChain',
  z.object({
    referral: ReferralShape,
    share: Engagement.nullable().meta({ description: "The advocate's nearest share of the job before the referral." }),
    shares: z.number(),
    click: Engagement.nullable().meta({ description: 'The nearest click before the referral.' }),
    clicks: z.number(),
    events: z.array(z.object({ type: z.string(), text: z.string(), at: Instant, runUrl: Text })),
    hire: z.object({ status: z.string(), runUrl: z.string(), receivedAt: Instant }).nullable(),
  }),
);

export const AttributionShape = name(
  'HireAttribution',
  z.object({
    applicationId: z.string(),
    chains: z.array(ChainShape).meta({ description: 'Who owns a part of it first.' }),
  }),
);

/** A referral as the API tells of it: without address and number. */
export function referralOf(links: Links, referral: ListedReferral): z.input<typeof ReferralShape> {
  const { firstName, lastName, workflowId, runUrl } = referral;
  return {
    ...referral,
    candidateName: [firstName, lastName].filter(Boolean).join(' ') || null,
    runUrl: runUrl ?? links.run(workflowId),
  };
}

export function chainOf(links: Links, chain: ReferralChain): z.input<typeof ChainShape> {
  const { referral, share, click, hire } = chain;
  return {
    ...chain,
    referral: referralOf(links, referral),
    share: share && engagementOf(share),
    click: click && engagementOf(click),
    hire: hire && { ...hire, runUrl: links.run(hire.workflowId) },
  };
}

const engagementOf = ({ source, engagementId, at, channel }: ChainEngagement) => ({
  source,
  engagementId,
  at,
  channel,
});
