import assert from 'node:assert/strict';
import type { Connectors } from '../../connectors/registry.js';
import { connectedAs, startConsole, type TestConsole } from './harness.js';
import { arrived, heldHire } from './seed.js';

describe('console API: connections', () => {
  let app: TestConsole;
  afterEach(() => app.stop());

  it('checks all at once, waits only so long, and tells no secret', async function () {
    this.timeout(15_000);
    const never = () => new Promise<never>(() => undefined);
    app = await startConsole(
      { HIRELINE_ENVIRONMENT: 'sandbox', HIRELINE_EMBEDDED: '1', GREENHOUSE_WEBHOOK_SECRET: 'shh-1,shh-2' },
      {
        ats: connectedAs('greenhouse', () => Promise.resolve({ ok: true, detail: 'Acme' })),
        hris: connectedAs('bamboohr', never),
        payroll: connectedAs('gusto', never),
        chat: connectedAs('slack', () => Promise.reject(new Error('token xoxb-1'))),
      } as unknown as Connectors,
    );
    await arrived(app.db, { eventId: 'a' });
    const started = Date.now();
    const { status, body, text } = await app.get('/api/connections');
    assert.equal(status, 200);
    assert.equal(Date.now() - started < 7_000, true);
    const [ats, hris, , chat] = body.items;
    assert.deepEqual(
      [ats.role, ats.vendor, ats.title, ats.ok, ats.detail],
      ['ats', 'greenhouse', 'Greenhouse', true, 'Acme'],
    );
    assert.equal(ats.baseUrl, 'https://greenhouse.test/api');
    assert.equal(ats.webhooks.route, 'http://hireline.test/webhooks/greenhouse');
    assert.equal(ats.webhooks.secretConfigured, true);
    assert.match(ats.webhooks.lastReceivedAt, /Z$/);
    assert.deepEqual([hris.ok, hris.detail], [false, 'It has not answered within 5 s.']);
    assert.deepEqual([hris.webhooks.secretConfigured, hris.webhooks.lastReceivedAt], [false, null]);
    assert.equal(chat.ok, false);
    assert.equal(chat.webhooks.route, 'http://hireline.test/slack/events');
    assert.doesNotMatch(text, /shh|xoxb|user:|secret@/);
  });

  it('asks Slack over a socket where there is an app token', async () => {
    const connected = (vendor: string) => connectedAs(vendor, () => Promise.resolve({ ok: true, detail: '' }));
    app = await startConsole({ HIRELINE_ENVIRONMENT: 'sandbox', HIRELINE_EMBEDDED: '1', SLACK_APP_TOKEN: 'xapp-1' }, {
      ats: connected('greenhouse'),
      hris: connected('bamboohr'),
      payroll: connected('gusto'),
      chat: connected('slack'),
    } as unknown as Connectors);
    assert.equal((await app.get('/api/connections')).body.items[3].webhooks.route, null);
  });
});

describe('console: the page of a record', () => {
  it('is asked of the system when a person goes there', async () => {
    const app = await startConsole(undefined, {
      ats: { readHire: () => Promise.resolve({ url: 'https://app.test/people/1' }) },
      hris: { readEmployee: () => Promise.resolve({ url: 'javascript:alert(1)' }) },
    } as unknown as Connectors);
    try {
      await heldHire(app.db, '1');
      const found = await app.get('/console/hires/1/ats');
      assert.deepEqual([found.status, found.headers.get('location')], [302, 'https://app.test/people/1']);
      assert.equal((await app.get('/console/hires/1/hris')).status, 404);
      assert.equal((await app.get('/console/hires/1/crm')).status, 404);
      assert.equal((await app.get('/console/hires/2/ats')).status, 404);
    } finally {
      await app.stop();
    }
  });
});
