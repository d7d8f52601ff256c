import assert from 'node:assert/strict';
import { auditedTrace } from '../../connectors/write-trace.js';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { listAudit } from '../../ledger/audit.js';
import { openDatabase } from '../../ledger/database.js';
import { recordProgress } from '../../ledger/hires.js';
import { adverseResults, appendState, clearAdverseResults, listScreening } from '../../ledger/screening.js';
import { releaseLease, renewLease, takeLease } from '../../ledger/leases.js';
import { findScreening, listFailedScreening, moveScreening } from '../../ledger/screening-results.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ScreeningWorker, ScriptedAts, ScriptedScreening } from './screening-stage.js';

const REF = { screening: 'checkr', resultId: 'r1' };
const failsAs = (type: string, message: RegExp) => (error: { type?: string; message: string }) => {
  assert.equal(error.type, type);
  assert.match(error.message, message);
  return true;
};

describe('screening results to the ATS', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let ats: ScriptedAts;
  let vendor: ScriptedScreening;
  let worker: ScreeningWorker;
  beforeEach(async () => {
    database = await freshDatabase();
    ats = new ScriptedAts();
    vendor = new ScriptedScreening();
    worker = new ScreeningWorker(database.pool, ats, vendor);
    ats.candidates.set('7', 'ada@example.com').set('8', 'bob@example.com');
    ats.applications.set('70', '7').set('80', '8');
  });
  afterEach(() => database.drop());

  const audit = async () => (await listAudit(database.pool, {}, { limit: 200 })).items.reverse();
  const hire = (applicationId: string, candidateId: string) =>
    recordProgress(database.pool, {
      applicationId,
      ats: 'greenhouse',
      workflowId: `hire:greenhouse:${applicationId}`,
      runId: 'r',
      runUrl: 'http://ui',
      status: 'writing_hris',
      text: 'Pulled.',
      patch: { candidateId },
    });

  describe('appending', () => {
    it('adds a note and an entry for each state, whatever repeats, and an audit row for each event', async () => {
      vendor.set('r1', { status: 'pending', outcome: null, completedAt: null });
      await worker.event('r1');
      vendor.set('r1', {});
      await worker.event('r1');
      await worker.event('r1');
      vendor.set('r1', { status: 'disputed' });
      await worker.event('r1');
      vendor.set('r1', {});
      const { sequence } = await worker.event('r1');

      assert.equal(sequence, 4);
      assert.deepEqual(ats.listed('7'), ['checkr:r1#1', 'checkr:r1#2', 'checkr:r1#3', 'checkr:r1#4']);
      assert.equal(ats.notes.length, 4);
      const states = (await listScreening(database.pool, { candidateId: '7' })).map(({ result }) => result.status);
      assert.deepEqual(states, ['pending', 'complete', 'disputed', 'complete']);
      assert.equal((await findScreening(database.pool, REF))?.status, 'written');

      const rows = await audit();
      for (const row of rows) {
        assert.deepEqual(
          [row.vendor, row.candidateId, row.applicationId, row.sentFrom, row.workflowId],
          ['greenhouse', '7', '70', 'http://ui/screening:checkr:r1/run-1', 'screening:checkr:r1'],
        );
        assert.match(row.operation, /checkr/);
      }
      const lists = rows.filter((row) => row.step === 'ats.screeningHistory').map((row) => row.outcome);
      // Each written list is read back and found complete; the repeated event finds it complete at once.
      assert.deepEqual(lists, [
        ...['written', 'unchanged', 'written', 'unchanged', 'unchanged'],
        ...['written', 'unchanged', 'written', 'unchanged'],
      ]);
    });

    it('leaves ten entries of ten results that come at once, over several workers', async () => {
      const slow = new ScriptedAts(40);
      slow.candidates.set('7', 'ada@example.com');
      slow.applications.set('70', '7');
      const pools = [openDatabase(database.url, 3), openDatabase(database.url, 3)];
      try {
        const workers = pools.map((pool) => new ScreeningWorker(pool, slow, vendor));
        const ids = Array.from({ length: 10 }, (_, index) => `r${index + 1}`);
        for (const id of ids) vendor.set(id, {});
        await Promise.all(ids.map((id, index) => workers[index % 2]!.event(id)));
        assert.deepEqual(slow.listed('7').sort(), ids.map((id) => `checkr:${id}#1`).sort());
        assert.equal(new Set(slow.notes.map(({ body }) => body)).size, 10);
        assert.equal(slow.notes.length, 10);
      } finally {
        await Promise.all(pools.map((pool) => pool.end()));
      }
    });

    it('would lose entries without turns: the scripted ATS lets the last writer win', async () => {
      const slow = new ScriptedAts(40);
      const trace = auditedTrace('http://ui');
      await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const list = JSON.parse((await slow.readScreeningHistory('7')) ?? '[]') as unknown[];
          await slow.writeScreeningHistory('7', JSON.stringify([...list, { id: `e${index}` }]), trace);
        }),
      );
      assert.ok(slow.listed('7').length < 10);
    });

    it('keeps what others have put into the list, before or meanwhile', async () => {
      ats.fields.set('7', '[ {"id":"other:1"}, "by hand" ]');
      ats.keep = (text, write) => {
        // Somebody who had read the list before overwrites ours with their own.
        if (write === 1) return '[ {"id":"other:1"}, "by hand", {"id":"other:2"} ]';
        return text;
      };
      vendor.set('r1', {});
      await worker.event('r1');
      const list = JSON.parse(ats.fields.get('7') ?? '') as unknown[];
      assert.deepEqual(list.slice(0, 3), [{ id: 'other:1' }, 'by hand', { id: 'other:2' }]);
      assert.equal((list[3] as { id: string }).id, 'checkr:r1#1');
      assert.equal(list.length, 4);
    });

    it('puts back what another writer has dropped meanwhile', async () => {
      ats.fields.set('7', '[{"id":"other:1"}]');
      ats.keep = (text, write) => (write === 1 ? '[{"id":"other:2"}]' : text);
      vendor.set('r1', {});
      await worker.event('r1');
      assert.deepEqual(ats.listed('7').sort(), ['checkr:r1#1', 'other:1', 'other:2']);
    });

    it('leaves alone what is no list, says so, and goes on once it is moved', async () => {
      ats.fields.set('7', 'call the agency first');
      vendor.set('r1', {});
      await assert.rejects(worker.event('r1'), failsAs('FieldsIncomplete', /no JSON list, but 21 characters/));
      assert.equal(ats.fields.get('7'), 'call the agency first');
      assert.equal(ats.fieldWrites, 0);
      assert.equal((await audit()).at(-1)?.outcome, 'failed');
      ats.fields.delete('7');
      await worker.event('r1');
      assert.deepEqual(ats.listed('7'), ['checkr:r1#1']);
      assert.equal(ats.notes.length, 1);
    });

    it('lists everything anew when the field was emptied', async () => {
      vendor.set('r1', {});
      await worker.event('r1');
      ats.fields.delete('7');
      vendor.set('r2', {});
      await worker.event('r2');
      assert.deepEqual(ats.listed('7'), ['checkr:r1#1', 'checkr:r2#1']);
    });

    it('takes no write for done that the ATS cut off, altered or dropped', async () => {
      vendor.set('r1', {});
      ats.keep = (text) => text.slice(0, 40);
      await assert.rejects(worker.event('r1'), failsAs('WriteNotKept', /reads back as something else/));
      ats.fields.clear();
      ats.keep = (text) => text.replace('"clear"', '"Clear"');
      await assert.rejects(worker.event('r1'), failsAs('WriteNotKept', /other words than were written of checkr:r1#1/));
      await assert.rejects(worker.event('r1'), failsAs('WriteNotKept', /checkr:r1#1/));
      ats.fields.clear();
      ats.keep = () => '[]';
      await assert.rejects(worker.event('r1'), failsAs('WriteNotKept', /missing after 5 looks/));
    });

    it('adopts the note of an attempt that did not live to say so', async () => {
      vendor.set('r1', {});
      const ref = REF;
      await worker.perform('readScreening', ref);
      ats.notes.push({ id: 'n', candidateId: '7', applicationId: '70', body: 'x [hireline screening checkr:r1#1]' });
      await worker.perform('appendToAts', ref);
      assert.equal(ats.notes.length, 1);
      assert.deepEqual(
        (await audit()).map(({ outcome }) => outcome),
        ['adopted', 'written', 'unchanged'],
      );
    });

    it('writes the words of a result, never whose address it was found by', async () => {
      vendor.set('r1', {}, { applicationId: null, email: 'ada@example.com' });
      // What enters the run's history.
      assert.deepEqual(await worker.event('r1'), { ats: 'greenhouse', sequence: 1, hires: [] });
      const everything = JSON.stringify([ats.notes, [...ats.fields], await audit()]);
      assert.ok(!everything.includes('ada@example.com'));
      const { rows } = await database.pool.query('select * from screening_results, screening_entries');
      assert.ok(!JSON.stringify(rows).includes('ada@example.com'));
    });
  });

  describe('whose a result is', () => {
    it('the candidate whom the application belongs to now: after a merge, with the whole history', async () => {
      vendor.set('r1', {});
      await worker.event('r1');
      ats.applications.set('70', '8');
      ats.candidates.delete('7');
      vendor.set('r1', { status: 'disputed' });
      await worker.event('r1');
      assert.deepEqual(ats.listed('8'), ['checkr:r1#1', 'checkr:r1#2']);
      assert.equal(ats.notes.at(-1)?.candidateId, '8');
    });

    it('the one candidate with the address, where the vendor names no application, or none that is known', async () => {
      vendor.set('r1', {}, { applicationId: null, email: 'bob@example.com' });
      vendor.set('r2', {}, { applicationId: '999', email: 'bob@example.com' });
      await worker.event('r1');
      await worker.event('r2');
      assert.deepEqual(ats.listed('8'), ['checkr:r1#1', 'checkr:r2#1']);
      // It stays theirs when another with the same address turns up.
      ats.candidates.set('9', 'bob@example.com');
      vendor.set('r1', { status: 'disputed' }, { applicationId: null, email: 'bob@example.com' });
      await worker.event('r1');
      assert.equal(ats.listed('8').length, 3);
    });

    for (const [what, owner, type, message] of [
      ['nobody has the address', { email: 'eve@example.com' }, 'VendorNotFound', /no candidate of Greenhouse has/],
      ['the vendor holds no address', { email: null }, 'VendorNotFound', /names no application, and holds no address/],
      [
        'the application is unknown and there is no address',
        { applicationId: '999', email: null },
        'VendorNotFound',
        /names application 999, unknown to Greenhouse/,
      ],
      ['several have the address', { email: 'twin@example.com' }, 'DuplicateRecords', /2 candidates .*: 10, 11$/],
    ] as const) {
      it(`is not guessed when ${what}; its state is kept, and a person says`, async () => {
        ats.candidates.set('10', 'twin@example.com').set('11', 'twin@example.com');
        vendor.set('r1', {}, { applicationId: null, ...owner });
        await assert.rejects(worker.event('r1'), (error: Error) => {
          assert.ok(!/@/.test(error.message));
          return failsAs(type, message)(error);
        });
        vendor.set('r1', { status: 'disputed' }, { applicationId: null, ...owner });
        await assert.rejects(worker.event('r1'));
        assert.equal(ats.notes.length + ats.fieldWrites, 0);

        await worker.perform('assignScreening', REF, { candidateId: '8', applicationId: null, chosenBy: 'cli:dana' });
        await worker.event('r1');
        assert.deepEqual(ats.listed('8'), ['checkr:r1#1', 'checkr:r1#2']);
        assert.equal((await findScreening(database.pool, REF))?.chosenBy, 'cli:dana');
      });
    }

    it('as a person said, also where the vendor names another application', async () => {
      vendor.set('r1', {});
      await worker.event('r1');
      await worker.perform('assignScreening', REF, { candidateId: '8', applicationId: '80', chosenBy: 'cli:dana' });
      vendor.set('r1', { status: 'disputed' });
      await worker.event('r1');
      assert.deepEqual(ats.listed('8'), ['checkr:r1#1', 'checkr:r1#2']);
      assert.equal((await audit()).at(-1)?.applicationId, '80');
    });

    it('is not what a person said, where the ATS does not know whom they mean', async () => {
      const choose = (candidateId: string, applicationId: string | null) =>
        worker.perform('assignScreening', REF, { candidateId, applicationId, chosenBy: 'cli:dana' });
      await assert.rejects(choose('99', null), failsAs('VendorNotFound', /99/));
      await assert.rejects(choose('7', '99'), failsAs('VendorNotFound', /99/));
      await assert.rejects(choose('7', '80'), failsAs('VendorRejected', /application 80 is candidate 8's/));
      assert.equal((await findScreening(database.pool, REF))?.candidateId, null);
    });

    it('follows a merge of which only the ATS has told', async () => {
      vendor.set('r1', {}, { applicationId: null, email: 'ada@example.com' });
      await worker.event('r1');
      await moveScreening(database.pool, '7', '8');
      assert.equal((await listScreening(database.pool, { candidateId: '8' })).length, 1);
      assert.equal((await listScreening(database.pool, { candidateId: '7' })).length, 0);
    });
  });

  describe('recording', () => {
    it('never puts an older reading behind a newer one', async () => {
      vendor.set('r1', { status: 'pending', outcome: null });
      let readings = 0;
      vendor.beforeAnswer = async () => {
        readings += 1;
        if (readings > 1) return;
        // While this answer is on its way, another attempt reads and records a newer state.
        vendor.set('r1', { status: 'complete' });
        await worker.perform('readScreening', REF);
      };
      await worker.perform('readScreening', REF);
      const statuses = (await listScreening(database.pool, { candidateId: '7' })).map(({ result }) => result.status);
      assert.deepEqual(statuses, ['complete']);
    });

    it('asks again when the vendor answers with an older state than before', async () => {
      vendor.set('r1', { updatedAt: '2026-11-20T12:00:00Z' });
      await worker.event('r1');
      vendor.set('r1', { status: 'pending', updatedAt: '2026-11-20T11:00:00Z' });
      await assert.rejects(worker.event('r1'), (error: { nonRetryable?: boolean } & Error) => {
        assert.ok(!error.nonRetryable);
        return failsAs('VendorConflict', /older state/)(error);
      });
      assert.equal((await listScreening(database.pool, { candidateId: '7' })).length, 1);
    });

    it('appends only, also where a statement tries otherwise', async () => {
      vendor.set('r1', {});
      await worker.event('r1');
      const result = vendor.results.get('r1')!.result;
      assert.equal(await appendState(database.pool, REF, { sequence: 1, result, runUrl: 'u' }), false);
      await assert.rejects(
        database.pool.query(`update screening_entries set adverse = true`),
        /appended to, never changed/,
      );
    });

    it('of random events, faults and repeats has each change once, in the ledger, the notes and the list', async () => {
      let number = 0;
      const step = fc.record({
        result: fc.constantFrom('a', 'b', 'c'),
        status: fc.constantFrom('pending', 'complete', 'disputed' as const),
        fault: fc.boolean(),
        events: fc.integer({ min: 1, max: 2 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          number += 1;
          const candidate = `c${number}`;
          ats.applications.set(`app${number}`, candidate);
          const expected: string[] = [];
          const last = new Map<string, { status: string; count: number }>();
          for (const { result, status, fault, events } of steps) {
            const id = `${result}${number}`;
            vendor.set(id, { status }, { applicationId: `app${number}` });
            const before = last.get(id);
            if (before?.status !== status) {
              const count = (before?.count ?? 0) + 1;
              last.set(id, { status, count });
              expected.push(`checkr:${id}#${count}`);
            }
            const writes = ats.fieldWrites;
            ats.keep = (text, write) => {
              // The answer to a write that was made is lost.
              if (fault && write === writes + 1) {
                ats.fields.set(candidate, text);
                throw new Error('connection reset');
              }
              return text;
            };
            for (let event = 1; event <= events; event += 1) {
              await worker.event(id).catch((error: Error) => {
                assert.equal(error.message, 'connection reset');
                return worker.event(id);
              });
            }
          }
          assert.deepEqual(ats.listed(candidate), expected);
          const notes = ats.notes.filter(({ candidateId }) => candidateId === candidate);
          assert.deepEqual(
            notes.map(({ body }) => /\[hireline screening (.*)\]/.exec(body)?.[1]),
            expected,
          );
        }),
        { numRuns: 25 },
      );
    });
  });

  describe('adverse actions', () => {
    const ADVERSE = { adjudication: 'pre_adverse_action' } as const;
    const open = async (applicationId: string) =>
      (await adverseResults(database.pool, applicationId)).filter(({ cleared }) => !cleared);

    it('wake the hire when they begin, while they last, and when they end; nothing else does', async () => {
      await hire('70', '7');
      const woken = async (state: Parameters<ScriptedScreening['set']>[1]) => {
        vendor.set('r1', state);
        return (await worker.event('r1')).hires;
      };
      assert.deepEqual(await woken({}), []);
      assert.deepEqual(await woken(ADVERSE), [{ ats: 'greenhouse', applicationId: '70' }]);
      assert.deepEqual(await woken(ADVERSE), [{ ats: 'greenhouse', applicationId: '70' }]);
      assert.deepEqual(await woken({ adjudication: 'engaged' }), [{ ats: 'greenhouse', applicationId: '70' }]);
      assert.deepEqual(await woken({ status: 'disputed' }), []);
    });

    it('are open until a person clears exactly that state, for that hire', async () => {
      await hire('70', '7');
      vendor.set('r1', ADVERSE);
      vendor.set('r2', {});
      await worker.event('r1');
      await worker.event('r2');
      assert.deepEqual(await adverseResults(database.pool, '70'), [
        { screening: 'checkr', resultId: 'r1', sequence: 1, adjudication: 'pre_adverse_action', cleared: false },
      ]);
      assert.deepEqual(await adverseResults(database.pool, '80'), []);

      const clear = async () =>
        clearAdverseResults(database.pool, '70', await open('70'), 'slack:U0DANA', 'talked to them');
      await clear();
      await clear();
      assert.deepEqual(await open('70'), []);
      assert.equal((await adverseResults(database.pool, '70'))[0]?.cleared, true);
      const [entry] = await listScreening(database.pool, { applicationId: '70' });
      assert.deepEqual([entry?.clearedBy, entry?.clearedReason], ['slack:U0DANA', 'talked to them']);

      vendor.set('r1', { adjudication: 'post_adverse_action' });
      await worker.event('r1');
      assert.deepEqual(
        (await open('70')).map(({ sequence, adjudication }) => [sequence, adjudication]),
        [[2, 'post_adverse_action']],
      );
      vendor.set('r1', { adjudication: 'engaged' });
      await worker.event('r1');
      assert.deepEqual(await adverseResults(database.pool, '70'), []);
    });

    it('of a result that is about the person as such concern each of their hires', async () => {
      await hire('70', '7');
      await hire('71', '7');
      await hire('80', '8');
      vendor.set('r1', ADVERSE, { applicationId: null, email: 'ada@example.com' });
      const { hires } = await worker.event('r1');
      assert.deepEqual(
        hires.map(({ applicationId }) => applicationId),
        ['70', '71'],
      );
      await clearAdverseResults(database.pool, '70', await open('70'), 'cli:dana', null);
      assert.deepEqual([(await open('70')).length, (await open('71')).length, (await open('80')).length], [0, 1, 0]);
      assert.equal((await listScreening(database.pool, { applicationId: '71' })).length, 1);
    });

    it('hold the hire before the ATS has them', async () => {
      await hire('70', '7');
      ats.fields.set('7', 'not a list');
      vendor.set('r1', ADVERSE);
      await assert.rejects(worker.event('r1'));
      assert.equal((await open('70')).length, 1);
    });
  });

  it('alerts once each failure of a run, with its link and without what the result says', async () => {
    vendor.set('r1', {}, { applicationId: null, email: 'eve@example.com' });
    await assert.rejects(worker.event('r1'));
    const failure = { step: 'reading the result', reason: 'nobody has the address', times: 1 };
    await worker.perform('reportScreeningFailure', REF, failure);
    await worker.perform('reportScreeningFailure', REF, failure);
    assert.equal(worker.posted.length, 1);
    const [alert] = worker.posted;
    assert.equal(alert?.kind === 'alert' && alert.runUrl, 'http://ui/screening:checkr:r1/run-1');
    assert.ok(!/@|clear|tasker/.test(JSON.stringify(alert)));
    const [waiting] = await listFailedScreening(database.pool, 10);
    assert.deepEqual([waiting?.resultId, waiting?.statusReason], ['r1', 'reading the result: nobody has the address']);

    const later = new ScreeningWorker(database.pool, ats, vendor, 'run-2');
    await later.perform('reportScreeningFailure', REF, failure);
    assert.equal(later.posted.length, 1);

    ats.candidates.set('9', 'eve@example.com');
    await later.event('r1');
    await worker.perform('reportScreeningFailure', REF, failure);
    assert.deepEqual(await listFailedScreening(database.pool, 10), []);
  });

  it('gives one holder of a lease the turn, until it is silent for the length of the lease', async () => {
    const { pool } = database;
    assert.equal(await takeLease(pool, '7', 'one', 300), true);
    assert.equal(await takeLease(pool, '7', 'two', 300), false);
    assert.equal(await takeLease(pool, '8', 'two', 300), true);
    await sleep(200);
    assert.equal(await renewLease(pool, '7', 'one', 300), true);
    await sleep(200);
    assert.equal(await takeLease(pool, '7', 'two', 300), false);
    await sleep(300);
    assert.equal(await takeLease(pool, '7', 'two', 300), true);
    assert.equal(await renewLease(pool, '7', 'one', 300), false);
    await releaseLease(pool, '7', 'one');
    assert.equal(await takeLease(pool, '7', 'three', 300), false);
    await releaseLease(pool, '7', 'two');
    assert.equal(await takeLease(pool, '7', 'three', 300), true);
  });
});
