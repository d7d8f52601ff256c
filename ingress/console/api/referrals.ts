import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { recordDelivery } from '../../../ledger/deliveries.js';
import { chainOfReferral, chainsOfApplication } from '../../../ledger/referral-chain.js';
import { findListedReferral, listReferrals, type ListedReferral } from '../../../ledger/referral-list.js';
import type { InboxEvent } from '../../../schemas/delivery.js';
import { REFERRAL_STATUSES } from '../../../schemas/referral.js';
import { assignReferralSignal } from '../../../workflows/referral-contract.js';
import type { IngressContext } from '../../context.js';
import { routeOf } from '../../routing.js';
import { requireCandidate } from './known-to-ats.js';
import { AttributionShape, chainOf, ChainShape, referralOf, ReferralPage } from './referral-shapes.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { ApplicationIdParam, Before, Limit, name, nextOf, oneOf } from './schemas.js';
import { signalRun } from './signal-run.js';

const ReferralParams = z.strictObject({ advocacy: z.string(), referralId: z.string() });

const searchText = z.string({ error: 'expected text' }).max(200, 'expected at most 200 characters').optional();

const ReferralQuery = z.strictObject({
  status: oneOf([...REFERRAL_STATUSES, 'attention'])
    .optional()
    .meta({
      description: 'attention: what waits for a person: failed, without consent, or not shown to the advocate.',
    }),
  q: searchText.meta({ description: 'Part of a name, or an id of any system.' }),
  advocateId: searchText,
  limit: Limit,
  before: Before,
});

const CANDIDATE = 'expected the id of a candidate in the ATS';
const AssignBody = name(
  'ReferralAssignment',
  z.strictObject({ candidateId: z.string({ error: CANDIDATE }).trim().min(1, CANDIDATE) }),
);

const Accepted = name('ReferralAccepted', z.object({ accepted: z.literal(true), runUrl: z.string() }));

/** Referrals on their way from the advocacy platform to the ATS, and the chain from share to bonus. */
export function referralRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, systems } = context;

  async function requireReferral(ref: { advocacy: string; referralId: string }): Promise<ListedReferral> {
    const referral = await findListedReferral(db, ref);
    if (!referral) throw new Refusal(404, 'There is no such referral.');
    if (referral.anonymizedAt) throw new Refusal(409, 'The candidate was anonymised.');
    return referral;
  }

  const accepted = ({ workflowId }: ListedReferral) => ({ accepted: true as const, runUrl: links.run(workflowId) });
  const asked = {
    role: 'operator' as const,
    params: ReferralParams,
    answer: { status: 202 as const, schema: Accepted },
  };

  return [
    route({
      method: 'get',
      path: '/referrals',
      summary: 'Referrals; those that wait for a person first, then the last changed.',
      role: 'viewer',
      query: ReferralQuery,
      answer: { status: 200, schema: ReferralPage },
      async handle({ query: { limit, before = 0, ...filter } }) {
        const items = await listReferrals(db, filter, { limit, offset: before });
        return {
          items: items.map((referral) => referralOf(links, referral)),
          next: nextOf(items.length === limit ? before + limit : null),
        };
      },
    }),
    route({
      method: 'get',
      path: '/referrals/{advocacy}/{referralId}',
      summary: 'One referral with its chain: share, click, application, stages, offer, hire, bonus.',
      role: 'viewer',
      params: ReferralParams,
      answer: { status: 200, schema: ChainShape },
      refusals: [404],
      async handle({ params }) {
        const chain = await chainOfReferral(db, params);
        if (!chain) throw new Refusal(404, 'There is no such referral.');
        return chainOf(links, chain);
      },
    }),
    route({
      method: 'get',
      path: '/hires/{applicationId}/attribution',
      summary:
        'Who brought the candidate of an application, and how: the chain of each referral that is attached to it.',
      role: 'viewer',
      params: ApplicationIdParam,
      answer: { status: 200, schema: AttributionShape },
      refusals: [404],
      async handle({ params: { applicationId } }) {
        const chains = await chainsOfApplication(db, applicationId);
        if (chains.length === 0) throw new Refusal(404, 'No referral is attached to this application.');
        return { applicationId, chains: chains.map((chain) => chainOf(links, chain)) };
      },
    }),
    route({
      ...asked,
      method: 'post',
      path: '/referrals/{advocacy}/{referralId}/retry',
      summary: 'Reads a referral anew and brings it to the ATS; what is done already is left as it is.',
      refusals: [404, 409],
      async handle({ params, session }) {
        const referral = await requireReferral(params);
        const requestedBy = `console:${session.user}`;
        const event: InboxEvent = { kind: 'referralRequested', ...params, requestedBy };
        await recordDelivery(db, {
          // Asking again later is another wish.
          ...{ vendor: 'console', eventId: randomUUID(), eventType: 'referral_requested', event },
          ...routeOf(systems, event),
          ...{ status: 'pending', reason: undefined, body: Buffer.from(JSON.stringify(event)), headers: {}, url: '' },
        });
        context.forwarder.wake();
        return accepted(referral);
      },
    }),
    route({
      ...asked,
      method: 'post',
      path: '/referrals/{advocacy}/{referralId}/assign',
      summary: 'Says whom a referral is about that could not be told apart.',
      body: AssignBody,
      refusals: [404, 409, 422],
      async handle({ params, body: { candidateId }, session }) {
        const referral = await requireReferral(params);
        if (referral.status === 'captured') {
          throw new Refusal(409, 'The ATS has it with its candidate, and what is written there is not taken back.');
        }
        await requireCandidate(context, candidateId);
        const { advocacy, referralId } = params;
        const run = {
          type: 'referralCapture',
          workflowId: referral.workflowId,
          input: { advocacy, referralId },
          staticSummary: `Referral ${referralId} of ${advocacy} to ${systems.roles.ats}`,
        };
        await signalRun(context, run, assignReferralSignal, { candidateId, assignedBy: `console:${session.user}` });
        return accepted(referral);
      },
    }),
  ];
}
