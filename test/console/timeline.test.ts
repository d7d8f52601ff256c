import assert from 'node:assert/strict';
import { aliasCandidate } from '../../ledger/candidates.js';
import { erasePersonalData } from '../../ledger/erasure.js';
import { decideHold } from '../../ledger/holds.js';
import { clearAdverseResults } from '../../ledger/screening.js';
import { startConsole, type TestConsole } from './harness.js';
import { interviewIs, told } from './interview-seed.js';
import { screeningIs } from './screening-seed.js';
import { heldHire, hireIs, holdOver } from './seed.js';

interface Entry {
  system: string;
  kind: string;
  text: string;
  details?: Record<string, unknown>;
}

describe('console API: the timeline beyond the hire itself', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole();
  });
  afterEach(() => app.stop());

  const entries = async (applicationId: string, ...kinds: string[]): Promise<Entry[]> =>
    ((await app.get(`/api/hires/${applicationId}`)).body.timeline as Entry[]).filter(({ kind }) =>
      kinds.includes(kind),
    );

  it('has the screening results about the application and about the candidate, and who let the hire go on', async () => {
    await hireIs(app.db, '7', { status: 'held', patch: { candidateId: '70' } });
    await screeningIs(app.db, 'r1', 'written', { candidateId: '70', applicationId: '7' });
    await screeningIs(
      app.db,
      'r2',
      'written',
      { candidateId: '70', applicationId: null },
      { outcome: 'review', adjudication: 'pre_adverse_action' },
    );
    await screeningIs(app.db, 'other', 'written', { candidateId: '71', applicationId: '8' });
    const result = { screening: 'checkr', resultId: 'r2', sequence: 1 };
    await clearAdverseResults(app.db, '7', [result], 'slack:U0DANA', 'talked to them');
    assert.deepEqual(
      (await entries('7', 'screening', 'decision')).map(({ system, text }) => [system, text]),
      [
        ['checkr', 'Background check "tasker_pro": complete, clear.'],
        [
          'checkr',
          'Background check "tasker_pro": complete, review, pre adverse action. Payroll waits until a person decides.',
        ],
        ['hireline', 'slack:U0DANA decided: the hire goes on in spite of checkr r2.'],
      ],
    );
  });

  it('has interviews, and messages by channel, without address or text', async () => {
    await hireIs(app.db, '7', { status: 'done', patch: { candidateId: '70' } });
    const startsAt = new Date('2026-11-25T15:00:00Z');
    await interviewIs(app.db, 'e1', { status: 'confirmed', applicationId: '7', candidateId: '70', startsAt });
    await told(app.db, 'e1', '7');
    await interviewIs(app.db, 'other', { status: 'confirmed', applicationId: '8' });
    const shown = await entries('7', 'interview', 'message');
    assert.deepEqual(shown.map(({ system, text }) => [system, text]).sort(), [
      ['google-calendar', 'Interview on 2026-11-25 10:00 (America/New_York): the candidate was told.'],
      ['sendgrid', 'Mail to the candidate about the interview: sent.'],
    ]);
    assert.deepEqual(shown[0]?.details?.['interview'], { source: 'google-calendar', eventId: 'e1' });
    assert.doesNotMatch(JSON.stringify(shown), /example\.org|secret/);
  });

  it('words a hold by what it asks about', async () => {
    await hireIs(app.db, '1', { status: 'held' });
    await hireIs(app.db, '2', { status: 'rescinded' });
    const screening = await holdOver(app.db, '1', ['screening'], {
      offer: null,
      hris: 'checkr r1: pre adverse action',
    });
    const employment = await holdOver(app.db, '2', ['employment']);
    const by = { diffHash: 'b'.repeat(64), decidedBy: 'console:dana', decidedAt: new Date().toISOString() };
    await decideHold(app.db, { ...by, holdId: screening, decision: 'use_offer' }, 'Decided.');
    await decideHold(app.db, { ...by, holdId: employment, decision: 'use_hris', reason: 'they work here' }, 'Decided.');
    const texts = async (id: string) => (await entries(id, 'hold', 'decision')).map(({ text }) => text);
    assert.deepEqual(await texts('1'), [
      'Payroll is held: a screening result is in an adverse action.',
      'console:dana decided: the hire goes on.',
    ]);
    assert.deepEqual(await texts('2'), [
      'The hire was rescinded after payroll had paid: a person decides whether it is undone.',
      'console:dana decided: the HRIS and payroll keep the employee.',
    ]);
    const { items } = (await app.get('/api/holds?status=all')).body;
    assert.deepEqual(items.map(({ subject, decisions }: Record<string, unknown>) => [subject, decisions]).sort(), [
      ['employment', ['use_offer', 'use_hris']],
      ['screening', ['use_offer', 'reject']],
    ]);
  });

  it('tells who the candidate was before, the rehire, and since when nothing personal is kept', async () => {
    await heldHire(app.db, '1');
    await hireIs(app.db, '2', { status: 'done', patch: { candidateId: 'c1', candidateName: 'Ada Byron' } });
    await app.db.query(`update hires set superseded_by = '2' where application_id = '1'`);
    await aliasCandidate(app.db, 'greenhouse', 'c0', 'c1');
    const later = (await app.get('/api/hires/2')).body;
    assert.deepEqual([later.supersededBy, later.supersedes, later.formerCandidateIds], [null, ['1'], ['c0']]);
    assert.equal(later.anonymizedAt, null);
    const erased = { ats: 'greenhouse', candidateIds: ['c1', 'c0'], applicationIds: ['1', '2'] };
    await erasePersonalData(app.db, erased);
    const { body, text } = await app.get('/api/hires/1');
    assert.equal(body.supersededBy, '2');
    assert.match(body.anonymizedAt, /Z$/);
    assert.equal(body.candidateName, null);
    assert.doesNotMatch(text, /Ada|130,000/);
  });
});
