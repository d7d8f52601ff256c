import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { Connectors } from '../../connectors/registry.js';
import { interviewWorkflowId } from '../../workflows/contract.js';
import { startConsole, type TestConsole } from './harness.js';
import { CALENDAR, couldBeOf, interviewIs, told } from './interview-seed.js';

const ATS = {
  title: 'Greenhouse',
  readApplication: (id: string) =>
    id === '7' || id === '8'
      ? Promise.resolve({ applicationId: id, candidateId: '70' })
      : Promise.reject(ApplicationFailure.nonRetryable('404', 'VendorNotFound')),
};

describe('console API: interviews', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole(undefined, { ats: ATS } as unknown as Connectors);
  });
  afterEach(() => app.stop());

  const ids = async (query = '') =>
    (await app.get(`/api/interviews${query}`)).body.items.map((one: { eventId: string }) => one.eventId);
  const path = (eventId: string, verb: string, source = CALENDAR) => `/api/interviews/${source}/${eventId}/${verb}`;

  it('lists what needs a person first, longest waiting first, a page at a time', async () => {
    await interviewIs(app.db, 'failed', { status: 'failed', reason: 'it answered 500' });
    await interviewIs(app.db, 'told', { status: 'confirmed', applicationId: '7' });
    await interviewIs(app.db, 'doubt', { status: 'in_doubt' });
    await interviewIs(app.db, 'over', { status: 'over' });
    assert.deepEqual(await ids(), ['failed', 'doubt', 'over', 'told']);
    assert.deepEqual(await ids('?status=attention'), ['failed', 'doubt']);
    assert.deepEqual(await ids('?status=confirmed'), ['told']);
    assert.deepEqual(await ids('?applicationId=7'), ['told']);
    const { next } = (await app.get('/api/interviews?limit=3')).body;
    assert.deepEqual(await ids(`?limit=3&before=${next}`), ['told']);
    assert.equal((await app.get('/api/interviews?status=lost')).status, 400);
  });

  it('tells what a person needs to say whose it is', async () => {
    await interviewIs(app.db, 'e1', { status: 'ambiguous' });
    await couldBeOf(app.db, 'e1', ['7', '8']);
    const { body } = await app.get(`/api/interviews/${CALENDAR}/e1`);
    assert.equal(body.needsPerson, true);
    assert.equal(body.title, 'Interview with Ada');
    assert.deepEqual(body.guests, ['Ada Byron (ada@example.org)', 'grace@acme.example']);
    assert.deepEqual(body.possibleApplicationIds, ['7', '8']);
    assert.match(body.runUrl, /interview%3Agoogle-calendar%3Ae1$/);
    assert.equal((await app.get(`/api/interviews/${CALENDAR}/none`)).status, 404);
  });

  it('tells what became of the messages, and neither address nor text', async () => {
    await interviewIs(app.db, 'e1', { status: 'confirmed', applicationId: '7' });
    await told(app.db, 'e1', '7');
    await told(app.db, 'e1', '7', 'text');
    const { body, text } = await app.get(`/api/interviews/${CALENDAR}/e1`);
    assert.deepEqual(
      body.messages.map(({ channel, kind, status, vendor }: Record<string, string>) => [channel, kind, status, vendor]),
      [
        ['mail', 'confirmed', 'sent', 'sendgrid'],
        ['text', 'confirmed', 'sent', 'twilio'],
      ],
    );
    assert.doesNotMatch(text, /example\.org|secret/);
  });

  it("gives a person's choice to the run, and starts one where it has ended", async () => {
    await interviewIs(app.db, 'e1', { status: 'unmatched' });
    const { status, body } = await app.post(path('e1', 'choose'), { applicationId: ' 7 ' });
    assert.equal(status, 202);
    assert.equal(body.accepted, true);
    assert.deepEqual(app.signalled, [
      {
        type: 'interviewConfirmation',
        workflowId: interviewWorkflowId(CALENDAR, 'e1'),
        args: [{ source: CALENDAR, eventId: 'e1' }],
        signal: 'chooseCandidate',
        signalArgs: [{ applicationId: '7', chosenBy: 'console:local' }],
      },
    ]);
  });

  it('refuses a choice that cannot be meant', async () => {
    await interviewIs(app.db, 'e1', { status: 'unmatched' });
    await interviewIs(app.db, 'over', { status: 'over' });
    await interviewIs(app.db, '55', { status: 'failed' }, 'greenhouse');
    const refused = async (eventId: string, body: unknown, source = CALENDAR) => {
      const answer = await app.post(path(eventId, 'choose', source), body);
      return [answer.status, answer.body.reason];
    };
    assert.deepEqual(await refused('e1', { applicationId: '9' }), [422, 'Greenhouse has no application 9.']);
    assert.equal((await refused('e1', {}))[0], 400);
    assert.equal((await refused('none', { applicationId: '7' }))[0], 404);
    assert.deepEqual(await refused('over', { applicationId: '7' }), [409, 'Nobody is told of it: it is over.']);
    assert.equal((await refused('55', { applicationId: '7' }, 'greenhouse'))[0], 409);
    assert.deepEqual(app.signalled, []);
  });

  it('lets a choice through while the ATS is down: the run asks it again', async () => {
    app.context.connectors.ats.readApplication = () => Promise.reject(new Error('down'));
    await interviewIs(app.db, 'e1', { status: 'unmatched' });
    assert.equal((await app.post(path('e1', 'choose'), { applicationId: '9' })).status, 202);
  });

  it('asks for a message once more, each time anew, and for another look', async () => {
    await interviewIs(app.db, 'e1', { status: 'in_doubt' });
    for (const verb of ['resend', 'resend', 'retry']) assert.equal((await app.post(path('e1', verb))).status, 202);
    assert.deepEqual(
      app.signalled.map(({ signal }) => signal),
      ['resend', 'resend', 'retry'],
    );
    const [first, second] = app.signalled.map(({ signalArgs }) => signalArgs[0] as { requestId: string });
    assert.notEqual(first?.requestId, second?.requestId);
    await interviewIs(app.db, 'e2', { status: 'unmatched' });
    const { status, body } = await app.post(path('e2', 'resend'));
    assert.deepEqual([status, body.reason], [409, 'There is nothing to tell again: the interview is unmatched.']);
    await interviewIs(app.db, 'e3', { status: 'led' });
    assert.equal((await app.post(path('e3', 'retry'))).status, 409);
  });

  it('says when Temporal has not taken it', async () => {
    await interviewIs(app.db, 'e1', { status: 'failed' });
    app.run.signalWithStart = () => Promise.reject(new Error('connection refused'));
    const { status, headers, body } = await app.post(path('e1', 'retry'));
    assert.equal(status, 503);
    assert.equal(headers.get('retry-after'), '5');
    assert.equal(body.reason, 'Temporal has not taken it: try again.');
  });
});
