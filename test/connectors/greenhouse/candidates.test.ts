import assert from 'node:assert/strict';
import { auditedTrace } from '../../../connectors/write-trace.js';
import type { AtsConnector } from '../../../connectors/roles/ats.js';
import { withLists } from './canned-lists.js';
import { failureOf } from './failures.js';
import { ADA, connectTo, PLACES, startSimulator, type RunningSimulator } from './servers.js';

const TRACE = auditedTrace('https://temporal.example/run/1');

describe('greenhouse candidates, applications and notes against the simulator', () => {
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

  const hire = async (changes: Record<string, unknown> = {}) => {
    const made = await server.control('POST', '/hires', { ...ADA, ...changes });
    return { candidate: String(made['candidate_id']), application: String(made['application_id']) };
  };
  const written = async () =>
    (await server.calls()).filter(({ method, path }) => method !== 'GET' && path !== '/token');

  it('reads a candidate, and what people change about them', async () => {
    const { candidate } = await hire();
    const read = await ats.readCandidate(candidate);
    assert.deepEqual(read, {
      ...{ candidateId: candidate, firstName: 'Ada', lastName: 'Byron', preferredName: null },
      ...{ emails: ['ada.byron@mail.example'], phones: ['+14155550123'], timeZone: null },
      ...{ mailAllowed: true, textsAllowed: false },
    });
    await server.control('PATCH', `/candidates/${candidate}`, {
      ...{ time_zone: 'Eastern Time (US & Canada)', sms_opt_in: true, email: 'ada@mail.example', can_email: false },
      phone: '12',
    });
    assert.deepEqual(await ats.readCandidate(candidate), {
      ...{ ...read, emails: ['ada@mail.example'], phones: [], timeZone: 'America/New_York' },
      ...{ mailAllowed: false, textsAllowed: true },
    });
    assert.equal((await failureOf(ats.readCandidate('1'))).type, 'VendorNotFound');
  });

  it('finds candidates by e-mail address, capitals ignored', async () => {
    const { candidate } = await hire();
    const other = await hire();
    await hire({ email: 'other@mail.example' });
    const found = await ats.findCandidatesByEmail(' Ada.Byron@MAIL.example');
    assert.deepEqual(found.map(({ candidateId }) => candidateId).sort(), [candidate, other.candidate].sort());
    assert.deepEqual(await ats.findCandidatesByEmail('nobody@mail.example'), []);
  });

  it('reads applications with job and recruiter, newest first', async () => {
    const first = await hire({ recruiter_email: 'alex.kim@acme.example' });
    const second = await hire({ job_id: 602 });
    await server.control('POST', `/applications/${first.application}/reject`);
    await server.control('POST', `/candidates/${second.candidate}/merge`, { into: first.candidate });
    const [newer, older, ...more] = await ats.listApplications(first.candidate);
    assert.equal(more.length, 0);
    assert.deepEqual(newer, {
      ...{ applicationId: second.application, candidateId: first.candidate, jobId: '602', status: 'active' },
      ...{ jobTitle: 'Account Executive', recruiter: null },
    });
    assert.equal(older?.status, 'rejected');
    assert.deepEqual(older?.recruiter, {
      ...{ id: '4007', name: 'Alex Kim', firstName: 'Alex', lastName: 'Kim', employeeNumber: 'E-1007' },
      email: 'alex.kim@acme.example',
    });
    assert.deepEqual(await ats.readApplication(first.application), older);
    assert.deepEqual(await ats.listApplications(second.candidate), []);
    assert.equal((await failureOf(ats.readApplication('1'))).type, 'VendorNotFound');
    assert.equal((await failureOf(ats.readCandidate(second.candidate))).type, 'VendorNotFound');
    assert.deepEqual((await ats.readCandidate(first.candidate)).emails, ['ada.byron@mail.example']);
  });

  it('adds a note with the trace in headers only, and finds it by its marker', async () => {
    const { candidate, application } = await hire();
    const other = await hire();
    assert.equal(await ats.findNote(candidate, '[hireline:s1]'), undefined);
    const note = { candidateId: candidate, applicationId: application, body: 'Screening: clear\n[hireline:s1]' };
    const receipt = await ats.addNote(note, TRACE);
    assert.equal(receipt.status, 201);
    assert.equal(receipt.sentTo, `${server.url}/v3/notes`);
    assert.equal(await ats.findNote(candidate, '[hireline:s1]'), receipt.recordId);
    assert.equal(await ats.findNote(candidate, '[hireline:s2]'), undefined);
    assert.equal(await ats.findNote(other.candidate, '[hireline:s1]'), undefined);
    const [call] = await written();
    assert.deepEqual(JSON.parse(String(call?.body)), {
      ...{ candidate_id: Number(candidate), application_id: Number(application), body: note.body },
      ...{ note_type: 'NOTE', visibility: 'admin_only' },
    });
    assert.equal(call?.headers['x-sent-from'], TRACE.sentFrom);
    const [kept] = (await server.control('GET', `/candidates/${candidate}/notes`)) as unknown as {
      visibility: string;
    }[];
    assert.equal(kept?.visibility, 'admin_only_visible');
    const without = await ats.addNote({ candidateId: candidate, applicationId: null, body: 'x' }, TRACE);
    assert.equal(without.status, 201);
    assert.equal((await failureOf(ats.addNote({ ...note, candidateId: '1' }, TRACE))).type, 'VendorRejected');
  });

  it('keeps looking for a note on the next pages', async () => {
    const { candidate } = await hire();
    const receipt = await ats.addNote({ candidateId: candidate, applicationId: null, body: '[first]' }, TRACE);
    for (let n = 0; n < 501; n += 1) {
      await server.harvest('POST', '/v3/notes', { candidate_id: Number(candidate), body: `${n}` });
    }
    assert.equal(await ats.findNote(candidate, '[first]'), receipt.recordId);
  });

  it('writes the screening history and reads it back as it is', async () => {
    const { candidate } = await hire();
    assert.equal(await ats.readScreeningHistory(candidate), null);
    const history = `${'2026-11-20 checkr clear\n'.repeat(400)} `;
    const receipt = await ats.writeScreeningHistory(candidate, history, TRACE);
    assert.equal(receipt.recordId, candidate);
    assert.equal(await ats.readScreeningHistory(candidate), history);
    const [call] = await written();
    assert.equal(call?.path, `/v3/candidates/${candidate}`);
    assert.deepEqual(JSON.parse(String(call?.body)), {
      custom_fields: [{ name_key: 'screening_history', value: history }],
    });
    assert.equal(call?.headers['x-sent-to'], receipt.sentTo);
    assert.equal((await failureOf(ats.readScreeningHistory('1'))).type, 'VendorNotFound');
    assert.equal((await failureOf(ats.writeScreeningHistory('1', 'x', TRACE))).type, 'VendorNotFound');

    const other = connectTo(server.url, {
      places: { ...PLACES, screeningHistory: 'candidate.custom_fields.nowhere' },
    });
    assert.match((await failureOf(other.writeScreeningHistory(candidate, 'x', TRACE))).message, /nowhere/);
    await other.close();
  });

  it('refuses places that a candidate does not have, naming systems.yaml', () => {
    const table: [Partial<typeof PLACES>, RegExp][] = [
      [
        { screeningHistory: 'candidate.screening_history' },
        /^systems\.yaml, places\.screeningHistory: candidate\.scree/,
      ],
      [{ screeningHistory: 'candidate.title' }, /^systems\.yaml, places\.screeningHistory: .*as it is written/],
      [{ screeningHistory: 'application.custom_fields.x' }, /^systems\.yaml, places\.screeningHistory: /],
      [{ textMessageConsent: 'sms_opt_in' }, /^systems\.yaml, places\.textMessageConsent: /],
      [{ textMessageConsent: 'offer.custom_fields.sms_opt_in' }, /^systems\.yaml, places\.textMessageConsent: /],
    ];
    for (const [changes, message] of table) {
      assert.throws(() => connectTo(server.url, { places: { ...PLACES, ...changes } }), { message });
    }
  });
});

