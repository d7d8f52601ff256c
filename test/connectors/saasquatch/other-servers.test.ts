import assert from 'node:assert/strict';
import type { AdvocacyConnector } from '../../../connectors/roles/advocacy.js';
import type { Referral } from '../../../schemas/referral.js';
import { describeError } from '../../../connectors/saasquatch/client.js';
import { failureOf, startServer, type Reply, type Seen } from '../checkr/servers.js';
import { connectTo, CONSENT, ROOT, TRACE } from './harness.js';

const CANDIDATE = {
  ...{ id: 'c1', accountId: 'acc1', firstName: 'Ada', lastName: 'Byron', email: 'ada@mail.example' },
  ...{ referredByCodes: ['MAYA'], customFields: { jobId: 601, phone: 14155550134, consentAt: CONSENT } },
};
const STARTED = 1_763_630_000_000;
const REFERRAL = {
  ...{ id: 'r1', referred: { id: 'c1', accountId: 'acc1' }, referrer: { id: 'a1', accountId: 'a1' } },
  dateReferralStarted: STARTED,
};
const NOT_FOUND = { status: 404, body: { statusCode: 404, message: 'gone', apiErrorCode: 'NOT_FOUND' } };

const CANDIDATE_PATH = '/open/account/acc1/user/c1';

