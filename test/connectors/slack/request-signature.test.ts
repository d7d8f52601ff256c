import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { signSlackRequest, verifySlackRequest } from '../../../connectors/slack/request-signature.js';

const at = new Date('2026-11-21T10:00:00Z');
const body = Buffer.from('payload=%7B%22type%22%3A%22block_actions%22%7D');
const delivery = (headers: Record<string, string>, rawBody = body, receivedAt = at) => ({
  headers,
  rawBody,
  receivedAt,
});

describe("Slack's request signature", () => {
  it("agrees with Slack's published vector", function () {
    const file = '../shared/payloads/slack/signature-vector.json';
    if (!existsSync(file)) this.skip();
    const vector = JSON.parse(readFileSync(file, 'utf8')) as Record<
      'signing_secret' | 'timestamp' | 'body' | 'signature',
      string
    >;
    const when = new Date(Number(vector.timestamp) * 1000);
    const signed = signSlackRequest(Buffer.from(vector.body), vector.signing_secret, when);
    assert.equal(signed['x-slack-signature'], vector.signature);
    assert.deepEqual(
      verifySlackRequest(delivery(signed, Buffer.from(vector.body), when), ['other', vector.signing_secret]),
      { ok: true },
    );
  });

  it('takes what it has signed, with any of the secrets, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), fc.nat(200), (bytes, secret, place) => {
        const raw = Buffer.from(bytes);
        const headers = signSlackRequest(raw, secret, at);
        assert.deepEqual(verifySlackRequest(delivery(headers, raw), ['newer', secret]), { ok: true });
        assert.equal(verifySlackRequest(delivery(headers, raw), [`${secret}x`]).ok, false);
        const changed = Buffer.concat([raw, Buffer.from([place])]);
        assert.equal(verifySlackRequest(delivery(headers, changed), [secret]).ok, false);
      }),
    );
  });

  it('names the headers that are missing', () => {
    assert.deepEqual(verifySlackRequest(delivery({}), ['s']), {
      ok: false,
      reason: 'missing header x-slack-request-timestamp, x-slack-signature',
    });
  });

  for (const [seconds, ok] of [
    [300, true],
    [301, false],
    [-300, true],
    [-301, false],
  ] as const) {
    it(`${ok ? 'takes' : 'refuses'} a request that is ${seconds} s old`, () => {
      const headers = signSlackRequest(body, 's', at);
      const received = new Date(at.getTime() + seconds * 1000);
      assert.equal(verifySlackRequest(delivery(headers, body, received), ['s']).ok, ok);
    });
  }

  it('refuses other versions and times that are no numbers', () => {
    const headers = signSlackRequest(body, 's', at);
    const v1 = { ...headers, 'x-slack-signature': String(headers['x-slack-signature']).replace('v0', 'v1') };
    assert.deepEqual(verifySlackRequest(delivery(v1), ['s']), {
      ok: false,
      reason: 'unknown version of x-slack-signature',
    });
    assert.equal(verifySlackRequest(delivery({ ...headers, 'x-slack-request-timestamp': 'soon' }), ['s']).ok, false);
  });
});
