import { Context } from '@temporalio/activity';
import { auditAttribution, ON_ITS_WAY_MS } from '../domain/attribution-audit.js';
import { auditDue } from '../domain/audit-due.js';
import { windowOfDays } from '../domain/nights.js';
import { finishAudit, lastAudits, startAudit } from '../ledger/attribution-audits.js';
import { recordVariances, type QueuedVariance } from '../ledger/attribution-variances.js';
import { goLiveAt } from '../ledger/go-live.js';
import { VARIANCE_CAUSES, type AuditCounts, type Variance, type VarianceCause } from '../schemas/attribution-audit.js';
import type { AttributionAuditActivities } from '../workflows/attribution-audit-activities.js';
import { readSides } from './attribution-sides.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** Platform versus ATS versus CRM. */
export function attributionAuditActivities(
  deps: Dependencies,
  now: () => Date = () => new Date(),
  pause: (ms: number) => Promise<void> = (ms) => Context.current().sleep(ms),
): AttributionAuditActivities {
  const { db, policy, channels, links } = deps;
  const { timeZone } = policy.company;

  return {
    async findDueAudit() {
      if (!deps.advocacy) return null;
      const [live, past] = await Promise.all([goLiveAt(db), lastAudits(db)]);
      return auditDue({ timeZone, ...policy.attribution }, live, past, now()) ?? null;
    },

    async auditAttribution(audit) {
      const id = currentRun(deps).workflowId;
      const startedAt = await startAudit(db, { id, ...audit });
      const window = windowOfDays(timeZone, audit.firstDay, audit.lastDay);
      // A webhook of what happened just now has the time that one takes: then it is told as what it is, lost or not.
      if (window.to > now().toISOString()) await pause(ON_ITS_WAY_MS);
      const sides = await readSides(deps, { window }, now());
      const { variances, agreeing } = auditAttribution(sides);
      const referrals = new Set(sides.platform.map(({ referralId }) => referralId));
      const applications = new Set(sides.ats.map(({ applicationId }) => applicationId));
      const contacts = new Set(sides.crm.map(({ contactId }) => `not_hired:contact:${contactId}`));
      const looked = ({ key, kind, referralId, applicationId }: QueuedVariance) =>
        (referralId !== null && referrals.has(referralId)) ||
        (applicationId !== null && applications.has(applicationId)) ||
        // All contacts are read: one that is not there any more claims no hire any more.
        (kind === 'not_hired' && !contacts.has(key));
      const queue = await recordVariances(db, { id, startedAt }, variances, looked);
      const counts: AuditCounts = {
        ...{ platform: sides.platform.length, ats: sides.ats.length, crm: sides.crm.length, agreeing },
        ...queue,
        byCause: countByCause(variances),
      };
      await finishAudit(db, id, counts);
      return counts;
    },

    async reportAttributionAudit(audit, result) {
      const { runUrl } = currentRun(deps);
      const days = `${audit.firstDay} to ${audit.lastDay}`;
      const failed = !('counts' in result);
      await postOnce(
        deps,
        {
          hire: null,
          step: failed ? `alert.failure.${currentRun(deps).runId}.${result.times}` : `audit.${currentRun(deps).runId}`,
          channelId: channels.hrOps,
        },
        {
          kind: 'alert',
          severity: failed ? 'failure' : result.counts.open > 0 ? 'warning' : 'info',
          title: failed
            ? `The attribution audit of ${days} stopped at ${result.step}`
            : `Attribution audit of ${days}: ${result.counts.open === 0 ? 'nothing waits' : `${result.counts.open} in the queue`}`,
          lines: failed ? [`Why: ${result.reason}`] : summary(result.counts),
          runUrl,
          links: [{ label: 'Open in hireline', url: links.variances() }],
        },
      );
    },
  };
}

function countByCause(variances: readonly Variance[]): Record<VarianceCause, number> {
  const count = (cause: VarianceCause) => variances.filter((variance) => variance.cause === cause).length;
  return Object.fromEntries(VARIANCE_CAUSES.map((cause) => [cause, count(cause)])) as Record<VarianceCause, number>;
}

const WORDS: Readonly<Record<VarianceCause, string>> = {
  payload_never_came: 'payload never came',
  quarantined: 'quarantined',
  dedup: 'settled by the rules for duplicates',
  consent: 'no consent',
  identity: 'identity',
  run_failed: 'run failed',
  in_progress: 'still under way',
  changed_elsewhere: 'changed elsewhere',
};

function summary({ platform, ats, crm, agreeing, opened, closed, byCause }: AuditCounts): string[] {
  const causes = VARIANCE_CAUSES.filter((cause) => byCause[cause] > 0).map(
    (cause) => `${WORDS[cause]} ${byCause[cause]}`,
  );
  return [
    `Platform: ${platform} referrals, ATS: ${ats} applications, CRM: ${crm} hires; ${agreeing} referrals agree everywhere.`,
    ...(causes.length > 0 ? [`Variances by cause: ${causes.join(', ')}.`] : []),
    `${opened} new in the queue, ${closed} closed.`,
  ];
}
