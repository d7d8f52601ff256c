import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import type { App } from '@slack/bolt';
import express from 'express';
import { createLogger } from '../../config/logger.js';
import { signSlackRequest } from '../../connectors/slack/index.js';
import { HirelineReceiver } from '../../ingress/slack/receiver.js';
import { listen } from '../../ingress/server.js';

describe("Slack's requests", function () {
  this.timeout(10_000);

  it('are answered before Slack gives up, also where nobody acknowledges', async () => {
    const receiver = new HirelineReceiver(['secret'], createLogger('test', { LOG_LEVEL: 'silent' }));
    receiver.init({ processEvent: () => new Promise(() => undefined) } as unknown as App);
    const server = await listen(express().use('/slack', receiver.router), 0, '127.0.0.1');
    try {
      const body = `payload=${encodeURIComponent('{"type":"block_actions"}')}`;
      const since = Date.now();
      const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...signSlackRequest(Buffer.from(body), 'secret', new Date()),
        },
        body,
      });
      const took = Date.now() - since;
      assert.equal(answer.status, 503);
      assert.ok(took < 2_900, `${took} ms`);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
