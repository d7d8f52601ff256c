/** How long what was asked for is taken to be under way; then it can be asked for again. */
const MEMORY_MS = 60_000;

/** What was asked for from this page a short while ago, by what it was about. */
export function recently() {
  const asked = new Map();
  return {
    note: (about, what) => void asked.set(about, { what, until: Date.now() + MEMORY_MS }),
    get(about) {
      const known = asked.get(about);
      return known && known.until > Date.now() ? known.what : undefined;
    },
  };
}
