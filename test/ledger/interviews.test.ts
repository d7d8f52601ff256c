import assert from 'node:assert/strict';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { handOverMessages } from '../../ingress/message-reports.js';
import { listQueuedMatches } from '../../ledger/interviews.js';
import type { MessageReport } from '../../schemas/events.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { application, ATS, CALENDAR, candidate, event, Ground, interview, time } from './interview-ground.js';

const ref = { source: CALENDAR, eventId: 'e1' };
const copy = { source: ATS, eventId: 'i1' };
const vendorFailure = (details: object, type = 'VendorUnavailable') =>
  ApplicationFailure.create({ type, message: 'sendgrid: failed', details: [{ vendor: 'sendgrid', ...details }] });

describe('interviews in the ledger', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let ground: Ground;
  beforeEach(async () => {
    database = await freshDatabase();
    ground = new Ground(database);
  });
  afterEach(() => database.drop());

  describe('polling', () => {
    it('keeps the sync token only with the last page, past an empty one, and reads on from there', async () => {
      ground.pages = [
        { outcome: 'page', events: [event('e1')], nextPageToken: 'p2', nextSyncToken: null },
        { outcome: 'page', events: [], nextPageToken: 'p3', nextSyncToken: null },
        { outcome: 'page', events: [event('e2')], nextPageToken: null, nextSyncToken: 's1' },
      ];
      await ground.poll();
      await ground.changed();
      assert.deepEqual(
        ground.positions.map(({ syncToken, pageToken }) => [syncToken, pageToken]),
        [
          [null, null],
          [null, 'p2'],
          [null, 'p3'],
          ['s1', null],
        ],
      );
      assert.equal(new Set(ground.positions.slice(0, 3).map(({ from }) => from)).size, 1);
      assert.deepEqual(await ground.deliveries(), [`${CALENDAR}/e1`, `${CALENDAR}/e2`]);
    });

    it('goes on with the page it died at, and begins anew when that page is known no more', async () => {
      ground.pages = [
        { outcome: 'page', events: [event('e1')], nextPageToken: 'p2', nextSyncToken: null },
        new Error('the worker died'),
      ];
      await assert.rejects(ground.poll());
      ground.pages = [
        ApplicationFailure.nonRetryable('400 pageToken', 'VendorRejected'),
        { outcome: 'page', events: [event('e1'), event('e2')], nextPageToken: null, nextSyncToken: 's1' },
      ];
      await ground.poll();
      assert.deepEqual(
        ground.positions.map(({ pageToken }) => pageToken),
        [null, 'p2', 'p2', null],
      );
      assert.deepEqual(await ground.deliveries(), [`${CALENDAR}/e1`, `${CALENDAR}/e2`]);
    });

    it('reads everything anew when the token has expired, or there was none; known versions start nothing', async () => {
      await ground.changed(event('e1'));
      ground.pages = [
        { outcome: 'expired' },
        { outcome: 'page', events: [event('e1'), event('e2')], nextPageToken: null, nextSyncToken: null },
      ];
      const { calendar } = await ground.poll();
      assert.equal(calendar.changed, 1);
      await ground.changed(event('e1'), event('e2'));
      assert.deepEqual(
        ground.positions.map(({ syncToken }) => syncToken),
        [null, 'sync-0', null, null],
      );
      assert.deepEqual(await ground.deliveries(), [`${CALENDAR}/e1`, `${CALENDAR}/e2`]);
    });

    it('does not read for ever', async () => {
      ground.pages = [{ outcome: 'expired' }, { outcome: 'expired' }];
      await assert.rejects(ground.poll(), /full reading has expired/);
      ground.pages = [1, 2].map(() => ({ outcome: 'page', events: [], nextPageToken: 'p', nextSyncToken: null }));
      await assert.rejects(ground.poll(), /the same page/);
    });

    it('lets one of two readings at once win, and loses nothing', async () => {
      await ground.changed();
      ground.pages = [1, 2].map(() => ({
        outcome: 'page',
        events: [event('e1')],
        nextPageToken: null,
        nextSyncToken: 's',
      }));
      let waiting = 0;
      ground.beforePage = async () => {
        waiting += 1;
        while (waiting < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      const polls = await Promise.allSettled([ground.poll(), ground.poll()]);
      assert.equal(polls.filter(({ status }) => status === 'rejected').length, 1);
      assert.deepEqual(await ground.deliveries(), [`${CALENDAR}/e1`]);
    });

    it('ignores what is no interview or is over, and keeps nobody of it', async () => {
      const colleagues = event('e1').attendees.slice(1);
      const past = { startsAt: '2020-01-01T10:00:00.000Z', endsAt: '2020-01-01T11:00:00.000Z', timeZone: null };
      const { calendar } = await ground.changed(
        event('standup', { attendees: colleagues }),
        event('over', { time: past }),
        event('gone', { status: 'cancelled', iCalUid: null, time: null, attendees: [] }),
      );
      assert.deepEqual([calendar.changed, calendar.ignored], [0, 3]);
      const { rows } = await database.pool.query<{ event: object; ignored: string }>(
        'select event, ignored from calendar_events',
      );
      assert.ok(rows.every(({ ignored }) => ignored.length > 0));
      assert.ok(!JSON.stringify(rows).includes('@acme.example'));
    });

    it('takes an event for an interview once the ATS names it', async () => {
      await ground.changed(event('e1', { attendees: [] }));
      assert.deepEqual(await ground.deliveries(), []);
      ground.interviews = [interview('i1', { externalEventId: 'e1@google.com' })];
      await ground.changed();
      assert.deepEqual(await ground.deliveries(), [`${CALENDAR}/e1`]);
      assert.deepEqual(await ground.tell(ref), ['mail: sent']);
    });

    it('tells an interview of the ATS by itself only where the calendar has none of it', async () => {
      ground.interviews = [
        interview('i1'),
        interview('done', { status: 'over' }),
        interview('open', { status: 'unscheduled', time: null }),
      ];
      await ground.changed();
      await ground.changed();
      assert.deepEqual(await ground.deliveries(), [`${ATS}/i1`]);
    });
  });

  describe('matching', () => {
    const twice = () => [application('7', '70'), application('8', '70')];

    it('goes by the ATS, then by what stands on the event, then by who is invited', async () => {
      ground.applications = [application('7', '70'), application('8', '80'), application('9', '90')];
      ground.candidates = [candidate('70'), candidate('80', { emails: [] }), candidate('90', { emails: [] })];
      const cases = [
        {
          properties: { greenhouse_application_id: '8' },
          interviews: [interview('i1', { externalEventId: 'e1', applicationId: '9' })],
          is: '9',
        },
        { properties: { hirelineApplicationId: '8' }, interviews: [], is: '8' },
        { properties: { applicationId: 'gone' }, interviews: [], is: '7' },
        { properties: {}, interviews: [], is: '7' },
      ];
      for (const [index, { properties, interviews, is }] of cases.entries()) {
        ground.interviews = interviews;
        const eventId = `e${index + 1}`;
        await ground.changed(event(eventId, { properties: properties as Record<string, string> }));
        await ground.changed();
        const match = await ground.run({ source: CALENDAR, eventId }, 'matchInterview', null);
        assert.equal(match.outcome === 'matched' && match.applicationId, is);
      }
    });

    it('never guesses: none and several are queued, and a person can choose', async () => {
      ground.applications = [];
      await ground.changed(event('e1'));
      assert.deepEqual(await ground.tell(ref), ['unmatched']);
      ground.applications = twice();
      assert.deepEqual(await ground.tell(ref), ['ambiguous']);
      const [queued] = await listQueuedMatches(database.pool, 10);
      assert.deepEqual(
        [queued?.status, queued?.applicationIds, queued?.candidateIds],
        ['ambiguous', ['7', '8'], ['70']],
      );
      const match = await ground.run(ref, 'matchInterview', { applicationId: '8', chosenBy: 'console:dana' });
      assert.equal(match.outcome === 'matched' && match.applicationId, '8');
      assert.deepEqual(await listQueuedMatches(database.pool, 10), []);
      await ground.changed(event('e1', { version: '"2"', time: time(3) }));
      assert.deepEqual(await ground.tell(ref), ['mail: sent']);
    });

    it('takes of several applications the one that has an interview then', async () => {
      ground.applications = twice();
      ground.interviews = [interview('i1', { applicationId: '8' })];
      await ground.changed(event('e1'));
      const match = await ground.run(ref, 'matchInterview', null);
      assert.equal(match.outcome === 'matched' && match.applicationId, '8');
    });
  });

  describe('telling', () => {
    it('mails an invitation once for each version, and says what changed and that it is off', async () => {
      ground.candidates = [candidate('70', { timeZone: 'Asia/Tokyo', preferredName: 'Countess' })];
      await ground.changed(event('e1'));
      assert.deepEqual(await ground.tell(ref), ['mail: sent']);
      assert.deepEqual(await ground.tell(ref), ['mail: sent']);
      await ground.changed(event('e1', { version: '"2"', title: 'Renamed' }));
      assert.deepEqual(await ground.tell(ref), ['mail: sent']);
      assert.equal(ground.mails.length, 1);
      await ground.changed(event('e1', { version: '"3"', time: time(2) }));
      await ground.tell(ref);
      const stub = {
        version: '"4"',
        status: 'cancelled',
        iCalUid: null,
        title: null,
        time: null,
        videoUrl: null,
        attendees: [],
      } as const;
      await ground.changed(event('e1', { ...stub, attendees: [] }));
      await ground.tell(ref);
      await ground.tell(ref);

      const [first, moved, off, ...more] = ground.mails;
      assert.deepEqual(more, []);
      assert.match(
        first?.text ?? '',
        /Hello Countess[\s\S]*is confirmed[\s\S]*Japan Standard Time[\s\S]*You will meet: Grace Hopper\n/,
      );
      assert.match(moved?.text ?? '', /has been moved[\s\S]*Before:\n- Time: /);
      assert.match(off?.text ?? '', /has been cancelled/);
      const ics = [first, moved, off].map((mail) => mail?.attachments[0]?.content ?? '');
      assert.equal(new Set(ics.map((one) => /^UID:(.+)$/m.exec(one)?.[1])).size, 1);
      assert.deepEqual(
        ics.map((one) => [/^METHOD:(\w+)/m.exec(one)?.[1], /^SEQUENCE:(\d)/m.exec(one)?.[1]]),
        [
          ['REQUEST', '0'],
          ['REQUEST', '1'],
          ['CANCEL', '2'],
        ],
      );
    });

    it('texts who opted in as well; a text whose id the vendor does not tell is not sent again', async () => {
      ground.candidates = [candidate('70', { textsAllowed: true })];
      await ground.changed(event('e1'));
      assert.deepEqual(await ground.tell(ref), ['mail: sent', 'text: sent']);
      await ground.tell(ref);
      assert.deepEqual([ground.mails.length, ground.texts.length], [1, 1]);
      assert.match(
        ground.texts[0]?.body ?? '',
        /^Your interview for Engineer is confirmed: .+https:\/\/meet\.example\/abc$/,
      );
    });

    it('sends nothing where nothing may be sent', async () => {
      ground.candidates = [candidate('70', { mailAllowed: false })];
      await ground.changed(event('e1'));
      assert.deepEqual(await ground.tell(ref), ['unreachable']);
    });

    it('tells neither what is tentative nor what has no time, and cancels nothing nobody was told of', async () => {
      await ground.changed(event('e1', { status: 'tentative' }));
      assert.deepEqual(await ground.tell(ref), ['waiting']);
      await ground.changed(event('e1', { version: '"2"', time: null }));
      assert.deepEqual(await ground.tell(ref), ['waiting']);
      await ground.changed(event('e1', { version: '"3"', status: 'cancelled' }));
      assert.deepEqual(await ground.tell(ref), ['nothing']);
    });

    it('cancels for whom it was told when it is with somebody else now', async () => {
      await ground.changed(event('e1'));
      await ground.tell(ref);
      ground.applications.push(application('9', '90'));
      ground.candidates.push(candidate('90', { emails: ['bob@example.org'], firstName: 'Bob' }));
      const attendees = [{ email: 'bob@example.org', name: null, organizer: false, response: 'accepted' as const }];
      await ground.changed(event('e1', { version: '"2"', attendees }));
      await ground.tell(ref);
      assert.deepEqual(
        ground.mails
          .slice(1)
          .map(({ to, subject }) => [to.email, /: (.+)$/.exec(subject)?.[1]])
          .sort(),
        [
          ['ada@example.org', 'cancelled'],
          ['bob@example.org', 'confirmed'],
        ],
      );
    });

    it('tells an appointment that both systems have once, whichever is known first', async () => {
      ground.interviews = [
        interview('i1', { externalEventId: 'e1', videoUrl: 'https://meet.example/abc', location: null }),
      ];
      await ground.changed();
      assert.deepEqual(await ground.tell(copy), ['mail: sent']);
      const panel = [{ email: 'ada@example.org', name: 'Ada Byron', organizer: false, response: 'accepted' as const }];
      await ground.changed(event('e1', { attendees: panel }));
      await ground.tell(ref);
      assert.equal(ground.mails.length, 1);
      assert.deepEqual(await ground.tell(copy), ['led']);
      await ground.changed(event('e1', { version: '"2"', time: time(5), attendees: panel }));
      await ground.tell(ref);
      const uids = ground.mails.map(({ attachments }) => /^UID:(.+)$/m.exec(attachments[0]?.content ?? '')?.[1]);
      assert.equal(uids.length, 2);
      assert.equal(uids[0], uids[1]);
      assert.match(ground.mails[1]?.text ?? '', /has been moved[\s\S]*Alan Turing/);
    });

    it('finds an appointment again that neither system names in the other', async () => {
      ground.interviews = [interview('i1')];
      await ground.changed(event('e1'));
      await ground.tell(ref);
      assert.deepEqual(await ground.tell(copy), ['led']);
      assert.equal(ground.mails.length, 1);
      assert.match(ground.mails[0]?.text ?? '', /Alan Turing/);
    });

    it('does not send what has changed since it was composed', async () => {
      await ground.changed(event('e1'));
      await ground.run(ref, 'matchInterview', null);
      const { messages } = await ground.run(ref, 'composeConfirmation', null);
      await ground.changed(event('e1', { version: '"2"', time: time(4) }));
      const { state } = await ground.run(ref, 'dispatchConfirmation', messages[0]?.messageKey ?? '');
      assert.equal(state, 'superseded');
      assert.deepEqual(ground.mails, []);
    });
  });

  describe('a dispatch that fails', () => {
    const planned = async () => {
      await ground.changed(event('e1'));
      await ground.run(ref, 'matchInterview', null);
      const { messages } = await ground.run(ref, 'composeConfirmation', null);
      return messages[0]?.messageKey ?? '';
    };
    const dispatch = (key: string) => ground.run(ref, 'dispatchConfirmation', key);
    const failWith = (failure: Error | undefined) => {
      ground.onMail = () => {
        if (failure) throw failure;
      };
    };

    for (const [what, failure] of [
      ['was refused', vendorFailure({ status: 500 })],
      ['was never connected', vendorFailure({ reached: false })],
      ['has to wait', vendorFailure({}, 'VendorThrottled')],
    ] as const) {
      it(`is tried again when it ${what}`, async () => {
        const key = await planned();
        failWith(failure);
        await assert.rejects(dispatch(key), ApplicationFailure);
        failWith(undefined);
        assert.deepEqual(await dispatch(key), { state: 'sent' });
        assert.equal(ground.mails.length, 2);
      });
    }

    it('is not, when it may be out, until the vendor says that it is not', async () => {
      const key = await planned();
      failWith(vendorFailure({}));
      assert.deepEqual(await dispatch(key), { state: 'in_doubt' });
      failWith(undefined);
      assert.deepEqual(await dispatch(key), { state: 'in_doubt' });
      assert.equal(ground.mails.length, 1);
      ground.found = { outcome: 'not_sent' };
      assert.deepEqual(await dispatch(key), { state: 'sent' });
      assert.equal(ground.mails.length, 2);
    });

    it('is known as sent when the vendor says so, and audited', async () => {
      const key = await planned();
      failWith(new Error('socket hang up'));
      assert.deepEqual(await dispatch(key), { state: 'in_doubt' });
      ground.found = { outcome: 'sent', messageId: 'sg-9' };
      assert.deepEqual(await dispatch(key), { state: 'sent' });
      const { rows } = await database.pool.query('select outcome, candidate_id, application_id from audit order by id');
      assert.deepEqual(rows, [
        { outcome: 'failed', candidate_id: '70', application_id: '7' },
        { outcome: 'adopted', candidate_id: '70', application_id: '7' },
      ]);
    });

    it('can be sent again by a person, as a new message', async () => {
      const key = await planned();
      failWith(vendorFailure({}));
      await dispatch(key);
      failWith(undefined);
      assert.deepEqual(await ground.tell(ref, 'request-1'), ['mail: sent']);
      assert.deepEqual(await ground.tell(ref, 'request-1'), ['mail: sent']);
      assert.equal(ground.mails.length, 2);
      assert.notEqual(ground.mails[1]?.messageKey, key);
    });

    it('is told to recruiting once, with the link of the run and no address', async () => {
      await planned();
      const escalation = { kind: 'not_sent', key: 'k', reason: 'sendgrid: 500' } as const;
      await ground.run(ref, 'escalateInterview', escalation);
      await ground.run(ref, 'escalateInterview', escalation);
      assert.equal(ground.notices.length, 1);
      const [posted] = ground.notices;
      assert.equal(posted?.channel, 'C0REC');
      assert.ok(posted?.notice.kind === 'alert' && posted.notice.runUrl?.includes('interview:google-calendar:e1'));
      assert.ok(!JSON.stringify(posted).includes('@'));
    });
  });

  describe('reports', () => {
    const signalled: { workflowId: string; state: string }[] = [];
    const client = (ended = false) =>
      ({
        workflow: {
          getHandle: (workflowId: string) => ({
            signal: (_: unknown, { state }: { state: string }) => {
              if (ended) return Promise.reject(new WorkflowNotFoundError('gone', workflowId, undefined));
              signalled.push({ workflowId, state });
              return Promise.resolve();
            },
          }),
        },
      }) as unknown as Client;
    const report = (outcome: MessageReport['outcome'], over: Partial<MessageReport> = {}): MessageReport => ({
      reportId: `r-${outcome}`,
      messageKey: null,
      messageId: 'sg-1',
      outcome,
      at: '2026-12-01T10:00:00.000Z',
      ...over,
    });
    const hand = (reports: MessageReport[], ended = false) =>
      handOverMessages(database.pool, client(ended), { kind: 'messagesReported', comms: 'sendgrid', reports });
    beforeEach(() => signalled.splice(0));

    it('only move a message forward, whatever their order, and are kept once', async () => {
      await ground.changed(event('e1'));
      await ground.tell(ref);
      await hand([report('delivered'), report('accepted')]);
      await hand([report('bounced')]);
      await hand([report('delivered'), report('deferred')]);
      const { rows } = await database.pool.query('select status from messages');
      assert.deepEqual(rows, [{ status: 'bounced' }]);
      assert.deepEqual(
        signalled.map(({ state }) => state),
        ['delivered', 'undelivered', 'undelivered'],
      );
      const { rows: kept } = await database.pool.query('select outcome from message_reports');
      assert.equal(kept.length, 4);
    });

    it('settle a doubt', async () => {
      await ground.changed(event('e1'));
      ground.onMail = () => {
        throw vendorFailure({});
      };
      assert.deepEqual(await ground.tell(ref), ['mail: in_doubt']);
      const [sent] = ground.mails;
      const outcome = await hand([report('accepted', { messageKey: sent?.messageKey ?? '', messageId: 'sg-7' })]);
      assert.deepEqual(outcome, { status: 'forwarded', workflowId: 'interview:google-calendar:e1' });
      assert.deepEqual(await ground.tell(ref), ['mail: sent']);
      assert.equal(ground.mails.length, 1);
    });

    it('of somebody else, or of a run that has ended, are ignored with a reason', async () => {
      assert.equal((await hand([report('delivered', { messageId: 'other' })])).status, 'ignored');
      await ground.changed(event('e1'));
      await ground.tell(ref);
      const { status, reason } = await hand([report('bounced')], true);
      assert.equal(status, 'ignored');
      assert.match(reason ?? '', /recorded/);
    });
  });
});
