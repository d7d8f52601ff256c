import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webhooks } from '../../../connectors/greenhouse/webhooks.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import { ADA, listen, startSimulator, tokenFor, type Listening, type RunningSimulator } from './servers.js';

type Row = Record<string, unknown>;

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const ID = SANDBOX_CREDENTIALS.GREENHOUSE_CLIENT_ID;
const SECRET = SANDBOX_CREDENTIALS.GREENHOUSE_CLIENT_SECRET;

describe('greenhouse simulator: API', () => {
  let server: RunningSimulator;
  beforeEach(async () => {
    server = await startSimulator();
  });
  afterEach(() => server.close());

  const rows = async (path: string) => (await server.harvest('GET', path)).json as Row[];
  const statusOf = async (method: string, path: string, body?: unknown) =>
    (await server.harvest(method, path, body)).status;

  it('refuses tokens as the authorization server does', async () => {
    const table: [Record<string, string>, Record<string, string>, number, RegExp][] = [
      [{}, {}, 401, /"message":"Unauthorized","errorId":"err-/],
      [
        { authorization: basic('nobody', SECRET) },
        { grant_type: 'client_credentials' },
        400,
        /client_id=nobody does not contain a valid client ID suffix/,
      ],
      [
        { authorization: basic(ID, 'wrong') },
        { grant_type: 'client_credentials' },
        401,
        /^{"error":"invalid_client"}$/,
      ],
      [{ authorization: basic(ID, SECRET) }, {}, 400, /Must include `grant_type` parameter/],
    ];
    for (const [headers, form, status, body] of table) {
      const answer = await fetch(`${server.url}/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
      assert.equal(answer.status, status);
      assert.match(await answer.text(), body);
    }
    assert.equal((await tokenFor(server.url)).split('.').length, 3);
  });

  it('wants a token, and a Site Admin for lists', async () => {
    assert.equal((await fetch(`${server.url}/v3/users`)).status, 401);
    const forged = { authorization: `Bearer ${(await tokenFor(server.url)).replace(/.$/, '_')}` };
    assert.equal((await fetch(`${server.url}/v3/users`, { headers: forged })).status, 401);
    const recruiter = { authorization: `Bearer ${await tokenFor(server.url, '4007')}` };
    assert.equal((await fetch(`${server.url}/v3/users`, { headers: recruiter })).status, 403);
  });

  it('lists bare arrays, newest first, with the next page in Link only', async () => {
    for (let n = 0; n < 5; n += 1) await server.control('POST', '/hires', ADA);
    const first = await server.harvest('GET', '/v3/offers?per_page=2&status=Created');
    assert.equal((first.json as Row[]).length, 2);
    const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    assert.deepEqual([...new URL(next).searchParams.keys()], ['cursor']);
    const ids = (first.json as Row[]).map(({ id }) => id);
    let path = next.slice(server.url.length);
    for (let pages = 1; path; pages += 1) {
      const page = await server.harvest('GET', path);
      ids.push(...(page.json as Row[]).map(({ id }) => id));
      path = /^<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1]?.slice(server.url.length) ?? '';
      assert.ok(pages < 4);
    }
    assert.equal(ids.length, 5);
    assert.deepEqual(
      ids,
      [...ids].sort((a, b) => Number(b) - Number(a)),
    );

    const mixed = await server.harvest('GET', `${next.slice(server.url.length)}&per_page=2`);
    assert.equal(mixed.status, 422);
    assert.deepEqual(mixed.json, { errors: ['When passing a cursor, do not include other query params.'] });
  });

  it('takes documented filters only', async () => {
    const { application_id, candidate_id } = await server.control('POST', '/hires', ADA);
    await server.control('POST', '/hires', { ...ADA, email: 'other@mail.example', job_id: 602 });
    assert.equal((await rows(`/v3/applications?candidate_ids=${String(candidate_id)}`)).length, 1);
    assert.equal((await rows('/v3/applications?status=active')).length, 2);
    assert.equal((await rows('/v3/applications?job_ids=602&status=active')).length, 1);
    assert.equal((await rows('/v3/candidates?email=OTHER@mail.example')).length, 1);
    assert.equal((await rows(`/v3/offers?application_ids=${String(application_id)}`)).length, 1);
    assert.equal((await rows('/v3/offers?created_at=gte|2020-01-01T00:00:00Z')).length, 2);
    assert.equal((await rows('/v3/offers?created_at=lt|2020-01-01T00:00:00Z')).length, 0);
    assert.equal((await rows('/v3/users?primary_email=maya.lindqvist@acme.example')).length, 1);
    assert.equal((await rows('/v3/custom_field_options?custom_field_key=pay_period')).length, 4);
    assert.equal((await rows('/v3/application_stages?current=true')).length, 2);
    assert.deepEqual(await rows('/v3/departments?ids=501&fields=id,name'), [{ id: 501, name: 'Engineering' }]);
    for (const path of ['sources', 'jobs', 'custom_fields', 'notes'])
      assert.equal(await statusOf('GET', `/v3/${path}`), 200);

    const many = Array.from({ length: 51 }, (_, n) => n + 1).join(',');
    const refused = [
      ...['candidates?phone=1', 'applications?page=2', 'applications?status=in_process', `users?ids=${many}`],
      ...['users?ids=a', 'users?per_page=501', 'users?per_page=0', 'offers?created_at=2020-01-01', 'jobs?fields=nope'],
      ...['offers?created_at=gte|2020-01-01T00:00:00Z&updated_at=gte|2020-01-01T00:00:00Z', 'jobs?cursor=made-up'],
    ];
    for (const path of refused) assert.equal(await statusOf('GET', `/v3/${path}`), 422, path);
    assert.equal(await statusOf('GET', '/v3/applications/1'), 404);
    assert.equal(await statusOf('GET', '/v3/nothing'), 404);
  });

  it('writes custom fields by type and refuses what is unknown', async () => {
    const { application_id, candidate_id } = await server.control('POST', '/hires', ADA);
    const application = `/v3/applications/${String(application_id)}`;
    const written = await server.harvest('PATCH', application, {
      custom_fields: [{ custom_field_id: 1201, value: '117' }],
    });
    assert.equal(written.status, 200);
    const fields = (written.json as { custom_fields: Record<string, Row> }).custom_fields;
    assert.deepEqual(fields['hris_employee_id'], { name: 'HRIS Employee ID', type: 'short_text', value: '117' });
    const refused: unknown[] = [
      { sent_from: 'x' },
      { custom_fields: [{ name_key: 'nope', value: 'x' }] },
      { custom_fields: [{ name_key: 'hris_employee_id', custom_field_id: 1201, value: 'x' }] },
      { custom_fields: [{ value: 'x' }] },
      { custom_fields: [{ name_key: 'hris_employee_id', value: 117 }] },
      { custom_fields: { hris_employee_id: 'x' } },
      '{"custom_fields":',
    ];
    for (const body of refused) assert.equal(await statusOf('PATCH', application, body), 422, JSON.stringify(body));
    assert.equal(await statusOf('PATCH', '/v3/applications/1', {}), 404);
    const candidate = `/v3/candidates/${String(candidate_id)}`;
    assert.equal(
      await statusOf('PATCH', candidate, { custom_fields: [{ name_key: 'screening_history', value: '[]' }] }),
      200,
    );
    assert.equal(await statusOf('PATCH', candidate, { phone: '1' }), 422);
  });

  it('adds notes and never changes them', async () => {
    const { candidate_id } = await server.control('POST', '/hires', ADA);
    const note = { candidate_id, body: 'hello', visibility: 'private', note_type: 'ACTIVITY' };
    const added = await server.harvest('POST', '/v3/notes', note);
    assert.equal(added.status, 201);
    const { id, type, visibility } = added.json as Row;
    assert.deepEqual([type, visibility], ['ACTIVITY', 'privately_visible']);
    assert.equal((await rows(`/v3/notes?candidate_ids=${String(candidate_id)}`)).length, 1);
    for (const method of ['PATCH', 'DELETE']) assert.equal(await statusOf(method, `/v3/notes/${String(id)}`, {}), 404);
    assert.equal(await statusOf('POST', '/v3/notes', { ...note, type: 'NOTE' }), 422);
  });

  it('moves, rejects, unrejects and hires', async () => {
    const { application_id } = await server.control('POST', '/hires', ADA);
    const path = `/v3/applications/${String(application_id)}`;
    const present = async () => (await rows(`/v3/applications?ids=${String(application_id)}`))[0] ?? {};
    const { stage_id } = await present();
    assert.equal(await statusOf('POST', `${path}/move`, { to_stage_id: 6012 }), 422);
    const moved = await server.harvest('POST', `${path}/move`, { from_stage_id: stage_id, to_stage_id: 6012 });
    assert.deepEqual([moved.status, moved.json], [204, undefined]);
    assert.equal((await present())['stage_name'], 'Phone Interview');
    assert.equal(await statusOf('POST', `${path}/move`, { from_stage_id: stage_id }), 422);
    assert.equal(await statusOf('POST', `${path}/reject`, {}), 422);
    assert.equal(await statusOf('POST', `${path}/reject`, { rejection_reason_id: 751 }), 204);
    assert.equal((await present())['status'], 'rejected');
    assert.equal(await statusOf('POST', `${path}/unreject`, {}), 204);
    assert.equal(await statusOf('POST', `${path}/hire`, {}), 204);
    assert.equal((await present())['status'], 'hired');
    assert.equal((await rows(`/v3/offers?application_ids=${String(application_id)}`))[0]?.['status'], 'Accepted');
  });

  it('tells its limit on every answer and refuses what is over it', async () => {
    const small = await startSimulator({ rateLimit: 2 });
    const answers = [];
    for (let n = 0; n < 3; n += 1) answers.push(await small.harvest('GET', '/v3/sources'));
    await small.close();
    // A window can end in between: then the third request is the first of the next.
    const [first, , third] = answers;
    assert.equal(first?.headers.get('x-ratelimit-limit'), '2');
    assert.equal(first?.headers.get('x-ratelimit-remaining'), '1');
    if (third?.headers.get('x-ratelimit-reset') === first?.headers.get('x-ratelimit-reset')) {
      assert.equal(third?.status, 429);
      const wait = Number(third?.headers.get('retry-after'));
      assert.ok(wait >= 1 && wait <= 30);
    }
  });

  it('keeps its state over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'greenhouse-'));
    const stateFile = join(folder, 'state.jsonl');
    const before = await startSimulator({ stateFile });
    const { application_id } = await before.control('POST', '/hires', ADA);
    await before.close();
    const after = await startSimulator({ stateFile });
    const offers = (await after.harvest('GET', `/v3/offers?application_ids=${String(application_id)}`)).json as Row[];
    await after.close();
    rmSync(folder, { recursive: true });
    assert.equal(offers.length, 1);
  });
});

describe('greenhouse simulator: webhooks', () => {
  interface Received {
    id: string;
    verified: boolean;
    body: string;
    json: { action: string; payload: Row };
  }
  let receiver: Listening;
  let server: RunningSimulator;
  let received: Received[];
  let answers: number[];

  beforeEach(async () => {
    received = [];
    answers = [];
    receiver = await listen((request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const rawBody = Buffer.concat(chunks);
        const headers = request.headers as Record<string, string>;
        const delivery = { headers, rawBody, url: '', receivedAt: new Date() };
        const { ok } = webhooks.verify(delivery, [SANDBOX_CREDENTIALS.GREENHOUSE_WEBHOOK_SECRET]);
        const body = rawBody.toString();
        received.push({
          id: webhooks.eventId(delivery),
          verified: ok,
          body,
          json: JSON.parse(body) as Received['json'],
        });
        response.writeHead(answers.shift() ?? 200).end();
      });
    });
    server = await startSimulator({ webhookUrl: `${receiver.url}/webhooks/greenhouse`, timeScale: 60_000 });
    await arrived(['ping']);
  });
  afterEach(async () => {
    await server.close();
    await receiver.close();
  });

  /** Waits for exactly these events, in any order, and forgets them. */
  async function arrived(actions: string[]): Promise<Map<string, Received>> {
    for (let waited = 0; received.length < actions.length && waited < 3_000; waited += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual(received.map(({ json }) => json.action).sort(), [...actions].sort());
    assert.ok(received.every(({ verified }) => verified));
    return new Map(received.splice(0).map((one) => [one.json.action, one]));
  }

  it('fires what each step fires, in the published shapes', async () => {
    const { application_id } = await server.control('POST', '/hires', { ...ADA, first_name: 'Zoë <b>' });
    const created = await arrived(['new_candidate_application', 'offer_created']);
    assert.match(created.get('new_candidate_application')?.body ?? '', /"Zo\\u00eb \\u003cb\\u003e"/);
    const offer = created.get('offer_created')?.json.payload ?? {};
    assert.equal(offer['start_date'], '12/01/2026');
    const fields = offer['custom_fields'] as Record<string, Row>;
    assert.deepEqual(fields['base_salary']?.['value'], { amount: 130000, unit: 'USD' });

    const path = `/applications/${String(application_id)}`;
    await server.control('POST', `${path}/accept_offer`);
    const accepted = await arrived(['offer_updated']);
    assert.equal(accepted.get('offer_updated')?.json.payload['offer_status'], 'Accepted');
    await server.control('POST', `${path}/hire`);
    const hired = await arrived(['hire_candidate']);
    const application = hired.get('hire_candidate')?.json.payload['application'] as Row;
    assert.equal(application['id'], application_id);
    assert.equal((application['offer'] as Row)['starts_at'], '2026-12-01');

    await server.control('PATCH', `${path}/offer`, { starts_on: '2027-01-04' });
    await arrived(['offer_updated']);
    await server.control('PATCH', `${path}/offer`, { salary: 140000, new_version: true });
    const versions = await arrived(['offer_updated', 'offer_created']);
    assert.equal(versions.get('offer_updated')?.json.payload['offer_status'], 'Deprecated');
    assert.equal(versions.get('offer_created')?.json.payload['offer_status'], 'Accepted');
    await server.control('POST', `${path}/unhire`);
    await arrived(['unhire_candidate']);
    await server.control('POST', `${path}/delete_offer`);
    const deleted = await arrived(['offer_deleted']);
    assert.equal((deleted.get('offer_deleted')?.json.payload['offer'] as Row)['application_id'], application_id);
    assert.equal(((await (await fetch(`${server.url}/_sandbox/hires`)).json()) as Row[]).length, 1);
  });

  it('fires acceptance before hire where only the hire was entered', async () => {
    const { application_id } = await server.control('POST', '/hires', ADA);
    await arrived(['new_candidate_application', 'offer_created']);
    await server.control('POST', `/applications/${String(application_id)}/hire`);
    await arrived(['offer_updated', 'hire_candidate']);
  });

  it('repeats anything but 200 with the same event id, seven times at most', async () => {
    const { application_id } = await server.control('POST', '/hires', ADA);
    await arrived(['new_candidate_application', 'offer_created']);
    answers = [500, 202, 301, 404, 500, 500, 500, 500];
    await server.control('POST', `/applications/${String(application_id)}/accept_offer`);
    const attempts = Array.from({ length: 7 }, () => 'offer_updated');
    for (let waited = 0; received.length < 7 && waited < 5_000; waited += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(new Set(received.map(({ id }) => id)).size, 1);
    assert.equal(new Set(received.map(({ body }) => body)).size, 1);
    await arrived(attempts);
    const sent = (await (await fetch(`${server.url}/_sandbox/webhooks`)).json()) as Row[];
    assert.equal(sent.at(-1)?.['status'], 'gave_up');
  });
});
