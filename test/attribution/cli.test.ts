import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attributionReport } from '../../domain/attribution-report.js';
import { ApiServer, runAt } from '../cli/api-server.js';
import { WEEK } from './facts.js';
import { readWorkbook } from './workbook.js';

const REPORT = attributionReport(WEEK);
const READING = { status: 'reading', runId: 'attribution-report:x', runUrl: 'http://ui/run' };

describe('the command line: attribution and costs', () => {
  let server: ApiServer | undefined;
  let folder: string;
  const serve = async (answer: ConstructorParameters<typeof ApiServer>[0]) =>
    (server = await new ApiServer(answer).start());
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hireline-attribution-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
    server = undefined;
  });

  const wrong: [string, string[]][] = [
    ['a day that is none', ['attribution', '--from', '2026-02-30']],
    ['a format there is not', ['attribution', '--format', 'pdf']],
    ['a workbook without a file', ['attribution', '--format', 'xlsx']],
    ['telling a report of no days', ['attribution', '--tell']],
    ['importing nothing', ['costs', 'import']],
    ['removing what has no id', ['costs', 'remove', 'all']],
  ];
  for (const [what, args] of wrong) {
    it(`takes ${what} for wrong usage`, async () => {
      assert.equal((await runAt('http://127.0.0.1:9', args)).exitCode, 2);
    });
  }

  it('waits until the ATS is read, and shows the report', async () => {
    const answers = [{ status: 202, body: READING }, { body: REPORT }];
    const api = await serve(() => answers.shift());
    const { exitCode, out, err } = await api.run(['attribution', '--from', '2026-11-16', '--to', '2026-11-22']);
    assert.equal(exitCode, 0, err.join('\n'));
    assert.match(api.asked[0]?.url ?? '', /^\/api\/attribution\?from=2026-11-16&to=2026-11-22$/);
    const text = out.join('\n').replaceAll(/ +/g, ' ');
    for (const part of [
      '20 %: 1 of 5 referrals',
      'advocacy 2 849.99 425.00',
      'Grace Hopper',
      '80001 2026-11-18 advocacy',
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.deepEqual(err, ['The ATS is being read: http://ui/run']);
  });

  it('gives JSON, CSV and a workbook', async () => {
    const api = await serve(() => ({ body: REPORT }));
    assert.deepEqual(JSON.parse((await api.run(['attribution', '--json'])).out.join('\n')), REPORT);
    const csv = await api.run(['attribution', '--format', 'csv']);
    assert.match(csv.out[0] ?? '', /^Table,Metric,Value/);
    const file = (name: string) => join(folder, name);
    for (const format of ['json', 'csv', 'xlsx']) {
      const { exitCode } = await api.run(['attribution', '--format', format, '--output', file(`r.${format}`)]);
      assert.equal(exitCode, 0);
    }
    assert.deepEqual(JSON.parse(readFileSync(file('r.json'), 'utf8')), REPORT);
    assert.match(readFileSync(file('r.csv'), 'utf8'), /\r\n$/);
    assert.ok(readWorkbook(readFileSync(file('r.xlsx'))).has('Hires'));
    const failed = await api.run(['attribution', '--format', 'csv', '--output', join(folder, 'none', 'r.csv')]);
    assert.deepEqual([failed.exitCode, /cannot be written: ENOENT/.test(failed.err.join())], [1, true]);
  });

  it('has a report told', async () => {
    const api = await serve(({ method }) =>
      method === 'POST' ? { status: 202, body: { runId: 'r', runUrl: 'http://ui/r' } } : { body: REPORT },
    );
    const { err } = await api.run(['attribution', '--from', '2026-11-16', '--to', '2026-11-22', '--tell']);
    assert.deepEqual([api.asked[0]?.url, api.asked[0]?.body], ['/api/attribution/reports', WEEK.period]);
    assert.deepEqual(err, ['Run: http://ui/r']);
  });

  it('imports, lists and removes costs', async () => {
    const file = join(folder, 'costs.csv');
    writeFileSync(file, 'channel,from,to,amount,currency\n');
    const cost = {
      channel: 'agencies',
      from: '2026-11-01',
      to: '2026-11-30',
      amount: '1200.5',
      currency: 'USD',
      note: null,
    };
    const api = await serve(({ method }) => {
      if (method === 'POST') return { body: { imported: 2, known: 1 } };
      if (method === 'DELETE') return { body: { deleted: true } };
      return { body: { items: [{ id: 7, ...cost }], next: null, configured: [{ ...cost, channel: 'other' }] } };
    });
    assert.deepEqual((await api.run(['costs', 'import', file])).out, ['Imported: 2; known already: 1.']);
    assert.deepEqual(api.asked[0]?.body, { csv: 'channel,from,to,amount,currency\n' });
    const text = (await api.run(['costs'])).out.join('\n').replaceAll(/ +/g, ' ');
    assert.match(text, /7 agencies 2026-11-01 2026-11-30 1,200\.50 USD/);
    assert.match(text, /config other/);
    assert.deepEqual((await api.run(['costs', 'remove', '7'])).out, ['Removed: cost 7.']);
    assert.equal(api.asked.at(-1)?.url, '/api/costs/7');
  });

  it('names the mistakes of a file, one a line', async () => {
    const file = join(folder, 'costs.csv');
    writeFileSync(file, 'x');
    const mistakes = ['line 2, amount: expected an amount', 'line 3, to: expected a day'];
    const api = await serve(() => ({ status: 422, body: { error: 'unprocessable', reason: 'No.', mistakes } }));
    const { exitCode, err } = await api.run(['costs', 'import', file]);
    assert.equal(exitCode, 1);
    assert.deepEqual(err, [`${file}: nothing was imported.`, ...mistakes.map((one) => `${file}: ${one}`)]);
    assert.match((await api.run(['costs', 'import', join(folder, 'none.csv')])).err.join(), /cannot be read: ENOENT/);
  });
});
