import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { composeConfirmationActivity } from '../../activities/compose-confirmation.js';
import { dispatchConfirmationActivity } from '../../activities/confirm-interview.js';
import type { Dependencies } from '../../activities/dependencies.js';
import { interviewReportActivities } from '../../activities/escalate-interview.js';
import { matchInterviewActivity } from '../../activities/match-interview.js';
import { pollInterviewActivities } from '../../activities/poll-interviews.js';
import type { AtsApplication, AtsCandidate } from '../../connectors/roles/ats.js';
import type { CalendarPage, CalendarPosition } from '../../connectors/roles/calendar.js';
import type { MailMessage, SentMessage, TextMessage } from '../../connectors/roles/comms.js';
import type { AtsInterview, CalendarEvent } from '../../schemas/interview.js';
import type { Notice } from '../../schemas/notice.js';
import { interviewWorkflowId } from '../../workflows/contract.js';
import type { InterviewActivities, InterviewRef } from '../../workflows/interview-activities.js';
import type { TestDatabase } from '../support/database.js';
import { quietRuntime } from '../support/quiet-runtime.js';

export const CALENDAR = 'google-calendar';
export const ATS = 'greenhouse';
const HOUR = 3_600_000;

/** An hour on the day after tomorrow, so many hours from its noon. */
export function time(hour = 0): NonNullable<CalendarEvent['time']> {
  const start = Math.floor(Date.now() / HOUR) * HOUR + 48 * HOUR + hour * HOUR;
  return {
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + HOUR).toISOString(),
    timeZone: 'Europe/Berlin',
  };
}

export const event = (eventId: string, over: Partial<CalendarEvent> = {}): CalendarEvent => ({
  eventId,
  iCalUid: `${eventId}@google.com`,
  version: '"1"',
  status: 'confirmed',
  title: 'Interview',
  time: time(),
  location: null,
  videoUrl: 'https://meet.example/abc',
  attendees: [
    { email: 'ada@example.org', name: 'Ada Byron', organizer: false, response: 'accepted' },
    { email: 'grace@acme.example', name: 'Grace Hopper', organizer: false, response: 'accepted' },
    { email: 'rita@acme.example', name: 'Rita Recruiter', organizer: true, response: 'accepted' },
  ],
  properties: {},
  ...over,
});

export const interview = (interviewId: string, over: Partial<AtsInterview> = {}): AtsInterview => ({
  interviewId,
  applicationId: '7',
  version: 'v1',
  status: 'scheduled',
  externalEventId: null,
  time: time(),
  location: 'Room 1',
  videoUrl: null,
  panelists: [{ name: 'Alan Turing', email: 'alan@acme.example' }],
  ...over,
});

/** The systems around, as a test scripts them, and the activities between them. */
export class Ground {
  /** What the calendar answers, one page after the other; an error is thrown. */
  pages: (CalendarPage | Error)[] = [];
  readonly positions: CalendarPosition[] = [];
  interviews: AtsInterview[] = [];
  candidates: AtsCandidate[] = [candidate('70')];
  applications: AtsApplication[] = [application('7', '70')];
  readonly mails: MailMessage[] = [];
  readonly texts: TextMessage[] = [];
  readonly notices: { channel: string; notice: Notice }[] = [];
  /** What sending a mail comes to; the mail is taken before it. */
  onMail: () => void = () => undefined;
  found: SentMessage = { outcome: 'unknown' };

  /** What has to happen before the calendar answers. */
  beforePage: () => Promise<void> = () => Promise.resolve();

  constructor(readonly database: TestDatabase) {
    quietRuntime();
  }

