import assert from 'node:assert/strict';
import { listVariances, recordVariances } from '../../ledger/attribution-variances.js';
import type { Variance, VarianceAction } from '../../schemas/attribution-audit.js';
import { startConsole, type TestConsole } from '../console/harness.js';

describe('console API: what is done about a variance', () => {
  let app: TestConsole;
  let started: { workflowId: string; args: { action: VarianceAction }[] }[];

  beforeEach(async () => {
    app = await startConsole();
    started = [];
    Object.assign(app.context.temporal.client.workflow, {
      start: (_type: string, options: (typeof started)[number]) => Promise.resolve(void started.push(options)),
    });
  });
  afterEach(() => app.stop());

  async function variance(kind: Variance['kind'], action: VarianceAction): Promise<string> {
    const found: Variance = {
      ...{ key: `${kind}:1`, kind, cause: 'changed_elsewhere', reason: 'For a test.', action },
      ...{ referralId: 'r1', applicationId: '80001', advocateIds: { platform: 'a', ats: null, crm: null } },
    };
    await recordVariances(app.db, { id: 'audit', startedAt: new Date() }, [found], () => false);
    const [item] = (await listVariances(app.db, { kind }, { limit: 1 })).items;
    return item?.id ?? '';
  }
  const resolve = (id: string, body: object) => app.post(`/api/attribution/variances/${id}/resolve`, body);

  const cases: [kind: Variance['kind'], fitting: VarianceAction, unfit: VarianceAction][] = [
    ['not_hired', 'confirm', 'capture'],
    ['missing_in_ats', 'capture', 'confirm'],
    ['unknown_to_platform', 'ignore', 'capture'],
  ];
  for (const [kind, fitting, unfit] of cases) {
    it(`takes ${fitting} for ${kind}, and refuses ${unfit}`, async () => {
      const id = await variance(kind, fitting);
      const refused = await resolve(id, { action: unfit });
      assert.equal(refused.status, 409);
      assert.match(refused.body.reason, new RegExp(`^${unfit} cannot settle this variance: expected .*${fitting}`));
      assert.equal(started.length, 0);
      assert.equal((await resolve(id, { action: fitting, reason: 'so it is' })).status, 202);
      assert.deepEqual([started[0]?.workflowId, started[0]?.args[0]?.action], [`variance:${id}`, fitting]);
    });
  }

  it('may always be ignored, with a reason', async () => {
    const id = await variance('not_hired', 'confirm');
    assert.equal((await resolve(id, { action: 'ignore' })).status, 422);
    assert.equal((await resolve(id, { action: 'ignore', reason: 'known' })).status, 202);
  });
});
