import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { RECONCILIATION_KINDS } from '../../schemas/reconciliation.js';
import { ApiRefusal, isPassing, type ApiClient } from '../api-client.js';
import type { Cli } from '../context.js';
import { day } from '../days.js';
import { printJson } from '../listing.js';
import { createProgressBar } from '../progress-bar.js';
import type { RunItem } from '../reconciliation-shapes.js';
import { printable, tableLines } from '../table.js';
import { KINDS } from '../reconciliation-wording.js';

const LOOK_EVERY_MS = 400;

interface ReconcileOptions {
  from: string;
  to: string;
  dryRun?: boolean;
  wait: boolean;
  json?: boolean;
}

/** hireline reconcile */
export function reconcileCommand(program: Command, cli: Cli): void {
  program
    .command('reconcile')
    .description(
      'compare the ATS and the HRIS over some days, and bring the queue up to date; exit code 1 when it fails',
    )
    .requiredOption('--from <day>', "the first day, YYYY-MM-DD, of the company's time zone", day)
    .requiredOption('--to <day>', 'the last day', day)
    .option('--dry-run', 'show what is found, and leave the queue as it is')
    .option('--no-wait', 'do not wait until it is through')
    .option('--json', "print the API's JSON: the answer, or after waiting the run")
    .action((options: ReconcileOptions) => reconcile(cli, options));
}

async function reconcile(cli: Cli, { from, to, dryRun = false, wait, json }: ReconcileOptions): Promise<void> {
  const api = cli.api();
  const started = await api.post<{ runId: string; runUrl: string }>('/reconciliation/runs', { from, to, dryRun });
  cli.terminal.note(`Run: ${started.runUrl}`);
  if (!wait) {
    if (json) printJson(cli, started);
    return;
  }
  const run = await followed(cli, api, started.runId);
  if (run.outcome === 'failed') cli.setExitCode(1);
  if (json) return printJson(cli, run);
  for (const line of resultLines(cli, run)) cli.terminal.print(line);
}

async function followed(cli: Cli, api: ApiClient, runId: string): Promise<RunItem> {
  const bar = createProgressBar(process.stderr.isTTY === true, (line) => cli.terminal.note(line));
  try {
    for (;;) {
      const run = await look(api, runId);
      if (run && run.outcome !== 'running') return run;
      const progress = run?.progress;
      bar.at(progress?.share ?? 0, progress ? doing(progress) : WAITING);
      await sleep(LOOK_EVERY_MS, undefined, { signal: cli.stopped });
    }
  } finally {
    bar.stop();
  }
}

/** Undefined until a worker has begun it, and while hireline is away. */
async function look(api: ApiClient, runId: string): Promise<RunItem | undefined> {
  try {
    return await api.get<RunItem>(`/reconciliation/runs/${encodeURIComponent(runId)}`);
  } catch (error) {
    if (isPassing(error) || (error instanceof ApiRefusal && error.status === 404)) return undefined;
    throw error;
  }
}

const WAITING = 'waiting for its turn';

function doing({ step, ats, hris, lookUps }: NonNullable<RunItem['progress']>): string {
  switch (step) {
    case 'reading':
      return `reading both sides: ${ats} of the ATS, ${hris} of the HRIS`;
    case 'looking_up':
      return `looking up what only one side lists: ${lookUps.done} of ${lookUps.total}`;
    case 'comparing':
      return 'comparing both sides';
    case 'waiting':
      return WAITING;
    default:
      return 'under way';
  }
}

function resultLines({ terminal }: Cli, run: RunItem): string[] {
  if (run.outcome === 'failed') return [printable(`Failed: ${run.failure ?? 'the run says why'}.`)];
  const { counts } = run;
  if (!counts) return ['Done.'];
  const found = RECONCILIATION_KINDS.filter((kind) => counts.found[kind] > 0).map(
    (kind) => `${counts.found[kind]} ${KINDS[kind]}`,
  );
  const table = tableLines(
    run.found ?? [],
    [
      { title: 'kind', value: ({ kind }) => kind },
      { title: 'application', value: ({ applicationId }) => applicationId },
      { title: 'employees', value: ({ employeeIds }) => employeeIds.join(', ') || undefined },
      { title: 'differs on', value: ({ fields }) => fields.join(', ') || undefined, wrap: true },
    ],
    terminal,
  );
  return [
    `Compared ${counts.ats} hires of the ATS and ${counts.hris} employees of the HRIS, ${run.from} to ${run.to}.`,
    found.length === 0 ? 'The two sides agree.' : `Found: ${found.join(', ')}.`,
    run.dryRun
      ? 'A dry run: the queue is as it was.'
      : `New in the queue: ${counts.opened}; closed by themselves: ${counts.closed}.`,
    ...(run.leftOut ?? []).map((what) => printable(`Left out: ${what}.`)),
    ...((run.found ?? []).length > 0 ? ['', ...table] : []),
  ];
}
