import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

// OWASP's first choice of scrypt parameters: 128 MiB for one try.
// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
const DEFAULTS = { N: 2 ** 17, r: 8, p: 1 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** A password as it is kept: `scrypt$N$r$p$salt$hash`, salt and hash in base64. */
export interface PasswordHash {
  N: number;
  r: number;
  p: number;
  salt: Buffer;
  hash: Buffer;
}

/**
 * Reads a kept password.
 * @returns undefined when it is not of the form, or of parameters too weak or too costly to try.
 */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, ...numbers] = /^scrypt\$(\d{1,8})\$(\d{1,2})\$(\d{1,2})\$/.exec(text) ?? [];
  const [, , , , salt64 = '', hash64 = ''] = text.split('$');
  const [N = 0, r = 0, p = 0] = numbers.map(Number);
  const [salt, hash] = [Buffer.from(salt64, 'base64'), Buffer.from(hash64, 'base64')];
  const powerOfTwo = N > 1 && (N & (N - 1)) === 0;
  const sound = powerOfTwo && N >= 2 ** 14 && N <= 2 ** 20 && r >= 8 && r <= 32 && p >= 1 && p <= 16;
  if (!sound || text.split('$').length !== 6 || salt.length < 8 || hash.length < 16 || hash.length > 128) return;
  return { N, r, p, salt, hash };
}

/** Whether this is the password, in a time that tells nothing of how close it is. */
export async function isPassword(given: string, kept: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(given, kept, kept.salt, kept.hash.length), kept.hash);
}

/** A password as it goes into the users file. */
export async function hashPassword(password: string, parameters = DEFAULTS): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, parameters, salt, HASH_BYTES);
  const { N, r, p } = parameters;
  return ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$');
}

function derive(password: string, { N, r, p }: typeof DEFAULTS, salt: Buffer, length: number): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
