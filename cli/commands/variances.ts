import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { ApiRefusal, isPassing } from '../api-client.js';
import type { Cli } from '../context.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import type { Column } from '../table.js';
import { when } from '../wording.js';

const LOOK_EVERY_MS = 500;
const STATUSES = ['open', 'resolving', 'resolved', 'closed', 'ignored'];

/** A variance as the API tells of it. */
interface Variance {
  id: string;
  kind: string;
  cause: string;
  reason: string;
  status: string;
  referralId: string | null;
  applicationId: string | null;
  advocateIds: { platform: string | null; ats: string | null; crm: string | null };
  action: string;
  firstSeenAt: string;
}

/** An audit as the API tells of it. */
interface Audit {
  id: string;
  firstDay: string;
  lastDay: string;
  runUrl: string;
  finishedAt: string | null;
  counts: {
    platform: number;
    ats: number;
    crm: number;
    agreeing: number;
    opened: number;
    closed: number;
    open: number;
    byCause: Record<string, number>;
  } | null;
}

const words = (word: string): string => word.replaceAll('_', ' ');

const COLUMNS: Column<Variance>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'since', value: ({ firstSeenAt }) => when(firstSeenAt) },
  { title: 'variance', value: ({ kind }) => words(kind) },
  { title: 'cause', value: ({ cause }) => words(cause) },
  { title: 'referral', value: ({ referralId }) => referralId },
  { title: 'application', value: ({ applicationId }) => applicationId },
  {
    title: 'advocate',
    value: ({ advocateIds: { platform, ats, crm } }) => [platform, ats, crm].map((id) => id ?? '–').join(' / '),
  },
  { title: 'status', value: ({ status }) => status },
  { title: 'why', value: ({ reason, action }) => `${reason} (${action})`, wrap: true },
];

/** hireline variances, and what is done about them. */
export function variancesCommands(program: Command, cli: Cli): void {
  const variances = listOptions(
    program
      .command('variances')
      .description('on what advocacy platform, ATS and CRM do not agree; advocate: platform / ATS / CRM')
      .addOption(new Option('--status <status>', 'of one status').choices(STATUSES).default('open')),
  ).action(async (options: ListOptions & { status: string }) => {
    const page = await cli.api().list<Variance>('/attribution/variances', { status: options.status }, limitOf(options));
    printList(cli, options, page, COLUMNS, 'No variances.');
  });

  variances
    .command('audit')
    .description('hold the three systems against each other now; exit code 1 when something does not agree')
    .option('--from <day>', 'YYYY-MM-DD, the first day')
    .option('--to <day>', 'YYYY-MM-DD, the last day; today unless said')
    .option('--json', "print the API's JSON")
    .action(async ({ from, to, json }: { from?: string; to?: string; json?: boolean }) => {
      const api = cli.api();
      const { id, runUrl } = await api.post<{ id: string; runUrl: string }>('/attribution/audits', { from, to });
      cli.terminal.note(`Run: ${runUrl}`);
      const audit = await followed(id);
      const { counts } = audit;
      if (counts && counts.open > 0) cli.setExitCode(1);
      if (json) return printJson(cli, audit);
      for (const line of summary(audit)) cli.terminal.print(line);
    });

  variances
    .command('resolve <id>')
    .description('do something about one')
    .addOption(
      new Option('--action <action>', 'what to do').choices(['capture', 'confirm', 'ignore']).makeOptionMandatory(),
    )
    .option('--reason <text>', 'needed to ignore it')
    .option('--json', "print the API's JSON")
    .action(async (id: string, { action, reason, json }: { action: string; reason?: string; json?: boolean }) => {
      const path = `/attribution/variances/${encodeURIComponent(id)}/resolve`;
      const started = await cli.api().post<{ id: string; runUrl: string }>(path, { action, reason });
      if (json) return printJson(cli, started);
      cli.terminal.print(`Under way: ${started.runUrl}`);
    });

  async function followed(id: string): Promise<Audit> {
    for (;;) {
      const audit = await look(id);
      if (audit?.finishedAt) return audit;
      await sleep(LOOK_EVERY_MS, undefined, { signal: cli.stopped });
    }
  }

  async function look(id: string): Promise<Audit | undefined> {
    try {
      return await cli.api().get<Audit>(`/attribution/audits/${encodeURIComponent(id)}`);
    } catch (error) {
      if (isPassing(error) || (error instanceof ApiRefusal && error.status === 404)) return undefined;
      throw error;
    }
  }
}

function summary({ firstDay, lastDay, counts }: Audit): string[] {
  if (!counts) return ['Done.'];
  const causes = Object.entries(counts.byCause).filter(([, count]) => count > 0);
  return [
    `Audited ${counts.platform} referrals of the platform, ${counts.ats} applications of the ATS and ${counts.crm} hires of the CRM, ${firstDay} to ${lastDay}.`,
    `${counts.agreeing} referrals agree everywhere.`,
    ...causes.map(([cause, count]) => `  ${words(cause)}: ${count}`),
    `New in the queue: ${counts.opened}; closed by themselves: ${counts.closed}; open: ${counts.open}.`,
  ];
}
