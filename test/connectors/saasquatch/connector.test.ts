import assert from 'node:assert/strict';
import type { AdvocacyConnector } from '../../../connectors/roles/advocacy.js';
import type { Advocate, Referral } from '../../../schemas/referral.js';
import { failureOf } from '../checkr/servers.js';
import {
  basic,
  CANDIDATE,
  CONSENT,
  connectTo,
  KEY,
  ROOT,
  RUN,
  startSimulator,
  TRACE,
  type RunningSimulator,
} from './harness.js';

describe('saasquatch connector, against the simulator', () => {
  let saasquatch: RunningSimulator;
  let advocacy: AdvocacyConnector;
  beforeEach(async () => {
    saasquatch = await startSimulator();
    advocacy = connectTo(saasquatch.url);
  });
  afterEach(async () => {
    await advocacy.close();
    await saasquatch.close();
  });

  const userOf = async (id: string) => (await saasquatch.api('GET', `/open/account/${id}/user/${id}`)).body;
  const writes = async () =>
    ((await saasquatch.control('GET', '/calls')).body as any[]).filter(({ method }) => method !== 'GET');
  const all = async <T>(batches: AsyncIterable<T[]>): Promise<T[]> => {
    const rows: T[] = [];
    for await (const batch of batches) rows.push(...batch);
    return rows;
  };
  const YEARS = { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

  describe('reading', () => {
    it('reads a referral with its candidate', async () => {
      const { referralId, referredUserId } = await saasquatch.apply();
      const referral = await advocacy.readReferral(referralId);
      assert.ok(Math.abs(Date.parse(referral.referredAt) - Date.now()) < 60_000);
      assert.deepEqual(referral, {
        referralId,
        advocateId: 'adv-1001',
        referredUserId,
        jobId: '601',
        candidate: {
          firstName: 'Ada',
          lastName: 'Byron',
          email: 'ada.byron@mail.example',
          phone: '+14155550134',
        },
        consentAt: CONSENT,
        referredAt: referral.referredAt,
        shareLink: 'https://ssqt.example/m/MAYALINDQVIST',
        state: 'open',
        status: null,
      } satisfies Referral);
    });

    it('reads consent that is given later, and that is taken back', async () => {
      const { referralId, referredUserId } = await saasquatch.apply({ consentAt: null });
      assert.equal((await advocacy.readReferral(referralId)).consentAt, null);
      await saasquatch.control('POST', `/users/${referredUserId}/consent`, { consentAt: Date.parse(CONSENT) });
      assert.equal((await advocacy.readReferral(referralId)).consentAt, CONSENT);
      await saasquatch.control('POST', `/users/${referredUserId}/consent`, { consentAt: null });
      assert.equal((await advocacy.readReferral(referralId)).consentAt, null);
    });

    it('says nothing of a candidate who was deleted', async () => {
      const { referralId, referredUserId } = await saasquatch.apply();
      await saasquatch.control('DELETE', `/users/${referredUserId}`);
      const { candidate, jobId, consentAt, advocateId } = await advocacy.readReferral(referralId);
      assert.deepEqual(candidate, { firstName: null, lastName: null, email: null, phone: null });
      assert.deepEqual([jobId, consentAt, advocateId], [null, null, 'adv-1001']);
    });

    it('says that a referral, a user, an advocate does not exist', async () => {
      for (const call of [
        () => advocacy.readReferral('nothing'),
        () => advocacy.findReferralsOf('nobody'),
        () => advocacy.readAdvocate('nobody'),
        () => advocacy.putStatus({ referralId: 'nothing', referredUserId: 'nobody' }, 'applied', TRACE),
        () => advocacy.tagAdvocate('nobody', 'hired-advocate', TRACE),
      ]) {
        assert.equal((await failureOf(call())).type, 'VendorNotFound');
      }
    });

    for (const disabled of [[], ['referrals'], ['referrals', 'codes']] as const) {
      it(`finds the referrals of a user with ${disabled.join(' and ') || 'nothing'} disabled`, async () => {
        await saasquatch.apply({ candidate: { ...CANDIDATE, email: 'other@mail.example' } });
        const { referralId, referredUserId } = await saasquatch.apply({ advocateId: 'adv-1003' });
        await saasquatch.control('POST', '/settings', { disabled });
        const found = await advocacy.findReferralsOf(referredUserId);
        assert.deepEqual(found, [await advocacy.readReferral(referralId)]);
      });
    }

    it('finds none for a user who came by themselves', async () => {
      assert.deepEqual(await advocacy.findReferralsOf('adv-1002'), []);
    });

    it('finds a user whose account has another id', async () => {
      const [{ referralCodes }] = (await saasquatch.control('GET', '/users')).body;
      const body = { id: 'u-7', accountId: 'a-9', firstName: 'Bo', referredByCodes: Object.values(referralCodes) };
      await saasquatch.api('PUT', '/open/account/a-9/user/u-7', body);
      const [referral] = await advocacy.findReferralsOf('u-7');
      assert.deepEqual([referral?.referredUserId, referral?.candidate.firstName], ['u-7', 'Bo']);
      assert.ok(await advocacy.putStatus(referral as Referral, 'applied', TRACE));
      assert.equal(
        (await saasquatch.api('GET', '/open/account/a-9/user/u-7')).body.customFields.applicationStatus,
        'applied',
      );
    });

    it('does not choose between two users of one id', async () => {
      for (const account of ['a-1', 'a-2']) {
        await saasquatch.api('PUT', `/open/account/${account}/user/u-7`, { id: 'u-7', accountId: account });
      }
      assert.equal((await failureOf(advocacy.readAdvocate('u-7'))).type, 'DuplicateRecords');
    });

    it('lists the referrals of a window, over pages, each once', async () => {
      const made: string[] = [];
      for (let n = 0; n < 105; n += 1) {
        made.push((await saasquatch.apply({ candidate: { ...CANDIDATE, email: `c${n}@mail.example` } })).referralId);
      }
      const listed = (await all(advocacy.listReferrals(YEARS))).map(({ referralId }) => referralId);
      assert.deepEqual(listed, made);
      const last = await advocacy.readReferral(made.at(-1) ?? '');
      const from = last.referredAt;
      const at = Date.parse(from);
      const window = (a: number, b: number) => ({ from: new Date(a).toISOString(), to: new Date(b).toISOString() });
      assert.ok((await all(advocacy.listReferrals(window(at, at + 1)))).some((one) => one.referralId === made.at(-1)));
      assert.deepEqual(await all(advocacy.listReferrals(window(at + 1, at + 2))), []);
      assert.ok(!(await all(advocacy.listReferrals(window(0, at)))).some((one) => one.referralId === made.at(-1)));
    });

    it('lists advocates, and not who was referred, but for those who refer by now', async () => {
      const { referredUserId } = await saasquatch.apply();
      const hired = await saasquatch.apply({ referredUserId: 'cand-hired', advocateId: 'adv-1002' });
      await saasquatch.apply({
        advocateId: hired.referredUserId,
        candidate: { ...CANDIDATE, email: 'x@mail.example' },
      });
      await saasquatch.api('POST', '/account/adv-1006/user/adv-1006/block');
      const advocates = await all(advocacy.listAdvocates());
      assert.deepEqual(
        advocates.map(({ advocateId }) => advocateId),
        ['adv-1001', 'adv-1002', 'adv-1003', 'adv-1004', 'adv-1005', 'adv-1006', 'cand-hired'],
      );
      assert.ok(!advocates.some(({ advocateId }) => advocateId === referredUserId));
      assert.deepEqual(advocates[0], {
        advocateId: 'adv-1001',
        firstName: 'Maya',
        lastName: 'Lindqvist',
        email: 'maya.lindqvist@acme.example',
        active: true,
        joinedAt: '2026-01-12T09:00:00.000Z',
      } satisfies Advocate);
      assert.deepEqual(
        advocates.filter(({ active }) => !active).map(({ advocateId }) => advocateId),
        ['adv-1006'],
      );
      assert.deepEqual(await advocacy.readAdvocate('adv-1006'), advocates[5]);
    });
  });

  describe('writing', () => {
    it('shows a status, once, and leaves all other fields as they are', async () => {
      const referral = await saasquatch.apply();
      const id = referral.referredUserId;
      await saasquatch.api('PUT', `/open/account/${id}/user/${id}`, {
        id,
        accountId: id,
        customFields: { shoeSize: 12.5 },
      });
      const receipt = await advocacy.putStatus(referral, 'interviewing', TRACE);
      const sentTo = `${saasquatch.url}${ROOT}/open/account/${id}/user/${id}`;
      assert.deepEqual([receipt?.recordId, receipt?.sentTo, receipt?.status], [id, sentTo, 200]);
      assert.match(receipt?.payloadHash ?? '', /^[0-9a-f]{64}$/);
      assert.deepEqual((await userOf(id)).customFields, {
        ...{ jobId: '601', phone: CANDIDATE.phone, consentAt: CONSENT, shoeSize: 12.5 },
        ...{ applicationStatus: 'interviewing', sent_from: RUN, sent_to: sentTo },
      });
      assert.equal((await advocacy.readReferral(referral.referralId)).status, 'interviewing');
      const before = (await writes()).length;
      assert.equal(await advocacy.putStatus(referral, 'interviewing', TRACE), undefined);
      assert.equal((await writes()).length, before);
      const { headers } = (await writes()).at(-1);
      assert.deepEqual([headers['x-sent-from'], headers['x-sent-to']], [RUN, sentTo]);
    });

    it('shows none where the map has no place for it', async () => {
      const blind = connectTo(saasquatch.url, {}, { referral: { jobId: 'user.customFields.jobId' } });
      assert.equal(await blind.putStatus(await saasquatch.apply(), 'offer', TRACE), undefined);
      await blind.close();
    });

    it('confirms a hire by an event that converts the referral, once', async () => {
      const referral = await saasquatch.apply();
      const receipt = await advocacy.confirmHire(referral, '2026-12-01', TRACE);
      const [event, ...others] = (await saasquatch.control('GET', '/events')).body;
      assert.equal(others.length, 0);
      assert.equal(receipt?.recordId, event.id);
      assert.deepEqual([event.key, event.userId], ['hired', referral.referredUserId]);
      assert.deepEqual(event.fields, { referralId: referral.referralId, sent_from: RUN, sent_to: receipt?.sentTo });
      const sent = JSON.parse((await writes()).at(-1).body);
      assert.match(sent.idempotencyKey, /^[A-Za-z0-9._-]{8,64}$/);
      assert.equal((await advocacy.readReferral(referral.referralId)).state, 'converted');
      assert.equal(await advocacy.confirmHire(referral, '2026-12-01', TRACE), undefined);
      await saasquatch.control('DELETE', '/idempotency-keys');
      assert.equal(await advocacy.confirmHire(referral, '2026-12-01', TRACE), undefined);
      assert.equal((await saasquatch.control('GET', '/events')).body.length, 1);
    });

    it('tells the day of the hire only where the map has a place for it', async () => {
      const telling = connectTo(saasquatch.url, {}, { referral: { hiredOn: 'event.fields.hiredOn' } });
      await telling.confirmHire(await saasquatch.apply(), '2026-12-01', TRACE);
      assert.equal((await saasquatch.control('GET', '/events')).body[0].fields.hiredOn, '2026-12-01');
      await telling.close();
    });

    it('takes an answer that was lost for done, when SaaSquatch knows the key', async () => {
      const referral = await saasquatch.apply();
      await saasquatch.control('POST', '/faults', { route: 'POST *', kind: 'commit_then_drop', count: 1 });
      const lost = await failureOf(advocacy.rejectReferral(referral, 'existing_candidate', TRACE));
      assert.equal(lost.type, 'VendorUnavailable');
      assert.equal(await advocacy.rejectReferral(referral, 'existing_candidate', TRACE), undefined);
      const events = (await saasquatch.control('GET', '/events')).body;
      assert.deepEqual(
        events.map(({ key, fields }: any) => [key, fields.reason, fields.referralId]),
        [['referral_rejected', 'existing_candidate', referral.referralId]],
      );
      assert.equal((await advocacy.readReferral(referral.referralId)).state, 'ended');
    });

    it('tags an advocate, once, beside their other tags', async () => {
      const receipt = await advocacy.tagAdvocate('adv-1002', 'hired-advocate', TRACE);
      assert.equal(receipt?.recordId, 'adv-1002');
      assert.deepEqual((await userOf('adv-1002')).segments, ['employee', 'hired-advocate']);
      const before = (await writes()).length;
      assert.equal(await advocacy.tagAdvocate('adv-1002', 'hired-advocate', TRACE), undefined);
      assert.equal((await writes()).length, before);
    });

    for (const tag of ['~employee', '~*', ' *', '']) {
      it(`does not take "${tag}" for a tag`, async () => {
        assert.equal((await failureOf(advocacy.tagAdvocate('adv-1002', tag, TRACE))).type, 'VendorRejected');
        assert.deepEqual((await userOf('adv-1002')).segments, ['employee']);
      });
    }

    it('applies through a link, and again without a second referral', async () => {
      const application = {
        ...{
          advocateId: 'adv-1004',
          referredUserId: 'golive-1',
          jobId: '602',
          candidate: CANDIDATE,
          consentAt: CONSENT,
        },
      };
      const receipt = await advocacy.applyThroughLink(application, TRACE);
      assert.equal(receipt.recordId, 'golive-1');
      await advocacy.applyThroughLink(application, TRACE);
      const referrals = await advocacy.findReferralsOf('golive-1');
      assert.equal(referrals.length, 1);
      const [referral] = referrals as [Referral];
      assert.deepEqual([referral.advocateId, referral.jobId, referral.consentAt], ['adv-1004', '602', CONSENT]);
      assert.equal(referral.candidate.phone, '+14155550134');
      const unsaid = { ...application, referredUserId: 'golive-2', consentAt: null };
      await advocacy.applyThroughLink(unsaid, TRACE);
      assert.equal('consentAt' in (await userOf('golive-2')).customFields, false);
    });

    it('does not write without a trace', async () => {
      const referral = await saasquatch.apply();
      const calls = (await writes()).length;
      for (const write of [
        () => advocacy.putStatus(referral, 'offer', undefined as never),
        () => advocacy.confirmHire(referral, '2026-12-01', undefined as never),
        () => advocacy.tagAdvocate('adv-1001', 'x', undefined as never),
      ]) {
        await assert.rejects(write);
      }
      assert.equal((await writes()).length, calls);
    });
  });

  describe('the connection', () => {
    it('signs in with no user name, and names the tenant', async () => {
      assert.deepEqual(await advocacy.checkConnection(), { ok: true, detail: 'tenant test_acme' });
      const [call] = (await saasquatch.control('GET', '/calls')).body;
      assert.equal(call.headers.authorization, basic(KEY).authorization);
    });

    it('is refused with another key, which it does not repeat', async () => {
      const stranger = connectTo(saasquatch.url, { SAASQUATCH_API_KEY: 'TEST_unknown' });
      assert.equal((await failureOf(stranger.readReferral('any'))).type, 'VendorUnauthorized');
      const status = await stranger.checkConnection();
      assert.equal(status.ok, false);
      assert.doesNotMatch(status.detail, /unknown/);
      await stranger.close();
    });

    it('waits as long as a 429 says', async () => {
      const blocked: Date[] = [];
      const limiter = {
        acquire: () => Promise.resolve(),
        observe: () => undefined,
        block: (_vendor: string, until: Date) => void blocked.push(until),
      };
      const hurried = connectTo(saasquatch.url, {}, { limiter });
      await saasquatch.control('POST', '/faults', { kind: 'throttle', retryAfter: 7, count: 1 });
      const failure = await failureOf(hurried.readReferral('any'));
      assert.equal(failure.type, 'VendorThrottled');
      const wait = (blocked[0] as Date).getTime() - Date.now();
      assert.ok(wait > 5_000 && wait <= 7_000, `waits ${wait} ms`);
      await hurried.close();
    });

    for (const [missing, name] of [
      [{ SAASQUATCH_TENANT: '' }, /SAASQUATCH_TENANT/],
      [{ SAASQUATCH_API_KEY: '' }, /SAASQUATCH_API_KEY/],
      [{ SAASQUATCH_TENANT: 'a/b' }, /SAASQUATCH_TENANT/],
    ] as const) {
      it(`names the variable at fault: ${name.source}`, () => {
        assert.throws(() => connectTo(saasquatch.url, missing), name);
      });
    }
  });
});
