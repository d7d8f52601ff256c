import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectRoot } from '../../../config/root.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';
import { webhooks } from '../../../connectors/greenhouse/webhooks.js';

const PUBLISHED = join(projectRoot, '../shared/payloads/greenhouse');

function delivery(body: string | Buffer, headers: Record<string, string> = {}): WebhookDelivery {
  return {
    headers,
    rawBody: Buffer.from(body),
    url: 'https://hireline.example/webhooks/greenhouse',
    receivedAt: new Date(),
  };
}

const parse = (body: unknown) => webhooks.parse(delivery(JSON.stringify(body)));
const offerEvent = (action: string, payload: Record<string, unknown>) => parse({ action, payload });

describe('greenhouse webhook signatures', () => {
  const body = Buffer.from(
    '{"action":"offer_updated","payload":{"notes":"\\u003cp\\u003eTom\\u00e1s\\u003c/p\\u003e"}}',
  );
  const signed = (secret: string) => webhooks.sign(body, secret, new Date(), '17');

  it('accepts its own signer with any of the secrets', () => {
    for (const secret of ['new', 'old']) {
      assert.deepEqual(webhooks.verify(delivery(body, signed(secret)), ['new', 'old']), { ok: true });
    }
    assert.match(signed('new')['signature'] ?? '', /^sha256 [0-9a-f]{64}$/);
  });

  it('signs as published: hex HMAC-SHA256 after the algorithm and one space', () => {
    assert.equal(
      webhooks.sign(Buffer.from('{"a":1}'), 'key', new Date(), '1')['signature'],
      'sha256 88a67f24bbcdaed0e6c997404bb79a743baf44c6bab2f4c27328e3009d22e342',
    );
  });

  it('refuses other secrets, changed bodies and re-serialised unicode', () => {
    const headers = signed('key');
    assert.equal(webhooks.verify(delivery(body, headers), ['other']).ok, false);
    assert.equal(webhooks.verify(delivery(`${body.toString()} `, headers), ['key']).ok, false);
    assert.equal(webhooks.verify(delivery(JSON.stringify(JSON.parse(body.toString())), headers), ['key']).ok, false);
  });

  it('names a missing or malformed header', () => {
    const missing = webhooks.verify(delivery(body), ['key']);
    assert.deepEqual(missing, { ok: false, reason: 'the Signature header is missing' });
    const hex = signed('key')['signature']?.slice(7) ?? '';
    for (const signature of [hex, `sha1 ${hex}`, `sha256  ${hex}`, `sha256=${hex}`, 'sha256 00', `sha256 ${hex}00`]) {
      assert.equal(webhooks.verify(delivery(body, { signature }), ['key']).ok, false, signature);
    }
  });

  it('accepts no body under a signature of another', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        const headers = webhooks.sign(Buffer.from(a), 'key', new Date(), '1');
        const same = Buffer.from(a).equals(Buffer.from(b));
        assert.equal(webhooks.verify(delivery(Buffer.from(b), headers), ['key']).ok, same);
      }),
    );
  });

  it('knows a delivery by the event id, else by its content', () => {
    assert.equal(webhooks.eventId(delivery('{}', { 'greenhouse-event-id': ' 17 ' })), '17');
    assert.equal(webhooks.eventId(delivery('{}')), webhooks.eventId(delivery('{}')));
    assert.notEqual(webhooks.eventId(delivery('{}')), webhooks.eventId(delivery('{ }')));
    assert.match(webhooks.eventId(delivery('not json')), /^sha256:/);
  });
});

