import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decideOwnership, keepOwnership, type Claim, type DecidedBefore } from '../../domain/referral-ownership.js';
import { OWNERSHIP_RULES, type OwnershipRule } from '../../schemas/referral.js';

const DAY = 86_400_000;
const WINDOW = 180 * DAY;
const START = Date.parse('2026-01-01T00:00:00Z');

/** "ann@10": advocate ann, ten days after the start. Referrals are named in the order given: r1, r2 … */
const claims = (...told: string[]): Claim[] =>
  told.map((text, index) => {
    const [advocateId = '', days = '0'] = text.split('@');
    const referredAt = new Date(START + Number(days) * DAY).toISOString();
    return { referralId: `r${index + 1}`, advocateId, referredAt };
  });

const decided = (rule: OwnershipRule, ...told: string[]) =>
  Object.fromEntries(
    decideOwnership(claims(...told), rule, WINDOW).map(({ referralId, share, named, refusal }) => [
      referralId,
      `${share}${named ? ' named' : ''}${refusal ? ` ${refusal}` : ''}`,
    ]),
  );

const OTHER = '0 owned_by_another_advocate';
const AGAIN = '0';

describe('ownership of a referred application', () => {
  const table: [string, OwnershipRule, string[], Record<string, string>][] = [
    ['one claim owns it', 'first', ['ann@0'], { r1: '1 named' }],
    ['the first keeps it', 'first', ['ann@0', 'bob@10'], { r1: '1 named', r2: OTHER }],
    ['in whatever order they come', 'first', ['bob@10', 'ann@0'], { r1: OTHER, r2: '1 named' }],
    ['on the window’s last day', 'first', ['ann@0', 'bob@180'], { r1: '1 named', r2: OTHER }],
    ['not after it', 'first', ['ann@0', 'bob@181'], { r1: OTHER, r2: '1 named' }],
    ['a lapsed one is not revived', 'first', ['ann@0', 'bob@181', 'eve@200'], { r1: OTHER, r2: '1 named', r3: OTHER }],
    ['the last takes over', 'last', ['ann@0', 'bob@10', 'eve@300'], { r1: OTHER, r2: OTHER, r3: '1 named' }],
    ['split among two', 'split', ['ann@0', 'bob@10'], { r1: '0.500000 named', r2: '0.500000' }],
    [
      'split among three, the rest to the first',
      'split',
      ['ann@0', 'bob@1', 'eve@2'],
      { r1: '0.333334 named', r2: '0.333333', r3: '0.333333' },
    ],
    ['split without the lapsed', 'split', ['ann@0', 'bob@200'], { r1: OTHER, r2: '1 named' }],
    [
      'an advocate counts once',
      'split',
      ['ann@0', 'ann@1', 'bob@2'],
      { r1: '0.500000 named', r2: AGAIN, r3: '0.500000' },
    ],
    ['repeating oneself gains nothing', 'first', ['ann@0', 'ann@5'], { r1: '1 named', r2: AGAIN }],
    ['the newest of one’s own counts where the last does', 'last', ['ann@0', 'ann@5'], { r1: AGAIN, r2: '1 named' }],
    ['at the same instant the id decides', 'first', ['bob@0', 'ann@0'], { r1: '1 named', r2: OTHER }],
  ];
  for (const [what, rule, told, expected] of table) {
    it(`${rule}: ${what}`, () => assert.deepEqual(decided(rule, ...told), expected));
  }

  it('says why, without names', () => {
    const reasons = (rule: OwnershipRule, ...told: string[]) =>
      decideOwnership(claims(...told), rule, WINDOW).map(({ reason }) => reason);
    assert.deepEqual(reasons('first', 'ann@0', 'bob@10'), [
      'First: the earliest referral counts, of 2026-01-01; it keeps others out for 180 days.',
      'First: referral r1 of 2026-01-01 was earlier, and keeps others out for 180 days.',
    ]);
    assert.deepEqual(reasons('last', 'ann@0', 'bob@10'), [
      'Last: the newer referral r2 of 2026-01-11 counts.',
      'Last: the newest referral counts, of 2026-01-11.',
    ]);
    assert.match(reasons('split', 'ann@0', 'bob@10')[0] ?? '', /^Split: 2 advocates .* equal part\.$/);
    assert.equal(reasons('first', 'ann@0')[0], 'No other advocate has referred the candidate for this job.');
  });

  it('refuses to decide about nobody', () => assert.throws(() => decideOwnership([], 'first', WINDOW)));

  const anyClaims = fc
    .array(fc.record({ advocate: fc.integer({ min: 1, max: 5 }), day: fc.integer({ min: 0, max: 600 }) }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((told) => claims(...told.map(({ advocate, day }) => `a${advocate}@${day}`)));
  const anyRule = fc.constantFrom(...OWNERSHIP_RULES);
  const units = (share: string) => Math.round(Number(share) * 1_000_000);

  it('gives exactly one whole, names exactly one owner, and refuses exactly the others of other advocates', () => {
    fc.assert(
      fc.property(anyClaims, anyRule, (told, rule) => {
        const ownership = decideOwnership(told, rule, WINDOW);
        assert.equal(ownership.length, told.length);
        assert.equal(
          ownership.reduce((sum, { share }) => sum + units(share), 0),
          1_000_000,
        );
        const named = ownership.filter((one) => one.named);
        assert.equal(named.length, 1);
        assert.ok(units(named[0]!.share) > 0);
        const advocates = new Map(told.map(({ referralId, advocateId }) => [referralId, advocateId]));
        const owners = ownership.flatMap(({ referralId, share }) =>
          units(share) > 0 ? [advocates.get(referralId)] : [],
        );
        for (const { referralId, refusal, reason } of ownership) {
          assert.equal(!owners.includes(advocates.get(referralId)), refusal !== null);
          assert.ok(reason.length > 0);
        }
      }),
    );
  });

  it('does not depend on the order in which the claims are told', () => {
    fc.assert(
      fc.property(anyClaims, anyRule, fc.infiniteStream(fc.nat()), (told, rule, keys) => {
        const shuffled = told
          .map((claim) => ({ claim, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ claim }) => claim);
        assert.deepEqual(decideOwnership(shuffled, rule, WINDOW), decideOwnership(told, rule, WINDOW));
      }),
    );
  });

  it('gives nobody more than an equal part, to six places', () => {
    fc.assert(
      fc.property(anyClaims, (told) => {
        const shares = decideOwnership(told, 'split', WINDOW).map(({ share }) => units(share));
        const parts = shares.filter((share) => share > 0);
        assert.ok(Math.max(...parts) - Math.min(...parts) < parts.length);
      }),
    );
  });

  describe('of a hired application', () => {
    const before = (share: string | null, reason: string | null = null): DecidedBefore[] =>
      claims('ann@5', 'bob@0').map((claim, index) => ({
        ...claim,
        share: index === 0 ? share : null,
        reason: index === 0 ? reason : null,
      }));

    it('stays whose it was', () => {
      const kept = keepOwnership(before('1.000000', 'First.')) ?? [];
      assert.deepEqual(
        kept.map(({ share, named, refusal, reason }) => [share, named, refusal, reason]),
        [
          ['1.000000', true, null, 'First.'],
          ['0', false, 'owned_by_another_advocate', 'The application is hired already, and referral r1 keeps it.'],
        ],
      );
    });

    it('is decided as usual where it was nobody’s', () => {
      assert.equal(keepOwnership(before(null)), undefined);
      assert.equal(keepOwnership(before('0')), undefined);
    });
  });
});
