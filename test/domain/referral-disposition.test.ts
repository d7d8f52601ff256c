import assert from 'node:assert/strict';
import {
  attributionNotKept,
  linkMarker,
  linkNote,
  planDisposition,
  type KnownBefore,
} from '../../domain/referral-disposition.js';
import { implausibleFields, isAhead, missingFields, missingInWords } from '../../domain/referral-fields.js';
import { loadConfiguration } from '../../connectors/registry.js';
import type { ExistingCandidateRule, Referral } from '../../schemas/referral.js';

const REFERRAL: Referral = {
  ...{ referralId: 'r1', advocateId: 'a1', referredUserId: 'u1', jobId: '5' },
  candidate: { firstName: 'Ada', lastName: 'Byron', email: 'ada@mail.example', phone: null },
  ...{
    consentAt: '2026-11-01T10:00:00Z',
    referredAt: '2026-11-01T09:00:00Z',
    shareLink: null,
    state: 'open',
    status: null,
  },
};

describe('what becomes of a referral', () => {
  const table: [KnownBefore['candidate'], KnownBefore['application'], ExistingCandidateRule, string][] = [
    ['nobody', 'none', 'reject', 'create'],
    ['nobody', 'none', 'link', 'create'],
    ['known', 'none', 'update', 'create'],
    ['known', 'open', 'update', 'update'],
    ['known', 'hired_before', 'update', 'reject hired_before_referral'],
    ['known', 'open', 'link', 'link'],
    ['known', 'none', 'link', 'link'],
    ['known', 'open', 'reject', 'reject known_candidate'],
    ['known', 'none', 'reject', 'reject known_candidate'],
    ['referred', 'open', 'reject', 'update'],
    ['referred', 'open', 'link', 'update'],
    ['referred', 'none', 'reject', 'create'],
    ['referred', 'hired_before', 'link', 'reject hired_before_referral'],
  ];
  for (const [candidate, application, rule, expected] of table) {
    it(`${candidate} candidate, application ${application}, rule ${rule}: ${expected}`, () => {
      const plan = planDisposition({ candidate, application }, rule);
      assert.equal([plan.do, ...('reason' in plan ? [plan.reason] : [])].join(' '), expected);
    });
  }
});

describe('the fields of a referral that must not be empty', () => {
  const rules = loadConfiguration({}).fieldMap.referral;
  const missing = (change: Partial<Referral>) => missingFields(rules, { ...REFERRAL, ...change }).map(missingInWords);

  it('are all there, the phone may be left out', () => assert.deepEqual(missing({}), []));

  it('are named with their places, without values', () => {
    const candidate = { ...REFERRAL.candidate, email: null, firstName: '' };
    assert.deepEqual(missing({ candidate, jobId: null }), [
      'firstName is empty (advocacy user.firstName), and its null rule is fail',
      'email is empty (advocacy user.email), and its null rule is fail',
      'jobId is empty (advocacy user.customFields.jobId), and its null rule is fail',
    ]);
  });

  it('are told with the place that they seem to have been renamed to', () => {
    const [line] = missing({ jobId: null, renamed: { jobId: 'user.customFields.job_id' } });
    assert.match(line ?? '', /user\.customFields\.job_id holds something.*mend the map at referral\.jobId\.advocacy/);
  });
});

describe('what cannot be so', () => {
  const rules = loadConfiguration({}).fieldMap.referral;
  const email = (text: string | null) =>
    implausibleFields(rules, { candidate: { ...REFERRAL.candidate, email: text } });
  for (const address of ['ada@mail.example', 'a.b+c@x-y.co.uk', 'ünal@köln.example', "o'neil@mail.example"]) {
    it(`${address} is an address`, () => assert.deepEqual(email(address), []));
  }
  for (const text of [
    'not-an-email',
    'a@b',
    '@mail.example',
    'a b@mail.example',
    'a@mail.example,b@mail.example',
    'a@.x',
  ]) {
    it(`${text} is none, and is not told`, () =>
      assert.deepEqual(email(text), ['email (advocacy user.email) holds text that is no e-mail address']));
  }

  it('is a consent that is dated further ahead than clocks differ', () => {
    const now = new Date('2026-11-22T10:00:00Z');
    const ahead = (consentAt: string | null) => isAhead(consentAt, now, 300_000);
    assert.deepEqual([null, '2026-11-22T10:04:59Z', '2026-11-22T10:05:01Z', '2036-01-01T00:00:00Z'].map(ahead), [
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('the proof of an attribution', () => {
  const written = { advocateId: 'a1', referralId: 'r1', consentAt: '2026-11-01T10:00:00.000Z' };
  const places = {
    advocateId: 'x.advocate_id',
    referralId: 'x.referral_id',
    consentAt: 'x.consent_at',
    source: 'Referral',
  };
  const read = { advocateId: 'a1', referralId: 'r1', consentAt: '2026-11-01T10:00:00Z', source: 'Referral' };

  it('takes the same instant in another form', () => assert.deepEqual(attributionNotKept(written, read, places), []));
  it('names what differs by its place', () => {
    const altered = { advocateId: 'a2', referralId: null, consentAt: null, source: 'LinkedIn' };
    assert.deepEqual(attributionNotKept(written, altered, places), [
      'advocateId (x.advocate_id)',
      'referralId (x.referral_id)',
      'consentAt (x.consent_at)',
      'source (Referral)',
    ]);
  });
  it('asks for nothing that has no place', () => {
    assert.deepEqual(
      attributionNotKept(written, { ...read, consentAt: null }, { ...places, consentAt: undefined }),
      [],
    );
  });
});

describe('the note of a linked referral', () => {
  it('says who and when, and can be found again', () => {
    const referral = { ...REFERRAL, advocacy: 'saasquatch', jobId: '5' };
    const note = linkNote(referral, 'SaaSquatch');
    assert.match(note, /Referred through SaaSquatch on 2026-11-01 by advocate a1 for job 5\./);
    assert.ok(note.includes(linkMarker(referral)));
    assert.doesNotMatch(note, /Ada|Byron|mail\.example/);
    assert.ok(!note.includes(linkMarker({ ...referral, referralId: 'r' })));
  });
});
