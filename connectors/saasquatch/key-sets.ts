import { importJWK, type CryptoKey } from 'jose';
import { z } from 'zod';

/** Keys that are published at a URL as a JSON Web Key Set. */
export interface KeySets {
  /**
   * The RSA key of this id; undefined where it is not published there.
   * @throws KeysUnavailable when that cannot be told now.
   */
  find(url: string, kid: string): Promise<CryptoKey | undefined>;
}

/** The message names what went wrong, and neither the URL nor what it said. */
export class KeysUnavailable extends Error {}

export interface KeySetOptions {
  /** Milliseconds since 1970. */
  now?(): number;
  /** Gives the body of a successful answer. @throws Error when there is none. */
  load?(url: string): Promise<unknown>;
}

/** Whoever sends unknown ids makes us ask this often at most. */
const ASK_AGAIN_MS = 30_000;
/** After an answer that was none. */
const TRY_AGAIN_MS = 2_000;
const TIMEOUT_MS = 5_000;

/** Other kinds of keys may stand beside those that sign webhooks. */
const RsaKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  n: z.string(),
  e: z.string(),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
});
const KeySet = z.object({ keys: z.array(z.unknown()) });

/**
 * Keeps keys by their id: a key never changes, while the set does and must not be kept as a whole.
 * https://docs.saasquatch.com/api/webhooks/security
 */
export function createKeySets({ now = Date.now, load = loadJson }: KeySetOptions = {}): KeySets {
  const published = new Map<string, Published>();

  interface Published {
    keys: Map<string, CryptoKey>;
    nextAskAt: number;
    /** Why the last answer was none. */
    problem: string | undefined;
    asking: Promise<void> | undefined;
  }

  function at(url: string): Published {
    let one = published.get(url);
    if (!one) published.set(url, (one = { keys: new Map(), nextAskAt: 0, problem: undefined, asking: undefined }));
    return one;
  }

  async function ask(url: string, one: Published): Promise<void> {
    try {
      for (const [kid, key] of await readKeys(await load(url))) one.keys.set(kid, key);
      one.problem = undefined;
    } catch (error) {
      one.problem = `the published keys could not be read (${kindOfProblem(error)})`;
    }
    one.nextAskAt = now() + (one.problem === undefined ? ASK_AGAIN_MS : TRY_AGAIN_MS);
  }

  return {
    async find(url, kid) {
      const one = at(url);
      if (!one.keys.has(kid)) {
        if (!one.asking && now() >= one.nextAskAt) {
          one.asking = ask(url, one).finally(() => (one.asking = undefined));
        }
        await one.asking;
      }
      const key = one.keys.get(kid);
      if (!key && one.problem !== undefined) throw new KeysUnavailable(one.problem);
      return key;
    },
  };
}

async function readKeys(body: unknown): Promise<[string, CryptoKey][]> {
  const keys = KeySet.parse(body).keys.flatMap((key) => RsaKey.safeParse(key).data ?? []);
  return Promise.all(keys.map(async (key): Promise<[string, CryptoKey]> => [key.kid, await importJWK(key, 'RS256')]));
}

async function loadJson(url: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Refused(String(answer.status));
  return answer.json();
}

class Refused extends Error {}

function kindOfProblem(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'not a key set';
  if (!(error instanceof Error)) return 'unknown error';
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? error.name;
}
