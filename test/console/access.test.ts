import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { ConfigError } from '../../config/yaml-file.js';
import { consoleDoor } from '../../ingress/console/access/access.js';
import { hashPassword, isPassword, parsePasswordHash } from '../../ingress/console/access/password.js';
import { ROLES } from '../../ingress/console/access/session.js';
import { loadUsers } from '../../ingress/console/access/users.js';
import { startConsole, type TestConsole } from './harness.js';
import { arrived, DIFF, heldHire, hireIs } from './seed.js';

/** The least that is accepted: quick to try. */
const QUICK = { N: 2 ** 14, r: 8, p: 1 };

const folder = mkdtempSync(join(tmpdir(), 'hireline-console-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function usersFile(text: string): { CONSOLE_USERS_FILE: string } {
  const path = join(folder, `users-${(files += 1)}.yaml`);
  writeFileSync(path, text);
  return { CONSOLE_USERS_FILE: path };
}

describe('console: who may enter', () => {
  const door = (environment: Record<string, string>) => () =>
    consoleDoor({ environment, publicUrl: 'https://hireline.test', logger: pino({ level: 'silent' }) });

  const refused: [string, Record<string, string>, RegExp][] = [
    [
      'production without CONSOLE_AUTH',
      { HIRELINE_ENVIRONMENT: 'production' },
      /^CONSOLE_AUTH is not set: expected users/,
    ],
    [
      'an embedded production',
      { HIRELINE_ENVIRONMENT: 'production', HIRELINE_EMBEDDED: '1' },
      /^CONSOLE_AUTH is not set: expected users/,
    ],
    ['an open production', { HIRELINE_ENVIRONMENT: 'production', CONSOLE_AUTH: 'open' }, /open is for a sandbox only/],
    ['a sandbox that is not embedded', { HIRELINE_ENVIRONMENT: 'sandbox' }, /CONSOLE_AUTH is not set/],
    ['OpenID Connect', { HIRELINE_ENVIRONMENT: 'production', CONSOLE_AUTH: 'oidc' }, /not available yet, use users/],
    [
      'what nobody knows',
      { HIRELINE_ENVIRONMENT: 'sandbox', CONSOLE_AUTH: 'saml' },
      /expected users or open, found "saml"/,
    ],
    [
      'users without a file',
      { HIRELINE_ENVIRONMENT: 'sandbox', CONSOLE_AUTH: 'users', CONSOLE_USERS_FILE: '/none' },
      /^\/none/,
    ],
  ];
  for (const [what, environment, message] of refused) {
    it(`does not start ${what}`, () => {
      assert.throws(door(environment), (error) => error instanceof ConfigError && message.test(error.message));
    });
  }

  it('starts open for an embedded sandbox, and for one that says so', () => {
    assert.doesNotThrow(door({ HIRELINE_ENVIRONMENT: 'sandbox', HIRELINE_EMBEDDED: '1' }));
    assert.doesNotThrow(door({ HIRELINE_ENVIRONMENT: 'sandbox', CONSOLE_AUTH: 'open' }));
  });
});

describe('console: users file', () => {
  it('tells the line of a mistake and nothing of the password', async () => {
    const good = await hashPassword('correct horse battery', QUICK);
    const wrong: [string, RegExp][] = [
      [`- { name: dana, role: boss, password: '${good}' }`, /:1: 0\.role: expected one of viewer, operator, approver$/],
      [`- { name: 'da:na', role: viewer, password: '${good}' }`, /0\.name: expected letters/],
      ['- { name: dana, role: viewer, password: hunter2 }', /0\.password: expected scrypt\$N\$r\$p\$salt\$hash/],
      [
        `- { name: a, role: viewer, password: '${good}' }\n- { name: a, role: viewer, password: '${good}' }`,
        /:2: 1\.name: is there twice/,
      ],
      ['[]', /at least one user/],
      ['users: []', /expected a list/],
    ];
    for (const [text, message] of wrong) {
      assert.throws(
        () => loadUsers(usersFile(text)),
        (error) => error instanceof ConfigError && message.test(error.message) && !/hunter2/.test(error.message),
        text,
      );
    }
  });

  it('keeps passwords so that only the right one matches', async () => {
    const kept = parsePasswordHash(await hashPassword('pässwörd', QUICK))!;
    assert.equal(await isPassword('pässwörd', kept), true);
    assert.equal(await isPassword('pa\u0308sswo\u0308rd', kept), true);
    assert.equal(await isPassword('passwort', kept), false);
    const [, , ...rest] = (await hashPassword('x', QUICK)).split('$');
    for (const weak of [
      `scrypt$1024$${rest.join('$')}`,
      `scrypt$20000$${rest.join('$')}`,
      `md5$16384$${rest.join('$')}`,
      '',
    ]) {
      assert.equal(parsePasswordHash(weak), undefined, weak);
    }
  });
});

describe('console: sign-in', function () {
  this.timeout(20_000);
  let app: TestConsole;
  const basic = (name: string, password: string) => ({
    authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
  });
  const as = (name: string) => basic(name, `the password of ${name}`);

  before(async () => {
    const users = await Promise.all(
      ROLES.map(
        async (role) =>
          `- { name: ${role}, role: ${role}, password: '${await hashPassword(`the password of ${role}`, QUICK)}' }`,
      ),
    );
    app = await startConsole({
      HIRELINE_ENVIRONMENT: 'production',
      CONSOLE_AUTH: 'users',
      ...usersFile(users.join('\n')),
    });
    await heldHire(app.db, '1');
    await hireIs(app.db, '2', { status: 'failed' });
  });
  after(() => app.stop());

  it('asks everybody to sign in, wherever they go', async () => {
    for (const path of [
      '/',
      '/api/session',
      '/api/hires',
      '/API/hires',
      '/api/openapi.json',
      '/metrics',
      '/console/console.js',
    ]) {
      const { status, headers } = await app.get(path);
      assert.equal(status, 401, path);
      assert.match(headers.get('www-authenticate') ?? '', /^Basic realm="hireline"/);
    }
    for (const headers of [
      basic('viewer', 'wrong'),
      basic('nobody', 'wrong'),
      { authorization: 'Basic !' },
      { authorization: 'Bearer x' },
    ]) {
      assert.equal((await app.get('/api/session', headers)).status, 401);
    }
    assert.equal((await app.get('/elsewhere')).status, 404);
  });

  it('knows who has signed in', async () => {
    assert.deepEqual((await app.get('/api/session', as('operator'))).body, {
      user: 'operator',
      role: 'operator',
      authentication: 'basic',
      environment: 'production',
    });
  });

  it('lets each role do what it may', async () => {
    const delivery = await arrived(app.db, { eventId: 'x', status: 'quarantined' });
    const may = async (role: string, path: string, body?: unknown) => (await app.post(path, body, as(role))).status;
    const decision = { decision: 'use_offer', diffHash: DIFF.hash };
    assert.equal(await may('viewer', '/api/hires/2/retry'), 403);
    assert.equal(await may('viewer', `/api/deliveries/${delivery}/replay`), 403);
    assert.equal(await may('operator', '/api/hires/2/retry'), 202);
    assert.equal(await may('operator', `/api/deliveries/${delivery}/replay`), 202);
    assert.equal(await may('operator', '/api/holds/1-hold/decision', decision), 403);
    assert.equal(await may('approver', '/api/holds/1-hold/decision', decision), 202);
    assert.equal((await app.post('/api/hires/2/retry', {}, as('viewer'))).body.error, 'forbidden');
    assert.equal((await app.get(`/api/deliveries/${delivery}`, as('viewer'))).body.content, null);
    assert.notEqual((await app.get(`/api/deliveries/${delivery}`, as('operator'))).body.content, null);
  });

  it('makes who guesses wait, but not who has signed in before', async () => {
    await app.get('/api/session', as('viewer'));
    const guesses = await Promise.all(
      Array.from({ length: 14 }, (_, index) => app.get('/api/session', basic('viewer', `guess ${index}`))),
    );
    assert.equal(
      guesses.every(({ status }) => status === 401 || status === 429),
      true,
    );
    const next = await app.get('/api/session', basic('viewer', 'one more'));
    assert.equal(next.status, 429);
    assert.equal(next.headers.get('retry-after'), '60');
    assert.equal((await app.get('/api/session', as('viewer'))).status, 200);
  });
});

describe('console: requests from elsewhere', () => {
  let app: TestConsole;
  before(async () => {
    app = await startConsole();
    await hireIs(app.db, '1', { status: 'failed' });
  });
  after(() => app.stop());

  /** fetch does not let a Host be set. */
  const statusFor = (headers: Record<string, string>, method = 'GET', path = '/api/hires') =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const asking = request({ hostname, port, method, path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asking.on('error', reject).end(method === 'POST' ? '{}' : undefined);
    });

  it('answers only under the names it has', async () => {
    for (const host of ['127.0.0.1:3000', 'localhost', 'LOCALHOST:8443', '[::1]:3000']) {
      assert.equal(await statusFor({ host }), 200, host);
    }
    for (const host of [
      'hireline.test',
      'evil.test',
      '127.0.0.1.evil.test',
      'localhost.evil.test',
      '10.0.0.1',
      'hireline.test@evil.test',
    ]) {
      assert.equal(await statusFor({ host }), 403, host);
    }
    assert.equal(await statusFor({ host: 'evil.test', 'x-forwarded-host': 'localhost' }), 403);
    for (const path of ['/', '/metrics', '/console/console.js']) {
      assert.equal(await statusFor({ host: 'evil.test' }, 'GET', path), 403, path);
    }
  });

  it('changes nothing for a page of another site', async () => {
    const json = { 'content-type': 'application/json' };
    const change = (headers: Record<string, string>) => statusFor(headers, 'POST', '/api/hires/1/retry');
    const own = new URL(app.url).host;
    assert.equal(await change({ ...json, origin: app.url, host: own }), 202);
    assert.equal(await change({ ...json, origin: 'http://hireline.test', host: own }), 202);
    assert.equal(await change(json), 202);
    assert.equal(await change({ ...json, origin: 'http://evil.test' }), 403);
    assert.equal(await change({ ...json, origin: 'null' }), 403);
    assert.equal(await change({ ...json, origin: 'http://127.0.0.1:1' }), 403);
    assert.equal(await change({ ...json, 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await change({ ...json, 'sec-fetch-site': 'same-site' }), 403);
    assert.equal(await change({ 'content-type': 'text/plain', host: own, origin: app.url }), 415);
    assert.equal(await change({ 'content-type': 'application/x-www-form-urlencoded' }), 415);
  });

  it('takes a change without a body from a program', async () => {
    const response = await fetch(`${app.url}/api/hires/1/retry`, { method: 'POST' });
    assert.equal(response.status, 202);
  });
});
