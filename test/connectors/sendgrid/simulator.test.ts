import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../config/root.js';
import { webhooks } from '../../../connectors/sendgrid/webhooks.js';
import type { MessageReport } from '../../../schemas/events.js';
import { connectTo, MAIL, PUBLIC_KEY, startServer, startSimulator, TRACE, until, type Seen } from './harness.js';

const SEND = '/v3/mail/send';
const PUBLISHED = join(projectRoot, '../shared/payloads/sendgrid/mail-send-request.json');

const mailTo = (email: string, changes: Record<string, unknown> = {}) => ({
  personalizations: [{ to: [{ email }] }],
  from: { email: 'jobs@acme.example' },
  subject: 'Hello',
  content: [{ type: 'text/plain', value: 'Hello' }],
  custom_args: { message_key: `key of ${email}` },
  ...changes,
});

function reportsOf(seen: Seen): MessageReport[] {
  const delivery = {
    headers: seen.headers as Record<string, string>,
    rawBody: seen.body,
    url: seen.url,
    receivedAt: new Date(),
  };
  assert.deepEqual(webhooks.verify(delivery, [PUBLIC_KEY]), { ok: true });
  const parsed = webhooks.parse(delivery);
  assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'messagesReported', JSON.stringify(parsed));
  return parsed.event.reports;
}

