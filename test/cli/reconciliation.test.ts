import assert from 'node:assert/strict';
import { age } from '../../cli/reconciliation-wording.js';
import { ApiServer, runAt, type AskedFor } from './api-server.js';

const ITEM = {
  ...{ id: 'rec_1', kind: 'ats_only', status: 'open', reason: 'The HRIS has no employee.', owner: 'hr_ops' },
  ...{ applicationId: '80001', employeeIds: [], person: 'Ada Byron', differences: [], ageSeconds: 90_000 },
  suggestedMatch: { applicationId: null, employeeId: '205', why: 'the same e-mail' },
  ...{ suggestedAction: 'adopt', day: '2026-11-21', firstSeenAt: '2026-11-21T07:00:00.000Z' },
  ...{ resolution: null, request: null, runUrl: null, failure: null },
};

const RUN = {
  ...{ id: 'reconciliation:manual:x', from: '2026-11-20', to: '2026-11-21', dryRun: true, outcome: 'running' },
  ...{ failure: null, counts: null, found: null, leftOut: null, runUrl: 'http://ui/run' },
  progress: { step: 'reading', share: 0.3, ats: 5, hris: 4, lookUps: { done: 0, total: 0 } },
};
const DONE = {
  ...{ ...RUN, outcome: 'completed', progress: null, leftOut: ['1 row'] },
  counts: { ats: 5, hris: 4, found: { ats_only: 1, hris_only: 0, differing: 0, doubled: 0 }, opened: 0, closed: 0 },
  found: [{ kind: 'ats_only', applicationId: '80001', employeeIds: [], fields: [] }],
};

describe('the command line: reconciliation', () => {
  let server: ApiServer | undefined;
  const serve = async (answer: ConstructorParameters<typeof ApiServer>[0]) =>
    (server = await new ApiServer(answer).start());
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  const wrong: [string, string[]][] = [
    ['no days', ['reconcile']],
    ['a day that is none', ['reconcile', '--from', '2026-02-30', '--to', '2026-03-01']],
    ['an action there is not', ['resolve', 'rec_1', 'burn']],
    ['ignoring without a reason', ['resolve', 'rec_1', 'ignore', '--reason', ' ']],
    ['a kind there is not', ['queue', '--kind', 'lost']],
  ];
  for (const [what, args] of wrong) {
    it(`takes ${what} for wrong usage`, async () => {
      assert.equal((await runAt('http://127.0.0.1:9', args)).exitCode, 2);
    });
  }

  it('lists the queue with age, owner, reason and suggestion', async () => {
    const api = await serve(() => ({ body: { items: [ITEM], next: null } }));
    const { out } = await api.run(['queue', '--kind', 'ats_only', '--search', 'byron']);
    const text = out.join(' ').replaceAll(/\s+/g, ' ');
    for (const part of ['rec_1', '1 d', 'HR ops', 'Ada', 'adopt']) assert.ok(text.includes(part), `${part} in ${text}`);
    assert.match(api.asked[0]?.url ?? '', /kind=ats_only&q=byron/);
  });

  it('compares some days, saying how far it is, and shows what was found', async () => {
    const answers: ({ status?: number; body: unknown } | undefined)[] = [undefined, { body: RUN }, { body: DONE }];
    const answer = ({ method }: AskedFor) =>
      method === 'POST' ? { status: 202, body: { runId: RUN.id, runUrl: RUN.runUrl } } : answers.shift();
    const api = await serve(answer);
    const { exitCode, out, err } = await api.run([
      'reconcile',
      '--from',
      '2026-11-20',
      '--to',
      '2026-11-21',
      '--dry-run',
    ]);
    assert.equal(exitCode, 0);
    assert.deepEqual(api.asked[0]?.body, { from: '2026-11-20', to: '2026-11-21', dryRun: true });
    assert.deepEqual(err, ['Run: http://ui/run', 'waiting for its turn …', 'reading both sides …']);
    const text = out.join('\n');
    assert.match(text, /Compared 5 hires of the ATS and 4 employees of the HRIS/);
    assert.match(text, /Found: 1 only in the ATS\./);
    assert.match(text, /the queue is as it was/);
    assert.match(text, /Left out: 1 row\./);
    assert.match(text, /ats_only +80001/);
  });

  it('fails where the run has', async () => {
    const failed = { ...RUN, outcome: 'failed', failure: 'reading both sides: greenhouse: 500' };
    await serve(({ method }) => ({ body: method === 'POST' ? { runId: 'x', runUrl: 'u' } : failed }));
    const result = await server?.run(['reconcile', '--from', '2026-11-20', '--to', '2026-11-21', '--json']);
    assert.equal(result?.exitCode, 1);
    assert.deepEqual(JSON.parse(result?.out.join('\n') ?? ''), failed);
  });

  const ends: [string, object, number, RegExp][] = [
    [
      'settled',
      { status: 'resolved', resolution: { by: 'console:dana', reason: null } },
      0,
      /resolved, by console:dana/,
    ],
    ['not settled', { status: 'open', failure: 'They differ still.' }, 1, /back in the queue: They differ still\./],
  ];
  for (const [what, end, code, text] of ends) {
    it(`resolves an item, and waits until it is ${what}`, async () => {
      const request = { action: 'adopt', requestedBy: 'console:dana', requestedAt: '2026-11-22T10:00:00.000Z' };
      const states = [ITEM, ITEM, { ...ITEM, status: 'resolving', request }, { ...ITEM, request, ...end }];
      const api = await serve(({ method }) =>
        method === 'POST' ? { status: 202, body: { runUrl: 'http://ui/run' } } : { body: states.shift() },
      );
      const { exitCode, out } = await api.run(['resolve', 'rec_1', 'adopt', '--employee', '205']);
      assert.equal(exitCode, code);
      assert.match(out.join('\n'), text);
      const posted = api.asked.find(({ method }) => method === 'POST');
      assert.deepEqual(posted?.body, { action: 'adopt', employeeId: '205' });
    });
  }

  it('says an age in one word', () => {
    assert.deepEqual([40, 720, 18_000, 300_000].map(age), ['40 s', '12 min', '5 h', '3 d']);
  });
});
