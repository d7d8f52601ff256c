import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../../config/logger.js';
import { isPassword, type PasswordHash } from './password.js';
import { admit, type Doorkeeper } from './session.js';
import type { User } from './users.js';

const FAILURE_DELAY_MS = 250;
/** Wrong passwords for one name before it has to wait; who has signed in before is not kept out by them. */
const FAILURES_ALLOWED = 10;
const FAILURE_WINDOW_MS = 60_000;
/** Passwords tried at once: each costs memory, and the threads are shared with the rest of the process. */
const TRIES_AT_ONCE = 2;
const TRIES_WAITING = 32;

/** HTTP Basic against the users file. Credentials are in no log and no answer. */
export function basicAuthentication(users: ReadonlyMap<string, User>, logger: Logger): Doorkeeper {
  const check = createChecker(users);
  return async (request, response, next) => {
    const credentials = parseBasic(request.headers.authorization);
    const result = credentials ? await check(credentials.name, credentials.password) : 'wrong';
    if (typeof result === 'object') {
      admit(response, { user: result.name, role: result.role, authentication: 'basic' });
      return next();
    }
    if (result === 'wait') {
      logger.warn('sign-ins to the console are being refused for a while');
      response.status(429).set('Retry-After', String(FAILURE_WINDOW_MS / 1000));
      return response.json({ error: 'too_many_attempts', reason: 'Too many wrong passwords: wait a minute.' });
    }
    if (credentials) logger.warn('a sign-in to the console failed');
    response.status(401).set('WWW-Authenticate', 'Basic realm="hireline", charset="UTF-8"');
    return response.json({ error: 'unauthorized', reason: 'Sign in with your name and password.' });
  };
}

function parseBasic(header: string | undefined): { name: string; password: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '') ?? [];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

type Result = User | 'wrong' | 'wait';

function createChecker(users: ReadonlyMap<string, User>): (name: string, password: string) => Promise<Result> {
  // Passwords that were right are recognised by a digest under a key that only this process has: a page that asks
  // every second must not cost a key derivation each time.
  const key = randomBytes(32);
  const right = new Map<string, Buffer>();
  const underWay = new Map<string, Promise<Result>>();
  const failures = new Map<string, { count: number; until: number }>();
  const inTurn = createTurns();
  // An unknown name takes as long as a known one.
  const [somebody] = users.values();
  const nobody: PasswordHash | undefined = somebody && { ...somebody.password, hash: randomBytes(32) };

  return (name, password) => {
    const user = users.get(name);
    const digest = createHmac('sha256', key).update(`${name}\0${password}`).digest();
    const known = right.get(name);
    if (user && known && timingSafeEqual(known, digest)) return Promise.resolve(user);
    const id = digest.toString('hex');
    const asked = underWay.get(id);
    if (asked) return asked;
    const answer = tryPassword(user, password, digest).finally(() => underWay.delete(id));
    underWay.set(id, answer);
    return answer;
  };

  async function tryPassword(user: User | undefined, password: string, digest: Buffer): Promise<Result> {
    const counted = user?.name ?? '';
    const soFar = failures.get(counted);
    if (soFar && soFar.until > Date.now() && soFar.count >= FAILURES_ALLOWED) return 'wait';
    const kept = user?.password ?? nobody;
    const matches = await inTurn(() => (kept ? isPassword(password, kept) : Promise.resolve(false)));
    if (matches === undefined) return 'wait';
    if (user && matches) {
      right.set(user.name, digest);
      failures.delete(counted);
      return user;
    }
    const now = Date.now();
    const present = failures.get(counted);
    failures.set(
      counted,
      present && present.until > now
        ? { ...present, count: present.count + 1 }
        : { count: 1, until: now + FAILURE_WINDOW_MS },
    );
    await sleep(FAILURE_DELAY_MS);
    return 'wrong';
  }
}

/** Runs a few at once, the others in turn; undefined when too many wait already. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T | undefined> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= TRIES_AT_ONCE) {
      if (waiting.length >= TRIES_WAITING) return undefined;
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
