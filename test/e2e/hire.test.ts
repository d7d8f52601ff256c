import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

interface HireRow {
  status: string;
  status_reason: string | null;
  employee_id: string | null;
  payroll_employee_id: string | null;
}

interface Message {
  ts: string;
  text: string;
  blocks: { type: string; elements?: { action_id?: string }[] }[];
}

describe('a hire, end to end over real servers', function () {
  this.timeout(120_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack?.stop());

  let people = 0;

  async function makeHire(offer: Record<string, unknown> = {}): Promise<string> {
    people += 1;
    const made = await stack.call('POST', '/greenhouse/_sandbox/hires', {
      first_name: 'Test',
      last_name: `Person${people}`,
      email: `test.person${people}@mail.example`,
      offer: { starts_on: '2027-01-04', salary: 130000, manager_email: 'maya.lindqvist@acme.example', ...offer },
    });
    return String(made['application_id']);
  }

  // One case's faults must not be the next one's.
  afterEach(async () => {
    for (const vendor of ['greenhouse', 'bamboohr', 'gusto']) await stack.call('DELETE', `/${vendor}/_sandbox/faults`);
  });

  const accept = (applicationId: string) =>
    stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/accept_offer`, {});

  async function hireRow(applicationId: string): Promise<HireRow | undefined> {
    const [row] = await stack.query<HireRow>('select * from hires where application_id = $1', [applicationId]);
    return row;
  }

  const stands = (applicationId: string, status: string) =>
    eventually(`hire ${applicationId} ${status}`, async () => {
      const row = await hireRow(applicationId);
      return row?.status === status && row;
    });

  async function employees(applicationId: string): Promise<Record<string, any>[]> {
    const all = await stack.call<Record<string, any>[]>('GET', '/bamboohr/_sandbox/employees');
    return all.filter((one) => one['customAtsApplicationId'] === applicationId);
  }

  async function payrollRates(email: string): Promise<string[]> {
    const all = await stack.call<Record<string, any>[]>('GET', '/gusto/_sandbox/employees');
    return all.filter((one) => one['email'] === email).map((one) => String(one['jobs'][0]?.rate));
  }

  const messages = () => stack.call<Message[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS');
  const holdMessage = (applicationId: string) =>
    eventually('the Slack message', async () =>
      (await messages()).find((one) => one.text.includes(`${applicationId}/`) && one.text.startsWith('Payroll held')),
    );

  /** Accepts an offer, and edits the HRIS before the HRIS's own webhook leaves. */
  async function heldHire(offered: number, entered: string): Promise<{ applicationId: string; message: Message }> {
    const applicationId = await makeHire({ salary: offered });
    await stack.call('POST', '/bamboohr/_sandbox/webhooks/pause');
    await accept(applicationId);
    await stands(applicationId, 'waiting_for_hris');
    const [employee] = await employees(applicationId);
    await stack.call('PUT', `/bamboohr/_sandbox/employees/${employee?.['id']}/compensation`, { rate: entered });
    await stack.call('POST', '/bamboohr/_sandbox/webhooks/resume');
    await stands(applicationId, 'held');
    return { applicationId, message: await holdMessage(applicationId) };
  }

  const click = (message: Message, action: string, user: string) =>
    stack.call('POST', '/slack/_sandbox/click', { channel: 'C0HROPS', ts: message.ts, action_id: action, user });

  it('case 1: goes from the accepted offer to payroll, in a handful of steps', async () => {
    // The first hire of a process also fetches tokens and learns rate limits.
    const first = await makeHire();
    await accept(first);
    await stands(first, 'done');
    const applicationId = await makeHire();
    const idle = await transactionsPerSecond();
    const before = await transactions();
    const since = Date.now();
    await accept(applicationId);
    await stands(applicationId, 'done');
    assert.equal((await employees(applicationId)).length, 1);
    assert.deepEqual(await payrollRates(`test.person${people}@mail.example`), ['130000.00']);

    const spent = (await transactions()) - before;
    const sqlTransactions = Math.round(spent - (idle * (Date.now() - since)) / 1000);

    const handle = stack.temporal.workflow.getHandle(`hire:greenhouse:${applicationId}`);
    assert.deepEqual(await handle.result().then((outcome: { status: string }) => outcome.status), 'done');
    const { events } = await handle.fetchHistory();
    const count = (type: string) => (events ?? []).filter((event) => type in event && (event as any)[type]).length;
    const figures = {
      activities: count('activityTaskScheduledEventAttributes'),
      localActivities: (events ?? []).filter(
        (event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity',
      ).length,
      workflowTasks: count('workflowTaskCompletedEventAttributes'),
      historyEvents: events?.length ?? 0,
      sqlTransactions,
    };
    console.log(`      a hire's happy path: ${JSON.stringify(figures)}`);
    assert.ok(figures.activities <= 1 && figures.localActivities <= 3, 'more steps than the process has');
    assert.ok(figures.workflowTasks <= 4);
    assert.ok(figures.historyEvents <= 30);
    assert.ok(figures.sqlTransactions <= 80);

    const audit = await stack.query<{
      sent_from: string;
      sent_to: string;
      field_map_version: string;
      payload_hash: string;
    }>('select * from audit where application_id = $1', [applicationId]);
    assert.equal(audit.length, 8);
    for (const row of audit) {
      assert.match(row.sent_from, /\/workflows\/hire%3Agreenhouse%3A\d+\/[0-9a-f-]+\/history$/);
      assert.match(row.sent_to, /^http/);
      assert.match(row.payload_hash, /^[0-9a-f]{64}$/);
      assert.equal(row.field_map_version, '2026-11-2');
    }
    const sent = await stack.call<{ method: string; path: string; body?: string; headers: Record<string, string> }[]>(
      'GET',
      '/gusto/_sandbox/calls',
    );
    const writes = sent.filter((call) => call.method !== 'GET' && call.path.startsWith('/v1/'));
    for (const write of writes) {
      assert.match(write.body ?? '', /"sent_from":".+","sent_to":".+"/);
      assert.ok(write.headers['x-sent-from']);
    }
  });

  /** What the forwarder's looking around costs, hires or not. */
  async function transactionsPerSecond(): Promise<number> {
    const [before, since] = [await transactions(), Date.now()];
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    return ((await transactions()) - before) / ((Date.now() - since) / 1000);
  }

  async function transactions(): Promise<number> {
    // PostgreSQL's counters follow a second behind.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const [row] = await stack.query<{ n: number }>(
      'select xact_commit as n from pg_stat_database where datname = current_database()',
    );
    return (row?.n ?? 0) - stack.queries;
  }

  it('case 2: holds 130K typed as 103K; an outsider is turned away; approved, it is corrected and dispatched', async () => {
    const { applicationId, message } = await heldHire(130000, '103000.00');
    const text = JSON.stringify(message);
    assert.match(text, /130,000\.00 USD per year/);
    assert.match(text, /103,000\.00 USD per year/);
    assert.match(text, /two digits are swapped/);

    await click(message, 'approve', 'U0ALEX');
    const told = await stack.call<{ text: string }[]>('GET', '/slack/_sandbox/ephemerals?user=U0ALEX');
    assert.match(told.at(-1)?.text ?? '', /not on the list of approvers/);
    assert.equal((await hireRow(applicationId))?.status, 'held');

    await Promise.all([click(message, 'approve', 'U0DANA'), click(message, 'approve', 'U0DANA')]);
    await stands(applicationId, 'done');
    const [employee] = await employees(applicationId);
    assert.match(JSON.stringify(employee?.['compensation']), /130000/);
    assert.deepEqual(await payrollRates(`test.person${people}@mail.example`), ['130000.00']);
    const updated = await eventually('the message updated', async () =>
      (await messages()).find((one) => one.ts === message.ts && /Dispatched to Gusto/.test(JSON.stringify(one))),
    );
    assert.match(JSON.stringify(updated), /U0DANA/);
    assert.ok(!JSON.stringify(updated).includes('"action_id"'));
    const decisions = await stack.query(
      `select 1 from deliveries where event_type = 'hold_decision' and workflow_id like '%' || $1`,
      [applicationId],
    );
    assert.equal(decisions.length, 1);
  });

  it('case 3: the same the other way round, rejected with a reason: nothing reaches payroll', async () => {
    const { applicationId, message } = await heldHire(103000, '130000.00');
    const clicked = await click(message, 'reject', 'U0PRIYA');
    const view = clicked['view'] as { id: string };
    assert.ok(view, 'the modal was opened');
    const refused = await stack.call('POST', '/slack/_sandbox/submit', {
      view_id: view.id,
      user: 'U0PRIYA',
      values: { reason: 'x' },
    });
    assert.equal(refused['ok'], false);
    const sent = await stack.call('POST', '/slack/_sandbox/submit', {
      view_id: view.id,
      user: 'U0PRIYA',
      values: { reason: 'The offer letter is wrong.' },
    });
    assert.equal(sent['ok'], true);
    await stands(applicationId, 'rejected');
    assert.deepEqual(await payrollRates(`test.person${people}@mail.example`), []);
    const [hold] = await stack.query<{ decision: string; reason: string; decided_by: string }>(
      'select * from holds where application_id = $1',
      [applicationId],
    );
    assert.deepEqual(
      [hold?.decision, hold?.reason, hold?.decided_by],
      ['reject', 'The offer letter is wrong.', 'slack:U0PRIYA'],
    );
  });

  it('voids an approval when the HRIS changed after the question', async () => {
    const { applicationId, message } = await heldHire(130000, '103000.00');
    await stack.call('POST', '/bamboohr/_sandbox/webhooks/pause');
    const [employee] = await employees(applicationId);
    await stack.call('PUT', `/bamboohr/_sandbox/employees/${employee?.['id']}/compensation`, { rate: '113000.00' });
    await click(message, 'approve', 'U0DANA');
    const asked = await eventually('asked anew', async () =>
      (await messages()).find(
        (one) => one.text.startsWith('Payroll held') && one.text.includes(`${applicationId}/`) && one.ts !== message.ts,
      ),
    );
    assert.match(JSON.stringify(asked), /113,000\.00/);
    assert.deepEqual(await payrollRates(`test.person${people}@mail.example`), []);
    await stack.call('POST', '/bamboohr/_sandbox/webhooks/resume');
    await click(asked, 'approve', 'U0DANA');
    await stands(applicationId, 'done');
    assert.deepEqual(await payrollRates(`test.person${people}@mail.example`), ['130000.00']);
  });

  it('case 4: stops a hire without a manager before any write, and goes on by itself when the offer is mended', async () => {
    const applicationId = await makeHire({ manager_email: null });
    await accept(applicationId);
    const failed = await stands(applicationId, 'failed');
    assert.match(failed.status_reason ?? '', /manager is empty \(ats offer\.custom_fields\.reports_to\)/);
    assert.deepEqual(await employees(applicationId), []);
    const alert = await eventually('the alert', async () =>
      (await messages()).find((one) => JSON.stringify(one).includes(`Application ${applicationId}`)),
    );
    assert.match(JSON.stringify(alert), /workflows\/hire%3Agreenhouse%3A/);
    const stops = () =>
      stack.query(`select 1 from hire_events where application_id = $1 and text like 'Stopped at%'`, [applicationId]);
    await stack.call('PATCH', `/greenhouse/_sandbox/applications/${applicationId}/offer`, { starts_on: '2027-01-11' });
    await eventually('it has tried again', async () => (await stops()).length > 1);
    await stands(applicationId, 'failed');
    await stack.call('PATCH', `/greenhouse/_sandbox/applications/${applicationId}/offer`, {
      manager_email: 'tomas.rivera@acme.example',
    });
    await stands(applicationId, 'done');
    const [employee, ...others] = await employees(applicationId);
    assert.deepEqual(others, []);
    assert.match(JSON.stringify(employee?.['jobInfo']), /Tomás Rivera/);
    const alerts = (await messages()).filter((one) => JSON.stringify(one).includes(`Application ${applicationId}`));
    assert.equal(alerts.length, 1, 'the same, found again unasked, is not told again');
  });

  it('case 5: succeeds on the third attempt; after three failures alerts once and is replayable', async () => {
    const fault = { route: 'POST /api/v1/employees', kind: 'status', status: 500 };
    await stack.call('POST', '/bamboohr/_sandbox/faults', { ...fault, count: 2 });
    const lucky = await makeHire();
    await accept(lucky);
    await stands(lucky, 'done');
    assert.equal((await employees(lucky)).length, 1);

    await stack.call('POST', '/bamboohr/_sandbox/faults', fault);
    const posts = async () =>
      (await stack.call<{ method: string; path: string }[]>('GET', '/bamboohr/_sandbox/calls')).filter(
        (call) => call.method === 'POST' && call.path === '/api/v1/employees',
      ).length;
    const before = await posts();
    const unlucky = await makeHire();
    await accept(unlucky);
    const failed = await stands(unlucky, 'failed');
    assert.match(failed.status_reason ?? '', /3 attempts failed/);
    await eventually('the alert', async () =>
      (await messages()).some((one) => JSON.stringify(one).includes(`Application ${unlucky}`)),
    );
    assert.equal((await posts()) - before, 3);
    const alerts = (await messages()).filter((one) => JSON.stringify(one).includes(`Application ${unlucky}`));
    assert.equal(alerts.length, 1);
    await stack.call('DELETE', '/bamboohr/_sandbox/faults');
    await stack.call('POST', `/api/hires/${unlucky}/retry`, {});
    await stands(unlucky, 'done');
  });

  it('counts attempts at reading as well: the ATS down for good is alerted after three', async () => {
    const applicationId = await makeHire();
    // Of this hire: what confirms an earlier one reads offers, too.
    const calls = async () =>
      (await stack.call<{ path: string; query: string }[]>('GET', '/greenhouse/_sandbox/calls')).filter(
        ({ path, query }) => path === '/v3/offers' && query.includes(applicationId),
      ).length;
    const before = await calls();
    await stack.call('POST', '/greenhouse/_sandbox/faults', { route: 'GET /v3/offers', kind: 'status', status: 502 });
    await accept(applicationId);
    const failed = await stands(applicationId, 'failed');
    assert.match(failed.status_reason ?? '', /3 attempts failed, the last one with: greenhouse: 502/);
    assert.equal((await calls()) - before, 3);
    await stack.call('DELETE', '/greenhouse/_sandbox/faults');
    await stack.call('POST', `/api/hires/${applicationId}/retry`, {});
    await stands(applicationId, 'done');
  });

  for (const [vendor, route] of [
    ['bamboohr', 'POST /api/v1/employees'],
    ['bamboohr', 'POST /api/v1/employees/*/tables/compensation'],
    ['gusto', 'POST /v1/companies/*/employees'],
    ['gusto', 'POST /v1/employees/*/jobs'],
  ] as const) {
    it(`writes once although ${vendor} commits and drops the answer to ${route}`, async () => {
      const applicationId = await makeHire();
      await stack.call('POST', `/${vendor}/_sandbox/faults`, { route, kind: 'commit_then_drop', count: 1 });
      await accept(applicationId);
      await stands(applicationId, 'done');
      const found = await employees(applicationId);
      assert.equal(found.length, 1);
      assert.equal((found[0]?.['compensation'] as unknown[]).length, 1);
      assert.deepEqual(await payrollRates(`test.person${people}@mail.example`), ['130000.00']);
    });
  }

  it('waits as long as a throttling vendor says, without using up an attempt', async () => {
    const applicationId = await makeHire();
    await stack.call('POST', '/bamboohr/_sandbox/faults', {
      route: 'POST /api/v1/employees',
      kind: 'throttle',
      retryAfter: 1,
      count: 4,
    });
    await accept(applicationId);
    await stands(applicationId, 'done');
  });

  it('alerts when the HRIS silently keeps something else than was sent', async () => {
    await stack.call('POST', '/bamboohr/_sandbox/alterations', {
      field: 'homeEmail',
      value: 'other@mail.example',
      count: 1,
    });
    const applicationId = await makeHire();
    await accept(applicationId);
    const failed = await stands(applicationId, 'failed');
    assert.match(failed.status_reason ?? '', /BambooHR did not keep what was written: personalEmail/);
  });

  it('survives the worker being killed at any moment: one employee, one payroll record', async () => {
    const hires: string[] = [];
    for (const delay of [30, 120, 250, 400]) {
      const applicationId = await makeHire();
      hires.push(`${applicationId} test.person${people}@mail.example`);
      await accept(applicationId);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await stack.kill('worker');
      await stack.run('worker');
    }
    for (const hire of hires) {
      const [applicationId = '', email = ''] = hire.split(' ');
      await eventually(`hire ${applicationId} done`, async () => (await hireRow(applicationId))?.status === 'done', 90);
      assert.equal((await employees(applicationId)).length, 1);
      assert.deepEqual(await payrollRates(email), ['130000.00']);
    }
  });

  it('keeps what arrives while the ingress is killed and started again', async () => {
    const applicationId = await makeHire();
    await stack.kill('ingress');
    await accept(applicationId);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await stack.run('ingress');
    await stands(applicationId, 'done');
  });
});
