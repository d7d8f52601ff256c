import assert from 'node:assert/strict';
import { dayIn, windowOfDays } from '../../domain/nights.js';
import { findReading } from '../../ledger/attribution-hires.js';
import { listReports, makeReport } from '../../ledger/attribution-reports.js';
import { Ground } from '../reconciliation/ground.js';

describe('attribution: a report of the simulators', function () {
  this.timeout(60_000);
  let ground: Ground;
  before(async () => void (ground = await Ground.start()));
  after(() => ground.stop());

  it('has the hires of the ATS, stands once in the CRM, and is told to HR ops', async () => {
    const { deps } = ground;
    const { timeZone } = deps.policy.company;
    const today = dayIn(timeZone, new Date());
    const period = { from: today, to: today };
    const { applicationId } = await ground.acceptedHire();
    await ground.acceptedHire('2026-01-05T12:00:00Z');
    const run = { workflowId: `attribution-report:${today}..${today}` };
    const advocates = await ground.act('pullAdvocates', [period], run);
    const referrals = await ground.act('countReferrals', [period], run);
    const hires = await ground.act('pullAttributedHires', [period], run);
    const notes = [...advocates.notes, ...referrals.notes, ...hires.notes];
    await ground.act('finishAttributionReading', [period, { readAt: hires.readAt, notes }], run);
    const reading = await findReading(deps.db, deps.ats.vendor, windowOfDays(timeZone, today, today));
    assert.ok(reading);
    const report = await makeReport({ ...deps, ats: deps.ats.vendor, advocacy: 'saasquatch' }, period, reading);
    assert.deepEqual(notes, []);
    assert.deepEqual(
      report.hires.map((one) => [one.applicationId, one.hiredOn, one.channel, one.timeToHireDays]),
      [[applicationId, today, 'other', 0]],
    );
    await ground.act('keepAttributionReport', [period], run);
    assert.deepEqual(await ground.act('writeAttributionSummary', [period], run), { written: true });
    await ground.act('writeAttributionSummary', [period], run);
    await ground.act('tellAttributionReport', [period], run);
    const marker = `hireline attribution interim ${today}..${today} of ${today}`;
    assert.equal(typeof (await deps.crm?.findSummary(marker)), 'string');
    const { rows } = await deps.db.query<{ vendor: string }>(
      'select vendor from audit where workflow_id = $1 order by id',
      [run.workflowId],
    );
    assert.deepEqual(
      rows.map(({ vendor }) => vendor),
      [deps.crm?.vendor, deps.chat.vendor],
    );
    assert.equal((await listReports(deps.db, { limit: 5 })).length, 1);
  });
});
