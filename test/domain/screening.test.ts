import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  alteredIn,
  appendToList,
  missingFrom,
  parseList,
  toListedEntry,
  type ListedEntry,
} from '../../domain/screening-field.js';
import { judgeReading } from '../../domain/screening-history.js';
import { noteBody, noteMarker } from '../../domain/screening-note.js';
import type { ScreeningResult } from '../../schemas/screening-result.js';

const RESULT: ScreeningResult = {
  screening: 'checkr',
  resultId: 'r1',
  kind: 'background_check',
  name: 'tasker_pro',
  status: 'pending',
  outcome: null,
  adjudication: null,
  score: null,
  maxScore: null,
  completedAt: null,
  updatedAt: null,
  url: 'https://vendor.example/reports/r1',
};
const COMPLETE: ScreeningResult = {
  ...RESULT,
  status: 'complete',
  outcome: 'review',
  completedAt: '2026-11-20T10:00:00Z',
};

/** The states a result can be in, as a vendor shows them one after the other. */
const state = fc.record({
  status: fc.constantFrom('pending', 'suspended', 'complete', 'disputed', 'canceled' as const),
  outcome: fc.constantFrom(null, 'clear', 'review' as const),
  adjudication: fc.constantFrom(null, 'engaged', 'pre_adverse_action', 'post_adverse_action' as const),
  completedAt: fc.constantFrom(null, '2026-11-20T10:00:00Z', '2026-11-21T10:00:00Z'),
}) as fc.Arbitrary<Partial<ScreeningResult>>;

/** A history as the ledger keeps it: each reading judged against the newest entry. */
function recorded(readings: readonly ScreeningResult[]): ScreeningResult[] {
  const history: ScreeningResult[] = [];
  for (const reading of readings) {
    if (judgeReading(history.at(-1), reading) === 'news') history.push(reading);
  }
  return history;
}

const saying = ({ status, outcome, adjudication, completedAt }: ScreeningResult): string =>
  JSON.stringify([status, outcome, adjudication, completedAt]);

describe('the history of a screening result', () => {
  for (const [what, last, now, judged] of [
    ['the first state', undefined, RESULT, 'news'],
    ['the same again', COMPLETE, COMPLETE, 'known'],
    ['another address or name of the same', COMPLETE, { ...COMPLETE, url: null, name: 'other' }, 'known'],
    ['the same, touched later', { ...COMPLETE, updatedAt: '2026-11-20T10:00:00Z' }, COMPLETE, 'known'],
    ['a verdict', RESULT, COMPLETE, 'news'],
    ['a dispute after completion', COMPLETE, { ...RESULT, status: 'disputed' }, 'news'],
    ['an adverse action', COMPLETE, { ...COMPLETE, adjudication: 'pre_adverse_action' }, 'news'],
    ['completed anew with the same verdict', COMPLETE, { ...COMPLETE, completedAt: '2026-11-22T10:00:00Z' }, 'news'],
    ['another score', { ...COMPLETE, score: '80' }, { ...COMPLETE, score: '81' }, 'news'],
    [
      'a state the vendor has left before the last one',
      { ...COMPLETE, updatedAt: '2026-11-20T10:00:00.500Z' },
      { ...RESULT, updatedAt: '2026-11-20T10:00:00Z' },
      'outdated',
    ],
  ] as [string, ScreeningResult | undefined, ScreeningResult, string][]) {
    it(`${what}: ${judged}`, () => assert.equal(judgeReading(last, now), judged));
  }

  it('has every change once, whatever is read how often, reopenings included', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(state, fc.integer({ min: 1, max: 4 })), { maxLength: 12 }), (seen) => {
        const readings = seen.flatMap(([values, times]) =>
          Array<ScreeningResult>(times).fill({ ...RESULT, ...values }),
        );
        const changes = readings.map(saying).filter((said, index, all) => said !== all[index - 1]);
        assert.deepEqual(recorded(readings).map(saying), changes);
      }),
    );
  });

  it('ends with the newest state that was read, in whatever order readings come', () => {
    fc.assert(
      fc.property(
        fc
          .array(state, { minLength: 1, maxLength: 8 })
          .map((states) =>
            states.map((values, hour) => ({ ...RESULT, ...values, updatedAt: `2026-11-20T0${hour}:00:00Z` })),
          )
          .chain((states) => fc.tuple(fc.constant(states), fc.array(fc.constantFrom(...states), { minLength: 1 }))),
        ([states, readings]) => {
          const newest = Math.max(...readings.map((reading) => states.indexOf(reading)));
          const history = recorded(readings);
          assert.equal(saying(history.at(-1)!), saying(states[newest]!));
          const times = history.map(({ updatedAt }) => updatedAt ?? '');
          assert.deepEqual(times, [...times].sort());
        },
      ),
    );
  });
});

