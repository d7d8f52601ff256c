import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Option, type Command } from 'commander';
import {
  RECONCILIATION_ACTIONS,
  RECONCILIATION_KINDS,
  RECONCILIATION_STATUSES,
  type ReconciliationAction,
} from '../../schemas/reconciliation.js';
import { isPassing, type ApiClient } from '../api-client.js';
import type { Cli } from '../context.js';
import { parseDuration } from '../durations.js';
import { UsageFailure } from '../failure.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import type { QueueItem } from '../reconciliation-shapes.js';
import { printable, type Column } from '../table.js';
import { age, OWNERS } from '../reconciliation-wording.js';

const LOOK_EVERY_MS = 400;

const COLUMNS: Column<QueueItem>[] = [
  { title: 'item', value: (item) => item.id },
  { title: 'kind', value: (item) => item.kind },
  { title: 'age', value: (item) => age(item.ageSeconds), align: 'right' },
  { title: 'owner', value: (item) => OWNERS[item.owner] },
  { title: 'who', value: (item) => item.person, wrap: true },
  { title: 'why', value: (item) => whyOf(item), wrap: true },
  { title: 'suggested', value: (item) => suggestionOf(item), wrap: true },
];

/** hireline queue, hireline resolve */
export function queueCommands(program: Command, cli: Cli): void {
  listOptions(
    program
      .command('queue')
      .description('hires on which the ATS and the HRIS do not agree, longest waiting first')
      .addOption(new Option('--status <status>', 'open unless said').choices([...RECONCILIATION_STATUSES, 'all']))
      .addOption(new Option('--kind <kind>', 'only of this kind').choices(RECONCILIATION_KINDS))
      .option('--search <text>', 'part of a name, or an id of any system'),
    'every one in the queue',
  ).action(async (options: ListOptions & { status?: string; kind?: string; search?: string }) => {
    const query = { status: options.status, kind: options.kind, q: options.search };
    const page = await cli.api().list<QueueItem>('/reconciliation', query, limitOf(options));
    printList(cli, options, page, COLUMNS, 'Nothing is in the queue.');
  });

  program
    .command('resolve')
    .description('do something about an item of the queue, and wait what comes of it: exit code 0 when it is settled')
    .argument('<id>', "the item's id")
    .addArgument(new Argument('<action>', 'what to do').choices(RECONCILIATION_ACTIONS))
    .option('--reason <text>', 'needed for ignore; kept with the item')
    .option('--employee <id>', 'the employee that is meant, in place of the suggested one')
    .option('--application <id>', 'the application that is meant, in place of the suggested one')
    .option('--no-wait', 'do not wait what comes of it')
    .option('--timeout <duration>', 'how long to wait at most: 90s, 15m', parseDuration, parseDuration('20m'))
    .option('--json', "print the API's JSON: the answer, or after waiting the item")
    .action((id: string, action: ReconciliationAction, options: ResolveOptions) => resolve(cli, id, action, options));
}

interface ResolveOptions {
  reason?: string;
  employee?: string;
  application?: string;
  wait: boolean;
  timeout: number;
  json?: boolean;
}

async function resolve(cli: Cli, id: string, action: ReconciliationAction, options: ResolveOptions): Promise<void> {
  const reason = options.reason?.trim();
  if (action === 'ignore' && !reason) throw new UsageFailure('Ignoring an item needs a reason: --reason "…".');
  const api = cli.api();
  const say = (line: string) => (options.json ? cli.terminal.note(line) : cli.terminal.print(line));
  const before = await api.get<QueueItem>(itemPath(id));
  const accepted = await api.post<{ runUrl: string }>(`${itemPath(id)}/resolve`, {
    action,
    ...(reason ? { reason } : {}),
    ...(options.employee ? { employeeId: options.employee } : {}),
    ...(options.application ? { applicationId: options.application } : {}),
  });
  say(`Asked for: ${action}.  ${accepted.runUrl}`);
  if (!options.wait) {
    if (options.json) printJson(cli, accepted);
    return;
  }
  const item = await settled(cli, api, before, options.timeout);
  if (!item || item.status === 'open') cli.setExitCode(1);
  say(printable(item ? outcomeOf(item) : 'It is still under way: see hireline queue --status resolving.'));
  if (options.json) printJson(cli, item ?? (await api.get(itemPath(id))));
}

/** The item once the action has ended; undefined when it takes longer. */
async function settled(cli: Cli, api: ApiClient, before: QueueItem, timeoutMs: number): Promise<QueueItem | undefined> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: cli.stopped });
    const item = await api.get<QueueItem>(itemPath(before.id)).catch((error: unknown) => {
      if (isPassing(error)) return undefined;
      throw error;
    });
    const begun = item && item.request?.requestedAt !== before.request?.requestedAt;
    if (item && item.status !== 'resolving' && (begun || item.status !== 'open')) return item;
  }
  return undefined;
}

function outcomeOf({ status, failure, resolution }: QueueItem): string {
  if (status === 'open') return `Not settled, it is back in the queue: ${failure ?? 'the run says why'}`;
  return `The item is ${status}, by ${resolution?.by ?? 'nobody'}.`;
}

function whyOf({ reason, differences, failure }: QueueItem): string {
  const values = differences.map(({ field, ats, hris }) => `${field}: ${ats ?? 'empty'} / ${hris ?? 'empty'}`);
  return [reason, ...values, ...(failure ? [`Last action: ${failure}`] : [])].join(' ');
}

function suggestionOf({ suggestedAction, suggestedMatch }: QueueItem): string {
  if (!suggestedMatch) return suggestedAction;
  const { employeeId, applicationId, why } = suggestedMatch;
  return `${suggestedAction} ${employeeId ? `employee ${employeeId}` : `application ${applicationId}`}: ${why}`;
}

const itemPath = (id: string): string => `/reconciliation/${encodeURIComponent(id)}`;
