import { Option, type Command } from 'commander';
import { parseDuration } from '../durations.js';
import { ApiRefusal } from '../api-client.js';
import type { Hold } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { UsageFailure } from '../failure.js';
import { decisionNeedsReason, type HoldDecision } from '../../schemas/hold.js';
import { holdSubject } from '../../schemas/hold-subject.js';
import { waitUntilCarriedOut } from '../hold-watch.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import { pairLines, printable, tableLines, wrap, type Column } from '../table.js';
import { briefly, DECISIONS, QUESTIONS, when } from '../wording.js';

const COLUMNS: Column<Hold>[] = [
  { title: 'hold', value: (hold) => hold.id },
  {
    title: 'status',
    value: (hold) => hold.status,
    style: (hold) => (hold.status === 'open' ? 'yellow' : undefined),
  },
  { title: 'opened', value: (hold) => briefly(hold.openedAt) },
  { title: 'hire', value: (hold) => hold.hire, wrap: true },
  { title: 'over', value: (hold) => hold.differences.map(({ field }) => field).join(', '), wrap: true },
];

/** hireline holds list | show | decide */
export function holdsCommands(program: Command, cli: Cli): void {
  const holds = program.command('holds').description('payroll that waits for a person');

  listOptions(
    holds.command('list').description('open holds, longest waiting first'),
    'every hold there is, closed ones too',
  ).action(async (options: ListOptions) => {
    const query = { status: options.all ? 'all' : 'open' };
    const page = await cli.api().list<Hold>('/holds', query, limitOf(options));
    printList(cli, options, page, COLUMNS, 'No holds.');
  });

  holds
    .command('show')
    .description('one hold, with what differs')
    .argument('<id>')
    .option('--json', "print the API's JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const hold = await cli.api().get<Hold>(holdPath(id));
      if (options.json) return printJson(cli, hold);
      for (const line of holdLines(cli, hold)) cli.terminal.print(line);
    });

  holds
    .command('decide')
    .description('decide about a hold, and wait until it is carried out: exit code 0 then, else 1')
    .argument('<id>')
    .addOption(
      new Option(
        '--use-offer',
        "the offer's values count; the HRIS is corrected (a screening result: go on; rescinded after pay: undo the hire)",
      ).conflicts(['useHris', 'reject']),
    )
    .addOption(
      new Option('--use-hris', "the HRIS's values count (rescinded after pay: keep the employee)").conflicts([
        'useOffer',
        'reject',
      ]),
    )
    .addOption(new Option('--reject', 'nothing goes to payroll').conflicts(['useOffer', 'useHris']))
    .option('--reason <text>', 'needed for --use-hris and --reject; kept with the decision')
    .option('--diff-hash <hash>', 'the difference you saw (holds show); the present one unless given')
    .option('--no-wait', 'do not wait until it is carried out')
    .option('--timeout <duration>', 'how long to wait at most: 90s, 15m', parseDuration, parseDuration('10m'))
    .option('--json', "print the API's JSON: the answer, or after waiting the hold")
    .action((id: string, options: DecideOptions) => decide(cli, id, options));
}

interface DecideOptions {
  useOffer?: boolean;
  useHris?: boolean;
  reject?: boolean;
  reason?: string;
  diffHash?: string;
  wait: boolean;
  timeout: number;
  json?: boolean;
}

