import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccessFinding } from '../../connectors/connector.js';
import { unlimited } from '../../connectors/rate-limiter.js';
import { createConnectors, eachConnector, loadConfiguration } from '../../connectors/registry.js';
import { memoryTokenStore } from '../../connectors/token-store.js';
import { sandboxEnvironment } from '../../sandbox/environment.js';
import type { SandboxKeys } from '../../sandbox/keys.js';
import { testKeys } from '../support/sandbox-keys.js';
import { createSandbox, serveSandbox, type Sandbox } from '../../sandbox/server.js';
import { startServer, type Reply, type Seen } from './checkr/servers.js';

const PUBLIC_URL = 'http://127.0.0.1:9';
const configuration = loadConfiguration({});

type Audited = Map<string, AccessFinding[]>;

/** The audit of every connector whose vendors are all at one address. */
async function auditAll(url: string, keys: SandboxKeys, overrides: Record<string, string> = {}): Promise<Audited> {
  const environment = {
    ...sandboxEnvironment(url, keys),
    ...{ HIRELINE_ENVIRONMENT: 'sandbox', PUBLIC_URL, SLACK_HR_OPS_CHANNEL: 'C0HROPS', ...overrides },
  };
  const connectors = createConnectors(environment, configuration, { limiter: unlimited, tokens: memoryTokenStore() });
  try {
    const audits = eachConnector(connectors).flatMap(({ connector }) =>
      connector.auditAccess ? [connector.auditAccess().then((found) => [connector.vendor, found] as const)] : [],
    );
    return new Map(await Promise.all(audits));
  } finally {
    await Promise.all(eachConnector(connectors).map(({ connector }) => connector.close()));
  }
}

const of = (audited: Audited, vendor: string): AccessFinding[] => {
  const findings = audited.get(vendor);
  assert.ok(findings, `${vendor} has no audit`);
  return findings;
};
const one = (audited: Audited, vendor: string, check: AccessFinding['check'], subject: RegExp): AccessFinding => {
  const findings = of(audited, vendor);
  const found = findings.find((finding) => finding.check === check && subject.test(finding.subject));
  assert.ok(found, `${vendor}: no ${check} ${subject} among ${findings.map(({ subject: name }) => name).join(', ')}`);
  return found;
};

