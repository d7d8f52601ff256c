import { z } from 'zod';
import { BONUS_NEEDS_PERSON, findListedBonus, listBonuses, type ListedBonus } from '../../../ledger/bonus-list.js';
import { findBonus } from '../../../ledger/referral-bonuses.js';
import { BONUS_STATUSES } from '../../../schemas/referral-bonus.js';
import { payrollWordSignal } from '../../../workflows/bonus-contract.js';
import { retrySignal } from '../../../workflows/contract.js';
import { submitBonusDecision } from '../../bonus-decisions.js';
import type { IngressContext } from '../../context.js';
import { bonusOf, BonusPage, BonusShape } from './bonus-shapes.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { Before, IdParam, Limit, name, nextOf, oneOf } from './schemas.js';
import { signalRun } from './signal-run.js';

const BonusQuery = z.strictObject({
  status: oneOf([...BONUS_STATUSES, 'attention'])
    .optional()
    .meta({ description: `attention: what waits for a person, ${BONUS_NEEDS_PERSON.join(', ')}.` }),
  applicationId: z.string().optional(),
  limit: Limit,
  before: Before,
});

const REASON = z.string({ error: 'expected text' }).max(2_000, 'expected at most 2000 characters');
const About = oneOf(['payout', 'clawback']);

const DecisionBody = name(
  'BonusDecisionBody',
  z.strictObject({
    about: About.optional().meta({ description: 'What was asked; what is asked now unless given.' }),
    decision: oneOf(['approve', 'reject']),
    reason: REASON.optional().meta({ description: 'Needed to reject.' }),
  }),
);

const WordBody = name(
  'BonusPayrollBody',
  z.strictObject({
    says: oneOf(['has_it', 'has_it_not']).meta({ description: 'What somebody has found who looked into payroll.' }),
    reason: REASON.trim().min(1, 'expected what was found'),
  }),
);

const Accepted = name('BonusAccepted', z.object({ accepted: z.literal(true), runUrl: z.string() }));

export function bonusRoutes(context: IngressContext): ApiRoute[] {
  const { db, links } = context;

  async function requireBonus(id: string): Promise<ListedBonus> {
    const bonus = await findListedBonus(db, id);
    if (!bonus) throw new Refusal(404);
    return bonus;
  }

  const runOf = ({ bonusId, referralId, advocacy, workflowId }: ListedBonus) => ({
    type: 'referralBonus',
    workflowId,
    input: { bonusId },
    staticSummary: `Bonus for referral ${referralId} of ${advocacy}`,
  });
  const accepted = ({ workflowId }: ListedBonus) => ({ accepted: true as const, runUrl: links.run(workflowId) });
  const asked = { params: IdParam, answer: { status: 202 as const, schema: Accepted } };

  return [
    route({
      method: 'get',
      path: '/bonuses',
      summary: 'Referral bonuses; those that wait for a person first, longest waiting first.',
      role: 'viewer',
      query: BonusQuery,
      answer: { status: 200, schema: BonusPage },
      async handle({ query: { status, applicationId, limit, before = 0 } }) {
        const statuses = status === 'attention' ? BONUS_NEEDS_PERSON : status && [status];
        const items = await listBonuses(db, { statuses, applicationId }, { limit, offset: before });
        return { items: items.map(bonusOf), next: nextOf(items.length === limit ? before + limit : null) };
      },
    }),
    route({
      method: 'get',
      path: '/bonuses/{id}',
      summary: 'One referral bonus.',
      role: 'viewer',
      params: IdParam,
      answer: { status: 200, schema: BonusShape },
      refusals: [404],
      handle: async ({ params }) => bonusOf(await requireBonus(params.id)),
    }),
    route({
      ...asked,
      method: 'post',
      path: '/bonuses/{id}/decision',
      summary: 'Decides whether a bonus is paid, or taken back.',
      role: 'approver',
      body: DecisionBody,
      refusals: [404, 409, 422],
      async handle({ params, body: { about, decision, reason }, session }) {
        const bonus = await requireBonus(params.id);
        const answer = await submitBonusDecision(context, 'console', {
          bonusId: bonus.bonusId,
          workflowId: bonus.workflowId,
          about: about ?? bonus.question?.about ?? 'payout',
          decision,
          ...(reason?.trim() ? { reason: reason.trim() } : {}),
          decidedBy: `console:${session.user}`,
          decidedAt: new Date().toISOString(),
        });
        if (answer.outcome === 'refused') throw new Refusal(answer.status, answer.reason);
        return accepted(bonus);
      },
    }),
    route({
      ...asked,
      method: 'post',
      path: '/bonuses/{id}/payroll',
      summary: 'Says whether payroll has a bonus, or its taking back, of which that could not be told.',
      role: 'approver',
      body: WordBody,
      refusals: [404, 409],
      async handle({ params, body: { says, reason }, session }) {
        const bonus = await requireBonus(params.id);
        const record = await findBonus(db, bonus.bonusId);
        const about = bonus.failedIn === 'clawback_awaiting_approval' ? 'clawback' : 'payout';
        if (!record || bonus.status !== 'failed' || (about === 'payout' && bonus.failedIn !== 'approved')) {
          throw new Refusal(409, `It is not being handed to payroll: it is ${bonus.status}.`);
        }
        const tries = about === 'payout' ? record.paymentTries : record.deductionTries;
        const word = { about, says, tries, reason, saidBy: `console:${session.user}` } as const;
        await signalRun(context, runOf(bonus), payrollWordSignal, word);
        return accepted(bonus);
      },
    }),
    route({
      ...asked,
      method: 'post',
      path: '/bonuses/{id}/retry',
      summary: 'Tries a failed bonus again.',
      role: 'operator',
      refusals: [404, 409],
      async handle({ params, session }) {
        const bonus = await requireBonus(params.id);
        if (bonus.status !== 'failed') throw new Refusal(409, `The bonus has not failed: it is ${bonus.status}.`);
        await signalRun(context, runOf(bonus), retrySignal, { requestedBy: `console:${session.user}` });
        return accepted(bonus);
      },
    }),
  ];
}
