import type { Command } from 'commander';
import type { BonusItem } from '../api-shapes.js';
import { DECIDED, waitForBonus } from '../bonus-watch.js';
import type { Cli } from '../context.js';
import { parseDuration } from '../durations.js';
import { UsageFailure } from '../failure.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import { pairLines, printable, type Column } from '../table.js';
import type { Style } from '../terminal.js';
import { briefly, when } from '../wording.js';

const COLUMNS: Column<BonusItem>[] = [
  { title: 'bonus', value: ({ id }) => id },
  { title: 'status', value: ({ status }) => status.replaceAll('_', ' '), style: ({ status }) => styleOf(status) },
  { title: 'amount', value: ({ amount, currency }) => `${amount} ${currency}` },
  { title: 'advocate', value: ({ advocateName, advocateId }) => advocateName ?? advocateId, wrap: true },
  { title: 'hire', value: ({ candidateName, applicationId }) => candidateName ?? applicationId, wrap: true },
  { title: 'due', value: ({ dueAt }) => briefly(dueAt) },
  { title: 'why', value: ({ statusReason }) => statusReason, wrap: true },
];

/** hireline bonuses list | show | approve | reject | payroll | retry */
export function bonusesCommands(program: Command, cli: Cli): void {
  const bonuses = program.command('bonuses').description('what advocates are paid for the hires they brought');

  listOptions(bonuses.command('list', { isDefault: true }).description('bonuses, those that wait for a person first'))
    .option('--status <status>', 'only these: attention (what waits for a person), waiting, paid, failed …')
    .action(async (options: ListOptions & { status?: string }) => {
      const page = await cli.api().list<BonusItem>('/bonuses', { status: options.status }, limitOf(options));
      printList(cli, options, page, COLUMNS, 'No bonuses.');
    });

  const about = (name: string, text: string) =>
    bonuses.command(name).description(text).argument('<id>').option('--json', "print the API's JSON");

  about('show', 'one bonus').action(async (id: string, options: { json?: boolean }) => {
    const bonus = await cli.api().get<BonusItem>(pathOf(id));
    if (options.json) return printJson(cli, bonus);
    for (const line of bonusLines(cli, bonus)) cli.terminal.print(line);
  });

  const deciding = (name: string, text: string, reason: string) =>
    bonuses
      .command(name)
      .description(text)
      .argument('<id>')
      .option('--reason <text>', reason)
      .option('--no-wait', 'do not wait until it is carried out')
      .option('--timeout <duration>', 'how long to wait at most: 90s, 15m', parseDuration, parseDuration('10m'))
      .option('--json', "print the API's JSON: the answer, or after waiting the bonus");

  deciding(
    'approve',
    'have it paid; or, where the hire was undone after that, taken back; exit code 1 when that came to nothing',
    'kept with the decision',
  ).action((id: string, options: DecideOptions) => decide(cli, id, 'approve', options));

  deciding(
    'reject',
    'have nothing paid; or, where the hire was undone after that, let it be',
    'needed; kept with the decision',
  ).action((id: string, options: DecideOptions) => decide(cli, id, 'reject', options));

  about('payroll', 'say whether payroll has it, where that could not be told')
    .option('--has-it', 'somebody has looked: it is there')
    .option('--has-it-not', 'somebody has looked: it is not there, and is handed over again')
    .option('--reason <text>', 'needed: what was found')
    .action(async (id: string, options: Options & { hasIt?: boolean; hasItNot?: boolean }) => {
      if (Boolean(options.hasIt) === Boolean(options.hasItNot)) {
        throw new UsageFailure('Say what was found: --has-it or --has-it-not.');
      }
      if (!options.reason?.trim()) throw new UsageFailure('Say how it was found: --reason "…".');
      const says = options.hasIt ? 'has_it' : 'has_it_not';
      const accepted = await cli.api().post(`${pathOf(id)}/payroll`, { says, reason: options.reason.trim() });
      if (options.json) return printJson(cli, accepted);
      cli.terminal.print(options.hasIt ? 'Noted: payroll has it.' : 'Noted: it is handed to payroll again.');
    });

  about('retry', 'try a failed bonus again').action(async (id: string, options: { json?: boolean }) => {
    const accepted = await cli.api().post(`${pathOf(id)}/retry`, {});
    if (options.json) return printJson(cli, accepted);
    cli.terminal.print(`Asked for: bonus ${id} is tried again.`);
  });
}

