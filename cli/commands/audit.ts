import type { Command } from 'commander';
import type { AuditRow } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { limitOf, listOptions, printList, type ListOptions } from '../listing.js';
import type { Column } from '../table.js';
import { when } from '../wording.js';

const COLUMNS: Column<AuditRow>[] = [
  { title: 'at', value: (row) => when(row.at) },
  { title: 'application', value: (row) => row.applicationId },
  { title: 'vendor', value: (row) => row.vendor },
  { title: 'write', value: writeText, wrap: true, style: (row) => (row.outcome === 'failed' ? 'red' : undefined) },
];

/** hireline audit */
export function auditCommand(program: Command, cli: Cli): void {
  listOptions(
    program
      .command('audit')
      .description('every write to a vendor, newest first; --json has links, hashes and endpoints')
      .option('--application <id>', "the application's id in the ATS")
      .option('--candidate <id>', "the candidate's id in the ATS")
      .option('--vendor <vendor>', 'greenhouse, bamboohr, gusto …')
      .option('--from <when>', "YYYY-MM-DD in the company's time zone, or an instant")
      .option('--to <when>', 'up to the end of this day, or before this instant'),
  ).action(
    async (
      options: ListOptions & { application?: string; candidate?: string; vendor?: string; from?: string; to?: string },
    ) => {
      const { application, candidate, vendor, from, to } = options;
      const query = { applicationId: application, candidateId: candidate, vendor, from, to };
      const page = await cli.api().list<AuditRow>('/audit', query, limitOf(options));
      printList(cli, options, page, COLUMNS, 'No writes.');
    },
  );
}

function writeText({ operation, outcome, recordId, httpStatus, failure }: AuditRow): string {
  const answer = httpStatus === null ? '' : ` (HTTP ${httpStatus})`;
  const record = recordId === null ? '' : `, record ${recordId}`;
  return `${operation}: ${outcome}${answer}${record}${failure ? `. ${failure}` : ''}`;
}
