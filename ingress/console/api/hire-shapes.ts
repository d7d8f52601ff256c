import { z } from 'zod';
import type { Links } from '../../../activities/dependencies.js';
import type { Hire } from '../../../ledger/hires.js';
import { ConfirmationShape } from './confirmations.js';
import { HeldForName, HireStatusWord, Instant, MaybeInstant, name, page, Text } from './schemas.js';
import { HoldShape } from './hold-shapes.js';

/** A hire as it is listed. */
const listed = {
  applicationId: z.string(),
  workflowId: z.string(),
  runUrl: z.string().meta({ description: 'The newest run in the Temporal Web UI.' }),
  candidateName: Text,
  jobTitle: Text,
  startDate: Text.meta({ description: 'YYYY-MM-DD' }),
  status: HireStatusWord,
  statusReason: Text,
  employeeId: Text.meta({ description: 'In the HRIS.' }),
  payrollEmployeeId: Text,
  candidateId: Text.meta({ description: 'In the ATS.' }),
  fieldMapVersion: Text,
  receivedAt: Instant,
  updatedAt: Instant,
  finishedAt: MaybeInstant,
  anonymizedAt: MaybeInstant.meta({ description: 'Since when nothing personal of it is kept.' }),
};
export const HireListItem = name('HireListItem', z.object(listed));
export const HirePage = name('HirePage', page(HireListItem));

const TimelineEntry = name(
  'TimelineEntry',
  z.object({
    at: Instant,
    system: z.string().meta({ description: 'The vendor, or hireline itself.' }),
    kind: z.enum(['delivery', 'stage', 'write', 'hold', 'decision', 'screening', 'interview', 'message']),
    text: z.string(),
    runUrl: z.string().optional(),
    details: z.unknown().optional(),
  }),
);
export type TimelineEntry = z.input<typeof TimelineEntry>;

const LiveState = name(
  'LiveState',
  z.object({
    status: HireStatusWord,
    reason: Text,
    employeeId: Text,
    payrollEmployeeId: Text,
    hold: z.object({ holdId: z.string(), diffHash: z.string(), fields: z.array(HeldForName) }).nullable(),
  }),
);

const StepFailureShape = name(
  'StepFailure',
  z.object({ step: z.string(), failures: z.number(), lastFailure: z.string(), lastFailedAt: Instant }),
);

const RecordLink = name(
  'RecordLink',
  z.object({
    role: z.enum(['ats', 'hris', 'payroll']),
    vendor: z.string(),
    title: z.string(),
    recordId: z.string(),
    openUrl: z.string().meta({ description: "Leads to the record's page in that system." }),
  }),
);

export const HireDetails = name(
  'HireDetails',
  z.object({
    ...listed,
    ats: z.string(),
    hris: Text,
    payroll: Text,
    offerId: Text,
    supersededBy: Text.meta({ description: 'The later hire of the same person, once they were rehired.' }),
    supersedes: z.array(z.string()).meta({ description: 'Earlier hires of the same person.' }),
    formerCandidateIds: z.array(z.string()).meta({ description: 'Candidates that were merged into this one.' }),
    records: z.array(RecordLink),
    hold: HoldShape.nullable().meta({ description: 'The open hold.' }),
    live: LiveState.nullable().meta({ description: 'What the run itself answers; null when it does not.' }),
    liveError: Text,
    failures: z.array(StepFailureShape),
    confirmation: ConfirmationShape.nullable().meta({
      description: 'To CRM and advocacy platform; null where no advocate has brought the hire.',
    }),
    timeline: z.array(TimelineEntry).meta({ description: 'Over all systems, oldest first.' }),
  }),
);

export const hireListItem = (links: Links, hire: Hire): z.input<typeof HireListItem> => ({
  ...hire,
  runUrl: links.run(hire.workflowId, hire.runId),
});