describe('the list of screening results in the ATS', () => {
  const entryOf = (resultId: string, sequence: number): ListedEntry =>
    toListedEntry({
      sequence,
      result: { ...COMPLETE, resultId },
      recordedAt: new Date('2026-11-20T10:00:01.000Z'),
    });
  const add = (text: string | null, entries: readonly unknown[]): string => {
    const list = parseList(text);
    assert.ok(list);
    return appendToList(text, missingFrom(list, entries));
  };

  it('writes entries in this form, which stands in candidates’ records for good', () => {
    assert.equal(
      appendToList(null, [entryOf('r1', 2)]),
      '[\n{"id":"checkr:r1#2","sequence":2,"screening":"checkr","resultId":"r1","kind":"background_check",' +
        '"name":"tasker_pro","status":"complete","outcome":"review","adjudication":null,"score":null,"maxScore":null,' +
        '"completedAt":"2026-11-20T10:00:00Z","url":"https://vendor.example/reports/r1",' +
        '"recordedAt":"2026-11-20T10:00:01.000Z"}\n]',
    );
  });

  for (const [what, text] of [
    ['nothing', null],
    ['an empty text', ''],
    ['blanks', ' \n'],
    ['an empty list', '[ ]'],
    ['a list with something in it', '[{"id":"other"}]\n'],
    ['a list of other things', '["a note", 12345678901234567890, null, {"no":"id"}]'],
  ] as const) {
    it(`is added to where there is ${what}`, () => {
      const list = parseList(text);
      assert.ok(list);
      const after = parseList(add(text, [entryOf('r1', 1)]));
      assert.deepEqual(after, [...list, entryOf('r1', 1)]);
      assert.equal(add(add(text, [entryOf('r1', 1)]), [entryOf('r1', 1)]), add(text, [entryOf('r1', 1)]));
    });
  }

  for (const text of ['see the report', '{"id":"checkr:r1#1"}', '[{"id":', '"[]"', 'null', '7']) {
    it(`is not read from ${text}`, () => assert.equal(parseList(text), undefined));
  }

  it('has every entry once, whatever order and however often they come, and keeps what it held to the letter', () => {
    const batches = fc.array(
      fc.array(fc.tuple(fc.constantFrom('r1', 'r2', 'r3'), fc.integer({ min: 1, max: 4 })), { maxLength: 4 }),
      { maxLength: 10 },
    );
    const foreign = fc.array(fc.oneof(fc.jsonValue(), fc.record({ id: fc.string(), what: fc.jsonValue() })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(batches, foreign, fc.boolean(), (written, kept, indented) => {
        const before = JSON.stringify(kept, null, indented ? 2 : 0);
        let text = before;
        for (const batch of written) {
          const distinct = new Map(batch.map(([id, sequence]) => [`${id}#${sequence}`, entryOf(id, sequence)]));
          text = add(text, [...distinct.values()]);
        }
        const list = parseList(text);
        assert.ok(list);
        const expected = new Set(written.flat().map(([id, sequence]) => `checkr:${id}#${sequence}`));
        assert.deepEqual(list.slice(0, kept.length), JSON.parse(before));
        assert.ok(text.startsWith(before.slice(0, -1).trimEnd()));
        const own = list.slice(kept.length) as ListedEntry[];
        assert.equal(own.length, expected.size);
        assert.deepEqual(new Set(own.map(({ id }) => id)), expected);
      }),
    );
  });

  it('tells of entries that it holds in other words', () => {
    const entry = entryOf('r1', 1);
    assert.deepEqual(alteredIn([entry], [entry]), []);
    assert.deepEqual(alteredIn([], [entry]), []);
    assert.deepEqual(alteredIn([{ ...entry, outcome: 'clear' }], [entry]), ['checkr:r1#1']);
    assert.deepEqual(alteredIn([{ ...entry, outcome: 'clear' }, entry], [entry]), []);
  });
});

describe('the note of a screening result', () => {
  it('says state, outcome, score and where to look, and carries its marker', () => {
    const result: ScreeningResult = {
      ...COMPLETE,
      screening: 'codesignal',
      kind: 'skills_test',
      name: 'Backend test',
      outcome: 'passed',
      score: '512',
      maxScore: '600',
    };
    assert.equal(
      noteBody({ sequence: 3, result }, 'CodeSignal'),
      [
        'CodeSignal, skills test "Backend test": complete.',
        'Outcome: passed.',
        'Score: 512 of 600.',
        'The report, for those who may see it: https://vendor.example/reports/r1',
        '[hireline screening codesignal:r1#3]',
      ].join('\n'),
    );
  });

  it('says how far an adverse action has gone', () => {
    const result: ScreeningResult = { ...COMPLETE, adjudication: 'pre_adverse_action' };
    assert.match(noteBody({ sequence: 1, result }, 'Checkr'), /^Adjudication: pre-adverse action\.$/m);
  });

  it('has a marker that is no part of another', () => {
    const markers = ['r1', 'r11', 'r1#1'].flatMap((resultId) =>
      [1, 11, 111].map((sequence) => noteMarker({ sequence, result: { ...RESULT, resultId } })),
    );
    for (const marker of markers) assert.equal(markers.filter((other) => other.includes(marker)).length, 1, marker);
  });
});
