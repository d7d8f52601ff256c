import { htmlText } from './html-text.js';
import type { MailMessage, TextMessage } from '../connectors/roles/comms.js';
import type { InterviewDetails } from '../schemas/interview.js';
import { changesBetween } from './interview-details.js';
import type { Contact } from './interview-invitation.js';
import { describeDay, describeStart, describeTime } from './interview-time.js';

export type MessageKind = 'confirmed' | 'changed' | 'cancelled';

/** What a candidate is to be told. */
export interface Telling {
  kind: MessageKind;
  details: InterviewDetails;
  /** What they were told before, where they were. */
  before: InterviewDetails | null;
  /** How the candidate is addressed; null when no name is known. */
  salutation: string | null;
  /** IANA zone times are told in. */
  zone: string;
  recruiter: Contact | null;
}

/** The mail's words. */
export function mailOf(telling: Telling): Pick<MailMessage, 'subject' | 'text' | 'html'> {
  const { details, salutation, zone, recruiter } = telling;
  const greeting = salutation ? `Hello ${salutation},` : 'Hello,';
  const facts = telling.kind === 'cancelled' ? [factOf('When', describeTime(details.time, zone))] : factsOf(telling);
  const before = beforeOf(telling);
  const closing =
    telling.kind === 'cancelled'
      ? 'You do not need to do anything.'
      : 'If the time does not suit you, or you need anything, please reply to this mail.';
  const signature = recruiter?.name ?? '';
  const paragraphs = [greeting, `${opening(telling)}.`];
  const text = [
    ...paragraphs,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    ...(before.length > 0 ? [['Before:', ...before.map((line) => `- ${line}`)].join('\n')] : []),
    closing,
    ...(signature ? [signature] : []),
  ].join('\n\n');
  const html = [
    ...paragraphs.map(paragraph),
    `<p>${facts.map(({ label, value, link }) => `<strong>${label}:</strong> ${link ? anchor(value) : htmlText(value)}`).join('<br>')}</p>`,
    ...(before.length > 0
      ? [`<p>Before:</p><ul>${before.map((line) => `<li>${htmlText(line)}</li>`).join('')}</ul>`]
      : []),
    paragraph(closing),
    ...(signature ? [paragraph(signature)] : []),
  ].join('\n');
  return { subject: subjectOf(telling), text: `${text}\n`, html };
}

/** The text message's words: as short as they can be. */
export function textOf(telling: Telling): Pick<TextMessage, 'body'> {
  const { kind, details, zone } = telling;
  const place = details.videoUrl ?? details.location;
  const when = describeStart(details.time, zone);
  return {
    body: oneLine(`${opening(telling)}: ${when}.${place && kind !== 'cancelled' ? ` ${place}` : ''}`),
  };
}

function subjectOf(telling: Telling): string {
  const { details, zone } = telling;
  const title = details.jobTitle ? ` for ${details.jobTitle}` : '';
  const day = describeDay(details.time, zone);
  return oneLine(`Interview${title} on ${day}: ${HOW[verb(telling)]}`);
}

const HOW = { confirmed: 'confirmed', moved: 'new time', changed: 'updated', cancelled: 'cancelled' } as const;
const SENTENCES = {
  confirmed: 'is confirmed',
  moved: 'has been moved',
  changed: 'has changed',
  cancelled: 'has been cancelled',
} as const;

/** "Your interview for Software Engineer is confirmed" */
function opening(telling: Telling): string {
  const title = telling.details.jobTitle;
  return oneLine(`Your interview${title ? ` for ${title}` : ''} ${SENTENCES[verb(telling)]}`);
}

function verb({ kind, before, details }: Telling): keyof typeof HOW {
  if (kind !== 'changed' || !before) return kind;
  return changesBetween(before, details).includes('time') ? 'moved' : 'changed';
}

interface Fact {
  label: string;
  value: string;
  link: boolean;
}

const factOf = (label: string, value: string, link = false): Fact => ({ label, value: oneLine(value), link });

function factsOf({ details, zone }: Telling): Fact[] {
  const { time, location, videoUrl, panelists } = details;
  return [
    factOf('When', describeTime(time, zone)),
    ...(location ? [factOf('Where', location)] : []),
    ...(videoUrl ? [factOf('Video', videoUrl, /^https?:\/\//i.test(videoUrl))] : []),
    ...(panelists.length > 0 ? [factOf('You will meet', listed(panelists))] : []),
  ];
}

/** What it was before, of what has changed. */
function beforeOf({ kind, before, details, zone }: Telling): string[] {
  if (kind !== 'changed' || !before) return [];
  const was = {
    time: () => `Time: ${describeTime(before.time, zone)}`,
    place: () => `Place: ${[before.location, before.videoUrl].filter(Boolean).join(', ') || 'not given'}`,
    panel: () => `Panel: ${before.panelists.length > 0 ? listed(before.panelists) : 'not given'}`,
  };
  return changesBetween(before, details).map((change) => oneLine(was[change]()));
}

const listed = (names: readonly string[]): string =>
  new Intl.ListFormat('en', { style: 'long', type: 'conjunction' }).format(names);

/** What comes from a calendar must not start a new line, least of all in a subject. */
const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();

const paragraph = (value: string): string => `<p>${htmlText(value)}</p>`;
const anchor = (url: string): string => `<a href="${htmlText(url)}">${htmlText(url)}</a>`;
