import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import { callOrigin, createVendorHttp } from '../../connectors/http.js';
import { unlimited } from '../../connectors/rate-limiter.js';
import { auditedTrace, type WriteTrace } from '../../connectors/write-trace.js';

const RUN = 'http://127.0.0.1:8233/namespaces/default/workflows/hire:greenhouse:1/run-1/history';

describe('a write without its audit fields', () => {
  const received: Record<string, string | string[] | undefined>[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    response.end('{}');
  });
  let http: ReturnType<typeof createVendorHttp>;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    http = createVendorHttp({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      protocol: {
        ...{ vendor: 'acme', headers: {}, refreshesTokens: false },
        authorize: () => Promise.resolve({}),
        describeError: () => ({ message: '' }),
        rateLimit: () => ({}),
      },
      limiter: unlimited,
      timeoutMs: 2_000,
    });
  });
  after(async () => {
    await http.close();
    server.close();
  });

  const write = (trace: WriteTrace) =>
    http.write({ method: 'POST', path: '/people', json: {} }, trace, () => undefined);

  it('does not compile', () => {
    // @ts-expect-error a trace that nobody audits
    const byHand: WriteTrace = { sentFrom: RUN };
    // @ts-expect-error a request that changes something is no question
    const question = () => http.read({ method: 'POST', path: '/people', json: {} });
    assert.ok(byHand && question);
  });

  for (const [what, trace] of [
    ['nothing', undefined],
    ['an empty one', { sentFrom: '' }],
    ['one that is no URL', { sentFrom: 'somebody' }],
  ] as const) {
    it(`does not leave: ${what}`, async () => {
      const before = received.length;
      await assert.rejects(write(trace as unknown as WriteTrace), (error) => {
        assert.ok(error instanceof ApplicationFailure && error.nonRetryable);
        assert.match(error.message, /POST \/people to acme was not sent/);
        return true;
      });
      assert.equal(received.length, before);
    });
  }

  it('leaves with them', async () => {
    const receipt = await write(auditedTrace(RUN));
    assert.equal(received.at(-1)?.['x-sent-from'], RUN);
    assert.equal(received.at(-1)?.['x-sent-to'], receipt.sentTo);
  });

  it('is said by every POST, also by one that only asks', async () => {
    const ask = () => http.read({ method: 'POST', path: '/search', json: {}, changesNothing: true });
    const sent = () => [received.at(-1)?.['x-sent-from'], received.at(-1)?.['x-sent-to']];
    await callOrigin.run(RUN, ask);
    assert.deepEqual(sent(), [RUN, `${http.baseUrl}/search`]);
    await ask();
    assert.deepEqual(sent(), ['hireline', `${http.baseUrl}/search`]);
    await http.read({ method: 'GET', path: '/people' });
    assert.deepEqual(sent(), [undefined, undefined]);
  });
});
