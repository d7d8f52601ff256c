import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { AttributionActivities, AttributionScheduleActivities } from '../../workflows/attribution-activities.js';
import type { attributionReport } from '../../workflows/attribution-report.js';
import { attributionReportWorkflowId } from '../../workflows/contract.js';
import type { dueAttributionReports } from '../../workflows/due-attribution-reports.js';
import { Theatre, type Call, type Play } from '../support/theatre.js';

type Activities = AttributionActivities & AttributionScheduleActivities;
const WEEK = { from: '2026-11-16', to: '2026-11-22' };
const READ = ['pullAdvocates', 'countReferrals', 'pullAttributedHires', 'finishAttributionReading'];

describe('attributionReport', function () {
  this.timeout(60_000);
  let theatre: Theatre;
  before(async () => {
    theatre = await Theatre.open();
  });
  after(() => theatre.close());

  /** @returns what was called, with its arguments, in order. */
  async function play(script: Partial<Activities>, act: (play: Play) => Promise<void>): Promise<Call[]> {
    const plain: Activities = {
      findDueAttributionReports: () => Promise.resolve([]),
      pullAdvocates: () => Promise.resolve({ notes: ['one'] }),
      countReferrals: () => Promise.resolve({ notes: [] }),
      pullAttributedHires: () => Promise.resolve({ notes: ['two'], readAt: '2026-11-23T12:00:00.000Z' }),
      finishAttributionReading: () => Promise.resolve(),
      keepAttributionReport: () => Promise.resolve({ referrals: 3, hires: 2 }),
      writeAttributionSummary: () => Promise.resolve({ written: true }),
      tellAttributionReport: () => Promise.resolve(),
      reportAttributionFailure: () => Promise.resolve(),
    };
    return (await theatre.play({ ...plain, ...script }, act)).calls;
  }

  const start = ({ environment, taskQueue, number }: Play, tell: boolean) =>
    environment.client.workflow.start<typeof attributionReport>('attributionReport', {
      taskQueue,
      workflowId: `${attributionReportWorkflowId('test')}-${number}`,
      args: [{ ...WEEK, tell }],
    });

  it('reads, makes the report, and tells it', async () => {
    const calls = await play({}, async (play) => {
      assert.deepEqual(await (await start(play, true)).result(), { referrals: 3, hires: 2 });
    });
    assert.deepEqual(
      calls.map(({ name }) => name),
      [...READ, 'keepAttributionReport', 'writeAttributionSummary', 'tellAttributionReport'],
    );
    assert.deepEqual(calls[3]?.args, [WEEK, { readAt: '2026-11-23T12:00:00.000Z', notes: ['one', 'two'] }]);
  });

  it('only reads for somebody who looks', async () => {
    const calls = await play({}, async (play) => assert.equal(await (await start(play, false)).result(), null));
    assert.deepEqual(
      calls.map(({ name }) => name),
      READ,
    );
  });

  it('fails with an alert that says where, and a report that was made is not lost when nobody can be told', async () => {
    const refused = () => Promise.reject(ApplicationFailure.nonRetryable('403 from Greenhouse', 'VendorUnauthorized'));
    const failed = await play({ pullAttributedHires: refused }, async (play) => {
      await assert.rejects((await start(play, true)).result(), WorkflowFailedError);
    });
    assert.deepEqual(failed.at(-1), {
      name: 'reportAttributionFailure',
      args: [WEEK, { step: 'reading the hires from the ATS', reason: '403 from Greenhouse' }],
    });
    const untold = await play({ tellAttributionReport: refused }, async (play) => {
      assert.deepEqual(await (await start(play, true)).result(), { referrals: 3, hires: 2 });
    });
    assert.equal(untold.at(-1)?.name, 'tellAttributionReport');
  });

  it('is started for each period that is due; one that is being made is left alone', async () => {
    const due = [
      { from: '2026-11-09', to: '2026-11-15' },
      { from: '2026-11-16', to: '2026-11-22' },
    ];
    const calls = await play(
      { findDueAttributionReports: () => Promise.resolve(due) },
      async ({ environment, taskQueue }) => {
        const schedule = (workflowId: string) =>
          environment.client.workflow.execute<typeof dueAttributionReports>('dueAttributionReports', {
            taskQueue,
            workflowId,
          });
        const periods = { periods: ['2026-11-09..2026-11-15', '2026-11-16..2026-11-22'] };
        assert.deepEqual(await Promise.all([schedule('due-1'), schedule('due-2')]), [periods, periods]);
        for (const period of periods.periods) {
          await environment.client.workflow.getHandle(attributionReportWorkflowId(period)).result();
        }
      },
    );
    const told = calls.flatMap(({ name, args }) => (name === 'tellAttributionReport' ? args : []));
    assert.ok(told.length >= 2, 'both periods are told');
    assert.deepEqual(new Set(told.map((one) => (one as { from: string }).from)), new Set(['2026-11-09', '2026-11-16']));
  });
});
