import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webhooks } from '../../../connectors/hubspot/webhooks.js';
import { startSimulator, type RunningSimulator } from './harness.js';
import { SECRET, startServer, until, type Reply, type Seen } from './servers.js';

const CONTACTS = '/crm/v3/objects/contacts';
const ADA = { email: 'ada@mail.example', firstname: 'Ada', lastname: 'Byron' };

describe('hubspot simulator: API', () => {
  let hubspot: RunningSimulator;
  beforeEach(async () => {
    hubspot = await startSimulator();
  });
  afterEach(() => hubspot.close());

  const create = (properties: object) => hubspot.api('POST', CONTACTS, { properties });

  it('creates, reads, updates and archives a contact', async () => {
    const created = await create({ ...ADA, referred_hires: 2 });
    assert.equal(created.status, 201);
    const { id } = created.body;
    const read = await hubspot.api('GET', `${CONTACTS}/${id}?properties=phone,referred_hires,nothing`);
    assert.equal(read.body.properties.referred_hires, '2');
    assert.equal(read.body.properties.phone, null);
    assert.equal('nothing' in read.body.properties, false);
    assert.equal((await hubspot.api('GET', `${CONTACTS}/ADA%40mail.example?idProperty=email`)).body.id, id);
    const patched = await hubspot.api('PATCH', `${CONTACTS}/${id}`, { properties: { phone: '1', lastname: '' } });
    assert.deepEqual(
      [patched.status, patched.body.properties.phone, patched.body.properties.lastname],
      [200, '1', undefined],
    );
    assert.equal((await hubspot.api('DELETE', `${CONTACTS}/${id}`)).status, 204);
    assert.equal((await hubspot.api('GET', `${CONTACTS}/${id}`)).status, 404);
    assert.equal((await create(ADA)).status, 201);
  });

  it('refuses an address twice, and names the contact that has it', async () => {
    const { id } = (await create(ADA)).body;
    const again = await create({ email: 'Ada@Mail.example' });
    assert.deepEqual([again.status, again.body.category], [409, 'CONFLICT']);
    assert.equal(again.body.message, `Contact already exists. Existing ID: ${id}`);
  });

  const invalid: [object, string, string][] = [
    [{ no_such: 'x' }, 'PROPERTY_DOESNT_EXIST', 'no_such'],
    [{ email: 'ada' }, 'INVALID_EMAIL', 'email'],
    [{ hired_on: '2026-11-20T09:00:00Z' }, 'INVALID_DATE', 'hired_on'],
    [{ referred_hires: 'many' }, 'INVALID_NUMBER', 'referred_hires'],
    [{ hs_object_id: '1' }, 'READ_ONLY_VALUE', 'hs_object_id'],
    [{ ats_candidate_id: 'taken' }, 'CONFLICTING_UNIQUE_VALUE', 'ats_candidate_id'],
  ];
  for (const [properties, code, name] of invalid) {
    it(`refuses ${JSON.stringify(properties)}`, async () => {
      await create({ ats_candidate_id: 'taken' });
      const { status, body } = await create(properties);
      assert.deepEqual([status, body.category], [400, 'VALIDATION_ERROR']);
      assert.deepEqual([body.errors[0].code, body.errors[0].context.propertyName], [code, [name]]);
    });
  }

  it('takes a day as text or as midnight, and gives it as text', async () => {
    const { body } = await create({ hired_on: Date.parse('2026-11-20') });
    assert.equal(body.properties.hired_on, '2026-11-20');
  });

  it('refuses a batch at its first failure, unless its inputs have trace ids', async () => {
    const { id } = (await create(ADA)).body;
    const inputs = [{ properties: ADA }, { properties: { firstname: 'Bo' } }];
    const whole = await hubspot.api('POST', `${CONTACTS}/batch/create`, { inputs });
    assert.deepEqual([whole.status, whole.body.message], [409, 'Contact already exists']);
    const traced = inputs.map((input, n) => ({ ...input, objectWriteTraceId: String(n) }));
    const partly = await hubspot.api('POST', `${CONTACTS}/batch/create`, { inputs: traced });
    assert.deepEqual([partly.status, partly.body.results.length, partly.body.numErrors], [207, 1, 1]);
    assert.deepEqual(partly.body.errors[0].context, { objectWriteTraceId: ['0'], existingId: [id] });
  });

  it('upserts by a unique property, and says what was new', async () => {
    const upsert = async (inputs: object[]) => hubspot.api('POST', `${CONTACTS}/batch/upsert`, { inputs });
    const input = { idProperty: 'ats_candidate_id', id: '7', properties: { firstname: 'Ada' } };
    const first = await upsert([input]);
    const second = await upsert([{ ...input, properties: { firstname: 'A.' } }]);
    assert.deepEqual([first.body.results[0].new, second.body.results[0].new], [true, false]);
    assert.equal(first.body.results[0].id, second.body.results[0].id);
    assert.equal((await upsert([{ ...input, idProperty: 'firstname' }])).status, 400);
    assert.equal((await upsert([])).status, 400);
    const update = { inputs: [{ id: '1', properties: {} }] };
    assert.equal((await hubspot.api('POST', `${CONTACTS}/batch/update`, update)).status, 404);
  });

  it('reads a batch in parts', async () => {
    const { id } = (await create(ADA)).body;
    const body = { idProperty: 'email', inputs: [{ id: 'ada@mail.example' }, { id: 'bo@mail.example' }] };
    const read = await hubspot.api('POST', `${CONTACTS}/batch/read`, body);
    assert.deepEqual([read.status, read.body.results[0].id], [207, id]);
    assert.equal(read.body.errors[0].category, 'OBJECT_NOT_FOUND');
  });

  it('shows the search a write only later, without telling its limits', async () => {
    const search = () =>
      hubspot.api('POST', `${CONTACTS}/search`, {
        filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: 'ada@mail.example' }] }],
      });
    await hubspot.control('POST', '/search-lag', { ms: 400 });
    await create(ADA);
    const early = await search();
    assert.equal(early.body.total, 0);
    assert.equal(early.headers.get('x-hubspot-ratelimit-max'), null);
    await until(async () => (await search()).body.total === 1, 'the search');
  });

  it('searches by operators, sorted and paged', async () => {
    await hubspot.control('POST', '/search-lag', { ms: 0 });
    for (const hires of [3, 11, 2]) await create({ referred_hires: hires });
    const search = async (filters: object[], more: object = {}) =>
      (
        await hubspot.api('POST', `${CONTACTS}/search`, {
          filterGroups: [{ filters }],
          sorts: [{ propertyName: 'referred_hires', direction: 'DESCENDING' }],
          properties: ['referred_hires'],
          ...more,
        })
      ).body;
    const marked = { propertyName: 'referred_hires', operator: 'HAS_PROPERTY' };
    const values = (page: any) => page.results.map((one: any) => one.properties.referred_hires);
    const first = await search([marked], { limit: 2 });
    assert.deepEqual([values(first), first.total], [['11', '3'], 3]);
    assert.deepEqual(values(await search([marked], { limit: 2, after: first.paging.next.after })), ['2']);
    assert.deepEqual(values(await search([{ propertyName: 'referred_hires', operator: 'GT', value: '2' }])), [
      '11',
      '3',
    ]);
    assert.equal(
      (await search([{ propertyName: 'nothing', operator: 'EQ', value: '1' }])).category,
      'VALIDATION_ERROR',
    );
  });

  it('allows five searches a second', async () => {
    const answers = await Promise.all(
      Array.from({ length: 7 }, () => hubspot.api('POST', `${CONTACTS}/search`, { filterGroups: [] })),
    );
    const throttled = answers.filter((one) => one.status === 429);
    assert.equal(throttled.length, 2);
    assert.equal(throttled[0]?.body.policyName, 'SECONDLY');
  });

  it('has properties, and takes new ones once', async () => {
    const property = {
      name: 'shoe_size',
      label: 'Shoe size',
      type: 'number',
      fieldType: 'number',
      groupName: 'hireline',
    };
    assert.equal((await hubspot.api('POST', '/crm/v3/properties/contacts', property)).status, 201);
    assert.equal((await hubspot.api('POST', '/crm/v3/properties/contacts', property)).status, 409);
    const { results } = (await hubspot.api('GET', '/crm/v3/properties/contacts')).body;
    const unique = results.filter((one: any) => one.hasUniqueValue).map((one: any) => one.name);
    assert.deepEqual(unique, ['email', 'ats_candidate_id']);
    assert.equal((await hubspot.api('GET', '/crm/v3/properties/contacts/shoe_size')).body.type, 'number');
  });

  it('keeps notes, which need a time', async () => {
    const note = { properties: { hs_note_body: 'x', hs_timestamp: '2026-11-16T11:00:00Z' } };
    const { status, body } = await hubspot.api('POST', '/crm/v3/objects/notes', note);
    assert.equal(status, 201);
    const path = `/crm/v3/objects/notes/${body.id}?properties=hs_note_body`;
    assert.equal((await hubspot.api('GET', path)).body.properties.hs_note_body, 'x');
    const untimed = { properties: { hs_note_body: 'x' } };
    assert.equal((await hubspot.api('POST', '/crm/v3/objects/notes', untimed)).status, 400);
  });

  it('knows some employees, and starts with them once', async () => {
    hubspot.simulator.seed();
    const { results } = (await hubspot.api('GET', `${CONTACTS}?limit=2`)).body;
    assert.equal(results[0].properties.email, 'maya.lindqvist@acme.example');
    assert.equal((await hubspot.control('GET', '/contacts')).body.length, 4);
    const next = (await hubspot.api('GET', `${CONTACTS}?limit=3&after=${results[1].id}`)).body;
    assert.deepEqual([next.results.length, next.paging], [3, undefined]);
  });

  it('refuses strangers and unknown paths, and tells the token of its scopes', async () => {
    assert.equal((await hubspot.api('GET', CONTACTS, undefined, { authorization: 'Bearer x' })).status, 401);
    assert.equal((await hubspot.api('GET', '/crm/v3/objects/deals')).status, 404);
    const info = await hubspot.api('POST', '/oauth/v2/private-apps/get/access-token-info', { tokenKey: 'x' });
    assert.equal(info.status, 404);
  });

  it('refuses controls it does not understand', async () => {
    assert.equal((await hubspot.control('POST', '/search-lag', { ms: -1 })).status, 400);
    assert.equal((await hubspot.control('POST', '/scopes', { missing: ['everything'] })).status, 400);
    assert.equal((await hubspot.control('PATCH', '/contacts/1', {})).status, 404);
    assert.equal((await hubspot.control('POST', '/contacts', { no_such: 'x' })).status, 400);
    assert.equal((await hubspot.control('POST', '/contacts/1/restore')).status, 404);
  });
});

