import type { Command } from 'commander';
import type { Page } from '../api-client.js';
import type { DeliveryItem, HireItem, Hold } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';
import { pairLines, tableLines } from '../table.js';
import { briefly } from '../wording.js';

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
      if (options.json) return printJson(cli, { url: address.url, ready: ready.body, waiting: waiting ?? null });

      const state = (answers: boolean | undefined) => (answers ? 'answers' : 'does not answer');
      const lines = pairLines(
        [
          ['hireline', `${up ? 'up' : 'not ready'}, ${address.url}`],
          ['PostgreSQL', state(parts.postgres)],
          ['Temporal', `${state(parts.temporal)}${address.stack ? `, Web UI ${address.stack.temporalUiUrl}` : ''}`],
          ...(address.stack ? [['sandbox', address.stack.sandboxUrl] as const] : []),
        ],
        terminal,
      );
      for (const line of [...lines, '', ...(waiting ? waitingLines(cli, waiting) : [])]) terminal.print(line);
    });
}

interface Waiting {
  holds: Page<Hold>;
  failedHires: Page<HireItem>;
  quarantinedDeliveries: Page<DeliveryItem>;
}

async function waitingFor(cli: Cli): Promise<Waiting> {
  const api = cli.api();
  const [holds, failedHires, quarantinedDeliveries] = await Promise.all([
    api.list<Hold>('/holds', { status: 'open' }, MOST),
    api.list<HireItem>('/hires', { status: 'failed' }, MOST),
    api.list<DeliveryItem>('/deliveries', { status: 'quarantined' }, MOST),
  ]);
  return { holds, failedHires, quarantinedDeliveries };
}

function waitingLines({ terminal }: Cli, { holds, failedHires, quarantinedDeliveries }: Waiting): string[] {
  const rows = [
    ...holds.items.map((hold) => ({ kind: 'hold', id: hold.id, since: hold.openedAt, what: hold.hire })),
    ...failedHires.items.map((hire) => ({
      kind: 'failed',
      id: hire.applicationId,
      since: hire.updatedAt,
      what: hire.statusReason,
    })),
    ...quarantinedDeliveries.items.map((delivery) => ({
      kind: 'quarantined',
      id: delivery.id,
      since: delivery.receivedAt,
      what: `${delivery.vendor}: ${delivery.reason ?? ''}`,
    })),
  ];
  if (rows.length === 0) return ['Nothing waits for a person.'];
  const more = [holds, failedHires, quarantinedDeliveries].some(({ next }) => next !== null);
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