describe('sendgrid simulator', () => {
  it('posts signed batches that tell what became of each mail', async () => {
    const receiver = await startServer(() => ({ status: 200 }));
    const sendgrid = await startSimulator({ webhookUrl: receiver.url });
    const table: [string, string[]][] = [
      ['ada@home.example', ['accepted', 'delivered']],
      ['bounce.ada@home.example', ['accepted', 'bounced']],
      ['blocked@home.example', ['accepted', 'bounced']],
      ['dropped@home.example', ['dropped']],
      ['deferred@home.example', ['accepted', 'deferred', 'delivered']],
      ['spam@home.example', ['accepted', 'delivered', 'complained']],
    ];
    const ids = new Map<string, string>();
    for (const [email] of table) {
      const answer = await sendgrid.api('POST', SEND, mailTo(email));
      assert.equal(answer.status, 202);
      assert.equal(answer.body, undefined);
      ids.set(email, answer.headers.get('x-message-id') ?? '');
    }
    const reports = await until(() => {
      const all = receiver.seen.flatMap(reportsOf);
      return all.length >= 13 && all;
    });
    for (const [email, outcomes] of table) {
      const own = reports.filter(({ messageId }) => messageId === ids.get(email));
      assert.deepEqual(
        own.map(({ outcome }) => outcome),
        outcomes,
        email,
      );
      assert.ok(own.every(({ messageKey }) => messageKey === `key of ${email}`));
    }
    assert.ok(receiver.seen.every(({ body }) => body.toString().endsWith(']\r\n')));
    await Promise.all([sendgrid.close(), receiver.close()]);
  });

  it('posts again until it is taken, and the same batch on demand', async () => {
    const receiver = await startServer((_seen, index) => (index === 0 ? { status: 503 } : { status: 200 }));
    const sendgrid = await startSimulator({ webhookUrl: receiver.url, timeScale: 1_000 });
    await sendgrid.api('POST', SEND, mailTo('ada@home.example'));
    await until(() => receiver.seen.length === 2);
    const [batch] = (await sendgrid.control('GET', '/webhooks')).body;
    assert.equal(batch.eventType, 'processed,delivered');
    assert.equal((await sendgrid.control('POST', `/webhooks/${batch.id}/redeliver`)).status, 202);
    await until(() => receiver.seen.length === 3);
    assert.equal(new Set(receiver.seen.map(({ body }) => body.toString())).size, 1);
    await Promise.all([sendgrid.close(), receiver.close()]);
  });

  it('repeats, reorders and fires events as told', async () => {
    const receiver = await startServer(() => ({ status: 200 }));
    const sendgrid = await startSimulator({ webhookUrl: receiver.url });
    await sendgrid.control('POST', '/settings', { duplicates: true, out_of_order: true });
    await sendgrid.api('POST', SEND, mailTo('ada@home.example'));
    await until(() => receiver.seen.length === 1);
    const outcomes = (index: number) => reportsOf(receiver.seen[index] as Seen).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes(0), ['delivered', 'delivered', 'accepted', 'accepted']);

    await sendgrid.control('POST', '/settings', { duplicates: false, out_of_order: false, automatic_events: false });
    const { headers } = await sendgrid.api('POST', SEND, mailTo('ada@home.example'));
    const id = headers.get('x-message-id') ?? '';
    assert.equal(
      (await sendgrid.control('POST', `/mails/${id}/event`, { event: 'bounce', type: 'blocked' })).status,
      202,
    );
    await until(() => receiver.seen.length === 2);
    assert.deepEqual(outcomes(1), ['bounced']);
    const [, mail] = (await sendgrid.control('GET', '/mails')).body;
    assert.deepEqual(mail.events, ['bounce']);
    assert.equal((await sendgrid.control('POST', `/mails/${id}/event`, { event: 'exploded' })).status, 400);
    assert.equal((await sendgrid.control('POST', '/mails/none/event', { event: 'open' })).status, 404);
    assert.equal((await sendgrid.control('POST', '/settings', { loud: true })).status, 400);
    await Promise.all([sendgrid.close(), receiver.close()]);
  });

  it('refuses with the path of the field', async () => {
    const sendgrid = await startSimulator();
    const ok = mailTo('ada@home.example');
    const attachment = { content: 'aGk=', filename: 'a.ics', type: 'text/calendar' };
    const table: [unknown, string][] = [
      [{ ...ok, personalizations: undefined }, 'personalizations'],
      [{ ...ok, personalizations: [] }, 'personalizations'],
      [{ ...ok, personalizations: [{ to: [] }] }, 'personalizations.0.to'],
      [mailTo('no address'), 'personalizations.0.to.0.email'],
      [{ ...ok, personalizations: [{ to: [{ email: 'a@b.c' }], cc: [{ email: 'A@b.c' }] }] }, 'personalizations.0'],
      [{ ...ok, from: { email: '' } }, 'from.email'],
      [{ ...ok, subject: '' }, 'subject'],
      [{ ...ok, content: [] }, 'content'],
      [{ ...ok, content: [{ type: 'text/plain; charset=utf-8', value: 'x' }] }, 'content.0.type'],
      [
        {
          ...ok,
          content: [
            { type: 'text/html', value: 'x' },
            { type: 'text/plain', value: 'x' },
          ],
        },
        'content.1.type',
      ],
      [{ ...ok, attachments: [{ ...attachment, type: 'text/calendar; method=REQUEST' }] }, 'attachments.0.type'],
      [{ ...ok, attachments: [{ ...attachment, content: 'BEGIN:VCALENDAR' }] }, 'attachments.0.content'],
      [{ ...ok, custom_args: { message_key: 5 } }, 'custom_args.message_key'],
      [{ ...ok, custom_args: { message_key: 'x'.repeat(10_001) } }, 'custom_args'],
    ];
    for (const [body, field] of table) {
      const { status, body: answer } = await sendgrid.api('POST', SEND, body);
      assert.equal(status, 400, field);
      assert.equal(answer.errors[0].field, field);
      assert.ok(answer.errors[0].message);
      assert.equal(answer.errors[0].help, null);
    }
    assert.deepEqual((await sendgrid.control('GET', '/mails')).body, []);
    await sendgrid.close();
  });

  it('refuses other keys, other bodies, larger ones, and knows sandbox mode', async () => {
    const sendgrid = await startSimulator();
    assert.equal((await sendgrid.api('POST', SEND, mailTo('a@b.example'), 'other')).status, 401);
    assert.equal((await sendgrid.api('POST', SEND, '{')).status, 400);
    assert.equal((await sendgrid.api('GET', '/v3/none')).status, 404);
    const large = mailTo('a@b.example', { subject: 'x'.repeat(2_200_000) });
    const tooLarge = await sendgrid.api('POST', SEND, large);
    assert.equal(tooLarge.status, 413);
    assert.equal(tooLarge.body.errors[0].field, null);
    const sandboxed = mailTo('a@b.example', { mail_settings: { sandbox_mode: { enable: true } } });
    assert.equal((await sendgrid.api('POST', SEND, sandboxed)).status, 200);
    assert.deepEqual((await sendgrid.control('GET', '/mails')).body, []);
    await sendgrid.close();
  });

  it('throttles with a reset and no Retry-After', async () => {
    const sendgrid = await startSimulator({ rateLimit: 1 });
    assert.equal((await sendgrid.api('GET', '/v3/scopes')).headers.get('x-ratelimit-remaining'), '0');
    const refused = await sendgrid.api('GET', '/v3/scopes');
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), null);
    assert.match(refused.headers.get('x-ratelimit-reset') ?? '', /^\d{10}$/);
    assert.deepEqual(refused.body, { errors: [{ message: 'too many requests', field: null, help: null }] });
    await sendgrid.close();
  });

  it('answers activity only to an account that has it, and only queries it knows', async () => {
    const sendgrid = await startSimulator();
    const ask = (query: string) => sendgrid.api('GET', `/v3/messages?limit=5&query=${encodeURIComponent(query)}`);
    assert.equal((await ask('to_email="a@b.example"')).status, 403);
    await sendgrid.control('POST', '/settings', { activity: true });
    await sendgrid.api('POST', SEND, mailTo('a@b.example'));
    const { messages } = (await ask('(to_email="a@b.example")')).body;
    assert.equal(messages.length, 1);
    assert.equal(messages[0].status, 'delivered');
    assert.equal((await ask(`unique_args['message_key']="key of a@b.example"`)).body.messages.length, 1);
    assert.equal((await ask(`unique_args['message_key']="other"`)).body.messages.length, 0);
    assert.equal((await ask('everything')).status, 400);
    await sendgrid.close();
  });

  it('keeps mails, settings and waiting events over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hireline-sendgrid-'));
    const stateFile = join(folder, 'sendgrid.jsonl');
    const receiver = await startServer(() => ({ status: 200 }));
    const first = await startSimulator({ stateFile, webhookUrl: receiver.url, timeScale: 1 });
    await first.control('POST', '/settings', { activity: true });
    await first.api('POST', SEND, mailTo('ada@home.example'));
    await first.close();
    assert.equal(receiver.seen.length, 0);
    const second = await startSimulator({ stateFile, webhookUrl: receiver.url });
    await until(() => receiver.seen.length === 1);
    assert.equal(reportsOf(receiver.seen[0] as Seen).length, 2);
    assert.equal((await second.control('GET', '/mails')).body.length, 1);
    assert.equal((await second.control('GET', '/settings')).body.activity, true);
    await Promise.all([second.close(), receiver.close()]);
    rmSync(folder, { recursive: true });
  });

  it('refuses to start without a key to sign with', () => {
    return assert.rejects(startSimulator({ webhookUrl: 'http://127.0.0.1:9', webhookSecret: 'secret' }), /PKCS #8 PEM/);
  });

  it('takes and drops when a fault says so', async () => {
    const sendgrid = await startSimulator();
    await sendgrid.control('POST', '/faults', { route: `POST ${SEND}`, kind: 'commit_then_drop', count: 1 });
    const comms = connectTo(sendgrid.url);
    await assert.rejects(comms.sendMail(MAIL, TRACE));
    assert.equal((await sendgrid.control('GET', '/mails')).body.length, 1);
    await Promise.all([comms.close(), sendgrid.close()]);
  });

  it('takes the published example', async function () {
    if (!existsSync(PUBLISHED)) return this.skip();
    const sendgrid = await startSimulator();
    const { status } = await sendgrid.api('POST', SEND, readFileSync(PUBLISHED, 'utf8'));
    assert.equal(status, 202);
    const [mail] = (await sendgrid.control('GET', '/mails')).body;
    assert.equal(mail.to.length, 6);
    assert.match(mail.attachments[0].text, /^<!DOCTYPE html>/);
    await sendgrid.close();
  });
});
