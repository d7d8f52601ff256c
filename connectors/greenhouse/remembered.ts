/** Something that hardly changes and is needed often. */
export interface Remembered<T> {
  /** What is known, asked for when nothing is or it is too old. */
  get(): Promise<T>;
  /** Asked for anew, e.g. when what is known lacks what must be there. */
  renew(): Promise<T>;
}

/**
 * Asks once for all who want it at the same time, and keeps the answer. A failure is given to those who wait, and not kept.
 * @param keptMs how long an answer is taken for true.
 */
export function remembered<T>(ask: () => Promise<T>, keptMs: number, now: () => number = Date.now): Remembered<T> {
  let known: { answer: Promise<T>; until: number } | undefined;

  function renew(): Promise<T> {
    const asked = { answer: ask(), until: now() + keptMs };
    known = asked;
    asked.answer.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.answer;
  }

  return {
    get: () => (known && known.until > now() ? known.answer : renew()),
    renew,
  };
}