interface Options {
  reason?: string;
  json?: boolean;
}

interface DecideOptions extends Options {
  wait: boolean;
  timeout: number;
}

async function decide(cli: Cli, id: string, decision: 'approve' | 'reject', options: DecideOptions): Promise<void> {
  const reason = options.reason?.trim();
  if (decision === 'reject' && !reason) throw new UsageFailure('This decision needs a reason: --reason "…".');
  const api = cli.api();
  // What is said beside the data must not get into it.
  const say = (line: string) => (options.json ? cli.terminal.note(line) : cli.terminal.print(line));
  const { question } = await api.get<BonusItem>(pathOf(id));
  const about = question?.about ?? 'payout';
  const accepted = await api.post(`${pathOf(id)}/decision`, { about, decision, ...(reason ? { reason } : {}) });
  const already = question?.status === 'decided' ? ` already, by ${question.decidedBy ?? 'somebody'}` : '';
  say(printable(`Decided${already}: ${DECIDED[about][decision]}.`));
  if (!options.wait) {
    if (options.json) printJson(cli, accepted);
    return;
  }
  const wish = { path: pathOf(id), about, decision, timeoutMs: options.timeout, stopped: cli.stopped };
  const end = await waitForBonus(api, wish, say);
  if (!end.carriedOut) cli.setExitCode(1);
  say(printable(end.text));
  if (options.json) printJson(cli, await api.get(pathOf(id)));
}

const pathOf = (id: string): string => `/bonuses/${encodeURIComponent(id)}`;

function styleOf(status: BonusItem['status']): Style | undefined {
  if (status === 'failed') return 'red';
  if (status === 'paid' || status === 'settled') return 'green';
  return status === 'awaiting_approval' || status === 'clawback_awaiting_approval' ? 'yellow' : undefined;
}

function bonusLines({ terminal }: Cli, bonus: BonusItem): string[] {
  const { question } = bonus;
  return pairLines(
    [
      ['bonus', bonus.id],
      ['status', bonus.status.replaceAll('_', ' ')],
      ...(bonus.statusReason ? [['because', bonus.statusReason] as const] : []),
      ['amount', `${bonus.amount} ${bonus.currency}`],
      ['advocate', [bonus.advocateName, bonus.advocateId].filter(Boolean).join(', ')],
      ['hire', [bonus.candidateName, `application ${bonus.applicationId}`].filter(Boolean).join(', ')],
      ['referral', `${bonus.advocacy} ${bonus.referralId}`],
      ['hired', when(bonus.hiredAt)],
      ['due', when(bonus.dueAt) ?? 'when the start date is known'],
      ...(bonus.paidAt ? [['paid', when(bonus.paidAt)] as const] : []),
      ...(bonus.clawedBackAt ? [['taken back', when(bonus.clawedBackAt)] as const] : []),
      ...(question
        ? [['asked', `${question.about}, ${when(question.openedAt) ?? ''}: ${question.status}`] as const]
        : []),
      ...(question?.decision
        ? [['decided', `${DECIDED[question.about][question.decision]}, by ${question.decidedBy ?? 'nobody'}`] as const]
        : []),
      ...(question?.reason ? [['reason', question.reason] as const] : []),
      ...(question?.progress ? [['so far', question.progress] as const] : []),
      ...(bonus.runUrl ? [['run', bonus.runUrl] as const] : []),
    ],
    terminal,
  );
}
