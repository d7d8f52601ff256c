import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../config/root.js';
import { ApiServer, runAt, type AskedFor } from './api-server.js';

const NOWHERE = 'http://127.0.0.1:9';

const hire = (n: number) => ({
  ...{
    applicationId: String(n),
    candidateName: `Ann Byron ${n}`,
    jobTitle: 'Software Engineer',
    startDate: '2026-12-01',
  },
  ...{ status: 'done', updatedAt: '2026-11-22T00:41:08.000Z', extra: { kept: true } },
});

const HOLD = {
  ...{
    id: '80001-1',
    applicationId: '80001',
    hire: 'Ann Byron, Software Engineer',
    status: 'open',
    diffHash: 'present',
  },
  ...{ differences: [{ field: 'compensation', offer: '130,000.00 USD per year', hris: null, hints: [], rule: 'r' }] },
  ...{ note: null, runUrl: 'http://ui/run', openedAt: '2026-11-22T00:41:08.000Z', decision: null, progress: null },
};

/** Hires 1 to 450, in pages as the API gives them. */
function hires({ url }: AskedFor) {
  const query = new URL(url, 'http://localhost').searchParams;
  const start = Number(query.get('before') ?? 0);
  const end = Math.min(450, start + Number(query.get('limit')));
  const items = Array.from({ length: end - start }, (_, n) => hire(start + n + 1));
  return { body: { items, next: end < 450 ? String(end) : null } };
}

