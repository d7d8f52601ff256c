import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ApiRefusal, isPassing } from '../api-client.js';
import type { Cli } from '../context.js';
import { CliFailure } from '../failure.js';
import { goLiveMarkdown, summaryOf, type GoLiveRun } from '../go-live-report.js';
import { printJson } from '../listing.js';
import { printable } from '../table.js';

const LOOK_EVERY_MS = 500;

interface GoLiveOptions {
  write?: boolean;
  job?: string;
  limit?: string;
  report?: string;
  goLive?: boolean;
  despite?: string;
  json?: boolean;
}

/** hireline golive */
export function goliveCommand(program: Command, cli: Cli): void {
  program
    .command('golive')
    .description('walk the protocol before going live; exit code 0 when nothing has failed, else 1')
    .option('--write', 'send test candidates through the chain; without it, in a sandbox deployment only')
    .option('--no-write', 'read only, in a sandbox deployment, too')
    .option('--job <id>', 'the job that test candidates apply for; default: one that is open')
    .option('--limit <duration>', 'how long one step may take: 2m')
    .option('--report <file>', 'write the report there, as Markdown')
    .option(
      '--go-live',
      'if nothing has failed and test candidates came through, record that real people are served from now on',
    )
    .option('--despite <reason>', 'with --go-live: go live although that is not so, and why')
    .option('--json', "print the API's JSON")
    .action((options: GoLiveOptions) => golive(cli, options));
}

async function golive(cli: Cli, options: GoLiveOptions): Promise<void> {
  const { write, job, limit, report, goLive, despite, json } = options;
  if (despite !== undefined && !goLive) throw new CliFailure('--despite goes with --go-live.');
  const api = cli.api();
  const { id, runUrl } = await api.post<{ id: string; runUrl: string }>('/golive', {
    ...(write === undefined ? {} : { write }),
    ...(job === undefined ? {} : { jobId: job }),
    ...(limit === undefined ? {} : { stepLimit: limit }),
  });
  cli.terminal.note(`Run: ${runUrl}`);
  const run = await followed(cli, id);
  const markdown = goLiveMarkdown(run);
  if (report !== undefined) save(report, markdown);
  if (run.outcome !== 'passed') cli.setExitCode(1);
  if (json) printJson(cli, run);
  else for (const line of markdown.split('\n')) cli.terminal.print(printable(line));
  if (!goLive) return;
  if (run.outcome !== 'passed' && despite === undefined) {
    return cli.terminal.note('Not live: what failed comes first.');
  }
  const { wentLiveAt } = await api.post<{ wentLiveAt: string }>('/golive/declare', { despite });
  cli.terminal.note(`Live since ${wentLiveAt}: failed runs are reviewed daily from now on.`);
}

/** Waits until the check is through, and says what it is at. */
async function followed(cli: Cli, id: string): Promise<GoLiveRun> {
  let said: string | null = null;
  for (;;) {
    const run = await look(cli, id);
    if (run && run.outcome !== 'running') return run;
    const doing = run?.report.doing ?? 'waiting for a worker';
    if (doing !== said)
      cli.terminal.note(printable(run ? `${doing} (${summaryOf(allOf(run)) || 'nothing checked yet'})` : doing));
    said = doing;
    await sleep(LOOK_EVERY_MS, undefined, { signal: cli.stopped });
  }
}

const allOf = ({ report }: GoLiveRun) => report.sections.flatMap(({ checks }) => checks);

/** Undefined until a worker has begun it, and while hireline is away. */
async function look(cli: Cli, id: string): Promise<GoLiveRun | undefined> {
  try {
    return await cli.api().get<GoLiveRun>(`/golive/${encodeURIComponent(id)}`);
  } catch (error) {
    if (isPassing(error) || (error instanceof ApiRefusal && error.status === 404)) return undefined;
    throw error;
  }
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CliFailure(`${file} could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
}
