import assert from 'node:assert/strict';
import { SCHEDULES } from '../../workers/schedules.js';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

type Json = Record<string, any>;

describe('the daily reconciliation, end to end over real servers', function () {
  this.timeout(120_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack?.stop());

  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short' }).format(
    new Date(),
  );

  /** A hire whose webhook nobody ever sent. */
  async function unnoticedHire(): Promise<{ applicationId: string; candidate: Json }> {
    const offer = { starts_on: '2027-01-04', salary: 130_000, manager_email: 'maya.lindqvist@acme.example' };
    const [made] = await stack.call<Json[]>('POST', '/greenhouse/_sandbox/hires/bulk', { count: 1, offer });
    const applicationId = String(made?.['application_id']);
    const hires = await stack.call<Json[]>('GET', '/greenhouse/_sandbox/hires');
    return {
      applicationId,
      candidate: hires.find(({ application }) => String(application.id) === applicationId)?.['candidate'],
    };
  }

  async function reconcile(dryRun = false): Promise<Json> {
    const { runId } = await stack.call('POST', '/api/reconciliation/runs', { from: today, to: today, dryRun });
    return eventually('the reconciliation', async () => {
      const run = await stack
        .call<Json>('GET', `/api/reconciliation/runs/${encodeURIComponent(runId)}`)
        .catch(() => undefined);
      return run?.['outcome'] === 'completed' && run;
    });
  }

  const items = async (query: string) =>
    (await stack.call<Json>('GET', `/api/reconciliation?${query}`))['items'] as Json[];
  const itemOf = async (kind: string, id: string) => {
    const [item] = await items(`kind=${kind}&q=${id}`);
    assert.ok(item, `no open item ${kind} of ${id}`);
    return item;
  };

  async function resolved(item: Json, wish: Json): Promise<Json> {
    await stack.call('POST', `/api/reconciliation/${item['id']}/resolve`, wish);
    return eventually(`${wish['action']} of ${item['kind']}`, async () => {
      const now = await stack.call<Json>('GET', `/api/reconciliation/${item['id']}`);
      const asked = now['request']?.requestedAt !== item['request']?.requestedAt;
      return asked && now['status'] !== 'resolving' && now;
    });
  }

  const hireStands = (applicationId: string, status: string) =>
    eventually(`hire ${applicationId} ${status}`, async () => {
      const [row] = await stack.query<Json>('select * from hires where application_id = $1', [applicationId]);
      return row?.['status'] === status && row;
    });
  const employees = async () => stack.call<Json[]>('GET', '/bamboohr/_sandbox/employees');
  const slack = async () =>
    (await stack.call<Json[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS')).map(({ text }) => String(text));

  it('finds a hire whose webhook was lost, and has it written', async () => {
    const { applicationId } = await unnoticedHire();
    const dry = await reconcile(true);
    assert.equal(dry['counts'].found.ats_only, 1);
    assert.deepEqual(dry['found'][0].applicationId, applicationId);
    assert.deepEqual(await items(`q=${applicationId}`), []);
    await reconcile();
    const item = await itemOf('ats_only', applicationId);
    await eventually('people told', async () =>
      /Reconciliation: 1 in the queue, 1 new/.test((await slack()).join('\n')),
    );
    const after = await resolved(item, { action: 'write' });
    assert.deepEqual([after['status'], after['failure']], ['resolved', null]);
    await hireStands(applicationId, 'done');
    assert.equal((await employees()).filter((one) => one['customAtsApplicationId'] === applicationId).length, 1);
    const hire = await stack.call<Json>('GET', `/api/hires/${applicationId}`);
    assert.match(JSON.stringify(hire['timeline']), /console:local asked to write\. Settled\./);
  });

  it('has a difference compared anew: a hold asks, and once that is decided the item closes itself', async () => {
    const { applicationId } = await unnoticedHire();
    await reconcile();
    await resolved(await itemOf('ats_only', applicationId), { action: 'write' });
    const { employee_id: employeeId } = await hireStands(applicationId, 'done');
    await stack.call('PUT', `/bamboohr/_sandbox/employees/${employeeId}/compensation`, { rate: '103000.00' });
    await reconcile();
    const after = await resolved(await itemOf('differing', applicationId), { action: 'write' });
    assert.equal(after['status'], 'open');
    assert.match(after['failure'], /They differ on compensation still\. Its hire is held/);
    const [hold] = (await stack.call<Json>('GET', `/api/holds?applicationId=${applicationId}`))['items'];
    await stack.call('POST', `/api/holds/${hold.id}/decision`, { decision: 'use_offer', diffHash: hold.diffHash });
    await hireStands(applicationId, 'done');
    await reconcile();
    const closed = await stack.call<Json>('GET', `/api/reconciliation/${after['id']}`);
    assert.deepEqual([closed['status'], closed['resolution'].by], ['closed', 'reconciliation']);
  });

  it('adopts an employee whom somebody entered by hand, under another first name, and makes no second one', async () => {
    const { applicationId, candidate } = await unnoticedHire();
    const made = await stack.call<Json>('POST', '/bamboohr/_sandbox/employees', {
      ...{ firstName: 'Bully', lastName: candidate['last_name'], homeEmail: candidate['email_addresses'][0].value },
      ...{ hireDate: '2027-01-04', jobInfo: { jobTitle: 'Intern', reportsTo: '102' } },
      compensation: { rate: { value: '1.00', currency: 'USD' } },
    });
    await reconcile();
    const item = await itemOf('ats_only', applicationId);
    assert.equal(item['suggestedMatch'].employeeId, made['id']);
    const after = await resolved(item, { action: 'adopt' });
    assert.deepEqual([after['status'], after['failure']], ['resolved', null]);
    assert.equal((await items(`kind=hris_only&status=closed&q=${made['id']}`)).length, 1);
    // What the employee says otherwise than the offer is asked about, and not written over.
    await hireStands(applicationId, 'held');
    const [hold] = (await stack.call<Json>('GET', `/api/holds?applicationId=${applicationId}`))['items'];
    assert.deepEqual(
      hold.differences.map(({ field }: Json) => field),
      ['manager', 'compensation'],
    );
    await stack.call('POST', `/api/holds/${hold.id}/decision`, { decision: 'use_offer', diffHash: hold.diffHash });
    await hireStands(applicationId, 'done');
    const same = (await employees()).filter((one) => one['homeEmail'] === made['homeEmail']);
    assert.deepEqual(
      same.map((one) => [
        one['id'],
        one['customAtsApplicationId'],
        one['firstName'],
        one['compensation'].at(-1).rate.value,
      ]),
      [[made['id'], applicationId, 'Bully', '130000.00']],
    );
    await reconcile();
    const left = await itemOf('differing', applicationId);
    assert.equal(left['differences'][0].field, 'firstName');
  });

  it('links and ignores what is left to people', async () => {
    const enter = (lastName: string) =>
      stack.call<Json>('POST', '/bamboohr/_sandbox/employees', {
        firstName: 'Known',
        lastName,
        hireDate: '2027-01-04',
      });
    const [linked, ignored] = [await enter('One'), await enter('Two')];
    const { applicationId } = await unnoticedHire();
    await reconcile();
    const link = await resolved(await itemOf('hris_only', linked['id']), { action: 'link', applicationId });
    assert.equal(link['status'], 'resolved');
    const gone = await resolved(await itemOf('hris_only', ignored['id']), { action: 'ignore', reason: 'The founder.' });
    assert.deepEqual([gone['status'], gone['resolution'].reason], ['ignored', 'The founder.']);
    await reconcile();
    assert.equal((await items(`kind=hris_only&q=${ignored['id']}`)).length, 0);
    assert.equal((await items(`kind=hris_only&q=${linked['id']}`)).length, 0);
  });

  it('cannot be switched off silently: a worker puts the schedule back, and the missed night is run', async () => {
    const schedule = stack.temporal.schedule.getHandle(SCHEDULES.reconciliation);
    await schedule.pause('too loud');
    await stack.kill('worker');
    // A deployment of yesterday, whose night nobody has run.
    await stack.query("update deployment set created_at = now() - interval '2 days'");
    await stack.run('worker');
    assert.equal((await schedule.describe()).state.paused, false);
    const nights = await eventually('the night', async () => {
      const runs = (await stack.call<Json>('GET', '/api/reconciliation/runs'))['items'] as Json[];
      const done = runs.filter(({ kind, outcome }) => kind !== 'manual' && outcome === 'completed');
      return done.length > 0 && done;
    });
    assert.match(nights[0]?.['id'], /^reconciliation:\d{4}-\d{2}-\d{2}$/);
  });
});
