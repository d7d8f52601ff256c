import { z } from 'zod';
import type { Links } from '../../../activities/dependencies.js';
import type { QueuedItem } from '../../../ledger/reconciliation-items.js';
import { RUN_KINDS, type ReconciliationRun } from '../../../ledger/reconciliation-runs.js';
import {
  RECONCILIATION_ACTIONS,
  RECONCILIATION_KINDS,
  RECONCILIATION_STATUSES,
  type ReconciliationKind,
} from '../../../schemas/reconciliation.js';
import type { ReconciliationProgress } from '../../../workflows/reconciliation-contract.js';
import { FieldName, Instant, MaybeInstant, name, oneOf, page, Text } from './schemas.js';

export const ActionWord = oneOf(RECONCILIATION_ACTIONS);

const RequestShape = z.object({
  action: ActionWord,
  reason: z.string().optional(),
  employeeId: z.string().optional(),
  applicationId: z.string().optional(),
  requestedBy: z.string(),
  requestedAt: z.string(),
});

export const ReconciliationItemShape = name(
  'ReconciliationItem',
  z.object({
    id: z.string(),
    kind: oneOf(RECONCILIATION_KINDS),
    status: oneOf(RECONCILIATION_STATUSES),
    reason: z.string(),
    owner: z.enum(['recruiting', 'hr_ops']),
    applicationId: Text,
    employeeIds: z.array(z.string()),
    person: Text,
    differences: z.array(z.object({ field: FieldName, ats: Text, hris: Text })),
    suggestedMatch: z.object({ applicationId: Text, employeeId: Text, why: z.string() }).nullable(),
    suggestedAction: ActionWord,
    day: z.string().meta({ description: 'YYYY-MM-DD: the day the hire belongs to.' }),
    ageSeconds: z.number().meta({ description: 'How long it is, or was, in the queue.' }),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    closedAt: MaybeInstant,
    resolution: z.object({ action: ActionWord.nullable(), by: z.string(), reason: Text }).nullable(),
    request: RequestShape.nullable().meta({ description: 'The action under way, or the last one.' }),
    runUrl: Text.meta({ description: 'Of that action.' }),
    failure: Text.meta({ description: 'Why the last action did not settle it.' }),
  }),
);

const byKind = z.object(
  Object.fromEntries(RECONCILIATION_KINDS.map((kind) => [kind, z.number()])) as Record<ReconciliationKind, z.ZodNumber>,
);

export const ReconciliationItemPage = name(
  'ReconciliationItemPage',
  page(ReconciliationItemShape).extend({
    waiting: z
      .object({ total: z.number(), byKind, oldest: MaybeInstant })
      .meta({ description: 'What waits for a person now, whatever was asked for.' }),
  }),
);

const Progress = z.object({
  step: z.string(),
  share: z.number().meta({ description: 'How far it is, from 0 to 1; a guess.' }),
  ats: z.number(),
  hris: z.number(),
  lookUps: z.object({ done: z.number(), total: z.number() }),
});

export const ReconciliationRunShape = name(
  'ReconciliationRun',
  z.object({
    id: z.string(),
    kind: z.enum(RUN_KINDS),
    from: z.string().meta({ description: 'YYYY-MM-DD: the first day that was compared.' }),
    to: z.string().meta({ description: 'YYYY-MM-DD: the last one.' }),
    dryRun: z.boolean(),
    outcome: z.enum(['running', 'completed', 'failed']),
    failure: Text,
    startedAt: Instant,
    finishedAt: MaybeInstant,
    counts: z
      .object({ ats: z.number(), hris: z.number(), found: byKind, opened: z.number(), closed: z.number() })
      .nullable(),
    progress: Progress.nullable().meta({ description: 'Of a run under way, when one run is asked for.' }),
    found: z
      .array(
        z.object({
          kind: oneOf(RECONCILIATION_KINDS),
          applicationId: Text,
          employeeIds: z.array(z.string()),
          fields: z.array(z.string()),
        }),
      )
      .nullable()
      .meta({ description: 'The first of what it found, in the queue before or not; when one run is asked for.' }),
    leftOut: z.array(z.string()).nullable().meta({ description: 'What could not be read.' }),
    runUrl: z.string(),
  }),
);
export const ReconciliationRunPage = name('ReconciliationRunPage', page(ReconciliationRunShape));

export const itemOf = (links: Links, { workflowId, ...item }: QueuedItem): z.input<typeof ReconciliationItemShape> => ({
  ...item,
  ageSeconds: Math.max(0, Math.round(((item.closedAt?.getTime() ?? Date.now()) - item.firstSeenAt.getTime()) / 1000)),
  runUrl: workflowId === null ? null : links.run(workflowId),
});

export const runOf = (
  links: Links,
  { window: _, ...run }: ReconciliationRun,
  days: { first: string; last: string },
  more: Partial<z.input<typeof ReconciliationRunShape>>,
): z.input<typeof ReconciliationRunShape> => ({
  ...run,
  from: days.first,
  to: days.last,
  ...{ progress: null, found: null, leftOut: null },
  runUrl: links.run(run.id),
  ...more,
});

/** What part of a run each step usually takes, at its end. */
const READ = 0.6;
const LOOKED_UP = 0.9;

/** How far a run is, in one number. */
export const shareOf = (step: string, progress: Partial<ReconciliationProgress>): number =>
  Math.round(partOf(step, progress) * 1_000) / 1_000;

function partOf(step: string, progress: Partial<ReconciliationProgress>): number {
  if (step === 'done' || step === 'telling') return 1;
  if (step === 'comparing') return LOOKED_UP;
  const of = ({ done, total }: { done: number; total: number }) => (total === 0 ? 0 : Math.min(1, done / total));
  if (step === 'looking_up') return READ + (LOOKED_UP - READ) * of(progress.lookUps ?? { done: 0, total: 0 });
  if (step !== 'reading') return 0;
  return (READ * (of(progress.days ?? { done: 0, total: 0 }) + (progress.atsRead ? 1 : 0))) / 2;
}
