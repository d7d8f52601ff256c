import type { Command } from 'commander';
import type { Health, Waiting, WaitingItem } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';
import { pairLines } from '../table.js';
import { waitingLines } from '../waiting-wording.js';
import { when } from '../wording.js';

/** How many of what waits are listed. */
const MOST = 200;

/** hireline status */
export function statusCommand(program: Command, cli: Cli): void {
  program
    .command('status')
    .description('whether hireline is up, and what waits for a person; exit code 1 when it is not up')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const { terminal } = cli;
      const api = cli.api();
      const address = cli.address();
      const ready = await api.probe('/readyz');
      const up = ready.status === 200;
      if (!up) cli.setExitCode(1);
      const parts = (ready.body ?? {}) as { postgres?: boolean; temporal?: boolean };
      // Without its ledger hireline can't say what waits.
      const [waiting, items, health] =
        parts.postgres === false
          ? []
          : await Promise.all([
              api.get<Waiting>('/waiting'),
              api.list<WaitingItem>('/waiting/items', {}, MOST),
              api.get<Health>('/health'),
            ]);
      if (options.json) {
        return printJson(cli, {
          url: address.url,
          ready: ready.body,
          health: health ?? null,
          waiting: waiting && items ? { ...waiting, ...items } : null,
        });
      }

      const state = (answers: boolean | undefined) => (answers ? 'answers' : 'does not answer');
      const lines = pairLines(
        [
          ['hireline', `${up ? 'up' : 'not ready'}, ${address.url}`],
          ['PostgreSQL', state(parts.postgres)],
          ['Temporal', `${state(parts.temporal)}${address.stack ? `, Web UI ${address.stack.temporalUiUrl}` : ''}`],
          ...(health ? [['reconciliation', reconciliationText(health)] as const] : []),
          ...(health && health.silentRuns.length > 0
            ? [
                [
                  'silent runs',
                  `${health.silentRuns.length}, the longest since ${when(health.silentRuns[0]?.silentSince) ?? ''}`,
                ] as const,
              ]
            : []),
          ...(address.stack ? [['sandbox', address.stack.sandboxUrl] as const] : []),
        ],
        terminal,
      );
      const waits = waiting && items ? waitingLines(terminal, waiting, items) : [];
      for (const line of [...lines, '', ...waits]) terminal.print(line);
    });
}

function reconciliationText({ reconciliation: { lastFinishedAt, overdue, since } }: Health): string {
  const finished = lastFinishedAt ? `last finished ${when(lastFinishedAt) ?? ''}` : 'has never finished';
  return overdue ? `overdue since ${when(since) ?? ''}, ${finished}` : finished;
}