/** Does something with a server that answers these paths so, and everything else with 404. */
async function against<T>(
  replies: Record<string, Reply | ((request: Seen) => Reply)>,
  act: (connector: AdvocacyConnector) => Promise<T>,
): Promise<{ result: T; seen: Seen[] }> {
  const server = await startServer((request) => {
    const reply = replies[request.path.replace(ROOT, '')] ?? NOT_FOUND;
    return typeof reply === 'function' ? reply(request) : reply;
  });
  const connector = connectTo(server.url);
  try {
    return { result: await act(connector), seen: server.seen };
  } finally {
    await connector.close();
    await server.close();
  }
}
const ref = { referralId: 'r1', referredUserId: 'c1' };
const all = async (batches: AsyncIterable<Referral[]>): Promise<Referral[]> => {
  const rows: Referral[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
};
const WINDOW = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

describe('saasquatch connector, against other legal answers: one referral', () => {
  const forms: [string, object, number][] = [
    ['ids alone, as in modern webhooks', REFERRAL, 2],
    ['internal ids beside them, as in classic ones', { ...REFERRAL, referredUser: '5d96', referrerUser: '5d95' }, 2],
    [
      'users without custom fields',
      {
        ...{ ...REFERRAL, referred: undefined, referrer: undefined },
        ...{ referredUser: { ...CANDIDATE, customFields: undefined }, referrerUser: { id: 'a1', accountId: 'a1' } },
      },
      2,
    ],
    [
      'the whole user',
      { ...REFERRAL, referred: undefined, referredUser: CANDIDATE, referrerUser: { id: 'a1', accountId: 'a1' } },
      1,
    ],
  ];
  for (const [name, referral, calls] of forms) {
    it(`is read from ${name}`, async () => {
      const replies = { '/referrals/r1': { body: referral }, [CANDIDATE_PATH]: { body: CANDIDATE } };
      const { result, seen } = await against(replies, (connector) => connector.readReferral('r1'));
      assert.deepEqual([result.advocateId, result.referredUserId, result.jobId], ['a1', 'c1', '601']);
      assert.deepEqual([result.candidate.phone, result.consentAt], ['+14155550134', CONSENT]);
      assert.equal(seen.length, calls);
    });
  }

  it('encodes ids in paths', async () => {
    const odd = { ...REFERRAL, id: 'r/1?', referred: { id: 'c 1/x', accountId: 'a%' } };
    const { seen } = await against({ '/referrals/r%2F1%3F': { body: odd } }, (connector) =>
      connector.readReferral('r/1?'),
    );
    assert.deepEqual(
      seen.map(({ path }) => path.replace(ROOT, '')),
      ['/referrals/r%2F1%3F', '/open/account/a%25/user/c%201%2Fx'],
    );
  });

  const broken: [string, Reply, RegExp][] = [
    ['no JSON', { body: '<html>' }, /not JSON/],
    [
      'an enum it does not know',
      { body: { ...REFERRAL, referredModerationStatus: 'ESCALATED' } },
      /^saasquatch: referredModerationStatus: expected PENDING, APPROVED or DENIED/,
    ],
    [
      'a time in words',
      { body: { ...REFERRAL, dateReferralStarted: 'today' } },
      /dateReferralStarted: expected milliseconds/,
    ],
    ['nobody referred', { body: { ...REFERRAL, referred: null } }, /referred: expected referred or referredUser/],
  ];
  for (const [name, reply, message] of broken) {
    it(`is refused with ${name}`, async () => {
      const failure = await against({ '/referrals/r1': reply }, (connector) => failureOf(connector.readReferral('r1')));
      assert.equal(failure.result.type, 'VendorContract');
      assert.match(failure.result.message, message);
      assert.doesNotMatch(failure.result.message, /ESCALATED|today/);
    });
  }

  const failures: [Reply, string, RegExp][] = [
    [
      { status: 400, body: { apiErrorCode: 'VALIDATION_FAILED', message: 'ada@mail.example' } },
      'VendorRejected',
      /400 VALIDATION_FAILED$/,
    ],
    [{ status: 402, body: { message: 'ada@mail.example' } }, 'VendorRejected', /402 without an error code$/],
    [{ status: 401, body: '' }, 'VendorUnauthorized', /401 the API key does not open this tenant$/],
    [{ status: 403, body: {} }, 'VendorUnauthorized', /403 the endpoint is disabled for this tenant$/],
    [{ status: 404, body: '' }, 'VendorNotFound', /404/],
    [{ status: 500, body: 'oops' }, 'VendorUnavailable', /500 without a described error/],
    [{ status: 503, headers: { 'retry-after': '3' } }, 'VendorThrottled', /503/],
  ];
  for (const [reply, type, message] of failures) {
    it(`fails as ${type} with ${reply.status}`, async () => {
      const { result } = await against({ '/referrals/r1': reply }, (connector) =>
        failureOf(connector.readReferral('r1')),
      );
      assert.equal(result.type, type);
      assert.match(result.message, message);
      assert.doesNotMatch(result.message, /ada/);
    });
  }

  it('does not repeat an error code that is none', () => {
    const text = JSON.stringify({ apiErrorCode: 'no user ada@mail.example' });
    assert.doesNotMatch(describeError({ status: 400, text }).message, /ada/);
  });
});

describe('saasquatch connector, against other legal answers: the referrals of a user', () => {
  const listed = (referrals: object[], totalCount: number | undefined = referrals.length): Reply => ({
    body: { count: referrals.length, referrals, ...(totalCount === undefined ? {} : { totalCount }) },
  });
  const others = (count: number, from = 0): object[] =>
    Array.from({ length: count }, (_, n) => ({
      ...REFERRAL,
      id: `other-${from + n}`,
      referred: { id: `o${n}`, accountId: 'x' },
    }));
  /** The user is of another account, so they are searched for. */
  const people = {
    '/users': {
      body: {
        count: 1,
        totalCount: 1,
        users: [
          { id: 'c10', accountId: 'x' },
          { id: 'c1', accountId: 'acc1' },
        ],
      },
    },
    [CANDIDATE_PATH]: { body: CANDIDATE },
  };
  const find = (replies: Record<string, Reply | ((request: Seen) => Reply)>) =>
    against({ ...people, ...replies }, (connector) => connector.findReferralsOf('c1'));
  const ids = (referrals: Referral[]) => referrals.map(({ referralId }) => referralId);

  it('are asked for by the user', async () => {
    const { result, seen } = await find({ '/open/referrals': listed([REFERRAL]) });
    assert.deepEqual(ids(result), ['r1']);
    const { query } = seen.at(-1) as Seen;
    assert.deepEqual([query.get('referredAccountId'), query.get('referredUserId')], ['acc1', 'c1']);
  });

  it('are none yet where the platform has made none', async () => {
    assert.deepEqual((await find({ '/open/referrals': listed([]) })).result, []);
  });

  it('are not taken from a server that does not know the filter', async () => {
    const { result, seen } = await find({
      '/open/referrals': listed(others(10), 500),
      '/open/user': { body: { id: 'a1', accountId: 'a1', firstName: 'Maya' } },
      '/referrals': ({ query }) =>
        query.get('referringUserId') === 'a1' ? listed([...others(3), REFERRAL]) : NOT_FOUND,
    });
    assert.deepEqual(ids(result), ['r1']);
    assert.equal(seen.find(({ path }) => path.endsWith('/open/user'))?.query.get('referralCode'), 'MAYA');
  });

  it('are found by the classic look-up of a code', async () => {
    const { result } = await find({
      '/open/referrals': { status: 403 },
      '/open/user': { status: 403 },
      '/user': { body: { id: 'a1', accountId: 'a1', firstName: 'Maya', email: 'm@acme.example' } },
      '/referrals': listed([REFERRAL]),
    });
    assert.deepEqual(ids(result), ['r1']);
  });

  it('are found by their older field', async () => {
    const older = { ...CANDIDATE, referredByCodes: undefined, referredBy: { code: 'MAYA', isConverted: false } };
    const { result } = await find({ [CANDIDATE_PATH]: { body: older }, '/open/referrals': listed([REFERRAL]) });
    assert.deepEqual(ids(result), ['r1']);
  });

  const rows = (total: number, at: number, size: number) => (request: Seen) => {
    const offset = Number(request.query.get('offset'));
    const page = others(Math.max(0, Math.min(size, total - offset)), offset) as { id: string }[];
    const place = at - offset;
    if (place >= 0 && place < page.length) page[place] = REFERRAL;
    return listed(page, total);
  };
  for (const [total, at, size] of [
    [250, 249, 100],
    [250, 0, 100],
    [120, 77, 25],
    [40_000, 39_000, 100],
    [40_000, 10, 100],
  ] as const) {
    it(`are looked for in all ${total}, ${size} at a time, where no look-up is enabled (number ${at})`, async () => {
      const { result, seen } = await find({ '/referrals': rows(total, at, size) });
      assert.deepEqual(ids(result), ['r1']);
      assert.ok(seen.length < 60, `${seen.length} calls`);
    });
  }

  it('are said not to be found where there are more than are looked through', async () => {
    const { result } = await against({ ...people, '/referrals': rows(40_000, 20_000, 100) }, (connector) =>
      failureOf(connector.findReferralsOf('c1')),
    );
    assert.equal(result.type, 'VendorContract');
    assert.match(result.message, /neither \/open\/referrals nor a look-up of codes .* 40000 referrals/);
    const { result: none } = await find({ '/referrals': rows(250, 999, 100) });
    assert.deepEqual(none, []);
  });

  it('are not taken for none when the one there is cannot be read', async () => {
    const unreadable = { ...REFERRAL, referrerModerationStatus: 'ESCALATED' };
    for (const path of ['/open/referrals', '/referrals']) {
      const replies = { ...people, '/referrals': listed([]), [path]: listed([unreadable]) };
      const { result } = await against(replies, (connector) => failureOf(connector.findReferralsOf('c1')));
      assert.equal(result.type, 'VendorContract');
      assert.match(result.message, /referral r1: referrerModerationStatus: expected/);
    }
  });
});

describe('saasquatch connector, against other legal answers: lists', () => {
  const user = { [CANDIDATE_PATH]: { body: CANDIDATE } };
  const made = (n: number) => ({ ...REFERRAL, id: `r${n}` });
  const pageOf = (total: number, size: number, envelope: (rows: object[]) => object) => (request: Seen) => {
    const offset = Number(request.query.get('offset'));
    const count = Math.max(0, Math.min(size, total - offset));
    return { body: envelope(Array.from({ length: count }, (_, n) => made(offset + n))) };
  };

  it('follow a server that gives fewer rows than it was asked for, and does not say how many there are', async () => {
    for (const envelope of [
      (referrals: object[]) => ({ referrals, totalCount: 23, count: referrals.length }),
      (referrals: object[]) => ({ referrals }),
    ]) {
      const { result } = await against({ ...user, '/referrals': pageOf(23, 10, envelope) }, (connector) =>
        all(connector.listReferrals(WINDOW)),
      );
      assert.deepEqual(
        result.map(({ referralId }) => referralId),
        Array.from({ length: 23 }, (_, n) => `r${n}`),
      );
    }
  });

  it('give a row once that comes again on the page that follows', async () => {
    const pages = [[made(2), made(1)], [made(1), made(0)], []];
    const { result } = await against(
      { ...user, '/referrals': ({ query }) => ({ body: { referrals: pages[Number(query.get('offset')) / 2] } }) },
      (connector) => all(connector.listReferrals(WINDOW)),
    );
    assert.deepEqual(
      result.map(({ referralId }) => referralId),
      ['r2', 'r1', 'r0'],
    );
  });

  it('end with a server that gives the same page for ever', async () => {
    const { result } = await against({ ...user, '/referrals': { body: { referrals: [made(1)] } } }, (connector) =>
      failureOf(all(connector.listReferrals(WINDOW))),
    );
    assert.equal(result.type, 'VendorContract');
    assert.match(result.message, /offset: expected the next page/);
  });

  it('give all rows but those that cannot be read, and then name these', async () => {
    const rows = [made(1), { ...made(2), dateReferralStarted: 'x' }, { id: 7 }, 'row', made(3)];
    const strange = { ...CANDIDATE, customFields: { applicationStatus: 'somewhere' } };
    const other = { ...made(4), referred: { id: 'c2', accountId: 'c2' } };
    const replies = {
      ...user,
      '/open/account/c2/user/c2': { body: { ...strange, id: 'c2', accountId: 'c2' } },
      '/referrals': { body: { totalCount: 6, referrals: [...rows, other] } },
    };
    const given: string[] = [];
    const { result } = await against(replies, async (connector) => {
      const list = async () => {
        for await (const batch of connector.listReferrals(WINDOW))
          given.push(...batch.map(({ referralId }) => referralId));
      };
      return failureOf(list());
    });
    assert.deepEqual(given, ['r1', 'r3']);
    assert.equal(result.type, 'VendorContract');
    for (const named of [
      /4 left out/,
      /referral r2: dateReferralStarted/,
      /referral 7: /,
      /without an id/,
      /referral r4: .*applicationStatus/,
    ]) {
      assert.match(result.message, named);
    }
  });

  it('end with what ails the connection, which is no row', async () => {
    const replies = {
      '/referrals': { body: { totalCount: 1, referrals: [made(1)] } },
      [CANDIDATE_PATH]: { status: 500 },
    };
    const { result } = await against(replies, (connector) => failureOf(all(connector.listReferrals(WINDOW))));
    assert.equal(result.type, 'VendorUnavailable');
  });
});

describe('saasquatch connector, against other legal answers: writing', () => {
  const read = { '/referrals/r1': { body: REFERRAL } };
  const put = (answer: Reply) => (request: Seen) => (request.method === 'GET' ? { body: CANDIDATE } : answer);

  it('keeps all custom fields of a server that replaces them', async () => {
    let stored: any = CANDIDATE;
    const { seen } = await against(
      {
        ...read,
        [CANDIDATE_PATH]: ({ method, body }) => {
          if (method === 'PUT') stored = { ...stored, ...JSON.parse(body.toString()) };
          return { body: stored };
        },
      },
      (connector) => connector.putStatus(ref, 'offer', TRACE),
    );
    assert.deepEqual(
      { ...stored.customFields, sent_from: undefined, sent_to: undefined },
      { ...CANDIDATE.customFields, applicationStatus: 'offer', sent_from: undefined, sent_to: undefined },
    );
    assert.equal(stored.email, CANDIDATE.email);
    assert.equal(seen.filter(({ method }) => method === 'PUT').length, 1);
    const { id, accountId } = JSON.parse((seen.at(-1) as Seen).body.toString());
    assert.deepEqual([id, accountId], ['c1', 'acc1']);
  });

  it('says so when a status was taken and is not there', async () => {
    const { result } = await against({ ...read, [CANDIDATE_PATH]: put({ body: CANDIDATE }) }, (connector) =>
      failureOf(connector.putStatus(ref, 'offer', TRACE)),
    );
    assert.equal(result.type, 'WriteNotKept');
    assert.match(result.message, /user\.customFields\.applicationStatus/);
  });

  it('says so when a segment was taken and is not there, and takes an answer without segments', async () => {
    const advocate = { id: 'a1', accountId: 'a1' };
    const tag = (segments: unknown) =>
      against(
        {
          '/open/account/a1/user/a1': ({ method }) => ({
            body: { ...advocate, segments: method === 'GET' ? [] : segments },
          }),
        },
        (connector) => connector.tagAdvocate('a1', 'hired-advocate', TRACE).catch((error: unknown) => error as Error),
      );
    assert.match(String((await tag(['employee'])).result), /segments: what was written is not there/);
    const { result, seen } = await tag(undefined);
    assert.equal((result as { status: number }).status, 200);
    assert.deepEqual(JSON.parse((seen.at(-1) as Seen).body.toString()).segments, ['hired-advocate']);
  });

  it('does not tell of a hire that the referral shows already, in classic programs as well', async () => {
    for (const done of [{ dateConverted: STARTED }, { dateReferralPaid: STARTED }]) {
      const { result, seen } = await against({ '/referrals/r1': { body: { ...REFERRAL, ...done } } }, (connector) =>
        connector.confirmHire(ref, '2026-12-01', TRACE),
      );
      assert.equal(result, undefined);
      assert.ok(seen.every(({ method }) => method === 'GET'));
    }
    const ended = { '/referrals/r1': { body: { ...REFERRAL, dateReferralEnded: STARTED } } };
    assert.equal((await against(ended, (connector) => connector.rejectReferral(ref, 'x', TRACE))).result, undefined);
  });

  it('takes 409 for told already, and names each event of each referral by a key of its own', async () => {
    const keys: string[] = [];
    for (const id of ['r1', 'ref/é?', 'x'.repeat(300)]) {
      const events = `${CANDIDATE_PATH}/events`;
      const path = `/referrals/${encodeURIComponent(id)}`;
      const replies = { [path]: { body: { ...REFERRAL, id } }, [events]: { status: 409 } };
      const act = async (connector: AdvocacyConnector) => [
        await connector.confirmHire({ ...ref, referralId: id }, '2026-12-01', TRACE),
        await connector.rejectReferral({ ...ref, referralId: id }, 'duplicate', TRACE),
        await connector.confirmHire({ ...ref, referralId: id }, '2026-12-02', TRACE),
      ];
      const { result, seen } = await against(replies, act);
      assert.deepEqual(result, [undefined, undefined, undefined]);
      const sent = seen.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body.toString()));
      assert.equal(sent[0].idempotencyKey, sent[2].idempotencyKey);
      keys.push(sent[0].idempotencyKey, sent[1].idempotencyKey);
    }
    assert.equal(new Set(keys).size, 6);
    for (const key of keys) assert.match(key, /^[A-Za-z0-9._-]{8,64}$/);
  });

  it('applies with the first code the advocate has, and not without one', async () => {
    const application = {
      ...{ advocateId: 'a1', referredUserId: 'c9', jobId: '601', consentAt: null },
      candidate: { firstName: 'Ada', lastName: 'Byron', email: 'ada@mail.example', phone: '+14155550134' },
    };
    const apply = (codes: object) =>
      against(
        {
          '/open/account/a1/user/a1': { body: { id: 'a1', accountId: 'a1', ...codes } },
          '/open/account/c9/user/c9': ({ method }) =>
            method === 'GET' ? NOT_FOUND : { body: { id: 'c9', accountId: 'c9' } },
        },
        (connector) => connector.applyThroughLink(application, TRACE).catch((error: unknown) => error as Error),
      );
    const sent = ({ seen }: { seen: Seen[] }) => JSON.parse((seen.at(-1) as Seen).body.toString());
    assert.deepEqual(sent(await apply({ referralCode: 'OLD', referralCodes: { p: 'NEW' } })).referredByCodes, ['OLD']);
    assert.deepEqual(sent(await apply({ referralCode: '', referralCodes: { p: 'NEW' } })).referredByCodes, ['NEW']);
    assert.match(String((await apply({ referralCodes: {} })).result), /referralCodes: expected a code/);
  });
});
