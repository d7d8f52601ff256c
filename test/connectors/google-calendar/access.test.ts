import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../../config/environment.js';
import { readServiceAccount } from '../../../connectors/google-calendar/key-file.js';
import { memoryTokenStore, type StoredToken } from '../../../connectors/token-store.js';
import { at, CALENDAR_ID, connectTo, failureOf, keyFile, listen, startSimulator } from './servers.js';

const key = JSON.parse(readFileSync(keyFile(), 'utf8')) as Record<string, string>;

describe('google calendar access', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'google-access-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const file = (content: unknown): string => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const path = join(folder, `${createHash('sha256').update(text).digest('hex')}.json`);
    writeFileSync(path, text);
    return path;
  };

  it('names the variable and what is wrong with the key file, never its content', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const table: [string, RegExp][] = [
      [join(folder, 'nowhere.json'), /cannot be read \(ENOENT\)/],
      [file('hush {'), /is not JSON/],
      [file('"hush"'), /the content/],
      [file({ ...key, client_email: undefined }), /client_email/],
      [file({ ...key, type: 'authorized_user' }), /type/],
      [file({ ...key, token_uri: 'hush' }), /token_uri/],
      [file({ ...key, private_key: 'hush' }), /private_key.*RSA/],
      [file({ ...key, private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }), /private_key.*RSA/],
    ];
    for (const [path, expected] of table) {
      assert.throws(
        () => readServiceAccount(path),
        ({ message }: Error) => {
          assert.match(message, /^GOOGLE_SERVICE_ACCOUNT_KEY_FILE: /);
          assert.match(message, expected);
          assert.doesNotMatch(message, /hush/);
          return true;
        },
      );
    }
  });

  it('names the variable that is missing or wrong when it is made', () => {
    const table: [Environment, RegExp][] = [
      [{ GOOGLE_CALENDAR_ID: undefined }, /GOOGLE_CALENDAR_ID/],
      [{ GOOGLE_SERVICE_ACCOUNT_KEY_FILE: ' ' }, /GOOGLE_SERVICE_ACCOUNT_KEY_FILE/],
      [{ GOOGLE_TOKEN_URL: 'token' }, /GOOGLE_TOKEN_URL/],
    ];
    for (const [variables, expected] of table) {
      assert.throws(() => connectTo('http://127.0.0.1:9', variables), expected);
    }
  });

  it('uses the key file’s token endpoint, unless another is set', async () => {
    const server = await startSimulator();
    const own = file({ ...key, token_uri: `${server.url}/token` });
    const variables = { GOOGLE_SERVICE_ACCOUNT_KEY_FILE: own };
    const table: [Environment, boolean][] = [
      [{ ...variables, GOOGLE_TOKEN_URL: undefined }, true],
      [{ ...variables, GOOGLE_TOKEN_URL: 'http://127.0.0.1:9/token' }, false],
      [{ GOOGLE_TOKEN_URL: `${server.url}/token` }, true],
    ];
    for (const [environment, ok] of table) {
      const calendar = connectTo(server.url, environment);
      assert.equal((await calendar.checkConnection()).ok, ok, JSON.stringify(environment));
      await calendar.close();
    }
    await server.close();
  });

  it('acts as a user of the company where one is named', async () => {
    const server = await startSimulator();
    const table: [string | undefined, RegExp | undefined][] = [
      ['dana.brooks@acme.example', undefined],
      ['nobody@elsewhere.example', /invalid_grant/],
    ];
    for (const [user, refused] of table) {
      const calendar = connectTo(server.url, { GOOGLE_IMPERSONATE_USER: user });
      const { ok, detail } = await calendar.checkConnection();
      assert.equal(ok, !refused, detail);
      if (refused) assert.match(detail, refused);
      assert.doesNotMatch(detail, /nobody|elsewhere/);
      await calendar.close();
    }
    const subjects = (await server.calls())
      .filter(({ path }) => path === '/token')
      .map(({ body }) => claimsOf(String(body))['sub']);
    assert.deepEqual(subjects, ['dana.brooks@acme.example', 'nobody@elsewhere.example']);
    await server.close();
  });

  it('keeps tokens under a key without addresses, one for each account and user', async () => {
    const server = await startSimulator();
    const keys: string[] = [];
    const inner = memoryTokenStore();
    const tokens = {
      get(name: string, refresh: (kept: StoredToken | undefined) => Promise<StoredToken>, rejected?: string) {
        keys.push(name);
        return inner.get(name, refresh, rejected);
      },
    };
    for (const user of [undefined, 'dana.brooks@acme.example', 'dana.brooks@acme.example']) {
      const calendar = connectTo(server.url, { GOOGLE_IMPERSONATE_USER: user }, { tokens });
      await calendar.checkConnection();
      await calendar.close();
    }
    assert.equal(new Set(keys).size, 2);
    for (const name of keys) assert.match(name, /^google-calendar:[0-9a-f]{32}$/);
    await server.close();
  });

  it('never repeats what the token endpoint says of the account', async () => {
    const table: [number, unknown, string, RegExp][] = [
      [400, { error: 'invalid_grant', error_description: 'Invalid JWT: hush' }, 'VendorUnauthorized', /clock/],
      [401, { error: 'unauthorized_client', error_description: 'hush' }, 'VendorUnauthorized', /delegate/],
      [403, { error: 'access_denied', error_description: 'hush' }, 'VendorUnauthorized', /delegate/],
      [400, { error: 'hush' }, 'VendorUnauthorized', /GOOGLE_TOKEN_URL/],
      [404, 'hush', 'VendorUnauthorized', /GOOGLE_TOKEN_URL/],
      [500, { error: 'internal_failure' }, 'VendorUnavailable', /token endpoint/],
      [429, { error: 'hush' }, 'VendorThrottled', /token endpoint/],
      [200, { token: 'hush' }, 'VendorContract', /access_token/],
    ];
    for (const [status, body, type, expected] of table) {
      const server = await listen((_request: IncomingMessage, response: ServerResponse) =>
        response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)),
      );
      const calendar = connectTo(server.url);
      const failure = await failureOf(calendar.readChanges(at()));
      assert.equal(failure.type, type, JSON.stringify(body));
      assert.match(failure.message, expected);
      assert.doesNotMatch(JSON.stringify([failure.message, failure.details]), /hush/);
      await calendar.close();
      await server.close();
    }
  });

  it('is refused with a key that is not the account’s', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = file({ ...key, private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) });
    const stranger = file({ ...key, client_email: 'stranger@elsewhere.example' });
    const server = await startSimulator();
    for (const path of [other, stranger]) {
      const calendar = connectTo(server.url, { GOOGLE_SERVICE_ACCOUNT_KEY_FILE: path });
      assert.equal((await failureOf(calendar.readChanges(at()))).type, 'VendorUnauthorized');
      await calendar.close();
    }
    await server.close();
  });

  it('is let in as soon as the key file is there', async () => {
    const late = join(folder, 'late.json');
    const server = await startSimulator({
      credentials: { GOOGLE_CALENDAR_ID: CALENDAR_ID, GOOGLE_SERVICE_ACCOUNT_KEY_FILE: late },
    });
    const calendar = connectTo(server.url);
    assert.equal((await calendar.checkConnection()).ok, false);
    writeFileSync(late, JSON.stringify(key));
    assert.equal((await calendar.checkConnection()).ok, true);
    await calendar.close();
    await server.close();
  });
});

function claimsOf(form: string): Record<string, unknown> {
  const [, payload = ''] = (new URLSearchParams(form).get('assertion') ?? '').split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}
