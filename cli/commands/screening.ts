import type { Command } from 'commander';
import type { ScreeningItem } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import { pairLines, type Column } from '../table.js';
import { briefly, when } from '../wording.js';

const COLUMNS: Column<ScreeningItem>[] = [
  { title: 'vendor', value: ({ screening }) => screening },
  { title: 'result', value: ({ resultId }) => resultId },
  {
    title: 'status',
    value: ({ status }) => status,
    style: ({ status }) => (status === 'failed' ? 'red' : undefined),
  },
  { title: 'changed', value: ({ updatedAt }) => briefly(updatedAt) },
  { title: 'candidate', value: ({ candidateId }) => candidateId },
  { title: 'why', value: ({ statusReason }) => statusReason, wrap: true },
];

/** hireline screening list | show | choose | retry */
export function screeningCommands(program: Command, cli: Cli): void {
  const screening = program.command('screening').description('screening results on their way to the ATS');

  listOptions(
    screening.command('list').description('results that wait for a person, longest waiting first'),
    'every result there is, written ones too',
  ).action(async (options: ListOptions) => {
    const query = { status: options.all ? undefined : 'failed' };
    const page = await cli.api().list<ScreeningItem>('/screening', query, limitOf(options));
    printList(cli, options, page, COLUMNS, 'No screening results.');
  });

  const about = (name: string, text: string) =>
    screening
      .command(name)
      .description(text)
      .argument('<vendor>', 'checkr, codesignal …')
      .argument('<resultId>', "the result's id there")
      .option('--json', "print the API's JSON");

  about('show', 'one result; what was found stays with the vendor').action(
    async (vendor: string, resultId: string, options: { json?: boolean }) => {
      const result = await cli.api().get<ScreeningItem>(pathOf(vendor, resultId));
      if (options.json) return printJson(cli, result);
      for (const line of resultLines(cli, result)) cli.terminal.print(line);
    },
  );

  about('choose', 'say whose a result is that could not be told apart')
    .requiredOption('--candidate <id>', "the candidate's id in the ATS")
    .option('--application <id>', 'the application it was ordered for; absent: it is about the person as such')
    .action(async (vendor: string, resultId: string, options: ChooseOptions) => {
      const { candidate: candidateId, application: applicationId } = options;
      const choice = { candidateId, ...(applicationId ? { applicationId } : {}) };
      const accepted = await cli.api().post(`${pathOf(vendor, resultId)}/choose`, choice);
      if (options.json) return printJson(cli, accepted);
      cli.terminal.print(`Chosen: result ${resultId} is candidate ${candidateId}'s.`);
    });

  about('retry', 'read a failed result again and write it to the ATS').action(
    async (vendor: string, resultId: string, options: { json?: boolean }) => {
      const accepted = await cli.api().post(`${pathOf(vendor, resultId)}/retry`, {});
      if (options.json) return printJson(cli, accepted);
      cli.terminal.print(`Asked for: result ${resultId} is read again.`);
    },
  );
}

interface ChooseOptions {
  candidate: string;
  application?: string;
  json?: boolean;
}

const pathOf = (vendor: string, resultId: string): string =>
  `/screening/${encodeURIComponent(vendor)}/${encodeURIComponent(resultId)}`;

function resultLines({ terminal }: Cli, result: ScreeningItem): string[] {
  const { newest } = result;
  const said = newest && [newest.status, newest.outcome, newest.adjudication].filter((word) => word !== null);
  return pairLines(
    [
      ['result', `${result.screening} ${result.resultId}`],
      ['what', newest && `${newest.kind.replaceAll('_', ' ')}${newest.name ? ` ${newest.name}` : ''}`],
      ['says', said && said.join(', ').replaceAll('_', ' ')],
      ['status', result.status],
      ...(result.statusReason ? [['because', result.statusReason] as const] : []),
      ['candidate', result.candidateId],
      ['application', result.applicationId],
      ...(result.chosenBy ? [['chosen by', result.chosenBy] as const] : []),
      ['states', result.states],
      ['changed', when(result.updatedAt)],
      ['at the vendor', newest?.url],
      ['run', result.runUrl],
    ],
    terminal,
  );
}
