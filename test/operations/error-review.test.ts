import assert from 'node:assert/strict';
import { causeOf, ERROR_CAUSES } from '../../domain/error-cause.js';
import { listFailedRuns, recordRunError } from '../../ledger/run-errors.js';
import { hireConfirmationWorkflowId } from '../../workflows/contract.js';
import { FailureType } from '../../workflows/failure-types.js';
import { confirmationIs } from '../console/confirmation-seed.js';
import { hireIs } from '../console/seed.js';
import { Ground } from '../reconciliation/ground.js';

describe('the review of errors', function () {
  this.timeout(60_000);
  let ground: Ground;
  beforeEach(async () => {
    ground = await Ground.start();
  });
  afterEach(() => ground.stop());

  const db = () => ground.database.pool;
  const lastHour = () => ({ from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 1_000) });
  const fails = (applicationId: string, failureType: string, step = 'createEmployee') =>
    recordRunError(db(), {
      workflowId: `hire:greenhouse:${applicationId}`,
      runId: 'r1',
      workflowType: 'hireLifecycle',
      step,
      failureType,
      cause: causeOf(failureType),
      vendor: 'bamboohr',
      message: 'bamboohr: 503',
    });
  const goesLive = (at: Date) => db().query('update deployment set went_live_at = $1', [at]);
  const messages = async () =>
    (await ground.call<{ text: string; blocks: unknown[] }[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS')).map(
      (message) => JSON.stringify(message),
    );

  it('has a cause for every type of failure', () => {
    for (const type of Object.values(FailureType)) assert.ok(ERROR_CAUSES.includes(causeOf(type)), type);
    assert.equal(causeOf('TypeError'), 'program');
    assert.equal(causeOf('constructor'), 'program');
  });

  it('lists a run once for each cause, open ones first', async () => {
    await hireIs(db(), '1', { status: 'done' });
    await hireIs(db(), '2', { status: 'failed', reason: 'x' });
    await fails('1', 'VendorUnavailable');
    await fails('1', 'VendorUnavailable');
    await fails('1', 'FieldsIncomplete', 'collectHire');
    await fails('2', 'DuplicateRecords');
    const runs = await listFailedRuns(db(), lastHour(), 10);
    assert.deepEqual(
      runs.map(({ workflowId, cause, times, open }) => [workflowId, cause, times, open]),
      [
        ['hire:greenhouse:2', 'identity', 1, true],
        ['hire:greenhouse:1', 'field_mismatch', 1, false],
        ['hire:greenhouse:1', 'vendor', 2, false],
      ],
    );
    assert.equal((await listFailedRuns(db(), { ...lastHour(), cause: 'vendor' }, 10)).length, 1);
  });

  it('takes a confirmation that has failed for open, until it is confirmed', async () => {
    const workflowId = hireConfirmationWorkflowId('greenhouse', '7');
    await recordRunError(db(), {
      ...{ workflowId, runId: 'r1', workflowType: 'hireConfirmation', step: 'confirmToCrm' },
      ...{ failureType: 'VendorUnavailable', cause: 'vendor', vendor: 'hubspot', message: 'hubspot: 502' },
    });
    const open = async () => (await listFailedRuns(db(), lastHour(), 10)).map((run) => run.open);
    await confirmationIs(db(), '7', 'failed', 'confirming the hire: hubspot: 502');
    assert.deepEqual(await open(), [true]);
    await confirmationIs(db(), '7', 'confirmed');
    assert.deepEqual(await open(), [false]);
  });

  it('tells HR ops daily for as long as policy says after going live, by cause, with links to the runs', async () => {
    await fails('1', 'VendorContract');
    assert.deepEqual(await ground.act('reviewErrors', []), { reviewed: null }, 'nobody has gone live');
    await goesLive(new Date(Date.now() - 15 * 86_400_000));
    assert.deepEqual(await ground.act('reviewErrors', []), { reviewed: null }, 'it is over');
    assert.deepEqual(await messages(), []);
    await goesLive(new Date(Date.now() - 86_400_000));
    assert.deepEqual(await ground.act('reviewErrors', []), { reviewed: 1 });
    const [message] = await messages();
    assert.match(message ?? '', /Error review: 1 failed/);
    assert.match(message ?? '', /field mismatch 1/);
    assert.match(message ?? '', /hire%3Agreenhouse%3A1/);
  });

  it('sends failures by mail as well as to the channel, each once', async () => {
    await hireIs(db(), '1', { status: 'writing_hris' });
    const alert = () =>
      ground.act('reportFailure', [
        { ats: 'greenhouse', applicationId: '1' },
        { step: 'createEmployee', reason: 'no answer', times: 1 },
      ]);
    await alert();
    await alert();
    assert.equal((await messages()).length, 1);
    const mails = await ground.call<{ to: string[]; subject: string; text: string }[]>(
      'GET',
      '/sendgrid/_sandbox/mails',
    );
    assert.deepEqual(
      mails.map(({ to }) => to),
      [['hr-ops@acme.example']],
    );
    assert.match(mails[0]?.text ?? '', /Run: http:\/\/temporal\.test\//);
  });

  it('tells in the channel also where mail is down, and sends the mail later', async () => {
    await hireIs(db(), '1', { status: 'writing_hris' });
    const alert = () =>
      ground.act('reportFailure', [
        { ats: 'greenhouse', applicationId: '1' },
        { step: 'createEmployee', reason: 'no answer', times: 1 },
      ]);
    await ground.call('POST', '/sendgrid/_sandbox/faults', { kind: 'status', status: 500, count: 1 });
    await assert.rejects(alert());
    assert.equal((await messages()).length, 1);
    await alert();
    assert.equal((await messages()).length, 1);
    assert.equal((await ground.call<unknown[]>('GET', '/sendgrid/_sandbox/mails')).length, 1);
  });
});
