import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  auditAttribution,
  whyUnfit,
  type AtsSide,
  type AuditSides,
  type CrmSide,
  type KnownReferral,
  type PlatformSide,
} from '../../domain/attribution-audit.js';
import { auditDue } from '../../domain/audit-due.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000).toISOString();

const platform = (more: Partial<PlatformSide> = {}): PlatformSide => ({
  ...{ referralId: 'r1', advocateId: 'adv-1', consented: true, referredAt: '2026-11-19T12:00:00Z' },
  ...more,
});
const app = (more: Partial<AtsSide> = {}): AtsSide => ({
  ...{ applicationId: '10', candidateId: '100', advocateId: 'adv-1', referralId: 'r1', hired: false },
  hiredAt: null,
  ...more,
});
const contact = (more: Partial<CrmSide> = {}): CrmSide => ({
  ...{ contactId: 'c1', candidateId: '100', applicationId: '10', advocateId: 'adv-1', referralId: 'r1' },
  hiredOn: '2026-11-20',
  ...more,
});
const known = (more: Partial<KnownReferral> = {}): KnownReferral => ({
  ...{ referralId: 'r1', advocateId: 'adv-1', applicationId: '10', candidateId: '100' },
  ...{ status: 'captured', disposition: 'created', owned: true },
  ...more,
});
const sides = (more: Partial<AuditSides> = {}): AuditSides => ({
  ...{ platform: [platform()], ats: [app()], crm: [], known: [known()] },
  ...{ readAt: NOW, arrived: new Set<string>(), quarantined: new Set<string>(), unconfirmed: new Map() },
  sameCandidate: (one, other) => one === other,
  ...more,
});
const found = (more: Partial<AuditSides>) =>
  auditAttribution(sides(more)).variances.map(({ kind, cause, action }) => [kind, cause, action]);

