import assert from 'node:assert/strict';
import { rateLimit } from '../../../connectors/checkr/client.js';
import { connectTo, KEY } from './harness.js';
import { failureOf, startServer, type Reply } from './servers.js';

const REPORT = { id: 'r1', object: 'report', status: 'complete', result: 'clear', candidate_id: 'c1' };
const CANDIDATE = { id: 'c1', object: 'candidate', custom_id: '700123', email: 'ada@mail.example', ssn: 'XXX-XX-4645' };

/** Reads a report from a server that answers with these. */
async function read(report: Reply, candidate: Reply = { body: CANDIDATE }) {
  const server = await startServer(({ path }) => (path.startsWith('/v1/reports/') ? report : candidate));
  const screening = connectTo(server.url);
  try {
    return { reading: await screening.readResult('r1'), seen: server.seen };
  } finally {
    await screening.close();
    await server.close();
  }
}
const readReport = (changes: object, candidate?: Reply) => read({ body: { ...REPORT, ...changes } }, candidate);

describe('checkr connector, against other legal answers', () => {
  it('asks once, with the key as user name and no password, for report and candidate together', async () => {
    const { reading, seen } = await readReport({ candidate: CANDIDATE });
    assert.deepEqual([reading.applicationId, reading.email], ['700123', 'ada@mail.example']);
    assert.equal(seen.length, 1);
    assert.equal(seen[0]?.query.get('include'), 'candidate');
    assert.equal(seen[0]?.headers.authorization, `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`);
  });

  const unembedded: [string, object][] = [
    ['absent', {}],
    ['null', { candidate: null }],
    ['an id', { candidate: 'c1', candidate_id: undefined }],
    ['a reference', { candidate: { id: 'c1', object: 'candidate', uri: '/v1/candidates/c1' } }],
  ];
  for (const [name, changes] of unembedded) {
    it(`reads the candidate where the embedded one is ${name}`, async () => {
      const { reading, seen } = await readReport(changes);
      assert.deepEqual([reading.applicationId, reading.email], ['700123', 'ada@mail.example']);
      assert.deepEqual(
        seen.map((one) => one.path),
        ['/v1/reports/r1', '/v1/candidates/c1'],
      );
    });
  }

  it('reads the report of a candidate that is gone, or never named', async () => {
    const gone = await readReport({}, { status: 404, body: { error: 'Candidate not found' } });
    assert.deepEqual([gone.reading.applicationId, gone.reading.email], [null, null]);
    assert.equal(gone.reading.result.outcome, 'clear');
    const unnamed = await readReport({ candidate_id: null });
    assert.equal(unnamed.seen.length, 1);
    assert.equal(unnamed.reading.applicationId, null);
  });

  it('does not take a candidate that cannot be read for one that is gone', async () => {
    const failure = await failureOf(readReport({}, { status: 500, body: { error: { type: 'api_error' } } }));
    assert.equal(failure.type, 'VendorUnavailable');
  });

  for (const [told, means] of [
    [700123, '700123'],
    [' 700123 ', '700123'],
    ['', null],
    [null, null],
  ] as const) {
    it(`takes ${JSON.stringify(told)} as custom_id for ${means}`, async () => {
      const { reading } = await readReport({ candidate: { ...CANDIDATE, custom_id: told } });
      assert.equal(reading.applicationId, means);
    });
  }

  for (const [place, value] of [
    ['status', 'archived'],
    ['result', 'escalated'],
    ['adjudication', 'deferred'],
    ['completed_at', 'Tuesday'],
  ] as const) {
    it(`fails on an undocumented ${place}, naming it and not its value`, async () => {
      const failure = await failureOf(readReport({ [place]: value }));
      assert.equal(failure.type, 'VendorContract');
      assert.ok(failure.message.includes(`${place}: `), failure.message);
      assert.ok(!failure.message.includes(value));
      assert.equal(failure.nonRetryable, true);
    });
  }

  const errors: [string, Reply, string, string][] = [
    ['text', { status: 401, body: { error: 'Bad key sk_1' } }, 'VendorUnauthorized', '401 with an error in words'],
    [
      'an object',
      { status: 400, body: { error: { type: 'invalid_request_error', param: 'id', message: 'sk_1' } } },
      'VendorRejected',
      '400 invalid_request_error id',
    ],
    ['a list', { status: 422, body: { errors: ['ssn 123 is invalid', 'x'] } }, 'VendorRejected', '422 2 refused'],
    ['a type alone', { status: 500, body: { error: { type: 'api_error' } } }, 'VendorUnavailable', '500 api_error'],
    ['no JSON', { status: 502, body: '<html>' }, 'VendorUnavailable', '502 without a described error'],
    ['another form', { status: 403, body: { message: 'no' } }, 'VendorUnauthorized', '403 without a described error'],
  ];
  for (const [name, reply, type, message] of errors) {
    it(`reads an error that is ${name}`, async () => {
      const failure = await failureOf(read(reply));
      assert.equal(failure.type, type);
      assert.equal(failure.message, `checkr: ${message}`);
    });
  }

  it('fails on an answer that is no JSON', async () => {
    assert.equal((await failureOf(read({ body: 'soon' }))).type, 'VendorContract');
  });

  it('waits as long as it is told', async () => {
    const failure = await failureOf(read({ status: 429, headers: { 'retry-after': '7' }, body: { error: 'slow' } }));
    assert.equal(failure.type, 'VendorThrottled');
    assert.equal(Number(failure.nextRetryDelay), 7_000);
  });

  it('says when the account is not credentialed', async () => {
    const server = await startServer(() => ({ body: { id: 'a1', api_authorized: false, name: 'Acme' } }));
    const screening = connectTo(server.url);
    const { ok, detail } = await screening.checkConnection();
    assert.equal(ok, false);
    assert.match(detail, /not credentialed/);
    await screening.close();
    await server.close();
  });
});

describe('checkr rate limit headers', () => {
  const at = new Date('2026-11-22T03:00:00Z');
  for (const reset of ['1795316400', '2026-11-22T03:00:00Z', '2026-11-22 03:00:00 UTC']) {
    it(`takes ${reset} for the end of the window`, () => {
      const headers = { 'x-ratelimit-limit': '1200', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': reset };
      assert.deepEqual(rateLimit({ headers }), { limit: 1200, remaining: 7, resetAt: at });
    });
  }

  it('does without them', () => {
    assert.deepEqual(rateLimit({ headers: {} }), {});
    assert.deepEqual(rateLimit({ headers: { 'x-ratelimit-reset': 'soon', 'x-ratelimit-limit': 'x' } }), {});
  });
});
