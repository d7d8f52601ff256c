import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';

const FIRST_LOOK_AGAIN_MS = 250;
const LATER_LOOK_AGAIN_MS = 2_000;

/**
 * Looks again and again, less and less often, until there is something to see or the time is over.
 * @returns what was seen; undefined when the time is over.
 */
export async function lookUntil<T>(limitMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = Date.now() + limitMs;
  const { cancellationSignal: signal } = Context.current();
  for (let wait = FIRST_LOOK_AGAIN_MS; ; wait = Math.min(wait * 1.5, LATER_LOOK_AGAIN_MS)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() + wait > end) return undefined;
    await sleep(wait, undefined, { signal });
  }
}