async function decide(cli: Cli, id: string, options: DecideOptions): Promise<void> {
  const api = cli.api();
  const decision = decisionOf(options);
  const hold = await api.get<Hold>(holdPath(id));
  // What is said beside the data must not get into it.
  const say = (line: string) => (options.json ? cli.terminal.note(line) : cli.terminal.print(line));
  const subject = holdSubject(hold.differences);
  for (const difference of hold.differences) say(printable(differenceText(difference)));
  const accepted = await api
    .post(`${holdPath(id)}/decision`, {
      decision,
      diffHash: options.diffHash ?? hold.diffHash,
      ...(options.reason?.trim() ? { reason: options.reason.trim() } : {}),
    })
    .catch((error: unknown) => {
      throw changedMeanwhile(error, id) ?? error;
    });
  say(`Decided: ${DECISIONS[subject][decision]}.`);
  if (!options.wait) {
    if (options.json) printJson(cli, accepted);
    return;
  }
  const end = await waitUntilCarriedOut(api, { hold, decision, timeoutMs: options.timeout, stopped: cli.stopped }, say);
  if (!end.carriedOut) cli.setExitCode(1);
  say(printable(end.text));
  if (options.json) printJson(cli, await api.get(holdPath(id)));
}

/** @throws UsageFailure when it is not said what is decided, or why where that is needed. */
export function decisionOf(options: Pick<DecideOptions, 'useOffer' | 'useHris' | 'reject' | 'reason'>): HoldDecision {
  const decision = options.useOffer
    ? 'use_offer'
    : options.useHris
      ? 'use_hris'
      : options.reject
        ? 'reject'
        : undefined;
  if (!decision) throw new UsageFailure('Say what is decided: --use-offer, --use-hris or --reject.');
  if (decisionNeedsReason(decision) && !options.reason?.trim()) {
    throw new UsageFailure('This decision needs a reason: --reason "…".');
  }
  return decision;
}

function changedMeanwhile(error: unknown, id: string): Error | undefined {
  if (!(error instanceof ApiRefusal) || error.status !== 409) return undefined;
  error.message += ` See: hireline holds show ${id}`;
  return error;
}

const holdPath = (id: string): string => `/holds/${encodeURIComponent(id)}`;

function differenceText({ field, offer, hris }: Hold['differences'][number]): string {
  if (field === 'screening') return `${field}: ${hris ?? 'an adverse action'}`;
  if (field === 'employment') return `${field}: ${offer ?? 'rescinded'}, ${hris ?? 'paid'}`;
  return `${field}: offer ${offer ?? 'empty'}, HRIS ${hris ?? 'empty'}`;
}

function holdLines({ terminal }: Cli, hold: Hold): string[] {
  const subject = holdSubject(hold.differences);
  const about = pairLines(
    [
      ['hold', hold.id],
      ['hire', hold.hire],
      ['application', hold.applicationId],
      ['status', hold.status],
      ['opened', when(hold.openedAt)],
      ...(hold.note ? [['note', hold.note] as const] : []),
      ...(subject === 'terms' ? [] : [['asks', QUESTIONS[subject]] as const]),
      ...(hold.decision
        ? [
            [
              'decided',
              `${DECISIONS[subject][hold.decision]}, by ${hold.decidedBy ?? 'nobody'}, ${when(hold.decidedAt) ?? ''}`,
            ] as const,
            ['reason', hold.reason] as const,
          ]
        : []),
      ...(hold.progress ? [['so far', hold.progress] as const] : []),
      ['run', hold.runUrl],
      ['diff hash', hold.diffHash],
    ],
    terminal,
  );
  const differences = tableLines(
    hold.differences,
    [
      { title: 'field', value: ({ field }) => field },
      {
        title: 'offer',
        value: ({ field, offer }) => offer ?? (field === 'screening' ? undefined : 'empty'),
        wrap: true,
      },
      { title: 'HRIS', value: ({ hris }) => hris ?? 'empty', wrap: true },
      { title: 'looks like', value: ({ hints }) => hints.join('; ') || undefined, wrap: true },
    ],
    terminal,
  );
  const rules = hold.differences.flatMap(({ field, rule, authority }) =>
    wrap(
      printable(
        field === 'screening' || field === 'employment'
          ? `${field}: ${rule}`
          : `${field}: ${rule}; system of record: ${authority === 'ats' ? 'the offer' : 'the HRIS'}`,
      ),
      terminal.width,
    ),
  );
  return [...about, '', ...differences, '', ...rules];
}