describe('the command line', () => {
  let server: ApiServer | undefined;
  const serve = async (answer: ConstructorParameters<typeof ApiServer>[0]) =>
    (server = await new ApiServer(answer).start());
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  describe('its exit codes', () => {
    const cases: [string, string[], number][] = [
      ['help is no mistake', ['--help'], 0],
      ['help of a verb is none', ['holds', 'decide', '--help'], 0],
      ['no command', [], 2],
      ['half a command', ['hires'], 2],
      ['an unknown command', ['hire'], 2],
      ['an unknown option', ['metrics', '--yaml'], 2],
      ['a missing argument', ['hires', 'show'], 2],
      ['an argument too many', ['metrics', 'today'], 2],
      ['a status there is not', ['hires', 'list', '--status', 'lost'], 2],
      ['a limit that is no number', ['audit', '--limit', 'many'], 2],
      ['a limit of none', ['audit', '--limit', '0'], 2],
      ['a decision that is not said', ['holds', 'decide', 'h1'], 2],
      ['two decisions', ['holds', 'decide', 'h1', '--reject', '--use-offer', '--reason', 'because'], 2],
      ['a rejection without a reason', ['holds', 'decide', 'h1', '--reject'], 2],
      ['a blank reason', ['holds', 'decide', 'h1', '--use-hris', '--reason', '  '], 2],
      ['a timeout that is no duration', ['holds', 'decide', 'h1', '--use-offer', '--timeout', 'soon'], 2],
      ['a case there is not', ['demo', 'dave'], 2],
      ['no case', ['demo'], 2],
      ['a case and all', ['demo', 'david', '--all'], 2],
      ['an interview without an application', ['interviews', 'choose', 'google-calendar', 'e1'], 2],
      ['a result without a candidate', ['screening', 'choose', 'checkr', 'r1'], 2],
      ['half of what names an interview', ['interviews', 'retry', 'google-calendar'], 2],
      ['hireline not running', ['hires', 'list'], 1],
    ];
    for (const [name, args, expected] of cases) {
      it(`${name}: ${expected}`, async () => {
        const { exitCode, out, err } = await runAt(NOWHERE, args);
        assert.equal(exitCode, expected);
        assert.equal(out.length > 0, expected === 0, 'what is not data goes beside it');
        assert.equal(err.length > 0, expected !== 0);
        assert.doesNotMatch(err.join('\n'), /^\s+at /m);
      });
    }

    it('says how to start what is not running', async () => {
      const { err } = await runAt(NOWHERE, ['status']);
      assert.match(err.join('\n'), /not running on \/nowhere/);
      assert.match(err.join('\n'), /npm start/);
    });

    it('is 1 with the API’s own words where it refuses', async () => {
      await serve(() => ({ status: 409, body: { error: 'conflict', reason: 'The hire has not failed: it is done.' } }));
      const result = await server?.run(['hires', 'retry', '80001']);
      assert.deepEqual(result, { exitCode: 1, out: [], err: ['The hire has not failed: it is done.'] });
    });

    it('tells what of a hire is tried again', async () => {
      await serve(() => ({
        status: 202,
        body: { accepted: true, retried: ['hire', 'confirmation'], deliveryId: 'd' },
      }));
      assert.deepEqual((await server?.run(['hires', 'retry', '80001']))?.out, [
        'Asked for: hire 80001 goes on from the step that failed.',
        'Asked for: hire 80001 is confirmed to CRM and advocacy platform again.',
      ]);
    });

    it('is 1 where there is no such thing, and names it', async () => {
      await serve(() => undefined);
      assert.deepEqual((await server?.run(['hires', 'show', '80 01']))?.err, ['There is no hire 80 01.']);
    });

    it('is 1 where something else answers', async () => {
      await serve(() => ({ body: undefined }));
      const result = await server?.run(['metrics']);
      assert.equal(result?.exitCode, 1);
      assert.match(result?.err[0] ?? '', /is something else there/);
    });
  });

  describe('lists', () => {
    it('print the API’s JSON unchanged', async () => {
      await serve(hires);
      const { out = [] } = (await server?.run(['hires', 'list', '--json'])) ?? {};
      const expected = { items: Array.from({ length: 50 }, (_, n) => hire(n + 1)), next: '50' };
      assert.equal(out.join('\n'), JSON.stringify(expected, null, 2));
    });

    it('follow the pages up to the limit', async () => {
      await serve(hires);
      const { out = [], err } = (await server?.run(['hires', 'list', '--limit', '250'])) ?? {};
      assert.equal(out.length, 251);
      assert.deepEqual(err, ['250 shown, there are more: --limit or --all']);
      assert.deepEqual(
        server?.asked.map(({ url }) => url),
        ['/api/hires?limit=200', '/api/hires?limit=50&before=200'],
      );
    });

    it('follow them to the end with --all', async () => {
      await serve(hires);
      const { out = [] } = (await server?.run(['hires', 'list', '--all', '--json'])) ?? {};
      const { items, next } = JSON.parse(out.join('\n')) as { items: unknown[]; next: unknown };
      assert.equal(items.length, 450);
      assert.equal(next, null);
    });

    it('fit eighty columns', async () => {
      await serve(hires);
      for (const line of (await server?.run(['hires', 'list']))?.out ?? []) assert.ok(line.length <= 80, line);
    });

    it('say it when there is nothing', async () => {
      await serve(() => ({ body: { items: [], next: null } }));
      assert.deepEqual((await server?.run(['deliveries', 'list']))?.out, ['No deliveries.']);
    });

    it('pass on what is asked for', async () => {
      await serve(hires);
      await server?.run(['hires', 'list', '--status', 'held', '--search', 'Ann & Co', '--limit', '1']);
      assert.equal(server?.asked[0]?.url, '/api/hires?status=held&q=Ann+%26+Co&limit=1');
    });

    it('of holds are of open ones unless all are asked for', async () => {
      await serve(() => ({ body: { items: [HOLD], next: null } }));
      await server?.run(['holds', 'list']);
      await server?.run(['holds', 'list', '--all']);
      assert.deepEqual(
        server?.asked.map(({ url }) => new URL(url, 'http://localhost').searchParams.get('status')),
        ['open', 'all'],
      );
    });
  });

  describe('signing in', () => {
    it('uses HIRELINE_USER and HIRELINE_PASSWORD', async () => {
      await serve(() => ({ body: { items: [], next: null } }));
      await server?.run(['holds', 'list'], { HIRELINE_USER: 'dana', HIRELINE_PASSWORD: 'pass:wörd' });
      const encoded = Buffer.from('dana:pass:wörd').toString('base64');
      assert.equal(server?.asked[0]?.headers.authorization, `Basic ${encoded}`);
    });

    it('says what to set when it is asked for', async () => {
      await serve(() => ({ status: 401, body: { error: 'unauthorized' } }));
      const result = await server?.run(['holds', 'list']);
      assert.equal(result?.exitCode, 1);
      assert.match(result?.err[0] ?? '', /HIRELINE_USER/);
    });
  });

  describe('holds decide', () => {
    const decided = (progress: string) => ({ ...HOLD, status: 'decided', decision: 'use_offer', progress });

    /** An API whose hold is decided once it was posted to. */
    function approving(hireStatus: string) {
      let posted = false;
      return ({ method, url }: AskedFor) => {
        if (method === 'POST') {
          posted = true;
          return { status: 202, body: { accepted: true, holdId: HOLD.id } };
        }
        if (url.startsWith('/api/holds/')) return { body: posted ? decided('Dispatched.') : HOLD };
        return { body: { ...hire(80001), status: posted ? hireStatus : 'held', statusReason: 'why', hold: null } };
      };
    }

    it('binds itself to the difference that is there, and waits until it is carried out', async () => {
      await serve(approving('done'));
      const result = await server?.run(['holds', 'decide', HOLD.id, '--use-offer']);
      assert.equal(result?.exitCode, 0);
      assert.deepEqual(result?.out, [
        'compensation: offer 130,000.00 USD per year, HRIS empty',
        "Decided: use the offer's values.",
        'Carried out: Dispatched.',
      ]);
      const post = server?.asked.find(({ method }) => method === 'POST');
      assert.deepEqual(post?.body, { decision: 'use_offer', diffHash: 'present' });
      assert.equal(post?.headers['content-type'], 'application/json');
    });

    it('takes the difference the person saw', async () => {
      await serve(approving('done'));
      await server?.run([
        'holds',
        'decide',
        HOLD.id,
        '--reject',
        '--reason',
        ' why ',
        '--diff-hash',
        'seen',
        '--no-wait',
      ]);
      const post = server?.asked.find(({ method }) => method === 'POST');
      assert.deepEqual(post?.body, { decision: 'reject', diffHash: 'seen', reason: 'why' });
    });

    it('fails when it is not carried out', async () => {
      await serve(approving('failed'));
      const result = await server?.run(['holds', 'decide', HOLD.id, '--use-offer', '--json']);
      assert.equal(result?.exitCode, 1);
      assert.deepEqual(JSON.parse(result?.out.join('\n') ?? ''), decided('Dispatched.'));
    });

    it('fails when the difference has changed', async () => {
      await serve(({ method }) =>
        method === 'POST'
          ? { status: 409, body: { error: 'conflict', reason: 'The difference has changed.', diffHash: 'other' } }
          : { body: HOLD },
      );
      const result = await server?.run(['holds', 'decide', HOLD.id, '--use-offer']);
      assert.equal(result?.exitCode, 1);
      assert.deepEqual(result?.err, [`The difference has changed. See: hireline holds show ${HOLD.id}`]);
    });
  });

  describe('a hold that is not about terms', () => {
    const about = (field: string, offer: string | null, hris: string) => ({
      ...HOLD,
      differences: [{ field, offer, hris, hints: [], rule: 'a person decides', authority: 'ats' }],
    });

    it('is put and answered in its own words', async () => {
      await serve(({ method }) =>
        method === 'POST'
          ? { status: 202, body: { accepted: true } }
          : { body: about('employment', 'The offer was deleted', 'employed and paid in Gusto') },
      );
      const shown = (await server?.run(['holds', 'show', HOLD.id]))?.out.join(' ') ?? '';
      assert.match(shown.replaceAll(/\s+/g, ' '), /asks the hire was rescinded after payroll had paid: is it undone/);
      assert.doesNotMatch(shown, /system of record/);
      const args = ['holds', 'decide', HOLD.id, '--use-hris', '--reason', 'they work here', '--no-wait'];
      assert.deepEqual((await server?.run(args))?.out, [
        'employment: The offer was deleted, employed and paid in Gusto',
        'Decided: keep the employee.',
      ]);
    });

    it('names the screening result, and no side that there is not', async () => {
      await serve(() => ({ body: about('screening', null, 'checkr r1: pre adverse action') }));
      const { out = [] } = (await server?.run(['holds', 'show', HOLD.id])) ?? {};
      assert.match(out.join('\n'), /checkr r1: pre adverse action/);
      assert.doesNotMatch(out.join('\n'), /empty/);
    });
  });

  describe('interviews and screening', () => {
    const INTERVIEW = {
      ...{ source: 'google-calendar', eventId: 'e1', status: 'ambiguous', needsPerson: true, reason: null },
      ...{ applicationId: null, candidateId: null, matchedBy: null, chosenBy: null, title: 'Interview with Ada' },
      ...{ startsAt: '2026-11-25T15:00:00.000Z', endsAt: null, updatedAt: '2026-11-22T00:41:08.000Z' },
      ...{ guests: ['grace@acme.example'], possibleApplicationIds: ['7', '8'], runUrl: 'http://ui/run', messages: [] },
    };
    const RESULT = {
      ...{ screening: 'checkr', resultId: 'r1', status: 'failed', statusReason: 'nobody has this address' },
      ...{ candidateId: null, applicationId: null, chosenBy: null, states: 1, runUrl: 'http://ui/run' },
      ...{ receivedAt: '2026-11-22T00:41:08.000Z', updatedAt: '2026-11-22T00:41:08.000Z' },
      newest: {
        ...{
          kind: 'background_check',
          name: null,
          status: 'complete',
          outcome: 'clear',
          adjudication: null,
          url: null,
        },
      },
    };

    it('lists what waits for a person, and all on demand', async () => {
      await serve(({ url }) => ({ body: { items: [url.includes('interviews') ? INTERVIEW : RESULT], next: null } }));
      assert.match((await server?.run(['interviews', 'list']))?.out[1] ?? '', /e1 +ambiguous .*Interview with Ada/);
      assert.match((await server?.run(['screening', 'list']))?.out[1] ?? '', /r1 +failed .*nobody has this/);
      await server?.run(['interviews', 'list', '--all', '--limit', '9']);
      await server?.run(['screening', 'list', '--all', '--limit', '9']);
      assert.deepEqual(
        server?.asked.map(({ url }) => url),
        [
          '/api/interviews?status=attention&limit=50',
          '/api/screening?status=failed&limit=50',
          '/api/interviews?limit=9',
          '/api/screening?limit=9',
        ],
      );
    });

    it('shows one', async () => {
      await serve(({ url }) => ({ body: url.includes('interviews') ? INTERVIEW : RESULT }));
      const interview = (await server?.run(['interviews', 'show', 'google-calendar', 'e1']))?.out.join('\n') ?? '';
      assert.match(interview, /could be of +7, 8/);
      assert.match(interview, /The candidate has not been told anything\./);
      const result = (await server?.run(['screening', 'show', 'checkr', 'r1']))?.out.join('\n') ?? '';
      assert.match(result, /says +complete, clear/);
    });

    it('says what a person chose or asks for', async () => {
      await serve(() => ({ status: 202, body: { accepted: true, runUrl: 'http://ui/run' } }));
      for (const args of [
        ['interviews', 'choose', 'google-calendar', 'e/1', '--application', '7'],
        ['interviews', 'resend', 'google-calendar', 'e1'],
        ['interviews', 'retry', 'google-calendar', 'e1'],
        ['screening', 'choose', 'checkr', 'r1', '--candidate', '70', '--application', '7'],
        ['screening', 'choose', 'checkr', 'r1', '--candidate', '70'],
        ['screening', 'retry', 'checkr', 'r1'],
      ]) {
        assert.equal((await server?.run(args))?.exitCode, 0);
      }
      assert.deepEqual(
        server?.asked.map(({ method, url, body }) => [method, url, body]),
        [
          ['POST', '/api/interviews/google-calendar/e%2F1/choose', { applicationId: '7' }],
          ['POST', '/api/interviews/google-calendar/e1/resend', {}],
          ['POST', '/api/interviews/google-calendar/e1/retry', {}],
          ['POST', '/api/screening/checkr/r1/choose', { candidateId: '70', applicationId: '7' }],
          ['POST', '/api/screening/checkr/r1/choose', { candidateId: '70' }],
          ['POST', '/api/screening/checkr/r1/retry', {}],
        ],
      );
    });

    it('names the one there is not', async () => {
      await serve(() => undefined);
      assert.deepEqual((await server?.run(['interviews', 'show', 'google-calendar', 'e1']))?.err, [
        'There is no interview google-calendar e1.',
      ]);
    });
  });

  it('metrics names the fields that held payroll', async () => {
    const metric = {
      value: 0,
      target: 0.01,
      met: true,
      window: { days: 7, timeZone: 'UTC' },
      numerator: 0,
      denominator: 4,
    };
    const queue = { ...metric, value: 3, target: 0, met: false, numerator: 3, denominator: null };
    await serve(() => ({
      body: {
        atsToHrisSyncFailureRate: metric,
        reconciliationQueueDepth: queue,
        payrollHoldRate: { ...metric, heldFields: [{ field: 'compensation', hires: 2, holds: 3 }] },
      },
    }));
    const { out = [] } = (await server?.run(['metrics'])) ?? {};
    assert.match(out.join('\n'), /reconciliation queue +3 +– +0 +no/);
    assert.match(out.join('\n'), /compensation +2 +3/);
  });

  describe('status', () => {
    it('tells what waits for a person', async () => {
      await serve(({ url }) => {
        if (url === '/readyz') return { body: { ok: true, postgres: true, temporal: true } };
        if (url === '/api/health') {
          const reconciliation = { lastFinishedAt: null, overdue: true, since: '2026-11-22T00:41:08.000Z' };
          return { body: { reconciliation, silentRuns: [{ silentSince: '2026-11-22T00:41:08.000Z' }] } };
        }
        if (url === '/api/waiting') {
          const kinds = [
            { kind: 'hold', count: 1, oldest: '2026-11-22T00:41:08.000Z' },
            { kind: 'interview', count: 0, oldest: null },
            { kind: 'referral', count: 2, oldest: '2026-11-22T00:41:09.000Z' },
          ];
          return { body: { total: 3, oldest: '2026-11-22T00:41:08.000Z', kinds } };
        }
        const item = { applicationId: '7', since: '2026-11-22T00:41:08.000Z', about: 'Ada Byron' };
        const items = [
          { ...item, kind: 'hold', ids: [HOLD.id] },
          { ...item, kind: 'referral', ids: ['saasquatch', 'r1'], about: 'no answer' },
        ];
        return url.startsWith('/api/waiting/items?') ? { body: { items, next: null } } : undefined;
      });
      const result = await server?.run(['status']);
      assert.equal(result?.exitCode, 0);
      const text = result?.out.join('\n') ?? '';
      assert.match(text, /3 wait for a person, the oldest since 2026-11-2/);
      assert.match(text, /payroll held +1 +.*holds show <id>\nreferral +2 /);
      assert.doesNotMatch(text, /interview/);
      assert.match(text, /payroll held +80001-1 .*Ada Byron\nreferral +r1 .*no answer/);
      assert.doesNotMatch(text, /are listed/);
      assert.match(text, /reconciliation +overdue since .*, has never finished/);
      assert.match(text, /silent runs +1, the longest since/);
      const json = await server?.run(['status', '--json']);
      const { waiting } = JSON.parse(json?.out.join('\n') ?? '');
      assert.deepEqual([waiting.total, waiting.kinds.length, waiting.items.length], [3, 3, 2]);
    });

    it('says that nothing waits, and when more waits than is listed', async () => {
      let total = 0;
      const item = { kind: 'hire', ids: ['7'], applicationId: '7', since: '2026-11-22T00:41:08.000Z', about: null };
      await serve(({ url }) => {
        if (url === '/readyz') return { body: { ok: true, postgres: true, temporal: true } };
        if (url === '/api/health') return { body: { reconciliation: { lastFinishedAt: null }, silentRuns: [] } };
        if (url !== '/api/waiting') return { body: { items: Array(100).fill(item), next: 'more' } };
        return { body: { total, oldest: item.since, kinds: [{ kind: 'hire', count: total, oldest: item.since }] } };
      });
      const told = async () => (await server?.run(['status']))?.out.join('\n') ?? '';
      assert.match(await told(), /Nothing waits for a person\./);
      total = 900;
      assert.match(await told(), /900 wait for a person.*failed hire +900 .*The 200 that wait longest are listed\./s);
    });

    it('fails, and says which part does not answer', async () => {
      await serve(({ url }) =>
        url === '/readyz' ? { status: 503, body: { ok: false, postgres: false, temporal: true } } : undefined,
      );
      const result = await server?.run(['status']);
      assert.equal(result?.exitCode, 1);
      assert.match(result?.out.join('\n') ?? '', /PostgreSQL +does not answer/);
    });
  });

  describe('config check', () => {
    let folder = '';
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'hireline-cli-'));
      for (const file of ['field-map.yaml', 'systems.yaml', 'policy.yaml']) {
        cpSync(join(projectRoot, 'config', file), join(folder, file));
      }
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('needs no stack to say that all is well', async () => {
      const { exitCode, out } = await runAt(NOWHERE, ['config', 'check'], { HIRELINE_CONFIG_DIR: folder });
      assert.equal(exitCode, 0);
      assert.match(out[0] ?? '', /^ok: field map /);
    });

    it('names file, line and what is wrong', async () => {
      const file = join(folder, 'policy.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/attempts: \d+/, 'attempts: many'));
      const { exitCode, out } = await runAt(NOWHERE, ['config', 'check'], { HIRELINE_CONFIG_DIR: folder });
      assert.equal(exitCode, 1);
      assert.match(out[0] ?? '', new RegExp(`^${file}:\\d+: retry\\.attempts: expected a whole number`));
    });
  });
});
