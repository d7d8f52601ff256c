import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { contactNames, toHire } from '../../../connectors/hubspot/contact-properties.js';
import { describeError, duplicateOf, errorBody, unknownProperties } from '../../../connectors/hubspot/errors.js';
import { webhooks } from '../../../connectors/hubspot/webhooks.js';
import { BatchAnswer, Contact, Note, Property, PropertyList, SearchPage } from '../../../connectors/hubspot/wire.js';
import { REFERRAL } from './servers.js';

const FOLDER = resolve('../shared/payloads/hubspot');
const NAMES = contactNames(REFERRAL);

const json = (text: string): any => JSON.parse(text);
/** Recorded answers stand with their status. */
const recorded = (text: string): unknown => json(text).body;

const contact = (email: string | undefined) => (text: string) => {
  const read = Contact.parse(recorded(text));
  assert.equal(read.properties['email'], email);
  assert.equal(toHire(read, NAMES) instanceof Object, true);
};
const batch = (results: number, errors: number) => (text: string) => {
  const read = BatchAnswer.parse(json(text));
  assert.deepEqual([read.results?.length, read.errors?.length ?? 0], [results, errors]);
};
const searched = (count: number, more: boolean) => (page: unknown) => {
  const read = SearchPage.parse(page);
  assert.deepEqual([read.results.length, Boolean(read.paging?.next)], [count, more]);
  for (const row of read.results) Contact.parse(row);
};
const error = (status: number, message: string, type?: string) => (text: string) => {
  const described = describeError({ status, text });
  assert.deepEqual(described, { message, ...(type ? { type } : {}) });
};
/** Not an answer, but what is sent: no model of an answer takes it. */
const request = (text: string) => {
  for (const model of [Contact, Note, Property])
    assert.equal(model.safeParse(json(text).data ?? json(text)).success, false);
};
/** Nothing here reads it. */
const unread = (text: string) => assert.equal(Contact.safeParse(recorded(text) ?? json(text)).success, false);

const FILES: Readonly<Record<string, (text: string) => void>> = {
  'amp-contacts-batch-create-201.json': batch(2, 0),
  'amp-contacts-batch-create-207.json': (text) => {
    batch(1, 1)(text);
    const [conflict] = BatchAnswer.parse(json(text)).errors ?? [];
    assert.deepEqual(conflict && duplicateOf(conflict), { existingId: '171591000198' });
  },
  'amp-contacts-batch-create-conflict.json': (text) => {
    const body = errorBody(text);
    assert.deepEqual(body && duplicateOf(body), { existingId: undefined });
  },
  'amp-contacts-batch-create-invalid-properties.json': (text) => {
    const told = 'VALIDATION_ERROR, PROPERTY_DOESNT_EXIST first000name, PROPERTY_DOESNT_EXIST last000name';
    error(400, told)(text);
    // The same is in the message alone.
    const bare = JSON.stringify({ ...json(text), errors: undefined });
    error(400, told)(bare);
    assert.ok(unknownProperties(errorBody(bare) ?? assert.fail()).includes('last000name'));
  },
  'amp-contacts-batch-update.json': batch(2, 0),
  'amp-contacts-search-page1.json': (text) => searched(1, true)(json(text)),
  'amp-contacts-search-page2.json': (text) => searched(1, false)(json(text)),
  'amp-contacts-search-request.json': request,
  'amp-error-missing-scopes-403.json': error(
    403,
    'the token lacks a scope: one of custom-object-read',
    'VendorUnauthorized',
  ),
  'amp-properties-batch-create-request.json': request,
  'amp-properties-batch-create-response.json': (text) => {
    const { results } = PropertyList.parse(json(text));
    assert.deepEqual(
      results.map(({ name, type, hasUniqueValue }) => [name, type, hasUniqueValue]),
      [
        ['age__c', 'number', false],
        ['interests__c', 'enumeration', false],
      ],
    );
  },
  'amp-property-group-create-request.json': request,
  'amp-property-group-create-response.json': unread,
  'amp-search-error-invalid-object.json': error(400, 'with an error in words'),
  'recorded-create-association-request.json': request,
  'recorded-create-association.json': (text) => {
    // A batch's results that are no contacts.
    assert.equal(BatchAnswer.safeParse(recorded(text)).success, false);
  },
  'recorded-create-contact-201.json': contact('test.contact.1741764800@example.com'),
  'recorded-create-contact-request.json': request,
  'recorded-create-deal-201.json': (text) => void Contact.parse(recorded(text)),
  'recorded-create-deal-request.json': request,
  'recorded-create-note-201.json': (text) => {
    assert.equal(Note.parse(recorded(text)).properties['hs_note_body'], 'Test note created via Nango action');
  },
  'recorded-create-note-request.json': request,
  'recorded-create-property-201.json': (text) => {
    assert.equal(Property.parse(recorded(text)).hasUniqueValue, false);
  },
  'recorded-create-property-request.json': (text) => {
    // A property is sent as it is read, but for what HubSpot adds.
    assert.equal(Property.parse(json(text).data).hasUniqueValue, undefined);
  },
  'recorded-get-contact.json': contact('test-contact-2026@example.com'),
  'recorded-list-contacts.json': (text) => {
    const { results } = SearchPage.parse(recorded(text));
    for (const row of results) Contact.parse(row);
  },
  'recorded-search-tickets-request.json': request,
  'recorded-search-tickets.json': (text) => {
    assert.equal(SearchPage.parse(recorded(text)).total, 22);
  },
  'recorded-update-contact-request.json': request,
  'recorded-update-contact.json': contact(undefined),
  'signature-vectors-v1-v2.json': (text) => {
    const { client_secret: secret, v1, v2_post: v2 } = json(text);
    const sha = (source: string) => createHash('sha256').update(source).digest('hex');
    assert.equal(sha(secret + v1.body), v1.signature);
    assert.equal(sha(secret + v2.method + v2.url + v2.body), v2.signature);
    const now = new Date();
    const verify = (headers: Record<string, string>) =>
      webhooks.verify({ headers, rawBody: Buffer.from(v2.body), url: v2.url, receivedAt: now }, [secret]);
    // Right as they are, the older schemes are not accepted; the newest is, over the same request.
    assert.deepEqual(verify({ 'x-hubspot-signature': v2.signature }), {
      ok: false,
      reason: 'missing header X-HubSpot-Signature-v3',
    });
    const timestamp = String(now.getTime());
    const v3 = createHmac('sha256', secret)
      .update(v2.method + v2.url + v2.body + timestamp)
      .digest('base64');
    const headers = { 'x-hubspot-signature-v3': v3, 'x-hubspot-request-timestamp': timestamp };
    assert.deepEqual(verify(headers), { ok: true });
  },
  'webhook-contact.creation-sdk.json': (text) => {
    const delivery = { headers: {}, rawBody: Buffer.from(text), url: '', receivedAt: new Date() };
    assert.deepEqual(webhooks.parse(delivery), { outcome: 'ignored', reason: 'nothing depends on these events' });
    assert.equal(webhooks.accountOf?.(delivery), '62515');
    assert.equal(webhooks.eventType(delivery), 'contact.creation');
  },
};

describe("hubspot's published payloads", () => {
  before(function () {
    if (!existsSync(FOLDER)) this.skip();
  });

  it('are all known here', () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(FILES).sort());
  });

  for (const [file, check] of Object.entries(FILES)) {
    it(file, () => check(readFileSync(resolve(FOLDER, file), 'utf8')));
  }
});
