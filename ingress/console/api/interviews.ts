import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  findListedInterview,
  listInterviews,
  NEEDS_PERSON,
  type ListedInterview,
} from '../../../ledger/interview-list.js';
import { retrySignal } from '../../../workflows/contract.js';
import { chooseCandidateSignal, resendSignal, type InterviewStatus } from '../../../workflows/interview-contract.js';
import type { IngressContext } from '../../context.js';
import { INTERVIEW_STATUSES, interviewOf, InterviewPage, InterviewShape } from './interview-shapes.js';
import { requireApplication } from './known-to-ats.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { Before, Limit, name, nextOf, oneOf } from './schemas.js';
import { signalRun } from './signal-run.js';

const InterviewParams = z.strictObject({ source: z.string(), eventId: z.string() });

const InterviewQuery = z.strictObject({
  status: oneOf([...INTERVIEW_STATUSES, 'attention'])
    .optional()
    .meta({ description: `attention: what waits for a person, ${NEEDS_PERSON.join(', ')}.` }),
  applicationId: z.string().optional(),
  limit: Limit,
  before: Before,
});

const APPLICATION = 'expected the id of an application in the ATS';
const ChooseBody = name(
  'InterviewChoice',
  z.strictObject({ applicationId: z.string({ error: APPLICATION }).trim().min(1, APPLICATION) }),
);

const Accepted = name('InterviewAccepted', z.object({ accepted: z.literal(true), runUrl: z.string() }));
const ENDED: ReadonlySet<InterviewStatus> = new Set(['cancelled', 'led', 'over']);
const UNTOLD: ReadonlySet<InterviewStatus> = new Set(['matching', 'unmatched', 'ambiguous', 'waiting']);

export function interviewRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, systems } = context;

  async function requireInterview(ref: { source: string; eventId: string }): Promise<ListedInterview> {
    const interview = await findListedInterview(db, ref);
    if (!interview) throw new Refusal(404);
    return interview;
  }

  const runOf = ({ source, eventId, workflowId }: ListedInterview) => ({
    type: 'interviewConfirmation',
    workflowId,
    input: { source, eventId },
    staticSummary: `Interview ${eventId} of ${source} to its candidate`,
  });
  const accepted = ({ workflowId }: ListedInterview) => ({ accepted: true as const, runUrl: links.run(workflowId) });
  const asked = {
    role: 'operator' as const,
    params: InterviewParams,
    answer: { status: 202 as const, schema: Accepted },
  };

  return [
    route({
      method: 'get',
      path: '/interviews',
      summary: 'Interviews and what their candidates were told; those that need a person first.',
      role: 'viewer',
      query: InterviewQuery,
      answer: { status: 200, schema: InterviewPage },
      async handle({ query: { status, applicationId, limit, before = 0 } }) {
        const statuses = status === 'attention' ? NEEDS_PERSON : status && [status];
        const found = await listInterviews(db, { statuses, applicationId }, { limit, offset: before });
        return {
          items: found.map((interview) => interviewOf(links, interview)),
          next: nextOf(found.length === limit ? before + limit : null),
        };
      },
    }),
    route({
      method: 'get',
      path: '/interviews/{source}/{eventId}',
      summary: 'One interview.',
      role: 'viewer',
      params: InterviewParams,
      answer: { status: 200, schema: InterviewShape },
      refusals: [404],
      handle: async ({ params }) => interviewOf(links, await requireInterview(params)),
    }),
    route({
      ...asked,
      method: 'post',
      path: '/interviews/{source}/{eventId}/choose',
      summary: 'Says whose interview it is.',
      body: ChooseBody,
      refusals: [404, 409, 422],
      async handle({ params, body: { applicationId }, session }) {
        const interview = await requireInterview(params);
        if (interview.source === systems.roles.ats)
          throw new Refusal(409, 'The ATS itself says whose interview this is.');
        if (ENDED.has(interview.status)) throw new Refusal(409, `Nobody is told of it: it is ${interview.status}.`);
        await requireApplication(context, applicationId);
        const choice = { applicationId, chosenBy: `console:${session.user}` };
        await signalRun(context, runOf(interview), chooseCandidateSignal, choice);
        return accepted(interview);
      },
    }),
    route({
      ...asked,
      method: 'post',
      path: '/interviews/{source}/{eventId}/resend',
      summary: 'Tells the candidate once more.',
      refusals: [404, 409],
      async handle({ params, session }) {
        const interview = await requireInterview(params);
        if (ENDED.has(interview.status) || UNTOLD.has(interview.status)) {
          throw new Refusal(409, `There is nothing to tell again: the interview is ${interview.status}.`);
        }
        const request = { requestId: randomUUID(), requestedBy: `console:${session.user}` };
        await signalRun(context, runOf(interview), resendSignal, request);
        return accepted(interview);
      },
    }),
    route({
      ...asked,
      method: 'post',
      path: '/interviews/{source}/{eventId}/retry',
      summary: 'Looks at the interview again: whose it is, and what they have to be told.',
      refusals: [404, 409],
      async handle({ params, session }) {
        const interview = await requireInterview(params);
        if (ENDED.has(interview.status)) throw new Refusal(409, `Nobody is told of it: it is ${interview.status}.`);
        await signalRun(context, runOf(interview), retrySignal, { requestedBy: `console:${session.user}` });
        return accepted(interview);
      },
    }),
  ];
}
