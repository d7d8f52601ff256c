import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { modules, createConnectors, loadConfiguration, type Connectors } from '../../connectors/registry.js';
import type { WebhookDelivery, WebhookSource } from '../../connectors/connector.js';
import { unlimited } from '../../connectors/rate-limiter.js';
import { memoryTokenStore } from '../../connectors/token-store.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import { createSandbox, serveSandbox, type Sandbox } from '../../sandbox/server.js';

// What every connector owes to the rest, whatever its vendor: a new one is held to it by being registered.
describe('every connector', () => {
  const configuration = loadConfiguration({});
  let sandbox: Sandbox;
  let server: Server;
  let connectors: Connectors;

  before(async () => {
    sandbox = createSandbox({ publicUrl: 'http://127.0.0.1:9' });
    server = await serveSandbox(sandbox, 0);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    connectors = createConnectors(
      {
        HIRELINE_ENVIRONMENT: 'sandbox',
        ...SANDBOX_CREDENTIALS,
        GREENHOUSE_API_URL: `${url}/greenhouse`,
        GREENHOUSE_AUTH_URL: `${url}/greenhouse`,
        BAMBOOHR_API_URL: `${url}/bamboohr`,
        GUSTO_API_URL: `${url}/gusto`,
        SLACK_API_URL: `${url}/slack/api/`,
      },
      configuration,
      { limiter: unlimited, tokens: memoryTokenStore() },
    );
  });
  after(async () => {
    await Promise.all(Object.values(connectors).map((connector) => connector.close()));
    server.close();
    server.closeAllConnections();
    await sandbox.close();
  });

  for (const [vendor, { manifest, webhooks, checkBinding }] of modules) {
    describe(vendor, () => {
      it('has a manifest that says what it needs and where that is from', () => {
        assert.equal(manifest.vendor, vendor);
        assert.ok(manifest.roles.length > 0);
        assert.ok(manifest.sources.length > 0);
        assert.ok(manifest.variables.some((variable) => variable.name === manifest.apiUrlVariable));
        for (const variable of manifest.variables) {
          assert.match(variable.name, /^[A-Z][A-Z0-9_]+$/);
          assert.ok(variable.meaning);
          if (/SECRET|TOKEN|KEY$/.test(variable.name)) assert.ok(variable.secret, `${variable.name} is a secret`);
        }
      });

      it('has a simulator that it can reach and sign in to', async () => {
        const playing = Object.values(connectors).filter((connector) => connector.vendor === vendor);
        assert.ok(playing.length > 0);
        for (const connector of playing) {
          const status = await connector.checkConnection();
          assert.ok(status.ok, status.detail);
          assert.equal(connector.title, manifest.title);
        }
      });

      it('refuses a place it does not have', () => {
        for (const role of manifest.roles) assert.ok(checkBinding(role, 'firstName', { path: 'no.such.place' }));
      });

      if (webhooks) signs(webhooks);
    });
  }

  function signs(source: WebhookSource): void {
    const body = Buffer.from('{"hello":"\\u003cworld\\u003e"}');
    const now = new Date();
    const delivery = (secret: string, rawBody = body, at = now): WebhookDelivery => ({
      headers: Object.fromEntries(
        Object.entries(source.sign(rawBody, secret, at, 'event-1')).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      rawBody,
      url: `http://127.0.0.1/webhooks/${source.vendor}`,
      receivedAt: now,
    });

    it('verifies what it signs, against any secret in rotation', () => {
      assert.deepEqual(source.verify(delivery('new'), ['new', 'old']), { ok: true });
      assert.deepEqual(source.verify(delivery('old'), ['new', 'old']), { ok: true });
    });

    it('refuses other secrets and altered bytes, and never tells what was expected', () => {
      const wrong = [
        source.verify(delivery('gone'), ['new', 'old']),
        source.verify({ ...delivery('new'), rawBody: Buffer.from('{"hello":"<world>"}') }, ['new']),
      ];
      for (const refusal of wrong) {
        assert.equal(refusal.ok, false);
        const expected = Object.values(source.sign(body, 'new', now, 'event-1'));
        for (const value of expected) assert.ok(refusal.ok || !refusal.reason.includes(value));
      }
    });

    it('names the header that is missing', () => {
      const refusal = source.verify({ ...delivery('new'), headers: {} }, ['new']);
      assert.ok(!refusal.ok);
      const names = Object.keys(source.sign(body, 'new', now, 'event-1')).map((name) => name.toLowerCase());
      assert.ok(
        names.some((name) => refusal.reason.toLowerCase().includes(name)),
        refusal.reason,
      );
    });

    it('knows the same event again, and tells two apart', () => {
      assert.equal(source.eventId(delivery('new')), source.eventId(delivery('new')));
      const other = { ...delivery('new'), rawBody: Buffer.from('{"hello":"other"}'), headers: {} };
      assert.notEqual(source.eventId(delivery('new')), source.eventId(other));
    });

    for (const [name, rawBody] of [
      ['no JSON', '{"a":'],
      ['a list', '[]'],
      ['nothing', ''],
      ['null', 'null'],
    ] as const) {
      it(`quarantines ${name}, with a reason and without throwing`, () => {
        const parsed = source.parse(delivery('new', Buffer.from(rawBody)));
        assert.equal(parsed.outcome, 'quarantined');
        assert.ok(parsed.outcome === 'quarantined' && parsed.reason.length > 0);
        assert.equal(source.eventType(delivery('new', Buffer.from(rawBody))), undefined);
      });
    }
  }
});
