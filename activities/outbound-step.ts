import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { WriteReceipt } from '../connectors/connector.js';
import { auditedTrace, type WriteTrace } from '../connectors/write-trace.js';
import { callSignal } from '../connectors/http.js';
import {
  intendWrites,
  renewWrites,
  settleWrites,
  type IntendedWrite,
  type RunRef,
  type WriteResult,
  type WriteState,
} from '../ledger/outbound-writes.js';
import { FailureType } from '../workflows/failure-types.js';
import type { Dependencies } from './dependencies.js';
import { failureWords } from './unexpected-failure.js';

/** An attempt that has not renewed its lease for this long is presumed dead. */
const LEASE_MS = 15_000;
const RENEW_MS = 5_000;

/** The writes of one activity, made effectively once. */
export interface OutboundStep {
  trace: WriteTrace;
  /**
   * Makes a record that must exist once.
   * @param how.find the record that is there already: left by an attempt whose outcome is unknown, or made by somebody else.
   * @returns the record's id.
   */
  createOnce(
    step: string,
    how: { find: (state: WriteState) => Promise<string | undefined>; create: () => Promise<WriteReceipt> },
  ): Promise<string>;
  /** Brings a record to a wanted state; `put` sends nothing, and returns undefined, when it is there already. */
  put(step: string, put: () => Promise<WriteReceipt | undefined>): Promise<void>;
}

/**
 * Runs the writes of an activity under rule 3: the intent of each is in the ledger before anything leaves, so that a
 * later attempt knows what may have been written; the outcome of each is audited, whatever happens.
 * @throws WriteInProgress when another attempt of the same writes may still be alive.
 */
export async function outboundStep<T>(
  deps: Dependencies,
  run: RunRef,
  writes: readonly IntendedWrite[],
  work: (step: OutboundStep) => Promise<T>,
): Promise<T> {
  const holder = randomUUID();
  const states = await intendWrites(deps.db, run, writes, holder, LEASE_MS);
  if (!states) {
    throw ApplicationFailure.create({
      type: FailureType.WriteInProgress,
      message: 'another attempt of this step may still be at it',
      nextRetryDelay: LEASE_MS / 3,
    });
  }
  const results: WriteResult[] = [];
  const lost = new AbortController();
  const renewing = setInterval(() => {
    renewWrites(deps.db, holder, LEASE_MS).then(
      (kept) => kept || lost.abort(new Error('the lease on these writes was lost')),
      (error: unknown) => lost.abort(error),
    );
  }, RENEW_MS);
  const signal = AbortSignal.any([lost.signal, Context.current().cancellationSignal]);
  try {
    return await callSignal.run(signal, () => work(step(run, writes, states, results)));
  } finally {
    clearInterval(renewing);
    if (!lost.signal.aborted) await settleWrites(deps.db, run, results, holder);
  }
}

function step(
  run: RunRef,
  writes: readonly IntendedWrite[],
  states: Map<string, WriteState>,
  results: WriteResult[],
): OutboundStep {
  const intended = (name: string) => {
    const write = writes.find((one) => one.step === name);
    const state = states.get(name);
    if (!write || !state) throw new Error(`the write ${name} was not intended`);
    return { write, state };
  };
  const keep = (write: IntendedWrite, outcome: WriteResult['outcome'], known: Partial<WriteResult>) =>
    results.push({
      ...write,
      outcome,
      sentTo: known.sentTo ?? write.vendor,
      recordId: known.recordId ?? null,
      payloadHash: known.payloadHash ?? null,
      httpStatus: known.httpStatus ?? null,
      failure: known.failure ?? null,
    });
  const keepReceipt = (write: IntendedWrite, receipt: WriteReceipt) =>
    keep(write, 'written', { ...receipt, recordId: receipt.recordId ?? null, httpStatus: receipt.status });
  const keepFailure = (write: IntendedWrite, error: unknown) => keep(write, 'failed', { failure: failureWords(error) });

  return {
    trace: auditedTrace(run.runUrl),
    async createOnce(name, { find, create }) {
      const { write, state } = intended(name);
      if (state.done && state.recordId !== null) return state.recordId;
      try {
        const found = await find(state);
        if (found !== undefined) {
          keep(write, 'adopted', { recordId: found });
          return found;
        }
        const receipt = await create();
        if (receipt.recordId === undefined) {
          throw ApplicationFailure.nonRetryable(
            `${write.vendor} did not tell the id of what it created`,
            FailureType.VendorContract,
          );
        }
        keepReceipt(write, receipt);
        return receipt.recordId;
      } catch (error) {
        keepFailure(write, error);
        throw error;
      }
    },
    async put(name, put) {
      const { write } = intended(name);
      try {
        const receipt = await put();
        if (receipt) keepReceipt(write, receipt);
        else keep(write, 'unchanged', {});
      } catch (error) {
        keepFailure(write, error);
        throw error;
      }
    },
  };
}

/** Waits for all of them, so that no write is still under way when the step is settled; then fails as the first did. */
export async function allWritten(writes: Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(writes)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
