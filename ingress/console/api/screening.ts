import { z } from 'zod';
import {
  findListedScreening,
  listScreeningResults,
  SCREENING_STATUSES,
  type ListedScreening,
} from '../../../ledger/screening-list.js';
import { ScreeningResult } from '../../../schemas/screening-result.js';
import { retrySignal } from '../../../workflows/contract.js';
import { chooseCandidateSignal } from '../../../workflows/screening-contract.js';
import type { IngressContext } from '../../context.js';
import { requireApplication, requireCandidate } from './known-to-ats.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { Before, Instant, Limit, name, nextOf, oneOf, page, Text } from './schemas.js';
import { signalRun } from './signal-run.js';

const ResultParams = z.strictObject({ screening: z.string(), resultId: z.string() });

const ScreeningQuery = z.strictObject({ status: oneOf(SCREENING_STATUSES).optional(), limit: Limit, before: Before });

const ScreeningShape = name(
  'Screening',
  z.object({
    screening: z.string().meta({ description: 'The vendor.' }),
    resultId: z.string(),
    workflowId: z.string(),
    runUrl: z.string(),
    candidateId: Text,
    applicationId: Text.meta({ description: 'Null where the result is about the person as such.' }),
    chosenBy: Text.meta({ description: 'The person who said whose it is.' }),
    status: z.enum(SCREENING_STATUSES).meta({ description: 'written: the ATS has every entry.' }),
    statusReason: Text,
    receivedAt: Instant,
    updatedAt: Instant,
    states: z.number().meta({ description: 'How many states it was seen in.' }),
    newest: ScreeningResult.nullable().meta({ description: 'Its newest state; what was found stays with the vendor.' }),
  }),
);
const ScreeningPage = name('ScreeningPage', page(ScreeningShape));

const CANDIDATE = 'expected the id of a candidate in the ATS';
const APPLICATION = 'expected the id of an application in the ATS, or none';
const ChooseBody = name(
  'ScreeningChoice',
  z.strictObject({
    candidateId: z.string({ error: CANDIDATE }).trim().min(1, CANDIDATE),
    applicationId: z
      .string({ error: APPLICATION })
      .trim()
      .min(1, APPLICATION)
      .nullish()
      .meta({ description: 'Absent where the result is about the person as such.' }),
  }),
);

const Accepted = name('ScreeningAccepted', z.object({ accepted: z.literal(true), runUrl: z.string() }));

export function screeningRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, systems } = context;

  async function requireResult(ref: { screening: string; resultId: string }): Promise<ListedScreening> {
    const result = await findListedScreening(db, ref);
    if (!result) throw new Refusal(404);
    return result;
  }

  const runOf = ({ screening, resultId, workflowId }: ListedScreening) => ({
    type: 'screeningWriteback',
    workflowId,
    input: { screening, resultId },
    staticSummary: `Screening result ${resultId} of ${screening} to ${systems.roles.ats}`,
  });
  const accepted = ({ workflowId }: ListedScreening) => ({ accepted: true as const, runUrl: links.run(workflowId) });
  const asked = { role: 'operator' as const, params: ResultParams, answer: { status: 202 as const, schema: Accepted } };

  return [
    route({
      method: 'get',
      path: '/screening',
      summary: 'Screening results on their way to the ATS; those that failed first.',
      role: 'viewer',
      query: ScreeningQuery,
      answer: { status: 200, schema: ScreeningPage },
      async handle({ query: { status, limit, before = 0 } }) {
        const items = await listScreeningResults(db, { status }, { limit, offset: before });
        return { items, next: nextOf(items.length === limit ? before + limit : null) };
      },
    }),
    route({
      method: 'get',
      path: '/screening/{screening}/{resultId}',
      summary: 'One screening result.',
      role: 'viewer',
      params: ResultParams,
      answer: { status: 200, schema: ScreeningShape },
      refusals: [404],
      handle: ({ params }) => requireResult(params),
    }),
    route({
      ...asked,
      method: 'post',
      path: '/screening/{screening}/{resultId}/choose',
      summary: 'Says whose a result is that could not be told apart.',
      body: ChooseBody,
      refusals: [404, 409, 422],
      async handle({ params, body: { candidateId, applicationId = null }, session }) {
        const result = await requireResult(params);
        if (result.status === 'written') {
          throw new Refusal(
            409,
            'It is written to its candidate in the ATS, and what is written there is not taken back.',
          );
        }
        if (applicationId === null) await requireCandidate(context, candidateId);
        else await requireApplication(context, applicationId, candidateId);
        const choice = { candidateId, applicationId, chosenBy: `console:${session.user}` };
        await signalRun(context, runOf(result), chooseCandidateSignal, choice);
        return accepted(result);
      },
    }),
    route({
      ...asked,
      method: 'post',
      path: '/screening/{screening}/{resultId}/retry',
      summary: 'Reads a failed result again and writes it to the ATS.',
      refusals: [404, 409],
      async handle({ params, session }) {
        const result = await requireResult(params);
        if (result.status !== 'failed') throw new Refusal(409, `The result has not failed: it is ${result.status}.`);
        await signalRun(context, runOf(result), retrySignal, { requestedBy: `console:${session.user}` });
        return accepted(result);
      },
    }),
  ];
}
