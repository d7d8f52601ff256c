import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectRoot } from '../../../config/root.js';
import { connector } from '../../../connectors/twilio/index.js';
import { signRequest } from '../../../connectors/twilio/signature.js';
import { callbackUrl, messageKeyOf } from '../../../connectors/twilio/status-callback.js';
import { webhooks } from '../../../connectors/twilio/webhooks.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';
import { ACCOUNT } from './harness.js';

const VECTOR = join(projectRoot, '../shared/payloads/twilio/signature-vector.json');
const URL_ = 'https://hireline.example/webhooks/twilio?key=interview%3A1';
const NOW = new Date('2026-11-21T10:00:00Z');
const SID = `SM${'0f'.repeat(16)}`;

const FORM = { MessageSid: SID, SmsSid: SID, MessageStatus: 'delivered', SmsStatus: 'delivered', AccountSid: ACCOUNT };

const delivery = (
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
  url = URL_,
): WebhookDelivery => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  rawBody: Buffer.from(typeof form === 'string' ? form : new URLSearchParams(form).toString()),
  url,
  receivedAt: NOW,
});

describe('twilio webhook signatures', () => {
  const { rawBody } = delivery(FORM);
  const verify = (url: string, signedUrl: string, tokens = ['new', 'old']) =>
    webhooks.verify(delivery(FORM, signRequest(signedUrl, rawBody, 'old'), url), tokens).ok;

  it('cover the address with its query, with or without the standard port', () => {
    const table: [string, string, boolean][] = [
      [URL_, URL_, true],
      [URL_, 'https://hireline.example:443/webhooks/twilio?key=interview%3A1', true],
      ['https://hireline.example:443/a?b=c', 'https://hireline.example/a?b=c', true],
      ['http://hireline.example/a', 'http://hireline.example:80/a', true],
      ['http://127.0.0.1:3000/a', 'http://127.0.0.1:3000/a', true],
      ['http://127.0.0.1:3000/a', 'http://127.0.0.1/a', true],
      ['http://[::1]:3000/a', 'http://[::1]:3000/a', true],
      [URL_, URL_.replace('1', '2'), false],
      [URL_, URL_.replace('?key=interview%3A1', ''), false],
      [URL_, 'http://hireline.example/webhooks/twilio?key=interview%3A1', false],
      [URL_, 'https://hireline.example:444/webhooks/twilio?key=interview%3A1', false],
    ];
    for (const [url, signed, ok] of table) assert.equal(verify(url, signed), ok, `${url} signed as ${signed}`);
  });

  it('are checked against each token, and name the header that is missing', () => {
    assert.equal(verify(URL_, URL_, ['new']), false);
    assert.equal(verify(URL_, URL_, ['old']), true);
    assert.deepEqual(webhooks.verify(delivery(FORM), ['new']), {
      ok: false,
      reason: 'missing header X-Twilio-Signature',
    });
    const source: { sign(...parts: unknown[]): Record<string, string> } = webhooks;
    assert.deepEqual(source.sign(rawBody, 'old', NOW, '1', URL_), signRequest(URL_, rawBody, 'old'));
  });

  it('do not depend on the order of the fields, but on every field', () => {
    const texts = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { minKeys: 1, maxKeys: 6 });
    fc.assert(
      fc.property(texts, (form) => {
        const names = Object.keys(form);
        const body = (of: string[]) =>
          Buffer.from(new URLSearchParams(of.map((name): [string, string] => [name, form[name] ?? ''])).toString());
        const signature = signRequest(URL_, body(names), 'new');
        assert.deepEqual(signRequest(URL_, body([...names].reverse()), 'new'), signature);
        assert.notDeepEqual(signRequest(URL_, body(names.slice(1)), 'new'), signature);
      }),
    );
  });

  it('take repeated fields once each, sorted', () => {
    const sign = (body: string) => signRequest(URL_, Buffer.from(body), 'new');
    assert.deepEqual(sign('a=2&a=1&a=2'), sign('a=1&a=2'));
    assert.notDeepEqual(sign('a=1'), sign('a=1&a=2'));
  });

  it('match the published one', function () {
    if (!existsSync(VECTOR)) return this.skip();
    const { auth_token: token, url, params, signature, header } = JSON.parse(readFileSync(VECTOR, 'utf8'));
    assert.deepEqual(webhooks.verify(delivery(params, { [header]: signature }, url), [token]), { ok: true });
    const { Digits: _, ...fewer } = params;
    assert.equal(webhooks.verify(delivery(fewer, { [header]: signature }, url), [token]).ok, false);
  });
});

