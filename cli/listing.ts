import { InvalidArgumentError, type Command } from 'commander';
import type { Page } from './api-client.js';
import type { Cli } from './context.js';
import { tableLines, type Column } from './table.js';

const USUAL_LIMIT = 50;

/** The options that all lists have. */
export interface ListOptions {
  limit?: number;
  all?: boolean;
  json?: boolean;
}

/** Adds --limit, --all and --json. */
export function listOptions(command: Command, all = 'every one there is'): Command {
  return command
    .option('--limit <number>', `how many at most (${USUAL_LIMIT} unless said)`, wholeNumber)
    .option('--all', all)
    .option('--json', "print the API's JSON");
}

/** How many items are asked for. */
export const limitOf = ({ limit, all }: ListOptions): number => limit ?? (all ? Infinity : USUAL_LIMIT);

/** Prints a list as a table, or as the API's JSON. */
export function printList<Item>(
  cli: Cli,
  options: ListOptions,
  page: Page<Item>,
  columns: readonly Column<Item>[],
  none: string,
): void {
  const { terminal } = cli;
  if (options.json) return printJson(cli, page);
  if (page.items.length === 0) return terminal.print(none);
  for (const line of tableLines(page.items, columns, terminal)) terminal.print(line);
  if (page.next !== null) terminal.note(`${page.items.length} shown, there are more: --limit or --all`);
}

export function printJson(cli: Cli, value: unknown): void {
  cli.terminal.print(JSON.stringify(value, null, 2));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return value;
}
