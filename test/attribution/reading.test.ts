import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { windowOfDays } from '../../domain/nights.js';
import { findReading } from '../../ledger/attribution-hires.js';
import { listReports, makeReport } from '../../ledger/attribution-reports.js';
import { recordTestPerson } from '../../ledger/golive-people.js';
import { importCosts } from '../../ledger/recruiting-costs.js';
import type { AttributionReport } from '../../schemas/attribution-report.js';
import { advocate, attribution, AttributionGround, hire } from './ground.js';

const PERIOD = { from: '2026-11-16', to: '2026-11-22' };

describe('attribution: reading and telling', () => {
  let ground: AttributionGround;
  beforeEach(async () => void (ground = await AttributionGround.start()));
  afterEach(() => ground.stop());

  async function reportOf(period = PERIOD): Promise<AttributionReport> {
    const { deps } = ground;
    const reading = await findReading(deps.db, 'greenhouse', windowOfDays('America/New_York', period.from, period.to));
    assert.ok(reading);
    return makeReport({ ...deps, ats: 'greenhouse', advocacy: deps.advocacy?.vendor ?? null }, period, reading);
  }

  it('reads the days of the company, and makes of it what the ledger knows', async () => {
    ground.advocates = [advocate('adv-1'), advocate('adv-2', { active: false }), advocate('adv-3')];
    ground.referrals = [{}, {}];
    await ground.referral('ref-1', { ats: 'greenhouse', application_id: '80001', candidate_id: 'c80001' });
    await ground.referral('ref-2', { status: 'rejected', disposition: 'rejected', share: '0', advocate_id: 'adv-3' });
    // Before the week by the clock of New York, within it by UTC.
    await ground.referral('ref-0', { referred_at: '2026-11-16T04:00:00Z' });
    const engaged = { source: 'x', advocate_id: 'adv-1', job_id: '40' };
    await ground.insert('engagements', { ...engaged, engagement_id: '1', type: 'share', at: '2026-11-16T05:00:00Z' });
    await ground.insert('engagements', { ...engaged, engagement_id: '2', type: 'click', at: '2026-11-23T04:59:59Z' });
    await ground.insert('engagements', { ...engaged, engagement_id: '3', type: 'click', at: '2026-11-23T05:00:00Z' });
    ground.hires = [
      hire('80001', '2026-11-18T12:00:00.000Z'),
      hire('80002', '2026-11-19T12:00:00.000Z'),
      hire('80003', '2026-11-19T12:00:00.000Z', { applicationStatus: 'rejected' }),
      hire('80004', '2026-11-19T12:00:00.000Z', { offerStatus: 'rejected' }),
    ];
    ground.attributions = [attribution('80001', { source: 'Referral' }), attribution('80002', { source: 'Indeed' })];
    assert.deepEqual(await ground.read(PERIOD), []);
    assert.deepEqual(ground.asked, [{ from: '2026-11-16T05:00:00.000Z', to: '2026-11-23T05:00:00.000Z' }]);
    const report = await reportOf();
    assert.deepEqual(report.funnel, { shares: 1, clicks: 1, applications: 2, captured: 1, hires: 1 });
    assert.deepEqual([report.cohort.hired, report.referralConversionRate], [1, 0.5]);
    assert.deepEqual(report.participation, { active: 2, eligible: 2, rate: 1 });
    assert.deepEqual(
      report.hires.map((one) => [one.applicationId, one.candidateId, one.channel, one.advocateId, one.timeToHireDays]),
      [
        ['80001', 'c80001', 'advocacy', 'adv-1', 16],
        ['80002', 'c80002', 'job_boards', null, 17],
      ],
    );
    assert.deepEqual([report.complete, report.topAdvocates[0]?.name], [true, 'Grace Hopper']);
  });

  it('leaves out the test candidates of go-live checks', async () => {
    ground.advocates = [advocate('adv-1'), advocate('adv-2')];
    ground.referrals = [{}, {}];
    const test = { ats: 'greenhouse', application_id: '80009', advocate_id: 'adv-2', referred_user_id: 'golive-5' };
    await ground.referral('ref-1', { ats: 'greenhouse', application_id: '80001', referred_user_id: 'cand-1' });
    await ground.referral('ref-2', test);
    await recordTestPerson(ground.deps.db, 'saasquatch', 'golive-5');
    await recordTestPerson(ground.deps.db, 'saasquatch', 'golive-5');
    ground.hires = [hire('80001', '2026-11-18T12:00:00.000Z'), hire('80009', '2026-11-18T12:00:00.000Z')];
    ground.attributions = [attribution('80001', { source: 'Referral' }), attribution('80009', { source: 'Referral' })];
    assert.deepEqual(await ground.read(PERIOD), [], 'the platform has as many referrals as the ledger');
    const report = await reportOf();
    assert.deepEqual(report.funnel, { shares: 0, clicks: 0, applications: 1, captured: 1, hires: 1 });
    assert.deepEqual(report.participation, { active: 1, eligible: 2, rate: 0.5 });
    assert.deepEqual([report.referralConversionRate, report.total.hires], [1, 1]);
  });

  it('follows what has become of the referrals of a period, whatever the day of the hire', async () => {
    const of = { ats: 'greenhouse' };
    await ground.referral('ref-1', { ...of, application_id: '1' });
    await ground.referral('ref-2', { ...of, application_id: '2' });
    await ground.referral('ref-3', { ...of, application_id: '2', share: '0' });
    ground.referrals = [{}, {}, {}];
    ground.attributions = [
      attribution('1', { hiredAt: '2026-12-20T12:00:00.000Z' }),
      attribution('2', { hiredAt: null, status: 'active' }),
    ];
    await ground.read(PERIOD);
    assert.deepEqual((await reportOf()).cohort, { referrals: 3, hired: 1 });
    assert.equal((await reportOf()).funnel.hires, 0);
    // The first was undone, the second was hired: by the advocate whose it is.
    ground.attributions = [
      attribution('1', { hiredAt: '2026-12-20T12:00:00.000Z', status: 'rejected' }),
      attribution('2', { hiredAt: '2026-12-21T12:00:00.000Z' }),
    ];
    await ground.read(PERIOD);
    assert.deepEqual((await reportOf()).cohort, { referrals: 3, hired: 1 });
  });

  it('forgets a hire that is none any more, and one that hireline knows was rescinded', async () => {
    ground.hires = [hire('1', '2026-11-18T12:00:00.000Z'), hire('2', '2026-11-18T12:00:00.000Z')];
    ground.attributions = [attribution('1'), attribution('2')];
    await ground.read(PERIOD);
    assert.equal((await reportOf()).total.hires, 2);
    ground.hires.pop();
    await ground.read(PERIOD);
    assert.deepEqual(
      (await reportOf()).hires.map(({ applicationId }) => applicationId),
      ['1'],
    );
    const known = { application_id: '1', ats: 'greenhouse', workflow_id: 'w', run_id: 'r' };
    await ground.insert('hires', { ...known, status: 'rescinded' });
    assert.equal((await reportOf()).total.hires, 0);
  });

  it('says what it could not read, and forgets nothing over it', async () => {
    ground.hires = [hire('1', '2026-11-18T12:00:00.000Z')];
    ground.attributions = [attribution('1')];
    await ground.read(PERIOD);
    const broken = async function* () {
      await Promise.resolve();
      yield* [] as never[][];
      throw ApplicationFailure.nonRetryable('2 rows: offer.resolved_at is a number', 'VendorContract');
    };
    Object.assign(ground.deps.ats, { listAcceptedHires: broken });
    Object.assign(ground.deps.advocacy!, { listAdvocates: broken, listReferrals: broken });
    const notes = await ground.read(PERIOD);
    assert.equal(notes.length, 3);
    assert.ok(notes.includes('Hires of Greenhouse that could not be read: 2 rows: offer.resolved_at is a number.'));
    const report = await reportOf();
    assert.deepEqual([report.total.hires, report.notes], [1, notes]);
  });

  it('counts a hire whose source cannot be read, and keeps what was known of a referral', async () => {
    await ground.referral('ref-2', { ats: 'greenhouse', application_id: '2' });
    ground.referrals = [{}];
    ground.hires = ['1', '2', '3'].map((id) => hire(id, '2026-11-18T12:00:00.000Z'));
    ground.attributions = ['1', '2', '3'].map((id) => attribution(id, { source: 'Indeed' }));
    await ground.read(PERIOD);
    const { readAttributions } = ground.deps.ats;
    Object.assign(ground.deps.ats, {
      readAttributions: (ids: string[]) =>
        ids.includes('2')
          ? Promise.reject(ApplicationFailure.nonRetryable('application 2: created_at', 'VendorContract'))
          : readAttributions(ids),
    });
    assert.deepEqual(await ground.read(PERIOD), [
      'Greenhouse does not tell where 1 of the hires came from.',
      'What became of 1 referrals could not be read in Greenhouse.',
    ]);
    const report = await reportOf();
    assert.deepEqual(
      report.hires.map(({ channel }) => channel),
      ['job_boards', 'advocacy', 'job_boards'],
    );
    assert.deepEqual(report.cohort, { referrals: 1, hired: 1 });
  });

  it('says where platform and ledger count differently', async () => {
    ground.referrals = [{}, {}, {}];
    await ground.referral('ref-1');
    assert.match((await ground.read(PERIOD)).join(), /SaaSquatch lists 3 referrals of these days, hireline has 1/);
  });

  it('does not count those as able to refer whom the platform does not list any more', async () => {
    ground.advocates = [advocate('adv-1'), advocate('adv-2')];
    await ground.read(PERIOD);
    ground.advocates.pop();
    await ground.read(PERIOD);
    assert.equal((await reportOf()).participation.eligible, 1);
  });

  it('covers the hires where no platform is connected, and says so', async () => {
    await ground.stop();
    ground = await AttributionGround.start(['advocacy', 'crm']);
    ground.hires = [hire('1', '2026-11-18T12:00:00.000Z')];
    ground.attributions = [attribution('1')];
    await ground.read(PERIOD);
    const report = await reportOf();
    assert.deepEqual([report.advocacy, report.total.hires, report.referralConversionRate], [null, 1, null]);
    assert.match(report.notes[0] ?? '', /No advocacy platform is connected/);
    assert.deepEqual(await ground.act('writeAttributionSummary', [PERIOD]), { written: false });
  });

  it('does not bring back who was anonymised', async () => {
    const known = { application_id: '1', ats: 'greenhouse', workflow_id: 'w', run_id: 'r' };
    await ground.insert('hires', { ...known, status: 'done', anonymized_at: '2026-11-20T12:00:00Z' });
    ground.hires = [hire('1', '2026-11-18T12:00:00.000Z')];
    ground.attributions = [attribution('1')];
    await ground.read(PERIOD);
    const [row] = (await reportOf()).hires;
    assert.deepEqual([row?.applicationId, row?.candidateId], ['1', null]);
  });

  it('adds costs and bonuses exactly', async () => {
    ground.hires = [hire('1', '2026-11-18T12:00:00.000Z')];
    ground.attributions = [attribution('1', { source: 'Indeed' })];
    await ground.read(PERIOD);
    const cost = { channel: 'job_boards', from: '2026-11-01', to: '2026-11-30', currency: 'USD', note: null };
    await importCosts(
      ground.database.pool,
      [
        { ...cost, amount: '0.1' },
        { ...cost, amount: '100.12' },
      ],
      'console:test',
    );
    await ground.referral('ref-1');
    const bonus = {
      ...{ advocacy: 'saasquatch', referral_id: 'ref-1', advocate_id: 'adv-1', ats: 'greenhouse', application_id: '1' },
      ...{
        share: '1',
        whole_amount: '1500',
        currency: 'USD',
        hired_at: '2026-08-01T12:00:00Z',
        workflow_id: 'w',
        run_url: 'u',
      },
    };
    await ground.insert('referral_bonuses', {
      ...bonus,
      bonus_id: 'b1',
      round: 1,
      amount: '1500.00',
      status: 'paid',
      paid_at: '2026-11-20T12:00:00Z',
    });
    await ground.insert('referral_bonuses', {
      ...bonus,
      bonus_id: 'b2',
      round: 2,
      amount: '0.10',
      status: 'clawed_back',
      paid_at: '2026-10-20T12:00:00Z',
      clawed_back_at: '2026-11-20T12:00:00Z',
    });
    await ground.insert('referral_bonuses', { ...bonus, bonus_id: 'b3', round: 3, amount: '7', status: 'waiting' });
    const { costPerHire, total } = await reportOf();
    const by = Object.fromEntries(costPerHire.map((one) => [one.channel, one]));
    assert.deepEqual(by['advocacy']?.bonuses, { paid: '1500.00', clawedBack: '0.10' });
    assert.deepEqual([by['job_boards']?.cost, by['job_boards']?.costPerHire], ['23.38', '23.38']);
    assert.equal(total.cost, '1523.28');
  });

  it('tells a report once a period to the CRM, and each run to HR ops, without names', async () => {
    ground.advocates = [advocate('adv-1')];
    await ground.read(PERIOD);
    for (const run of ['run-1', 'run-2']) {
      await ground.act('keepAttributionReport', [PERIOD], run);
      assert.deepEqual(await ground.act('writeAttributionSummary', [PERIOD], run), { written: true });
      await ground.act('tellAttributionReport', [PERIOD], run);
    }
    const [summary, ...more] = ground.summaries;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [summary?.marker, summary?.at],
      ['hireline attribution 2026-11-16..2026-11-22', '2026-11-23T05:00:00.000Z'],
    );
    assert.equal(ground.notices.length, 2);
    const [notice] = ground.notices;
    assert.equal(notice?.severity, 'info');
    assert.match(notice?.runUrl ?? '', /attribution-report/);
    assert.deepEqual(notice?.links[0]?.url, 'http://hireline.test/#/attribution?from=2026-11-16&to=2026-11-22');
    assert.doesNotMatch(JSON.stringify([ground.summaries, ground.notices]), /Grace|Hopper/);
    const kept = await listReports(ground.database.pool, { limit: 10 });
    assert.deepEqual(
      kept.map(({ period, complete }) => [period, complete]),
      [[PERIOD, true]],
    );
  });

  it('tells the CRM of a period that is not over as of a day', async () => {
    ground.now = new Date('2026-11-20T12:00:00Z');
    await ground.read(PERIOD);
    await ground.act('writeAttributionSummary', [PERIOD]);
    await ground.act('writeAttributionSummary', [PERIOD]);
    ground.now = new Date('2026-11-23T12:00:00Z');
    await ground.read(PERIOD);
    await ground.act('writeAttributionSummary', [PERIOD]);
    assert.deepEqual(
      ground.summaries.map(({ marker }) => marker),
      [
        'hireline attribution interim 2026-11-16..2026-11-22 of 2026-11-20',
        'hireline attribution 2026-11-16..2026-11-22',
      ],
    );
  });

  it('knows which reports are due by those that were made when their period was over', async () => {
    await ground.database.pool.query("update deployment set created_at = '2026-11-10T12:00:00Z'");
    const due = async () => (await ground.act('findDueAttributionReports', [])).map(({ from }) => from);
    assert.deepEqual(await due(), ['2026-11-09', '2026-11-16']);
    ground.now = new Date('2026-11-20T12:00:00Z');
    await ground.read(PERIOD);
    await ground.act('keepAttributionReport', [PERIOD]);
    ground.now = new Date('2026-11-23T12:00:00Z');
    assert.deepEqual(await due(), ['2026-11-09', '2026-11-16']);
    await ground.read(PERIOD);
    await ground.act('keepAttributionReport', [PERIOD]);
    assert.deepEqual(await due(), []);
  });
});
