import assert from 'node:assert/strict';
import { startIngress, type TestIngress } from './harness.js';

describe('why the API refuses a request', function () {
  this.timeout(30_000);
  let ingress: TestIngress;
  before(async () => {
    ingress = await startIngress();
  });
  after(() => ingress?.stop());

  const bodies: [unknown, RegExp][] = [
    [[], /^the body: expected an object, found a list of 0$/],
    [{}, /^the body: decision: expected /],
    [{ decision: 'use_offer', diffHash: 7 }, /^the body: diffHash: expected the diffHash of the hold/],
    [{ decision: 'reject', diffHash: 'd', reason: 7 }, /^the body: reason: expected text/],
    [{ decision: 'secret-word' }, /^the body: decision: expected one of /],
    [{ secret: 'secret-word' }, /^the body: (decision: expected|secret: not known here)/],
  ];
  for (const [body, reason] of bodies) {
    it(`names what was expected and the kind that was found: ${JSON.stringify(body)}`, async () => {
      const headers = { 'content-type': 'application/json' };
      const answer = await ingress.post('/api/holds/h1/decision', JSON.stringify(body), headers);
      assert.equal(answer.status, 400);
      assert.match(answer.body['reason'], reason);
      assert.doesNotMatch(answer.body['reason'], /Invalid|received|secret-word/);
    });
  }
});
