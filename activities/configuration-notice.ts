import { changesOfLoad, type RecordedChange } from '../ledger/configuration-changes.js';
import type { OperationsActivities } from '../workflows/operations-activities.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** Changes that one message names; the changelog has all of them. */
const NAMED = 20;

/** Shows the team who changed what in the configuration. */
export function configurationNoticeActivity(
  deps: Dependencies,
): Pick<OperationsActivities, 'reportConfigurationChange'> {
  return {
    async reportConfigurationChange(digest) {
      const changes = await changesOfLoad(deps.db, digest);
      const [first] = changes;
      if (!first) return;
      await postOnce(
        deps,
        { hire: null, step: `configuration.${digest}.${first.id}`, channelId: deps.channels.hrOps },
        {
          kind: 'alert',
          severity: 'info',
          title: `The configuration was changed by ${first.changedBy}`,
          lines: [
            ...changes.slice(0, NAMED).map(inOneLine),
            ...(changes.length > NAMED ? [`And ${changes.length - NAMED} more: npx hireline changes`] : []),
          ],
          runUrl: currentRun(deps).runUrl,
          links: [{ label: 'Changelog', url: deps.links.changes() }],
        },
      );
    },
  };
}

function inOneLine({ file, place, before, after }: RecordedChange): string {
  if (before === null) return `${file}, ${place}: now ${after}`;
  return `${file}, ${place}: ${before} → ${after ?? 'gone'}`;
}
