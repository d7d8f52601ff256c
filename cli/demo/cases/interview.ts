import type { InterviewItem } from '../../api-shapes.js';
import type { DemoCase } from '../case.js';
import { calendarProperty, expectSame, Unexpected } from '../checks.js';
import { madeUpPerson } from '../people.js';
import type { Mail } from '../sandbox-records.js';
import { inDays, type PlayedHire, type Stage } from '../stage.js';

const ZONE = 'America/Los_Angeles';
const PANEL = [
  { email: 'maya.lindqvist@acme.example', displayName: 'Maya Lindqvist' },
  { email: 'sam.carter@acme.example', displayName: 'Sam Carter' },
];

export const interview: DemoCase = {
  name: 'interview',
  title:
    'an interview in Google Calendar is confirmed to its candidate, and when it is moved, they are told what changed',
  alone: false,
  async play(stage) {
    const { sandbox } = stage;
    const hire = await stage.makeOffer(
      madeUpPerson(),
      {},
      { time_zone: ZONE, sms_opt_in: true, recruiter_email: 'alex.kim@acme.example' },
    );
    const { person } = hire;
    const { id } = await sandbox.addAppointment({
      summary: 'Interview',
      ...hourOf(tuesday(), 18),
      hangoutLink: 'https://meet.google.com/abc-defg-hij',
      attendees: [...PANEL, { email: person.email }],
    });
    const every = `${Math.round(stage.theatre.calendarPollMs / 1000)} s`;
    stage.say(`Alex Kim puts an interview with ${person.name} into Google Calendar, which is read every ${every}`);

    const first = await told(stage, hire, 1);
    expectText('the first mail', first, /is confirmed\./, /You will meet: Maya Lindqvist and Sam Carter/, /Pacific/);
    expectSame('METHOD of its calendar entry', 'REQUEST', calendarProperty(first, 'METHOD') ?? 'none');

    await sandbox.moveAppointment(id, hourOf(tuesday(1), 20));
    stage.say('the interview is moved by a day in the calendar');
    const second = await told(stage, hire, 2);
    expectText('the second mail', second, /has been moved\./, /Before:\n- Time: /);
    stage.say(`it says what changed: ${changeIn(second)}`);
    const [uid, sequence] = ['UID', 'SEQUENCE'].map((name) => calendarProperty(first, name) ?? 'none');
    expectSame('UID of the second calendar entry', uid ?? 'none', calendarProperty(second, 'UID') ?? 'none');
    expectSame('SEQUENCE of the first calendar entry', '0', sequence ?? 'none');
    expectSame('SEQUENCE of the second calendar entry', '1', calendarProperty(second, 'SEQUENCE') ?? 'none');

    const stillTrue = async () => {
      expectSame('mails to the candidate', 2, (await mailsTo(stage, hire)).length);
      const listed = await findInterview(stage, hire);
      expectSame('text messages to the candidate', 2, listed ? textsIn(listed) : 0);
    };
    await stillTrue();
    return { outcome: 'told once of the interview and once of its move, by mail and by text', stillTrue };
  },
};

/** Waits until the candidate has been told so many times, by mail and by text. @returns the newest mail. */
async function told(stage: Stage, hire: PlayedHire, times: number): Promise<Mail> {
  let standing = 'no interview in hireline';
  const mail = await stage.until(
    'the candidate told',
    async () => {
      const listed = await findInterview(stage, hire);
      if (!listed) return undefined;
      standing = listed.reason ? `${listed.status} (${listed.reason})` : listed.status;
      stage.runUrl ??= listed.runUrl;
      const mails = await mailsTo(stage, hire);
      if (mails.length > times) throw new Unexpected('mails to the candidate', String(times), String(mails.length));
      const all = listed.status === 'confirmed' && mails.length === times && textsIn(listed) === times;
      return all ? mails.at(-1) : undefined;
    },
    stage.nextPollMs,
    () => standing,
  );
  const link = times === 1 && stage.runUrl ? `  ${stage.runUrl}` : '';
  stage.say(`mail with a calendar entry, and a text message as they have opted in: ${mail.subject}${link}`);
  return mail;
}

async function findInterview({ theatre }: Stage, { applicationId }: PlayedHire): Promise<InterviewItem | undefined> {
  return (await theatre.api.list<InterviewItem>('/interviews', { applicationId }, 1)).items[0];
}

const textsIn = ({ messages }: InterviewItem): number =>
  messages.filter(({ channel, sentAt }) => channel === 'text' && sentAt !== null).length;

const mailsTo = async ({ sandbox }: Stage, { person }: PlayedHire): Promise<Mail[]> =>
  (await sandbox.mails()).filter(({ to }) => to.includes(person.email));

function expectText(what: string, { text }: Mail, ...expected: RegExp[]): void {
  const missing = expected.find((pattern) => !pattern.test(text ?? ''));
  if (missing) throw new Unexpected(what, String(missing), text ?? 'no text');
}

/** "When: … Before: - Time: …", in a line. */
const changeIn = ({ text }: Mail): string =>
  [/^When: .+$/m, /^- Time: .+$/m].map((pattern) => pattern.exec(text ?? '')?.[0] ?? '').join('  before: ');

/** The Tuesday of next week, or so many days after it. */
const tuesday = (later = 0): string => inDays(((9 - new Date().getUTCDay()) % 7) + 7 + later);

const hourOf = (day: string, hourUtc: number) => ({
  start: `${day}T${hourUtc}:00:00Z`,
  end: `${day}T${hourUtc + 1}:00:00Z`,
});
