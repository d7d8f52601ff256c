import type { AccessFinding } from '../connectors/connector.js';
import {
  confirmDrift,
  driftThatPassed,
  driftToTell,
  driftTold,
  endDrift,
  listDrift,
  recordDrift,
  setCanary,
  type Drift,
} from '../ledger/vendor-drift.js';
import { forgetUsage } from '../ledger/vendor-usage.js';
import type { DriftActivities } from '../workflows/drift-activities.js';
import { compareAccess, findingKey, keepAccess, type ComparedAccess } from './access-reading.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { replayRuns } from './replay-runs.js';
import { currentRun } from './run.js';

/** Open entries that one probe looks at. */
const MOST = 1_000;
/** Since a wish was handed on; what is of another form stops a run at once. */
const QUIET_MS = 60_000;
/** Places that one message names; the list has all of them. */
const NAMED = 10;
const USAGE_KEPT_MS = 90 * 86_400_000;

/** Whether a vendor is down is told by what fails of it; it is no change of its API. */
const OUTAGE: ReadonlySet<AccessFinding['check']> = new Set(['reachable', 'rate_limit']);

/** Vendors change without notice: looks, tells, and lets go on what has been mended. */
export function probeActivities(deps: Dependencies, now: () => Date = () => new Date()): DriftActivities {
  const { db } = deps;

  return {
    async probeVendors() {
      const systems = await compareAccess(deps);
      for (const system of systems) {
        await recordNew(system);
        await keepAccess(deps, system);
      }
      let resolved = 0;
      let canaries = 0;
      for (const drift of await listDrift(db, ['suspected', 'open'], MOST)) {
        const verdict = verdictOf(drift, systems);
        if (verdict === 'gone' && drift.status === 'suspected') await confirmDrift(db, drift.id);
        if (verdict === 'there') {
          const suspected = drift.status === 'suspected';
          await endDrift(db, drift.id, suspected ? 'dismissed' : 'resolved');
          // Where only a value was missing, the run waits for a person to fill it in.
          if (suspected) continue;
          await replayRuns(db, drift.id, `drift:${drift.id}`);
          resolved += 1;
        }
        if (verdict === 'ask' && (await askCanary(drift))) canaries += 1;
      }
      const found = await tellNew();
      await forgetUsage(db, new Date(now().getTime() - USAGE_KEPT_MS));
      return { found, resolved, canaries };
    },

    async settleCanaries() {
      const passed = await driftThatPassed(db, QUIET_MS);
      for (const { id } of passed) {
        await endDrift(db, id, 'resolved');
        await replayRuns(db, id, `drift:${id}`);
      }
      return { resolved: passed.length };
    },

    async alertLimit({ vendor, hour, used, limit }) {
      await postOnce(
        deps,
        { hire: null, step: 'limit', channelId: deps.channels.hrOps },
        {
          kind: 'alert',
          severity: 'warning',
          title: `${Math.round((used / limit) * 100)} % of ${vendor}'s rate limit is used`,
          lines: [
            `${used} of ${limit} requests of a window, in the hour from ${hour}.`,
            'Nothing is lost when it is reached: what is too much waits. A campaign that brings more is slower by that.',
          ],
          runUrl: currentRun(deps).runUrl,
          links: [{ label: 'Open in hireline', url: deps.links.limits() }],
        },
      );
    },
  };

  /** What was fine the last time, and is missing now. The first look is what later ones are compared with. */
  async function recordNew({ vendor, findings, before }: ComparedAccess): Promise<void> {
    if (!before) return;
    const known = new Map(before.map((finding) => [findingKey(finding), finding.status]));
    for (const finding of findings) {
      const { check, subject, status, detail, mappedAt } = finding;
      if (status !== 'missing' || OUTAGE.has(check) || known.get(findingKey(finding)) === 'missing') continue;
      const mapped = mappedAt ? [mappedAt] : [];
      const seen = { operation: check, place: subject, expected: 'as it was', found: detail, mappedAt: mapped };
      await recordDrift(db, { vendor, kind: 'access', ...seen }, null);
    }
  }

  /** One run at a time: the others are not to fail once more, and alert people, only to find out. */
  async function askCanary(drift: Drift): Promise<boolean> {
    const underWay = drift.canaryAt !== null && drift.lastSeenAt < drift.canaryAt;
    if (underWay) return true;
    const [asked] = await replayRuns(db, drift.id, `drift:${drift.id}`, 1);
    if (!asked) return false;
    await setCanary(db, drift.id, asked);
    return true;
  }

  async function tellNew(): Promise<number> {
    const untold = await driftToTell(db);
    if (untold.length === 0) return 0;
    const more = untold.length - NAMED;
    await postOnce(
      deps,
      { hire: null, step: `drift.${untold[0]?.id}`, channelId: deps.channels.hrOps },
      {
        kind: 'alert',
        severity: 'warning',
        title:
          untold.length === 1
            ? 'A vendor is not as mapped any more'
            : `${untold.length} places of vendors are not as mapped any more`,
        lines: [
          ...untold.slice(0, NAMED).map(inOneLine),
          ...(more > 0 ? [`And ${more} more: npx hireline drift`] : []),
          'Only the records it touches have stopped. They go on by themselves once it is mended.',
        ],
        runUrl: currentRun(deps).runUrl,
        links: [{ label: 'Open in hireline', url: deps.links.drift() }],
      },
    );
    await driftTold(
      db,
      untold.map(({ id }) => id),
    );
    return untold.length;
  }
}

/**
 * gone: the account does not have the place; there: it has; ask: only a run that tries again can tell; wait: it cannot
 * be told now.
 */
function verdictOf(drift: Drift, systems: readonly ComparedAccess[]): 'gone' | 'there' | 'ask' | 'wait' {
  if (drift.kind === 'answer' || drift.kind === 'value') return 'ask';
  const findings = systems.filter(({ vendor }) => vendor === drift.vendor).flatMap((system) => system.findings);
  const about = findings.filter(({ check, subject, mappedAt }) =>
    drift.kind === 'access'
      ? check === drift.operation && subject === drift.place
      : check === 'field' && mappedAt !== undefined && drift.mappedAt.includes(mappedAt),
  );
  if (about.some(({ status }) => status === 'missing')) return 'gone';
  // Whether a referral holds a field shows on new referrals alone: those from before it was renamed have it still.
  if (drift.mappedAt.some((at) => at.startsWith('referral.')) && drift.kind === 'empty') {
    return drift.status === 'open' ? 'ask' : 'wait';
  }
  return about.length > 0 && about.every(({ status }) => status === 'ok') ? 'there' : 'wait';
}

function inOneLine({ vendor, operation, place, expected, found, mappedAt }: Drift): string {
  const mapped = mappedAt.length > 0 ? `, mapped at ${mappedAt.join(', ')}` : ', not part of the field map';
  return `${vendor}, ${operation}, ${place}: expected ${expected}, found ${found}${mapped}.`;
}
