import assert from 'node:assert/strict';
import { webhooks } from '../../../connectors/greenhouse/webhooks.js';
import { startSimulator, type RunningSimulator } from './servers.js';

type Row = Record<string, unknown>;

const GRACE = {
  ...{ first_name: 'Grace', last_name: 'Murray' },
  email_addresses: [{ value: 'grace.murray@mail.example', type: 'personal' }],
};

describe('greenhouse simulator: candidates and applications through the API', () => {
  let server: RunningSimulator;
  beforeEach(async () => {
    server = await startSimulator({ webhookUrl: 'http://127.0.0.1:9/webhooks/greenhouse' });
    server.simulator.webhooks?.pause();
  });
  afterEach(() => server.close());

  const post = async (path: string, body: unknown) => {
    const { status, json } = await server.harvest('POST', path, body);
    return { status, json: json as Row };
  };
  const candidate = async () => ((await post('/v3/candidates', GRACE)).json['candidate'] as Row)['id'] as number;
  const application = async (changes: Row = {}) =>
    (await post('/v3/applications', { candidate_id: await candidate(), job_id: 601, ...changes })).json;
  /** All that was fired but the ping: action and what hireline makes of it. */
  const fired = () =>
    (server.simulator.webhooks?.list() ?? [])
      .map(({ body }) => ({
        body: JSON.parse(body) as { action: string; payload: { application: Row } },
        parsed: webhooks.parse({ headers: {}, rawBody: Buffer.from(body), url: '', receivedAt: new Date() }),
      }))
      .filter(({ body }) => body.action !== 'ping');

  it('creates a candidate, with an application where it is asked for', async () => {
    const alone = await post('/v3/candidates', GRACE);
    assert.equal(alone.status, 201);
    assert.equal(alone.json['application'], null);
    assert.deepEqual(fired(), []);
    const both = await post('/v3/candidates', { ...GRACE, application: { job_id: 602, source_id: 702 } });
    const { candidate: made, application: first } = both.json as { candidate: Row; application: Row };
    assert.equal(first['candidate_id'], made['id']);
    assert.deepEqual([first['job_id'], first['stage_name']], [602, 'Application Review']);
    assert.deepEqual(
      fired().map(({ body }) => body.action),
      ['new_candidate_application'],
    );
  });

  it('refuses candidates and applications as Greenhouse does', async () => {
    const candidate_id = await candidate();
    const table: [string, Row, string][] = [
      ['/v3/candidates', {}, 'first_name'],
      ['/v3/candidates', { first_name: 'Grace' }, 'last_name'],
      ['/v3/candidates', { ...GRACE, sent_from: 'x' }, 'sent_from'],
      ['/v3/candidates', { ...GRACE, email_addresses: ['a@b.example'] }, 'email_addresses'],
      ['/v3/candidates', { ...GRACE, phone_numbers: [{ value: '1', type: 'personal' }] }, 'phone_numbers'],
      ['/v3/candidates', { ...GRACE, phone_numbers: [{ value: '1' }] }, 'phone_numbers'],
      ['/v3/candidates', { ...GRACE, application: {} }, 'job_id'],
      ['/v3/applications', {}, 'candidate_id'],
      ['/v3/applications', { candidate_id }, 'job_id'],
      ['/v3/applications', { candidate_id: 1, job_id: 601 }, 'candidate_id'],
      ['/v3/applications', { candidate_id, job_id: 699 }, 'job_id'],
      ['/v3/applications', { candidate_id, job_id: '601' }, 'job_id'],
      ['/v3/applications', { candidate_id, job_id: 601, source_id: 1 }, 'source_id'],
      ['/v3/applications', { candidate_id, job_id: 601, referrer_id: 4001 }, 'referrer_id'],
      ['/v3/applications', { candidate_id, job_id: 601, initial_stage_id: 6020 }, 'initial_stage_id'],
      [
        '/v3/applications',
        { candidate_id, job_id: 601, custom_fields: [{ name_key: 'advocate_id', value: 7 }] },
        'advocate_id',
      ],
    ];
    for (const [path, body, field] of table) {
      const { status, json } = await post(path, body);
      assert.deepEqual([status, (json['errors'] as Row[])[0]?.['field']], [422, field], JSON.stringify(body));
    }
    assert.equal(((await server.harvest('GET', '/v3/applications')).json as unknown[]).length, 0);
    assert.equal((await server.harvest('PATCH', '/v3/candidates/0', {})).status, 404);
  });

  it('moves by the visit: a stale one, a foreign stage and an application that is not active are refused', async () => {
    const { id, stage_id } = await application();
    const path = `/v3/applications/${String(id)}/move`;
    const status = async (body: unknown) => (await server.harvest('POST', path, body)).status;
    for (const body of [
      ...[{}, { from_stage_id: 6010 }, { from_stage_id: stage_id, to_stage_id: 6020 }],
      ...[
        { from_stage_id: stage_id, to_stage_id: 6010 },
        { from_stage_id: stage_id, to_stage_id: 6011, to_job_id: 602 },
      ],
    ]) {
      assert.equal(await status(body), 422, JSON.stringify(body));
    }
    assert.equal(await status({ from_stage_id: stage_id, to_stage_id: 6011 }), 204);
    assert.equal(await status({ from_stage_id: stage_id, to_stage_id: 6012 }), 422);
    const visits = (await server.harvest('GET', `/v3/application_stages?application_ids=${String(id)}`)).json as Row[];
    assert.deepEqual(
      visits.map(({ job_interview_stage_id, current }) => [job_interview_stage_id, current]),
      [
        [6011, true],
        [6010, false],
      ],
    );
    const moved = fired().at(-1);
    assert.deepEqual(moved?.parsed, { outcome: 'event', event: { kind: 'stageChanged', applicationId: String(id) } });
    assert.deepEqual((moved?.body.payload.application['current_stage'] as Row)['name'], 'Preliminary Phone Screen');
    await server.control('POST', `/applications/${String(id)}/reject`);
    assert.equal(await status({ from_stage_id: visits[0]?.['id'] }), 422);
  });

  it('takes an application of the API to a hire, by what recruiters do', async () => {
    const referral = { source_id: 702, referrer_id: 764001 };
    const { id } = await application({ ...referral, custom_fields: [{ name_key: 'advocate_id', value: 'adv-1' }] });
    const act = (what: string, body: unknown = {}) =>
      server.control('POST', `/applications/${String(id)}/${what}`, body);
    await act('advance');
    await act('move', { stage: 'Offer' });
    await assert.rejects(act('move', { stage: 'Somewhere' }), /400/);
    await assert.rejects(act('advance'), /422/);
    await act('offer', { salary: 120000, starts_on: '2027-01-04' });
    await assert.rejects(act('offer', {}), /400.*has an offer/);
    await act('accept_offer');
    await act('hire');
    assert.deepEqual(
      fired().map(({ parsed }) => (parsed.outcome === 'event' ? parsed.event.kind : parsed.outcome)),
      ['ignored', 'stageChanged', 'stageChanged', 'offerChanged', 'offerAccepted', 'candidateHired'],
    );
    assert.deepEqual(fired()[0]?.body.payload.application['credited_to'], {
      ...{ id: 4001, email: 'maya.lindqvist@acme.example', name: 'Maya Lindqvist', employee_id: 'E-1001' },
    });
    const shown = (await server.control('GET', `/applications/${String(id)}`)) as Record<string, Row>;
    assert.deepEqual(
      [shown['application']?.['status'], shown['source']?.['name'], shown['referrer']?.['name']],
      ['hired', 'Referral', 'Maya Lindqvist'],
    );
    const [found] = (await server.control('GET', '/candidates?email=Grace.Murray@mail.example')) as unknown as {
      candidate: Row;
      applications: Row[];
    }[];
    assert.deepEqual([found?.candidate['first_name'], found?.applications.length], ['Grace', 1]);
    assert.deepEqual(await server.control('GET', '/candidates?email=nobody@mail.example'), []);
    await assert.rejects(server.control('GET', '/applications/1'), /404/);
  });

  it('lists referrers by user only', async () => {
    const one = (await server.harvest('GET', '/v3/referrers?user_ids=4004')).json as Row[];
    assert.deepEqual(
      one.map(({ id, user_id, name }) => [id, user_id, name]),
      [[764004, 4004, 'Sam Carter']],
    );
    assert.equal((await server.harvest('GET', '/v3/referrers?name=Sam')).status, 422);
  });
});
