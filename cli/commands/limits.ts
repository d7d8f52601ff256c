import { InvalidArgumentError, type Command } from 'commander';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';
import { tableLines, type Column } from '../table.js';

/** What is used of a vendor's rate limit, as the API tells of it. */
interface VendorLimit {
  vendor: string;
  limit: number | null;
  used: number | null;
  blockedUntil: string | null;
  calls: number;
  throttled: number;
  peakPercent: number | null;
}

interface VendorLimits {
  alertAtPercent: number;
  items: VendorLimit[];
}

/** hireline limits */
export function limitsCommand(program: Command, cli: Cli): void {
  program
    .command('limits')
    .description("what is used of the vendors' rate limits")
    .option('--hours <number>', 'how many hours back', wholeHours, 24)
    .option('--json', "print the API's JSON")
    .action(async ({ hours, json }: { hours: number; json?: boolean }) => {
      const limits = await cli.api().get<VendorLimits>('/limits', { hours });
      if (json) return printJson(cli, limits);
      const { terminal } = cli;
      if (limits.items.length === 0) return terminal.print('No vendor was called yet.');
      for (const line of tableLines(limits.items, columns(limits.alertAtPercent), terminal)) terminal.print(line);
    });
}

const columns = (alertAt: number): Column<VendorLimit>[] => [
  { title: 'vendor', value: ({ vendor }) => vendor },
  { title: 'window', value: ({ limit, used }) => windowOf(limit, used) },
  {
    title: 'peak',
    value: ({ peakPercent }) => (peakPercent === null ? undefined : `${peakPercent} %`),
    style: ({ peakPercent }) => (peakPercent !== null && peakPercent >= alertAt ? 'red' : undefined),
  },
  { title: 'calls', value: ({ calls }) => String(calls) },
  {
    title: 'throttled',
    value: ({ throttled }) => String(throttled),
    style: ({ throttled }) => (throttled > 0 ? 'yellow' : undefined),
  },
  { title: 'waits until', value: ({ blockedUntil }) => blockedUntil },
];

function windowOf(limit: number | null, used: number | null): string {
  if (limit === null) return 'no limit told';
  return used === null ? `of ${limit}` : `${used} of ${limit}`;
}

function wholeHours(text: string): number {
  const hours = Number(text);
  if (!Number.isInteger(hours) || hours < 1 || hours > 744) {
    throw new InvalidArgumentError('Expected a whole number from 1 to 744.');
  }
  return hours;
}
