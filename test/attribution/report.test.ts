import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NAMED_ADVOCATES } from '../../domain/attribution-advocates.js';
import { Money, sum } from '../../domain/attribution-costs.js';
import type { AttributionFacts } from '../../domain/attribution-facts.js';
import { attributionReport, channelOfSource } from '../../domain/attribution-report.js';
import { summaryLines } from '../../domain/attribution-summary.js';
import { AttributionReport } from '../../schemas/attribution-report.js';
import { hireFact, WEEK } from './facts.js';

describe('attribution: the report', () => {
  const report = attributionReport(WEEK);

  it('is of the shape that the API gives', () => {
    assert.deepEqual(AttributionReport.parse(report), report);
  });

  it('tells the funnel, and what has become of the referrals that began in the period', () => {
    assert.deepEqual(report.funnel, { shares: 6, clicks: 22, applications: 5, captured: 3, hires: 2 });
    assert.deepEqual([report.cohort, report.referralConversionRate], [{ referrals: 5, hired: 1 }, 0.2]);
  });

  it('counts a hire for the channel of its advocate, or of its source', () => {
    const channels = report.hires.map(({ applicationId, channel, advocateId }) => [applicationId, channel, advocateId]);
    assert.deepEqual(channels, [
      ['80001', 'advocacy', 'adv-1'],
      ['80002', 'advocacy', 'adv-1'],
      ['80003', 'job_boards', null],
      ['80004', 'other', null],
    ]);
  });

  it('gives hires cost shares that add up to what their channel shows, also of costs with more than cents', () => {
    const { period } = WEEK;
    const cost = (amount: string) => ({ channel: 'other', ...period, amount, currency: 'USD', note: null });
    const hires = Array.from({ length: 12 }, (_, index) => hireFact(String(index)));
    const made = attributionReport({ ...WEEK, hires, costs: [cost('10.005'), cost('12.345')] });
    const shown = made.costPerHire.find(({ channel }) => channel === 'other')?.cost;
    assert.equal(shown, '22.36');
    assert.equal(sum(made.hires.map(({ costShare }) => costShare)).toFixed(2), shown);
    for (const { costShare } of made.hires) assert.match(costShare, /^\d+\.\d\d$/);
  });

  const sources: [source: string | null, channel: string][] = [
    ['Indeed', 'job_boards'],
    [' INDEED ', 'job_boards'],
    ['Indeed Prime', 'other'],
    ['', 'other'],
    [null, 'other'],
  ];
  for (const [source, channel] of sources) {
    it(`takes the source ${JSON.stringify(source)} for ${channel}`, () => {
      assert.equal(channelOfSource(WEEK.channels, source), channel);
    });
  }

  it('tells what each channel cost, its bonuses counted as they were paid and taken back', () => {
    const rows = report.costPerHire.map((one) => [one.channel, one.costs, one.cost, one.hires, one.costPerHire]);
    assert.deepEqual(rows, [
      ['advocacy', '99.99', '849.99', 2, '425.00'],
      ['job_boards', '280.00', '280.00', 1, '280.00'],
      ['agencies', '30.00', '30.00', 0, null],
      ['other', '0.00', '0.00', 1, '0.00'],
    ]);
    assert.deepEqual(report.costPerHire[0]?.bonuses, { paid: '1500.00', clawedBack: '750.00' });
    assert.deepEqual(report.total, { cost: '1159.99', hires: 4, costPerHire: '290.00' });
    assert.deepEqual(
      report.hires.map(({ costShare }) => costShare),
      ['425.00', '424.99', '280.00', '0.00'],
    );
  });

  it('never adds different currencies, and says what it leaves out', () => {
    assert.deepEqual(report.notes, ['Amounts in EUR are left out (1): the report is in USD.']);
    const bonuses = [...WEEK.bonuses, { advocateId: 'adv-1', what: 'paid' as const, amount: '9', currency: 'EUR' }];
    const other = attributionReport({ ...WEEK, bonuses });
    assert.equal(other.total.cost, report.total.cost);
    assert.deepEqual(other.notes, ['Amounts in EUR are left out (2): the report is in USD.']);
  });

  it('compares times in days of the company, and leaves out what is not known or cannot be', () => {
    assert.deepEqual(report.timeToHire, {
      advocated: { count: 2, medianDays: 12.5, meanDays: 12.5 },
      others: { count: 1, medianDays: 16, meanDays: 16 },
    });
    assert.deepEqual(report.timeToFill.others, { count: 1, medianDays: 48, meanDays: 48 });
    // 11 PM and 1 AM in New York are neighbouring days, although it is one day in UTC.
    const [hire] = attributionReport({
      ...WEEK,
      hires: [hireFact('1', { appliedAt: '2026-11-18T04:00:00.000Z', hiredAt: '2026-11-18T06:00:00.000Z' })],
    }).hires;
    assert.deepEqual([hire?.hiredOn, hire?.timeToHireDays], ['2026-11-18', 1]);
  });

  it('counts as participants those who may refer', () => {
    assert.deepEqual(report.participation, { active: 2, eligible: 3, rate: 2 / 3 });
  });

  it('names who brought most; a hire that is split counts for each', () => {
    const rows = report.topAdvocates.map((one) => [one.advocateId, one.name, one.hires, one.applications, one.bonus]);
    assert.deepEqual(rows, [
      ['adv-1', 'Grace Hopper', 2, 3, '1500.00'],
      ['adv-2', '=HYPERLINK("http://evil.test")', 1, 1, '-750.00'],
      ['adv-4', 'Left Already', 0, 0, '0.00'],
    ]);
  });

  it('says nothing of rates where there is nothing to measure', () => {
    const nothing = { activity: [], hires: [], advocates: [], costs: [], bonuses: [] };
    const empty = attributionReport({ ...WEEK, ...nothing, advocacy: null });
    assert.deepEqual(
      [empty.referralConversionRate, empty.participation.rate, empty.total.costPerHire, empty.timeToHire.others],
      [null, null, null, { count: 0, medianDays: null, meanDays: null }],
    );
    assert.deepEqual(
      empty.costPerHire.map(({ channel }) => channel),
      ['advocacy', 'job_boards', 'agencies', 'other'],
    );
  });

  it('is told in a few sentences without names', () => {
    const lines = summaryLines(report);
    assert.ok(lines.includes('Referral conversion: 20 % (1 of 5 referrals).'), lines.join('\n'));
    assert.ok(lines.includes('advocacy: 849.99 USD, 2 hires, 425.00 USD each.'), lines.join('\n'));
    assert.ok(lines.includes('Most hires: advocate adv-1 (2), advocate adv-2 (1).'), lines.join('\n'));
    assert.doesNotMatch(lines.join('\n'), /Grace|Hopper|HYPERLINK/);
    assert.match(summaryLines(attributionReport({ ...WEEK, complete: false }))[0] ?? '', /not over/);
  });

  it('keeps every rate between 0 and 1, and the whole the sum of its parts, whatever the facts', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', null);
    const some = fc.nat({ max: 50 });
    const activity = fc
      .uniqueArray(
        fc.record({ advocateId: id, shares: some, clicks: some, referrals: some, captured: some, hired: some }),
        { selector: ({ advocateId }) => advocateId },
      )
      .map((rows) =>
        rows.map((row) => {
          const captured = Math.min(row.captured, row.referrals);
          return { ...row, captured, hired: Math.min(row.hired, captured) };
        }),
      );
    const instant = fc
      .integer({ min: 0, max: 600_000 })
      .map((m) => new Date(Date.parse('2026-09-01') + m * 60_000).toISOString());
    const hires = fc.uniqueArray(
      fc.record({
        ...{ applicationId: fc.string({ minLength: 1 }), candidateId: id, jobId: id, advocateId: id, referralId: id },
        ...{
          source: fc.constantFrom('Referral', 'Indeed', 'x', null),
          appliedAt: fc.option(instant),
          jobOpenedAt: fc.option(instant),
        },
        ...{
          hiredAt: instant,
          owners: fc.array(fc.record({ advocateId: id, referralId: fc.string() }), { maxLength: 2 }),
        },
      }),
      { selector: ({ applicationId }) => applicationId, maxLength: 15 },
    );
    const amount = fc
      .bigInt({ min: 0n, max: 10n ** 9n })
      .map((units) => new Money(units.toString()).dividedBy(1_000).toFixed());
    const cost = fc.record({
      ...{
        channel: fc.constantFrom('advocacy', 'agencies', 'other'),
        from: fc.constant('2026-11-10'),
        note: fc.constant(null),
      },
      ...{ to: fc.constantFrom('2026-11-18', '2027-01-03'), amount, currency: fc.constantFrom('USD', 'EUR') },
    });
    const bonus = fc.record({
      ...{ advocateId: fc.constantFrom('a', 'b'), what: fc.constantFrom('paid' as const, 'clawed_back' as const) },
      ...{ amount, currency: fc.constant('USD') },
    });
    const facts = fc.record({
      ...{ activity, hires, costs: fc.array(cost), bonuses: fc.array(bonus) },
      advocates: fc
        .subarray(['a', 'b', 'c', 'd'])
        .map((ids) => ids.map((one) => ({ advocateId: one, name: null, active: true }))),
    });
    fc.assert(
      fc.property(facts, (made) => {
        const made_ = attributionReport({ ...WEEK, ...(made as Partial<AttributionFacts>) });
        AttributionReport.parse(made_);
        assert.equal(
          made_.costPerHire.reduce((all, { hires: count }) => all + count, 0),
          made_.hires.length,
        );
        assert.ok(sum(made_.costPerHire.map((one) => one.cost)).equals(made_.total.cost));
        for (const { channel, cost: whole, hires: count } of made_.costPerHire) {
          const shares = made_.hires.filter((hire) => hire.channel === channel).map(({ costShare }) => costShare);
          assert.equal(shares.length, count);
          if (count > 0) assert.ok(sum(shares).equals(whole));
        }
        assert.ok(made_.topAdvocates.length <= NAMED_ADVOCATES);
      }),
    );
  });
});
