import assert from 'node:assert/strict';
import fc from 'fast-check';
import { phoneOf, timeOf, toAdvocate, toReferral } from '../../../connectors/saasquatch/mapping.js';
import { parsePlaces } from '../../../connectors/saasquatch/places.js';
import { SaasquatchReferral, SaasquatchUser } from '../../../connectors/saasquatch/wire.js';
import { PLACES } from './harness.js';

const places = parsePlaces(PLACES);
const STARTED = 1_763_630_000_123;
const REFERRAL = {
  ...{ id: 'r1', referred: { id: 'c1', accountId: 'c1' }, referrer: { id: 'a1', accountId: 'a1' } },
  dateReferralStarted: STARTED,
};
const referral = (changes: object = {}) => SaasquatchReferral.parse({ ...REFERRAL, ...changes });
const user = (changes: object = {}) => SaasquatchUser.parse({ id: 'c1', accountId: 'c1', ...changes });
const read = (fields: object, rest: object = {}) =>
  toReferral(referral(), user({ ...rest, customFields: fields }), places);

describe('saasquatch mapping: renamed places', () => {
  const renamed = (fields: object) => read(fields).renamed;
  it('are those of a like name that hold something where the mapped one does not', () => {
    assert.deepEqual(renamed({ job_id: '601', 'Consent-At': STARTED, phone: '+12025550123' }), {
      ...{ jobId: 'user.customFields.job_id', consentAt: 'user.customFields.Consent-At' },
    });
  });
  it('are none where the mapped one holds something, the other nothing, or the names differ', () => {
    assert.equal(renamed({ jobId: '601', job_id: '602' }), undefined);
    assert.equal(renamed({ job_id: ' ', JobID: null, requisition: '601' }), undefined);
    assert.equal(toReferral(referral(), undefined, places).renamed, undefined);
  });
});

describe('saasquatch mapping: times', () => {
  const times: [unknown, string | null][] = [
    [STARTED, '2025-11-20T09:13:20.123Z'],
    [String(STARTED), '2025-11-20T09:13:20.123Z'],
    ['2026-11-20T09:30:00Z', '2026-11-20T09:30:00.000Z'],
    ['2026-11-20T09:30:00.5+01:00', '2026-11-20T08:30:00.500Z'],
    [' 2026-11-20 09:30Z ', '2026-11-20T09:30:00.000Z'],
    // Neither the instant nor whether it is one can be told of these.
    ...['2026-11-20', '2026-11-20T09:30:00', '20 November 2026', 'yes', '', '2026-13-45T99:00:00Z', '1763630000'].map(
      (text): [unknown, null] => [text, null],
    ),
    ...[true, false, null, undefined, 0, 1, -1, 1_763_630_000, Number.NaN, Infinity, 1e20, {}, []].map(
      (value): [unknown, null] => [value, null],
    ),
  ];
  for (const [value, expected] of times) {
    it(`${JSON.stringify(value) ?? 'undefined'} is ${expected}`, () => assert.equal(timeOf(value), expected));
  }

  it('keeps the instant of every time since 2000, however it is written, and never throws', () => {
    const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (instant) => {
        for (const written of [instant.getTime(), instant.toISOString()]) {
          assert.equal(timeOf(written), instant.toISOString());
        }
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const time = timeOf(value);
        assert.ok(time === null || new Date(time).toISOString() === time);
      }),
    );
  });
});

