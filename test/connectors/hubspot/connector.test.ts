import assert from 'node:assert/strict';
import { connector } from '../../../connectors/hubspot/index.js';
import type { CrmConnector } from '../../../connectors/roles/crm.js';
import { startSimulator, type RunningSimulator } from './harness.js';
import { connectTo, failureOf, gathered, HIRE, REFERRAL, TOKEN, TRACE, until } from './servers.js';

const CONTACTS = '/crm/v3/objects/contacts';

describe('hubspot connector, against the simulator', () => {
  let hubspot: RunningSimulator;
  let crm: CrmConnector;
  beforeEach(async () => {
    hubspot = await startSimulator();
    crm = connectTo(hubspot.url);
  });
  afterEach(async () => {
    await crm.close();
    await hubspot.close();
  });

  const contact = async (id: string | undefined) => (await hubspot.control('GET', `/contacts/${id}`)).body;
  const add = async (properties: object): Promise<string> =>
    (await hubspot.control('POST', '/contacts', properties)).body.id as string;

  it('writes a hire to a contact of its own, and reads it back at once', async () => {
    assert.equal(await crm.findHire(HIRE.candidateId), undefined);
    const receipt = await crm.putHire(HIRE, TRACE);
    assert.equal(receipt.status, 200);
    assert.equal(receipt.sentTo, `${hubspot.url}${CONTACTS}/batch/upsert`);
    const hire = {
      contactId: receipt.recordId,
      candidateId: '700123',
      applicationId: '800123',
      advocateId: 'adv-1',
      referralId: 'ref-1',
      hiredOn: '2026-11-20',
    };
    assert.deepEqual(await crm.findHire(HIRE.candidateId), hire);
    assert.deepEqual(await crm.readContact(String(receipt.recordId)), hire);
    assert.ok(!(await hubspot.calls()).some((call) => call.endsWith('/search')));
    const { properties } = await contact(receipt.recordId);
    assert.deepEqual(properties, {
      firstname: 'Ada',
      lastname: 'Byron',
      email: 'ada@mail.example',
      phone: '+14155550123',
      ats_candidate_id: '700123',
      ats_application_id: '800123',
      advocate_id: 'adv-1',
      referral_id: 'ref-1',
      hired_on: '2026-11-20',
      sent_from: TRACE.sentFrom,
      sent_to: receipt.sentTo,
    });
  });

  it('writes the same candidate to the same contact, and leaves what it does not know', async () => {
    const first = await crm.putHire(HIRE, TRACE);
    const unknown = { firstName: null, lastName: 'King', email: null, phone: null };
    const second = await crm.putHire({ ...HIRE, hiredOn: '2026-12-01', candidate: unknown }, TRACE);
    assert.equal(second.recordId, first.recordId);
    const { properties } = await contact(first.recordId);
    assert.deepEqual(
      [properties.firstname, properties.lastname, properties.email, properties.hired_on],
      ['Ada', 'King', 'ada@mail.example', '2026-12-01'],
    );
  });

  it('writes it once, when told several times at once', async () => {
    await Promise.allSettled(Array.from({ length: 5 }, () => crm.putHire(HIRE, TRACE)));
    const { body } = await hubspot.control('GET', '/contacts');
    assert.equal(body.filter((one: any) => one.properties.ats_candidate_id === '700123').length, 1);
  });

  it('adopts the contact that has the e-mail address and no candidate yet', async () => {
    const id = await add({ email: 'ADA@mail.example', firstname: 'A.', company: 'Engine Ltd' });
    const receipt = await crm.putHire(HIRE, TRACE);
    assert.deepEqual([receipt.recordId, receipt.status], [id, 200]);
    assert.equal(receipt.sentTo, `${hubspot.url}${CONTACTS}/${id}`);
    assert.equal((await crm.findHire('700123'))?.contactId, id);
    const { properties } = await contact(id);
    assert.deepEqual(
      [properties.firstname, properties.company, properties.sent_to],
      ['Ada', 'Engine Ltd', receipt.sentTo],
    );
    assert.ok(!(await hubspot.calls()).some((call) => call.includes('mail.example') || call.endsWith('/search')));
  });

  it('leaves the contact of another candidate alone, and says so without values', async () => {
    const id = await add({ email: 'ada@mail.example', ats_candidate_id: '999' });
    const before = await contact(id);
    const failure = await failureOf(crm.putHire(HIRE, TRACE));
    assert.equal(failure.type, 'VendorConflict');
    assert.equal(failure.nonRetryable, true);
    assert.match(failure.message, /of another candidate/);
    assert.doesNotMatch(JSON.stringify([failure.message, failure.details]), /ada|999|171591/);
    assert.deepEqual(await contact(id), before);
    assert.equal(await crm.findHire('700123'), undefined);
  });

  it('asks a person to merge two contacts of one candidate', async () => {
    await crm.putHire({ ...HIRE, candidate: { ...HIRE.candidate, email: 'other@mail.example' } }, TRACE);
    await add({ email: 'ada@mail.example' });
    const failure = await failureOf(crm.putHire(HIRE, TRACE));
    assert.equal(failure.type, 'VendorConflict');
    assert.match(failure.message, /merge them/);
    assert.doesNotMatch(failure.message, /mail\.example|700123/);
  });

  it('says that a contact does not exist, and follows one that was merged', async () => {
    assert.equal((await failureOf(crm.readContact('1'))).type, 'VendorNotFound');
    const { recordId } = await crm.putHire(HIRE, TRACE);
    const into = await add({ email: 'ada.byron@mail.example' });
    assert.equal((await hubspot.control('POST', `/contacts/${recordId}/merge`, { into })).status, 200);
    assert.deepEqual((await crm.readContact(String(recordId))).contactId, into);
    assert.equal((await crm.findHire('700123'))?.contactId, into);
    await hubspot.control('DELETE', `/contacts/${into}`);
    assert.equal((await failureOf(crm.readContact(into))).type, 'VendorNotFound');
    assert.equal(await crm.findHire('700123'), undefined);
  });

  it('lists the hires with an advocate, once the search shows them', async () => {
    await add({ email: 'nobody@mail.example', ats_candidate_id: '1' });
    await crm.putHire(HIRE, TRACE);
    await crm.putHire({ ...HIRE, candidateId: '2', candidate: { ...HIRE.candidate, email: null } }, TRACE);
    assert.deepEqual((await gathered(crm.listHires())).rows, []);
    await until(async () => (await gathered(crm.listHires())).rows.length === 2, 'the search');
    const { rows, failure } = await gathered(crm.listHires());
    assert.equal(failure, undefined);
    assert.deepEqual(
      rows.map(({ candidateId, advocateId, hiredOn }) => [candidateId, advocateId, hiredOn]),
      [
        ['700123', 'adv-1', '2026-11-20'],
        ['2', 'adv-1', '2026-11-20'],
      ],
    );
  });

  it('takes back that somebody was hired, once, and leaves who brought them', async () => {
    assert.equal(await crm.withdrawHire(HIRE, TRACE), undefined);
    const { recordId } = await crm.putHire(HIRE, TRACE);
    const receipt = await crm.withdrawHire(HIRE, TRACE);
    assert.equal(receipt?.recordId, recordId);
    const hire = await crm.findHire(HIRE.candidateId);
    assert.deepEqual([hire?.hiredOn, hire?.advocateId], [null, 'adv-1']);
    assert.equal((await contact(recordId)).properties.sent_to, receipt?.sentTo);
    assert.equal(await crm.withdrawHire(HIRE, TRACE), undefined);
    await crm.putHire(HIRE, TRACE);
    assert.equal((await crm.findHire(HIRE.candidateId))?.hiredOn, '2026-11-20');
  });

  it("marks the advocate's contact with their hires, and nothing else on it", async () => {
    const advocate = { advocateId: 'adv-1', email: 'Maya.Lindqvist@acme.example', hires: 1 };
    const receipt = await crm.tagAdvocate(advocate, TRACE);
    const { properties } = await contact(receipt?.recordId);
    assert.equal(properties.referred_hires, '1');
    assert.equal(properties.advocate_id, undefined);
    assert.equal(properties.sent_from, TRACE.sentFrom);
    assert.equal(await crm.tagAdvocate(advocate, TRACE), undefined);
    assert.ok(await crm.tagAdvocate({ ...advocate, hires: 2 }, TRACE));
    assert.equal(await crm.tagAdvocate({ ...advocate, email: 'unknown@acme.example' }, TRACE), undefined);
  });

  for (const [name, missing] of [
    ['known', []],
    ['not known', ['crm.schemas.contacts.read']],
  ] as const) {
    it(`does without properties the account lacks, its properties being ${name}`, async () => {
      for (const property of ['referred_hires', 'sent_from', 'sent_to']) {
        await hubspot.control('DELETE', `/properties/${property}`);
      }
      await hubspot.control('POST', '/scopes', { missing });
      const { recordId } = await crm.putHire(HIRE, TRACE);
      assert.equal((await contact(recordId)).properties.sent_from, undefined);
      const advocate = { advocateId: 'adv-1', email: 'maya.lindqvist@acme.example', hires: 3 };
      assert.equal(await crm.tagAdvocate(advocate, TRACE), undefined);
      assert.equal((await hubspot.calls()).filter((call) => call === 'GET /crm/v3/properties/contacts').length, 1);
    });
  }

  it('finds a summary after the search has caught up, and never another', async () => {
    await hubspot.control('POST', '/search-lag', { ms: 600 });
    const marker = 'attribution:weekly:2026-11-16';
    const summary = {
      marker,
      at: '2026-11-16T11:00:00Z',
      title: 'Hires <by> referral',
      lines: ['3 of 10 & more', 'x'],
    };
    const receipt = await crm.addSummary(summary, TRACE);
    assert.equal(await crm.findSummary(marker), receipt.recordId);
    const brief = connectTo(hubspot.url, { HUBSPOT_SEARCH_WAIT: '100ms' });
    assert.equal(await brief.findSummary('attribution:weekly:2026-11-09'), undefined);
    await brief.close();
    const [note] = (await hubspot.control('GET', '/notes')).body;
    assert.equal(note.properties.hs_timestamp, summary.at);
    assert.match(note.properties.hs_note_body, /Hires &lt;by&gt; referral/);
    assert.match(note.properties.hs_note_body, /3 of 10 &amp; more<br>x/);
    assert.ok(note.properties.hs_note_body.includes(marker));
    assert.deepEqual(note.associations, []);
  });

  it('attaches summaries to the company it is told', async () => {
    const attached = connectTo(hubspot.url, { HUBSPOT_SUMMARY_COMPANY_ID: '77' });
    await attached.addSummary({ marker: 'm', at: '2026-11-16T11:00:00Z', title: 't', lines: [] }, TRACE);
    const [note] = (await hubspot.control('GET', '/notes')).body;
    assert.deepEqual(note.associations, [
      { to: { id: '77' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 190 }] },
    ]);
    await attached.close();
  });

  it('keeps to the pace of searches', async () => {
    const started = Date.now();
    await Promise.all(Array.from({ length: 8 }, () => gathered(crm.listHires())));
    assert.ok(Date.now() - started >= 7 * 250 - 20);
    const { body } = await hubspot.control('GET', '/calls');
    assert.ok(body.every((call: any) => call.status === 200));
  });

  it('names the scope that is missing', async () => {
    await hubspot.control('POST', '/scopes', { missing: ['crm.objects.contacts.write'] });
    const failure = await failureOf(crm.putHire(HIRE, TRACE));
    assert.equal(failure.type, 'VendorUnauthorized');
    assert.match(failure.message, /crm\.objects\.contacts\.write/);
    assert.equal(await crm.findHire('700123'), undefined);
  });

  it('names the property that does not exist', async () => {
    await hubspot.control('DELETE', '/properties/referral_id');
    const failure = await failureOf(crm.putHire(HIRE, TRACE));
    assert.equal(failure.type, 'VendorRejected');
    assert.match(failure.message, /PROPERTY_DOESNT_EXIST referral_id/);
    assert.doesNotMatch(failure.message, /ref-1|ada/i);
  });

  it('waits when it is throttled, and tells of the window', async () => {
    const tight = await startSimulator({ rateLimit: 2 });
    const observed: Record<string, unknown>[] = [];
    const blocked: Date[] = [];
    const limiter = {
      acquire: () => Promise.resolve(),
      observe: (_vendor: string, told: object) => void observed.push({ ...told }),
      block: (_vendor: string, until: Date) => void blocked.push(until),
    };
    const hurried = connectTo(tight.url, {}, { limiter });
    await hurried.findHire('1');
    await hurried.findHire('1');
    const failure = await failureOf(hurried.findHire('1'));
    assert.equal(failure.type, 'VendorThrottled');
    assert.match(failure.message, /TEN_SECONDLY_ROLLING/);
    assert.ok(Number(failure.nextRetryDelay) > 9_000);
    assert.equal(blocked.length, 1);
    assert.deepEqual([observed[0]?.['limit'], observed[0]?.['remaining']], [2, 1]);
    await hurried.close();
    await tight.close();
  });

  it('speaks the versions by date', async () => {
    const dated = connectTo(hubspot.url, { HUBSPOT_API_VERSION: '2026-03' });
    await dated.putHire(HIRE, TRACE);
    assert.equal((await dated.findHire('700123'))?.advocateId, 'adv-1');
    assert.equal((await dated.checkConnection()).ok, true);
    const calls = await hubspot.calls();
    assert.ok(calls.includes('POST /crm/objects/2026-03/contacts/batch/upsert'));
    assert.ok(calls.includes('GET /crm/properties/2026-03/contacts'));
    assert.ok(calls.includes('GET /account-info/2026-03/details'));
    await dated.close();
  });

  it('tells the account, and when it is another than ours', async () => {
    assert.deepEqual(await crm.checkConnection(), { ok: true, detail: 'account 62515 (DEVELOPER_TEST)' });
    const theirs = connectTo(hubspot.url, { HUBSPOT_PORTAL_ID: '1' });
    assert.equal((await theirs.checkConnection()).ok, false);
    await theirs.close();
  });

  it('is refused with another token, and does not show it', async () => {
    const stranger = connectTo(hubspot.url, { HUBSPOT_ACCESS_TOKEN: 'pat-unknown' });
    const { ok, detail } = await stranger.checkConnection();
    assert.equal(ok, false);
    assert.match(detail, /401 INVALID_AUTHENTICATION/);
    assert.doesNotMatch(detail, /pat-unknown/);
    await stranger.close();
  });

  const refusedSettings: [string, Record<string, string>, object, RegExp][] = [
    ['a token', { HUBSPOT_ACCESS_TOKEN: '' }, {}, /HUBSPOT_ACCESS_TOKEN/],
    ['a version', { HUBSPOT_API_VERSION: 'v4' }, {}, /HUBSPOT_API_VERSION/],
    ['a wait', { HUBSPOT_SEARCH_WAIT: 'long' }, {}, /HUBSPOT_SEARCH_WAIT/],
    ['the unique property', {}, { referral: { ...REFERRAL, candidateId: '' } }, /referral\.candidateId\.crm/],
    ['the advocate', {}, { referral: { candidateId: 'ats_candidate_id' } }, /referral\.advocateId\.crm/],
    ['the day of the hire', {}, { referral: { ...REFERRAL, hiredOn: '' } }, /referral\.hiredOn\.crm/],
    ['a property name', {}, { referral: { ...REFERRAL, phone: 'Phone Number' } }, /referral\.phone\.crm/],
    ['a field HubSpot is told of', {}, { referral: { ...REFERRAL, status: 'status' } }, /referral\.status\.crm/],
  ];
  for (const [name, environment, changes, message] of refusedSettings) {
    it(`is not made without ${name}`, () => {
      assert.throws(() => connectTo(hubspot.url, { HUBSPOT_ACCESS_TOKEN: TOKEN, ...environment }, changes), message);
    });
  }

  it('holds no field of the map of hires', () => {
    assert.ok(connector.checkBinding('crm', 'firstName', { path: 'contact.firstname' }));
  });
});
