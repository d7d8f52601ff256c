import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import {
  createConnectors,
  eachConnector,
  loadConfiguration,
  modules,
  type Connectors,
} from '../../connectors/registry.js';
import type { WebhookDelivery, WebhookSource } from '../../connectors/webhook-source.js';
import { unlimited } from '../../connectors/rate-limiter.js';
import { memoryTokenStore } from '../../connectors/token-store.js';
import { sandboxEnvironment } from '../../sandbox/environment.js';
import { sandboxKeys } from '../../sandbox/keys.js';
import { createSandbox, serveSandbox, type Sandbox } from '../../sandbox/server.js';

/** Its server is whatever mail server there is; its tests bring one. */
const WITHOUT_SIMULATOR: ReadonlySet<string> = new Set(['smtp']);

/** What a delivery is signed with, and what that is verified with. */
interface KeyPair {
  signing: string;
  verifying: string;
}

const sharedSecret = (secret: string): KeyPair => ({ signing: secret, verifying: secret });

function ellipticKeys(): KeyPair {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    signing: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    verifying: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

// What every connector owes to the rest, whatever its vendor: a new one is held to it by being registered.
describe('every connector', () => {
  const configuration = loadConfiguration({});
  let folder: string;
  let sandbox: Sandbox;
  let server: Server;
  let connectors: Connectors;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hireline-contract-'));
    const keys = sandboxKeys(folder);
    sandbox = createSandbox({ publicUrl: 'http://127.0.0.1:9', keys });
    server = await serveSandbox(sandbox, 0);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    connectors = createConnectors(
      {
        HIRELINE_ENVIRONMENT: 'sandbox',
        ...sandboxEnvironment(url, keys),
      },
      configuration,
      { limiter: unlimited, tokens: memoryTokenStore() },
    );
  });
  after(async () => {
    await Promise.all(eachConnector(connectors).map(({ connector }) => connector.close()));
    server.close();
    server.closeAllConnections();
    await sandbox.close();
    rmSync(folder, { recursive: true });
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
          if (/(SECRET|TOKEN|KEY)$/.test(variable.name)) assert.ok(variable.secret, `${variable.name} is a secret`);
        }
      });

      it('has a simulator that it can reach and sign in to', async () => {
        const playing = eachConnector(connectors).filter(({ connector }) => connector.vendor === vendor);
        assert.ok(playing.length > 0 || WITHOUT_SIMULATOR.has(vendor));
        for (const { connector } of playing) {
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
    // Some vendors sign the event's name and time and not the bytes: both are altered below.
    const body = Buffer.from('{"event":"hello","triggeredOn":1795316400123,"text":"\\u003cworld\\u003e"}');
    const altered = Buffer.from('{"event":"bye","triggeredOn":1795316400123,"text":"<world>"}');
    const now = new Date();
    const url = `http://127.0.0.1/webhooks/${source.vendor}`;
    const [newest, oldest, gone] = (['new', 'old', 'gone'] as const).map((secret) =>
      source.vendor === 'sendgrid' ? ellipticKeys() : sharedSecret(secret),
    ) as [KeyPair, KeyPair, KeyPair];
    const secrets = [newest.verifying, oldest.verifying];
    const delivery = (keys: KeyPair, rawBody = body, at = now): WebhookDelivery => ({
      headers: Object.fromEntries(
        Object.entries(source.sign(rawBody, keys.signing, at, 'event-1', url)).map(([name, value]) => [
          name.toLowerCase(),
          value,
        ]),
      ),
      rawBody,
      url,
      receivedAt: now,
    });

    it('verifies what it signs, against any secret in rotation', () => {
      assert.deepEqual(source.verify(delivery(newest), secrets), { ok: true });
      assert.deepEqual(source.verify(delivery(oldest), secrets), { ok: true });
    });

    it('refuses other secrets and altered bytes, and never tells what was expected', () => {
      const wrong = [
        source.verify(delivery(gone), secrets),
        source.verify({ ...delivery(newest), rawBody: altered }, [newest.verifying]),
      ];
      for (const refusal of wrong) {
        assert.equal(refusal.ok, false);
        const expected = Object.values(source.sign(body, newest.signing, now, 'event-1', url));
        for (const value of expected) assert.ok(refusal.ok || !refusal.reason.includes(value));
      }
    });

    it('names the header that is missing', () => {
      const refusal = source.verify({ ...delivery(newest), headers: {} }, [newest.verifying]);
      assert.ok(!refusal.ok);
      const names = Object.keys(source.sign(body, newest.signing, now, 'event-1', url)).map((name) =>
        name.toLowerCase(),
      );
      assert.ok(
        names.some((name) => refusal.reason.toLowerCase().includes(name)),
        refusal.reason,
      );
    });

    it('knows the same event again, and tells two apart', () => {
      assert.equal(source.eventId(delivery(newest)), source.eventId(delivery(newest)));
      const other = { ...delivery(newest), rawBody: Buffer.from('{"hello":"other"}'), headers: {} };
      assert.notEqual(source.eventId(delivery(newest)), source.eventId(other));
    });

    for (const [name, rawBody] of [
      ['no JSON', '{"a":'],
      ['a list', '[]'],
      ['nothing', ''],
      ['null', 'null'],
    ] as const) {
      it(`quarantines ${name}, with a reason and without throwing`, () => {
        const parsed = source.parse(delivery(newest, Buffer.from(rawBody)));
        assert.equal(parsed.outcome, 'quarantined');
        assert.ok(parsed.outcome === 'quarantined' && parsed.reason.length > 0);
        assert.equal(source.eventType(delivery(newest, Buffer.from(rawBody))), undefined);
      });
    }
  }
});
