import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { attributionTables } from '../../domain/attribution-tables.js';
import type { AttributionReport } from '../../schemas/attribution-report.js';
import type { ApiClient, Query } from '../api-client.js';
import { reportLines } from '../attribution-wording.js';
import type { Cli } from '../context.js';
import { day } from '../days.js';
import { CliFailure, UsageFailure } from '../failure.js';
import { printJson } from '../listing.js';

const LOOK_EVERY_MS = 1_000;

interface AttributionOptions {
  from?: string;
  to?: string;
  format: 'table' | 'json' | 'csv' | 'xlsx';
  output?: string;
  tell?: boolean;
  json?: boolean;
}

/** The answer while the ATS is being read. */
interface StillReading {
  status: 'reading';
  runId: string;
  runUrl: string;
}

/** hireline attribution */
export function attributionCommand(program: Command, cli: Cli): void {
  program
    .command('attribution')
    .description('what advocacy brought over some days, and what hires cost by channel')
    .option('--from <day>', "the first day, YYYY-MM-DD, of the company's time zone (30 days back unless said)", day)
    .option('--to <day>', 'the last day (today unless said)', day)
    .addOption(
      new Option('--format <format>', 'how it is given').choices(['table', 'json', 'csv', 'xlsx']).default('table'),
    )
    .option('--output <file>', 'write it there; needed for xlsx')
    .option('--tell', 'keep the report of these days, and tell it to the CRM and to HR ops; needs --from and --to')
    .option('--json', "print the API's JSON")
    .action((options: AttributionOptions) => attribution(cli, options));
}

async function attribution(cli: Cli, options: AttributionOptions): Promise<void> {
  const { from, to, output, tell } = options;
  const format = options.json ? 'json' : options.format;
  if (format === 'xlsx' && !output)
    throw new UsageFailure('A workbook is no text: say where it is written, --output report.xlsx');
  const api = cli.api();
  if (tell) {
    if (!from || !to) throw new UsageFailure('Say of which days the report is told: --from and --to');
    const { runUrl } = await api.post<{ runUrl: string }>('/attribution/reports', { from, to });
    cli.terminal.note(`Run: ${runUrl}`);
  }
  const report = await whole(cli, api, { from, to });
  if (format === 'json' && !output) return printJson(cli, report);
  const content = await contentOf(cli, report, format);
  if (!output) return cli.terminal.print(content.toString().replace(/\r?\n$/, ''));
  await writeFile(output, content).catch((error: NodeJS.ErrnoException) => {
    throw new CliFailure(`${output} cannot be written: ${error.code ?? 'no reason given'}.`);
  });
  cli.terminal.note(`Written: ${output}`);
}

/** Asks until the ATS has been read. */
async function whole(cli: Cli, api: ApiClient, query: Query): Promise<AttributionReport> {
  for (let told = false; ; told = true) {
    const answer = await api.get<AttributionReport | StillReading>('/attribution', query);
    if (!('status' in answer)) return answer;
    if (!told) cli.terminal.note(`The ATS is being read: ${answer.runUrl}`);
    await sleep(LOOK_EVERY_MS, undefined, { signal: cli.stopped });
  }
}

async function contentOf(
  cli: Cli,
  report: AttributionReport,
  format: AttributionOptions['format'],
): Promise<string | Buffer> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv': {
      const { csvOf } = await import('../../ingress/console/export/csv.js');
      return csvOf(attributionTables(report));
    }
    case 'xlsx': {
      const { xlsxOf } = await import('../../ingress/console/export/xlsx.js');
      return xlsxOf(attributionTables(report));
    }
    case 'table':
      return `${reportLines(report, cli.terminal).join('\n')}\n`;
  }
}
