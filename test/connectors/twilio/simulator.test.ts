import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../config/root.js';
import { webhooks } from '../../../connectors/twilio/webhooks.js';
import { ACCOUNT, connectTo, MESSAGES, startServer, startSimulator, TEXT, TRACE, until, type Seen } from './harness.js';

const PUBLISHED = join(projectRoot, '../shared/payloads/twilio');
const FORM = { To: '+14155550123', From: '+14155550100', Body: 'Hello' };

function reportOf(receiver: { url: string }, seen: Seen) {
  const delivery = {
    headers: seen.headers as Record<string, string>,
    rawBody: seen.body,
    url: receiver.url + seen.url,
    receivedAt: new Date(),
  };
  assert.deepEqual(webhooks.verify(delivery, ['new-token', 'old-token']), { ok: true });
  assert.equal(webhooks.accountOf?.(delivery), ACCOUNT);
  const parsed = webhooks.parse(delivery);
  assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'messagesReported', JSON.stringify(parsed));
  const [report] = parsed.event.reports;
  assert.ok(report);
  return report;
}

describe('twilio simulator', () => {
  it('calls back, signed, with what becomes of each text', async () => {
    const receiver = await startServer(() => ({ status: 200 }));
    const twilio = await startSimulator();
    const table: [string, Record<string, string>, string[]][] = [
      ['+14155550123', {}, ['accepted', 'delivered']],
      ['+14155550003', {}, ['accepted', 'bounced']],
      ['+14155550005', {}, ['dropped']],
      ['+14155550124', { TWILIO_FROM: `MG${'b2'.repeat(16)}` }, ['accepted', 'accepted', 'delivered']],
    ];
    for (const [to, environment] of table) {
      const sms = connectTo(twilio.url, { PUBLIC_URL: receiver.url, ...environment });
      await sms.sendText({ ...TEXT, to, messageKey: `key of ${to}` }, TRACE);
      await sms.close();
    }
    await until(() => receiver.seen.length === 8);
    const reports = receiver.seen.map((seen) => reportOf(receiver, seen));
    for (const [to, , outcomes] of table) {
      const own = reports.filter(({ messageKey }) => messageKey === `key of ${to}`);
      assert.deepEqual(
        own.map(({ outcome }) => outcome),
        outcomes,
        to,
      );
    }
    assert.equal(new Set(receiver.seen.map(({ headers }) => headers['i-twilio-idempotency-token'])).size, 8);
    await Promise.all([twilio.close(), receiver.close()]);
  });

  it('calls back what people do, and not again when it was answered', async () => {
    const receiver = await startServer(() => ({ status: 500 }));
    const twilio = await startSimulator();
    await twilio.control('POST', '/settings', { automatic_statuses: false });
    const { body } = await twilio.api('POST', MESSAGES, { ...FORM, StatusCallback: `${receiver.url}/cb?key=k` });
    assert.equal(body.status, 'queued');
    const moved = await twilio.control('POST', `/messages/${body.sid}/status`, {
      status: 'undelivered',
      error_code: 30005,
    });
    assert.equal(moved.body.error_code, 30005);
    await until(() => receiver.seen.length === 1);
    const [seen] = receiver.seen;
    assert.ok(seen);
    assert.equal(reportOf(receiver, seen).outcome, 'bounced');
    assert.equal(new URLSearchParams(seen.body.toString()).get('ErrorCode'), '30005');
    const [webhook] = (await twilio.control('GET', '/webhooks')).body;
    assert.equal(webhook.status, 'gave_up');
    assert.equal((await twilio.control('POST', '/messages/none/status', { status: 'sent' })).status, 404);
    assert.equal((await twilio.control('POST', `/messages/${body.sid}/status`, { status: 'lost' })).status, 400);
    assert.equal((await twilio.control('POST', '/settings', { loud: true })).status, 400);
    await Promise.all([twilio.close(), receiver.close()]);
  });

  it('refuses with codes', async () => {
    const twilio = await startSimulator();
    await twilio.control('POST', '/settings', { opted_out: ['+14155550188'] });
    const table: [Record<string, string>, number][] = [
      [{ From: FORM.From, Body: 'x' }, 21604],
      [{ ...FORM, To: '555' }, 21211],
      [{ To: FORM.To, Body: 'x' }, 21603],
      [{ To: FORM.To, Body: 'x', MessagingServiceSid: 'MG1' }, 21705],
      [{ ...FORM, Body: '' }, 21602],
      [{ ...FORM, Body: 'x'.repeat(1601) }, 21617],
      [{ ...FORM, StatusCallback: 'hireline.example' }, 21609],
      [{ ...FORM, To: '+14155550188' }, 21610],
    ];
    for (const [form, code] of table) {
      const { status, body } = await twilio.api('POST', MESSAGES, form);
      assert.equal(status, 400);
      assert.deepEqual([body.code, body.status], [code, 400]);
      assert.equal(body.more_info, `https://www.twilio.com/docs/errors/${code}`);
    }
    assert.equal((await twilio.api('POST', MESSAGES, FORM, 'wrong')).body.code, 20003);
    assert.equal((await twilio.api('GET', MESSAGES.replace(ACCOUNT, 'ACother'))).body.code, 20404);
    assert.deepEqual((await twilio.control('GET', '/messages')).body, []);
    await twilio.close();
  });

  it('refuses more requests at once than it is told', async () => {
    const twilio = await startSimulator({ rateLimit: 0 });
    const refused = await twilio.api('GET', MESSAGES);
    assert.deepEqual([refused.status, refused.body.code], [429, 20429]);
    assert.equal(refused.headers.get('retry-after'), null);
    await twilio.close();
  });

  it('lists newest first, by number and day sent, in pages', async () => {
    const twilio = await startSimulator();
    await twilio.control('POST', '/settings', { automatic_statuses: false });
    const sids: string[] = [];
    for (const Body of ['one', 'two', 'three'])
      sids.push((await twilio.api('POST', MESSAGES, { ...FORM, Body })).body.sid);
    await twilio.api('POST', MESSAGES, { ...FORM, To: '+14155550199' });
    await twilio.control('POST', `/messages/${sids[0]}/status`, { status: 'sent' });
    const list = async (query: Record<string, string>) =>
      (await twilio.api('GET', `${MESSAGES}?${new URLSearchParams(query).toString()}`)).body;
    const bodies = (page: any) => page.messages.map(({ body }: { body: string }) => body);

    const first = await list({ To: FORM.To, PageSize: '2' });
    assert.deepEqual(bodies(first), ['three', 'two']);
    const next = (await twilio.api('GET', first.next_page_uri)).body;
    assert.deepEqual(bodies(next), ['one']);
    assert.equal(next.next_page_uri, null);
    assert.match(next.messages[0].date_created, /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000$/);
    const today = new Date().toISOString().slice(0, 10);
    assert.deepEqual(bodies(await list({ 'DateSent>': today })), ['one']);
    assert.deepEqual(bodies(await list({ 'DateSent<': '2020-01-01' })), []);
    assert.equal((await list({ From: '+1' })).messages.length, 0);
    assert.equal((await twilio.api('GET', `${MESSAGES}?PageSize=5000`)).status, 400);
    await twilio.close();
  });

  it('keeps texts and what is to become of them over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hireline-twilio-'));
    const stateFile = join(folder, 'twilio.jsonl');
    const receiver = await startServer(() => ({ status: 200 }));
    const first = await startSimulator({ stateFile, timeScale: 10 });
    await first.api('POST', MESSAGES, { ...FORM, StatusCallback: receiver.url });
    await first.close();
    assert.equal(receiver.seen.length, 0);
    const second = await startSimulator({ stateFile });
    await until(() => receiver.seen.length === 2);
    assert.equal((await second.control('GET', '/messages')).body[0].status, 'delivered');
    await Promise.all([second.close(), receiver.close()]);
    rmSync(folder, { recursive: true });
  });

  it('answers with the published fields, and takes the published requests', async function () {
    if (!existsSync(PUBLISHED)) return this.skip();
    const read = (name: string) => JSON.parse(readFileSync(join(PUBLISHED, name), 'utf8')) as Record<string, string>;
    const twilio = await startSimulator();
    const { StatusCallback: _, ...request } = read('message-create-request.json');
    const { status, body } = await twilio.api('POST', MESSAGES, request);
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(body).sort(), Object.keys(read('message-create-201.json')).sort());
    const scheduled = await twilio.api('POST', MESSAGES, read('message-createScheduledMessageSms-request.json'));
    assert.equal(scheduled.status, 201);
    await twilio.close();
  });
});