describe('greenhouse webhook events', () => {
  const offer = { id: 5, application_id: 8 };

  it('tells what an event means for a hire', () => {
    const application = { application: { id: 8 } };
    const applicationId = '8';
    const rescinded = { kind: 'offerRescinded', applicationId };
    const table: [string, Record<string, unknown>, Record<string, unknown>][] = [
      ['offer_updated', { ...offer, offer_status: 'Accepted' }, { kind: 'offerAccepted', applicationId }],
      [
        'offer_updated',
        { ...offer, offer_status: 'accepted', version: null },
        { kind: 'offerAccepted', applicationId },
      ],
      ['offer_updated', { ...offer, offer_status: 'Accepted', version: 3 }, { kind: 'offerAccepted', applicationId }],
      ['offer_updated', { ...offer, offer_status: 'Created', version: 3 }, { kind: 'offerChanged', applicationId }],
      ['offer_updated', { ...offer, offer_status: 'Deprecated' }, { kind: 'offerChanged', applicationId }],
      ['offer_updated', { ...offer, offer_status: 'Rejected' }, { kind: 'offerChanged', applicationId }],
      ['offer_created', { ...offer, offer_status: 'Created' }, { kind: 'offerChanged', applicationId }],
      ['offer_created', { ...offer, offer_status: 'Accepted' }, { kind: 'offerChanged', applicationId }],
      ['offer_deleted', { offer }, { ...rescinded, cause: 'offer_deleted' }],
      ['hire_candidate', application, { kind: 'candidateHired', applicationId }],
      ['hire_candidate', { application: { id: '8' } }, { kind: 'candidateHired', applicationId }],
      [
        'hire_candidate',
        { application: { id: Number.MAX_SAFE_INTEGER } },
        { kind: 'candidateHired', applicationId: '9007199254740991' },
      ],
      [
        'hire_candidate',
        { application: { id: '9223372036854775807' } },
        { kind: 'candidateHired', applicationId: '9223372036854775807' },
      ],
      ['candidate_stage_change', application, { kind: 'stageChanged', applicationId }],
      ['unhire_candidate', application, { ...rescinded, cause: 'unhired' }],
      ['reject_candidate', application, { ...rescinded, cause: 'rejected' }],
      [
        'merge_candidate',
        { person: { id: 7, new_candidate_id: 9 } },
        { kind: 'candidateMerged', candidateId: '7', mergedInto: '9' },
      ],
      [
        'candidate_anonymized',
        { candidate_id: 7, anonymized_fields: ['full_name'] },
        { kind: 'candidateAnonymized', candidateId: '7' },
      ],
    ];
    for (const [action, payload, event] of table) {
      assert.deepEqual(offerEvent(action, payload), { outcome: 'event', event }, action);
    }
  });

  it('ignores what nobody subscribed to, also when unknown', () => {
    for (const action of ['ping', 'offer_approved', 'update_candidate', 'interview_deleted', 'toString', 'new_thing']) {
      assert.equal(offerEvent(action, {}).outcome, 'ignored', action);
    }
  });

  it('quarantines what lacks the thing it needs, naming the place', () => {
    const table: [string, Record<string, unknown>, RegExp][] = [
      ['offer_updated', { offer_status: 'Accepted' }, /^payload\.application_id: .*found nothing$/],
      ['offer_updated', { application_id: 'x1', offer_status: 'Accepted' }, /^payload\.application_id: .*found text$/],
      ['offer_updated', { application_id: 1.5, offer_status: 'Accepted' }, /^payload\.application_id/],
      ['offer_updated', { application_id: 8 }, /^payload\.offer_status: .*found nothing$/],
      ['offer_updated', { application_id: 8, offer_status: 'Maybe' }, /^payload\.offer_status/],
      ['hire_candidate', { application: { id: 2 ** 53 } }, /^payload\.application\.id: .*found a number$/],
      ['hire_candidate', { application: { id: '1'.repeat(20) } }, /^payload\.application\.id: .*found text$/],
      ['hire_candidate', { application: { id: '08' } }, /^payload\.application\.id: .*found text$/],
      ['offer_deleted', offer, /^payload\.offer\.application_id/],
      ['merge_candidate', { person: { id: 7 } }, /^payload\.person\.new_candidate_id: .*found nothing$/],
      ['merge_candidate', { candidate: { id: 7 } }, /^payload\.person\.id/],
      ['candidate_anonymized', { candidate: { id: 7 } }, /^payload\.candidate_id/],
      ['candidate_stage_change', { application: {} }, /^payload\.application\.id: .*found nothing$/],
      ['hire_candidate', { application_id: 8 }, /^payload\.application\.id/],
      ['hire_candidate', { application: [8] }, /^payload\.application\.id/],
    ];
    for (const [action, payload, reason] of table) {
      const parsed = offerEvent(action, payload);
      assert.equal(parsed.outcome, 'quarantined', action);
      assert.match(parsed.outcome === 'quarantined' ? parsed.reason : '', reason);
      assert.doesNotMatch(JSON.stringify(parsed), /x1|Maybe/);
    }
    for (const body of ['', 'offer_updated', '{"action":', '[]', 'null', '{"payload":{}}', '{"action":7}']) {
      assert.equal(webhooks.parse(delivery(body)).outcome, 'quarantined', body);
    }
  });

  it('never throws on any body', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.constantFrom('offer_updated', 'hire_candidate', 'merge_candidate'),
        (text, action) => {
          webhooks.parse(delivery(text));
          webhooks.parse(delivery(`{"action":"${action}","payload":${JSON.stringify(text)}}`));
          webhooks.eventType(delivery(text));
        },
      ),
    );
  });

  it('reads the published examples', function () {
    if (!existsSync(PUBLISHED)) return this.skip();
    const expected: Record<string, string> = {
      offer_created: 'offerChanged',
      offer_updated: 'offerChanged',
      offer_deleted: 'offerRescinded',
      hire_candidate: 'candidateHired',
      unhire_candidate: 'offerRescinded',
      candidate_stage_change: 'stageChanged',
      merge_candidate: 'candidateMerged',
      candidate_anonymized: 'candidateAnonymized',
    };
    const files = readdirSync(PUBLISHED).filter((name) => name.startsWith('webhook-'));
    assert.ok(files.length >= 20);
    for (const file of files) {
      const example = delivery(readFileSync(join(PUBLISHED, file)));
      const action = file.slice('webhook-'.length, -'.json'.length);
      assert.equal(webhooks.eventType(example), action);
      const parsed = webhooks.parse(example);
      const kind = parsed.outcome === 'event' ? parsed.event.kind : parsed.outcome;
      assert.equal(kind, expected[action] ?? 'ignored', file);
    }
  });
});
