import assert from 'node:assert/strict';
import { describeError, rateLimit } from '../../../connectors/gusto/client.js';
import { readSettings } from '../../../connectors/gusto/settings.js';
import { memoryTokenStore, type StoredToken, type TokenStore } from '../../../connectors/token-store.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import { COMPANY, createConnector, failureOf, HIRE, startServer, startSimulator, TRACE } from './harness.js';

describe('gusto settings', () => {
  it('have defaults', () => {
    const settings = readSettings(SANDBOX_CREDENTIALS);
    assert.equal(settings.baseUrl, 'https://api.gusto.com');
    assert.equal(settings.surface, 'embedded');
    assert.equal(settings.trace, 'body');
    assert.equal(settings.locationId, undefined);
  });

  for (const [name, value] of [
    ['GUSTO_SURFACE', 'both'],
    ['GUSTO_TRACE', 'nowhere'],
    ['GUSTO_API_URL', 'api.gusto.com'],
    ['GUSTO_COMPANY_ID', ' '],
    ['GUSTO_REFRESH_TOKEN', ''],
  ] as const) {
    it(`name ${name} when it is "${value}"`, () => {
      assert.throws(() => readSettings({ ...SANDBOX_CREDENTIALS, [name]: value }), new RegExp(`^Error: ${name} is `));
    });
  }
});