describe('twilio status callbacks', () => {
  it('tell what a status means for the text', () => {
    const table: [string, string][] = [
      ...['accepted', 'scheduled', 'queued', 'sending', 'sent'].map((status): [string, string] => [status, 'accepted']),
      ['delivered', 'delivered'],
      ['read', 'delivered'],
      ['undelivered', 'bounced'],
      ['partially_delivered', 'bounced'],
      ['failed', 'dropped'],
      ['canceled', 'dropped'],
    ];
    for (const [status, outcome] of table) {
      assert.deepEqual(webhooks.parse(delivery({ ...FORM, MessageStatus: status })), {
        outcome: 'event',
        event: {
          kind: 'messagesReported',
          comms: 'twilio',
          reports: [
            {
              reportId: `${SID}:${status}`,
              messageKey: 'interview:1',
              messageId: SID,
              outcome,
              at: '2026-11-21T10:00:00.000Z',
            },
          ],
        },
      });
      assert.equal(webhooks.eventType(delivery({ ...FORM, MessageStatus: status })), status);
    }
  });

  it('carry the key in their address, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (key) => {
        const url = callbackUrl('https://hireline.example', key);
        assert.equal(messageKeyOf(url), key);
        assert.ok(URL.canParse(url));
      }),
    );
    for (const url of ['', '/webhooks/twilio?key=a', 'https://a.example/', 'https://a.example/?key=']) {
      assert.equal(messageKeyOf(url), null);
    }
    const parsed = webhooks.parse(delivery(FORM, {}, 'https://hireline.example/webhooks/twilio'));
    assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'messagesReported');
    assert.equal(parsed.event.reports[0]?.messageKey, null);
  });

  it('are known again by text and status, whatever else they say', () => {
    const id = (form: Record<string, string>) => webhooks.eventId(delivery(form));
    assert.equal(id(FORM), id({ ...FORM, RawDlrDoneDate: '2611211000' }));
    assert.notEqual(id(FORM), id({ ...FORM, MessageStatus: 'sent' }));
    assert.notEqual(webhooks.eventId(delivery('a')), webhooks.eventId(delivery('b')));
  });

  it('are understood under their older names', () => {
    const parsed = webhooks.parse(delivery({ SmsSid: SID, SmsStatus: 'undelivered', ErrorCode: '30003' }));
    assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'messagesReported');
    assert.equal(parsed.event.reports[0]?.outcome, 'bounced');
  });

  it('quarantine what they cannot read, and pass over incoming texts', () => {
    const reason = (form: Record<string, string> | string) => {
      const parsed = webhooks.parse(delivery(form));
      return parsed.outcome === 'event' ? 'event' : `${parsed.outcome}: ${parsed.reason}`;
    };
    assert.equal(reason({ MessageStatus: 'sent' }), 'quarantined: MessageSid: expected text, found nothing');
    assert.equal(reason({ MessageSid: SID }), 'quarantined: MessageStatus: expected text, found nothing');
    assert.equal(
      reason({ ...FORM, MessageStatus: 'teleported' }),
      'quarantined: MessageStatus: expected a status that Twilio documents, found text',
    );
    for (const body of ['', '[]', 'null', '{"a":']) {
      assert.match(reason(body), /^quarantined: /);
      assert.equal(webhooks.eventType(delivery(body)), undefined);
    }
    assert.match(reason({ MessageSid: SID, SmsStatus: 'received', Body: 'STOP' }), /^ignored: /);
  });

  it('say whose account they are about', () => {
    assert.equal(webhooks.accountOf?.(delivery(FORM)), ACCOUNT);
    assert.equal(webhooks.accountOf?.(delivery('')), undefined);
    assert.equal(connector.manifest.accountVariable, 'TWILIO_ACCOUNT_SID');
  });
});
