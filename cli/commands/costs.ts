import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { formatAmount } from '../../domain/compensation.js';
import type { RecruitingCost } from '../../schemas/attribution-report.js';
import type { Page } from '../api-client.js';
import { ApiRefusal } from '../api-client.js';
import type { Cli } from '../context.js';
import { CliFailure } from '../failure.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import type { Column } from '../table.js';

interface CostItem extends RecruitingCost {
  /** Null for one of the configuration. */
  id: number | null;
}

const COLUMNS: Column<CostItem>[] = [
  { title: 'id', value: ({ id }) => id ?? 'config' },
  { title: 'channel', value: ({ channel }) => channel },
  { title: 'from', value: ({ from }) => from },
  { title: 'to', value: ({ to }) => to },
  { title: 'amount', value: ({ amount, currency }) => `${formatAmount(amount)} ${currency}`, align: 'right' },
  { title: 'note', value: ({ note }) => note, wrap: true },
];

/** hireline costs [list] | import | remove */
export function costsCommands(program: Command, cli: Cli): void {
  const costs = program.command('costs').description('what recruiting costs by channel, beside the bonuses');

  listOptions(
    costs
      .command('list', { isDefault: true })
      .description('imported costs, the newest days first, and the configured ones'),
  ).action(async (options: ListOptions) => {
    const page: Page<CostItem> = await cli.api().list<CostItem>('/costs', {}, limitOf(options));
    if (options.json) return printJson(cli, page);
    const { configured } = await cli.api().get<{ configured: RecruitingCost[] }>('/costs', { limit: 1 });
    const items = [...page.items, ...configured.map((cost) => ({ ...cost, id: null }))];
    printList(cli, options, { items, next: page.next }, COLUMNS, 'No costs.');
  });

  costs
    .command('import')
    .description('import a CSV file with the columns channel, from, to, amount, currency and note; all lines or none')
    .argument('<file>', 'the first line names the columns; days are YYYY-MM-DD, both included')
    .option('--json', "print the API's JSON")
    .action(async (file: string, options: { json?: boolean }) => {
      const csv = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        throw new CliFailure(`${file} cannot be read: ${error.code ?? 'no reason given'}.`);
      });
      const result = await cli
        .api()
        .post<{ imported: number; known: number }>('/costs', { csv })
        .catch((error: unknown) => {
          throw mistakesOf(file, error);
        });
      if (options.json) return printJson(cli, result);
      cli.terminal.print(`Imported: ${result.imported}; known already: ${result.known}.`);
    });

  costs
    .command('remove')
    .description('remove an imported cost')
    .argument('<id>', 'as listed', id)
    .option('--json', "print the API's JSON")
    .action(async (cost: number, options: { json?: boolean }) => {
      const deleted = await cli.api().delete(`/costs/${cost}`);
      if (options.json) return printJson(cli, deleted);
      cli.terminal.print(`Removed: cost ${cost}.`);
    });
}

/** A line for each mistake of the file. */
function mistakesOf(file: string, error: unknown): unknown {
  const mistakes = error instanceof ApiRefusal ? error.body['mistakes'] : undefined;
  if (!Array.isArray(mistakes)) return error;
  return new CliFailure(
    [`${file}: nothing was imported.`, ...mistakes.map((mistake) => `${file}: ${mistake}`)].join('\n'),
  );
}

function id(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected the id of a cost.');
  return value;
}