describe('the attribution audit', () => {
  it('finds nothing where the three agree', () => {
    assert.deepEqual(auditAttribution(sides()), { variances: [], agreeing: 1 });
    assert.deepEqual(found({ ats: [app({ hired: true })], crm: [contact()] }), []);
  });

  const table: [string, Partial<AuditSides>, [string, string, string | null]][] = [
    [
      'a referral of which no delivery came',
      { ats: [], known: [] },
      ['missing_in_ats', 'payload_never_came', 'capture'],
    ],
    [
      'one whose delivery is quarantined',
      { ats: [], known: [], quarantined: new Set(['r1']) },
      ['missing_in_ats', 'quarantined', 'capture'],
    ],
    [
      'one that was rejected by rule',
      { ats: [], known: [known({ status: 'rejected', applicationId: null })] },
      ['missing_in_ats', 'dedup', null],
    ],
    [
      "one that is another advocate's",
      { ats: [], known: [known({ owned: false })] },
      ['missing_in_ats', 'dedup', null],
    ],
    [
      'one without consent',
      { ats: [], known: [known({ status: 'waiting_for_consent', applicationId: null, owned: null })] },
      ['missing_in_ats', 'consent', 'capture'],
    ],
    [
      'one whose run has failed',
      { ats: [], known: [known({ status: 'failed', owned: null })] },
      ['missing_in_ats', 'run_failed', 'capture'],
    ],
    [
      'a new one, whose delivery may be on its way',
      { platform: [platform({ referredAt: before(5) })], ats: [], known: [] },
      ['missing_in_ats', 'in_progress', null],
    ],
    [
      'one whose delivery has had its time',
      { platform: [platform({ referredAt: before(11) })], ats: [], known: [] },
      ['missing_in_ats', 'payload_never_came', 'capture'],
    ],
    [
      'one whose delivery has come a moment ago',
      { platform: [platform({ referredAt: before(60) })], ats: [], known: [], arrived: new Set(['r1']) },
      ['missing_in_ats', 'in_progress', null],
    ],
    [
      'one that hireline is at',
      { platform: [platform({ referredAt: before(60) })], ats: [], known: [known({ status: 'capturing' })] },
      ['missing_in_ats', 'in_progress', null],
    ],
    [
      'one that hireline has been at for long',
      { platform: [platform({ referredAt: before(601) })], ats: [], known: [known({ status: 'capturing' })] },
      ['missing_in_ats', 'in_progress', 'capture'],
    ],
    ['a new hire', { ats: [app({ hired: true, hiredAt: before(5) })] }, ['missing_in_crm', 'in_progress', null]],
    [
      'a hire that is being confirmed',
      { ats: [app({ hired: true, hiredAt: before(60) })], unconfirmed: new Map([['10', 'checking']]) },
      ['missing_in_crm', 'in_progress', null],
    ],
    ['one whose application is gone', { ats: [] }, ['missing_in_ats', 'identity', 'capture']],
    [
      'one whose application is of somebody else now',
      { ats: [app({ referralId: null, advocateId: null, candidateId: '200' })] },
      ['missing_in_ats', 'identity', 'capture'],
    ],
    [
      'one whose field was emptied in the ATS',
      { ats: [app({ referralId: null, advocateId: null })] },
      ['missing_in_ats', 'changed_elsewhere', 'capture'],
    ],
    [
      'an application that names another advocate',
      { ats: [app({ advocateId: 'adv-2' })] },
      ['differing', 'changed_elsewhere', 'capture'],
    ],
    [
      'a hire that the CRM was never told of',
      { ats: [app({ hired: true })] },
      ['missing_in_crm', 'payload_never_came', 'confirm'],
    ],
    [
      'a hire without consent',
      { ats: [app({ hired: true })], unconfirmed: new Map([['10', 'consent']]) },
      ['missing_in_crm', 'consent', 'confirm'],
    ],
    [
      'a hire whose record was erased for privacy',
      { ats: [app({ hired: true })], unconfirmed: new Map([['10', 'erased']]) },
      ['missing_in_crm', 'consent', null],
    ],
    [
      'a CRM that names another advocate',
      { ats: [app({ hired: true })], crm: [contact({ advocateId: 'adv-2' })] },
      ['differing', 'changed_elsewhere', 'confirm'],
    ],
    ['a hire of the CRM that is none in the ATS', { crm: [contact()] }, ['not_hired', 'changed_elsewhere', 'confirm']],
  ];
  for (const [what, more, expected] of table) {
    it(`explains ${what}`, () => assert.deepEqual(found(more), [expected]));
  }

  it('takes an application of several advocates that names one of them for what it is', () => {
    const shared = {
      platform: [platform(), platform({ referralId: 'r2', advocateId: 'adv-2' })],
      known: [known(), known({ referralId: 'r2', advocateId: 'adv-2', disposition: 'updated' })],
    };
    assert.deepEqual(found(shared), []);
    assert.equal(auditAttribution(sides(shared)).agreeing, 2);
    assert.deepEqual(found({ ...shared, ats: [app({ referralId: null, advocateId: null })] }), [
      ['missing_in_ats', 'changed_elsewhere', 'capture'],
      ['missing_in_ats', 'changed_elsewhere', 'capture'],
    ]);
    const [own, other] = shared.known as [KnownReferral, KnownReferral];
    for (const stranger of [
      { ...other, owned: false },
      { ...other, applicationId: '11' },
    ]) {
      const one = {
        ...shared,
        platform: [platform()],
        known: [own, stranger],
        ats: [app({ referralId: 'r2', advocateId: 'adv-2' })],
      };
      assert.deepEqual(found(one)[0], ['missing_in_ats', 'changed_elsewhere', 'capture']);
    }
  });

  it('allows the action that can settle a variance, and to leave it be', () => {
    assert.equal(whyUnfit({ action: 'confirm' }, 'confirm'), undefined);
    assert.equal(whyUnfit({ action: 'confirm' }, 'ignore'), undefined);
    assert.equal(
      whyUnfit({ action: 'confirm' }, 'capture'),
      'capture cannot settle this variance: expected confirm or ignore.',
    );
    assert.equal(whyUnfit({ action: 'ignore' }, 'confirm'), 'confirm cannot settle this variance: expected ignore.');
  });

  it('takes a record from which the hire was taken for none', () => {
    const none = { crm: [contact({ hiredOn: null })] };
    assert.deepEqual(found(none), []);
    assert.deepEqual(found({ ...none, ats: [app({ hired: true })] }), [
      ['missing_in_crm', 'payload_never_came', 'confirm'],
    ]);
  });

  it('explains an application that names a referral nobody has made', () => {
    assert.deepEqual(found({ platform: [], known: [] }), [['unknown_to_platform', 'identity', 'ignore']]);
  });

  it('follows a merged candidate', () => {
    const merged = { sameCandidate: (one: string, other: string) => one === other || [one, other].includes('200') };
    assert.deepEqual(
      found({ ats: [app({ hired: true, candidateId: '200' })], crm: [contact({ applicationId: null })], ...merged }),
      [],
    );
  });

  it('gives each referral at most one variance of the platform, with keys of their own', () => {
    const Id = fc.constantFrom('a', 'b', 'c');
    const Maybe = fc.option(Id);
    const Sides = fc.record({
      platform: fc.uniqueArray(
        fc.record({
          referralId: Id,
          advocateId: Id,
          consented: fc.boolean(),
          referredAt: fc.constantFrom(before(5), before(99)),
        }),
        {
          selector: ({ referralId }) => referralId,
        },
      ),
      ats: fc.uniqueArray(
        fc.record({
          applicationId: Id,
          candidateId: Id,
          advocateId: Maybe,
          referralId: Maybe,
          hired: fc.boolean(),
          hiredAt: fc.constant(null),
        }),
        { selector: ({ applicationId }) => applicationId },
      ),
      crm: fc.uniqueArray(
        fc.record({
          ...{ contactId: Id, candidateId: Maybe, applicationId: Maybe, advocateId: Maybe, referralId: Maybe },
          hiredOn: fc.constantFrom(null, '2026-11-20'),
        }),
        { selector: ({ contactId }) => contactId },
      ),
    });
    fc.assert(
      fc.property(Sides, (drawn) => {
        const { variances, agreeing } = auditAttribution(sides({ ...drawn, known: [] }));
        assert.equal(new Set(variances.map(({ key }) => key)).size, variances.length);
        const ofReferrals = variances.filter(({ key }) => key.includes(':referral:'));
        assert.equal(ofReferrals.length + agreeing, drawn.platform.length);
      }),
    );
  });
});

