import { z } from 'zod';
import type { Links } from '../../../activities/dependencies.js';
import { NEEDS_PERSON, type ListedInterview } from '../../../ledger/interview-list.js';
import type { InterviewStatus } from '../../../workflows/interview-contract.js';
import { Instant, MaybeInstant, name, page, Text } from './schemas.js';

export const INTERVIEW_STATUSES = [
  ...NEEDS_PERSON,
  ...(['matching', 'waiting', 'confirming', 'confirmed', 'cancelled', 'led', 'over'] as const),
] as const satisfies InterviewStatus[];

const Message = name(
  'InterviewMessage',
  z.object({
    channel: z.enum(['mail', 'text']),
    kind: z.enum(['confirmed', 'changed', 'cancelled']).meta({ description: 'What it says of the interview.' }),
    status: z.string().meta({ description: 'sent, delivered, bounced, in_doubt, failed …' }),
    vendor: Text,
    createdAt: Instant,
    sentAt: MaybeInstant,
    updatedAt: Instant,
  }),
);

export const InterviewShape = name(
  'Interview',
  z.object({
    source: z.string().meta({ description: 'The calendar, or the ATS where no calendar has the event.' }),
    eventId: z.string(),
    workflowId: z.string(),
    runUrl: z.string(),
    status: z.enum(INTERVIEW_STATUSES),
    needsPerson: z.boolean(),
    reason: Text,
    applicationId: Text,
    candidateId: Text,
    matchedBy: Text.meta({ description: 'How the candidate was found.' }),
    chosenBy: Text.meta({ description: 'The person who said whose it is.' }),
    startsAt: MaybeInstant,
    endsAt: MaybeInstant,
    createdAt: Instant,
    updatedAt: Instant,
    title: Text.meta({ description: 'As the calendar has it.' }),
    guests: z.array(z.string()),
    possibleApplicationIds: z.array(z.string()).meta({ description: 'Whose it could be, where that is not certain.' }),
    messages: z.array(Message).meta({ description: 'To the candidate, oldest first.' }),
  }),
);
export const InterviewPage = name('InterviewPage', page(InterviewShape));

const WAITING: ReadonlySet<InterviewStatus> = new Set(NEEDS_PERSON);

export const interviewOf = (links: Links, interview: ListedInterview): z.input<typeof InterviewShape> => ({
  ...interview,
  runUrl: links.run(interview.workflowId),
  needsPerson: WAITING.has(interview.status),
});
