import { Option, type Command } from 'commander';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';
import { tableLines, type Column } from '../table.js';
import { when } from '../wording.js';

/** A place where a vendor is not as mapped, as the API tells of it. */
interface Drift {
  id: number;
  vendor: string;
  kind: string;
  operation: string;
  place: string;
  expected: string;
  found: string;
  mappedAt: string[];
  lastSeenAt: string;
  times: number;
  runs: { workflowId: string; runUrl: string }[];
}

const COLUMNS: Column<Drift>[] = [
  { title: 'id', value: ({ id }) => String(id) },
  { title: 'last', value: ({ lastSeenAt }) => when(lastSeenAt) },
  { title: 'vendor', value: ({ vendor }) => vendor },
  { title: 'place', value: ({ operation, place }) => `${operation}, ${place}`, wrap: true },
  { title: 'mapped at', value: ({ mappedAt }) => mappedAt.join(', ') || undefined, wrap: true },
  { title: 'what', value: ({ expected, found }) => `expected ${expected}, found ${found}`, wrap: true },
  { title: 'runs', value: ({ runs }) => String(runs.length) },
];

/** hireline drift [--probe], and drift replay */
export function driftCommands(program: Command, cli: Cli): void {
  const drift = program
    .command('drift')
    .description(
      'where vendors are not as mapped any more, and the runs that stopped on it; exit code 1 when any is open',
    )
    .option('--probe', 'have all vendors looked at now')
    .addOption(
      new Option('--status <status>', 'of one status')
        .choices(['suspected', 'open', 'resolved', 'dismissed'])
        .default('open'),
    )
    .option('--json', "print the API's JSON")
    .action(async ({ probe, status, json }: { probe?: boolean; status: string; json?: boolean }) => {
      if (probe) {
        const started = await cli.api().post<{ runUrl: string }>('/drift/probe', {});
        if (json) return printJson(cli, started);
        return cli.terminal.print(`Under way: ${started.runUrl}`);
      }
      const page = await cli.api().get<{ items: Drift[] }>('/drift', { status, limit: 200 });
      if (status === 'open' && page.items.length > 0) cli.setExitCode(1);
      if (json) return printJson(cli, page);
      const { terminal } = cli;
      if (page.items.length === 0) return terminal.print('Every vendor is as mapped, as far as is known.');
      for (const line of tableLines(page.items, COLUMNS, terminal)) terminal.print(line);
      for (const { id, runs } of page.items) {
        for (const { workflowId, runUrl } of runs) terminal.note(`${id}: ${workflowId}: ${runUrl}`);
      }
    });

  drift
    .command('replay <id>')
    .description('ask the runs that stopped on it to try again, after a fix')
    .option('--json', "print the API's JSON")
    .action(async (id: string, _options: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      const answer = await cli
        .api()
        .post<{ runs: { workflowId: string; runUrl: string }[] }>(`/drift/${encodeURIComponent(id)}/replay`, {});
      if (json) return printJson(cli, answer);
      for (const { workflowId, runUrl } of answer.runs) cli.terminal.print(`Asked: ${workflowId}: ${runUrl}`);
    });
}
