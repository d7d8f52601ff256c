import assert from 'node:assert/strict';
import type { AtsConnector, NewCandidate } from '../../../connectors/roles/ats.js';
import { auditedTrace } from '../../../connectors/write-trace.js';
import type { Attribution } from '../../../schemas/referral.js';
import { withLists } from './canned-lists.js';
import { failureOf } from './failures.js';
import { ADA, BINDINGS, connectTo, REFERRAL, startSimulator, type RunningSimulator } from './servers.js';

type Row = Record<string, unknown>;

const TRACE = auditedTrace('https://temporal.example/run/1');

const GRACE: NewCandidate = {
  firstName: 'Grace',
  lastName: 'Murray',
  email: 'grace.murray@mail.example',
  phone: '+14155550199',
};

const BY_MAYA: Attribution = {
  advocateId: 'adv-1',
  referralId: 'ref-1',
  consentAt: '2026-11-20T08:00:00.000Z',
  advocate: { name: 'Maya Lindqvist', email: 'Maya.Lindqvist@acme.example' },
};

describe('greenhouse referral writes against the simulator', () => {
  let server: RunningSimulator;
  let ats: AtsConnector;

  beforeEach(async () => {
    server = await startSimulator();
    ats = connectTo(server.url);
  });
  afterEach(async () => {
    await ats.close();
    await server.close();
  });

  const written = async () =>
    (await server.calls())
      .filter(({ method, path }) => method !== 'GET' && path !== '/token')
      .map(({ method, path, body, headers }) => ({ method, path, headers, body: JSON.parse(String(body)) as Row }));
  const created = async () => (await ats.createCandidate(GRACE, TRACE)).recordId ?? '';
  const applied = async (attribution: Attribution = BY_MAYA) => {
    const candidateId = await created();
    const { recordId = '' } = await ats.createApplication({ candidateId, jobId: '601', attribution }, TRACE);
    return recordId;
  };
  const application = async (id: string) =>
    ((await server.harvest('GET', `/v3/applications?ids=${id}`)).json as Row[])[0] ?? {};

  it('creates a candidate without an application, found by e-mail from then on', async () => {
    const receipt = await ats.createCandidate(GRACE, TRACE);
    const [found] = await ats.findCandidatesByEmail('GRACE.murray@mail.example');
    assert.equal(receipt.recordId, found?.candidateId);
    assert.deepEqual([receipt.status, receipt.sentTo], [201, `${server.url}/v3/candidates`]);
    assert.deepEqual([found?.firstName, found?.lastName], ['Grace', 'Murray']);
    assert.deepEqual([found?.emails, found?.phones], [[GRACE.email], [GRACE.phone]]);
    assert.deepEqual(await ats.listApplications(receipt.recordId ?? ''), []);
    const [call] = await written();
    assert.equal(call?.headers['x-sent-from'], TRACE.sentFrom);
    assert.deepEqual(call?.body, {
      ...{ first_name: 'Grace', last_name: 'Murray' },
      email_addresses: [{ value: GRACE.email, type: 'personal' }],
      phone_numbers: [{ value: GRACE.phone, type: 'mobile' }],
    });
    await ats.createCandidate({ ...GRACE, phone: null }, TRACE);
    assert.equal('phone_numbers' in ((await written())[1]?.body ?? {}), false);
  });

  it('completes a candidate by what is missing only, and keeps what is there', async () => {
    const id = await created();
    assert.equal(await ats.completeCandidate(id, { ...GRACE, phone: null, firstName: 'Another' }, TRACE), undefined);
    assert.equal(await ats.completeCandidate(id, { ...GRACE, email: 'GRACE.Murray@mail.example' }, TRACE), undefined);
    assert.equal((await written()).length, 1);

    const other = { ...GRACE, email: 'grace@work.example', phone: '+14155550123', lastName: 'Hopper' };
    const receipt = await ats.completeCandidate(id, other, TRACE);
    assert.equal(receipt?.recordId, id);
    assert.deepEqual((await written())[1]?.body, {
      email_addresses: [
        { value: GRACE.email, type: 'personal' },
        { value: 'grace@work.example', type: 'personal' },
      ],
      phone_numbers: [
        { value: GRACE.phone, type: 'mobile' },
        { value: '+14155550123', type: 'mobile' },
      ],
    });
    const read = await ats.readCandidate(id);
    assert.equal(read.lastName, 'Murray');
    assert.equal(await ats.completeCandidate(id, other, TRACE), undefined);
    assert.equal((await failureOf(ats.completeCandidate('1', GRACE, TRACE))).type, 'VendorNotFound');
  });

  it('adds names to a candidate without, and knows a number in another writing', async () => {
    const { candidate_id } = await server.control('POST', '/hires', { ...ADA, email: GRACE.email });
    const id = String(candidate_id);
    await server.control('PATCH', `/candidates/${id}`, { last_name: null });
    await ats.completeCandidate(id, { ...GRACE, phone: '+14155550123' }, TRACE);
    assert.deepEqual((await written())[0]?.body, { last_name: 'Murray' });
  });

  it('creates an application in the first stage, with source, referrer and the three fields', async () => {
    const id = await applied();
    assert.deepEqual((await written())[1]?.body, {
      ...{ candidate_id: 70001, job_id: 601, source_id: 702, referrer_id: 764001 },
      custom_fields: [
        { name_key: 'advocate_id', value: 'adv-1' },
        { name_key: 'referral_id', value: 'ref-1' },
        { name_key: 'referral_consent_at', value: BY_MAYA.consentAt },
      ],
    });
    const read = await ats.readAttribution(id);
    assert.match(read.appliedAt, /Z$/);
    assert.deepEqual(read, {
      ...{ applicationId: id, candidateId: '70001', jobId: '601', status: 'active', stage: 'Application Review' },
      ...{ offered: false, source: 'Referral', advocateId: 'adv-1', referralId: 'ref-1' },
      ...{ consentAt: BY_MAYA.consentAt, appliedAt: read.appliedAt, jobOpenedAt: '2024-01-15T09:00:00.000Z' },
      hiredAt: null,
    });
    assert.equal(await ats.putAttribution(id, BY_MAYA, TRACE), undefined);
    assert.equal((await written()).length, 2);
  });

  it('writes of an attribution what differs, and nothing twice', async () => {
    const { application_id } = await server.control('POST', '/hires', ADA);
    const id = String(application_id);
    const receipt = await ats.putAttribution(id, BY_MAYA, TRACE);
    assert.deepEqual([receipt?.recordId, receipt?.sentTo], [id, `${server.url}/v3/applications/${id}`]);
    assert.equal(await ats.putAttribution(id, BY_MAYA, TRACE), undefined);
    await ats.putAttribution(id, { ...BY_MAYA, referralId: 'ref-2' }, TRACE);
    assert.deepEqual((await written())[1]?.body, { custom_fields: [{ name_key: 'referral_id', value: 'ref-2' }] });
    assert.equal((await ats.readAttribution(id)).referralId, 'ref-2');
    assert.equal((await ats.readHire(id)).fields.employeeId, undefined);
    assert.equal((await failureOf(ats.putAttribution('1', BY_MAYA, TRACE))).type, 'VendorNotFound');
  });

  it('names the advocate as the referrer by e-mail, else by a name that one alone has', async () => {
    const table: [Attribution['advocate'], number | undefined][] = [
      [{ name: 'Somebody Else', email: 'samuel.carter@acme.example' }, 764004],
      [{ name: 'Maya Lindqvist', email: 'maya@private.example' }, 764001],
      [{ name: ' Harbor Search Partners ', email: null }, 769001],
      // Two are called that.
      [{ name: 'Sam Carter', email: 'sam@private.example' }, undefined],
      [{ name: 'maya lindqvist', email: null }, undefined],
      // A user who is no referrer is not one of the referrers who are other users.
      [{ name: 'Maya Lindqvist', email: 'integration@acme.example' }, undefined],
      [{ name: null, email: null }, undefined],
    ];
    for (const [advocate, expected] of table) {
      await applied({ ...BY_MAYA, advocate });
      assert.equal((await written()).at(-1)?.body['referrer_id'], expected, JSON.stringify(advocate));
    }
    const reads = (await server.calls()).filter(({ path }) => path === '/v3/referrers' || path === '/v3/sources');
    assert.equal(reads.length, 2, 'remembered');
  });

  it('tells whom else an application is credited to', async () => {
    const id = await applied();
    const other = (...advocates: Attribution['advocate'][]) => ats.findOtherCredit(id, advocates);
    const credit = (body: Row) => server.harvest('PATCH', `/v3/applications/${id}`, body);
    assert.equal(await other(BY_MAYA.advocate), undefined);
    assert.deepEqual(await other({ name: 'Nobody', email: null }), { id: '764001', is: 'employee' });
    await credit({ referrer_id: 769001 });
    assert.deepEqual(await other(BY_MAYA.advocate), { id: '769001', is: 'no_employee' });
    const unknown = await applied({ ...BY_MAYA, advocate: { name: null, email: null } });
    const bySource = async (sourceId: number) => {
      await server.harvest('PATCH', `/v3/applications/${unknown}`, { source_id: sourceId });
      return ats.findOtherCredit(unknown, [BY_MAYA.advocate]);
    };
    assert.deepEqual(await bySource(705), { id: '705', is: 'agency_source' });
    assert.equal(await bySource(704), undefined, 'a job board');
    const missing = await failureOf(ats.findOtherCredit('99', []));
    assert.equal(missing.type, 'VendorNotFound');
  });

  it('tells whether a job takes applications', async () => {
    assert.equal(await ats.isJobOpen('601'), true);
    for (const none of ['999999', 'no-id', '']) {
      assert.equal((await failureOf(ats.isJobOpen(none))).type, 'VendorNotFound', none);
    }
  });

  it('leaves the referrer that is there where the advocate is not known', async () => {
    const id = await applied();
    assert.equal(await ats.putAttribution(id, { ...BY_MAYA, advocate: { name: null, email: null } }, TRACE), undefined);
    assert.equal((await application(id))['referrer_id'], 764001);
  });

  it('says which entry of the map names a source that is not there, and looks again for a new one', async () => {
    const other = connectTo(server.url, { referral: { ...REFERRAL, source: 'Friends' } });
    const candidateId = await created();
    const create = () => other.createApplication({ candidateId, jobId: '601', attribution: BY_MAYA }, TRACE);
    const missing = await failureOf(create());
    assert.deepEqual([missing.type, missing.nonRetryable], ['VendorContract', true]);
    assert.match(missing.message, /section referral, source, ats/);
    assert.equal((await failureOf(create())).type, 'VendorContract');
    assert.equal((await server.calls()).filter(({ path }) => path === '/v3/sources').length, 3);
    await other.close();
  });

  it('refuses to write where the map has no place', async () => {
    for (const field of ['advocateId', 'referralId', 'consentAt', 'source'] as const) {
      const { [field]: _, ...rest } = REFERRAL;
      const other = connectTo(server.url, { referral: rest });
      const refused = await failureOf(other.putAttribution('1', BY_MAYA, TRACE));
      assert.equal(refused.type, 'VendorRejected');
      assert.match(refused.message, new RegExp(`section referral: there is no place for ${field}`));
      await other.close();
    }
  });

  it('refuses an application to a job that is not there, or by an id that is none', async () => {
    const candidateId = await created();
    for (const jobId of ['699', 'engineer', '', '6.1']) {
      const refused = await failureOf(ats.createApplication({ candidateId, jobId, attribution: BY_MAYA }, TRACE));
      assert.deepEqual([refused.type, refused.nonRetryable], ['VendorRejected', true], jobId);
      assert.match(refused.message, /job_id/);
    }
    assert.deepEqual(await ats.listApplications(candidateId), []);
  });

  it('takes an application through every stage, then says that there is no more', async () => {
    const id = await applied();
    const stages = [(await ats.readAttribution(id)).stage];
    for (let receipt = await ats.advanceApplication(id, TRACE); receipt;) {
      assert.deepEqual([receipt.status, receipt.recordId], [204, id]);
      stages.push((await ats.readAttribution(id)).stage);
      receipt = await ats.advanceApplication(id, TRACE);
    }
    assert.deepEqual(stages, [
      ...['Application Review', 'Preliminary Phone Screen', 'Phone Interview', 'Face to Face', 'Reference Check'],
      'Offer',
    ]);
    await server.control('POST', `/applications/${id}/reject`);
    const refused = await failureOf(ats.advanceApplication(id, TRACE));
    assert.deepEqual([refused.type, /is rejected/.test(refused.message)], ['VendorRejected', true]);
    await server.control('POST', `/applications/${id}/unreject`);
    await server.control('POST', `/applications/${id}/hire`);
    assert.equal(await ats.advanceApplication(id, TRACE), undefined);
    assert.equal((await failureOf(ats.advanceApplication('1', TRACE))).type, 'VendorNotFound');
  });

  it('takes a stage that somebody else has left for a conflict', async () => {
    const id = await applied();
    server.simulator.faults.add({ route: 'POST /v3/applications/*/move', kind: 'delay', delayMs: 300 });
    const moving = failureOf(ats.advanceApplication(id, TRACE));
    while (!(await server.calls()).some(({ path }) => path.endsWith('/move'))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await server.control('POST', `/applications/${id}/advance`);
    const failure = await moving;
    assert.deepEqual([failure.type, failure.nonRetryable], ['VendorConflict', true]);
    assert.equal((await ats.readAttribution(id)).stage, 'Preliminary Phone Screen');
  });

  it('lists the numbers of all candidates, and of those that changed', async () => {
    const [first, second] = [await created(), String((await server.control('POST', '/hires', ADA))['candidate_id'])];
    const gathered = async (since: string | null) => {
      const found: Row[] = [];
      for await (const batch of ats.listCandidatePhones(since)) found.push(...(batch as unknown as Row[]));
      return found;
    };
    assert.deepEqual(await gathered(null), [
      { candidateId: second, phones: ['+14155550123'] },
      { candidateId: first, phones: ['+14155550199'] },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const since = new Date().toISOString();
    await server.control('PATCH', `/candidates/${first}`, { phone: null });
    assert.deepEqual(await gathered(since), [{ candidateId: first, phones: [] }]);
  });

  it('says so where the account may only be read', async () => {
    const id = await applied();
    await server.control('POST', '/access', { readOnlyCandidates: true });
    for (const act of [
      ats.createCandidate(GRACE, TRACE),
      ats.putAttribution(id, { ...BY_MAYA, referralId: 'x' }, TRACE),
      ats.advanceApplication(id, TRACE),
    ]) {
      assert.equal((await failureOf(act)).type, 'VendorUnauthorized');
    }
    assert.equal((await ats.readAttribution(id)).referralId, 'ref-1');
  });
});

describe('greenhouse referrals in the other forms that are left open', () => {
  it('keeps contacts of any form when it completes a candidate', async () => {
    const bindings = { ...BINDINGS, phone: { path: 'candidate.phone_numbers', prefer: 'work' } };
    const candidate = {
      ...{ id: '7', first_name: ' ', last_name: 'Murray', can_email: true, time_zone: null },
      email_addresses: [{ value: 'a@b.example', type: null, id: 3 }, { value: null }],
      phone_numbers: null,
    };
    const bodies: unknown[] = [];
    await withLists(
      { '/v3/candidates': [candidate] },
      async (ats) => {
        await ats.completeCandidate('7', GRACE, TRACE);
      },
      { bindings, onWrite: (body) => void bodies.push(body) },
    );
    assert.deepEqual(bodies, [
      {
        first_name: 'Grace',
        email_addresses: [
          { value: 'a@b.example', type: 'other' },
          { value: GRACE.email, type: 'personal' },
        ],
        phone_numbers: [{ value: GRACE.phone, type: 'work' }],
      },
    ]);
  });

  it('has no record id where the answer tells none', async () => {
    for (const [answer, id] of [
      [{ message: 'It is being processed.' }, undefined],
      [{ id: 71, first_name: 'Grace' }, '71'],
      [{ candidate: { id: '71' }, application: null }, '71'],
    ] as const) {
      const receipt = await withLists({}, (ats) => ats.createCandidate(GRACE, TRACE), { answer });
      assert.equal(receipt.recordId, id);
    }
  });

  it('goes by the visit and the order of the plan, past retired stages', async () => {
    const bodies: unknown[] = [];
    const stage = (id: number, sort_order: number, active = true) => ({ id, job_id: '6', sort_order, active });
    await withLists(
      {
        '/v3/applications': [
          { id: 8, candidate_id: 7, job_id: 6, status: 'in_process', stage_id: 803, created_at: '2026-11-01' },
        ],
        '/v3/application_stages': [
          { id: 801, application_id: 8, job_interview_stage_id: 30, entered_at: null },
          { id: 802, application_id: 8, job_interview_stage_id: 10, entered_at: null },
          { id: 803, application_id: 8, job_interview_stage_id: 20, entered_at: '2026-11-02' },
        ],
        '/v3/job_interview_stages': [
          stage(40, 9),
          stage(20, 3, false),
          stage(30, 5, false),
          stage(10, 0),
          stage(50, 7),
        ],
      },
      (ats) => ats.advanceApplication('8', TRACE),
      { onWrite: (body) => void bodies.push(body) },
    );
    assert.deepEqual(bodies, [{ from_stage_id: 803, to_stage_id: 50 }]);
  });
});
