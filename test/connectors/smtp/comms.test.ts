import assert from 'node:assert/strict';
import { auditedTrace } from '../../../connectors/write-trace.js';
import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectorContext } from '../../../connectors/connector.js';
import { callSignal } from '../../../connectors/http.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import type { CommsConnector, MailMessage } from '../../../connectors/roles/comms.js';
import { connector } from '../../../connectors/smtp/index.js';
import { messageIdOf } from '../../../connectors/smtp/message.js';
import { mailServer } from '../../../connectors/smtp/server.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import { freePort } from '../../support/free-port.js';
import { startScript, startSink, type Reply } from './sink.js';

const TRACE = auditedTrace('http://localhost:8233/namespaces/default/workflows/interview:google:e1/run-1');
const FROM = 'Acme Recruiting <jobs@acme.example>';
const ICS = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n';

const MAIL: MailMessage = {
  messageKey: 'interview:google:e1:confirmation:1',
  to: { email: 'ada.byron@home.example', name: 'Ada Býron' },
  replyTo: { email: 'alex.kim@acme.example', name: 'Alex Kim' },
  subject: 'Your interview – Tuesday',
  text: 'Hello Ada\n.\nthe end',
  html: '<p>Hello Ada</p>',
  attachments: [
    { filename: 'interview.ics', contentType: 'text/calendar; charset=utf-8; method=REQUEST', content: ICS },
  ],
};

function connectTo(url: string, changes: Partial<ConnectorContext> = {}): CommsConnector {
  return connector.create({
    environment: { SMTP_URL: url, SMTP_FROM: FROM },
    bindings: {},
    places: {} as ConnectorContext['places'],
    referral: {},
    limiter: unlimited,
    tokens: memoryTokenStore(),
    timeoutMs: 2_000,
    ...changes,
  });
}

async function failureOf(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    const [details] = error.details as [Record<string, unknown>];
    return { type: error.type, message: error.message, nonRetryable: error.nonRetryable, details };
  }
  throw new assert.AssertionError({ message: 'expected a failure' });
}

describe('smtp settings', () => {
  it('read the server out of its URL', () => {
    const table: [string, Partial<ReturnType<typeof mailServer>>][] = [
      ['smtp://mail.example', { port: 587, secure: false, requireTls: false, credentials: undefined }],
      ['smtps://mail.example', { port: 465, secure: true, requireTls: false, url: 'smtps://mail.example:465' }],
      ['smtp://me%40acme:p%40ss@mail.example:2525', { port: 2525, requireTls: true, url: 'smtp://mail.example:2525' }],
      ['smtp://me:secret@localhost:25', { requireTls: false }],
      ['smtp://me:secret@127.0.0.1', { requireTls: false }],
      ['smtp://[::1]:25', { host: '::1', url: 'smtp://[::1]:25' }],
    ];
    for (const [url, expected] of table) {
      const server = mailServer({ SMTP_URL: url });
      for (const [name, value] of Object.entries(expected))
        assert.equal((server as any)[name], value, `${url} ${name}`);
    }
    const { credentials } = mailServer({ SMTP_URL: 'smtp://me%40acme:p%40ss@mail.example' });
    assert.deepEqual(credentials, { user: 'me@acme', pass: 'p@ss' });
  });

  it('name the variable at fault, without the password in it', () => {
    for (const url of ['', 'mail.example', 'https://me:secret@mail.example', 'smtp:me:secret']) {
      assert.throws(
        () => connectTo(url),
        (error: Error) => /^SMTP_URL\b/.test(error.message) && !error.message.includes('secret'),
      );
    }
    const environment = { SMTP_URL: 'smtp://mail.example', SMTP_FROM: 'nobody' };
    assert.throws(() => connectTo('', { environment }), /^Error: SMTP_FROM\b/);
  });

  it('show an address without credentials', () => {
    assert.equal(connectTo('smtp://me:secret@mail.example').baseUrl, 'smtp://mail.example:587');
    assert.ok(connector.manifest.variables.find(({ name }) => name === 'SMTP_URL')?.secret);
    assert.ok(connector.checkBinding('comms', 'firstName', { path: 'to.name' }));
    assert.equal(connector.webhooks, undefined);
  });
});

