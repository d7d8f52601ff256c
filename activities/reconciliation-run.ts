import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { callSignal } from '../connectors/http.js';
import { openStaging, type Staging } from '../ledger/reconciliation-staging.js';
import { keepTurn, takeTurn } from '../ledger/reconciliation-turn.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ReconciliationProgress } from '../workflows/reconciliation-contract.js';
import type { Dependencies } from './dependencies.js';
import { currentRun } from './run.js';

/** How often a step tells how far it is, and keeps the turn. */
const TELL_MS = 1_000;
/** How soon another run asks again whose turn it is. */
const TURN_AGAIN = '15 seconds';

/** What a step of a run works with. */
export interface RunStep {
  runId: string;
  staging: Staging;
  /** Ends when the activity is to end. */
  signal: AbortSignal;
  /** Says how far it is; cheap, as often as one likes. */
  progress(progress: Partial<ReconciliationProgress>): void;
}

/**
 * A step of the current run, while it is its turn.
 * @throws WriteInProgress when it is another run's turn: that is waited for, and counts as no failure.
 */
export async function runStep<T>(deps: Dependencies, work: (step: RunStep) => Promise<T>): Promise<T> {
  const runId = await ownTurn(deps);
  const context = Context.current();
  let told: Partial<ReconciliationProgress> = {};
  const telling = setInterval(() => {
    // One that is not kept is taken anew by the next step, or by somebody else after a while.
    keepTurn(deps.db, runId, told).catch(() => undefined);
    told = {};
  }, TELL_MS);
  const staging = await openStaging(addressOf(deps), runId).catch((error: unknown) => {
    clearInterval(telling);
    throw error;
  });
  const signal = context.cancellationSignal;
  try {
    return await callSignal.run(signal, () =>
      work({
        runId,
        staging,
        signal,
        progress(progress) {
          told = { ...told, ...progress };
          context.heartbeat(progress);
        },
      }),
    );
  } finally {
    clearInterval(telling);
    // What was told last must not be overtaken by what comes next.
    await keepTurn(deps.db, runId, told).catch(() => undefined);
    await staging.close();
  }
}

/** Takes or keeps the turn. @returns the current run's id in the ledger, which is its workflow's. */
export async function ownTurn(deps: Dependencies): Promise<string> {
  const { workflowId } = currentRun(deps);
  if (await takeTurn(deps.db, workflowId)) return workflowId;
  throw ApplicationFailure.create({
    type: FailureType.WriteInProgress,
    message: 'another reconciliation is under way',
    nextRetryDelay: TURN_AGAIN,
  });
}

/** Staging has connections of its own, to the same database as the pool's. */
export function addressOf({ db }: Pick<Dependencies, 'db'>): string {
  const { connectionString } = db.options;
  if (!connectionString) throw new Error('the ledger was opened without an address');
  return connectionString;
}
