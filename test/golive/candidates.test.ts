import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { goLiveCandidateActivities } from '../../activities/go-live-candidates.js';
import { goLiveDeliveryActivities } from '../../activities/go-live-deliveries.js';
import { goLiveStageActivity } from '../../activities/go-live-stages.js';
import { goLiveFieldActivities } from '../../activities/go-live-fields.js';
import type { Dependencies } from '../../activities/dependencies.js';
import { ownWebhooks, type OwnWebhooks, type WebhookAnswer } from '../../activities/own-webhooks.js';
import { testPerson } from '../../domain/go-live-people.js';
import { recordDelivery } from '../../ledger/deliveries.js';
import { testPeople } from '../../ledger/golive-people.js';
import { beginGoLiveRun } from '../../ledger/go-live.js';
import type { GoLiveCheck } from '../../schemas/go-live.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import type { CapturedCandidate, TestCandidate } from '../../workflows/go-live-contract.js';
import { Ground } from '../reconciliation/ground.js';
import { act } from './ground.js';
import { report } from './report.js';

const CONSENT = '2026-11-22T10:00:00.000Z';
const PERSON = testPerson(1);
const CANDIDATE: TestCandidate = { number: 1, referredUserId: 'golive-1', advocateId: 'adv-1001', jobId: '601' };
const CAPTURED: CapturedCandidate = { ...CANDIDATE, referralId: 'ref-1', candidateId: '70', applicationId: '7' };
const LIMIT_MS = 600;

/** A referral as the platform would hold it. */
const REFERRAL = {
  ...{
    referralId: 'ref-1',
    advocateId: 'adv-1001',
    referredUserId: 'golive-1',
    jobId: '601',
    candidate: { ...PERSON },
  },
  ...{ consentAt: CONSENT, referredAt: CONSENT, shareLink: null, state: 'open', status: 'in_review' },
};
const ATTRIBUTION = {
  ...{
    applicationId: '7',
    candidateId: '70',
    jobId: '601',
    status: 'active',
    stage: 'Application Review',
    offered: false,
  },
  ...{ source: 'Referral', advocateId: 'adv-1001', referralId: 'ref-1', consentAt: CONSENT, appliedAt: CONSENT },
  ...{ jobOpenedAt: null, hiredAt: null },
};

