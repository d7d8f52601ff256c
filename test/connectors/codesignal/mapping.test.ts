import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toScreeningResult } from '../../../connectors/codesignal/mapping.js';
import { TestSession } from '../../../connectors/codesignal/wire.js';
import { ScreeningResult } from '../../../schemas/screening-result.js';

const LABELS = { passed: ['passed', 'strong pass'], failed: ['failed'] };
const FINISHED = 1795316400123;

const read = (session: Record<string, unknown>): ScreeningResult =>
  toScreeningResult(TestSession.parse({ id: 's1', status: 'over', maxScore: 1000, ...session }), LABELS);

describe('codesignal mapping', () => {
  const states: [Record<string, unknown>, ScreeningResult['status']][] = [
    [{ status: 'pending' }, 'pending'],
    [{ status: 'active' }, 'pending'],
    [{ status: 'gracePeriod' }, 'pending'],
    [{ status: 'finalizing' }, 'pending'],
    [{ status: 'over' }, 'complete'],
    [{ status: 'over', verificationStatus: 'pending' }, 'pending'],
    [{ status: 'over', verificationStatus: 'verified' }, 'complete'],
    [{ status: 'over', verificationStatus: 'notVerified' }, 'complete'],
    [{ status: 'expired' }, 'canceled'],
    [{ status: 'declined' }, 'canceled'],
    [{ status: 'deleted' }, 'canceled'],
    [{ status: 'deletedForPii' }, 'canceled'],
    [{ status: 'archived' }, 'canceled'],
    [{ status: 'archived', finishDate: FINISHED }, 'complete'],
  ];
  for (const [session, status] of states) {
    it(`${JSON.stringify(session)} is ${status}`, () => assert.equal(read(session).status, status));
  }

  const outcomes: [Record<string, unknown>, ScreeningResult['outcome']][] = [
    [{ labels: ['Passed'] }, 'passed'],
    [{ labels: ['campus', ' STRONG pass '] }, 'passed'],
    [{ labels: ['Failed'] }, 'failed'],
    [{ labels: ['campus'] }, null],
    [{ labels: null }, null],
    [{ labels: ['Passed', 'Failed'] }, 'review'],
    [{ labels: ['Passed'], integrityReviewSuggested: true }, 'review'],
    [{ labels: ['Passed'], integrityReviewSuggested: false }, 'passed'],
    [{ labels: ['Passed'], verificationStatus: 'notVerified' }, 'review'],
    [{ labels: ['Passed'], verificationStatus: 'pending' }, null],
    [{ labels: ['Passed'], status: 'finalizing' }, null],
  ];
  for (const [session, outcome] of outcomes) {
    it(`${JSON.stringify(session)} counts as ${outcome}`, () => assert.equal(read(session).outcome, outcome));
  }

  it('has score, title and time', () => {
    const mapped = read({
      finishDate: FINISHED,
      test: { title: 'Backend engineering' },
      result: { score: 905, url: 'https://app.codesignal.com/test-result/x1?accessToken=secret#top' },
    });
    assert.deepEqual(mapped, {
      screening: 'codesignal',
      resultId: 's1',
      kind: 'skills_test',
      name: 'Backend engineering',
      status: 'complete',
      outcome: null,
      adjudication: null,
      score: '905',
      maxScore: '1000',
      completedAt: '2026-11-22T03:00:00.123Z',
      updatedAt: null,
      url: 'https://app.codesignal.com/test-result/x1',
    });
  });

  it('takes a time in milliseconds, as text of them, or with a zone', () => {
    for (const finishDate of [FINISHED, String(FINISHED), '2026-11-22T03:00:00.123Z']) {
      assert.equal(read({ finishDate }).completedAt, '2026-11-22T03:00:00.123Z');
    }
    const parsed = TestSession.safeParse({ id: 's1', status: 'over', finishDate: 'soon' });
    assert.deepEqual(parsed.error?.issues[0]?.path, ['finishDate']);
  });

  it('leads nowhere without a proper address', () => {
    for (const url of [null, '', 'nowhere', 'javascript:alert(1)']) assert.equal(read({ result: { url } }).url, null);
  });

  it('gives a result in the canonical schema for whatever the schema documents', () => {
    const { shape } = TestSession;
    const session = fc.record({
      status: fc.constantFrom(...shape.status.options),
      verificationStatus: fc.constantFrom('pending', 'verified', 'notVerified', null, undefined),
      integrityReviewSuggested: fc.option(fc.boolean()),
      labels: fc.array(fc.constantFrom('Passed', 'Failed', 'campus', '')),
      finishDate: fc.option(fc.nat()),
      result: fc.option(
        fc.record({ score: fc.option(fc.nat()), url: fc.option(fc.webUrl({ withQueryParameters: true })) }),
      ),
    });
    fc.assert(
      fc.property(session, (fields) => {
        const mapped = read(fields);
        assert.deepEqual(ScreeningResult.parse(mapped), mapped);
        if (mapped.status !== 'complete') assert.deepEqual([mapped.outcome, mapped.completedAt], [null, null]);
        assert.ok(!mapped.url?.includes('?'));
      }),
    );
  });
});
