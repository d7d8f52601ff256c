import type { Command } from 'commander';
import type { Page } from '../api-client.js';
import type { DeliveryItem, Health, HireItem, Hold, InterviewItem, ScreeningItem } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';
import type { QueueItem } from '../reconciliation-shapes.js';
import { pairLines, tableLines } from '../table.js';
import { briefly, when } from '../wording.js';

/** What is looked at of each kind that can wait for a person. */
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
      const waiting = parts.postgres === false ? undefined : await waitingFor(cli);
      const health = parts.postgres === false ? undefined : await api.get<Health>('/health');
      if (options.json) {
        return printJson(cli, {
          url: address.url,
          ready: ready.body,
          health: health ?? null,
          waiting: waiting ?? null,
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
      for (const line of [...lines, '', ...(waiting ? waitingLines(cli, waiting) : [])]) terminal.print(line);
    });
}

function reconciliationText({ reconciliation: { lastFinishedAt, overdue, since } }: Health): string {
  const finished = lastFinishedAt ? `last finished ${when(lastFinishedAt) ?? ''}` : 'has never finished';
  return overdue ? `overdue since ${when(since) ?? ''}, ${finished}` : finished;
}

type Item = QueueItem & { firstSeenAt: string };

interface Waiting {
  holds: Page<Hold>;
  failedHires: Page<HireItem>;
  reconciliation: Page<Item>;
  interviews: Page<InterviewItem>;
  screening: Page<ScreeningItem>;
  quarantinedDeliveries: Page<DeliveryItem>;
}

async function waitingFor(cli: Cli): Promise<Waiting> {
  const api = cli.api();
  const [holds, failedHires, reconciliation, interviews, screening, quarantinedDeliveries] = await Promise.all([
    api.list<Hold>('/holds', { status: 'open' }, MOST),
    api.list<HireItem>('/hires', { status: 'failed' }, MOST),
    api.list<Item>('/reconciliation', { status: 'open' }, MOST),
    api.list<InterviewItem>('/interviews', { status: 'attention' }, MOST),
    api.list<ScreeningItem>('/screening', { status: 'failed' }, MOST),
    api.list<DeliveryItem>('/deliveries', { status: 'quarantined' }, MOST),
  ]);
  return { holds, failedHires, reconciliation, interviews, screening, quarantinedDeliveries };
}

interface WaitingRow {
  kind: string;
  id: string;
  since: string;
  what: string | null;
}

const rowsOf = (waiting: Waiting): WaitingRow[] => [
  ...waiting.holds.items.map((hold) => ({ kind: 'hold', id: hold.id, since: hold.openedAt, what: hold.hire })),
  ...waiting.failedHires.items.map((hire) => ({
    kind: 'failed',
    id: hire.applicationId,
    since: hire.updatedAt,
    what: hire.statusReason,
  })),
  ...waiting.reconciliation.items.map((item) => ({
    kind: 'reconciliation',
    id: item.id,
    since: item.firstSeenAt,
    what: item.reason,
  })),
  ...waiting.interviews.items.map(({ source, eventId, updatedAt, status, reason }) => ({
    kind: 'interview',
    id: `${source} ${eventId}`,
    since: updatedAt,
    what: reason ? `${status}: ${reason}` : status,
  })),
  ...waiting.screening.items.map(({ screening, resultId, updatedAt, statusReason }) => ({
    kind: 'screening',
    id: `${screening} ${resultId}`,
    since: updatedAt,
    what: statusReason,
  })),
  ...waiting.quarantinedDeliveries.items.map((delivery) => ({
    kind: 'quarantined',
    id: delivery.id,
    since: delivery.receivedAt,
    what: `${delivery.vendor}: ${delivery.reason ?? ''}`,
  })),
];

function waitingLines({ terminal }: Cli, waiting: Waiting): string[] {
  const rows = rowsOf(waiting);
  if (rows.length === 0) return ['Nothing waits for a person.'];
  const more = Object.values(waiting).some((page: Page<unknown>) => page.next !== null);
  return [
    `${more ? 'More than ' : ''}${rows.length} ${rows.length === 1 ? 'waits' : 'wait'} for a person:`,
    ...tableLines(
      rows,
      [
        { title: 'what', value: ({ kind }) => kind },
        { title: 'id', value: ({ id }) => id },
        { title: 'since', value: ({ since }) => briefly(since) },
        { title: 'about', value: ({ what }) => what, wrap: true },
      ],
      terminal,
    ),
  ];
}
