import type { Command } from 'commander';
import type { Metric, Metrics } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';
import { tableLines } from '../table.js';

/** hireline metrics */
export function metricsCommand(program: Command, cli: Cli): void {
  program
    .command('metrics')
    .description('the three numbers that tell whether it works, over seven rolling days')
    .option('--json', "print the API's JSON")
    .action(async (options: { json?: boolean }) => {
      const metrics = await cli.api().get<Metrics>('/metrics');
      if (options.json) return printJson(cli, metrics);
      const { terminal } = cli;
      const rows = [
        { name: 'ATS to HRIS sync failures', metric: metrics.atsToHrisSyncFailureRate, rate: true },
        { name: 'reconciliation queue', metric: metrics.reconciliationQueueDepth, rate: false },
        { name: 'payroll holds', metric: metrics.payrollHoldRate, rate: true },
      ];
      const lines = tableLines(
        rows,
        [
          { title: 'metric', value: ({ name }) => name },
          { title: 'value', value: ({ metric, rate }) => shown(metric.value, rate), align: 'right' },
          { title: 'of', value: ({ metric }) => parts(metric), align: 'right' },
          {
            title: 'target',
            value: ({ metric, rate }) => (rate ? `< ${shown(metric.target, true)}` : shown(metric.target, false)),
            align: 'right',
          },
          {
            title: 'met',
            value: ({ metric: { met } }) => (met === null ? undefined : met ? 'yes' : 'no'),
            style: ({ metric: { met } }) => (met === null ? undefined : met ? 'green' : 'red'),
          },
        ],
        terminal,
      );
      for (const line of lines) terminal.print(line);
      const { heldFields } = metrics.payrollHoldRate;
      if (heldFields.length === 0) return;
      const held = tableLines(
        heldFields,
        [
          { title: 'payroll held over', value: ({ field }) => field },
          { title: 'hires', value: ({ hires }) => hires, align: 'right' },
          { title: 'holds', value: ({ holds }) => holds, align: 'right' },
        ],
        terminal,
      );
      for (const line of ['', ...held]) terminal.print(line);
    });
}

/** 0.0125 → "1.25 %"; a count stays one. */
export function shown(value: number | null, rate: boolean): string | undefined {
  if (value === null) return undefined;
  return rate ? `${Number((value * 100).toFixed(2))} %` : String(value);
}

const parts = ({ numerator, denominator }: Metric): string | undefined =>
  numerator === null || denominator === null ? undefined : `${numerator} of ${denominator}`;