describe('the audit of what an account lets hireline do', function () {
  this.timeout(60_000);
  let keys: SandboxKeys;
  before(() => {
    keys = testKeys();
  });

  describe('of the sandbox', () => {
    let sandbox: Sandbox;
    let server: Server;
    let url: string;
    before(async () => {
      sandbox = createSandbox({ publicUrl: PUBLIC_URL, keys });
      for (const { webhooks } of Object.values(sandbox.simulators)) webhooks?.pause();
      server = await serveSandbox(sandbox, 0);
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(async () => {
      server.close();
      server.closeAllConnections();
      await sandbox.close();
    });

    it('finds nothing missing, and every field of the map', async () => {
      const audited = await auditAll(url, keys);
      for (const [vendor, findings] of audited) {
        const missing = findings.filter(({ status }) => status === 'missing');
        assert.deepEqual(missing, [], vendor);
        for (const check of ['reachable', 'authenticated'] as const) {
          assert.equal(findings.find((finding) => finding.check === check)?.status, 'ok', `${vendor} ${check}`);
        }
        assert.ok(
          findings.some(({ check }) => check === 'rate_limit'),
          `${vendor} says nothing of limits`,
        );
        assert.ok(findings.every(({ detail }) => detail.trim().length > 0));
      }
      const mapped = [...audited.values()].flat().flatMap(({ mappedAt }) => mappedAt ?? []);
      for (const { field, bindings } of Object.values(configuration.fieldMap.rules)) {
        for (const role of Object.keys(bindings)) {
          // Given by the HRIS to everybody, and so among no list of fields.
          if (field === 'employeeId' && role === 'hris') continue;
          assert.ok(mapped.includes(`fields.${field}.${role}`), `fields.${field}.${role}`);
        }
      }
    });

    it('writes nothing', async () => {
      const records = [
        'greenhouse/_sandbox/hires',
        'bamboohr/_sandbox/employees',
        'gusto/_sandbox/employees',
        'saasquatch/_sandbox/users',
      ];
      const texts = () =>
        Promise.all(
          [...records, 'hubspot/_sandbox/contacts', 'slack/_sandbox/messages'].map(async (path) => {
            const answer = await fetch(`${url}/${path}`);
            assert.equal(answer.status, 200, path);
            return answer.text();
          }),
        );
      const before = await texts();
      await auditAll(url, keys);
      assert.deepEqual(await texts(), before);
    });

    it('names a field that the HRIS does not have, and where it is mapped', async () => {
      const { connector } = await import('../../connectors/bamboohr/index.js');
      const hris = connector.create({
        environment: {
          ...sandboxEnvironment(url, keys),
          HIRELINE_ENVIRONMENT: 'sandbox',
          PUBLIC_URL: 'http://127.0.0.1:8',
        },
        bindings: { ...configuration.fieldMap.column('hris'), phone: { path: 'customGoneForEver' } },
        ...{ places: configuration.systems.places, referral: {}, limiter: unlimited },
        ...{ tokens: memoryTokenStore(), timeoutMs: 5_000 },
      });
      const findings = await hris.auditAccess?.();
      await hris.close();
      const gone = findings?.filter(({ status }) => status === 'missing');
      assert.deepEqual(
        gone?.map(({ check, subject, mappedAt }) => [check, subject, mappedAt]),
        [
          ['field', 'customGoneForEver', 'fields.phone.hris'],
          ['webhook', 'http://127.0.0.1:8/webhooks/bamboohr', undefined],
        ],
      );
    });
  });

  describe('of vendors that answer otherwise', () => {
    async function auditing(reply: (request: Seen) => Reply, overrides?: Record<string, string>): Promise<Audited> {
      const server = await startServer(reply);
      try {
        return await auditAll(server.url, keys, overrides);
      } finally {
        await server.close();
      }
    }

    it('tells a refused credential, and asks nothing more', async () => {
      const audited = await auditing(() => ({ status: 401, body: { error: 'invalid_auth', ok: false } }));
      assert.ok(audited.size >= 10);
      for (const [vendor, findings] of audited) {
        assert.equal(findings.find(({ check }) => check === 'reachable')?.status, 'ok', vendor);
        assert.equal(findings.find(({ check }) => check === 'authenticated')?.status, 'missing', vendor);
        assert.ok(!findings.some(({ check }) => check === 'endpoint'), vendor);
      }
    });

    it('tells a vendor that cannot be reached', async () => {
      const gone = createServer();
      await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
      const { port } = gone.address() as AddressInfo;
      await new Promise((resolve) => gone.close(resolve));
      for (const [vendor, findings] of await auditAll(`http://127.0.0.1:${port}`, keys)) {
        assert.equal(findings.find(({ check }) => check === 'reachable')?.status, 'missing', vendor);
        assert.notEqual(findings.find(({ check }) => check === 'authenticated')?.status, 'ok', vendor);
      }
    });

    it('takes an outage for no change: nothing but reachability is missing', async () => {
      for (const [vendor, findings] of await auditing(() => ({ status: 503, body: 'down' }))) {
        const missing = findings.filter(({ status, check }) => status === 'missing' && check !== 'reachable');
        assert.deepEqual(missing, [], vendor);
      }
    });

    it('does not fall over answers of another form', async () => {
      for (const body of ['<html></html>', '[]', 'null', '{"data":null}', '{"ok":true}']) {
        const audited = await auditing(() => ({ status: 200, body }));
        for (const [vendor, findings] of audited) assert.ok(findings.length > 0, `${vendor} on ${body}`);
      }
    });

    it('reads scopes, webhooks and limits where a vendor tells them', async () => {
      const limits = { 'x-ratelimit-limit': '600', 'x-ratelimit-remaining': '599', 'x-ratelimit-reset': '1900000000' };
      const audited = await auditing(({ path }) => {
        if (path === '/sendgrid/v3/scopes')
          return { headers: limits, body: { scopes: ['mail.send', 'messages.read'] } };
        if (path === '/sendgrid/v3/user/webhooks/event/settings/all') {
          return { body: { webhooks: [{ url: `${PUBLIC_URL}/webhooks/sendgrid/`, enabled: true }] } };
        }
        if (path.endsWith('/auth.test'))
          return { headers: { 'x-oauth-scopes': 'chat:write, users:read' }, body: { ok: true } };
        if (path.endsWith('/conversations.history')) return { body: { ok: false, error: 'not_in_channel' } };
        if (path === '/checkr/v1/account') return { headers: limits, body: { id: 'acc', api_authorized: false } };
        if (path.startsWith('/twilio')) return { body: { status: 'suspended', messages: [] } };
        return { status: 404, body: {} };
      });
      assert.equal(one(audited, 'sendgrid', 'permission', /^mail\.send$/).status, 'ok');
      assert.equal(one(audited, 'sendgrid', 'permission', /Activity/).status, 'ok');
      const unsigned = one(audited, 'sendgrid', 'webhook', /sendgrid/);
      assert.deepEqual([unsigned.status, /not signed/.test(unsigned.detail)], ['missing', true]);
      assert.match(one(audited, 'sendgrid', 'rate_limit', /scopes/).detail, /^600 requests a window, 599/);
      assert.equal(one(audited, 'slack', 'permission', /^chat:write$/).status, 'ok');
      assert.equal(one(audited, 'slack', 'permission', /history/).status, 'missing');
      assert.equal(one(audited, 'slack', 'permission', /^users:read$/).status, 'ok');
      assert.equal(one(audited, 'slack', 'permission', /email/).status, 'unknown');
      assert.equal(one(audited, 'slack', 'endpoint', /HR_OPS/).status, 'missing');
      assert.equal(one(audited, 'checkr', 'permission', /api_authorized/).status, 'missing');
      assert.equal(one(audited, 'checkr', 'rate_limit', /limit/).status, 'ok');
      assert.equal(one(audited, 'twilio', 'permission', /POST/).status, 'missing');
    });

    it('refuses a sandbox host in production, and cannot tell an address of our own', async () => {
      const { environmentFinding } = await import('../../connectors/access-findings.js');
      const { manifest } = await import('../../connectors/gusto/manifest.js');
      const finding = (deployment: string, url: string) =>
        environmentFinding({ HIRELINE_ENVIRONMENT: deployment }, manifest, url).status;
      assert.equal(finding('production', 'https://api.gusto.com'), 'ok');
      assert.equal(finding('production', 'https://api.gusto-demo.com'), 'missing');
      assert.equal(finding('sandbox', 'https://api.gusto-demo.com'), 'ok');
      assert.equal(finding('sandbox', 'https://api.gusto.com'), 'unknown');
      assert.equal(finding('sandbox', 'http://127.0.0.1:9'), 'unknown');
    });
  });

  describe('of a mail server', () => {
    it('tells one that cannot be reached', async () => {
      const { connector } = await import('../../connectors/smtp/index.js');
      const smtp = connector.create({
        environment: { SMTP_URL: 'smtp://127.0.0.1:1', SMTP_FROM: 'hr@acme.example' },
        ...{ bindings: {}, places: configuration.systems.places, referral: {}, limiter: unlimited },
        ...{ tokens: memoryTokenStore(), timeoutMs: 2_000 },
      });
      const findings = (await smtp.auditAccess?.()) ?? [];
      assert.equal(findings.find(({ check }) => check === 'reachable')?.status, 'missing');
      assert.ok(findings.every(({ status }) => status !== 'ok'));
    });
  });
});
