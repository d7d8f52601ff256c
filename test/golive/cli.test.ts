import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goLiveMarkdown } from '../../cli/go-live-report.js';
import { ApiServer } from '../cli/api-server.js';
import { report } from './report.js';

const run = (outcome: 'running' | 'passed' | 'failed') => ({
  ...{ id: 'one', outcome, startedAt: '2026-11-22T10:00:00.000Z', finishedAt: '2026-11-22T10:01:00.000Z' },
  ...{
    runUrl: 'http://ui/run',
    report: { ...report('one'), doing: outcome === 'running' ? 'auditing the systems' : null },
  },
});

describe('the command line: going live, drift, limits', () => {
  let server: ApiServer | undefined;
  let folder: string;
  const serve = async (answer: ConstructorParameters<typeof ApiServer>[0]) =>
    (server = await new ApiServer(answer).start());
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hireline-golive-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
    server = undefined;
  });

  /** An API on which a check is begun, seen under way, and then through. */
  const checking = (outcome: 'passed' | 'failed') => {
    const answers = [{ status: 404, body: { error: 'not_found' } }, { body: run('running') }, { body: run(outcome) }];
    return serve(({ method, url }) => {
      if (url === '/api/golive/declare') return { body: { wentLiveAt: '2026-11-22T10:02:00.000Z' } };
      if (method === 'POST') return { status: 202, body: { id: 'one', runUrl: 'http://ui/run' } };
      return answers.length > 1 ? answers.shift() : answers[0];
    });
  };

  it('follows a check, says what it is at, and prints the report', async () => {
    const api = await checking('failed');
    const file = join(folder, 'report.md');
    const { exitCode, out, err } = await api.run(['golive', '--job', '601', '--limit', '90s', '--report', file]);
    assert.equal(exitCode, 1);
    assert.deepEqual(api.asked[0]?.body, { jobId: '601', stepLimit: '90s' });
    assert.ok(
      err.some((line) => line.startsWith('auditing the systems (2 passed, 1 failed')),
      err.join('\n'),
    );
    const text = out.join('\n');
    assert.match(text, /^# Go-live check one: failed$/m);
    assert.match(text, /\| killer \| \*\*failed\*\* \| so \| not so \| This kills it\. \|/);
    assert.match(text, /- Greenhouse: application 9001/);
    assert.equal(readFileSync(file, 'utf8'), goLiveMarkdown(run('failed')));
  });

  it('says whether test records may be written only when it is told to', async () => {
    for (const [args, body] of [
      [[], {}],
      [['--write'], { write: true }],
      [['--no-write'], { write: false }],
    ] as const) {
      const api = await checking('passed');
      const { exitCode, out } = await api.run(['golive', ...args, '--json']);
      assert.equal(exitCode, 0);
      assert.deepEqual(api.asked[0]?.body, body);
      assert.deepEqual(JSON.parse(out.join('\n')), run('passed'));
      await server?.stop();
      server = undefined;
    }
  });

  it('goes live only after a check that passed', async () => {
    const passed = await checking('passed');
    assert.match((await passed.run(['golive', '--go-live'])).err.join('\n'), /Live since 2026-11-22T10:02/);
    await server?.stop();
    const failed = await checking('failed');
    const { exitCode } = await failed.run(['golive', '--go-live']);
    assert.equal(exitCode, 1);
    assert.ok(!failed.asked.some(({ url }) => url.endsWith('/declare')));
    await server?.stop();
    const despite = await checking('failed');
    const said = await despite.run(['golive', '--go-live', '--despite', 'known, and harmless']);
    assert.deepEqual(despite.asked.at(-1)?.body, { despite: 'known, and harmless' });
    assert.match(said.err.join('\n'), /Live since/);
    assert.notEqual((await despite.run(['golive', '--despite', 'why'])).exitCode, 0);
  });

  it('keeps a cell of the report in its cell', () => {
    const row = goLiveMarkdown(run('passed'))
      .split('\n')
      .find((line) => line.includes('a \\| b'));
    assert.equal(row?.replaceAll('\\|', '').split('|').length, 7);
  });

  it('lists drift, has the vendors looked at, and asks runs to go on', async () => {
    const entry = {
      ...{
        id: 3,
        vendor: 'greenhouse',
        kind: 'answer',
        operation: 'GET /v3/offers',
        place: 'status',
        expected: 'a word',
      },
      ...{ found: 'text', mappedAt: ['fields.startDate.ats'], lastSeenAt: '2026-11-22T10:00:00Z', times: 2 },
      runs: [{ workflowId: 'hire:greenhouse:7', runUrl: 'http://ui/7' }],
    };
    const api = await serve(({ method, url }) => {
      if (url === '/api/drift/probe') return { status: 202, body: { id: 'p', runUrl: 'http://ui/p' } };
      if (method === 'POST') return { status: 202, body: { runs: entry.runs } };
      return { body: { items: url.includes('status=open') ? [entry] : [] } };
    });
    const listed = await api.run(['drift']);
    assert.equal(listed.exitCode, 1);
    assert.match(listed.out.join(' ').replaceAll(/\s+/g, ' '), /greenhouse GET \/v3\/offers, fields\.startDate/);
    assert.deepEqual(listed.err, ['3: hire:greenhouse:7: http://ui/7']);
    assert.deepEqual((await api.run(['drift', '--status', 'resolved'])).exitCode, 0);
    assert.deepEqual((await api.run(['drift', '--probe'])).out, ['Under way: http://ui/p']);
    assert.deepEqual((await api.run(['drift', 'replay', '3'])).out, ['Asked: hire:greenhouse:7: http://ui/7']);
    assert.deepEqual(JSON.parse((await api.run(['drift', 'replay', '3', '--json'])).out.join('')), {
      runs: entry.runs,
    });
  });

  it('shows what is used of the limits', async () => {
    const limit = {
      ...{ vendor: 'greenhouse', limit: 50, used: 12, blockedUntil: null, calls: 240, throttled: 1, peakPercent: 84 },
    };
    const api = await serve(() => ({ body: { alertAtPercent: 80, items: [limit] } }));
    const { out } = await api.run(['limits', '--hours', '48']);
    assert.equal(api.asked[0]?.url, '/api/limits?hours=48');
    assert.match(out.join(' ').replaceAll(/\s+/g, ' '), /greenhouse 12 of 50 84 % 240 1/);
    assert.equal((await api.run(['limits', '--hours', '0'])).exitCode, 2);
  });
});
