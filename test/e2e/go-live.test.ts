import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

type Json = Record<string, any>;

interface Run {
  outcome: string;
  report: {
    doing: string | null;
    sections: { id: string; checks: { name: string; status: string; found: string | null; detail: string | null }[] }[];
    leftBehind: { system: string; kind: string; id: string }[];
  };
}

/** A job of the sandbox's company. */
const JOB = '601';

describe('the go-live check, end to end over real servers', function () {
  this.timeout(240_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack?.stop());

  async function check(body: Json): Promise<Run> {
    const { id } = await stack.call<{ id: string }>('POST', '/api/golive', body);
    return eventually(
      'the check through',
      async () => {
        const run = await stack.call<Run>('GET', `/api/golive/${id}`).catch(() => undefined);
        return run && run.outcome !== 'running' ? run : undefined;
      },
      180,
    );
  }

  const allOf = ({ report }: Run) => report.sections.flatMap(({ id, checks }) => checks.map((one) => ({ id, ...one })));
  const failedOf = (run: Run) => allOf(run).filter(({ status }) => status === 'failed');
  const found = (run: Run, name: RegExp) => {
    const one = allOf(run).find((candidate) => name.test(candidate.name));
    assert.ok(
      one,
      `a check like ${name} among\n${allOf(run)
        .map((each) => each.name)
        .join('\n')}`,
    );
    return one;
  };

  it('reads only, unless test records may be written', async () => {
    const users = await stack.call<Json[]>('GET', '/saasquatch/_sandbox/users');
    const run = await check({ write: false });
    assert.deepEqual(failedOf(run), []);
    assert.equal(run.outcome, 'passed');
    assert.equal(found(run, /malformed/i).status, 'skipped');
    assert.deepEqual(run.report.leftBehind, []);
    assert.equal((await stack.call<Json[]>('GET', '/saasquatch/_sandbox/users')).length, users.length);
  });

  it('is not declared live before test candidates or an audit have passed', async () => {
    await stack.query('delete from golive_runs');
    await assert.rejects(stack.call('POST', '/api/golive/declare', {}), /409/);
  });

  it('follows three test candidates from the link to the last stage, and declares the moment', async () => {
    const run = await check({ write: true, jobId: JOB, stepLimit: '30s' });
    assert.deepEqual(failedOf(run), []);
    assert.equal(run.outcome, 'passed');
    const { checks: stages } = run.report.sections.find(({ id }) => id === 'candidates') ?? { checks: [] };
    assert.equal(stages.filter(({ name }) => /status shown to the advocate/.test(name)).length, 3 * 5);
    assert.ok(found(run, /known as a duplicate/).status === 'passed');
    assert.equal(found(run, /Candidates with their e-mail/).found, '1');
    assert.equal(found(run, /HR ops are told/).status, 'passed');
    assert.equal(found(run, /advocateId in Greenhouse/).status, 'passed');
    assert.equal(found(run, /A confirmed hire/).detail, 'Not checked: no confirmed hire yet.');
    assert.ok(run.report.leftBehind.some(({ kind }) => kind === 'application'));
    const first = await stack.call<Json>('POST', '/api/golive/declare', {});
    const again = await stack.call<Json>('POST', '/api/golive/declare', {});
    assert.equal(first['wentLiveAt'], again['wentLiveAt']);
    const [row] = await stack.query<{ at: Date }>('select went_live_at as at from deployment');
    assert.equal(row?.at.toISOString(), first['wentLiveAt']);
  });

  it('names what kills the integration', async () => {
    await stack.call('POST', '/greenhouse/_sandbox/access', { readOnlyCandidates: true, withoutReferralFields: true });
    try {
      const run = await check({ write: false });
      assert.equal(run.outcome, 'failed');
      for (const name of [/A place for the referral source/, /Candidates can be written/]) {
        const one = found(run, name);
        assert.equal(one.status, 'failed');
        assert.match(one.detail ?? '', /kills the integration/);
      }
    } finally {
      await stack.call('POST', '/greenhouse/_sandbox/access', {
        readOnlyCandidates: false,
        withoutReferralFields: false,
      });
    }
  });

  it('notices that a place is gone, names where it is mapped, and that it is back', async () => {
    const drift = () => stack.call<{ items: Json[] }>('GET', '/api/drift');
    const probe = async () => {
      const { id } = await stack.call<{ id: string }>('POST', '/api/drift/probe');
      return stack.temporal.workflow.getHandle(id).result() as Promise<{ found: number; resolved: number }>;
    };
    await probe();
    assert.deepEqual((await drift()).items, []);
    await stack.call('POST', '/greenhouse/_sandbox/access', { withoutReferralFields: true });
    assert.ok((await probe()).found >= 3);
    const places = (await drift()).items.flatMap(({ mappedAt }) => mappedAt as string[]);
    assert.ok(places.includes('referral.advocateId.ats'), places.join());
    const messages = await stack.call<Json[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS');
    assert.ok(messages.some((message) => JSON.stringify(message).includes('referral.advocateId.ats')));
    await stack.call('POST', '/greenhouse/_sandbox/access', { withoutReferralFields: false });
    assert.ok((await probe()).resolved >= 3);
    assert.deepEqual((await drift()).items, []);
  });

  it('counts what is used of the vendors', async () => {
    const limits = await eventually('usage', async () => {
      const { items } = await stack.call<{ items: Json[] }>('GET', '/api/limits');
      return items.some(({ vendor, calls }) => vendor === 'greenhouse' && Number(calls) > 0) && items;
    });
    const greenhouse = limits.find(({ vendor }) => vendor === 'greenhouse');
    assert.ok(Number(greenhouse?.['limit']) > 0);
    assert.ok(Number(greenhouse?.['peakPercent']) > 0);
  });
});
