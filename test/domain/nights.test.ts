import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  dueNights,
  eachDay,
  MOST_NIGHTS,
  windowOfDays,
  type NightPolicy,
  type PastNights,
} from '../../domain/nights.js';

const NEW_YORK: NightPolicy = { timeZone: 'America/New_York', at: '02:00', days: 7 };
const BERLIN: NightPolicy = { ...NEW_YORK, timeZone: 'Europe/Berlin' };
const HALF_PAST: NightPolicy = { ...NEW_YORK, at: '02:30' };
const LATE: NightPolicy = { ...NEW_YORK, at: '23:30' };

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const after = (...completed: string[]): PastNights => ({ completed, reconciledUntil: null, since: LONG_AGO });

describe('the nights that are due', () => {
  // [what, policy, now, completed, due]
  const cases: [string, NightPolicy, string, string[], string[]][] = [
    ['not a second before its time', NEW_YORK, '2026-11-22T06:59:59Z', ['2026-11-21'], []],
    ['at its time', NEW_YORK, '2026-11-22T07:00:00Z', ['2026-11-21'], ['2026-11-22']],
    ['done, it is not due an hour later', NEW_YORK, '2026-11-22T08:00:00Z', ['2026-11-22', '2026-11-21'], []],
    ['all day, until it is done', NEW_YORK, '2026-11-23T04:59:00Z', ['2026-11-21'], ['2026-11-22']],
    ['one that was missed comes first', NEW_YORK, '2026-11-22T07:00:00Z', ['2026-11-20'], ['2026-11-21', '2026-11-22']],
    [
      'of many that were missed, the newest',
      NEW_YORK,
      '2026-11-22T07:00:00Z',
      ['2026-11-02'],
      ['2026-11-20', '2026-11-21', '2026-11-22'],
    ],
    ['none before one that is done', NEW_YORK, '2026-11-22T07:00:00Z', ['2026-11-21', '2026-11-19'], ['2026-11-22']],
    // https://www.timeanddate.com: New York springs forward on 2026-03-08 at 2:00, and falls back on 2026-11-01 at 2:00.
    ['spring, New York: 1:59:59', NEW_YORK, '2026-03-08T06:59:59Z', ['2026-03-07'], []],
    ['spring, New York: 2 AM is 3 AM', NEW_YORK, '2026-03-08T07:00:00Z', ['2026-03-07'], ['2026-03-08']],
    ['spring, New York: half past two is half past three', HALF_PAST, '2026-03-08T07:29:59Z', ['2026-03-07'], []],
    ['spring, New York: half past three', HALF_PAST, '2026-03-08T07:30:00Z', ['2026-03-07'], ['2026-03-08']],
    ['spring, New York: the day after', NEW_YORK, '2026-03-09T06:00:00Z', ['2026-03-08'], ['2026-03-09']],
    ['autumn, New York: the first 1 AM', NEW_YORK, '2026-11-01T05:00:00Z', ['2026-10-31'], []],
    ['autumn, New York: the second 1 AM', NEW_YORK, '2026-11-01T06:00:00Z', ['2026-10-31'], []],
    ['autumn, New York: 2 AM', NEW_YORK, '2026-11-01T07:00:00Z', ['2026-10-31'], ['2026-11-01']],
    // Berlin: 2026-03-29 at 2:00 and 2026-10-25 at 3:00, so that 2 AM comes twice.
    ['spring, Berlin: 1:59:59', BERLIN, '2026-03-29T00:59:59Z', ['2026-03-28'], []],
    ['spring, Berlin: 2 AM is 3 AM', BERLIN, '2026-03-29T01:00:00Z', ['2026-03-28'], ['2026-03-29']],
    ['autumn, Berlin: the first 2 AM', BERLIN, '2026-10-25T00:00:00Z', ['2026-10-24'], ['2026-10-25']],
    ['autumn, Berlin: done by the second 2 AM', BERLIN, '2026-10-25T01:00:00Z', ['2026-10-25', '2026-10-24'], []],
    ['late in the evening, it is the next one', LATE, '2026-11-23T04:30:00Z', ['2026-11-21'], ['2026-11-22']],
  ];
  for (const [what, policy, now, completed, expected] of cases) {
    it(what, () => {
      const due = dueNights(policy, after(...completed), new Date(now));
      assert.deepEqual(
        due.map(({ night }) => night),
        expected,
      );
    });
  }

  it('are none from before the deployment', () => {
    const since = new Date('2026-11-22T12:00:00Z');
    const past = { completed: [], reconciledUntil: null, since };
    assert.deepEqual(dueNights(NEW_YORK, past, new Date('2026-11-22T12:00:01Z')), []);
    const [first, ...more] = dueNights(NEW_YORK, past, new Date('2026-11-23T07:00:00Z'));
    assert.equal(first?.night, '2026-11-23');
    assert.equal(more.length, 0);
  });

  it('look at seven days before, whole ones in the zone, also over a change of the clock', () => {
    const [night] = dueNights(NEW_YORK, after('2026-11-04'), new Date('2026-11-05T07:00:00Z'));
    assert.equal(night?.kind, 'nightly');
    // Since nothing says up to when others looked, it reaches back to the deployment's day.
    assert.deepEqual(night.window, { from: '2019-12-31T05:00:00.000Z', to: '2026-11-05T05:00:00.000Z' });
    const past = { ...after('2026-11-04'), reconciledUntil: new Date('2026-11-04T05:00:00Z') };
    const [next] = dueNights(NEW_YORK, past, new Date('2026-11-05T07:00:00Z'));
    assert.deepEqual(next?.window, { from: '2026-10-29T04:00:00.000Z', to: '2026-11-05T05:00:00.000Z' });
  });

  it('leave no day out after a long outage', () => {
    const past = { ...after('2026-10-01'), reconciledUntil: new Date('2026-10-01T04:00:00Z') };
    const due = dueNights(NEW_YORK, past, new Date('2026-11-22T07:00:00Z'));
    assert.deepEqual(
      due.map(({ night, kind, window }) => [night, kind, window.from]),
      [
        ['2026-11-20', 'catch-up', '2026-10-01T04:00:00.000Z'],
        ['2026-11-21', 'catch-up', '2026-11-14T05:00:00.000Z'],
        ['2026-11-22', 'nightly', '2026-11-15T05:00:00.000Z'],
      ],
    );
  });

  it('come once each, whenever one looks, in any zone, and all days are in some window', () => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'UTC',
    );
    const looks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(zones, fc.constantFrom('00:30', '02:00', '02:30', '23:30'), looks, (timeZone, at, hours) => {
        const since = new Date('2026-02-20T12:00:00Z');
        const done: { night: string; window: { from: string; to: string } }[] = [];
        let now = since.getTime();
        for (const pause of hours) {
          now += pause * 3_600_000;
          const newest = done.at(-1);
          const past = {
            completed: done.map(({ night }) => night),
            reconciledUntil: newest ? new Date(newest.window.to) : null,
            since,
          };
          const due = dueNights({ timeZone, at, days: 7 }, past, new Date(now));
          assert.ok(due.length <= MOST_NIGHTS);
          for (const night of due) {
            assert.ok(!done.some((one) => one.night === night.night), `${night.night} came twice`);
            assert.ok(!newest || night.window.from <= newest.window.to, 'a gap between windows');
          }
          done.push(...due);
        }
        assert.deepEqual(
          done.map(({ night }) => night),
          done.map(({ night }) => night).sort(),
        );
      }),
    );
  });
});

describe('the days of a window', () => {
  it('are those of the zone: 23 hours in spring, 25 in autumn', () => {
    const hours = (timeZone: string, first: string, last: string) =>
      eachDay(timeZone, windowOfDays(timeZone, first, last)).map(
        ({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3_600_000,
      );
    assert.deepEqual(hours('America/New_York', '2026-03-07', '2026-03-09'), [24, 23, 24]);
    assert.deepEqual(hours('Europe/Berlin', '2026-10-24', '2026-10-26'), [24, 25, 24]);
    assert.deepEqual(hours('UTC', '2026-10-25', '2026-10-25'), [24]);
  });

  it('cover a window that begins in the middle of a day', () => {
    const window = { from: '2026-11-20T12:00:00Z', to: '2026-11-21T12:00:00Z' };
    assert.deepEqual(eachDay('UTC', window), [
      { from: '2026-11-20T12:00:00.000Z', to: '2026-11-21T00:00:00.000Z' },
      { from: '2026-11-21T00:00:00.000Z', to: '2026-11-21T12:00:00.000Z' },
    ]);
  });
});
