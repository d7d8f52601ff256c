import type { Command } from 'commander';
import { CASES } from '../demo/cases.js';
import type { Cli } from '../context.js';
import { demonstrate, type CaseResult } from '../demo/demonstration.js';
import { UsageFailure } from '../failure.js';
import { printJson } from '../listing.js';
import { printable, tableLines, type Column } from '../table.js';

/** hireline demo */
export function demoCommand(program: Command, cli: Cli): void {
  program
    .command('demo')
    .description(
      'play a case in the sandbox, as the vendors’ users would; exit code 1 when it ends otherwise than it should',
    )
    .argument('[case]', `one of ${CASES.map(({ name }) => name).join(', ')}`)
    .option('--all', 'every case')
    .option('--list', 'what the cases show')
    .option('--json', 'print the results as JSON, and what happens beside them')
    .action(async (name: string | undefined, options: { all?: boolean; list?: boolean; json?: boolean }) => {
      if (options.list) return list(cli, options.json);
      const cases = chosen(name, options.all);
      const say = (line: string) => {
        const told = printable(`» ${line}`);
        if (options.json) cli.terminal.note(told);
        else cli.terminal.print(told);
      };
      const results = await demonstrate(cli, cases, say);
      if (!results.every(({ asExpected }) => asExpected)) cli.setExitCode(1);
      if (options.json) return printJson(cli, results);
      for (const line of summary(cli, results)) cli.terminal.print(`» ${line}`.trimEnd());
    });
}

/** @throws UsageFailure when it is not said which, or there is no such case. */
export function chosen(name: string | undefined, all: boolean | undefined): typeof CASES {
  const names = CASES.map((one) => one.name).join(', ');
  if (all && name !== undefined) throw new UsageFailure('Either a case or --all.');
  if (all) return CASES;
  if (name === undefined) throw new UsageFailure(`Say which case: ${names}; or --all.`);
  const found = CASES.filter((one) => one.name === name);
  if (found.length === 0) throw new UsageFailure(`There is no case ${name}: expected ${names}.`);
  return found;
}

function list(cli: Cli, json: boolean | undefined): void {
  const cases = CASES.map(({ name, title }) => ({ name, title }));
  if (json) return printJson(cli, cases);
  const columns: Column<(typeof cases)[number]>[] = [
    { title: 'case', value: (one) => one.name },
    { title: 'shows', value: (one) => one.title, wrap: true },
  ];
  for (const line of tableLines(cases, columns, cli.terminal)) cli.terminal.print(line);
}

/** Links last and whole, so that a terminal can open them. */
function summary({ terminal }: Cli, results: readonly CaseResult[]): string[] {
  return tableLines(
    results,
    [
      { title: 'case', value: ({ name }) => name },
      {
        title: 'as expected',
        value: ({ asExpected }) => (asExpected ? 'yes' : 'NO'),
        style: ({ asExpected }) => (asExpected ? 'green' : 'red'),
      },
      { title: 'outcome', value: ({ outcome }) => outcome },
      { title: 'run', value: ({ runUrl }) => runUrl },
    ],
    terminal,
  );
}
