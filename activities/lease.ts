import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { callSignal } from '../connectors/http.js';
import { releaseLease, renewLease, takeLease } from '../ledger/leases.js';
import { FailureType } from '../workflows/failure-types.js';
import type { Dependencies } from './dependencies.js';

/** Who has not renewed a lease for this long is presumed dead. */
const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
/** How long an attempt waits for its turn before it gives its worker's slot back. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 150;

/**
 * Does `work` while nobody else has the lease on `key`. Vendor calls within end when the lease is lost.
 * @param key "screening-history:123": ids and hashes only.
 * @throws WriteInProgress when it was not this attempt's turn in time; to be tried again soon.
 */
export async function withLease<T>({ db }: Pick<Dependencies, 'db'>, key: string, work: () => Promise<T>): Promise<T> {
  const holder = randomUUID();
  const outer = callSignal.getStore() ?? Context.current().cancellationSignal;
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await takeLease(db, key, holder, LEASE_MS))) {
    if (Date.now() > deadline) {
      throw ApplicationFailure.create({
        type: FailureType.WriteInProgress,
        message: 'others are at the same record',
        nextRetryDelay: '1 second',
      });
    }
    await sleep(LOOK_AGAIN_MS * (0.5 + Math.random()), undefined, { signal: outer });
  }
  const lost = new AbortController();
  const renewing = setInterval(() => {
    renewLease(db, key, holder, LEASE_MS).then(
      (kept) => kept || lost.abort(new Error(`the lease on ${key} was lost`)),
      (error: unknown) => lost.abort(error),
    );
  }, RENEW_MS);
  try {
    return await callSignal.run(AbortSignal.any([outer, lost.signal]), work);
  } finally {
    clearInterval(renewing);
    await releaseLease(db, key, holder);
  }
}

/** Does `work` under several leases, taken in the order of their keys, so that nobody waits in a circle. */
export function withLeases<T>(
  deps: Pick<Dependencies, 'db'>,
  keys: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const [first, ...others] = [...new Set(keys)].sort();
  return first === undefined ? work() : withLease(deps, first, () => withLeases(deps, others, work));
}
