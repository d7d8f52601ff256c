import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { kindOf } from '../wire.js';

/** A service account, from its JSON key as Google hands it out. */
export interface ServiceAccount {
  clientEmail: string;
  keyId: string | undefined;
  privateKey: KeyObject;
  tokenUri: string | undefined;
}

const VARIABLE = 'GOOGLE_SERVICE_ACCOUNT_KEY_FILE';

const KeyFile = z.looseObject({
  type: z.literal('service_account').optional(),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
  token_uri: z.url().optional(),
});

/**
 * @param path of the JSON key.
 * @throws Error that names the variable and what is wrong with the file, never what it holds.
 */
export function readServiceAccount(path: string): ServiceAccount {
  const content = jsonOf(textOf(path));
  if (content === undefined)
    throw new Error(`${VARIABLE}: the file is not JSON: expected a service account's JSON key.`);
  const parsed = KeyFile.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.length ? issue.path.join('.') : 'the content';
    throw new Error(
      `${VARIABLE}: ${place}: ${issue?.message ?? kindOf(content)}: expected a service account's JSON key.`,
    );
  }
  const { client_email, private_key, private_key_id, token_uri } = parsed.data;
  return { clientEmail: client_email, keyId: private_key_id, privateKey: rsaKey(private_key), tokenUri: token_uri };
}

function rsaKey(pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyType !== 'rsa') throw new Error(`${VARIABLE}: private_key: expected an RSA key in PEM.`);
  return key;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new Error(`${VARIABLE}: the file cannot be read (${code}): expected a service account's JSON key.`, {
      cause: error,
    });
  }
}

/** Undefined when it is not JSON: the parser's own error would quote the file. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
