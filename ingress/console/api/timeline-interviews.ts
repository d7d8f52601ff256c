import { Temporal } from '@js-temporal/polyfill';
import type { Links } from '../../../activities/dependencies.js';
import type { ListedInterview, ListedMessage } from '../../../ledger/interview-list.js';
import type { MessageStatus } from '../../../ledger/sent-messages.js';
import type { InterviewStatus } from '../../../workflows/interview-contract.js';
import type { TimelineEntry } from './hire-shapes.js';

const STANDS: Record<InterviewStatus, string> = {
  matching: 'its candidate is being looked for',
  unmatched: 'nobody knows whose it is',
  ambiguous: 'it could be several candidates’',
  waiting: 'there is nothing to tell yet',
  confirming: 'the candidate is being told',
  confirmed: 'the candidate was told',
  in_doubt: 'it is in doubt whether the candidate was told',
  failed: 'the candidate could not be told',
  unreachable: 'the candidate has no address that may be written to',
  cancelled: 'cancelled',
  led: 'told by its event in the calendar',
  over: 'over',
};

const CHANNELS: Record<ListedMessage['channel'], string> = { mail: 'Mail', text: 'Text message' };
const ABOUT: Record<ListedMessage['kind'], string> = {
  confirmed: 'the interview',
  changed: 'the changed interview',
  cancelled: 'the cancelled interview',
};
const BECAME: Record<MessageStatus, string> = {
  composed: 'about to be sent',
  superseded: 'never sent, as it was outdated',
  sending: 'on its way',
  failed: 'not sent',
  in_doubt: 'in doubt whether it was sent',
  sent: 'sent',
  deferred: 'sent, and deferred by the receiver',
  delivered: 'delivered',
  bounced: 'bounced',
  dropped: 'dropped by the vendor',
  complained: 'delivered, and reported as spam',
};

/** How an interview stands, and each message to its candidate: by channel only, not to which address. */
export function interviewEntries(links: Links, timeZone: string, interview: ListedInterview): TimelineEntry[] {
  const { source, eventId, workflowId, status, reason, matchedBy, chosenBy, startsAt, endsAt, updatedAt } = interview;
  const runUrl = links.run(workflowId);
  const about = { source, eventId };
  return [
    {
      at: updatedAt,
      system: source,
      kind: 'interview',
      text: `Interview${startsAt ? ` on ${clock(startsAt, timeZone)}` : ''}: ${STANDS[status]}.${reason ? ` ${reason}` : ''}`,
      runUrl,
      details: { interview: about, status, startsAt, endsAt, matchedBy, chosenBy },
    },
    ...interview.messages.map((message): TimelineEntry => {
      const { channel, kind, vendor, sentAt, createdAt } = message;
      return {
        at: sentAt ?? createdAt,
        system: vendor ?? 'hireline',
        kind: 'message',
        text: `${CHANNELS[channel]} to the candidate about ${ABOUT[kind]}: ${BECAME[message.status]}.`,
        runUrl,
        details: { interview: about, channel, about: kind, status: message.status, since: message.updatedAt },
      };
    }),
  ];
}

/** "2026-11-25 10:00 (America/New_York)" */
function clock(at: Date, timeZone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return `${there.toString({ smallestUnit: 'minute' }).replace('T', ' ')} (${timeZone})`;
}
