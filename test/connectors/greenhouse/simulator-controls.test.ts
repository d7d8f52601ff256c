import assert from 'node:assert/strict';
import { webhooks } from '../../../connectors/greenhouse/webhooks.js';
import { ADA, startSimulator, type RunningSimulator } from './servers.js';

type Row = Record<string, unknown>;

describe('greenhouse simulator: what people do, and what it fires', () => {
  let server: RunningSimulator;
  let candidate: string;
  let application: string;

  beforeEach(async () => {
    // Nothing listens there: webhooks are looked at where they wait.
    server = await startSimulator({ webhookUrl: 'http://127.0.0.1:9/webhooks/greenhouse' });
    server.simulator.webhooks?.pause();
    const made = await server.control('POST', '/hires', ADA);
    [candidate, application] = [String(made['candidate_id']), String(made['application_id'])];
    seen = server.simulator.webhooks?.list().length ?? 0;
  });
  afterEach(() => server.close());

  let seen = 0;
  /** What was fired since the last look: action and payload, and what hireline makes of it. */
  function fired() {
    const all = server.simulator.webhooks?.list() ?? [];
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh.map(({ body }) => {
      const { action, payload } = JSON.parse(body) as { action: string; payload: Row };
      const parsed = webhooks.parse({ headers: {}, rawBody: Buffer.from(body), url: '', receivedAt: new Date() });
      return { action, payload, means: parsed.outcome === 'event' ? parsed.event : parsed.outcome };
    });
  }
  const offers = async () =>
    (await server.harvest('GET', `/v3/offers?application_ids=${application}`)).json as { status: string }[];
  const act = (path: string, body: unknown = {}) =>
    server.control('POST', `/applications/${application}/${path}`, body);
  const changeOffer = (body: unknown) => server.control('PATCH', `/applications/${application}/offer`, body);

  it('makes a new version: the old one Deprecated, the new one created, then accepted where asked', async () => {
    await act('accept_offer');
    assert.deepEqual(fired()[0]?.means, { kind: 'offerAccepted', applicationId: application });

    await changeOffer({ salary: 140000, accepted: true });
    const events = fired();
    assert.deepEqual(
      events.map(({ action, payload }) => [action, payload['version'], payload['offer_status']]),
      [
        ['offer_updated', 1, 'Deprecated'],
        ['offer_created', 2, 'Created'],
        ['offer_updated', 2, 'Accepted'],
      ],
    );
    assert.equal(events[1]?.payload['resolved_at'], null);
    assert.deepEqual(events[2]?.means, { kind: 'offerAccepted', applicationId: application });

    await changeOffer({ salary: 150000, accepted: false });
    assert.deepEqual(
      (await offers()).map(({ status }) => status),
      ['Created', 'Deprecated', 'Deprecated'],
    );
    assert.equal(fired().length, 2);
    await changeOffer({ salary: 155000, sameVersion: false });
    assert.equal((await offers()).length, 4);
  });

  it('changes an offer in place: offer_updated alone', async () => {
    await act('accept_offer');
    fired();
    await changeOffer({ starts_on: '2027-01-04', sameVersion: true });
    await changeOffer({ starts_on: '2027-01-05' });
    assert.deepEqual(
      fired().map(({ action, payload }) => [action, payload['version'], payload['offer_status']]),
      [
        ['offer_updated', 1, 'Accepted'],
        ['offer_updated', 1, 'Accepted'],
      ],
    );
    assert.equal((await offers()).length, 1);
  });

  it('takes back a hire in three ways', async () => {
    const causeOf = () => fired().map(({ means }) => (typeof means === 'string' ? means : { ...means }));
    await act('accept_offer');
    await act('reject');
    assert.deepEqual(causeOf().at(-1), { kind: 'offerRescinded', applicationId: application, cause: 'rejected' });
    await act('unreject');
    await act('hire');
    fired();
    await assert.rejects(act('reject'), /422/);
    await act('unhire');
    assert.deepEqual(causeOf(), [{ kind: 'offerRescinded', applicationId: application, cause: 'unhired' }]);
    await act('delete_offer');
    assert.deepEqual(causeOf(), [{ kind: 'offerRescinded', applicationId: application, cause: 'offer_deleted' }]);
  });

  it('merges a candidate into another', async () => {
    const other = await server.control('POST', '/hires', {
      ...ADA,
      ...{ email: 'second@mail.example', phone: undefined, sms_opt_in: true },
    });
    await server.harvest('POST', '/v3/notes', { candidate_id: Number(candidate), body: 'hello' });
    fired();
    const into = String(other['candidate_id']);
    const merged = await server.control('POST', `/candidates/${candidate}/merge`, { into });
    assert.deepEqual(
      fired().map(({ means }) => means),
      [{ kind: 'candidateMerged', candidateId: candidate, mergedInto: into }],
    );
    assert.deepEqual(
      (merged['email_addresses'] as { value: string }[]).map(({ value }) => value),
      ['second@mail.example', 'ada.byron@mail.example'],
    );
    assert.equal((merged['phone_numbers'] as unknown[]).length, 1);
    const count = async (path: string) => ((await server.harvest('GET', path)).json as unknown[]).length;
    assert.equal(await count(`/v3/candidates?ids=${candidate}`), 0);
    assert.equal(await count(`/v3/applications?candidate_ids=${candidate}`), 0);
    assert.equal(await count(`/v3/applications?candidate_ids=${into}`), 2);
    assert.equal(await count(`/v3/offers?candidate_ids=${into}`), 2);
    assert.equal(await count(`/v3/notes?candidate_ids=${into}`), 1);
    await assert.rejects(server.control('POST', `/candidates/${into}/merge`, { into }), /400/);
    await assert.rejects(server.control('POST', `/candidates/${candidate}/merge`, { into }), /404/);
  });

  it('erases who a candidate is', async () => {
    await server.control('POST', `/candidates/${candidate}/anonymize`);
    assert.deepEqual(
      fired().map(({ means }) => means),
      [{ kind: 'candidateAnonymized', candidateId: candidate }],
    );
    const { json } = await server.harvest('GET', `/v3/candidates?ids=${candidate}`);
    assert.doesNotMatch(JSON.stringify(json), /Ada|Byron|mail\.example|0123/);
  });

  it('tells of a deleted interview, and of no other change of one', async () => {
    const { id } = await server.control('POST', '/interviews', {
      ...{ applicationId: application, startsAt: '2026-12-01T10:00:00Z', endsAt: '2026-12-01T11:00:00Z' },
      panel: [4001],
    });
    await server.control('PATCH', `/interviews/${String(id)}`, { location: 'Room 4' });
    assert.deepEqual(fired(), []);
    await server.control('DELETE', `/interviews/${String(id)}`);
    assert.deepEqual(fired(), [{ action: 'interview_deleted', payload: { interview: { id } }, means: 'ignored' }]);
    assert.deepEqual((await server.harvest('GET', '/v3/interviewers')).json, []);
    await assert.rejects(server.control('DELETE', `/interviews/${String(id)}`), /404/);
    await assert.rejects(server.control('POST', '/interviews', { applicationId: 1 }), /404/);
    await assert.rejects(server.control('POST', '/interviews', { applicationId: application, panel: [1] }), /400/);
  });

  it('adds hires in bulk without a word', async () => {
    const made = await server.control('POST', '/hires/bulk', { count: 3, acceptedAt: '2026-11-20T02:00:00+02:00' });
    assert.equal((made as unknown as unknown[]).length, 3);
    assert.deepEqual(fired(), []);
    const { json } = await server.harvest('GET', '/v3/offers?status=Accepted&updated_at=lte|2026-11-20T00:00:00Z');
    const rows = json as Row[];
    assert.deepEqual(
      rows.map(({ resolved_at, updated_at }) => [resolved_at, updated_at]),
      rows.map(() => ['2026-11-20T00:00:00.000Z', '2026-11-20T00:00:00.000Z']),
    );
    assert.equal(rows.length, 3);
  });

  it('takes the documented filters of interviews and their panels only', async () => {
    const { id } = await server.control('POST', '/interviews', {
      ...{ applicationId: application, startsAt: '2026-12-01T10:00:00Z', endsAt: '2026-12-01T11:00:00Z' },
      ...{ externalEventId: 'ev1', organizerId: 4007, panel: [4001] },
    });
    const one = [
      ...[`interviews?ids=${String(id)}`, `interviews?application_ids=${application}`, 'interviews?job_ids=601'],
      ...['interviews?status=scheduled', 'interviews?external_event_id=ev1', 'interviews?organizer_ids=4007'],
      ...['interviews?starts_at=gte|2026-12-01T00:00:00Z', 'interviews?updated_at=gte|2020-01-01T00:00:00Z'],
      ...['interviewers?user_ids=4001'],
    ];
    for (const path of one) {
      const { status, json } = await server.harvest('GET', `/v3/${path}`);
      assert.deepEqual([status, (json as unknown[]).length], [200, 1], path);
    }
    const panel = await server.harvest(
      'GET',
      `/v3/interviewers?interview_ids=${String(id)}&response_status=needs_action`,
    );
    assert.deepEqual(
      (panel.json as Row[]).map(({ user_id, scorecard_id }) => [user_id, scorecard_id === null]),
      [
        [4007, true],
        [4001, false],
      ],
    );
    for (const path of ['interviews?candidate_ids=1', 'interviews?status=done', 'interviewers?application_ids=1']) {
      assert.equal((await server.harvest('GET', `/v3/${path}`)).status, 422, path);
    }
  });
});
