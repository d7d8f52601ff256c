import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';

/** The failure that an act throws. */
export async function failureOf(act: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await act.then(
    () => assert.fail('expected a failure'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ApplicationFailure, String(error));
  return error;
}

/** Everything that a listing gives, and the failure that it ends with, if any. */
export async function gathered<T>(
  listing: AsyncIterable<T[]>,
): Promise<{ batches: T[][]; failure?: ApplicationFailure }> {
  const batches: T[][] = [];
  try {
    for await (const batch of listing) batches.push(batch);
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    return { batches, failure: error };
  }
  return { batches };
}
