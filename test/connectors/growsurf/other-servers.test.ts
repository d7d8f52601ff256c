import assert from 'node:assert/strict';
import { describeError } from '../../../connectors/growsurf/client.js';
import { rateLimit } from '../../../connectors/growsurf/rate-limit.js';
import { auditedTrace } from '../../../connectors/write-trace.js';
import { FailureType } from '../../../workflows/failure-types.js';
import { failureOf, startServer, type Reply, type Seen } from '../checkr/servers.js';
import { connectTo } from './harness.js';

const TRACE = auditedTrace('http://127.0.0.1:8233/namespaces/default/workflows/referral%3A1');
const CREATED = Date.parse('2026-11-10T09:00:00Z');
const participant = (changes: object = {}): object => ({
  ...{ id: 'p1', email: 'robin@mail.example', createdAt: CREATED, referrer: { id: 'a1' }, metadata: { jobId: '601' } },
  ...changes,
});

/** A GrowSurf that answers in forms the simulator does not have. */
async function against(reply: (request: Seen) => Reply, run: (to: ReturnType<typeof connectTo>) => Promise<void>) {
  const server = await startServer(reply);
  const connector = connectTo(server.url);
  try {
    await run(connector);
  } finally {
    await connector.close();
    await server.close();
  }
}

describe('growsurf: other servers', () => {
  it('takes a participant with nothing but what it must have', () =>
    against(
      () => ({ body: { id: 'p1', createdAt: CREATED, referredBy: 'a1', unknownField: {}, metadata: null } }),
      async (connector) => {
        const referral = await connector.readReferral('p1');
        assert.deepEqual([referral.advocateId, referral.jobId, referral.state], ['a1', null, 'open']);
        assert.deepEqual(referral.candidate, { firstName: null, lastName: null, email: null, phone: null });
      },
    ));

  it('tells of a key of a like name that holds what the mapped one does not', () =>
    against(
      () => ({ body: participant({ metadata: { job_id: '601', consentAt: '2026-11-10T09:00:00Z', Phone: '' } }) }),
      async (connector) => {
        const { jobId, renamed } = await connector.readReferral('p1');
        assert.deepEqual([jobId, renamed], [null, { jobId: 'participant.metadata.job_id' }]);
      },
    ));

  it('stops at a referrer that is an address and not an id, without telling it', () =>
    against(
      () => ({ body: participant({ referrer: undefined, referredBy: 'maya@acme.example' }) }),
      async (connector) => {
        const failure = await failureOf(connector.readReferral('p1'));
        assert.equal(failure.type, FailureType.VendorContract);
        assert.match(failure.message, /participant\.referredBy: expected the referrer's id, found an address/);
        assert.doesNotMatch(failure.message, /maya/);
      },
    ));

  for (const [name, changes, place] of [
    ['a status nobody documents', { referralStatus: 'CREDIT_MAYBE' }, /referralStatus/],
    ['a date for a time', { createdAt: '2026-11-10' }, /createdAt/],
    ['no id', { id: undefined }, /id/],
    ['a list for metadata', { metadata: [1] }, /metadata/],
  ] as const) {
    it(`stops at ${name}`, () =>
      against(
        () => ({ body: participant(changes) }),
        async (connector) => {
          const failure = await failureOf(connector.readReferral('p1'));
          assert.equal(failure.type, FailureType.VendorContract);
          assert.match(failure.message, place);
        },
      ));
  }

  it('gives all rows of a list that can be read, and then names the others', () =>
    against(
      ({ query }) => ({
        body: query.get('nextId')
          ? { participants: [participant({ id: 'p4' }), 'what is this'], nextId: null, limit: 100 }
          : {
              participants: [
                participant(),
                participant({ id: 'p2', referralStatus: 'CREDIT_MAYBE' }),
                participant({ id: 'p3', createdAt: undefined }),
              ],
              nextId: 'p4',
            },
      }),
      async (connector) => {
        const found: string[] = [];
        const listing = (async () => {
          const window = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' };
          for await (const page of connector.listReferrals(window)) found.push(...page.map((one) => one.referralId));
        })();
        const failure = await failureOf(listing);
        assert.deepEqual(found, ['p1', 'p4']);
        assert.equal(failure.type, FailureType.VendorContract);
        assert.match(failure.message, /3 left out that could not be read/);
        assert.match(failure.message, /participant p2: referralStatus: .*participant p3: participant\.createdAt/);
      },
    ));

  it('does not turn in circles where a page names itself as the next', () =>
    against(
      () => ({ body: { participants: [], nextId: 'p1' } }),
      async (connector) => {
        const listing = (async () => {
          for await (const page of connector.listAdvocates()) assert.deepEqual(page, []);
        })();
        assert.match((await failureOf(listing)).message, /nextId: expected the next page, found this one/);
      },
    ));

  it('waits as long as GrowSurf says, where a limit is used up', () =>
    against(
      () => ({
        status: 429,
        headers: { 'GrowSurf-RateLimit-Minute-Limit': '200', 'GrowSurf-Retry-After-Minute-Milliseconds': '12000' },
        body: { name: 'RateLimit', code: 'RATE_LIMIT', message: 'You have reached your minute limit.', status: 429 },
      }),
      async (connector) => {
        const failure = await failureOf(connector.readAdvocate('a1'));
        assert.equal(failure.type, FailureType.VendorThrottled);
        const wait = Number(failure.nextRetryDelay);
        assert.ok(wait > 11_000 && wait <= 12_000, String(wait));
      },
    ));

  for (const [status, type] of [
    [400, FailureType.VendorRejected],
    [402, FailureType.VendorRejected],
    [403, FailureType.VendorUnauthorized],
    [404, FailureType.VendorNotFound],
    [422, FailureType.VendorRejected],
    [500, FailureType.VendorUnavailable],
  ] as const) {
    it(`answers ${status} with ${type}, and tells no more than its name and code`, () =>
      against(
        () => ({ status, body: { name: 'Some Error', code: 'SOME_ERROR', message: 'robin@mail.example' } }),
        async (connector) => {
          const failure = await failureOf(connector.tagAdvocate('a1', 'x', TRACE));
          assert.equal(failure.type, type);
          assert.equal(failure.message, `growsurf: ${status} Some Error SOME_ERROR`);
        },
      ));
  }

  it('describes errors that are none of GrowSurf', () => {
    for (const text of ['', '<html>', '[]', '{"name":7,"code":"<script>"}']) {
      assert.deepEqual(describeError({ text }), { message: 'without a described error' });
    }
  });

  it('reads the limit that binds', () => {
    const at = Date.parse('2026-11-20T00:00:00Z');
    const headers = {
      ...{ 'growsurf-ratelimit-second-limit': '30', 'growsurf-ratelimit-second-remaining': '29' },
      ...{ 'growsurf-ratelimit-minute-limit': '200', 'growsurf-ratelimit-minute-remaining': '150' },
    };
    assert.deepEqual(rateLimit({ headers }, at), { limit: 200, remaining: 150 });
    const usedUp = { ...headers, 'growsurf-retry-after-second-milliseconds': '4000' };
    assert.deepEqual(rateLimit({ headers: { ...usedUp, 'growsurf-ratelimit-second-remaining': '0' } }, at), {
      ...{ limit: 30, remaining: 0, resetAt: new Date(at + 4_000) },
    });
    const both = { ...usedUp, 'growsurf-retry-after-hour-milliseconds': '600000' };
    assert.deepEqual(rateLimit({ headers: both }, at), { remaining: 0, resetAt: new Date(at + 600_000) });
    assert.deepEqual(rateLimit({ headers: {} }), {});
  });
});
