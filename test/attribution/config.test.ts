import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelNames, loadRecruitingCosts } from '../../config/recruiting-costs.js';
import { ConfigError } from '../../config/yaml-file.js';
import { loadPolicy } from '../../config/policy.js';
import { reportSpec } from '../../workers/schedules.js';

describe('recruiting-costs.yaml', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hireline-costs-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const load = (text: string) => {
    writeFileSync(join(folder, 'recruiting-costs.yaml'), text);
    return loadRecruitingCosts({ HIRELINE_CONFIG_DIR: folder }, 'USD');
  };

  it("is read as it is shipped, and may be missing from a deployment's own folder", () => {
    const shipped = loadRecruitingCosts({}, loadPolicy({}).bonus.currency);
    assert.deepEqual(shipped.channels['advocacy'], ['Referral']);
    assert.deepEqual(loadRecruitingCosts({ HIRELINE_CONFIG_DIR: folder }, 'USD'), { channels: {}, costs: [] });
    assert.deepEqual(channelNames({ channels: {} }), ['advocacy', 'other']);
  });

  it('has exact amounts', () => {
    const text = `channels: {ads: [Indeed]}\ncosts:\n  - {channel: ads, from: 2026-11-01, to: 2026-11-30, amount: '0.10', currency: USD}\n`;
    assert.deepEqual(load(text).costs, [
      { channel: 'ads', from: '2026-11-01', to: '2026-11-30', amount: '0.1', currency: 'USD', note: null },
    ]);
  });

  const cost = (entry: string) => `channels: {ads: [Indeed]}\ncosts:\n  - {${entry}}\n`;
  const wrong: [what: string, text: string, message: RegExp][] = [
    [
      'an unquoted amount',
      cost('channel: ads, from: 2026-11-01, to: 2026-11-30, amount: 0.10, currency: USD'),
      /:3: costs\.0\.amount: expected an amount in quotes/,
    ],
    [
      'another currency',
      cost("channel: ads, from: 2026-11-01, to: 2026-11-30, amount: '1', currency: EUR"),
      /:3: costs\.0\.currency: expected USD/,
    ],
    [
      'a channel there is not',
      cost("channel: tv, from: 2026-11-01, to: 2026-11-30, amount: '1', currency: USD"),
      /:3: costs\.0\.channel: expected one of advocacy, ads, other/,
    ],
    [
      'a source of two channels',
      'channels:\n  ads: [Indeed]\n  tv: [indeed]\ncosts: []\n',
      /:3: channels\.tv\.0: expected a source of one channel: ads/,
    ],
    [
      'a channel in capitals',
      'channels: {Ads: [Indeed]}\ncosts: []\n',
      /:1: channels\.Ads: expected a name in lower case/,
    ],
  ];
  for (const [what, text, message] of wrong) {
    it(`is refused for ${what}`, () => {
      assert.throws(
        () => load(text),
        (error) => error instanceof ConfigError && message.test(error.message),
      );
    });
  }
});

describe('the schedule of the attribution report', () => {
  const policy = loadPolicy({});
  const of = (report: 'daily' | 'weekly', at: string) =>
    reportSpec({ ...policy, attribution: { ...policy.attribution, report, at } }).calendars?.map((one) => [
      one.dayOfWeek,
      one.hour,
      one.minute,
    ]);

  it('is on Mondays or daily, and once more for the day on which the clock skips it', () => {
    assert.deepEqual(of('weekly', '06:15'), [
      ['MONDAY', 6, 15],
      ['MONDAY', 7, 15],
    ]);
    assert.deepEqual(of('weekly', '23:30'), [
      ['MONDAY', 23, 30],
      ['TUESDAY', 0, 30],
    ]);
    assert.deepEqual(of('daily', '06:15'), [
      [undefined, 6, 15],
      [undefined, 7, 15],
    ]);
    assert.equal(reportSpec(policy).timezone, policy.company.timeZone);
  });
});