describe('smtp connector against a mail server', () => {
  it('hands a mail over whole', async () => {
    const sink = await startSink();
    const comms = connectTo(sink.url);
    const receipt = await comms.sendMail(MAIL, TRACE);
    const [mail] = sink.mails;
    assert.ok(mail);
    assert.equal(mail.from, 'jobs@acme.example');
    assert.deepEqual(mail.to, ['ada.byron@home.example']);
    const headers = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
    const header = (name: string) => new RegExp(`^${name}: +(.*)$`, 'mi').exec(headers)?.[1];
    assert.equal(header('From'), FROM);
    assert.equal(header('Reply-To'), 'Alex Kim <alex.kim@acme.example>');
    assert.match(header('To') ?? '', /<ada\.byron@home\.example>$/);
    assert.equal(header('X-Sent-From'), TRACE.sentFrom);
    assert.equal(header('X-Sent-To'), sink.url);
    assert.equal(header('Message-ID'), receipt.recordId);
    assert.ok(mail.raw.indexOf('text/plain') < mail.raw.indexOf('text/html'));
    assert.match(mail.raw, /\r\n\.\r\nthe end/);
    const [, part = ''] = /(Content-Type: text\/calendar;[\s\S]*)/.exec(mail.raw) ?? [];
    assert.match(part, /method=REQUEST/);
    assert.match(part, /Content-Disposition: attachment; filename=interview\.ics/);
    assert.ok(part.replace(/\r\n/g, '').includes(Buffer.from(ICS).toString('base64')));

    assert.equal(receipt.sentTo, sink.url);
    assert.equal(receipt.status, 250);
    assert.equal(receipt.payloadHash, createHash('sha256').update(mail.raw).digest('hex'));
    await sink.close();
  });

  it('has one Message-ID for one key', () => {
    const from = { email: 'jobs@acme.example', name: null };
    assert.equal(messageIdOf('a', from), messageIdOf('a', { ...from, name: 'Acme' }));
    assert.notEqual(messageIdOf('a', from), messageIdOf('b', from));
    assert.match(messageIdOf('<any key>\r\n', from), /^<[0-9a-f]{40}@acme\.example>$/);
  });

  it('lets no text of a mail become a header or a file', async () => {
    const sink = await startSink();
    const comms = connectTo(sink.url);
    const subject = 'Hello\r\nBcc: eve@home.example';
    const to = { email: MAIL.to.email, name: 'Ada\r\nX-Evil: 1' };
    await comms.sendMail({ ...MAIL, subject, to, text: '/etc/hostname' }, TRACE);
    const raw = sink.mails[0]?.raw ?? '';
    assert.equal(/^(Bcc|X-Evil):/m.test(raw), false);
    assert.deepEqual(sink.mails[0]?.to, ['ada.byron@home.example']);
    assert.match(raw, /\/etc\/hostname/);
    await sink.close();
  });

  it('signs in', async () => {
    const sink = await startSink({ authOptional: false });
    const comms = connectTo(`smtp://hireline:p%40ss%2Fword@${sink.host}`);
    assert.deepEqual(await comms.checkConnection(), { ok: true, detail: `${sink.url} accepts the credentials` });
    await comms.sendMail(MAIL, TRACE);
    assert.equal(sink.mails[0]?.user, 'hireline');

    const stranger = connectTo(`smtp://hireline:wrong@${sink.host}`);
    const failure = await failureOf(stranger.sendMail(MAIL, TRACE));
    assert.equal(failure.type, 'VendorUnauthorized');
    assert.deepEqual(failure.details, { vendor: 'smtp', operation: 'SMTP login', status: 535 });
    const status = await stranger.checkConnection();
    assert.equal(status.ok, false);
    assert.match(status.detail, /535/);
    const nobody = await failureOf(connectTo(sink.url).sendMail(MAIL, TRACE));
    assert.equal(nobody.type, 'VendorUnauthorized');
    assert.equal(sink.mails.length, 1);
    await sink.close();
  });

  it('tells a refused recipient by its codes, never by its address', async () => {
    const refusal = (responseCode: number) =>
      Object.assign(new Error('<ada.byron@home.example>: no'), { responseCode });
    for (const [code, type] of [
      [451, 'VendorUnavailable'],
      [550, 'VendorRejected'],
    ] as const) {
      const sink = await startSink({ onRcptTo: (_address, _session, done) => done(refusal(code)) });
      const failure = await failureOf(connectTo(sink.url).sendMail(MAIL, TRACE));
      assert.equal(failure.type, type);
      assert.equal(failure.details['status'], code);
      assert.ok(!failure.message.includes('home.example'));
      assert.match(failure.message, new RegExp(`^smtp: ${code}\\b.* to RCPT TO$`));
      assert.equal(sink.mails.length, 0);
      await sink.close();
    }
  });

  it('does not send what the server will not take', async () => {
    const sink = await startSink({ size: 500 });
    const failure = await failureOf(connectTo(sink.url).sendMail(MAIL, TRACE));
    assert.equal(failure.type, 'VendorRejected');
    assert.equal(failure.details['reached'], false);
    await sink.close();
  });

  it('does not send credentials in the clear beyond this machine', async () => {
    const script = await startScript({});
    const server = { ...mailServer({ SMTP_URL: script.url }), requireTls: true };
    const { inSession } = await import('../../../connectors/smtp/session.js');
    const credentials = { user: 'me', pass: 'secret' };
    const failure = await failureOf(
      inSession({ ...server, credentials }, { timeoutMs: 2_000, signal: undefined }, () => Promise.resolve()),
    );
    assert.equal(failure.type, 'VendorUnavailable');
    assert.ok(script.lines.every((line) => !line.startsWith('AUTH')));
    await script.close();
  });

  it('cannot tell what became of a mail', async () => {
    const comms = connectTo('smtp://127.0.0.1:9');
    assert.deepEqual(await comms.findMail(MAIL.messageKey, new Date()), { outcome: 'unknown' });
    await comms.close();
  });
});

