import assert from 'node:assert/strict';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

type Json = Record<string, any>;

interface Person {
  applicationId: string;
  candidateId: string;
  email: string;
}

describe('screening results to the ATS, end to end over real servers', function () {
  this.timeout(120_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({ HIRELINE_HRIS_EVENT_WAIT: '3s' });
  });
  after(() => stack?.stop());

  // One case's faults must not be the next one's.
  afterEach(async () => {
    for (const vendor of ['greenhouse', 'checkr', 'codesignal', 'bamboohr']) {
      await stack.call('DELETE', `/${vendor}/_sandbox/faults`);
      await stack.call('POST', `/${vendor}/_sandbox/webhooks/resume`);
    }
    await stack.call('POST', '/checkr/_sandbox/settings', { includeObject: false });
  });

  let people = 0;

  async function candidate(email?: string): Promise<Person> {
    people += 1;
    const address = email ?? `screened${people}@mail.example`;
    const made = await stack.call('POST', '/greenhouse/_sandbox/hires', {
      ...{ first_name: 'Robin', last_name: `Checked${people}`, email: address },
      offer: { starts_on: '2027-02-01', salary: 130000, manager_email: 'maya.lindqvist@acme.example' },
    });
    return {
      ...{ applicationId: String(made['application_id']), candidateId: String(made['candidate_id']) },
      email: address,
    };
  }

  const hold = () => stack.call('POST', '/checkr/_sandbox/webhooks/pause');
  const release = () => stack.call('POST', '/checkr/_sandbox/webhooks/resume');
  async function order(applicationId: string, email?: string): Promise<string> {
    return String((await stack.call('POST', '/checkr/_sandbox/reports', { applicationId, email }))['id']);
  }
  const advance = (reportId: string, change: Json) =>
    stack.call('POST', `/checkr/_sandbox/reports/${reportId}/advance`, change);

  /** A report that is first heard of when it is complete. */
  async function completed(applicationId: string, change: Json = {}): Promise<string> {
    await hold();
    const reportId = await order(applicationId);
    await advance(reportId, { status: 'complete', ...change });
    await release();
    return reportId;
  }

  async function historyText({ applicationId }: Person): Promise<string | null> {
    const all = await stack.call<Json[]>('GET', '/greenhouse/_sandbox/hires');
    const found = all.find(({ application }) => String(application.id) === applicationId);
    return found?.['candidate'].custom_fields.screening_history.value ?? null;
  }
  const history = async (person: Person): Promise<Json[]> => JSON.parse((await historyText(person)) ?? '[]') as Json[];
  const notes = async ({ candidateId }: Person): Promise<string[]> =>
    (await stack.call<Json[]>('GET', `/greenhouse/_sandbox/candidates/${candidateId}/notes`)).map(({ body }) =>
      String(body),
    );
  const entries = (resultId: string) =>
    stack.query<Json>('select * from screening_entries where result_id = $1 order by sequence', [resultId]);

  const resultRow = async (resultId: string) =>
    (await stack.query<Json>('select * from screening_results where result_id = $1', [resultId]))[0];

  /** The result has this many states, all of which the ATS has, and no run is at it any more. */
  async function written(screening: string, resultId: string, states: number): Promise<void> {
    await quiet();
    await eventually(`${states} states of ${resultId}`, async () => (await entries(resultId)).length >= states);
    await eventually(`${resultId} written`, async () => (await resultRow(resultId))?.['status'] === 'written');
    await stack.temporal.workflow.getHandle(`screening:${screening}:${resultId}`).result();
    assert.equal((await entries(resultId)).length, states);
  }

  /** Every webhook has arrived and has been handed on. */
  async function quiet(): Promise<void> {
    await eventually('the webhooks delivered', async () => {
      const sent = await Promise.all(
        ['checkr', 'codesignal'].map((vendor) => stack.call<Json[]>('GET', `/${vendor}/_sandbox/webhooks`)),
      );
      return sent.flat().every(({ status }) => status === 'delivered');
    });
    await eventually('everything handed on', async () => {
      const pending = await stack.query(`select 1 from deliveries where status = 'pending'`);
      return pending.length === 0;
    });
  }

  it('appends a complete report once: a note with its marker, an entry in the field, each with its audit', async () => {
    const person = await candidate();
    const reportId = await completed(person.applicationId, { result: 'clear' });
    await written('checkr', reportId, 1);

    const [note, ...otherNotes] = await notes(person);
    assert.deepEqual(otherNotes, []);
    assert.ok(note?.includes(`[hireline screening checkr:${reportId}#1]`), note);
    assert.match(note ?? '', /Checkr, background check.*: complete\.\nOutcome: clear\./);
    const [entry, ...otherEntries] = await history(person);
    assert.deepEqual(otherEntries, []);
    assert.equal(entry?.['id'], `checkr:${reportId}#1`);
    assert.deepEqual([entry['status'], entry['outcome'], entry['adjudication']], ['complete', 'clear', null]);

    const audit = await stack.query<Json>(
      `select * from audit where candidate_id = $1 and outcome = 'written' order by id`,
      [person.candidateId],
    );
    assert.deepEqual(
      audit.map((row) => [row['step'], row['vendor'], row['application_id']]),
      [
        ['ats.note.1', 'greenhouse', person.applicationId],
        ['ats.screeningHistory', 'greenhouse', person.applicationId],
      ],
    );
    for (const row of audit) {
      assert.match(row['operation'], /checkr/);
      assert.match(row['sent_from'], new RegExp(`/workflows/screening%3Acheckr%3A${reportId}/[0-9a-f-]+/history$`));
      assert.match(row['sent_to'], /^http/);
    }
    const timeline = await stack.call('GET', `/api/hires/${person.applicationId}`).catch(() => undefined);
    assert.equal(timeline, undefined, 'no hire has begun');
  });

  it('adds nothing for a webhook that comes again, or out of order', async () => {
    const person = await candidate();
    await hold();
    const reportId = await order(person.applicationId);
    await advance(reportId, { status: 'suspended' });
    await advance(reportId, { status: 'complete', result: 'consider' });
    const sent = await stack.call<Json[]>('GET', '/checkr/_sandbox/webhooks');
    const newest = sent.filter(({ body }) => String(body).includes(reportId)).at(-1);
    assert.equal(newest?.['eventType'], 'report.completed');
    await stack.call('POST', `/checkr/_sandbox/webhooks/${newest['id']}/redeliver`);
    await eventually('the newest told first', async () => (await resultRow(reportId))?.['status'] === 'written');
    await release();
    await written('checkr', reportId, 1);
    await stack.call('POST', `/checkr/_sandbox/webhooks/${newest['id']}/redeliver`);
    await advance(reportId, {});
    await written('checkr', reportId, 1);
    assert.equal((await notes(person)).length, 1);
    assert.deepEqual(
      (await history(person)).map(({ outcome }) => outcome),
      ['review'],
    );
  });

  it('appends when a report is reopened, and leaves what was there to the letter', async () => {
    const person = await candidate();
    const reportId = await completed(person.applicationId, { result: 'consider' });
    await written('checkr', reportId, 1);
    const before = (await historyText(person)) ?? '';
    await advance(reportId, { status: 'dispute' });
    await written('checkr', reportId, 2);
    await advance(reportId, { status: 'complete', result: 'clear' });
    await written('checkr', reportId, 3);
    assert.deepEqual(
      (await history(person)).map(({ id, status, outcome }) => [id, status, outcome]),
      [
        [`checkr:${reportId}#1`, 'complete', 'review'],
        [`checkr:${reportId}#2`, 'disputed', 'review'],
        [`checkr:${reportId}#3`, 'complete', 'clear'],
      ],
    );
    assert.ok((await historyText(person))?.startsWith(before.slice(0, -1).trimEnd()));
    const markers = (await notes(person)).map((body) => /\[hireline screening (.+)\]/.exec(body)?.[1]);
    assert.deepEqual(
      markers.sort(),
      [1, 2, 3].map((n) => `checkr:${reportId}#${n}`),
    );
  });

  it('appends one report after the other', async () => {
    const person = await candidate();
    const first = await completed(person.applicationId);
    await written('checkr', first, 1);
    const second = await completed(person.applicationId, { result: 'consider' });
    await written('checkr', second, 1);
    assert.deepEqual(
      (await history(person)).map(({ id }) => id),
      [`checkr:${first}#1`, `checkr:${second}#1`],
    );
  });

  it('loses none of ten results that arrive at once for one candidate', async () => {
    const person = await candidate();
    await hold();
    const reports = [];
    for (let n = 0; n < 10; n += 1) reports.push(await order(person.applicationId));
    for (const reportId of reports) await advance(reportId, { status: 'complete' });
    await release();
    for (const reportId of reports) await written('checkr', reportId, 1);
    const listed = await history(person);
    assert.deepEqual(listed.map(({ id }) => id).sort(), reports.map((reportId) => `checkr:${reportId}#1`).sort());
    const bodies = await notes(person);
    assert.equal(bodies.length, 10);
    for (const reportId of reports) assert.equal(bodies.filter((body) => body.includes(reportId)).length, 1);
  });

  it('writes once although the ATS commits and drops its answers, and the worker is killed in between', async () => {
    const person = await candidate();
    for (const route of ['POST /v3/notes', 'PATCH /v3/candidates/*']) {
      await stack.call('POST', '/greenhouse/_sandbox/faults', { route, kind: 'commit_then_drop', count: 1 });
    }
    const reportId = await completed(person.applicationId);
    await eventually('the first note', async () => (await notes(person)).length > 0);
    await stack.kill('worker');
    await stack.run('worker');
    await written('checkr', reportId, 1);
    assert.equal((await notes(person)).length, 1);
    assert.equal((await history(person)).length, 1);
  });

  it('takes a skills test of another vendor into the same schema', async () => {
    const person = await candidate();
    const reportId = await completed(person.applicationId);
    await written('checkr', reportId, 1);
    await stack.call('POST', '/codesignal/_sandbox/webhooks/pause');
    const session = await stack.call('POST', '/codesignal/_sandbox/sessions', { applicationId: person.applicationId });
    const sessionId = String(session['id']);
    await stack.call('POST', `/codesignal/_sandbox/sessions/${sessionId}/start`);
    await stack.call('POST', `/codesignal/_sandbox/sessions/${sessionId}/finish`, { score: 812 });
    await stack.call('POST', '/codesignal/_sandbox/webhooks/resume');
    await written('codesignal', sessionId, 1);

    const [check, test] = await history(person);
    assert.deepEqual(Object.keys(test ?? {}), Object.keys(check ?? {}));
    assert.deepEqual(
      [test?.['screening'], test?.['kind'], test?.['status'], test?.['outcome'], test?.['score'], test?.['maxScore']],
      ['codesignal', 'skills_test', 'complete', 'passed', '812', '1000'],
    );
    assert.equal((await notes(person)).filter((body) => /CodeSignal, skills test.*: complete\./.test(body)).length, 1);
  });

  it('finds the candidate by address where the vendor names no application', async () => {
    const person = await candidate();
    const session = await stack.call('POST', '/codesignal/_sandbox/sessions', { email: person.email.toUpperCase() });
    const sessionId = String(session['id']);
    await stack.call('POST', `/codesignal/_sandbox/sessions/${sessionId}/start`);
    await stack.call('POST', `/codesignal/_sandbox/sessions/${sessionId}/finish`, { score: 400 });
    await eventually('the failed test', async () => (await history(person)).at(-1)?.['outcome'] === 'failed');
    assert.equal((await resultRow(sessionId))?.['candidate_id'], person.candidateId);
  });

  describe('that concern payroll', () => {
    const hireRow = async ({ applicationId }: Person) =>
      (await stack.query<Json>('select * from hires where application_id = $1', [applicationId]))[0];
    const stands = (person: Person, status: string) =>
      eventually(`hire ${person.applicationId} ${status}`, async () => {
        const row = await hireRow(person);
        return row?.['status'] === status && row;
      });
    const accept = ({ applicationId }: Person) =>
      stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/accept_offer`, {});
    const onPayroll = async ({ email }: Person) =>
      (await stack.call<Json[]>('GET', '/gusto/_sandbox/employees')).filter((one) => one['email'] === email);
    const messages = () => stack.call<Json[]>('GET', '/slack/_sandbox/messages');
    const question = ({ applicationId }: Person) =>
      eventually('the question in Slack', async () =>
        (await messages()).find(
          (one) => JSON.stringify(one).includes(`hire%3Agreenhouse%3A${applicationId}/`) && hasButtons(one),
        ),
      );
    const hasButtons = (message: Json) => (message['blocks'] as Json[]).some(({ type }) => type === 'actions');
    const click = (message: Json, action: string) =>
      stack.call('POST', '/slack/_sandbox/click', {
        ...{ channel: message['channel'], ts: message['ts'], action_id: action, user: 'U0DANA' },
      });

    /** A candidate of Checkr's with what only those may see who follow the link. */
    const SECRETS = { first_name: 'Zebedee', dob: '1991-07-23', ssn: '123-45-6789', zipcode: '90210' };

    async function screened({ applicationId, email }: Person): Promise<string> {
      const made = await fetch(`${stack.sandboxUrl}/checkr/v1/candidates`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${SANDBOX_CREDENTIALS.CHECKR_API_KEY}:`).toString('base64')}`,
        },
        body: JSON.stringify({ ...SECRETS, email, custom_id: applicationId }),
      });
      assert.equal(made.status, 201);
      return order(applicationId);
    }

    it('holds payroll while an adverse action is under way, until a person decides; nothing of the report is told', async () => {
      const person = await candidate();
      await stack.call('POST', '/checkr/_sandbox/settings', { includeObject: true });
      const reportId = await screened(person);
      await advance(reportId, { status: 'complete', result: 'consider' });
      await advance(reportId, { adjudication: 'pre_adverse_action' });
      await eventually('the adverse action in the ATS', async () =>
        (await history(person)).some(({ adjudication }) => adjudication === 'pre_adverse_action'),
      );
      await accept(person);
      const held = await stands(person, 'held');
      assert.match(held['status_reason'], /A screening result is in an adverse action/);
      const message = await question(person);
      const [open] = await stack.query<Json>(`select diff from holds where application_id = $1 and status = 'open'`, [
        person.applicationId,
      ]);
      assert.deepEqual(
        open?.['diff'].differences.map(({ field }: Json) => field),
        ['screening'],
      );
      assert.deepEqual(await onPayroll(person), []);

      await click(message, 'approve');
      await stands(person, 'done');
      assert.equal((await onPayroll(person)).length, 1);
      const cleared = await stack.query<Json>('select * from screening_clearances where application_id = $1', [
        person.applicationId,
      ]);
      assert.deepEqual(
        cleared.map((row) => [row['result_id'], row['cleared_by']]),
        [[reportId, 'slack:U0DANA']],
      );

      const report = (await stack.call<Json[]>('GET', '/checkr/_sandbox/reports')).find(({ id }) => id === reportId);
      const details = [
        ...[...Object.values(SECRETS), '6789', report?.['ssn_trace_id'], report?.['county_criminal_search_ids'][0]],
        ...['criminal', 'ssn'],
      ];
      assert.ok(details.every((detail) => typeof detail === 'string' && detail.length > 2));
      const told = {
        slack: await messages(),
        notes: await notes(person),
        field: await historyText(person),
        timeline: await stack.query('select * from hire_events where application_id = $1', [person.applicationId]),
        hire: await hireRow(person),
        holds: await stack.query('select * from holds where application_id = $1', [person.applicationId]),
        audit: await stack.query('select * from audit where candidate_id = $1', [person.candidateId]),
        entries: await entries(reportId),
        api: await stack.call('GET', `/api/hires/${person.applicationId}`),
      };
      for (const [place, content] of Object.entries(told)) {
        const text = JSON.stringify(content);
        for (const detail of details) {
          assert.ok(!new RegExp(`\\b${detail}\\b`, 'i').test(text), `${place} tells ${detail}`);
        }
      }
    });

    it('holds a hire that is under way already', async () => {
      const person = await candidate();
      const reportId = await completed(person.applicationId, { result: 'consider' });
      await written('checkr', reportId, 1);
      await stack.call('POST', '/bamboohr/_sandbox/webhooks/pause');
      await accept(person);
      await stands(person, 'waiting_for_hris');
      await advance(reportId, { adjudication: 'pre_adverse_action' });
      await written('checkr', reportId, 2);
      await stack.call('POST', '/bamboohr/_sandbox/webhooks/resume');
      await stands(person, 'held');
      assert.deepEqual(await onPayroll(person), []);

      await advance(reportId, { adjudication: 'engaged' });
      await stands(person, 'done');
      assert.equal((await onPayroll(person)).length, 1);
    });

    it('dispatches without a question when the report is clear', async () => {
      const person = await candidate();
      const reportId = await completed(person.applicationId, { result: 'clear' });
      await written('checkr', reportId, 1);
      await accept(person);
      await stands(person, 'done');
      assert.deepEqual(await stack.query('select 1 from holds where application_id = $1', [person.applicationId]), []);
    });
  });

  it('alerts when nobody knows whose a result is, guesses nothing, and goes on when a person says', async () => {
    await hold();
    const reportId = await order('99999999', 'nobody.known@mail.example');
    await advance(reportId, { status: 'complete', result: 'clear' });
    await release();
    await eventually('it waits for a person', async () => (await resultRow(reportId))?.['status'] === 'failed');
    const alertsOf = async () =>
      (await stack.call<Json[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS'))
        .map((message) => JSON.stringify(message))
        .filter((text) => text.includes(`/workflows/screening%3Acheckr%3A${reportId}`));
    const alert = await eventually('the alert', async () => (await alertsOf())[0]);
    assert.match(alert, /A screening result stopped at reading the result/);
    assert.doesNotMatch(alert, /nobody\.known|clear/);
    const everywhere = await stack.call<Json[]>('GET', '/greenhouse/_sandbox/hires');
    assert.ok(!JSON.stringify(everywhere).includes(reportId));
    assert.equal((await entries(reportId)).length, 1, 'the state itself is kept');

    const person = await candidate();
    await stack.call('POST', `/api/screening/checkr/${reportId}/choose`, {
      ...{ candidateId: person.candidateId, applicationId: person.applicationId },
    });
    await written('checkr', reportId, 1);
    assert.equal((await notes(person)).length, 1);
    assert.equal((await history(person)).length, 1);
    assert.equal((await resultRow(reportId))?.['chosen_by'], 'console:local');
    assert.equal((await alertsOf()).length, 1);
  });

  it('does not guess between two candidates with one address', async () => {
    const [one, other] = [await candidate('twin@mail.example'), await candidate('twin@mail.example')];
    const session = await stack.call('POST', '/codesignal/_sandbox/sessions', { email: 'twin@mail.example' });
    const sessionId = String(session['id']);
    await stack.call('POST', `/codesignal/_sandbox/sessions/${sessionId}/start`);
    await stack.call('POST', `/codesignal/_sandbox/sessions/${sessionId}/finish`, { score: 900 });
    const waiting = await eventually('it waits for a person', async () => {
      const row = await resultRow(sessionId);
      return row?.['status'] === 'failed' && row;
    });
    assert.match(waiting['status_reason'], /2 candidates of Greenhouse/);
    for (const person of [one, other]) assert.deepEqual(await history(person), []);
  });
});
