import assert from 'node:assert/strict';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { childEnvironment, type Addresses } from '../../embedded/environment.js';
import { parseSettings } from '../../embedded/settings.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';

const ADDRESSES: Addresses = {
  port: 3001,
  publicUrl: 'https://hooks.example.com',
  dataDir: '/data',
  databaseUrl: 'postgres://hireline:secret@127.0.0.1:5433/hireline',
  sandboxPort: 4011,
  sandboxKeys: {
    sendgridPublicKey: 'public',
    sendgridPrivateKey: 'private',
    saasquatchPrivateKey: 'private',
    googleKeyFile: '/data/google.json',
  },
  temporalUiUrl: 'http://127.0.0.1:8234',
  embeddedTemporal: { address: '127.0.0.1:7234', namespace: 'default' },
};

describe("the children's environment", () => {
  it('points every vendor at its simulator, with credentials that open it', () => {
    const environment = childEnvironment({}, ADDRESSES);
    assert.equal(environment.GREENHOUSE_API_URL, 'http://127.0.0.1:4011/greenhouse');
    assert.equal(environment.GREENHOUSE_AUTH_URL, 'http://127.0.0.1:4011/greenhouse');
    assert.equal(environment.BAMBOOHR_API_URL, 'http://127.0.0.1:4011/bamboohr');
    assert.equal(environment.GUSTO_API_URL, 'http://127.0.0.1:4011/gusto');
    assert.equal(environment.SLACK_API_URL, 'http://127.0.0.1:4011/slack/api/');
    assert.equal(environment.GOOGLE_CALENDAR_API_URL, 'http://127.0.0.1:4011/google-calendar/calendar/v3');
    assert.equal(environment.GOOGLE_SERVICE_ACCOUNT_KEY_FILE, '/data/google.json');
    assert.equal(environment.SENDGRID_WEBHOOK_PUBLIC_KEY, 'public');
    for (const [name, value] of Object.entries(SANDBOX_CREDENTIALS)) assert.equal(environment[name], value);
    assert.equal(environment.HIRELINE_ENVIRONMENT, 'sandbox');
    assert.equal(environment.HIRELINE_EMBEDDED, '1');
  });

  it("lets the user's own variables win, empty ones not", () => {
    const environment = childEnvironment(
      { BAMBOOHR_API_URL: 'http://127.0.0.1:9', GUSTO_API_URL: ' ', SLACK_BOT_TOKEN: 'xoxb-own' },
      ADDRESSES,
    );
    assert.equal(environment.BAMBOOHR_API_URL, 'http://127.0.0.1:9');
    assert.equal(environment.BAMBOOHR_API_KEY, SANDBOX_CREDENTIALS.BAMBOOHR_API_KEY);
    assert.equal(environment.GUSTO_API_URL, 'http://127.0.0.1:4011/gusto');
    assert.equal(environment.SLACK_BOT_TOKEN, 'xoxb-own');
  });

  it('tells the addresses that were found, whatever was asked for', () => {
    const environment = childEnvironment({ PORT: '3000', SANDBOX_PORT: '4010', DATA_DIR: 'data' }, ADDRESSES);
    assert.equal(environment.PORT, '3001');
    assert.equal(environment.SANDBOX_PORT, '4011');
    assert.equal(environment.DATA_DIR, '/data');
    assert.equal(environment.PUBLIC_URL, ADDRESSES.publicUrl);
    assert.equal(environment.DATABASE_URL, ADDRESSES.databaseUrl);
    assert.equal(environment.TEMPORAL_UI_URL, ADDRESSES.temporalUiUrl);
  });

  it("keeps the user's Temporal account away from the embedded server", () => {
    const user = {
      TEMPORAL_API_KEY: 'key',
      TEMPORAL_TLS: 'true',
      TEMPORAL_NAMESPACE: 'production',
      TEMPORAL_CLI_PATH: '/usr/bin/temporal',
    };
    const environment = childEnvironment(user, ADDRESSES);
    const given = Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const config = loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
    assert.equal(config.connectionOptions.address, '127.0.0.1:7234');
    assert.equal(config.connectionOptions.apiKey, undefined);
    assert.equal(config.connectionOptions.tls, undefined);
    assert.equal(config.namespace, 'default');
    assert.equal(environment.TEMPORAL_CLI_PATH, '/usr/bin/temporal');
  });

  it("passes the user's cluster on as it is", () => {
    const user = { TEMPORAL_ADDRESS: 'temporal.example.com:7233', TEMPORAL_API_KEY: 'key' };
    const environment = childEnvironment(user, { ...ADDRESSES, embeddedTemporal: undefined });
    assert.equal(environment.TEMPORAL_ADDRESS, 'temporal.example.com:7233');
    assert.equal(environment.TEMPORAL_API_KEY, 'key');
    assert.equal(environment.TEMPORAL_CONFIG_FILE, undefined);
  });
});

describe('the settings of a start', () => {
  it('has usual values', () => {
    const settings = parseSettings([], {});
    assert.deepEqual(settings.ports, {
      ingress: 3000,
      sandbox: 4010,
      postgres: 5433,
      temporal: 7233,
      temporalUi: 8233,
    });
    assert.equal(settings.demo, true);
    assert.equal(settings.fresh, false);
    assert.equal(settings.databaseUrl, undefined);
    assert.equal(settings.externalTemporal, false);
  });

  it('takes the arguments and the variables', () => {
    const settings = parseSettings(['--no-demo', '--fresh'], {
      PORT: '8080',
      TEMPORAL_ADDRESS: 'a:1',
      DATABASE_URL: 'b',
    });
    assert.equal(settings.demo, false);
    assert.equal(settings.fresh, true);
    assert.equal(settings.ports.ingress, 8080);
    assert.equal(settings.externalTemporal, true);
    assert.equal(settings.databaseUrl, 'b');
  });

  it('refuses an argument it does not know', () => {
    assert.throws(() => parseSettings(['--demo-only'], {}), /--demo-only/);
  });
});
