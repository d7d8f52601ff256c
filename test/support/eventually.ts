/**
 * Waits until `look` finds something: anything but undefined, null and false.
 * @param what is waited for, for the error's sake
 * @returns what was found.
 * @throws Error when nothing was found in time
 */
export async function eventually<T>(
  what: string | (() => string | Promise<string>),
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  seconds = 30,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > end) {
      throw new Error(`did not happen within ${seconds} s: ${typeof what === 'string' ? what : await what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