describe('greenhouse candidates against other servers', () => {
  const contact = (more: Record<string, unknown>) => ({
    '/v3/candidates': [{ id: '7', first_name: ' Ada ', last_name: '', can_email: true, ...more }],
  });
  const read = (more: Record<string, unknown>) => withLists(contact(more), (ats) => ats.readCandidate('7'));

  it('puts addresses and numbers of the preferred type first, and leaves out what is none', async () => {
    const candidate = await read({
      email_addresses: [
        { value: 'work@mail.example', type: 'work' },
        { value: 'not an address', type: 'personal' },
        { value: 'home@mail.example', type: 'Personal' },
        { value: 'WORK@mail.example', type: 'other' },
        { value: null, type: 'personal' },
      ],
      phone_numbers: [{ value: '(415) 555-0199', type: 'home' }, { value: '+44 20 7946 0018', type: 'mobile' }, {}],
    });
    assert.deepEqual(candidate.emails, ['home@mail.example', 'work@mail.example']);
    assert.deepEqual(candidate.phones, ['+442079460018', '+14155550199']);
    assert.deepEqual([candidate.firstName, candidate.lastName], ['Ada', null]);
  });

  it('takes nothing but a yes for consent to text messages', async () => {
    const table: [unknown, boolean][] = [
      [{ name: 'Opt-in', type: 'yes_no', value: true }, true],
      [{ name: 'Opt-in', type: 'yes_no', value: false }, false],
      [{ name: 'Opt-in', type: 'yes_no', value: null }, false],
      [{ name: 'Opt-in', type: 'single_select', value: 'Yes' }, true],
      [{ name: 'Opt-in', type: 'single_select', value: { id: 4, name: 'yes' } }, true],
      [{ name: 'Opt-in', type: 'single_select', value: 'No' }, false],
      [{ name: 'Opt-in', type: 'number', value: 1 }, false],
      [undefined, false],
    ];
    for (const [sms_opt_in, allowed] of table) {
      const { textsAllowed } = await read({ custom_fields: { sms_opt_in } });
      assert.equal(textsAllowed, allowed, JSON.stringify(sms_opt_in));
    }
  });

  it('does not guess whether a candidate may be written to', async () => {
    const failure = await failureOf(read({ can_email: 'perhaps' }));
    assert.equal(failure.type, 'VendorContract');
    assert.match(failure.message, /can_email/);
    assert.doesNotMatch(failure.message, /perhaps/);
  });

  it('keeps to candidates that have the address, whatever a server lists', async () => {
    const found = await withLists(
      {
        '/v3/candidates': [
          ...contact({})['/v3/candidates'],
          { id: 8, can_email: true, email_addresses: [{ value: 'a@b.example' }] },
        ],
      },
      (ats) => ats.findCandidatesByEmail('a@b.example'),
    );
    assert.deepEqual(
      found.map(({ candidateId }) => candidateId),
      ['8'],
    );
  });

  it('refuses a screening history that is no text, without repeating it', async () => {
    const lists = contact({ custom_fields: { screening_history: { name: 'S', type: 'number', value: 4711 } } });
    const failure = await failureOf(withLists(lists, (ats) => ats.readScreeningHistory('7')));
    assert.equal(failure.type, 'VendorContract');
    assert.match(failure.message, /candidate\.custom_fields\.screening_history: expected text, found a number/);
    assert.doesNotMatch(failure.message, /4711/);
  });

  it('reads applications without a job, and recruiters that are no more', async () => {
    const rows = [
      {
        id: 1,
        candidate_id: 7,
        job_id: null,
        recruiter_id: null,
        status: 'converted',
        created_at: '2026-01-02T00:00:00Z',
      },
      { id: 2, candidate_id: 7, job_id: 6, recruiter_id: 9, status: 'in_process', created_at: '2026-01-01T00:00:00Z' },
    ];
    const applications = await withLists({ '/v3/applications': rows }, (ats) => ats.listApplications('7'));
    assert.deepEqual(applications, [
      { applicationId: '1', candidateId: '7', jobId: null, jobTitle: null, status: 'converted', recruiter: null },
      { applicationId: '2', candidateId: '7', jobId: '6', jobTitle: null, status: 'active', recruiter: { id: '9' } },
    ]);
  });

  it('takes a note for written even where the answer does not tell its id', async () => {
    const receipt = await withLists({}, (ats) =>
      ats.addNote({ candidateId: '7', applicationId: null, body: 'x' }, TRACE),
    );
    assert.deepEqual([receipt.status, receipt.recordId], [200, undefined]);
  });
});
