import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { kindOfError } from '../../../config/logger.js';
import { dayIn, daysOfWindow, windowOfDays } from '../../../domain/nights.js';
import { findRun, listRuns, type ReconciliationRun } from '../../../ledger/reconciliation-runs.js';
import { readProgress } from '../../../ledger/reconciliation-turn.js';
import { reconciliationWorkflowId, TASK_QUEUE } from '../../../workflows/contract.js';
import type { dailyReconciliation } from '../../../workflows/daily-reconciliation.js';
import { reconciliationStatusQuery, type ReconciliationState } from '../../../workflows/reconciliation-contract.js';
import type { IngressContext } from '../../context.js';
import { within } from '../within.js';
import { ReconciliationRunPage, ReconciliationRunShape, runOf, shareOf } from './reconciliation-shapes.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { IdParam, Limit, name } from './schemas.js';

const PATIENCE_MS = 5_000;
/** How long a run may take to hear of the result that its activity has kept, and how often it is asked meanwhile. */
const MOMENT_MS = 2_000;
const MOMENT_TRIES = 20;
/** A window that is longer costs the vendors more than it can be worth. */
const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

const Day = z.iso.date({ error: 'expected a day as YYYY-MM-DD' });
const NewRunBody = name(
  'NewReconciliationRun',
  z.strictObject({
    from: Day.meta({ description: "The first day, of the company's time zone." }),
    to: Day.meta({ description: 'The last day.' }),
    dryRun: z
      .boolean({ error: 'expected true or false' })
      .default(false)
      .meta({ description: 'Compares, and leaves the queue as it is.' }),
  }),
);
const RunStarted = name('ReconciliationRunStarted', z.object({ runId: z.string(), runUrl: z.string() }));

/** When the two sides were compared, and comparing them by hand. */
export function reconciliationRunRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, temporal, policy, logger } = context;
  const { timeZone } = policy.company;
  const shown = (run: ReconciliationRun, more: Partial<z.input<typeof ReconciliationRunShape>> = {}) =>
    runOf(links, run, daysOfWindow(timeZone, run.window), more);

  async function stateOf(workflowId: string): Promise<ReconciliationState | undefined> {
    const ask = () => temporal.client.workflow.getHandle(workflowId).query(reconciliationStatusQuery);
    try {
      return await within(PATIENCE_MS, temporal.client.withDeadline(Date.now() + PATIENCE_MS, ask));
    } catch {
      // Without an answer the ledger still tells how far it was.
      return undefined;
    }
  }

  /** The ledger knows that a comparison is through a moment before the run that has made it does. */
  async function endedStateOf({ id, outcome }: ReconciliationRun): Promise<ReconciliationState | undefined> {
    for (let tries = 0; ; tries += 1) {
      const state = await stateOf(id);
      if (outcome !== 'completed' || !state || state.result || tries === MOMENT_TRIES) return state;
      await sleep(MOMENT_MS / MOMENT_TRIES);
    }
  }

  /** What the run itself says of it, as far as it is there to be asked. */
  async function live(run: ReconciliationRun): Promise<Partial<z.input<typeof ReconciliationRunShape>>> {
    if (run.outcome !== 'running') {
      const { result } = (await endedStateOf(run)) ?? {};
      return result ? { found: result.sample, leftOut: result.leftOut } : {};
    }
    const [state, told = {}] = await Promise.all([stateOf(run.id), readProgress(db, run.id)]);
    const step = state?.step ?? 'unknown';
    const { ats = 0, hris = 0, lookUps = { done: 0, total: 0 } } = told;
    return { progress: { step, share: shareOf(step, told), ats, hris, lookUps } };
  }

  return [
    route({
      method: 'get',
      path: '/reconciliation/runs',
      summary: 'Reconciliations, newest first.',
      role: 'viewer',
      query: z.strictObject({ limit: Limit }),
      answer: { status: 200, schema: ReconciliationRunPage },
      async handle({ query: { limit } }) {
        const runs = await listRuns(db, limit);
        return { items: runs.map((run) => shown(run)), next: null };
      },
    }),
    route({
      method: 'get',
      path: '/reconciliation/runs/{id}',
      summary: 'One reconciliation: how far it is, or what it found.',
      role: 'viewer',
      params: IdParam,
      answer: { status: 200, schema: ReconciliationRunShape },
      refusals: [404],
      async handle({ params }) {
        const run = await findRun(db, params.id);
        if (!run) throw new Refusal(404, 'There is no such run, or no worker has begun it yet.');
        return shown(run, await live(run));
      },
    }),
    route({
      method: 'post',
      path: '/reconciliation/runs',
      summary: 'Compares the two sides of some days now.',
      role: 'operator',
      body: NewRunBody,
      answer: { status: 202, schema: RunStarted },
      refusals: [422],
      async handle({ body: { from, to, dryRun }, session }) {
        const refusal = whyNot(from, to, dayIn(timeZone, new Date()));
        if (refusal) throw new Refusal(422, refusal);
        const runId = reconciliationWorkflowId(`manual:${from}:${to}:${randomUUID().slice(0, 8)}`);
        const start = () =>
          temporal.client.workflow.start<typeof dailyReconciliation>('dailyReconciliation', {
            taskQueue: TASK_QUEUE,
            workflowId: runId,
            args: [{ kind: 'manual', window: windowOfDays(timeZone, from, to), dryRun }],
            staticSummary: `Reconciliation of ${from} to ${to}, asked for by ${session.user}`,
          });
        try {
          await within(PATIENCE_MS, temporal.client.withDeadline(Date.now() + PATIENCE_MS, start));
        } catch (error) {
          logger.warn({ workflowId: runId, err: kindOfError(error) }, 'a reconciliation could not be started');
          throw new Refusal(503, 'Temporal has not taken it: try again.');
        }
        return { runId, runUrl: links.run(runId) };
      },
    }),
  ];
}

function whyNot(from: string, to: string, today: string): string | undefined {
  if (from > to) return `The first day (${from}) comes after the last one (${to}).`;
  if (to > today) return `The last day (${to}) has not come: today is ${today}.`;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return days > MOST_DAYS ? `These are ${days} days: at most ${MOST_DAYS} are compared at once.` : undefined;
}
