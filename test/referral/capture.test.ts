import assert from 'node:assert/strict';
import fc from 'fast-check';
import { erasePersonalData } from '../../ledger/erasure.js';
import { aliasCandidate } from '../../ledger/candidates.js';
import { listAudit } from '../../ledger/audit.js';
import { openDatabase } from '../../ledger/database.js';
import { chainOfReferral } from '../../ledger/referral-chain.js';
import { listReferrals } from '../../ledger/referral-list.js';
import { findReferral, type ReferralRecord } from '../../ledger/referrals.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { down, ScriptedAts } from './scripted-ats.js';
import { ADVOCACY, JOB, ReferralStage, ScriptedPlatform } from './stage.js';

const failsAs = (type: string, message: RegExp) => (error: { type?: string; message: string }) => {
  assert.equal(error.type, type);
  assert.match(error.message, message);
  return true;
};
const PHONE = '+12125550100';

describe('capturing referrals', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let ats: ScriptedAts;
  let platform: ScriptedPlatform;
  let stage: ReferralStage;
  beforeEach(async () => {
    database = await freshDatabase();
    ats = new ScriptedAts();
    platform = new ScriptedPlatform();
    stage = new ReferralStage(database.pool, ats, platform);
  });
  afterEach(() => database.drop());

  const ref = (referralId: string) => ({ advocacy: ADVOCACY, referralId });
  const record = async (referralId: string): Promise<ReferralRecord> => {
    const found = await findReferral(database.pool, ref(referralId));
    assert.ok(found);
    return found;
  };
  const rows = async (...ids: string[]) =>
    Promise.all(
      ids.map(async (id) => {
        const { status, disposition, share, applicationId } = await record(id);
        return [status, disposition, share === null ? null : Number(share), applicationId];
      }),
    );
  const events = async (referralId: string) =>
    (await chainOfReferral(database.pool, ref(referralId)))?.events.map(({ type }) => type);
  const read = (referralId: string) =>
    stage.perform('readReferral', [ref(referralId)], `referral:${ADVOCACY}:${referralId}`);
  const only = <T>(map: Map<string, T>): T => {
    assert.equal(map.size, 1);
    return [...map.values()][0]!;
  };

  it('makes candidate and application, names the advocate, and shows them that it was made', async () => {
    platform.refers('r1', 'ann', { phone: PHONE });
    const outcome = await stage.capture('r1');
    const application = only(ats.applications);
    assert.deepEqual(outcome, {
      status: 'captured',
      reason: null,
      ats: 'greenhouse',
      applicationId: application.applicationId,
    });
    assert.deepEqual(
      [application.source, application.advocateId, application.referralId, application.consentAt],
      ['Referral', 'ann', 'r1', '2026-11-01T10:00:00.000Z'],
    );
    assert.deepEqual(only(ats.referrers), { name: 'Advocate ann', email: 'ann@acme.example' });
    assert.deepEqual(await rows('r1'), [['captured', 'created', 1, application.applicationId]]);
    assert.equal(platform.statuses.get('r1'), 'applied');
    assert.deepEqual(await events('r1'), ['applied', 'consent', 'ownership', 'captured', 'stage']);
    const audited = (await listAudit(database.pool, {}, { limit: 50 })).items.map(({ operation, outcome }) => [
      operation,
      outcome,
    ]);
    assert.deepEqual(audited.reverse(), [
      ['create referred candidate', 'written'],
      ['create referred application', 'written'],
      ['attribute application', 'unchanged'],
      ['show application status', 'written'],
    ]);
  });

  it('adds nothing when the same referral comes again, and again', async () => {
    platform.refers('r1', 'ann', { phone: PHONE });
    await stage.capture('r1');
    const [writes, left, chain] = [[...ats.writes], [...platform.left], await events('r1')];
    await stage.capture('r1');
    await new ReferralStage(database.pool, ats, platform, {}, 'run-2').capture('r1');
    assert.deepEqual([ats.writes, platform.left, await events('r1')], [writes, left, chain]);
    assert.equal((await record('r1')).disposition, 'created');
  });

  describe('consent', () => {
    it('is waited for: nothing crosses, and the ledger has ids only', async () => {
      platform.refers('r1', 'ann', { consentAt: null, phone: PHONE });
      assert.equal((await read('r1')).outcome, 'no_consent');
      const { status, firstName, lastName, email, phone, consentRecordedAt } = await record('r1');
      assert.deepEqual(
        [status, firstName, lastName, email, phone, consentRecordedAt],
        ['waiting_for_consent', null, null, null, null, null],
      );
      await assert.rejects(
        stage.perform('captureReferral', [ref('r1')], 'x'),
        failsAs('FieldsIncomplete', /no consented and complete referral r1/),
      );
      assert.deepEqual([ats.writes, platform.left], [[], []]);
      const everything = await database.pool.query<{ text: string }>(
        `select concat((select jsonb_agg(r) from referrals r), (select jsonb_agg(e) from referral_events e)) as text`,
      );
      assert.doesNotMatch(everything.rows[0]!.text, /Ada|Byron|ada@|2125550100/);
    });

    it('is recorded before anything crosses', async () => {
      platform.refers('r1', 'ann', { consentAt: null });
      await read('r1');
      platform.refers('r1', 'ann');
      let recordedFirst: boolean | undefined;
      ats.beforeWrite = async () => void (recordedFirst ??= (await record('r1')).consentRecordedAt !== null);
      await stage.capture('r1');
      assert.equal(recordedFirst, true);
    });

    it('that is withdrawn takes what was known of the person, and stops what would leave', async () => {
      platform.refers('r1', 'ann');
      const { applicationId } = await stage.capture('r1');
      platform.refers('r1', 'ann', { consentAt: null });
      const reading = await read('r1');
      assert.match(reading.reason ?? '', /withdrawn/);
      const { status, email, consentAt } = await record('r1');
      assert.deepEqual([status, email, consentAt], ['waiting_for_consent', null, null]);
      ats.change(applicationId!, { stage: 'Phone Interview' });
      await stage.perform('showStatus', [{ ats: 'greenhouse', applicationId: applicationId! }]);
      assert.equal(platform.statuses.get('r1'), 'applied');
    });

    it('is asked for once, without a name', async () => {
      platform.refers('r1', 'ann', { consentAt: null });
      await read('r1');
      await stage.perform('reportConsentMissing', [ref('r1')], 'referral:saasquatch:r1');
      await stage.perform('reportConsentMissing', [ref('r1')], 'referral:saasquatch:r1');
      assert.equal(stage.posted.length, 1);
      assert.match(JSON.stringify(stage.posted), /warning.*Referral r1 of SaaSquatch.*#\/referrals\/saasquatch\/r1/);
      assert.doesNotMatch(JSON.stringify(stage.posted), /Ada|Byron/);
    });
  });

  it('keeps nothing of a consent that is dated ahead, and says so', async () => {
    platform.refers('r1', 'ann', { consentAt: '2999-01-01T00:00:00Z', phone: PHONE });
    await assert.rejects(
      read('r1'),
      failsAs('FieldsIncomplete', /^consentAt lies in the future \(advocacy user\.customFields\.consentAt\)/),
    );
    const { consentAt, email, phone, firstName } = await record('r1');
    assert.deepEqual([consentAt, email, phone, firstName], [null, null, null, null]);
    assert.deepEqual(await events('r1'), ['applied']);
  });

  it('lets no address cross that is none', async () => {
    platform.refers('r1', 'ann', { email: 'not-an-email' });
    await assert.rejects(stage.capture('r1'), (error: Error) => {
      assert.match(error.message, /^email \(advocacy user\.email\) holds text that is no e-mail address$/);
      return true;
    });
    assert.deepEqual(ats.writes, []);
  });

  it('makes nobody for a job that is none or takes nobody, and says where it is from', async () => {
    platform.refers('r1', 'ann', { jobId: '999999' });
    platform.refers('r2', 'ann', { jobId: '6', email: 'eve@mail.example' });
    ats.closedJobs.add('6');
    const rejects = (id: string, why: RegExp) => assert.rejects(stage.capture(id), failsAs('VendorRejected', why));
    await rejects('r1', /there is no job 999999 \(advocacy user\.customFields\.jobId\)/);
    await rejects('r2', /job 6 takes no applications: it is closed/);
    assert.deepEqual(ats.writes, []);
    ats.closedJobs.clear();
    await stage.capture('r2');
    assert.equal((await record('r2')).status, 'captured');
  });

  it('knows whom it has made when the application cannot be made', async () => {
    platform.refers('r1', 'ann');
    ats.beforeWrite = (what) => {
      if (what === 'create application') throw down();
    };
    await assert.rejects(stage.capture('r1'), failsAs('VendorUnavailable', /no answer/));
    assert.equal((await record('r1')).candidateId, only(ats.candidates).candidateId);
    ats.beforeWrite = () => undefined;
    await new ReferralStage(database.pool, ats, platform, {}, 'run-2').capture('r1');
    assert.deepEqual([ats.candidates.size, (await record('r1')).disposition], [1, 'created']);
  });

  describe('an application that the ATS credits to somebody else', () => {
    let applicationId: string;
    beforeEach(() => {
      platform.refers('r1', 'ann', { phone: PHONE });
      applicationId = ats.applied(ats.knows({ email: 'ada@mail.example' }), JOB);
    });
    const under = (attributedElsewhere: 'ask' | 'keep' | 'overwrite', run?: string) =>
      new ReferralStage(database.pool, ats, platform, { attributedElsewhere }, run);
    const agency = () => ats.credits.set(applicationId, { id: '769001', is: 'no_employee' });
    const said = async () =>
      (await chainOfReferral(database.pool, ref('r1')))?.events.map(({ text }) => text).join('\n');

    const cases: [string, () => void, RegExp][] = [
      ['an agency', agency, /another referrer already: 769001, who is no employee \(an agency or the like\)/],
      [
        'an employee',
        () => ats.credits.set(applicationId, { id: '764002', is: 'employee' }),
        /another referrer already: 764002, an employee/,
      ],
      [
        'an agency as the source',
        () => ats.credits.set(applicationId, { id: '705', is: 'agency_source' }),
        /an agency as the source of application p\d+ already: source 705/,
      ],
      [
        'an advocate whom hireline has not written',
        () => ats.change(applicationId, { advocateId: 'zoe', referralId: 'elsewhere-1' }),
        /already: to advocate zoe by referral elsewhere-1, which hireline has not written/,
      ],
    ];
    for (const [who, set, words] of cases) {
      it(`ask: waits for a person where it is ${who}, and goes on once it is cleared there`, async () => {
        set();
        await assert.rejects(stage.capture('r1'), failsAs('AttributedElsewhere', words));
        assert.deepEqual(ats.writes, [], 'nothing of it is written');
        assert.match((await said()) ?? '', words);
        const failure = { step: 'bringing it to the ATS', reason: 'as above', times: 1 };
        await stage.perform('reportReferralFailure', [ref('r1'), failure], 'referral:saasquatch:r1');
        assert.equal((await listReferrals(database.pool, { status: 'failed' }, { limit: 5 })).length, 1);
        ats.credits.clear();
        ats.change(applicationId, { advocateId: null, referralId: null });
        await stage.capture('r1');
        assert.deepEqual(await rows('r1'), [['captured', 'updated', 1, applicationId]]);
      });
    }

    it('keep: stays as it is, and the referral stands beside it without a part', async () => {
      agency();
      await under('keep').capture('r1');
      assert.deepEqual(ats.writes, ['note']);
      assert.deepEqual(await rows('r1'), [['captured', 'linked', 0, applicationId]]);
      assert.match((await record('r1')).ownershipReason ?? '', /769001/);
    });

    it('overwrite: becomes the advocate’s, and the chain tells whose it was', async () => {
      agency();
      await under('overwrite').capture('r1');
      assert.deepEqual(await rows('r1'), [['captured', 'updated', 1, applicationId]]);
      assert.match((await said()) ?? '', /769001.*By policy the referral takes its place/);
    });

    it('a job board is nobody: it is only told what the source was', async () => {
      await stage.capture('r1');
      assert.deepEqual(await rows('r1'), [['captured', 'updated', 1, applicationId]]);
      assert.match((await said()) ?? '', /The source of application p\d+ in Greenhouse was LinkedIn before\./);
    });

    it('asks as well when it was changed after the capture; the referral stays captured and is listed', async () => {
      await stage.capture('r1');
      agency();
      await assert.rejects(under('ask', 'run-2').capture('r1'), failsAs('AttributedElsewhere', /769001/));
      assert.equal(ats.applications.get(applicationId)?.referralId, 'r1');
    });
  });

  it('stops where a field is missing, and names field and place', async () => {
    platform.refers('r1', 'ann', { jobId: null });
    await assert.rejects(
      stage.capture('r1'),
      failsAs('FieldsIncomplete', /^jobId is empty \(advocacy user\.customFields\.jobId\), and its null rule is fail$/),
    );
    assert.deepEqual(ats.writes, []);
  });

  it('takes an advocate whom the platform has no more as one who may not refer', async () => {
    platform.refers('r1', 'ann');
    platform.advocates.delete('ann');
    await stage.capture('r1');
    const { rows: advocates } = await database.pool.query('select advocate_id, active, name from advocates');
    assert.deepEqual(advocates, [{ advocate_id: 'ann', active: false, name: null }]);
    assert.deepEqual(only(ats.referrers), { name: null, email: null });
  });

  describe('whom it is about', () => {
    it('is found by e-mail before phone', async () => {
      const byEmail = ats.knows({ email: 'ada@mail.example' });
      ats.knows({ phone: PHONE });
      platform.refers('r1', 'ann', { phone: PHONE });
      await stage.capture('r1');
      assert.equal((await record('r1')).candidateId, byEmail);
      assert.ok(!ats.writes.includes('create candidate'));
    });

    it('is found by phone where nobody has the address, also after the index was read', async () => {
      platform.refers('r0', 'ann', { email: 'other@mail.example', phone: '+12125550999' });
      await stage.capture('r0');
      const byPhone = ats.knows({ phone: PHONE });
      platform.refers('r1', 'ann', { phone: PHONE });
      await stage.capture('r1');
      assert.equal((await record('r1')).candidateId, byPhone);
    });

    it('is asked for where several could be meant, and goes on with whom a person names', async () => {
      const [one, two] = [ats.knows({ email: 'ada@mail.example' }), ats.knows({ email: 'ada@mail.example' })];
      platform.refers('r1', 'ann');
      await assert.rejects(
        stage.capture('r1'),
        failsAs('DuplicateRecords', new RegExp(`2 candidates of Greenhouse .*e-mail address: ${one}, ${two}`)),
      );
      const assignment = { candidateId: 'nobody', assignedBy: 'console:dana' };
      await assert.rejects(
        stage.perform('assignReferral', [ref('r1'), assignment]),
        failsAs('VendorNotFound', /nobody/),
      );
      await stage.perform('assignReferral', [ref('r1'), { ...assignment, candidateId: two }]);
      await stage.capture('r1');
      assert.equal((await record('r1')).candidateId, two);
      assert.ok((await events('r1'))?.includes('assigned'));
    });

    it('counts candidates who were merged as one', async () => {
      const [one, two] = [ats.knows({ email: 'ada@mail.example' }), ats.knows({ email: 'ada@mail.example' })];
      await aliasCandidate(database.pool, 'greenhouse', one, two);
      platform.refers('r1', 'ann');
      await stage.capture('r1');
      assert.equal((await record('r1')).candidateId, two);
    });

    it('follows a merge that comes later', async () => {
      platform.refers('r1', 'ann');
      await stage.capture('r1');
      const { candidateId } = await record('r1');
      await aliasCandidate(database.pool, 'greenhouse', candidateId!, 'c99');
      assert.equal((await record('r1')).candidateId, 'c99');
    });

    it('is made once when ten referrals of one person come at once, over several workers', async () => {
      const slow = new ScriptedAts(20);
      const pools = [openDatabase(database.url, 5), openDatabase(database.url, 5)];
      try {
        const stages = pools.map((pool) => new ReferralStage(pool, slow, platform));
        const ids = Array.from({ length: 10 }, (_, index) => `r${index}`);
        // The same address, or the same number under another one.
        ids.forEach((id, index) => {
          const email = index % 2 === 0 ? 'ada@mail.example' : `ada${index}@mail.example`;
          platform.refers(id, `advocate${index}`, { email, phone: PHONE });
        });
        await Promise.all(ids.map((id, index) => stages[index % 2]!.capture(id)));
        assert.equal(slow.candidates.size, 1);
        assert.equal(slow.applications.size, 1);
        const parts = (await rows(...ids)).map(([, , share]) => share);
        assert.deepEqual(parts.sort(), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
      } finally {
        await Promise.all(pools.map((pool) => pool.end()));
      }
    });

    it('reads the numbers of the ATS few times for many who come at once', async () => {
      const slow = new ScriptedAts(20);
      const crowd = new ReferralStage(database.pool, slow, platform);
      const ids = Array.from({ length: 12 }, (_, index) => `r${index}`);
      ids.forEach((id, index) =>
        platform.refers(id, 'ann', { email: `p${index}@mail.example`, phone: `+1212555${1000 + index}` }),
      );
      await Promise.all(ids.map((id) => crowd.capture(id)));
      assert.equal(slow.candidates.size, 12);
      assert.ok(slow.phoneReadings < 12, `${slow.phoneReadings} readings`);
    });
  });

  describe('a candidate whom the ATS knows', () => {
    let candidateId: string;
    beforeEach(() => {
      candidateId = ats.knows({ email: 'ada@mail.example' });
      platform.refers('r1', 'ann', { phone: PHONE });
    });
    const under = (existingCandidate: 'update' | 'link' | 'reject') =>
      new ReferralStage(database.pool, ats, platform, { existingCandidate });

    it('update: is completed, and their application for the job carries the referral', async () => {
      const applicationId = ats.applied(candidateId, JOB);
      ats.applied(candidateId, '6');
      assert.equal((await under('update').capture('r1')).applicationId, applicationId);
      assert.deepEqual(ats.writes, ['complete candidate', 'attribute']);
      assert.equal(ats.candidates.get(candidateId)?.phone, PHONE);
      assert.deepEqual(await rows('r1'), [['captured', 'updated', 1, applicationId]]);
      await under('update').capture('r1');
      assert.deepEqual(await rows('r1'), [['captured', 'updated', 1, applicationId]]);
    });

    it('update: gets an application where they have none for the job that is open', async () => {
      ats.applied(candidateId, JOB, { status: 'rejected' });
      await under('update').capture('r1');
      assert.deepEqual(ats.writes, ['complete candidate', 'create application']);
      assert.equal((await record('r1')).disposition, 'created');
    });

    it('link: gets a note, and their application keeps its source', async () => {
      const applicationId = ats.applied(candidateId, JOB);
      await under('link').capture('r1');
      await under('link').capture('r1');
      assert.deepEqual(ats.writes, ['note']);
      assert.match(
        ats.notes[0]!.body,
        /Referred through SaaSquatch .*advocate ann.*\[hireline referral saasquatch:r1\]/s,
      );
      assert.equal(ats.applications.get(applicationId)?.source, 'LinkedIn');
      assert.deepEqual(await rows('r1'), [['captured', 'linked', 0, applicationId]]);
      assert.equal(platform.statuses.has('r1'), false);
    });

    it('reject: nothing is written, and the platform is told', async () => {
      const outcome = await under('reject').capture('r1');
      assert.deepEqual(
        [outcome.status, ats.writes, platform.rejections.get('r1')],
        ['rejected', [], 'known_candidate'],
      );
      assert.deepEqual(await rows('r1'), [['rejected', 'rejected', 0, null]]);
      assert.doesNotMatch(platform.left.join(), /Ada|Byron|mail\.example/);
    });

    it('is none when a capture has made them: the rule is not about those', async () => {
      platform.refers('r2', 'bob', { email: 'eve@mail.example' });
      platform.refers('r3', 'bob', { email: 'eve@mail.example', referredAt: '2026-11-02T09:00:00Z', jobId: '6' });
      for (const rule of ['reject', 'link'] as const) {
        await under(rule).capture('r2');
        await under(rule).capture('r3');
      }
      assert.deepEqual(
        (await rows('r2', 'r3')).map(([status, disposition]) => [status, disposition]),
        [
          ['captured', 'created'],
          ['captured', 'created'],
        ],
      );
      assert.equal(ats.notes.length, 0);
    });

    it('is one again when the capture is out of the window', async () => {
      platform.refers('r2', 'bob', { email: 'eve@mail.example', referredAt: '2026-01-01T00:00:00Z' });
      await under('reject').capture('r2');
      platform.refers('r3', 'ann', { email: 'eve@mail.example', jobId: '6' });
      assert.equal((await under('reject').capture('r3')).status, 'rejected');
      assert.equal(platform.rejections.get('r3'), 'known_candidate');
    });

    it('is not brought to a job that they were hired for before', async () => {
      ats.applied(candidateId, JOB, { status: 'hired', hiredAt: '2026-05-01T00:00:00Z' });
      const outcome = await under('update').capture('r1');
      assert.deepEqual([outcome.status, platform.rejections.get('r1')], ['rejected', 'hired_before_referral']);
      assert.deepEqual(ats.writes, []);
    });
  });

  describe('several advocates', () => {
    const dispute = async (ownership: 'first' | 'last' | 'split', times = ['2026-11-01', '2026-11-05']) => {
      const under = new ReferralStage(database.pool, ats, platform, { ownership });
      times.forEach((day, index) =>
        platform.refers(`r${index + 1}`, `advocate${index + 1}`, { referredAt: `${day}T09:00:00Z` }),
      );
      for (let n = 1; n <= times.length; n += 1) await under.capture(`r${n}`);
      return under;
    };
    const named = () => only(ats.applications).referralId;

    it('first: the earliest keeps the application, the later is told', async () => {
      await dispute('first');
      const { applicationId } = only(ats.applications);
      assert.deepEqual(await rows('r1', 'r2'), [
        ['captured', 'created', 1, applicationId],
        ['rejected', 'rejected', 0, applicationId],
      ]);
      assert.equal(named(), 'r1');
      assert.deepEqual([...platform.rejections], [['r2', 'owned_by_another_advocate']]);
      assert.match((await record('r1')).ownershipReason ?? '', /^First: the earliest referral counts/);
      assert.match((await record('r2')).statusReason ?? '', /^First: referral r1 of 2026-11-01 was earlier/);
      assert.equal(platform.statuses.has('r2'), false);
    });

    it('first: also where the earliest was told of last', async () => {
      await dispute('first', ['2026-11-05', '2026-11-01']);
      assert.equal(named(), 'r2');
      assert.deepEqual(
        (await rows('r1', 'r2')).map(([status, , share]) => [status, share]),
        [
          ['rejected', 0],
          ['captured', 1],
        ],
      );
      assert.deepEqual([...platform.rejections], [['r1', 'owned_by_another_advocate']]);
    });

    it('last: the newest takes over, the earlier is told', async () => {
      const under = await dispute('last');
      assert.equal(named(), 'r2');
      assert.deepEqual([...platform.rejections], [['r1', 'owned_by_another_advocate']]);
      // What comes again changes nothing.
      assert.equal((await under.capture('r1')).status, 'rejected');
      assert.equal(named(), 'r2');
    });

    it('split: equal parts that are exactly one, the earliest is named', async () => {
      await dispute('split', ['2026-11-01', '2026-11-02', '2026-11-03']);
      const shares = await Promise.all(['r1', 'r2', 'r3'].map(async (id) => (await record(id)).share));
      assert.deepEqual(shares, ['0.333334', '0.333333', '0.333333']);
      assert.equal(named(), 'r1');
      assert.deepEqual([...platform.statuses.keys()].sort(), ['r1', 'r2', 'r3']);
      assert.equal(platform.rejections.size, 0);
    });

    it('own what they brought where it was another job', async () => {
      platform.refers('r1', 'ann');
      platform.refers('r2', 'bob', { jobId: '6', referredAt: '2026-11-05T09:00:00Z' });
      await stage.capture('r1');
      await stage.capture('r2');
      assert.equal(ats.candidates.size, 1);
      assert.deepEqual(
        (await rows('r1', 'r2')).map(([status, , share]) => [status, share]),
        [
          ['captured', 1],
          ['captured', 1],
        ],
      );
    });

    it('change nothing about an application that is hired', async () => {
      const under = new ReferralStage(database.pool, ats, platform, { ownership: 'last' });
      platform.refers('r1', 'ann');
      const { applicationId } = await under.capture('r1');
      ats.change(applicationId!, { status: 'hired', hiredAt: '2026-11-20T00:00:00Z' });
      platform.refers('r2', 'bob', { referredAt: '2026-11-05T09:00:00Z' });
      assert.equal((await under.capture('r2')).status, 'rejected');
      assert.equal(named(), 'r1');
      assert.match((await record('r2')).statusReason ?? '', /hired already, and referral r1 keeps it/);
    });

    it('leave one owner whole, whatever comes, in whatever order and however often', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('first' as const, 'last' as const, 'split' as const),
          fc.array(fc.record({ advocate: fc.integer({ min: 1, max: 3 }), day: fc.integer({ min: 1, max: 28 }) }), {
            minLength: 1,
            maxLength: 4,
          }),
          fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
          async (ownership, told, again) => {
            const email = `p${(people += 1)}@mail.example`;
            const under = new ReferralStage(database.pool, ats, platform, { ownership });
            const ids = told.map((_, index) => `${email}:${index}`);
            told.forEach(({ advocate, day }, index) => {
              const referredAt = `2026-10-${String(day).padStart(2, '0')}T09:00:00Z`;
              platform.refers(ids[index]!, `a${advocate}`, { email, referredAt });
            });
            for (const id of [...ids, ...again.flatMap((index) => ids[index] ?? [])]) await under.capture(id);
            const records = await Promise.all(ids.map(record));
            const parts = records.map(({ share }) => Math.round(Number(share) * 1_000_000));
            assert.equal(
              parts.reduce((a, b) => a + b),
              1_000_000,
            );
            const applications = [...ats.applications.values()].filter(
              ({ candidateId }) => ats.candidates.get(candidateId)?.email === email,
            );
            assert.equal(applications.length, 1);
            const owner = records.find(({ referralId }) => referralId === applications[0]!.referralId);
            assert.ok(Number(owner?.share) > 0);
            const owners = records.filter(({ share }) => Number(share) > 0).map(({ advocateId }) => advocateId);
            for (const { status, advocateId } of records) {
              assert.equal(status, owners.includes(advocateId) ? 'captured' : 'rejected');
            }
          },
        ),
        { numRuns: 25 },
      );
    });
    let people = 0;
  });

  describe('failures', () => {
    const crashes = ['create candidate', 'create application', 'attribute', 'complete candidate'];
    it('leave nothing doubled, wherever an answer is lost', async () => {
      for (const what of crashes) {
        const email = `${what.replace(' ', '.')}@mail.example`;
        const known = what === 'attribute' || what === 'complete candidate';
        if (known) ats.applied(ats.knows({ email }), JOB);
        platform.refers(what, 'ann', { email, phone: known ? PHONE : undefined });
        let lost = true;
        ats.afterWrite = (written) => {
          if (written === what && lost) {
            lost = false;
            throw down();
          }
        };
        await assert.rejects(stage.capture(what), failsAs('VendorUnavailable', /no answer/));
        // The next run tries it again.
        await new ReferralStage(database.pool, ats, platform, {}, 'run-2').capture(what);
        const candidates = [...ats.candidates.values()].filter((one) => one.email === email);
        assert.equal(candidates.length, 1, what);
        const applications = [...ats.applications.values()].filter(
          ({ candidateId }) => candidateId === candidates[0]!.candidateId,
        );
        assert.equal(applications.length, 1, what);
        assert.equal((await record(what)).disposition, known ? 'updated' : 'created', what);
        for (const { candidateId } of candidates) ats.candidates.get(candidateId)!.phone = null;
      }
    });

    it('of the proof are none of success', async () => {
      platform.refers('r1', 'ann');
      ats.keep = () => ({ advocateId: null });
      await assert.rejects(
        stage.capture('r1'),
        failsAs('WriteNotKept', /advocateId \(application\.custom_fields\.advocate_id\)/),
      );
      assert.equal((await record('r1')).status, 'capturing');
      await stage.perform('reportReferralFailure', [
        ref('r1'),
        { step: 'bringing it to the ATS', reason: 'no', times: 1 },
      ]);
      assert.deepEqual(
        [(await record('r1')).status, (await record('r1')).statusReason],
        ['failed', 'bringing it to the ATS: no'],
      );
      ats.keep = () => ({});
      await stage.capture('r1');
      assert.deepEqual([(await record('r1')).status, (await record('r1')).statusReason], ['captured', null]);
    });

    it('that come late do not make less of what the ATS has', async () => {
      platform.refers('r1', 'ann');
      await stage.capture('r1');
      const failure = { step: 'showing the advocate where it stands', reason: 'no answer', times: 1 };
      await stage.perform('reportReferralFailure', [ref('r1'), failure], 'referral:saasquatch:r1');
      const { status, statusReason } = await record('r1');
      assert.deepEqual([status, statusReason], ['captured', 'showing the advocate where it stands: no answer']);
      assert.match(JSON.stringify(stage.posted.at(-1)), /"runUrl":"http:\/\/temporal\.test.*A referral stopped at /s);
    });
  });

  it('has the hire confirmed where the referral comes after it, once', async () => {
    const applicationId = ats.applied(ats.knows({ email: 'ada@mail.example' }), JOB, {
      ...{ status: 'hired', hiredAt: '2026-11-20T00:00:00Z' },
    });
    platform.refers('r1', 'ann');
    await stage.capture('r1');
    await stage.capture('r1');
    const { rows: deliveries } = await database.pool.query(
      `select vendor, event, workflow_id as "workflowId", status from deliveries`,
    );
    assert.deepEqual(deliveries, [
      {
        ...{ vendor: 'hireline', workflowId: `hire-confirmation:greenhouse:${applicationId}`, status: 'pending' },
        event: { kind: 'hireConfirmationRequested', applicationId, requestedBy: 'hireline' },
      },
    ]);
    assert.equal(platform.statuses.get('r1'), 'hired');
  });

  it('finds the referrals of a user, and leaves those that another event has told of', async () => {
    platform.refers('r1', 'ann', { referredUserId: 'u' });
    platform.refers('r2', 'bob', { referredUserId: 'u', email: 'x@mail.example' });
    await stage.capture('r1');
    const user = { advocacy: ADVOCACY, referredUserId: 'u' };
    assert.deepEqual(await stage.perform('requestReferralsOf', [user]), { found: 2 });
    assert.deepEqual(await stage.perform('requestReferralsOf', [{ ...user, referredUserId: 'nobody' }]), { found: 0 });
    const { rows: deliveries } = await database.pool.query(
      `select event->>'referralId' as id, priority from deliveries`,
    );
    assert.deepEqual(deliveries, [{ id: 'r2', priority: 4 }]);
  });

  it('does nothing without a platform, and says so', async () => {
    (stage.deps as { advocacy: unknown }).advocacy = undefined;
    const none = new ReferralStage(database.pool, ats, undefined as unknown as ScriptedPlatform);
    const reading = await none.perform('readReferral', [ref('r1')]);
    assert.deepEqual(reading, { outcome: 'ignored', reason: 'saasquatch is not set up as the advocacy platform.' });
    assert.deepEqual(await none.perform('requestReferralsOf', [{ advocacy: ADVOCACY, referredUserId: 'u' }]), {
      found: null,
    });
    assert.deepEqual(await none.perform('readNewAdvocates', []), { more: false });
  });

  it('forgets who the candidate was when they are anonymised, and does not learn it again', async () => {
    platform.refers('r1', 'ann', { phone: PHONE });
    const { applicationId } = await stage.capture('r1');
    const { candidateId } = await record('r1');
    await erasePersonalData(database.pool, {
      ats: 'greenhouse',
      candidateIds: [candidateId!],
      applicationIds: [applicationId!],
    });
    const reading = await read('r1');
    assert.deepEqual(reading, { outcome: 'ignored', reason: 'The candidate was anonymised.' });
    const everything = await database.pool.query<{ text: string }>(
      `select concat((select jsonb_agg(r) from referrals r), (select jsonb_agg(e) from referral_events e),
         (select jsonb_agg(p) from candidate_phones p)) as text`,
    );
    assert.doesNotMatch(everything.rows[0]!.text, /Ada|Byron|ada@|2125550100|user-r1/);
    assert.equal((await record('r1')).applicationId, applicationId);
  });
});
