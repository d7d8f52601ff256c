import { z } from 'zod';
import type { Links } from '../../../activities/dependencies.js';
import type { Hold } from '../../../ledger/holds.js';
import { HOLD_STATUSES, HoldDecision } from '../../../schemas/hold.js';
import { DECISIONS_OFFERED, HOLD_SUBJECTS, holdSubject } from '../../../schemas/hold-subject.js';
import { HeldForName, Instant, MaybeInstant, name, page, Text } from './schemas.js';

const Difference = name(
  'Difference',
  z.object({
    field: HeldForName,
    offer: Text,
    hris: Text,
    authority: z.enum(['ats', 'hris']).meta({ description: 'Whose value counts by the system-of-record matrix.' }),
    normalised: z.string(),
    hints: z.array(z.string()),
    rule: z.string(),
  }),
);

export const HoldShape = name(
  'Hold',
  z.object({
    id: z.string(),
    applicationId: z.string(),
    hire: z.string().meta({ description: 'The hire in one line.' }),
    status: z.enum(HOLD_STATUSES),
    subject: z.enum(HOLD_SUBJECTS).meta({
      description:
        'terms: the offer and the HRIS differ; screening: an adverse action on a screening result; employment: rescinded after payroll had paid.',
    }),
    decisions: z.array(HoldDecision).meta({ description: 'What people are offered to decide.' }),
    differences: z.array(Difference),
    diffHash: z.string().meta({ description: 'What a decision must carry, to be about this difference.' }),
    note: Text,
    runUrl: z.string(),
    openedAt: Instant,
    closedAt: MaybeInstant,
    remindedTimes: z.number(),
    decision: HoldDecision.nullable(),
    decidedBy: Text,
    decidedAt: MaybeInstant,
    reason: Text,
    progress: Text,
  }),
);
export const HoldPage = name('HoldPage', page(HoldShape));

export function holdOf(links: Links, { diff, ...hold }: Hold): z.input<typeof HoldShape> {
  const subject = holdSubject(diff.differences);
  return {
    ...hold,
    subject,
    decisions: [...DECISIONS_OFFERED[subject]],
    differences: diff.differences,
    runUrl: links.run(hold.workflowId, hold.runId),
  };
}
