import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { WorkflowFailedError } from '@temporalio/client';
import { dayIn, windowOfDays } from '../../domain/nights.js';
import { keepHires, keepReading } from '../../ledger/attribution-hires.js';
import { keepReport, makeReport } from '../../ledger/attribution-reports.js';
import { startConsole, type TestConsole } from '../console/harness.js';
import { readWorkbook } from './workbook.js';

const ZONE = 'America/New_York';
const PERIOD = { from: '2026-06-01', to: '2026-06-30' };
const WINDOW = windowOfDays(ZONE, PERIOD.from, PERIOD.to);
const QUERY = '/api/attribution?from=2026-06-01&to=2026-06-30';
const COSTS = 'channel,from,to,amount,currency,note\njob_boards,2026-06-01,2026-06-30,1200.00,USD,Slots\n';

interface Started {
  workflowId: string;
  args: unknown[];
}

describe('console API: attribution and costs', () => {
  let app: TestConsole;
  let started: Started[];
  /** What the run of a report does when it is waited for. */
  let run: () => Promise<unknown>;

  beforeEach(async () => {
    app = await startConsole();
    started = [];
    run = () => readNow();
    Object.assign(app.context.temporal.client.workflow, {
      start: (_type: string, options: Started) => Promise.resolve(void started.push(options)),
      result: () => run(),
    });
  });
  afterEach(() => app.stop());

  async function readNow(window = WINDOW, readAt = new Date()): Promise<void> {
    const hire = {
      ...{
        applicationId: '80001',
        candidateId: '70',
        jobId: '40',
        source: 'Indeed',
        advocateId: null,
        referralId: null,
      },
      ...{ appliedAt: '2026-05-20T12:00:00Z', jobOpenedAt: null, hiredAt: '2026-06-10T12:00:00Z' },
    };
    await keepHires(app.db, 'greenhouse', WINDOW, [hire], true);
    await keepReading(app.db, 'greenhouse', window, { readAt, notes: ['Read for a test.'] });
  }

  it('reads a period that was not read yet, and answers with it', async () => {
    const { status, body } = await app.get(QUERY);
    assert.equal(status, 200);
    assert.deepEqual(
      started.map(({ workflowId, args }) => [workflowId, args]),
      [['attribution-report:2026-06-01..2026-06-30:look', [{ ...PERIOD, tell: false }]]],
    );
    assert.deepEqual(body.period, PERIOD);
    assert.deepEqual([body.complete, body.notes, body.total.hires], [true, ['Read for a test.'], 1]);
    assert.equal(body.hires[0].timeToHireDays, 21);
  });

  it('answers from the ledger what was read before, with the costs as they are now', async () => {
    await readNow();
    assert.equal((await app.get(QUERY)).body.total.cost, '0.00');
    assert.deepEqual((await app.post('/api/costs', { csv: COSTS })).body, { imported: 1, known: 0 });
    const { body } = await app.get(QUERY);
    assert.deepEqual(body.total, { cost: '1200.00', hires: 1, costPerHire: '1200.00' });
    assert.deepEqual(started, []);
  });

  it('reads anew what was read long ago, or before the period was over', async () => {
    await readNow(WINDOW, new Date(Date.now() - 2 * 86_400_000));
    await app.get(QUERY);
    assert.equal(started.length, 1);
    await readNow(WINDOW, new Date('2026-06-20T12:00:00Z'));
    await app.get(QUERY);
    assert.equal(started.length, 2);
  });

  it('is of the last 30 days, today included, unless said', async () => {
    const today = dayIn(ZONE, new Date());
    run = () => Promise.reject(new WorkflowFailedError('failed', new Error('no'), 'MAXIMUM_ATTEMPTS_REACHED'));
    const { status, body } = await app.get('/api/attribution');
    assert.deepEqual([status, /The ATS could not be read: http:\/\/temporal\.test/.test(body.reason)], [503, true]);
    const [{ from, to }] = started[0]?.args as [{ from: string; to: string }];
    assert.deepEqual([to, (Date.parse(to) - Date.parse(from)) / 86_400_000], [today, 29]);
  });

  it('answers 202 with the run where reading takes long', async function () {
    this.timeout(20_000);
    run = () => new Promise(() => undefined);
    const { status, body } = await app.get(QUERY);
    assert.equal(status, 202);
    assert.equal(body.status, 'reading');
    assert.match(body.runUrl, /^http:\/\/temporal\.test.*2026-06-01\.\.2026-06-30/);
  });

  it('gives a file that a spreadsheet takes', async () => {
    await readNow();
    const csv = await app.get(`${QUERY}&format=csv`);
    assert.match(csv.headers.get('content-type') ?? '', /^text\/csv; charset=utf-8/);
    assert.equal(
      csv.headers.get('content-disposition'),
      'attachment; filename="attribution-2026-06-01-to-2026-06-30.csv"',
    );
    const lines = parse(csv.text);
    assert.equal(lines.find(([table]) => table === 'Hires')?.[1], '80001');
    const answer = await fetch(`${app.url}${QUERY}&format=xlsx`);
    assert.match(answer.headers.get('content-type') ?? '', /spreadsheetml\.sheet/);
    const sheets = readWorkbook(Buffer.from(await answer.arrayBuffer()));
    assert.deepEqual([...sheets.keys()], ['Summary', 'Hires', 'Channels', 'Advocates', 'Time to hire']);
  });

  it('cuts a period at today, and says that it is not complete', async () => {
    const today = dayIn(ZONE, new Date());
    const from = new Date(Date.parse(today) - 9 * 86_400_000).toISOString().slice(0, 10);
    run = () => readNow(windowOfDays(ZONE, from, today));
    const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
    for (const to of [tomorrow, '2999-12-31']) {
      const { status, body } = await app.get(`/api/attribution?from=${from}&to=${to}`);
      assert.deepEqual([status, body.period, body.complete], [200, { from, to: today }, false]);
    }
  });

  const wrong: [query: string, status: number][] = [
    ['from=2026-06-30&to=2026-06-01', 422],
    ['from=2999-01-01&to=2999-01-31', 422],
    ['from=2020-01-01&to=2026-06-01', 422],
    ['from=2026-02-30', 400],
    ['format=pdf', 400],
    ['since=2026-01-01', 400],
  ];
  for (const [query, status] of wrong) {
    it(`refuses ${query}`, async () => {
      const answer = await app.get(`/api/attribution?${query}`);
      assert.deepEqual([answer.status, typeof answer.body.reason], [status, 'string']);
      assert.deepEqual(started, []);
    });
  }

  it('makes a report that is told, and lists those that were', async () => {
    const { status, body } = await app.post('/api/attribution/reports', PERIOD);
    assert.deepEqual([status, body.runId], [202, 'attribution-report:2026-06-01..2026-06-30']);
    assert.deepEqual(started[0]?.args, [{ ...PERIOD, tell: true }]);
    await readNow();
    const { policy } = app.context;
    const sources = { db: app.db, policy, recruiting: { channels: {}, costs: [] }, ats: 'greenhouse', advocacy: null };
    await keepReport(app.db, await makeReport(sources, PERIOD, { readAt: new Date(), notes: [] }), 'http://run');
    const { items } = (await app.get('/api/attribution/reports')).body;
    assert.deepEqual(
      [items[0].period, items[0].hires, items[0].cost, items[0].runUrl],
      [PERIOD, 1, '0.00', 'http://run'],
    );
  });

  it('imports costs once, lists and removes them', async () => {
    await app.post('/api/costs', { csv: COSTS });
    const more = `${COSTS}agencies,2026-06-01,2026-06-01,0.1,USD,\n`;
    assert.deepEqual((await app.post('/api/costs', { csv: more })).body, { imported: 1, known: 1 });
    const listed = (await app.get('/api/costs')).body;
    assert.deepEqual(
      listed.items.map((one: Record<string, unknown>) => [
        one['channel'],
        one['amount'],
        one['note'],
        one['importedBy'],
      ]),
      [
        ['agencies', '0.1', null, 'console:local'],
        ['job_boards', '1200', 'Slots', 'console:local'],
      ],
    );
    assert.deepEqual([listed.currency, listed.channels], ['USD', ['advocacy', 'job_boards', 'agencies', 'other']]);
    const [{ id }] = listed.items;
    const remove = () => fetch(`${app.url}/api/costs/${id}`, { method: 'DELETE' });
    assert.deepEqual(await (await remove()).json(), { deleted: true });
    assert.equal((await remove()).status, 404);
    assert.equal((await app.get('/api/costs')).body.items.length, 1);
  });

  it('imports nothing of a file with a mistake, and names line and column', async () => {
    const csv = `${COSTS}agencies,2026-06-01,2026-06-01,"1,000",USD,\n`;
    const { status, body } = await app.post('/api/costs', { csv });
    assert.equal(status, 422);
    assert.deepEqual(body.mistakes, [
      'line 3, amount: expected an amount such as 1200.00, to the cent and without thousands separators',
    ]);
    assert.deepEqual((await app.get('/api/costs')).body.items, []);
  });

  it('takes a file that is larger than other bodies may be', async () => {
    const lines = Array.from({ length: 3_000 }, (_, n) => `other,2026-06-01,2026-06-30,${n}.25,USD,Invoice ${n}\n`);
    const csv = `channel,from,to,amount,currency,note\n${lines.join('')}`;
    assert.ok(csv.length > 100_000);
    assert.deepEqual((await app.post('/api/costs', { csv })).body, { imported: 3_000, known: 0 });
  });
});
