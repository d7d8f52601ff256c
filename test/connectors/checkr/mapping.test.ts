import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toScreeningResult } from '../../../connectors/checkr/mapping.js';
import { CheckrReport } from '../../../connectors/checkr/wire.js';
import { ScreeningResult } from '../../../schemas/screening-result.js';

const PRODUCTION = 'https://api.checkr.com';

const read = (report: Record<string, unknown>, apiUrl = PRODUCTION): ScreeningResult =>
  toScreeningResult(CheckrReport.parse({ id: 'r1', status: 'pending', ...report }), apiUrl);

describe('checkr mapping', () => {
  const states: [string, string | null, ScreeningResult['status'], ScreeningResult['outcome']][] = [
    ['pending', null, 'pending', null],
    ['suspended', null, 'suspended', null],
    ['paused', null, 'suspended', null],
    ['complete', 'clear', 'complete', 'clear'],
    ['complete', 'consider', 'complete', 'review'],
    ['complete', null, 'complete', null],
    ['canceled', null, 'canceled', null],
    ['dispute', 'consider', 'disputed', 'review'],
    ['clear', null, 'complete', 'clear'],
    ['consider', null, 'complete', 'review'],
    ['clear', 'consider', 'complete', 'review'],
  ];
  for (const [status, result, means, outcome] of states) {
    it(`${status} with the result ${result}: ${means}, ${outcome}`, () => {
      const mapped = read({ status, result });
      assert.deepEqual([mapped.status, mapped.outcome], [means, outcome]);
    });
  }

  it('passes adjudication and package on', () => {
    const { adjudication, name } = read({ adjudication: 'pre_adverse_action', package: 'driver_pro' });
    assert.deepEqual([adjudication, name], ['pre_adverse_action', 'driver_pro']);
    const bare = read({});
    assert.deepEqual([bare.adjudication, bare.name, bare.score, bare.maxScore], [null, null, null, null]);
  });

  it('takes the latest of its times for the last change, in UTC', () => {
    const completed_at = '2026-11-20T09:30:00Z';
    assert.equal(read({ completed_at }).completedAt, '2026-11-20T09:30:00.000Z');
    assert.equal(read({ completed_at }).updatedAt, '2026-11-20T09:30:00.000Z');
    assert.equal(read({ completed_at, revised_at: '2026-11-20T03:00:00-08:00' }).updatedAt, '2026-11-20T11:00:00.000Z');
    assert.equal(read({ updated_at: '2026-11-21T00:00:00.5Z' }).updatedAt, '2026-11-21T00:00:00.500Z');
    assert.deepEqual([read({}).completedAt, read({}).updatedAt], [null, null]);
  });

  it("leads to the dashboard of the API's environment", () => {
    assert.equal(read({}).url, 'https://dashboard.checkr.com/reports/r1');
    assert.equal(read({}, 'https://api.checkr-staging.com').url, 'https://dashboard.checkrhq-staging.net/reports/r1');
  });

  it('gives a result in the canonical schema for whatever Checkr documents, and nothing else of the report', () => {
    const options = CheckrReport.shape;
    fc.assert(
      fc.property(
        fc.record({
          status: fc.constantFrom(...options.status.options),
          result: fc.constantFrom('clear', 'consider', null, undefined),
          adjudication: fc.constantFrom('engaged', 'pre_adverse_action', 'post_adverse_action', null, undefined),
          completed_at: fc.option(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2200-01-01') })),
        }),
        (fields) => {
          const mapped = read({
            ...fields,
            completed_at: fields.completed_at?.toISOString(),
            ssn: 'XXX-XX-4645',
            records: [{ charge: 'DUI' }],
          });
          assert.deepEqual(ScreeningResult.parse(mapped), mapped);
          assert.doesNotMatch(JSON.stringify(mapped), /4645|DUI/);
        },
      ),
    );
  });

  for (const [place, report] of [
    ['status', { status: 'archived' }],
    ['result', { result: 'maybe' }],
    ['adjudication', { adjudication: 'deferred' }],
    ['completed_at', { completed_at: 'yesterday' }],
    ['object', { object: 'candidate' }],
  ] as const) {
    it(`refuses a ${place} that Checkr does not document`, () => {
      const parsed = CheckrReport.safeParse({ id: 'r1', status: 'pending', ...report });
      assert.deepEqual(parsed.error?.issues[0]?.path, [place]);
    });
  }
});