describe('hubspot simulator: webhooks', () => {
  let receiver: Awaited<ReturnType<typeof startServer>>;
  let reply: () => Reply;
  beforeEach(async () => {
    reply = () => ({});
    receiver = await startServer(() => reply());
  });
  afterEach(() => receiver.close());

  const url = () => `${receiver.url}/webhooks/hubspot`;
  const arrived = (count: number) => until(() => receiver.seen.length >= count, `${count} webhooks`);
  const start = (options = {}) => startSimulator({ webhookUrl: url(), timeScale: 10_000_000, ...options });
  const deliveryOf = (one: Seen) => ({
    headers: one.headers as Record<string, string>,
    rawBody: one.raw,
    url: url(),
    receivedAt: new Date(),
  });

  it('tell, signed and in one list, what a person changed', async () => {
    const hubspot = await start();
    const { id } = (await hubspot.control('POST', '/contacts', ADA)).body;
    await hubspot.control('PATCH', `/contacts/${id}`, { advocate_id: 'adv-2', hired_on: '2026-11-20', phone: '1' });
    await arrived(1);
    const [one] = receiver.seen as [Seen];
    assert.deepEqual(webhooks.verify(deliveryOf(one), ['newer', SECRET]), { ok: true });
    assert.equal(one.headers['x-hubspot-signature-version'], 'v1');
    assert.deepEqual(
      one.body.map((event: any) => [
        event.subscriptionType,
        event.propertyName,
        event.changeSource,
        event.attemptNumber,
      ]),
      [
        ['contact.propertyChange', 'advocate_id', 'CRM_UI', 0],
        ['contact.propertyChange', 'hired_on', 'CRM_UI', 0],
      ],
    );
    assert.equal(webhooks.accountOf?.(deliveryOf(one)), '62515');
    assert.deepEqual(webhooks.parse(deliveryOf(one)), {
      outcome: 'event',
      event: { kind: 'crmContactsChanged', crm: 'hubspot', contacts: [{ contactId: id, change: 'changed' }] },
    });
    await hubspot.close();
  });

  it('tell deletion, restoring, erasure and merges, under either name of the type', async () => {
    const hubspot = await start();
    await hubspot.control('POST', '/settings', { typeKey: 'eventType' });
    const [one, other] = [
      (await hubspot.control('POST', '/contacts', ADA)).body.id as string,
      (await hubspot.control('POST', '/contacts', { email: 'bo@mail.example' })).body.id as string,
    ];
    await hubspot.control('DELETE', `/contacts/${one}`);
    await hubspot.control('POST', `/contacts/${one}/restore`);
    await hubspot.control('POST', `/contacts/${one}/merge`, { into: other });
    await hubspot.control('POST', `/contacts/${other}/erase`);
    await arrived(4);
    const told = receiver.seen.map((seen) => {
      const parsed = webhooks.parse(deliveryOf(seen));
      assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'crmContactsChanged');
      const contacts = parsed.event.contacts.map(({ contactId, change }) => `${contactId} ${change}`);
      return [seen.body[0].eventType, ...contacts].join(', ');
    });
    assert.deepEqual(told.sort(), [
      `contact.deletion, ${one} deleted`,
      `contact.merge, ${one} merged, ${other} changed`,
      `contact.privacyDeletion, ${other} erased`,
      `contact.restore, ${one} changed`,
    ]);
    await hubspot.close();
  });

  it('come of our own writes as well, and say so', async () => {
    const hubspot = await start();
    await hubspot.api('POST', CONTACTS, { properties: { ...ADA, referral_id: 'ref-1' } });
    await arrived(1);
    assert.equal(receiver.seen[0]?.body[0].changeSource, 'INTEGRATION');
    await hubspot.close();
  });

  it('come again ten times, newly signed, until they are taken', async () => {
    reply = () => ({ status: 500 });
    const hubspot = await start();
    await hubspot.control('POST', '/contacts', { ...ADA, advocate_id: 'adv-1' });
    await until(() => hubspot.simulator.webhooks?.list()[0]?.status === 'gave_up', 'the end');
    assert.equal(receiver.seen.length, 11);
    assert.equal(new Set(receiver.seen.map((one) => webhooks.eventId(deliveryOf(one)))).size, 1);
    await hubspot.close();
  });

  it('and all records survive a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hubspot-'));
    const stateFile = join(folder, 'hubspot.jsonl');
    try {
      reply = () => ({ status: 503 });
      const first = await start({ stateFile, timeScale: 1 });
      const { id } = (await first.control('POST', '/contacts', { ...ADA, advocate_id: 'adv-1' })).body;
      await first.control('POST', '/search-lag', { ms: 5_000 });
      await arrived(1);
      await first.close();
      reply = () => ({});
      const second = await start({ stateFile });
      await arrived(2);
      assert.equal((await second.api('GET', `${CONTACTS}/${id}`)).body.id, id);
      assert.equal((await second.control('GET', '/settings')).body.searchLagMs, 5_000);
      const all = await second.api('POST', `${CONTACTS}/search`, { filterGroups: [] });
      assert.equal(all.body.total, 5);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
