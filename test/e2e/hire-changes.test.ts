import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connector as greenhouse } from '../../connectors/greenhouse/index.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

type Json = Record<string, any>;

describe('a hire that changes its mind, end to end over real servers', function () {
  this.timeout(120_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack?.stop());

  let people = 0;
  const emailOf = (person: number) => `mind.${person}@mail.example`;

  async function makeHire(offer: Json = {}, email?: string): Promise<{ applicationId: string; candidateId: string }> {
    people += 1;
    const made = await stack.call('POST', '/greenhouse/_sandbox/hires', {
      ...{ first_name: 'Mind', last_name: `Changer${people}`, email: email ?? emailOf(people) },
      offer: { starts_on: '2027-02-01', salary: 130000, manager_email: 'maya.lindqvist@acme.example', ...offer },
    });
    return { applicationId: String(made['application_id']), candidateId: String(made['candidate_id']) };
  }

  const recruiter = (applicationId: string, action: string, body: Json = {}) =>
    stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/${action}`, body);
  const offer = (applicationId: string, change: Json) =>
    stack.call('PATCH', `/greenhouse/_sandbox/applications/${applicationId}/offer`, change);

  const hireRow = async (applicationId: string): Promise<Json | undefined> =>
    (await stack.query<Json>('select * from hires where application_id = $1', [applicationId]))[0];
  const stands = (applicationId: string, status: string) =>
    eventually(`hire ${applicationId} ${status}`, async () => {
      const row = await hireRow(applicationId);
      return row?.['status'] === status && row;
    }).catch(async (error: unknown) => {
      const row = await hireRow(applicationId);
      throw new Error(`it is ${row?.['status']}: ${row?.['status_reason']}\n${await timeline(applicationId)}`, {
        cause: error,
      });
    });
  const timeline = async (applicationId: string): Promise<string> =>
    (await stack.query<{ text: string }>('select text from hire_events where application_id = $1', [applicationId]))
      .map(({ text }) => text)
      .join('\n');

  async function hired(terms: Json = {}, email?: string) {
    const made = await makeHire(terms, email);
    await recruiter(made.applicationId, 'accept_offer');
    await stands(made.applicationId, 'done');
    await recruiter(made.applicationId, 'hire');
    return made;
  }

  /** A webhook of the ATS about something that is not so there. */
  async function announce(event: Json): Promise<void> {
    const body = JSON.stringify(event);
    assert.ok(greenhouse.webhooks);
    const signature = greenhouse.webhooks.sign(
      ...([Buffer.from(body), SANDBOX_CREDENTIALS.GREENHOUSE_WEBHOOK_SECRET, new Date(), randomUUID()] as const),
    );
    const headers = { 'content-type': 'application/json', ...signature };
    const answer = await fetch(`${stack.url}/webhooks/greenhouse`, { method: 'POST', headers, body });
    assert.equal(answer.status, 200);
  }

  async function employee(applicationId: string): Promise<Json> {
    const all = await stack.call<Json[]>('GET', '/bamboohr/_sandbox/employees');
    const found = all.filter((one) => one['customAtsApplicationId'] === applicationId);
    assert.equal(found.length, 1, `employees of ${applicationId}`);
    return found[0] as Json;
  }
  const onPayroll = async (email: string): Promise<Json[]> =>
    (await stack.call<Json[]>('GET', '/gusto/_sandbox/employees')).filter((one) => one['email'] === email);

  it('passes a changed start date and changed pay on to HRIS and payroll, unasked, when nobody has touched them', async () => {
    const { applicationId } = await hired();
    const email = emailOf(people);
    await offer(applicationId, { starts_on: '2027-03-01', salary: 140000, accepted: true });
    await eventually('the new terms in payroll', async () => {
      const [person] = await onPayroll(email);
      return JSON.stringify(person).includes('140000.00') && JSON.stringify(person).includes('2027-03-01');
    });
    await stands(applicationId, 'done');
    const held = JSON.stringify(await employee(applicationId));
    assert.match(held, /140000/);
    assert.match(held, /2027-03-01/);
    assert.match(await timeline(applicationId), /The offer changed on .*nobody has touched these in the HRIS/);
    const holds = await stack.query('select 1 from holds where application_id = $1', [applicationId]);
    assert.equal(holds.length, 0);
  });

  it('stands as agreed while newer terms are not accepted yet', async () => {
    const { applicationId } = await hired();
    await offer(applicationId, { salary: 150000, accepted: false });
    await eventually('the run looked', async () => /is not accepted yet/.test(await timeline(applicationId)));
    await stands(applicationId, 'done');
    assert.match(JSON.stringify(await employee(applicationId)), /130000/);
  });

  it('asks when the HRIS was changed as well', async () => {
    const { applicationId } = await hired();
    const { id } = await employee(applicationId);
    await stack.call('PUT', `/bamboohr/_sandbox/employees/${id}/compensation`, { rate: '135000.00' });
    await offer(applicationId, { salary: 140000, accepted: true });
    const row = await stands(applicationId, 'held');
    assert.match(row['status_reason'], /compensation/);
  });

  it('undoes an unhired candidate before the first payroll: gone from payroll, terminated in the HRIS', async () => {
    const { applicationId } = await hired();
    const email = emailOf(people);
    await recruiter(applicationId, 'unhire');
    await stands(applicationId, 'rescinded');
    assert.deepEqual(await onPayroll(email), []);
    assert.match(JSON.stringify(await employee(applicationId)), /Terminated/);
    const audit = await stack.query<Json>(
      `select vendor, operation, outcome from audit where application_id = $1 and step like 'undo.%' order by id`,
      [applicationId],
    );
    assert.deepEqual(
      audit.map((row) => [row['vendor'], row['outcome']]),
      [
        ['gusto', 'written'],
        ['bamboohr', 'written'],
      ],
    );

    await recruiter(applicationId, 'hire');
    await stands(applicationId, 'done');
    assert.equal((await onPayroll(email)).length, 1);
    assert.match(await timeline(applicationId), /Rehired employee/);
  });

  it('asks before it undoes what payroll has paid, and terminates when told to', async () => {
    const { applicationId } = await hired({ starts_on: '2026-01-05' });
    const email = emailOf(people);
    await stack.call('POST', '/gusto/_sandbox/payrolls/run', {});
    await recruiter(applicationId, 'unhire');
    await stands(applicationId, 'held');
    const hold = await eventually('the question', async () => {
      const open = `select * from holds where application_id = $1 and status = 'open'`;
      return (await stack.query<Json>(open, [applicationId]))[0];
    });
    assert.equal(hold['diff'].differences[0].field, 'employment');
    await stack.call('POST', `/api/holds/${hold['id']}/decision`, {
      decision: 'use_offer',
      diffHash: hold['diff_hash'],
    });
    await stands(applicationId, 'rescinded');
    const [person] = await onPayroll(email);
    assert.equal(person?.['terminations'].length, 1);

    await offer(applicationId, { starts_on: '2027-07-01', accepted: true });
    await recruiter(applicationId, 'hire');
    await stands(applicationId, 'done');
    assert.match(await timeline(applicationId), /Rehired employee/);
    const rehires = await stack.query<Json>(
      `select vendor from audit where application_id = $1 and operation = 'rehire employee' and outcome = 'written'`,
      [applicationId],
    );
    assert.deepEqual(rehires.map((row) => row['vendor']).sort(), ['bamboohr', 'gusto']);
  });

  it('rehires a former employee: found, not created anew', async () => {
    const first = await hired();
    const email = emailOf(people);
    const { id } = await employee(first.applicationId);
    await recruiter(first.applicationId, 'unhire');
    await stands(first.applicationId, 'rescinded');
    const again = await hired({ starts_on: '2027-06-01', salary: 150000 }, email);
    assert.equal((await employee(again.applicationId))['id'], id);
    assert.equal((await hireRow(again.applicationId))?.['employee_id'], String(id));
    assert.equal((await hireRow(first.applicationId))?.['superseded_by'], again.applicationId);
    assert.equal((await onPayroll(email)).length, 1);
  });

  it('stops before a second record for a person who was accepted twice, and goes on when the first is withdrawn', async () => {
    const first = await hired();
    const { id } = await employee(first.applicationId);
    const email = emailOf(people);
    const second = await makeHire({ starts_on: '2027-05-01' }, email);
    await recruiter(second.applicationId, 'accept_offer');
    const row = await stands(second.applicationId, 'failed');
    assert.match(row['status_reason'], new RegExp(`belongs to application ${first.applicationId}\\.`));
    assert.match(row['status_reason'], new RegExp(`withdraw application ${second.applicationId} `));
    const all = await stack.call<Json[]>('GET', '/bamboohr/_sandbox/employees');
    assert.equal(all.filter((one) => one['homeEmail'] === email).length, 1);

    await recruiter(first.applicationId, 'unhire');
    await stands(first.applicationId, 'rescinded');
    await stack.call('POST', `/api/hires/${second.applicationId}/retry`, {});
    await stands(second.applicationId, 'done');
    assert.equal((await employee(second.applicationId))['id'], id);
  });

  it('lets a hire stand that the ATS does not rescind, once a person has looked and asks for a retry', async () => {
    const { applicationId } = await hired();
    await announce({ action: 'offer_deleted', payload: { offer: { application_id: Number(applicationId) } } });
    const row = await stands(applicationId, 'failed');
    assert.match(row['status_reason'], /announced "The offer was deleted", and still shows an accepted hire/);
    await stack.call('POST', `/api/hires/${applicationId}/retry`, {});
    await stands(applicationId, 'done');
    assert.match(await timeline(applicationId), /shows an accepted hire all the same: the hire goes on/);
    assert.doesNotMatch(JSON.stringify(await employee(applicationId)), /Terminated/);
  });

  it('follows a candidate who was merged into another', async () => {
    const kept = await makeHire();
    const merged = await hired();
    await stack.call('POST', `/greenhouse/_sandbox/candidates/${merged.candidateId}/merge`, {
      into: Number(kept.candidateId),
    });
    await eventually(
      'the alias',
      async () => (await hireRow(merged.applicationId))?.['candidate_id'] === kept.candidateId,
    );
    await eventually('a line about it', async () => /was merged/.test(await timeline(merged.applicationId)));
  });

  it('erases a candidate who was anonymised, and the audit still adds up', async () => {
    const { applicationId, candidateId } = await hired();
    const before = await stack.query<Json>('select id, payload_hash from audit where application_id = $1', [
      applicationId,
    ]);
    await stack.call('POST', `/greenhouse/_sandbox/candidates/${candidateId}/anonymize`);
    await eventually('the erasure', async () => (await hireRow(applicationId))?.['anonymized_at'] !== null);
    const row = await hireRow(applicationId);
    for (const personal of ['candidate_name', 'candidate_id', 'employee_id', 'offer_fields', 'hris_fields']) {
      assert.equal(row?.[personal], null, personal);
    }
    const kept = await stack.query<Json>(
      `select body, headers from deliveries where workflow_id like '%' || $1 or event->>'candidateId' = $2`,
      [applicationId, candidateId],
    );
    assert.ok(kept.length > 0);
    for (const delivery of kept) assert.equal(delivery['body'].length, 0);
    const everything = JSON.stringify(
      await stack.query('select * from hire_events where application_id = $1', [applicationId]),
    );
    assert.doesNotMatch(everything, /Changer|mail\.example/);
    const after = await stack.query<Json>('select id, payload_hash from audit where application_id = $1', [
      applicationId,
    ]);
    assert.deepEqual(after, before);
  });
});
