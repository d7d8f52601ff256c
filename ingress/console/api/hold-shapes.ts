import { z } from 'zod';
import type { Links } from '../../../activities/dependencies.js';
import type { Hold } from '../../../ledger/holds.js';
import { HOLD_STATUSES, HoldDecision } from '../../../schemas/hold.js';
import { FieldName, Instant, MaybeInstant, name, page, Text } from './schemas.js';

const Difference = name(
  'Difference',
  z.object({
    field: FieldName,
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

export const holdOf = (links: Links, { diff, ...hold }: Hold): z.input<typeof HoldShape> => ({
  ...hold,
  differences: diff.differences,
  runUrl: links.run(hold.workflowId, hold.runId),
});
