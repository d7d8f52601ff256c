import type { Command } from 'commander';
import type { InterviewItem } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import { pairLines, tableLines, type Column } from '../table.js';
import { briefly, when } from '../wording.js';

const COLUMNS: Column<InterviewItem>[] = [
  { title: 'source', value: ({ source }) => source },
  { title: 'event', value: ({ eventId }) => eventId },
  {
    title: 'status',
    value: ({ status }) => status,
    style: ({ needsPerson }) => (needsPerson ? 'yellow' : undefined),
  },
  { title: 'at', value: ({ startsAt }) => briefly(startsAt) },
  { title: 'application', value: ({ applicationId }) => applicationId },
  { title: 'why', value: ({ reason, title }) => reason ?? title, wrap: true },
];

/** hireline interviews list | show | choose | retry | resend */
export function interviewsCommands(program: Command, cli: Cli): void {
  const interviews = program.command('interviews').description('interviews, and what candidates were told of them');

  listOptions(
    interviews.command('list').description('interviews that wait for a person, longest waiting first'),
    'every interview there is, those that need nobody too',
  ).action(async (options: ListOptions) => {
    const query = { status: options.all ? undefined : 'attention' };
    const page = await cli.api().list<InterviewItem>('/interviews', query, limitOf(options));
    printList(cli, options, page, COLUMNS, 'No interviews.');
  });

  const about = (name: string, text: string) =>
    interviews
      .command(name)
      .description(text)
      .argument('<source>', 'the calendar, or the ATS where no calendar has it: google-calendar')
      .argument('<eventId>', "the event's id there")
      .option('--json', "print the API's JSON");

  about('show', 'one interview, with the messages to its candidate').action(
    async (source: string, eventId: string, options: { json?: boolean }) => {
      const interview = await cli.api().get<InterviewItem>(pathOf(source, eventId));
      if (options.json) return printJson(cli, interview);
      for (const line of interviewLines(cli, interview)) cli.terminal.print(line);
    },
  );

  about('choose', 'say whose interview it is; the candidate is told then')
    .requiredOption('--application <id>', "the application's id in the ATS")
    .action(async (source: string, eventId: string, options: { application: string; json?: boolean }) => {
      const { application: applicationId } = options;
      const accepted = await cli.api().post(`${pathOf(source, eventId)}/choose`, { applicationId });
      if (options.json) return printJson(cli, accepted);
      cli.terminal.print(`Chosen: interview ${eventId} is application ${applicationId}'s.`);
    });

  about('retry', 'look at an interview again: whose it is, and what they have to be told').action(
    async (source: string, eventId: string, options: { json?: boolean }) => {
      const accepted = await cli.api().post(`${pathOf(source, eventId)}/retry`, {});
      if (options.json) return printJson(cli, accepted);
      cli.terminal.print(`Asked for: interview ${eventId} is looked at again.`);
    },
  );

  about('resend', 'tell the candidate once more').action(
    async (source: string, eventId: string, options: { json?: boolean }) => {
      const accepted = await cli.api().post(`${pathOf(source, eventId)}/resend`, {});
      if (options.json) return printJson(cli, accepted);
      cli.terminal.print(`Asked for: the candidate is told of interview ${eventId} once more.`);
    },
  );
}

const pathOf = (source: string, eventId: string): string =>
  `/interviews/${encodeURIComponent(source)}/${encodeURIComponent(eventId)}`;

function interviewLines({ terminal }: Cli, interview: InterviewItem): string[] {
  const about = pairLines(
    [
      ['interview', `${interview.source} ${interview.eventId}`],
      ['title', interview.title],
      ['from', when(interview.startsAt)],
      ['to', when(interview.endsAt)],
      ['guests', interview.guests.join(', ') || undefined],
      ['status', interview.status],
      ...(interview.reason ? [['because', interview.reason] as const] : []),
      ['application', interview.applicationId],
      ...(interview.possibleApplicationIds.length > 0
        ? [['could be of', interview.possibleApplicationIds.join(', ')] as const]
        : []),
      ...(interview.chosenBy ? [['chosen by', interview.chosenBy] as const] : []),
      ['run', interview.runUrl],
    ],
    terminal,
  );
  if (interview.messages.length === 0) return [...about, '', 'The candidate has not been told anything.'];
  const messages = tableLines(
    interview.messages,
    [
      { title: 'at', value: ({ sentAt, createdAt }) => when(sentAt ?? createdAt) },
      { title: 'by', value: ({ channel }) => channel },
      { title: 'says', value: ({ kind }) => kind },
      { title: 'status', value: ({ status }) => status },
    ],
    terminal,
  );
  return [...about, '', ...messages];
}