describe('smtp connector when a server fails', () => {
  const table: [string, Record<string, Reply>, { type: string; status?: number; reached?: false }][] = [
    ['refuses the connection', { connect: '554 No service' }, { type: 'VendorRejected', status: 554 }],
    ['is busy', { connect: '421 4.3.2 Later' }, { type: 'VendorUnavailable', status: 421 }],
    ['hangs up at once', { connect: 'drop' }, { type: 'VendorUnavailable', reached: false }],
    ['never greets', { connect: undefined }, { type: 'VendorUnavailable', reached: false }],
    ['refuses the sender', { MAIL: '553 5.1.8 Unknown' }, { type: 'VendorRejected', status: 553 }],
    ['hangs up before the content', { RCPT: 'drop' }, { type: 'VendorUnavailable', reached: false }],
    ['is silent before the content', { DATA: undefined }, { type: 'VendorUnavailable', reached: false }],
    ['closes before the content', { DATA: '421 4.3.2 Closing' }, { type: 'VendorUnavailable', status: 421 }],
    ['refuses the content', { '.': '554 5.7.1 Spam' }, { type: 'VendorRejected', status: 554 }],
    ['defers the content', { '.': '451 4.3.0 Later' }, { type: 'VendorUnavailable', status: 451 }],
    ['hangs up after the content', { '.': 'drop' }, { type: 'VendorUnavailable' }],
    ['is silent after the content', { '.': undefined }, { type: 'VendorUnavailable' }],
  ];
  for (const [what, replies, expected] of table) {
    it(`that ${what}`, async () => {
      const script = await startScript(replies);
      const failure = await failureOf(connectTo(script.url, { timeoutMs: 300 }).sendMail(MAIL, TRACE));
      const { type, details } = failure;
      assert.deepEqual(
        { type, status: details['status'], reached: details['reached'] },
        { status: undefined, reached: undefined, ...expected },
        failure.message,
      );
      assert.equal(failure.nonRetryable, type !== 'VendorUnavailable');
      await script.close();
    });
  }

  it('takes a mail of a server with plain replies', async () => {
    const script = await startScript({ RCPT: '251 User not local', '.': '250 OK' });
    const receipt = await connectTo(script.url).sendMail(MAIL, TRACE);
    assert.equal(receipt.status, 250);
    assert.ok(script.lines.includes('..'), 'a line of one dot is doubled');
    await script.close();
  });

  it('knows that nothing was taken when there is no server', async () => {
    const failure = await failureOf(connectTo(`smtp://127.0.0.1:${await freePort()}`).sendMail(MAIL, TRACE));
    assert.equal(failure.type, 'VendorUnavailable');
    assert.equal(failure.details['reached'], false);
    assert.match(failure.message, /ECONNREFUSED/);
  });

  it('refuses an address that no server could be told', async () => {
    const script = await startScript({});
    const to = { email: 'ada@home.example>\r\nRCPT TO:<eve@home.example', name: null };
    const failure = await failureOf(connectTo(script.url).sendMail({ ...MAIL, to }, TRACE));
    assert.equal(failure.type, 'VendorRejected');
    assert.equal(failure.details['reached'], false);
    assert.ok(script.lines.every((line) => !line.includes('eve')));
    await script.close();
  });

  it('ends with the signal of its activity', async () => {
    const script = await startScript({ '.': undefined });
    const cancelled = new AbortController();
    setTimeout(() => cancelled.abort(new Error('cancelled')), 100);
    await assert.rejects(
      callSignal.run(cancelled.signal, () => connectTo(script.url).sendMail(MAIL, TRACE)),
      /cancelled/,
    );
    await script.close();
  });
});
