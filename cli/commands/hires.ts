import { Option, type Command } from 'commander';
import { HIRE_STATUSES } from '../../schemas/hire-status.js';
import type { HireDetails, HireItem } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import { pairLines, tableLines, type Column } from '../table.js';
import { briefly, hireStyle, statusText, when } from '../wording.js';

const COLUMNS: Column<HireItem>[] = [
  { title: 'application', value: (hire) => hire.applicationId },
  { title: 'candidate', value: (hire) => hire.candidateName, wrap: true },
  { title: 'job', value: (hire) => hire.jobTitle, wrap: true },
  { title: 'starts', value: (hire) => hire.startDate },
  { title: 'status', value: (hire) => hire.status, style: (hire) => hireStyle(hire.status) },
  { title: 'changed', value: (hire) => briefly(hire.updatedAt) },
];

/** hireline hires list | show | retry */
export function hiresCommands(program: Command, cli: Cli): void {
  const hires = program.command('hires').description('hires, from accepted offer to payroll');

  listOptions(
    hires
      .command('list')
      .description('hires, last changed first')
      .addOption(new Option('--status <status>', 'only hires that stand there').choices(HIRE_STATUSES))
      .option('--search <text>', 'part of a name, or an id of any system'),
  ).action(async (options: ListOptions & { status?: string; search?: string }) => {
    const query = { status: options.status, q: options.search };
    const page = await cli.api().list<HireItem>('/hires', query, limitOf(options));
    printList(cli, options, page, COLUMNS, 'No hires.');
  });

  hires
    .command('show')
    .description('one hire, with its timeline over all systems')
    .argument('<applicationId>', "the application's id in the ATS")
    .option('--json', "print the API's JSON")
    .action(async (applicationId: string, options: { json?: boolean }) => {
      const hire = await cli.api().get<HireDetails>(hirePath(applicationId));
      if (options.json) return printJson(cli, hire);
      for (const line of hireLines(cli, hire)) cli.terminal.print(line);
    });

  hires
    .command('retry')
    .description('try a failed hire again from the step that failed, and its confirmation where that has failed')
    .argument('<applicationId>', "the application's id in the ATS")
    .option('--json', "print the API's JSON")
    .action(async (applicationId: string, options: { json?: boolean }) => {
      const accepted = await cli
        .api()
        .post<{ retried: ('hire' | 'confirmation')[] }>(`${hirePath(applicationId)}/retry`, {});
      if (options.json) return printJson(cli, accepted);
      for (const what of accepted.retried) {
        cli.terminal.print(
          what === 'hire'
            ? `Asked for: hire ${applicationId} goes on from the step that failed.`
            : `Asked for: hire ${applicationId} is confirmed to CRM and advocacy platform again.`,
        );
      }
    });
}

const hirePath = (applicationId: string): string => `/hires/${encodeURIComponent(applicationId)}`;

const confirmationText = ({ status, statusReason }: NonNullable<HireDetails['confirmation']>): string =>
  [status.replaceAll('_', ' '), statusReason].filter(Boolean).join(': ');

function hireLines({ terminal }: Cli, hire: HireDetails): string[] {
  const about = pairLines(
    [
      ['application', hire.applicationId],
      ['candidate', hire.anonymizedAt ? `anonymised on ${when(hire.anonymizedAt) ?? ''}` : hire.candidateName],
      ...(hire.formerCandidateIds.length > 0
        ? [['merged from', `candidate ${hire.formerCandidateIds.join(', ')}`] as const]
        : []),
      ['job', hire.jobTitle],
      ['starts', hire.startDate],
      ['status', statusText(hire.status)],
      ...(hire.statusReason ? [['because', hire.statusReason] as const] : []),
      ['HRIS employee', hire.employeeId],
      ['payroll employee', hire.payrollEmployeeId],
      ...(hire.confirmation ? [['confirmation', confirmationText(hire.confirmation)] as const] : []),
      ...(hire.supersededBy ? [['rehired', `the later hire is ${hire.supersededBy}`] as const] : []),
      ...(hire.supersedes.length > 0 ? [['hired before', hire.supersedes.join(', ')] as const] : []),
      ...(hire.hold ? [['waits for', `a decision about hold ${hire.hold.id}`] as const] : []),
      ['run', hire.runUrl],
      ...(hire.liveError ? [['run says', hire.liveError] as const] : []),
    ],
    terminal,
  );
  const timeline = tableLines(
    hire.timeline,
    [
      { title: 'at', value: (entry) => when(entry.at) },
      { title: 'system', value: (entry) => entry.system },
      { title: 'what', value: (entry) => entry.text, wrap: true },
    ],
    terminal,
  );
  return [...about, '', ...timeline];
}
