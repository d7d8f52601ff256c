import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import {
  createConnectors,
  eachConnector,
  loadConfiguration,
  modules,
  type Connectors,
} from '../../connectors/registry.js';
import { publicJwk } from '../../connectors/saasquatch/signature.js';
import type { ConnectorContext } from '../../connectors/connector.js';
import type { WebhookDelivery, WebhookSource } from '../../connectors/webhook-source.js';
import { unlimited } from '../../connectors/rate-limiter.js';
import { memoryTokenStore } from '../../connectors/token-store.js';
import { sandboxEnvironment } from '../../sandbox/environment.js';
import { testKeys } from '../support/sandbox-keys.js';
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

/** The public half is published: what verifies is where that is. */
function publishedKeys(): KeyPair {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signing = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const set = JSON.stringify({ keys: [publicJwk(signing)] });
  return { signing, verifying: `data:application/json,${encodeURIComponent(set)}` };
}

/** For the vendors whose signatures are made with another key than they are verified with. */
const KEY_PAIRS: Readonly<Record<string, () => KeyPair>> = { sendgrid: ellipticKeys, saasquatch: publishedKeys };

// What every connector owes to the rest, whatever its vendor: a new one is held to it by being registered.
describe('every connector', () => {
  const configuration = loadConfiguration({});
  let sandbox: Sandbox;
  let server: Server;
  let connectors: Connectors;
  let context: ConnectorContext;

  before(async () => {
    const keys = testKeys();
    sandbox = createSandbox({ publicUrl: 'http://127.0.0.1:9', keys });
    server = await serveSandbox(sandbox, 0);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = { HIRELINE_ENVIRONMENT: 'sandbox', ...sandboxEnvironment(url, keys) };
    const shared = { limiter: unlimited, tokens: memoryTokenStore() };
    connectors = createConnectors(environment, configuration, shared);
    const { places } = configuration.systems;
    context = { ...shared, environment, places, bindings: {}, referral: {}, timeoutMs: 5_000 };
  });
  after(async () => {
    await Promise.all(eachConnector(connectors).map(({ connector }) => connector.close()));
    server.close();
    server.closeAllConnections();
    await sandbox.close();
  });

  for (const [vendor, { manifest, create, webhooks, checkBinding }] of modules) {
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
        if (WITHOUT_SIMULATOR.has(vendor)) return;
        const playing = eachConnector(connectors).flatMap(({ connector }) =>
          connector.vendor === vendor ? [connector] : [],
        );
        // One that the default systems.yaml leaves out is made by itself.
        const made = playing.length > 0 ? playing : [create(context)];
        for (const connector of made) {
          const status = await connector.checkConnection();
          assert.ok(status.ok, status.detail);
          assert.equal(connector.title, manifest.title);
          if (playing.length === 0) await connector.close();
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
    const [newest, oldest, gone] = (['new', 'old', 'gone'] as const).map(
      (secret) => KEY_PAIRS[source.vendor]?.() ?? sharedSecret(secret),
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

    it('verifies what it signs, against any secret in rotation', async () => {
      assert.deepEqual(await source.verify(delivery(newest), secrets), { ok: true });
      assert.deepEqual(await source.verify(delivery(oldest), secrets), { ok: true });
    });

    it('refuses other secrets and altered bytes, and never tells what was expected', async () => {
      const wrong = [
        await source.verify(delivery(gone), secrets),
        await source.verify({ ...delivery(newest), rawBody: altered }, [newest.verifying]),
      ];
      for (const refusal of wrong) {
        assert.equal(refusal.ok, false);
        const expected = Object.values(source.sign(body, newest.signing, now, 'event-1', url));
        for (const value of expected) assert.ok(refusal.ok || !refusal.reason.includes(value));
      }
    });

    it('names the header that is missing', async () => {
      const refusal = await source.verify({ ...delivery(newest), headers: {} }, [newest.verifying]);
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