describe('when an attribution audit is due', () => {
  const DAY = 86_400_000;
  const policy = { timeZone: 'America/New_York', auditAfter: 7 * DAY, auditOn: 1, auditDays: 35 };
  const at = (text: string) => new Date(text);
  const live = at('2026-11-10T15:00:00Z');

  it('is at day 7 after going live, once, and then monthly', () => {
    const due = (now: string, past: Parameters<typeof auditDue>[2] = {}) => auditDue(policy, live, past, at(now))?.kind;
    assert.equal(auditDue(policy, null, {}, at('2027-01-01T12:00:00Z')), undefined);
    assert.equal(due('2026-11-17T14:59:00Z'), undefined);
    assert.equal(due('2026-11-17T15:00:00Z'), 'first');
    assert.equal(due('2026-12-24T15:00:00Z'), 'first', 'one that was missed is made up for');
    assert.equal(due('2026-11-20T15:00:00Z', { first: '2026-11-17' }), undefined);
    assert.equal(due('2026-12-01T04:59:00Z', { first: '2026-11-17' }), undefined, 'November still, in New York');
    assert.equal(due('2026-12-01T05:00:00Z', { first: '2026-11-17' }), 'monthly');
    assert.equal(due('2026-12-05T15:00:00Z', { first: '2026-11-17' }), 'monthly', 'made up for');
    assert.equal(due('2026-12-05T15:00:00Z', { first: '2026-11-17', monthly: '2026-12-01' }), undefined);
  });

  it('looks back over the days of policy', () => {
    assert.deepEqual(auditDue(policy, live, {}, at('2026-11-17T15:00:00Z')), {
      ...{ kind: 'first', firstDay: '2026-10-14', lastDay: '2026-11-17' },
    });
  });
});
