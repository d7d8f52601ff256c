import assert from 'node:assert/strict';
import type { calendarPoll } from '../../workflows/calendar-poll.js';
import { interviewWorkflowId, TASK_QUEUE } from '../../workflows/contract.js';
import type { PollSummary } from '../../workflows/interview-activities.js';
import { interviewStatusQuery, type InterviewState } from '../../workflows/interview-contract.js';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

type Json = Record<string, any>;

const CALENDAR = 'google-calendar';
/** Half the world away from the company, and without daylight saving. */
const ZONE = 'Asia/Tokyo';
const DAY_MS = 86_400_000;
/** A sentence of each kind of escalation. */
const ALERTS = {
  notSent: 'The confirmation of an interview did not go out',
  inDoubt: 'It is in doubt whether a candidate was told',
  undelivered: 'The confirmation of an interview did not reach the candidate',
  ambiguous: 'An interview in the calendar could belong to several applications',
} as const;

interface Mail {
  id: string;
  to: string[];
  subject: string;
  text: string;
  reply_to: { email: string } | null;
  custom_args: Record<string, string>;
  attachments: { filename: string; type: string; text: string }[];
}

interface Person {
  applicationId: string;
  candidateId: string;
  email: string;
  phone: string;
}

describe('interviews to candidates, end to end over real servers', function () {
  this.timeout(120_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({
      HIRELINE_COMMS_DOUBT_WAIT: '3s',
      // Polls are these tests' own.
      HIRELINE_CALENDAR_POLL_INTERVAL: '1h',
    });
  });
  after(() => stack?.stop());

  // One case's faults must not be the next one's.
  afterEach(async () => {
    await stack.call('DELETE', '/sendgrid/_sandbox/faults');
    await sendgrid({ silent: false, automatic_events: true, activity: false });
  });

  const sendgrid = (settings: Json) => stack.call('POST', '/sendgrid/_sandbox/settings', settings);

  let people = 0;

  async function candidate(known: Json = {}): Promise<Person> {
    people += 1;
    const email = String(known['email'] ?? `guest${people}@mail.example`);
    const phone = `+141555501${String(10 + people)}`;
    const made = await stack.call('POST', '/greenhouse/_sandbox/hires', {
      ...{ first_name: 'Kei', last_name: `Guest${people}`, email, phone, time_zone: ZONE },
      ...{ recruiter_email: 'alex.kim@acme.example', offer: { salary: 100000 }, ...known },
    });
    return { applicationId: String(made['application_id']), candidateId: String(made['candidate_id']), email, phone };
  }

  /** An hour that starts at this hour of Tokyo's morning, so many days from now. */
  function hourOn(inDays: number, hour: number): { start: string; end: string } {
    const day = new Date(Date.now() + inDays * DAY_MS).toISOString().slice(0, 10);
    const at = (h: number) => new Date(Date.parse(`${day}T00:00:00+09:00`) + h * 3_600_000).toISOString();
    return { start: at(hour), end: at(hour + 1) };
  }

  /** "Tuesday, December 1, 2026", as people in Tokyo say it. */
  const dayInTokyo = (instant: string) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone: ZONE,
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
    }).format(new Date(instant));

  const PANEL = [
    { email: 'maya.lindqvist@acme.example', displayName: 'Maya Lindqvist' },
    { email: 'sam.carter@acme.example', displayName: 'Sam Carter' },
  ];

  async function addEvent(event: Json): Promise<string> {
    const added = await stack.call('POST', '/google-calendar/_sandbox/events', { summary: 'Onsite', ...event });
    return String(added['id']);
  }
  const moveEvent = (eventId: string, change: Json) =>
    stack.call('PATCH', `/google-calendar/_sandbox/events/${eventId}`, change);

  let polls = 0;

  /** Reads both sources, and waits until all that was found has been handed on. */
  async function poll(): Promise<PollSummary[]> {
    polls += 1;
    const found = await stack.temporal.workflow.execute<typeof calendarPoll>('calendarPoll', {
      taskQueue: TASK_QUEUE,
      workflowId: `calendar-poll-${polls}`,
    });
    await eventually('everything handed on', async () => {
      const pending = await stack.query(`select 1 from deliveries where status = 'pending'`);
      return pending.length === 0;
    });
    return found;
  }

  const changesIn = (found: PollSummary[]) => found.map(({ source, changed }) => `${source}: ${changed}`);

  const mails = () => stack.call<Mail[]>('GET', '/sendgrid/_sandbox/mails');
  const mailsTo = async ({ email }: Person) => (await mails()).filter(({ to }) => to.includes(email));
  const textsTo = async ({ phone }: Person) =>
    (await stack.call<Json[]>('GET', '/twilio/_sandbox/messages')).filter(({ to }) => to === phone);

  const stateOf = (eventId: string, source = CALENDAR): Promise<InterviewState> =>
    stack.temporal.workflow.getHandle(interviewWorkflowId(source, eventId)).query(interviewStatusQuery);

  /** The run has got there, and has nothing left to send. */
  function stands(eventId: string, status: InterviewState['status'], source = CALENDAR): Promise<InterviewState> {
    let last: InterviewState | undefined;
    return eventually(`interview ${eventId} ${status}`, async () => {
      last = await stateOf(eventId, source).catch(() => undefined);
      const settled = last?.status === status && last.messages.every(({ state }) => state !== 'due');
      return settled && last;
    }).catch((cause: unknown) => {
      throw new Error(`it is ${JSON.stringify(last)}`, { cause });
    });
  }

  const runPath = (eventId: string) => `/workflows/${encodeURIComponent(interviewWorkflowId(CALENDAR, eventId))}`;
  async function alertsOf(eventId: string): Promise<string[]> {
    const messages = await stack.call<Json[]>('GET', '/slack/_sandbox/messages?channel=C0RECRUIT');
    return messages.map((message) => JSON.stringify(message)).filter((text) => text.includes(runPath(eventId)));
  }
  const alerted = (eventId: string, title: string) =>
    eventually(`the alert: ${title}`, async () => (await alertsOf(eventId)).find((text) => text.includes(title)));

  /** The lines of a mail's one calendar entry, unfolded. */
  function calendarEntry(mail: Mail | undefined): string[] {
    assert.equal(mail?.attachments.length, 1);
    const [attachment] = mail.attachments;
    assert.match(attachment?.filename ?? '', /\.ics$/);
    assert.match(attachment?.type ?? '', /^text\/calendar/);
    return (attachment?.text ?? '').replaceAll(/\r\n[ \t]/g, '').split('\r\n');
  }
  function propertyOf(mail: Mail | undefined, name: string): string | undefined {
    const line = calendarEntry(mail).find((one) => one.startsWith(`${name}:`) || one.startsWith(`${name};`));
    return line?.slice(line.indexOf(':') + 1);
  }
  const compact = (instant: string) => `${instant.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

  /** A confirmed interview, told by one mail. */
  async function told(known: Json = {}, event: Json = {}) {
    const person = await candidate(known);
    const time = hourOn(10, 10);
    const eventId = await addEvent({ ...time, attendees: [...PANEL, person.email], ...event });
    await poll();
    await stands(eventId, 'confirmed');
    assert.equal((await mailsTo(person)).length, 1);
    return { person, eventId, time };
  }

  it('tells a candidate once: by mail with a calendar entry, in their own time, with the panel by name, and by text', async () => {
    const person = await candidate({ sms_opt_in: true });
    const { start, end } = hourOn(10, 10);
    const eventId = await addEvent({
      ...{ start, end, hangoutLink: 'https://meet.google.com/abc-defg-hij' },
      attendees: [...PANEL, person.email],
    });
    await poll();
    await stands(eventId, 'confirmed');

    const [mail, ...more] = await mailsTo(person);
    assert.deepEqual(more, []);
    assert.ok(mail);
    assert.match(mail.subject, /^Interview for Software Engineer on .*: confirmed$/);
    assert.match(mail.text, /^Hello Kei,/);
    const when = `When: ${dayInTokyo(start)}, 10:00 AM to 11:00 AM (Japan Standard Time)`;
    assert.ok(mail.text.includes(when), mail.text);
    assert.match(mail.text, /You will meet: Maya Lindqvist and Sam Carter/);
    assert.match(mail.text, /Video: https:\/\/meet\.google\.com\/abc-defg-hij/);
    assert.equal(mail.reply_to?.email, 'alex.kim@acme.example');
    assert.equal(propertyOf(mail, 'METHOD'), 'REQUEST');
    assert.match(propertyOf(mail, 'UID') ?? '', /@hireline$/);
    assert.equal(propertyOf(mail, 'SEQUENCE'), '0');
    assert.equal(propertyOf(mail, 'DTSTART'), compact(start));
    assert.equal(propertyOf(mail, 'DTEND'), compact(end));
    assert.equal(propertyOf(mail, 'ATTENDEE'), `MAILTO:${person.email}`);

    const [text, ...otherTexts] = await textsTo(person);
    assert.deepEqual(otherTexts, []);
    assert.match(text?.['body'], /Your interview for Software Engineer is confirmed: .*10:00 AM/);
    assert.match(text?.['body'], /https:\/\/meet\.google\.com\/abc-defg-hij/);

    const audit = await stack.query<Json>('select * from audit where candidate_id = $1 order by vendor', [
      person.candidateId,
    ]);
    assert.deepEqual(
      audit.map((row) => [row['vendor'], row['outcome'], row['application_id']]),
      [
        ['sendgrid', 'written', person.applicationId],
        ['twilio', 'written', person.applicationId],
      ],
    );
    for (const row of audit) {
      assert.ok(row['sent_from'].includes(runPath(eventId)));
      assert.match(row['sent_to'], /^http/);
    }
    await eventually('both delivered', async () =>
      (await stateOf(eventId)).messages.every(({ state }) => state === 'delivered'),
    );

    assert.deepEqual(changesIn(await poll()), ['google-calendar: 0', 'greenhouse: 0']);
    assert.equal((await mailsTo(person)).length, 1);
    assert.equal((await textsTo(person)).length, 1);
  });

  it('sends no text to those who have not opted in', async () => {
    const { person } = await told({ sms_opt_in: false });
    assert.deepEqual(await textsTo(person), []);
  });

  const MATCHES: [string, (eventId: string, person: Person) => Promise<void>][] = [
    [
      'the event id that the interview in the ATS holds',
      async (id, { applicationId }) => {
        await stack.call('POST', '/greenhouse/_sandbox/interviews', {
          ...{ applicationId, externalEventId: id, panel: [4001] },
          ...{ startsAt: hourOn(11, 9).start, endsAt: hourOn(11, 9).end },
        });
        await addEvent({ ...hourOn(11, 9), id, attendees: PANEL });
      },
    ],
    [
      'the iCalUID that the interview in the ATS holds',
      async (id, { applicationId }) => {
        await stack.call('POST', '/greenhouse/_sandbox/interviews', {
          ...{ applicationId, externalEventId: `${id}@elsewhere.example` },
          ...{ startsAt: hourOn(11, 9).start, endsAt: hourOn(11, 9).end },
        });
        await addEvent({ ...hourOn(11, 9), id, iCalUID: `${id}@elsewhere.example`, attendees: PANEL });
      },
    ],
    [
      'a property that names the application',
      async (id, { applicationId }) => {
        const extendedProperties = { private: { greenhouse_application_id: applicationId } };
        await addEvent({ ...hourOn(11, 9), id, attendees: PANEL, extendedProperties });
      },
    ],
    [
      'the address of an attendee',
      async (id, { email }) => {
        await addEvent({ ...hourOn(11, 9), id, attendees: [...PANEL, { email: email.toUpperCase() }] });
      },
    ],
  ];
  for (const [index, [name, schedule]] of MATCHES.entries()) {
    it(`finds the candidate by ${name}`, async () => {
      const person = await candidate();
      const eventId = `match${index}`;
      await schedule(eventId, person);
      await poll();
      const { applicationId, candidateId } = await stands(eventId, 'confirmed');
      assert.deepEqual([applicationId, candidateId], [person.applicationId, person.candidateId]);
      assert.equal((await mailsTo(person)).length, 1);
      assert.deepEqual(changesIn(await poll()), ['google-calendar: 0', 'greenhouse: 0']);
    });
  }

  it('tells nobody of an appointment among colleagues', async () => {
    const before = (await mails()).length;
    const eventId = await addEvent({ ...hourOn(5, 9), summary: 'Debrief', attendees: PANEL });
    const [calendar] = await poll();
    assert.equal(calendar?.changed, 0);
    assert.equal(calendar?.ignored, 1);
    assert.equal((await mails()).length, before);
    await assert.rejects(stateOf(eventId), /not found/i);
  });

  it('says what has changed when an interview is moved, and replaces its calendar entry', async () => {
    const { person, eventId, time } = await told();
    const moved = hourOn(12, 14);
    await moveEvent(eventId, { ...moved });
    await poll();
    await eventually('a second mail', async () => (await mailsTo(person)).length > 1);
    await stands(eventId, 'confirmed');
    const [first, second, ...more] = await mailsTo(person);
    assert.deepEqual(more, []);
    assert.ok(second);
    assert.match(second.subject, /: new time$/);
    assert.match(second.text, /has been moved/);
    assert.ok(second.text.includes(`When: ${dayInTokyo(moved.start)}, 2:00 PM to 3:00 PM (Japan Standard Time)`));
    assert.ok(second.text.includes(`- Time: ${dayInTokyo(time.start)}, 10:00 AM to 11:00 AM (Japan Standard Time)`));
    assert.doesNotMatch(second.text, /- (Place|Panel):/);
    assert.equal(propertyOf(second, 'UID'), propertyOf(first, 'UID'));
    assert.equal(propertyOf(second, 'METHOD'), 'REQUEST');
    assert.equal(propertyOf(second, 'SEQUENCE'), '1');
    assert.equal(propertyOf(second, 'DTSTART'), compact(moved.start));

    await moveEvent(eventId, { description: 'Bring a pen for the whiteboard.' });
    assert.deepEqual(changesIn(await poll()), ['google-calendar: 1', 'greenhouse: 0']);
    await stands(eventId, 'confirmed');
    assert.equal((await mailsTo(person)).length, 2, 'a change that the candidate would not notice is not told');
  });

  for (const stub of [false, true]) {
    it(`cancels the calendar entry when the event is deleted${stub ? ', of which only the id is left' : ''}`, async () => {
      const { person, eventId } = await told();
      await stack.call('DELETE', `/google-calendar/_sandbox/events/${eventId}${stub ? '?stub=1' : ''}`);
      await poll();
      await eventually('a second mail', async () => (await mailsTo(person)).length > 1);
      await stands(eventId, 'cancelled');
      const [first, second, ...more] = await mailsTo(person);
      assert.deepEqual(more, []);
      assert.match(second?.subject ?? '', /: cancelled$/);
      assert.equal(propertyOf(second, 'METHOD'), 'CANCEL');
      assert.equal(propertyOf(second, 'STATUS'), 'CANCELLED');
      assert.equal(propertyOf(second, 'UID'), propertyOf(first, 'UID'));
      assert.equal(propertyOf(second, 'SEQUENCE'), '1');
    });
  }

  it('queues an interview that could be two candidates’, mails nobody, and goes on when a person chooses', async () => {
    const email = 'shared@mail.example';
    const [one, other] = [await candidate({ email }), await candidate({ email })];
    const eventId = await addEvent({ ...hourOn(13, 9), attendees: [...PANEL, email] });
    await poll();
    await stands(eventId, 'ambiguous');
    await alerted(eventId, ALERTS.ambiguous);
    assert.deepEqual(await mailsTo(one), []);
    const [queued] = await stack.query<Json>('select * from interview_matches where event_id = $1', [eventId]);
    assert.equal(queued?.['status'], 'ambiguous');
    assert.deepEqual(queued['application_ids'].sort(), [one.applicationId, other.applicationId].sort());

    await stack.call('POST', `/api/interviews/${CALENDAR}/${eventId}/choose`, { applicationId: other.applicationId });
    const { applicationId } = await stands(eventId, 'confirmed');
    assert.equal(applicationId, other.applicationId);
    assert.equal((await mailsTo(one)).length, 1);
    const alerts = await alertsOf(eventId);
    assert.equal(alerts.length, 1);
  });

  it('tells the recruiter after two failed dispatches, with the run’s link, and mails once when it works again', async () => {
    await stack.call('POST', '/sendgrid/_sandbox/faults', {
      ...{ route: 'POST /v3/mail/send', kind: 'status', status: 500, count: 2 },
    });
    const person = await candidate();
    const eventId = await addEvent({ ...hourOn(10, 10), attendees: [...PANEL, person.email] });
    await poll();
    await stands(eventId, 'failed');
    const alert = await alerted(eventId, ALERTS.notSent);
    assert.match(alert, /Recruiter: Alex Kim/);
    assert.match(alert, new RegExp(`Application ${person.applicationId}`));
    assert.doesNotMatch(alert, /guest\d|mail\.example/, 'the alert names nobody');
    assert.deepEqual(await mailsTo(person), []);

    await stack.call('POST', `/api/interviews/${CALENDAR}/${eventId}/retry`, {});
    await stands(eventId, 'confirmed');
    assert.equal((await mailsTo(person)).length, 1);
    assert.equal((await alertsOf(eventId)).length, 1);
    const audit = await stack.query<Json>('select outcome from audit where candidate_id = $1 order by id', [
      person.candidateId,
    ]);
    assert.deepEqual(
      audit.map(({ outcome }) => outcome),
      ['failed', 'failed', 'written'],
    );
  });

  it('sends at the second attempt without bothering anybody', async () => {
    await stack.call('POST', '/sendgrid/_sandbox/faults', {
      ...{ route: 'POST /v3/mail/send', kind: 'status', status: 503, count: 1 },
    });
    const { eventId } = await told();
    assert.deepEqual(await alertsOf(eventId), []);
  });

  it('never mails twice when it is in doubt whether the mail was taken: reported at last, it counts', async () => {
    await sendgrid({ silent: true, automatic_events: false });
    const person = await candidate();
    const eventId = await addEvent({ ...hourOn(10, 10), attendees: [...PANEL, person.email] });
    await poll();
    await stands(eventId, 'in_doubt');
    await stack.kill('worker');
    await stack.run('worker');
    await alerted(eventId, ALERTS.inDoubt);
    await stack.call('POST', `/api/interviews/${CALENDAR}/${eventId}/retry`, {});
    await moveEvent(eventId, { description: 'Nothing that the candidate would notice.' });
    await poll();
    await stands(eventId, 'in_doubt');
    const [mail, ...more] = await mailsTo(person);
    assert.deepEqual(more, []);

    await stack.call('POST', `/sendgrid/_sandbox/mails/${mail?.id}/event`, { event: 'delivered' });
    await stands(eventId, 'confirmed');
    assert.equal((await mailsTo(person)).length, 1);
    assert.equal((await alertsOf(eventId)).length, 1);
  });

  it('finds a mail in doubt where the vendor can be asked', async () => {
    await sendgrid({ silent: true, automatic_events: false, activity: true });
    const person = await candidate();
    const eventId = await addEvent({ ...hourOn(10, 10), attendees: [...PANEL, person.email] });
    await poll();
    await stands(eventId, 'confirmed');
    assert.equal((await mailsTo(person)).length, 1);
    assert.deepEqual(await alertsOf(eventId), []);
  });

  it('sends again what may have been lost, when a person says so', async () => {
    await stack.call('POST', '/sendgrid/_sandbox/faults', {
      ...{ route: 'POST /v3/mail/send', kind: 'reset', count: 1 },
    });
    const person = await candidate();
    const eventId = await addEvent({ ...hourOn(10, 10), attendees: [...PANEL, person.email] });
    await poll();
    await stands(eventId, 'in_doubt');
    await alerted(eventId, ALERTS.inDoubt);
    assert.deepEqual(await mailsTo(person), []);
    await stack.call('POST', `/api/interviews/${CALENDAR}/${eventId}/resend`, {});
    await stands(eventId, 'confirmed');
    assert.equal((await mailsTo(person)).length, 1);
  });

  it('tells the recruiter of a mail that bounced', async () => {
    const person = await candidate({ email: 'bounce.guest@mail.example' });
    const eventId = await addEvent({ ...hourOn(10, 10), attendees: [...PANEL, person.email] });
    await poll();
    await stands(eventId, 'failed');
    await alerted(eventId, ALERTS.undelivered);
    assert.equal((await mailsTo(person)).length, 1);
    const [message] = await stack.query<Json>('select status from messages where candidate_id = $1', [
      person.candidateId,
    ]);
    assert.equal(message?.['status'], 'bounced');
    const reports = await stack.query<Json>(
      `select 1 from deliveries where vendor = 'sendgrid' and status = 'forwarded' and workflow_id = $1`,
      [interviewWorkflowId(CALENDAR, eventId)],
    );
    assert.ok(reports.length > 0, 'the report came through the webhook');
  });

  it('takes only reports that SendGrid has signed', async () => {
    const { person, eventId } = await told();
    const [mail] = await mailsTo(person);
    const forged = JSON.stringify([
      { event: 'bounce', sg_event_id: 'forged', sg_message_id: mail?.id, timestamp: 1, ...mail?.custom_args },
    ]);
    const answer = await fetch(`${stack.url}/webhooks/sendgrid`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-twilio-email-event-webhook-signature': 'MEUCIQ==',
        'x-twilio-email-event-webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      },
      body: forged,
    });
    assert.equal(answer.status, 401);
    await stands(eventId, 'confirmed');
  });

  it('reads everything anew when the calendar has forgotten its sync tokens, and tells nobody twice', async () => {
    const { person, eventId } = await told();
    const before = (await mails()).length;
    const added = await candidate();
    await addEvent({ ...hourOn(14, 9), id: 'after410', attendees: [...PANEL, added.email] });
    await stack.call('POST', '/google-calendar/_sandbox/expire_sync_tokens');
    await stack.call('POST', '/google-calendar/_sandbox/empty_middle_page');
    assert.deepEqual(changesIn(await poll()), ['google-calendar: 1', 'greenhouse: 0']);
    await stands('after410', 'confirmed');
    await stands(eventId, 'confirmed');
    assert.equal((await mailsTo(person)).length, 1);
    assert.equal((await mails()).length, before + 1);
    const calls = await stack.call<Json[]>('GET', '/google-calendar/_sandbox/calls');
    assert.ok(calls.some(({ status }) => status === 410));
  });

  it('tells an interview that only the ATS knows, and not once more when its calendar event appears', async () => {
    const person = await candidate();
    const { start, end } = hourOn(15, 10);
    const videoUrl = 'https://video.example/room/7';
    const interview = await stack.call('POST', '/greenhouse/_sandbox/interviews', {
      ...{ applicationId: person.applicationId, startsAt: start, endsAt: end, videoUrl, panel: [4001, 4003] },
    });
    const interviewId = String(interview['id']);
    assert.deepEqual(changesIn(await poll()), ['google-calendar: 0', 'greenhouse: 1']);
    await stands(interviewId, 'confirmed', 'greenhouse');
    const [first, ...none] = await mailsTo(person);
    assert.deepEqual(none, []);
    assert.match(first?.text ?? '', /You will meet: Maya Lindqvist and Sam Carter/);
    assert.match(first?.text ?? '', /Video: https:\/\/video\.example\/room\/7/);

    const eventId = await addEvent({ start, end, attendees: [...PANEL, person.email] });
    await poll();
    await stands(eventId, 'confirmed');
    assert.equal((await mailsTo(person)).length, 1);
    const [copy] = await stack.query<Json>(`select status, led_by from interviews where event_id = $1`, [interviewId]);
    assert.deepEqual(copy, { status: 'led', led_by: eventId });

    const moved = hourOn(16, 10);
    await moveEvent(eventId, { ...moved });
    await stack.call('PATCH', `/greenhouse/_sandbox/interviews/${interviewId}`, {
      ...{ startsAt: moved.start, endsAt: moved.end },
    });
    await poll();
    await eventually('a second mail', async () => (await mailsTo(person)).length > 1);
    await stands(eventId, 'confirmed');
    const [, second, ...more] = await mailsTo(person);
    assert.deepEqual(more, []);
    assert.equal(propertyOf(second, 'UID'), propertyOf(first, 'UID'));
    assert.equal(propertyOf(second, 'SEQUENCE'), '1');
  });

  it('has mailed nobody the same twice, whatever happened', async () => {
    const keys = (await mails()).map(({ custom_args }) => custom_args['message_key']);
    assert.ok(keys.length > 10);
    assert.equal(new Set(keys).size, keys.length);
  });
});