describe('the steps of a go-live check, on systems that misbehave', function () {
  this.timeout(60_000);
  let ground: Ground;
  before(async () => {
    ground = await Ground.start();
  });
  after(() => ground.stop());
  beforeEach(() => ground.database.pool.query('truncate deliveries, referrals, golive_runs, golive_people cascade'));

  const db = () => ground.database.pool;
  /** Systems as a test has them; what is not named is the sandbox's. */
  function systems(changes: { ats?: object; advocacy?: object | null; crm?: object } = {}): Dependencies {
    const { ats, advocacy, crm } = ground.deps;
    const platform = {
      ...{ vendor: 'saasquatch', title: 'SaaSquatch' },
      ...{ findReferralsOf: () => Promise.resolve([REFERRAL]), readReferral: () => Promise.resolve(REFERRAL) },
    };
    const records = {
      readAttribution: () => Promise.resolve(ATTRIBUTION),
      listApplications: () => Promise.resolve([{}]),
      findCandidatesByEmail: () => Promise.resolve([{}]),
      readCandidate: () => Promise.resolve({ ...PERSON, emails: [PERSON.email], phones: [PERSON.phone] }),
    };
    return {
      ...ground.deps,
      ats: { ...ats, ...records, ...changes.ats },
      advocacy: changes.advocacy === null ? undefined : { ...advocacy, ...platform, ...changes.advocacy },
      crm: { ...crm, ...changes.crm },
    } as unknown as Dependencies;
  }
  const statuses = ({ checks }: { checks: GoLiveCheck[] }) => checks.map(({ status }) => status);
  const named = ({ checks }: { checks: GoLiveCheck[] }, name: RegExp) => checks.find((one) => name.test(one.name));

  async function webhookCame(): Promise<string> {
    const event = { kind: 'referredUserCreated', advocacy: 'saasquatch', referredUserId: 'golive-1' } as const;
    const { deliveryId } = await recordDelivery(db(), {
      ...{
        vendor: 'saasquatch',
        eventId: 'e1',
        eventType: 'user.created',
        event,
        orderKey: 'k',
        workflowId: undefined,
      },
      ...{ status: 'pending', reason: undefined, body: Buffer.from('{"id":"e1"}'), url: 'http://hireline.test' },
      headers: { 'content-type': 'application/json', 'x-hook-jws-rfc-7797': 'signed' },
    });
    return deliveryId;
  }
  const captured = (status = 'captured') =>
    db().query(
      `insert into referrals (advocacy, referral_id, advocate_id, status, candidate_id, application_id, workflow_id, consent_at, referred_at)
       values ('saasquatch', 'ref-1', 'adv-1001', $1, '70', '7', 'w', $2, $2)`,
      [status, CONSENT],
    );

  it('keeps that a candidate is made up, by our id and by the one that the platform gives', async () => {
    const receipt = { recordId: 'p-9', sentTo: 'https://platform.example', status: 200, payloadHash: 'x' };
    const deps = systems({ advocacy: { applyThroughLink: () => Promise.resolve(receipt) } });
    const candidate = { number: 4, referredUserId: 'golive-4', advocateId: 'adv-1001', jobId: '601' };
    await act(goLiveCandidateActivities(deps).applyThroughLink, [candidate], 'go-live:made-up');
    const made = await testPeople(db(), 'saasquatch', ['golive-4', 'p-9', 'cand-1']);
    assert.deepEqual([...made].toSorted(), ['golive-4', 'p-9']);
  });

  describe('planning', () => {
    const begun = () =>
      beginGoLiveRun(db(), {
        ...{
          id: 'g',
          requestedBy: 'x',
          write: true,
          workflowId: 'go-live:g',
          runUrl: 'http://ui',
          report: report('g'),
        },
      });
    const plan = (deps: Dependencies, jobId?: string) =>
      act(goLiveCandidateActivities(deps).planTestCandidates, [
        { goLiveId: 'g', requestedBy: 'x', write: true, ...(jobId ? { jobId } : {}) },
      ]);
    const advocates = (...active: boolean[]) => ({
      async *listAdvocates() {
        yield active.map((one, index) => ({
          advocateId: `adv-${index}`,
          email: `a${index}@acme.example`,
          active: one,
        }));
      },
    });
    const noJob = { findOpenJob: () => Promise.resolve(undefined) };

    it('makes three people up, each with an advocate who may refer', async () => {
      const seq = await begun();
      const { candidates, checks } = await plan(systems({ advocacy: advocates(true, false, true, true, true) }), '601');
      assert.deepEqual(
        candidates.map(({ advocateId }) => advocateId),
        ['adv-0', 'adv-2', 'adv-3'],
      );
      assert.deepEqual(
        candidates.map(({ number }) => number),
        [seq * 4, seq * 4 + 1, seq * 4 + 2],
      );
      assert.ok(
        candidates.every(({ referredUserId, jobId }) => /^golive-\d+$/.test(referredUserId) && jobId === '601'),
      );
      assert.ok(checks.every(({ status }) => status === 'passed'));
    });

    it('takes a job that the ATS has open', async () => {
      await begun();
      const ats = { findOpenJob: () => Promise.resolve('602') };
      const { candidates } = await plan(systems({ ats, advocacy: advocates(true) }));
      assert.equal(candidates[0]?.jobId, '602');
    });

    it('fails where there is nobody to apply through, nothing to apply for, or no platform', async () => {
      await begun();
      assert.deepEqual((await plan(systems({ advocacy: advocates(false) }), '601')).candidates, []);
      const withoutJob = await plan(systems({ ats: noJob, advocacy: advocates(true) }));
      assert.match(named(withoutJob, /open job/)?.detail ?? '', /--job/);
      assert.deepEqual(statuses(await plan(systems({ advocacy: null }), '601')), ['failed']);
    });
  });

  describe('waiting for the capture', () => {
    const wait = (deps: Dependencies) => act(goLiveCandidateActivities(deps).awaitCapture, [CANDIDATE, LIMIT_MS]);

    it('passes when platform, webhook, ledger and ATS have it', async () => {
      await Promise.all([webhookCame(), captured()]);
      const result = await wait(systems());
      assert.deepEqual(statuses(result), ['passed', 'passed', 'passed', 'passed']);
      assert.deepEqual(result.captured, CAPTURED);
    });

    it('fails when no webhook comes, whatever else happens', async () => {
      await captured();
      const result = await wait(systems());
      assert.deepEqual(statuses(result), ['passed', 'failed', 'passed', 'passed']);
    });

    it('fails when the platform makes no referral', async () => {
      const result = await wait(systems({ advocacy: { findReferralsOf: () => Promise.resolve([]) } }));
      assert.deepEqual(statuses(result), ['failed', 'failed', 'failed']);
      assert.equal(result.captured, null);
    });

    it('fails when the referral is rejected, or the ATS holds another advocate', async () => {
      await Promise.all([webhookCame(), captured('rejected')]);
      assert.deepEqual(statuses(await wait(systems())), ['passed', 'passed', 'failed']);
      await db().query(`update referrals set status = 'captured'`);
      const ats = { readAttribution: () => Promise.resolve({ ...ATTRIBUTION, advocateId: null }) };
      const result = await wait(systems({ ats }));
      assert.deepEqual(named(result, /advocate id written/)?.status, 'failed');
    });
  });

  describe('comparing every field', () => {
    const compare = (deps: Dependencies) => act(goLiveFieldActivities(deps).compareFields, [CAPTURED]);

    it('passes where every system holds what was applied with', async () => {
      await captured();
      const result = await compare(systems());
      assert.deepEqual(
        result.checks.filter(({ status }) => status === 'failed'),
        [],
      );
      const fields = ground.deps.fieldMap.referral.map(({ field }) => field);
      for (const field of fields) assert.ok(named(result, new RegExp(`^${field}\\b`)), field);
    });

    for (const [field, ats, advocacy] of [
      [
        'firstName in Greenhouse',
        { readCandidate: { ...PERSON, firstName: null, emails: [PERSON.email], phones: [PERSON.phone] } },
        {},
      ],
      ['phone in Greenhouse', { readCandidate: { ...PERSON, emails: [PERSON.email], phones: [] } }, {}],
      ['source in Greenhouse', { readAttribution: { ...ATTRIBUTION, source: 'LinkedIn' } }, {}],
      ['consentAt in Greenhouse', { readAttribution: { ...ATTRIBUTION, consentAt: '2026-11-22T10:00:01Z' } }, {}],
      ['jobId in SaaSquatch', {}, { readReferral: { ...REFERRAL, jobId: null } }],
    ] as const) {
      it(`fails on ${field}, and on nothing else`, async () => {
        await captured();
        const answers = (given: object) =>
          Object.fromEntries(Object.entries(given).map(([name, value]) => [name, () => Promise.resolve(value)]));
        const result = await compare(systems({ ats: answers(ats), advocacy: answers(advocacy) }));
        const failed = result.checks.filter(({ status }) => status === 'failed').map(({ name }) => name);
        assert.equal(failed.length, 1, failed.join());
        assert.ok(failed[0]?.startsWith(field), failed[0]);
      });
    }
  });

  describe('the advocate id in every system', () => {
    it('takes the CRM from a confirmed hire, and says so where there is none', async () => {
      const none = await act(goLiveFieldActivities(systems()).compareAdvocateIds, [[CAPTURED]]);
      assert.deepEqual(statuses(none), ['passed', 'passed', 'skipped']);
      await db().query(
        `insert into hire_confirmations (ats, application_id, candidate_id, status, advocacy, referral_id, advocate_id, contact_id, workflow_id, run_id, run_url, confirmed_at)
         values ('greenhouse', '7', '70', 'confirmed', 'saasquatch', 'ref-1', 'adv-1001', 'c1', 'w', 'r', 'u', now())`,
      );
      const crm = (advocateId: string) => ({ title: 'HubSpot', findHire: () => Promise.resolve({ advocateId }) });
      const agreeing = await act(goLiveFieldActivities(systems({ crm: crm('adv-1001') })).compareAdvocateIds, [[]]);
      assert.deepEqual(statuses(agreeing), ['passed', 'passed']);
      const differing = await act(goLiveFieldActivities(systems({ crm: crm('adv-2') })).compareAdvocateIds, [[]]);
      assert.deepEqual(statuses(differing), ['passed', 'failed']);
      await db().query('delete from hire_confirmations');
    });
  });

  describe('a duplicate and a malformed webhook', () => {
    const answering = (answer: WebhookAnswer): OwnWebhooks & { posted: { body: string; headers: object }[] } => {
      const posted: { body: string; headers: object }[] = [];
      return {
        posted,
        post: (_vendor, body, headers) => Promise.resolve((posted.push({ body: body.toString(), headers }), answer)),
        sign: () => Promise.resolve({ signature: 'x' }),
      };
    };

    it('sends the same bytes and headers, and wants the same delivery back', async () => {
      const deliveryId = await webhookCame();
      const door = answering({ status: 200, duplicate: true, deliveryId });
      const result = await act(goLiveDeliveryActivities(systems(), door).repeatDelivery, [CAPTURED]);
      assert.deepEqual(statuses(result), ['passed', 'passed']);
      assert.equal(door.posted[0]?.body, '{"id":"e1"}');
      assert.deepEqual(door.posted[0]?.headers, {
        'content-type': 'application/json',
        'x-hook-jws-rfc-7797': 'signed',
      });
    });

    it('fails when it is taken for news, or brings a second application', async () => {
      await webhookCame();
      let looks = 0;
      const ats = { listApplications: () => Promise.resolve(Array.from({ length: (looks += 1) })) };
      const door = answering({ status: 200, duplicate: false, deliveryId: 'dlv_other' });
      const result = await act(goLiveDeliveryActivities(systems({ ats }), door).repeatDelivery, [CAPTURED]);
      assert.deepEqual(statuses(result), ['failed', 'failed']);
    });

    const malformed = (door: OwnWebhooks) =>
      act(goLiveDeliveryActivities(systems(), door).sendMalformed, [
        { goLiveId: 'g', requestedBy: 'x', write: true },
        LIMIT_MS,
      ]);

    it('wants a malformed webhook quarantined and alerted', async () => {
      const door = answering({ status: 200, quarantined: true, deliveryId: 'dlv_1', reason: 'no JSON' });
      assert.deepEqual(statuses(await malformed(door)), ['passed', 'failed'], 'nobody was told');
      await db().query(
        `insert into outbound_writes (key, vendor, operation, state) values ('quarantine:dlv_1:alert.quarantine', 'slack', 'post message', 'done')`,
      );
      assert.deepEqual(statuses(await malformed(door)), ['passed', 'passed']);
      assert.deepEqual(statuses(await malformed(answering({ status: 401 }))), ['failed']);
      const unsigned = { ...door, sign: () => Promise.resolve(undefined) };
      assert.deepEqual(statuses(await malformed(unsigned)), ['unknown']);
    });

    it('wants the same person updated, not created', async () => {
      const applying = {
        applyThroughLink: () => Promise.resolve({ recordId: 'x', sentTo: 'u', payloadHash: 'h', status: 200 }),
      };
      const again = (ats: object = {}) =>
        act(goLiveDeliveryActivities(systems({ ats, advocacy: applying }), answering({ status: 200 })).applyAgain, [
          CAPTURED,
          LIMIT_MS,
        ]);
      await captured();
      await db().query(`update referrals set disposition = 'updated'`);
      assert.deepEqual(statuses(await again()), ['passed', 'passed', 'passed']);
      const twice = { findCandidatesByEmail: () => Promise.resolve([{}, {}]) };
      await db().query(`update referrals set disposition = 'created'`);
      assert.deepEqual(statuses(await again(twice)), ['failed', 'failed', 'passed']);
    });
  });

  describe('moving through a stage', () => {
    const moved = { recordId: '7', sentTo: 'u', payloadHash: 'h', status: 200 };
    const advance = (changes: Parameters<typeof systems>[0], step = 1) =>
      act(goLiveStageActivity(systems(changes)).advanceStage, [CAPTURED, step, LIMIT_MS], `go-live:${Math.random()}`);
    const told = (stage: number) => {
      const event = { kind: 'stageChanged', applicationId: '7' } as const;
      return recordDelivery(db(), {
        ...{ vendor: 'greenhouse', eventId: `s${stage}`, eventType: 'candidate_stage_change', event, orderKey: 'k' },
        ...{
          workflowId: undefined,
          status: 'pending',
          reason: undefined,
          body: Buffer.from('{}'),
          headers: {},
          url: '',
        },
      });
    };

    it('wants the webhook of the ATS and the word that belongs to the stage', async () => {
      let webhook = true;
      let stages = 0;
      const ats = {
        advanceApplication: async () => {
          if (webhook) await told((stages += 1));
          return moved;
        },
      };
      assert.deepEqual(statuses(await advance({ ats })), ['passed', 'passed']);
      webhook = false;
      assert.deepEqual(statuses(await advance({ ats })), ['failed', 'passed'], 'the one of the stage before');
      webhook = true;
      const stale = { readReferral: () => Promise.resolve({ ...REFERRAL, status: 'applied' }) };
      assert.deepEqual(statuses(await advance({ ats, advocacy: stale })), ['passed', 'failed']);
    });

    it('ends with the last stage; a plan of one stage tells nothing', async () => {
      const ats = { advanceApplication: () => Promise.resolve(undefined) };
      assert.deepEqual(await advance({ ats }, 4), { checks: [], last: true });
      assert.deepEqual(statuses(await advance({ ats }, 1)), ['unknown']);
    });
  });

  describe('our own address', () => {
    let server: Server;
    let seen: { url: string; headers: NodeJS.Dict<string | string[]>; body: string }[];
    before(async () => {
      seen = [];
      server = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        seen.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.end(JSON.stringify({ deliveryId: 'd', duplicate: true }));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    after(() => server.close());

    it('is posted to as a vendor would, without the headers of the old connection', async () => {
      const PUBLIC_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const door = ownWebhooks({ PUBLIC_URL });
      const headers = {
        host: 'elsewhere.test',
        'content-length': '999',
        signature: 'abc',
        'content-type': 'application/json',
      };
      const answer = await door.post('saasquatch', Buffer.from('{"a":1}'), headers);
      assert.deepEqual([answer.status, answer.duplicate, answer.deliveryId], [200, true, 'd']);
      const [one] = seen;
      assert.deepEqual(
        [one?.url, one?.body, one?.headers['signature'], one?.headers['content-length']],
        [...['/webhooks/saasquatch', '{"a":1}', 'abc', '7']],
      );
    });

    it('signs what is verified with a secret of ours, and nothing else', async () => {
      const door = ownWebhooks({
        ...SANDBOX_CREDENTIALS,
        SENDGRID_WEBHOOK_PUBLIC_KEY: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE',
        PUBLIC_URL: 'http://hireline.test',
      });
      const body = Buffer.from('{');
      assert.ok(await door.sign('greenhouse', body, 'e1'));
      assert.equal(await door.sign('sendgrid', body, 'e1'), undefined);
      assert.equal(await door.sign('nobody', body, 'e1'), undefined);
      assert.equal(await ownWebhooks({}).sign('greenhouse', body, 'e1'), undefined);
    });
  });
});
