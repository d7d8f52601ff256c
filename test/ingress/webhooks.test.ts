import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { settleDeliveries } from '../../ledger/deliveries.js';
import { eventually } from '../support/eventually.js';
import { startIngress, type Acknowledged, type Sending, type TestIngress } from './harness.js';

/** Of GrowSurf: somebody who came by a referral. */
const participant = (id: string) => ({
  event: 'NEW_PARTICIPANT_ADDED',
  createdAt: 1795168800000,
  data: { id, referredBy: 'p0', campaign: { id: 'acme01' } },
});

const CANNOT_BE_KEPT = /cannot be kept/;

describe('webhooks of the ingress', function () {
  this.timeout(30_000);
  let ingress: TestIngress;
  before(async () => {
    ingress = await startIngress();
  });
  after(() => ingress?.stop());

  const deliver = (vendor: string, body: unknown, more?: Partial<Sending>): Promise<Acknowledged> =>
    ingress.deliver(vendor, typeof body === 'string' ? body : JSON.stringify(body), more);
  const greenhouse = (action: string, payload: unknown, eventId?: string) =>
    deliver('greenhouse', { action, payload }, eventId === undefined ? {} : { eventId });

  async function rowOf(id: unknown) {
    const { rows } = await ingress.db.query('select * from deliveries where id = $1', [id]);
    return rows[0] as Record<string, any>;
  }

  describe('of which a text cannot be kept', () => {
    const report = (more: object) => [{ event: 'delivered', timestamp: 1795168800, sg_event_id: 'e', ...more }];
    const bodies: [string, string, unknown][] = [
      ['greenhouse', 'a NUL in the type', { action: 'offer_created\0x', payload: {} }],
      ['checkr', 'a NUL in the id', { id: 'a\0b', type: 'report.completed', data: { object: { id: 'r1' } } }],
      ['gusto', 'a NUL in the uuid', { uuid: 'a\0b', event_type: 'employee.updated', entity_uuid: 'x' }],
      ['sendgrid', "a NUL in the message's id", report({ sg_message_id: 'b\0.x' })],
      ['sendgrid', "half a pair in the message's id", report({ sg_message_id: 'b\ud800.x' })],
      ['growsurf', "half a pair in the participant's id", participant('p\udc00')],
    ];
    for (const [vendor, what, body] of bodies) {
      it(`quarantines it, once: ${vendor}, ${what}`, async () => {
        const first = await deliver(vendor, body);
        assert.equal(first.status, 200);
        assert.equal(first.body['quarantined'], true);
        assert.match(first.body['reason'], CANNOT_BE_KEPT);
        const kept = await rowOf(first.body['deliveryId']);
        assert.equal(kept['body'].toString(), JSON.stringify(body));
        assert.equal(kept['alert_pending'], true);
        const again = await deliver(vendor, body);
        assert.deepEqual(again.body, { ...first.body, duplicate: true });
      });
    }

    it('keeps the two apart of which only a half pair differs', async () => {
      const [one, other] = ['\ud800', '\ud801'].map((half) => ({ id: `d${half}`, type: 'account.updated' }));
      const answers = [await deliver('checkr', one), await deliver('checkr', other)];
      assert.notEqual(answers[0]?.body['deliveryId'], answers[1]?.body['deliveryId']);
    });

    it('quarantines an id too long for an index or for Temporal', async () => {
      const { status, body } = await deliver('growsurf', participant('p'.repeat(1_000)));
      assert.equal(status, 200);
      assert.equal(body['quarantined'], true);
      assert.match(body['reason'], /more than 800 bytes/);
    });

    it('quarantines what the program cannot read', async () => {
      const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
      const body = `{"type":"employee.created","timestamp":${deep},"data":{"employeeId":"7"}}`;
      const answer = await deliver('bamboohr', body);
      assert.equal(answer.status, 200);
      assert.equal(answer.body['quarantined'], true);
    });
  });

  describe('acknowledged', () => {
    const runOf = ({ body }: Acknowledged) => [body['workflowId'], typeof body['runUrl']];

    it('name the run that the event starts or tells', async () => {
      const offer = await greenhouse('offer_updated', { application_id: 501, offer_status: 'Accepted' });
      assert.deepEqual(runOf(offer), ['hire:greenhouse:501', 'string']);
      const hired = await greenhouse('hire_candidate', { application: { id: 502 } });
      assert.deepEqual(runOf(hired), ['hire:greenhouse:502', 'string']);
      const referral = await deliver('saasquatch', {
        ...{ id: 'd1', type: 'referral.started', tenantAlias: 'test_acme', data: { id: 'r1' } },
      });
      assert.equal(runOf(referral)[1], 'string');
    });

    it('name none where there may be none', async () => {
      const news: [string, unknown][] = [
        ['offer_created', { application_id: 503 }],
        ['offer_deleted', { offer: { application_id: 503 } }],
        ['unhire_candidate', { application: { id: 503 } }],
        ['candidate_stage_change', { application: { id: 503 } }],
      ];
      for (const [action, payload] of news) {
        assert.deepEqual(runOf(await greenhouse(action, payload)), [undefined, 'undefined'], action);
      }
      // The advocacy platform is another one.
      assert.deepEqual(runOf(await deliver('growsurf', participant('p2'))), [undefined, 'undefined']);
    });

    it('name the run that was told, once that is known', async () => {
      const offer = () => greenhouse('offer_created', { application_id: 504 }, 'told');
      await settle(await offer(), { status: 'forwarded', reason: null, workflowId: 'hire:greenhouse:504' });
      assert.deepEqual(runOf(await offer()), ['hire:greenhouse:504', 'string']);
    });

    it('say the same again of an event that turned out to be about nobody', async () => {
      const offer = () => greenhouse('offer_created', { application_id: 505 }, 'nobody');
      const first = await offer();
      await settle(first, { status: 'ignored', reason: 'It is about nobody whose hire is known.', workflowId: null });
      assert.deepEqual((await offer()).body, { ...first.body, duplicate: true });
      assert.deepEqual(Object.keys(first.body), ['deliveryId', 'duplicate']);
    });

    it('say each time that nobody subscribed to an event', async () => {
      const created = () => greenhouse('job_created', {}, 'job');
      const first = await created();
      assert.equal(first.body['ignored'], true);
      assert.ok(first.body['reason']);
      assert.deepEqual((await created()).body, { ...first.body, duplicate: true });
    });

    async function settle(
      { body }: Acknowledged,
      outcome: { status: 'forwarded' | 'ignored'; reason: string | null; workflowId: string | null },
    ) {
      const { seq } = await rowOf(body['deliveryId']);
      await settleDeliveries(ingress.db, [{ seq, started: null, ...outcome }]);
    }
  });

  it('are quarantined with an application id that is not the one that was sent', async () => {
    for (const id of ['12345678901234567890', `"${'7'.repeat(400)}"`]) {
      const body = `{"action":"hire_candidate","payload":{"application":{"id":${id}}}}`;
      const answer = await deliver('greenhouse', body);
      assert.equal(answer.body['quarantined'], true);
      assert.match(answer.body['reason'], /^payload\.application\.id: expected an integer id/);
    }
  });

  describe('with a Content-Encoding', () => {
    const body = JSON.stringify({ action: 'hire_candidate', payload: { application: { id: 506 } } });
    for (const [encoding, bytes] of [
      ['gzip', gzipSync(body)],
      ['gzip', Buffer.from('not gzipped')],
      ['br', Buffer.from(body)],
      ['nonsense', Buffer.from(body)],
    ] as const) {
      it(`are refused, with the reason: ${encoding} of ${bytes.length} bytes`, async () => {
        const { status, body: answer } = await ingress.deliver('greenhouse', bytes, {
          headers: { 'content-encoding': encoding },
        });
        assert.equal(status, 415);
        assert.equal(answer['error'], 'unsupported_media_type');
        assert.match(answer['reason'], /Content-Encoding/);
      });
    }

    it('that changes nothing are taken', async () => {
      const { status } = await deliver('greenhouse', body, { headers: { 'content-encoding': 'identity' } });
      assert.equal(status, 200);
    });
  });

  it('elsewhere, a body that cannot be read is refused with the reason', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const { status, body } = await ingress.post('/api/golive', Buffer.from('no gzip'), headers);
    assert.equal(status, 400);
    assert.ok(body['reason']);
  });

  it('are answered within 4 s by a ledger that hangs, and known when they come again', async () => {
    const client = await ingress.db.connect();
    const accepted = () => greenhouse('offer_updated', { application_id: 507, offer_status: 'Accepted' }, 'hangs');
    try {
      await client.query('begin; lock table deliveries in access exclusive mode');
      const since = Date.now();
      const answer = await accepted();
      const took = Date.now() - since;
      assert.equal(answer.status, 503);
      assert.ok(answer.headers['retry-after']);
      assert.ok(took < 4_600, `${took} ms`);
    } finally {
      await client.query('rollback');
      client.release();
    }
    await eventually('the late commit', async () => {
      const { rowCount } = await ingress.db.query("select 1 from deliveries where event_id = 'hangs'");
      return rowCount === 1;
    });
    const again = await accepted();
    assert.equal(again.status, 200);
    assert.equal(again.body['duplicate'], true);
    assert.equal(again.body['workflowId'], 'hire:greenhouse:507');
  });
});
