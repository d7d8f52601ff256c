/** Somebody who was asked has not answered in time. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/**
 * Waits for an answer only so long; what was asked goes on by itself.
 * @throws NoAnswer when the time is up.
 */
export async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no answer within ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([answer, patience]);
  } finally {
    clearTimeout(timer);
  }
}