describe('saasquatch mapping: phones', () => {
  const phones: [unknown, string | null | undefined, string | null][] = [
    ['(415) 555-0134', null, '+14155550134'],
    [14155550134, null, '+14155550134'],
    ['+44 20 7946 0958', null, '+442079460958'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['020 7946 0958', undefined, null],
    ['020 7946 0958', 'XX', null],
    ['none', null, null],
    ['', null, null],
    [true, null, null],
    [undefined, null, null],
  ];
  for (const [value, country, expected] of phones) {
    it(`${JSON.stringify(value)} of ${country} is ${expected}`, () => assert.equal(phoneOf(value, country), expected));
  }
});

describe('saasquatch mapping: referrals', () => {
  const states: [object, string][] = [
    [{}, 'open'],
    [{ dateConverted: STARTED }, 'converted'],
    [{ dateReferralPaid: STARTED }, 'converted'],
    [{ dateReferralEnded: STARTED }, 'ended'],
    [{ dateConverted: STARTED, dateReferralEnded: STARTED }, 'ended'],
    [{ referrerModerationStatus: 'DENIED', dateConverted: STARTED }, 'ended'],
    [{ referredModerationStatus: 'DENIED' }, 'ended'],
    [{ referredModerationStatus: 'PENDING', referrerModerationStatus: 'APPROVED' }, 'open'],
    [{ dateConverted: null, dateReferralPaid: null, dateReferralEnded: null }, 'open'],
  ];
  for (const [changes, state] of states) {
    it(`with ${JSON.stringify(changes)} is ${state}`, () => {
      assert.equal(toReferral(referral(changes), user(), places).state, state);
    });
  }

  it('takes text trimmed, ids that are numbers, and empty for nothing', () => {
    const { candidate, jobId } = read({ jobId: 601 }, { firstName: ' Ada ', lastName: ' ', email: ' A@B.Example ' });
    assert.deepEqual(candidate, { firstName: 'Ada', lastName: null, email: 'a@b.example', phone: null });
    assert.equal(jobId, '601');
    assert.deepEqual([read({ jobId: ' ' }).jobId, read({}).jobId, read({ jobId: null }).jobId], [null, null, null]);
  });

  it('takes either spelling of the link that was followed', () => {
    const link = (changes: object) => toReferral(referral(changes), undefined, places).shareLink;
    assert.equal(link({ shareLinkUsed: 'https://ssqt.example/1' }), 'https://ssqt.example/1');
    assert.equal(link({ sharelinkUsed: 'https://ssqt.example/2' }), 'https://ssqt.example/2');
    assert.deepEqual([link({}), link({ shareLinkUsed: ' ' })], [null, null]);
  });

  it('passes a status that hireline knows, and refuses another, which it does not repeat', () => {
    assert.equal(read({ applicationStatus: 'offer' }).status, 'offer');
    assert.equal(read({ applicationStatus: '' }).status, null);
    for (const [value, found] of [
      ['rejected for his age', 'text'],
      [7, 'a number'],
    ] as const) {
      assert.throws(
        () => read({ applicationStatus: value }),
        (error: Error & { type?: string }) =>
          error.type === 'VendorContract' &&
          error.message.includes(`user.customFields.applicationStatus: expected one of applied`) &&
          error.message.endsWith(`found ${found}`),
      );
    }
  });

  it('refuses a job that is neither text nor number, naming the place', () => {
    assert.throws(() => read({ jobId: { id: 1 } }), /user\.customFields\.jobId: expected text, found an object/);
  });

  it('has both sides in every published form', () => {
    const [whole, ref] = [
      { id: 'x', accountId: 'y', firstName: null },
      { id: 'x', accountId: 'y' },
    ];
    const forms: [object, string, string][] = [
      [{ referredUser: whole, referrerUser: whole, referred: undefined, referrer: undefined }, 'x', 'x'],
      [{ referredUser: 'internal', referrerUser: 'internal', referred: ref, referrer: ref }, 'x', 'x'],
      [{ referredUser: null, referrerUser: null }, 'c1', 'a1'],
      [{}, 'c1', 'a1'],
    ];
    for (const [changes, referred, referrer] of forms) {
      const { referredUserId, advocateId } = toReferral(referral(changes), undefined, places);
      assert.deepEqual([referredUserId, advocateId], [referred, referrer]);
    }
  });

  const broken: [object, string][] = [
    [{ id: '' }, 'id'],
    [{ referred: undefined }, 'referred'],
    [{ referred: undefined, referredUser: 'internal' }, 'referred'],
    [{ referrer: null }, 'referrer'],
    [{ referrer: { id: 'a1' } }, 'referrer.accountId'],
    [{ referredUser: { id: 'c1' } }, 'referredUser'],
    [{ dateReferralStarted: undefined }, 'dateReferralStarted'],
    [{ dateReferralStarted: '2026-11-20' }, 'dateReferralStarted'],
    [{ dateConverted: 'yesterday' }, 'dateConverted'],
    [{ referredModerationStatus: 'ESCALATED' }, 'referredModerationStatus'],
    [{ referrerModerationStatus: 'approved' }, 'referrerModerationStatus'],
  ];
  for (const [changes, place] of broken) {
    it(`is refused with ${JSON.stringify(changes)}, naming ${place}`, () => {
      const parsed = SaasquatchReferral.safeParse({ ...REFERRAL, ...changes });
      assert.equal(parsed.error?.issues[0]?.path.join('.'), place);
    });
  }
});

describe('saasquatch mapping: advocates', () => {
  it('may refer unless they are blocked, whatever `referable` says', () => {
    const advocate = toAdvocate(user({ firstName: 'Maya', email: 'M@acme.example', dateCreated: STARTED }));
    assert.deepEqual(advocate, {
      ...{ advocateId: 'c1', firstName: 'Maya', lastName: null, email: 'm@acme.example', active: true },
      joinedAt: '2025-11-20T09:13:20.123Z',
    });
    assert.equal(toAdvocate(user({ dateBlocked: STARTED })).active, false);
    assert.deepEqual([toAdvocate(user({ referable: false })).active, toAdvocate(user()).joinedAt], [true, null]);
  });
});
