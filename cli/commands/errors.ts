import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';
import { tableLines, type Column } from '../table.js';
import { when } from '../wording.js';

/** A failed run as the API tells of it. */
interface FailedRun {
  workflowId: string | null;
  runUrl: string | null;
  deliveryId: string | null;
  what: string;
  step: string;
  cause: string;
  vendor: string | null;
  message: string;
  times: number;
  lastAt: string;
  open: boolean;
}

const CAUSES = ['field_mismatch', 'vendor', 'identity', 'policy', 'program'];

const COLUMNS: Column<FailedRun>[] = [
  { title: 'last', value: ({ lastAt }) => when(lastAt) },
  { title: 'cause', value: ({ cause }) => cause.replace('_', ' ') },
  { title: 'open', value: ({ open }) => (open ? 'open' : 'mended'), style: ({ open }) => (open ? 'red' : undefined) },
  { title: 'run', value: ({ workflowId, deliveryId }) => workflowId ?? deliveryId },
  {
    title: 'what',
    value: ({ step, message, times }) => `${step}: ${message}${times > 1 ? ` (${times} times)` : ''}`,
    wrap: true,
  },
];

/** hireline errors */
export function errorsCommand(program: Command, cli: Cli): void {
  program
    .command('errors')
    .description('failed and incomplete runs of the last days, each with the class of its root cause')
    .option('--days <number>', 'how many days back', wholeDays, 1)
    .addOption(new Option('--cause <cause>', 'of one class only').choices(CAUSES))
    .option('--json', "print the API's JSON")
    .action(async ({ days, cause, json }: { days: number; cause?: string; json?: boolean }) => {
      const from = new Date(Date.now() - days * 86_400_000).toISOString();
      const page = await cli.api().get<{ items: FailedRun[] }>('/errors', { from, cause, limit: 200 });
      if (json) return printJson(cli, page);
      const { terminal } = cli;
      if (page.items.length === 0) return terminal.print('Nothing failed.');
      for (const line of tableLines(page.items, COLUMNS, terminal)) terminal.print(line);
      for (const { workflowId, runUrl } of page.items) if (runUrl) terminal.note(`${workflowId}: ${runUrl}`);
    });
}

function wholeDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1) throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return days;
}
