import assert from 'node:assert/strict';
import { recordVariances } from '../../ledger/attribution-variances.js';
import { settleReferral } from '../../ledger/referrals.js';
import { recordDrift } from '../../ledger/vendor-drift.js';
import { WAITING_KINDS } from '../../ledger/waiting.js';
import { bonusIs } from './bonus-seed.js';
import { confirmationIs } from './confirmation-seed.js';
import { startConsole, type TestConsole } from './harness.js';
import { interviewIs } from './interview-seed.js';
import { differing } from './reconciliation-seed.js';
import { referralIs } from './referral-seed.js';
import { screeningIs } from './screening-seed.js';
import { arrived, heldHire, hireIs } from './seed.js';

interface Waiting {
  total: number;
  oldest: string | null;
  kinds: { kind: string; count: number; oldest: string | null }[];
}
interface Item {
  kind: string;
  ids: string[];
  since: string;
  about: string | null;
}

const variance = (key: string) => ({
  ...({ key, kind: 'missing_in_crm', cause: 'run_failed', reason: 'The CRM has no such hire.' } as const),
  ...({ referralId: 'r1', applicationId: '7', action: 'confirm' } as const),
  advocateIds: { platform: 'ann', ats: 'ann', crm: null },
});
const drift = (kind: 'answer' | 'empty', place: string) => ({
  ...{ vendor: 'greenhouse', kind, operation: 'read the offer', place, expected: 'text', found: 'a number' },
  mappedAt: [],
});

/** One of each kind that waits, and one beside it that does not. */
async function everything({ db }: TestConsole): Promise<void> {
  await heldHire(db, '1');
  await hireIs(db, '2', { status: 'failed', reason: 'writing to the HRIS: no answer' });
  await confirmationIs(db, '7', 'failed', 'confirming the hire: HubSpot answered 502');
  await confirmationIs(db, '8', 'confirmed');
  await referralIs(db, 'lost', 'failed');
  await referralIs(db, 'silent', 'waiting_for_consent');
  await referralIs(db, 'unshown', 'captured', { applicationId: '7' });
  await settleReferral(db, { advocacy: 'saasquatch', referralId: 'unshown' }, 'captured', 'showing it: no answer');
  await referralIs(db, 'fine', 'captured', { applicationId: '8' });
  await bonusIs(db, 'b1', 'awaiting_approval');
  await bonusIs(db, 'b2', 'clawback_awaiting_approval');
  await bonusIs(db, 'b3', 'waiting');
  const audit = { id: 'attribution-audit:1', startedAt: new Date() };
  await recordVariances(db, audit, [variance('v1'), { ...variance('v2'), action: null }], () => false);
  await differing(db, 'night', ['9']);
  await interviewIs(db, 'e1', { status: 'ambiguous', reason: 'Two applications.' });
  await interviewIs(db, 'e2', { status: 'confirmed' });
  await screeningIs(db, 's1', 'failed');
  await screeningIs(db, 's2', 'written');
  await recordDrift(db, drift('answer', 'offer.starts_at'), null);
  await recordDrift(db, drift('empty', 'offer.status'), null);
  await arrived(db, { eventId: 'q', status: 'quarantined', reason: 'not understood' });
  await arrived(db, { eventId: 'p' });
}

describe('console API: what waits for a person', () => {
  let app: TestConsole;
  before(async () => {
    app = await startConsole();
  });
  after(() => app.stop());

  it('says of every kind that nothing waits', async () => {
    const { body } = await app.get('/api/waiting');
    assert.deepEqual(body, {
      total: 0,
      oldest: null,
      kinds: WAITING_KINDS.map((kind) => ({ kind, count: 0, oldest: null })),
    });
    assert.deepEqual((await app.get('/api/waiting/items')).body, { items: [], next: null });
  });

  it('counts every kind, and what does not wait nowhere', async () => {
    await everything(app);
    const { total, oldest, kinds } = (await app.get('/api/waiting')).body as Waiting;
    const counts = Object.fromEntries(kinds.map(({ kind, count }) => [kind, count]));
    assert.deepEqual(counts, {
      ...{ hold: 1, hire: 1, confirmation: 1, referral: 3, bonus: 2, variance: 1, reconciliation: 1, interview: 1 },
      ...{ screening: 1, drift: 1, delivery: 1 },
    });
    assert.equal(total, 14);
    assert.equal(oldest, kinds.map((one) => one.oldest).sort()[0]);
  });

  it('lists all of it, longest waiting first, a page at a time', async () => {
    const all: Item[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body } = await app.get(`/api/waiting/items?limit=5&before=${next}`);
      all.push(...(body.items as Item[]));
      next = body.next as string | null;
    }
    assert.equal(all.length, 14);
    const since = all.map((item) => item.since);
    assert.deepEqual([...since].sort(), since);
    assert.deepEqual(all[0], {
      ...{ kind: 'hold', ids: ['1-hold'], applicationId: '1', since: since[0] },
      about: 'Ada Byron, Software Engineer, starts 2026-12-01',
    });
    const found = (kind: string) => all.filter((item) => item.kind === kind);
    assert.deepEqual(found('interview')[0]?.ids, ['google-calendar', 'e1']);
    assert.equal(found('confirmation')[0]?.about, 'confirming the hire: HubSpot answered 502');
    assert.match(found('bonus')[0]?.about ?? '', /^1500\.00 USD, awaiting approval/);
    assert.match(found('drift')[0]?.about ?? '', /greenhouse, offer\.starts_at: expected text, found a number/);
    const some = (await app.get('/api/waiting/items?kind=referral')).body.items as Item[];
    assert.deepEqual(some, found('referral'));
    assert.equal((await app.get('/api/waiting/items?kind=cost')).status, 400);
  });

  it('agrees with the list of each kind', async () => {
    const { kinds } = (await app.get('/api/waiting')).body as Waiting;
    const lists: Record<string, string> = {
      ...{ hold: '/holds?status=open', hire: '/hires?status=failed', confirmation: '/confirmations?status=attention' },
      ...{ referral: '/referrals?status=attention', bonus: '/bonuses?status=attention' },
      ...{ variance: '/attribution/variances?status=open', reconciliation: '/reconciliation?status=open' },
      ...{ interview: '/interviews?status=attention', screening: '/screening?status=failed' },
      ...{ drift: '/drift?status=open', delivery: '/deliveries?status=quarantined' },
    };
    for (const { kind, count } of kinds) {
      const { status, body } = await app.get(`/api${lists[kind] ?? ''}`);
      assert.deepEqual([status, body.items.length], [200, count], kind);
    }
  });

  it('lists confirmations, those that wait for a person first', async () => {
    const { items, next } = (await app.get('/api/confirmations')).body;
    const of = ({ applicationId, status, candidateName, hasHire }: Record<string, unknown>) => [
      ...[applicationId, status, candidateName, hasHire],
    ];
    assert.deepEqual(items.map(of), [
      ['7', 'failed', null, false],
      ['8', 'confirmed', null, false],
    ]);
    assert.equal(next, null);
    await hireIs(app.db, '7', { status: 'done', patch: { candidateName: 'Ada Byron' } });
    const failed = (await app.get('/api/confirmations?status=failed')).body.items;
    assert.deepEqual(failed.map(of), [['7', 'failed', 'Ada Byron', true]]);
    assert.equal((await app.get('/api/confirmations?status=lost')).status, 400);
  });
});
