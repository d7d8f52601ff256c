import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { webhooks } from '../../../connectors/codesignal/webhooks.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';

const SECRET = 'a-secret-key';
const URL = 'https://hireline.example/webhooks/codesignal';
const SESSION = 'lehu382hdleh2912x';
const AT = 1795316400123;

const event = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  event: 'companyTestSessionFinished',
  triggeredOn: AT,
  payload: { testSessionId: SESSION, testId: 't1', candidateEmail: 'ada@mail.example', score: 900, maxScore: 1000 },
  ...changes,
});

const delivery = (body: unknown, signed?: string, secret = SECRET): WebhookDelivery => ({
  headers: signed === undefined ? {} : { 'x-codesignal-signature': hmac(signed, secret) },
  rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  url: URL,
  receivedAt: new Date(),
});

const hmac = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest('hex');

describe('codesignal webhooks: signature', () => {
  const text = `${URL}companyTestSessionFinished${AT}`;

  it('is over address, event and time', () => {
    const raw = Buffer.from(JSON.stringify(event()));
    const headers = webhooks.sign(raw, SECRET, new Date(), 'any', URL);
    assert.deepEqual(headers, { 'X-CodeSignal-Signature': hmac(text) });
    assert.throws(() => webhooks.sign(raw, SECRET, new Date(), 'any'), /expected the URL/);
  });

  it('is accepted with any secret in rotation', () => {
    assert.deepEqual(webhooks.verify(delivery(event(), text), ['newer', SECRET]), { ok: true });
  });

  const reason = 'the signature does not match the address, the event and its time';
  const refused: [string, WebhookDelivery][] = [
    ['another secret', delivery(event(), text, 'other')],
    ['another event', delivery(event({ event: 'preScreenExpired' }), text)],
    ['another time', delivery(event({ triggeredOn: AT + 1 }), text)],
    ['another address', { ...delivery(event(), text), url: `${URL}/` }],
    ['no event', delivery('{', text)],
  ];
  for (const [name, one] of refused) {
    it(`is refused with ${name}`, () => {
      assert.deepEqual(webhooks.verify(one, [SECRET]), { ok: false, reason });
    });
  }

  it('names the missing header', () => {
    const verified = webhooks.verify(delivery(event()), [SECRET]);
    assert.deepEqual(verified, { ok: false, reason: 'missing header X-CodeSignal-Signature' });
  });

  it('of an empty payload is over the address alone', () => {
    for (const body of ['', '{}']) {
      assert.deepEqual(webhooks.verify(delivery(body, URL), [SECRET]), { ok: true });
    }
  });

  it('does not let name and time be told apart elsewhere than where they were signed', () => {
    const plain = `companyTestSessionFinished${AT}`;
    fc.assert(
      fc.property(fc.nat({ max: plain.length }), (at) => {
        const shifted = event({ event: plain.slice(0, at), triggeredOn: plain.slice(at) });
        assert.deepEqual(webhooks.verify(delivery(shifted, URL + plain), [SECRET]), { ok: true });
        const means = webhooks.parse(delivery(shifted)).outcome;
        assert.equal(means === 'event', plain.slice(0, at) === 'companyTestSessionFinished');
      }),
      { numRuns: 100 },
    );
  });
});

describe('codesignal webhooks: events', () => {
  for (const name of [
    ...['companyTestSessionCreated', 'companyTestSessionStarted', 'companyTestSessionFinished'],
    ...['preScreenCandidateDeclined', 'preScreenResultShared', 'preScreenExpired', 'preScreenIntegrityReviewUpdated'],
    ...['preScreenResultVerificationPending', 'preScreenResultVerified', 'preScreenResultNotVerified'],
  ]) {
    it(`${name} means that a session is to be read anew, and nothing that its body says of it`, () => {
      const parsed = webhooks.parse(delivery(event({ event: name })));
      assert.deepEqual(parsed, {
        outcome: 'event',
        event: { kind: 'screeningChanged', screening: 'codesignal', resultId: SESSION },
      });
      assert.equal(webhooks.eventType(delivery(event({ event: name }))), name);
    });
  }

  for (const name of [
    'assessmentCreated',
    'assessmentUpdated',
    'liveInterviewFinished',
    'liveInterviewFeedbackUpdated',
  ]) {
    it(`${name} is ignored`, () => {
      const parsed = webhooks.parse(delivery(event({ event: name })));
      assert.deepEqual(parsed, { outcome: 'ignored', reason: `nothing depends on ${name}` });
    });
  }

  it('an undocumented event is ignored, and not quoted', () => {
    const parsed = webhooks.parse(delivery(event({ event: 'ada@mail.example' })));
    assert.deepEqual(parsed, { outcome: 'ignored', reason: 'not an event that CodeSignal documents' });
  });

  it('the trial on saving a webhook is ignored', () => {
    for (const body of [{}, { payload: {} }]) assert.equal(webhooks.parse(delivery(body)).outcome, 'ignored');
    assert.equal(webhooks.parse(delivery('')).outcome, 'quarantined');
  });

  const malformed: [string, unknown, RegExp][] = [
    ['no JSON', '{', /^the body: expected a JSON object/],
    ['a list', [], /^the body: expected a JSON object/],
    ['no event', event({ event: undefined }), /^event: expected the name of an event, found nothing$/],
    ['no time', event({ triggeredOn: undefined }), /^triggeredOn: expected .*, found nothing$/],
    ['no payload', event({ payload: undefined }), /^payload\.testSessionId: expected .*, found nothing$/],
    ['a number for an id', event({ payload: { testSessionId: 7 } }), /^payload\.testSessionId: .*, found a number$/],
    ['a path for an id', event({ payload: { testSessionId: 'a/b' } }), /^payload\.testSessionId: .*, found text$/],
  ];
  for (const [name, body, reason] of malformed) {
    it(`is quarantined with ${name}`, () => {
      const parsed = webhooks.parse(delivery(body));
      assert.ok(parsed.outcome === 'quarantined');
      assert.match(parsed.reason, reason);
    });
  }

  it('is known by name, time and session', () => {
    const id = webhooks.eventId(delivery(event()));
    const reordered = Object.fromEntries(Object.entries(event()).reverse());
    assert.equal(webhooks.eventId(delivery(reordered)), id);
    assert.notEqual(webhooks.eventId(delivery(event({ triggeredOn: AT + 1 }))), id);
    assert.notEqual(webhooks.eventId(delivery(event({ payload: { testSessionId: 'other' } }))), id);
    assert.notEqual(webhooks.eventId(delivery('{')), webhooks.eventId(delivery('')));
  });
});