  get deps(): Dependencies {
    const receipt = (recordId: string | undefined) => ({
      recordId,
      sentTo: 'http://127.0.0.1/send',
      payloadHash: 'h',
      status: 202,
    });
    const missing = () => ApplicationFailure.nonRetryable('404', 'VendorNotFound');
    const found = <T>(one: T | undefined): Promise<T> => (one ? Promise.resolve(one) : Promise.reject(missing()));
    const listInterviews = (): AsyncIterable<AtsInterview[]> => {
      const batches = this.interviews.map((one) => [one]);
      return (async function* () {
        yield* batches;
      })();
    };
    return {
      db: this.database.pool,
      fieldMap: { version: '1' },
      policy: {
        company: { timeZone: 'America/New_York', mailDomains: ['acme.example'] },
        calendar: { pollInterval: 300_000, lookBack: 24 * HOUR },
        comms: { attempts: 2, doubtWait: 600_000 },
        alerts: { mailTo: [] },
      },
      channels: { hrOps: 'C0HR', recruiting: 'C0REC' },
      links: {
        run: (workflowId: string) => `http://127.0.0.1/${workflowId}`,
        interview: (source: string, eventId: string) => `http://127.0.0.1/interviews/${source}/${eventId}`,
      },
      calendar: {
        vendor: CALENDAR,
        baseUrl: 'http://127.0.0.1/calendar',
        readChanges: async (position: CalendarPosition) => {
          this.positions.push(position);
          await this.beforePage();
          const page = this.pages.shift();
          if (page instanceof Error) throw page;
          return found(page);
        },
      },
      ats: {
        vendor: ATS,
        baseUrl: 'http://127.0.0.1/ats',
        listInterviews,
        readApplication: (id: string) => found(this.applications.find((one) => one.applicationId === id)),
        readCandidate: (id: string) => found(this.candidates.find((one) => one.candidateId === id)),
        findCandidatesByEmail: (email: string) =>
          Promise.resolve(this.candidates.filter(({ emails }) => emails.includes(email))),
        listApplications: (id: string) => Promise.resolve(this.applications.filter((one) => one.candidateId === id)),
      },
      comms: {
        vendor: 'sendgrid',
        sendMail: async (message: MailMessage) => {
          this.mails.push(message);
          this.onMail();
          return receipt(`sg-${this.mails.length}`);
        },
        findMail: () => Promise.resolve(this.found),
      },
      sms: {
        vendor: 'twilio',
        sendText: async (message: TextMessage) => {
          this.texts.push(message);
          return receipt(undefined);
        },
        findText: () => Promise.resolve({ outcome: 'unknown' }),
      },
      chat: {
        vendor: 'slack',
        post: async (channel: string, notice: Notice) => {
          this.notices.push({ channel, notice });
          return { ...receipt('1'), ref: { channelId: channel, messageId: '1' } };
        },
        findMessage: () => Promise.resolve(undefined),
      },
    } as unknown as Dependencies;
  }

  async poll() {
    const { pollCalendar, pollAtsInterviews } = pollInterviewActivities(this.deps);
    return { calendar: await pollCalendar(), ats: await pollAtsInterviews() };
  }

  /** Reads one page as the whole of what changed. */
  async changed(...events: CalendarEvent[]) {
    this.pages.push({ outcome: 'page', events, nextPageToken: null, nextSyncToken: `sync-${this.positions.length}` });
    return this.poll();
  }

  /** Runs an activity as the run of an interview would. */
  run<Name extends keyof InterviewActivities>(
    ref: InterviewRef,
    name: Name,
    ...args: Parameters<InterviewActivities[Name]> extends [InterviewRef, ...infer Rest] ? Rest : never
  ): Promise<Awaited<ReturnType<InterviewActivities[Name]>>> {
    const { deps } = this;
    const activities: InterviewActivities = {
      ...matchInterviewActivity(deps),
      ...composeConfirmationActivity(deps),
      ...dispatchConfirmationActivity(deps),
      ...interviewReportActivities(deps),
    };
    const workflowExecution = { workflowId: interviewWorkflowId(ref.source, ref.eventId), runId: 'run-1' };
    const environment = new MockActivityEnvironment({ workflowExecution }, { logger: new DefaultLogger('ERROR') });
    return environment.run(activities[name] as never, ref as never, ...(args as unknown as never[])) as never;
  }

  /** Matches, composes, and sends what is due. @returns how each message stands. */
  async tell(ref: InterviewRef, resend: string | null = null): Promise<string[]> {
    const match = await this.run(ref, 'matchInterview', null);
    if (match.outcome !== 'matched') return [match.outcome];
    const plan = await this.run(ref, 'composeConfirmation', resend);
    const states: string[] = [];
    for (const { messageKey, channel, state } of plan.messages) {
      const dispatched = state === 'due' ? await this.run(ref, 'dispatchConfirmation', messageKey) : { state };
      states.push(`${channel}: ${dispatched.state}`);
    }
    return states.length > 0 ? states : [plan.status];
  }

  async deliveries(): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ event: { source: string; eventId: string } }>(
      'select event from deliveries order by seq',
    );
    return rows.map(({ event: { source, eventId } }) => `${source}/${eventId}`);
  }
}

export const candidate = (candidateId: string, over: Partial<AtsCandidate> = {}): AtsCandidate => ({
  candidateId,
  firstName: 'Ada',
  lastName: 'Byron',
  preferredName: null,
  emails: ['ada@example.org'],
  phones: ['+12125550100'],
  timeZone: null,
  mailAllowed: true,
  textsAllowed: false,
  ...over,
});

export const application = (
  applicationId: string,
  candidateId: string,
  over: Partial<AtsApplication> = {},
): AtsApplication => ({
  applicationId,
  candidateId,
  jobId: '3',
  jobTitle: 'Engineer',
  status: 'active',
  recruiter: { name: 'Rita Recruiter', email: 'rita@acme.example' },
  ...over,
});
