import assert from 'node:assert/strict';
import { readDelivery } from '../../ledger/delivery-lookup.js';
import { startConsole, type TestConsole } from './harness.js';
import { arrived, forwardAll, wrote } from './seed.js';

const OFFER_ACCEPTED = JSON.stringify({
  action: 'offer_updated',
  payload: { application_id: 5, offer_status: 'Accepted' },
});

describe('console API: deliveries and audit', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole();
  });
  afterEach(() => app.stop());

  it('lists deliveries, newest first, a page at a time', async () => {
    const ids = [];
    for (const eventId of ['a', 'b', 'c']) ids.unshift(await arrived(app.db, { eventId }));
    const first = (await app.get('/api/deliveries?limit=2')).body;
    assert.deepEqual(
      first.items.map(({ id }: { id: string }) => id),
      ids.slice(0, 2),
    );
    const second = (await app.get(`/api/deliveries?limit=2&before=${first.next}`)).body;
    assert.deepEqual([second.items[0].id, second.next], [ids[2], null]);
    assert.equal((await app.get('/api/deliveries?status=quarantined')).body.items.length, 0);
    assert.equal((await app.get('/api/deliveries?status=lost')).status, 400);
  });

  it('shows a delivery as it arrived', async () => {
    const body = Buffer.from([0xff, 0x00]);
    const binary = (await app.get(`/api/deliveries/${await arrived(app.db, { eventId: 'a', body })}`)).body;
    assert.equal(binary.content.base64, body.toString('base64'));
    assert.equal(binary.content.text, null);
    const text = (await app.get(`/api/deliveries/${await arrived(app.db, { eventId: 'b' })}`)).body;
    assert.equal(text.content.text, '{}');
    assert.equal(text.content.headers['content-type'], 'application/json');
    assert.equal(text.bytes, 2);
    assert.equal((await app.get('/api/deliveries/none')).status, 404);
  });

  it('reads a quarantined delivery anew and hands it on', async () => {
    const id = await arrived(app.db, {
      eventId: 'a',
      status: 'quarantined',
      reason: 'not understood then',
      orderKey: 'quarantined',
      body: Buffer.from(OFFER_ACCEPTED),
    });
    const { status, body } = await app.post(`/api/deliveries/${id}/replay`);
    assert.equal(status, 202);
    assert.deepEqual(body, { deliveryId: id, status: 'pending' });
    const kept = await readDelivery(app.db, id);
    assert.deepEqual(kept?.event, { kind: 'offerAccepted', applicationId: '5' });
    assert.equal(kept?.orderKey, 'hire:greenhouse:5');
    assert.equal(app.wakes(), 1);
    const again = await app.post(`/api/deliveries/${id}/replay`);
    assert.equal(again.status, 409);
    assert.match(again.body.reason, /about to be handed on already/);
  });

  it('says why a delivery stays in quarantine', async () => {
    const id = await arrived(app.db, { eventId: 'a', status: 'quarantined', body: Buffer.from('{') });
    const { status, body } = await app.post(`/api/deliveries/${id}/replay`);
    assert.equal(status, 202);
    assert.deepEqual(body, { deliveryId: id, status: 'quarantined', reason: 'the body is not JSON' });
  });

  it('takes out of quarantine what nobody has to act on, by a person with a reason, and keeps it', async () => {
    const id = await arrived(app.db, {
      eventId: 'a',
      status: 'quarantined',
      reason: 'no JSON',
      body: Buffer.from('{'),
    });
    const path = `/api/deliveries/${id}/dismiss`;
    assert.equal((await app.post(path, {})).status, 400);
    assert.equal((await app.post(path, { reason: ' ' })).status, 400);
    const { status, body } = await app.post(path, { reason: 'a test of the vendor' });
    assert.deepEqual([status, body.status], [200, 'ignored']);
    assert.match(body.reason, /^console:\S+ dismissed it: a test of the vendor$/);
    assert.equal((await readDelivery(app.db, id))?.reason, body.reason);
    assert.equal((await app.get('/api/deliveries?status=quarantined')).body.items.length, 0);
    const again = await app.post(path, { reason: 'once more' });
    assert.deepEqual([again.status, again.body.reason], [409, 'The delivery is not in quarantine: it is ignored.']);
    assert.equal((await app.post(`/api/deliveries/${id}/replay`)).body.status, 'quarantined');
    assert.equal((await app.post('/api/deliveries/none/dismiss', { reason: 'x' })).status, 404);
  });

  it('hands on again, as it was kept, what a person asked for', async () => {
    const event = { kind: 'retryRequested', applicationId: '5', requestedBy: 'console:dana' } as const;
    const id = await arrived(app.db, { vendor: 'console', eventId: 'a', event, orderKey: 'hire:greenhouse:5' });
    await forwardAll(app.db);
    assert.equal((await app.get(`/api/deliveries/${id}`)).body.status, 'forwarded');
    assert.equal((await app.post(`/api/deliveries/${id}/replay`)).status, 202);
    assert.deepEqual((await readDelivery(app.db, id))?.event, event);
    const foreign = await arrived(app.db, { vendor: 'gone', eventId: 'b', status: 'quarantined' });
    assert.equal((await app.post(`/api/deliveries/${foreign}/replay`)).status, 409);
  });

  it('lists the audit by hire, person, vendor and time', async () => {
    await wrote(app.db, '1', 'bamboohr', 'create employee');
    await wrote(app.db, '2', 'gusto', 'create employee');
    await app.db.query(`update audit set at = '2026-11-02T03:30:00Z' where application_id = '1'`);
    await app.db.query(`update audit set at = '2026-11-03T12:00:00Z' where application_id = '2'`);
    const found = async (query: string) =>
      (await app.get(`/api/audit?${query}`)).body.items.map((row: { applicationId: string }) => row.applicationId);
    assert.deepEqual(await found(''), ['2', '1']);
    assert.deepEqual(await found('vendor=gusto'), ['2']);
    assert.deepEqual(await found('applicationId=1'), ['1']);
    assert.deepEqual(await found('candidateId=c2'), ['2']);
    assert.deepEqual(await found('from=2026-11-02T03:30:00Z&to=2026-11-03T12:00:00Z'), ['1']);
    // 03:30 UTC on the 2nd is still the 1st in New York, the company's time zone.
    assert.deepEqual(await found('from=2026-11-01&to=2026-11-01'), ['1']);
    assert.deepEqual(await found('from=2026-11-02'), ['2']);
    const { status, body } = await app.get('/api/audit?from=yesterday');
    assert.equal(status, 400);
    assert.match(body.reason, /^from: expected a date as YYYY-MM-DD, or an instant/);
    const row = (await app.get('/api/audit?applicationId=1')).body.items[0];
    assert.equal(row.sentFrom, 'http://temporal.test/1');
    assert.equal(row.sentTo, 'https://bamboohr.test/employees');
    assert.equal(row.payloadHash, 'f00d');
  });
});