describe('gusto rate limit', () => {
  const resets: [string, string | undefined][] = [
    ['2025-07-08 15:35:40 -0700', '2025-07-08T22:35:40.000Z'],
    ['2025-07-08 15:35:40 +05:30', '2025-07-08T10:05:40.000Z'],
    ['2025-07-08 15:35:40 UTC', '2025-07-08T15:35:40.000Z'],
    ['1751988940', '2025-07-08T15:35:40.000Z'],
    ['soon', undefined],
  ];
  for (const [text, iso] of resets) {
    it(`reads the reset time ${text}`, () => {
      const headers = { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': text };
      const observed = rateLimit({ headers });
      assert.equal(observed.limit, 200);
      assert.equal(observed.remaining, 7);
      assert.equal(observed.resetAt?.toISOString(), iso);
    });
  }

  it('says nothing without headers', () => assert.deepEqual(rateLimit({ headers: {} }), {}));
});

describe('gusto errors', () => {
  const answer = (status: number, body: unknown) =>
    describeError({ status, headers: {}, text: JSON.stringify(body), url: '', json: () => body });

  it('are told by key and category, nested ones too, never by message', () => {
    const described = answer(422, {
      errors: [
        {
          error_key: 'jobs',
          category: 'nested_errors',
          errors: [{ error_key: 'rate', category: 'invalid_attribute_value', message: 'Ada earns 130000' }],
        },
        { error_key: 'first_name', category: 'invalid_attribute_value', message: 'Ada is taken' },
      ],
    });
    assert.deepEqual(described, { message: 'rate invalid_attribute_value, first_name invalid_attribute_value' });
  });

  it('of a stale version are a conflict, also with 422', () => {
    const stale = { error_key: 'base', category: 'invalid_resource_version', message: '' };
    assert.equal(answer(422, { errors: [stale] }).type, 'VendorConflict');
    const worded = { error_key: 'base', category: 'invalid_operation', message: 'Version is out of date' };
    assert.equal(answer(422, { errors: [worded] }).type, 'VendorConflict');
  });

  it('in another form keep their text to themselves', () => {
    assert.deepEqual(answer(500, { message: 'Ada' }), { message: 'without a described error' });
    assert.deepEqual(answer(401, { error: 'invalid_token' }), { message: 'invalid_token' });
    assert.deepEqual(answer(422, { errors: [{ error_key: 'Ada Byron', category: 'x' }] }), { message: '? x' });
  });
});

describe('gusto tokens', () => {
  /** A store that tells what it keeps, and can be given a token to start with. */
  function watchedStore(start?: StoredToken): { store: TokenStore; kept: () => StoredToken | undefined } {
    const inner = memoryTokenStore();
    let kept = start;
    return {
      kept: () => kept,
      store: {
        get: (key, refresh, rejected) => inner.get(key, async (own) => (kept = await refresh(own ?? kept)), rejected),
      },
    };
  }
  const used = (refreshToken: string): StoredToken => ({ accessToken: 'x', expiresAt: new Date(0), refreshToken });

  it('starts from GUSTO_REFRESH_TOKEN and goes on with what Gusto returned', async () => {
    const gusto = await startSimulator();
    const { store, kept } = watchedStore();
    const first = createConnector(gusto.url, { tokens: store });
    assert.equal((await first.checkConnection()).ok, true);
    const next = kept()?.refreshToken;
    assert.ok(next && next !== SANDBOX_CREDENTIALS.GUSTO_REFRESH_TOKEN);
    assert.ok(Math.abs((kept()?.expiresAt.getTime() ?? 0) - Date.now() - 7_200_000) < 10_000);

    const second = createConnector(gusto.url, { tokens: watchedStore(used(next)).store });
    assert.equal((await second.checkConnection()).ok, true);
    await Promise.all([first.close(), second.close(), gusto.close()]);
  });

  it('falls back to a new GUSTO_REFRESH_TOKEN when the kept one is refused', async () => {
    const gusto = await startSimulator();
    const tokens = watchedStore(used('from-before'));
    const payroll = createConnector(gusto.url, { tokens: tokens.store });
    assert.equal((await payroll.checkConnection()).ok, true);
    await Promise.all([payroll.close(), gusto.close()]);
  });

  it('says that the connection must be authorised again, and who refused what is no secret', async () => {
    const gusto = await startSimulator();
    const first = createConnector(gusto.url);
    await first.findEmployees(HIRE);
    const second = createConnector(gusto.url);
    const failure = await failureOf(second.findEmployees(HIRE));
    assert.equal(failure.type, 'VendorUnauthorized');
    assert.match(failure.message, /authorised again: set a new GUSTO_REFRESH_TOKEN/);
    assert.doesNotMatch(JSON.stringify(failure), /sandbox-gusto/);

    const other = createConnector(gusto.url, { environment: { GUSTO_CLIENT_SECRET: 'wrong' } });
    assert.match((await failureOf(other.findEmployees(HIRE))).message, /GUSTO_CLIENT_SECRET were refused/);
    await Promise.all([first.close(), second.close(), other.close(), gusto.close()]);
  });

  it('does not spend the second refresh token on a server error', async () => {
    const server = await startServer(({ path }) => (path === '/oauth/token' ? { status: 503 } : undefined));
    const payroll = createConnector(server.url, { tokens: watchedStore(used('kept')).store });
    assert.equal((await failureOf(payroll.findEmployees(HIRE))).type, 'VendorUnavailable');
    assert.equal(server.seen.length, 1);
    await Promise.all([payroll.close(), server.close()]);
  });

  it('refreshes once after a 401', async () => {
    let refusals = 1;
    const server = await startServer(({ path }) => {
      if (path === '/oauth/token') return undefined;
      if (refusals-- > 0) return { status: 401, body: { error: 'invalid_token' } };
      return { body: { resource: { type: 'Company', uuid: COMPANY.toUpperCase() } } };
    });
    const payroll = createConnector(server.url);
    assert.deepEqual(await payroll.checkConnection(), { ok: true, detail: `company ${COMPANY.toUpperCase()}` });
    const paths = server.seen.map((one) => one.path);
    assert.deepEqual(paths, ['/oauth/token', '/v1/token_info', '/oauth/token', '/v1/token_info']);
    assert.equal(server.seen[1]?.headers.authorization, 'Bearer token-1');
    assert.equal(server.seen[3]?.headers.authorization, 'Bearer token-3');
    assert.equal(server.seen[3]?.headers['x-gusto-api-version'], '2025-06-15');
    refusals = 5;
    assert.equal((await failureOf(payroll.findEmployees(HIRE))).type, 'VendorUnauthorized');
    await Promise.all([payroll.close(), server.close()]);
  });
});

describe('gusto connection', () => {
  const statuses: [string, unknown, boolean, RegExp][] = [
    [
      'another company',
      { resource: { type: 'Company', uuid: 'other' } },
      false,
      /company other, GUSTO_COMPANY_ID says/,
    ],
    ['a system token', { resource: { type: 'Oauth::Application', uuid: COMPANY } }, false, /not for a company/],
    ['no resource', { resource: null }, false, /not for a company/],
    ['an untold resource', { scope: 'public' }, true, /does not tell/],
  ];
  for (const [name, body, ok, detail] of statuses) {
    it(`with ${name} is ${ok ? 'fine' : 'refused'}`, async () => {
      const server = await startServer(({ path }) => (path === '/v1/token_info' ? { body } : undefined));
      const payroll = createConnector(server.url);
      const status = await payroll.checkConnection();
      assert.equal(status.ok, ok);
      assert.match(status.detail, detail);
      await Promise.all([payroll.close(), server.close()]);
    });
  }

  it('tells a refusal instead of throwing it', async () => {
    const gusto = await startSimulator();
    gusto.simulator.faults.add({ route: 'GET /v1/token_info', kind: 'status', status: 503 });
    const payroll = createConnector(gusto.url);
    const status = await payroll.checkConnection();
    assert.equal(status.ok, false);
    assert.match(status.detail, /503/);
    await Promise.all([payroll.close(), gusto.close()]);
  });
});

describe('gusto lists', () => {
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ uuid: `e${from + index}`, email: `p${from + index}@home.example` }));
  const find = (email: string) => ({ ...HIRE, personalEmail: email });

  async function pagesAsked(pages: unknown[][], headers: (page: number) => Record<string, string>, email: string) {
    const server = await startServer(({ path, query }) => {
      if (!path.endsWith('/employees')) return undefined;
      if (query.has('terminated')) return { body: [] };
      const page = Number(query.get('page'));
      return { body: pages[Math.min(page, pages.length) - 1], headers: headers(page) };
    });
    const payroll = createConnector(server.url);
    const found = await payroll.findEmployees(find(email));
    await Promise.all([payroll.close(), server.close()]);
    const asked = server.seen.filter((one) => one.path.endsWith('/employees') && !one.query.has('terminated'));
    return { found: found.map((one) => one.payrollEmployeeId), pages: asked.map((one) => one.query.get('page')) };
  }

  it('are read by X-Total-Pages', async () => {
    const pages = [people(0, 2), people(2, 2), people(4, 1)];
    const result = await pagesAsked(pages, () => ({ 'x-total-pages': '3' }), 'p4@home.example');
    assert.deepEqual(result, { found: ['e4'], pages: ['1', '2', '3'] });
  });

  it('end at a short page where no header tells, also when `per` is not heeded', async () => {
    const pages = [people(0, 25), people(25, 25), people(50, 3)];
    const result = await pagesAsked(pages, () => ({}), 'p52@home.example');
    assert.deepEqual(result, { found: ['e52'], pages: ['1', '2', '3'] });
  });

  it('end where `page` is not heeded either', async () => {
    const result = await pagesAsked([people(0, 40)], () => ({}), 'p3@home.example');
    assert.deepEqual(result, { found: ['e3'], pages: ['1', '2'] });
  });
});

describe('gusto throttling', () => {
  it('waits as long as Gusto says', async () => {
    const gusto = await startSimulator({ rateLimit: 2 });
    const payroll = createConnector(gusto.url);
    await payroll.findEmployees(HIRE);
    const failure = await failureOf(payroll.createEmployee(HIRE, TRACE));
    assert.equal(failure.type, 'VendorThrottled');
    const delay = Number(failure.nextRetryDelay);
    assert.ok(delay > 50_000 && delay <= 60_000, String(failure.nextRetryDelay));
    await Promise.all([payroll.close(), gusto.close()]);
  });
});
