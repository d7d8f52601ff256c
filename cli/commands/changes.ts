import type { Command } from 'commander';
import type { Cli } from '../context.js';
import { limitOf, listOptions, printList, type ListOptions } from '../listing.js';
import type { Column } from '../table.js';
import { when } from '../wording.js';

/** A change of the configuration as the API tells of it. */
interface ConfigurationChange {
  at: string;
  changedBy: string;
  file: string;
  place: string;
  before: string | null;
  after: string | null;
}

const COLUMNS: Column<ConfigurationChange>[] = [
  { title: 'at', value: ({ at }) => when(at) },
  { title: 'by', value: ({ changedBy }) => changedBy },
  { title: 'file', value: ({ file }) => file },
  { title: 'place', value: ({ place }) => place },
  { title: 'change', value: ({ before, after }) => `${before ?? 'nothing'} → ${after ?? 'nothing'}`, wrap: true },
];

/** hireline changes */
export function changesCommand(program: Command, cli: Cli): void {
  listOptions(
    program.command('changes').description('the changelog of the configuration: who changed what, and when'),
  ).action(async (options: ListOptions) => {
    const page = await cli.api().list<ConfigurationChange>('/configuration-changes', {}, limitOf(options));
    printList(cli, options, page, COLUMNS, 'The configuration has not changed since the first start.');
  });
}
