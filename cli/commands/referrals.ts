import { Option, type Command } from 'commander';
import { REFERRAL_STATUSES } from '../../schemas/referral.js';
import type { AttributionItem, ChainItem, ReferralItem } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { CliFailure } from '../failure.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import type { Style } from '../terminal.js';
import { pairLines, tableLines, type Column } from '../table.js';
import { briefly, when } from '../wording.js';

const STYLES: Partial<Record<ReferralItem['status'], Style>> = {
  captured: 'green',
  failed: 'red',
  waiting_for_consent: 'yellow',
};

const COLUMNS: Column<ReferralItem>[] = [
  { title: 'referral', value: ({ referralId }) => referralId },
  { title: 'advocate', value: ({ advocateName, advocateId }) => advocateName ?? advocateId, wrap: true },
  { title: 'candidate', value: ({ candidateName }) => candidateName, wrap: true },
  { title: 'application', value: ({ applicationId }) => applicationId },
  { title: 'status', value: ({ status }) => status.replaceAll('_', ' '), style: ({ status }) => STYLES[status] },
  { title: 'changed', value: ({ updatedAt }) => briefly(updatedAt) },
  { title: 'why', value: ({ statusReason }) => statusReason, wrap: true },
];

interface Options extends ListOptions {
  status?: string;
  search?: string;
  advocate?: string;
  platform?: string;
}

/** hireline referrals [id] | retry <id> | assign <id>, and hireline chain <applicationId> */
export function referralCommands(program: Command, cli: Cli): void {
  const referrals = listOptions(
    program
      .command('referrals')
      .description('referrals: those that wait for a person, or one with its chain')
      .argument('[id]', "the referral's id at the advocacy platform: its chain from share to bonus")
      .addOption(new Option('--status <status>', 'only those that stand there').choices(REFERRAL_STATUSES))
      .option('--search <text>', 'part of a name, or an id of any system')
      .option('--advocate <id>', 'only those of this advocate')
      .option('--platform <vendor>', 'where several platforms have the id'),
  ).action(async (id: string | undefined, options: Options) => {
    if (id === undefined) return list(options);
    const chain = await cli.api().get<ChainItem>(pathOf(await find(id, options.platform)));
    if (options.json) return printJson(cli, chain);
    printChain(cli, chain);
  });

  async function list(options: Options): Promise<void> {
    const query = { status: options.status, q: options.search, advocateId: options.advocate };
    const page = await cli.api().list<ReferralItem>('/referrals', query, limitOf(options));
    printList(cli, options, page, COLUMNS, 'No referrals.');
  }

  const about = (name: string, text: string) =>
    referrals
      .command(name)
      .description(text)
      .argument('<id>', "the referral's id at the advocacy platform")
      .option('--platform <vendor>', 'where several platforms have the id')
      .option('--json', "print the API's JSON");

  about('retry', 'read a referral anew and bring it to the ATS').action(
    async (id: string, _: object, command: Command) => {
      const { platform, json } = command.optsWithGlobals<Options>();
      const accepted = await cli.api().post(`${pathOf(await find(id, platform))}/retry`, {});
      if (json) return printJson(cli, accepted);
      cli.terminal.print(`Asked for: referral ${id} is read again.`);
    },
  );

  about('assign', 'say whom a referral is about that could not be told apart')
    .requiredOption('--candidate <id>', "the candidate's id in the ATS")
    .action(async (id: string, { candidate: candidateId }: { candidate: string }, command: Command) => {
      const { platform, json } = command.optsWithGlobals<Options>();
      const accepted = await cli.api().post(`${pathOf(await find(id, platform))}/assign`, { candidateId });
      if (json) return printJson(cli, accepted);
      cli.terminal.print(`Chosen: referral ${id} is about candidate ${candidateId}.`);
    });

  program
    .command('chain')
    .description('who brought the candidate of an application: share, click, application, stages, offer, hire, bonus')
    .argument('<applicationId>', "the application's id in the ATS")
    .option('--json', "print the API's JSON")
    .action(async (applicationId: string, options: { json?: boolean }) => {
      const path = `/hires/${encodeURIComponent(applicationId)}/attribution`;
      const attribution = await cli.api().get<AttributionItem>(path);
      if (options.json) return printJson(cli, attribution);
      attribution.chains.forEach((chain, index) => {
        if (index > 0) cli.terminal.print('');
        printChain(cli, chain);
      });
    });

  /** An id is the platform's own: where two platforms have it, one has to be named. */
  async function find(id: string, platform: string | undefined): Promise<{ advocacy: string; referralId: string }> {
    if (platform !== undefined) return { advocacy: platform, referralId: id };
    const { items } = await cli.api().list<ReferralItem>('/referrals', { q: id }, Infinity);
    const [only, ...others] = items.filter(({ referralId }) => referralId === id);
    if (!only) throw new CliFailure(`There is no referral ${id}.`);
    if (others.length > 0) throw new CliFailure(`Several platforms have a referral ${id}: say which with --platform.`);
    return only;
  }
}

const pathOf = ({ advocacy, referralId }: { advocacy: string; referralId: string }): string =>
  `/referrals/${encodeURIComponent(advocacy)}/${encodeURIComponent(referralId)}`;

type Link = { at: string; what: string; text: string };

function printChain({ terminal }: Cli, chain: ChainItem): void {
  const { referral } = chain;
  const facts = pairLines(
    [
      ['referral', `${referral.advocacy} ${referral.referralId}`],
      ['advocate', [referral.advocateName, referral.advocateId].filter(Boolean).join(', ')],
      ['candidate', [referral.candidateName, referral.candidateId].filter(Boolean).join(', ')],
      ['job', referral.jobId],
      ['application', referral.applicationId],
      ['status', referral.status.replaceAll('_', ' ')],
      ...(referral.statusReason ? [['because', referral.statusReason] as const] : []),
      ['part', referral.share === null ? null : String(Number(referral.share))],
      ...(referral.ownershipReason ? [['whose', referral.ownershipReason] as const] : []),
      ['shown', referral.advocateStatus?.replaceAll('_', ' ')],
      ...(chain.hire ? [['hire', chain.hire.status] as const] : []),
      ['run', referral.runUrl],
    ],
    terminal,
  );
  for (const line of facts) terminal.print(line);
  terminal.print('');
  const columns: Column<Link>[] = [
    { title: 'when', value: ({ at }) => when(at) },
    { title: 'what', value: ({ what }) => what },
    { title: '', value: ({ text }) => text, wrap: true },
  ];
  for (const line of tableLines(linksOf(chain), columns, terminal)) terminal.print(line);
}

/** From the share on, in order. */
function linksOf({ share, shares, click, clicks, events }: ChainItem): Link[] {
  const before = (one: ChainItem['share'], what: string, text: string): Link[] =>
    one ? [{ at: one.at, what, text }] : [];
  return [
    ...before(
      share,
      'share',
      `${share?.channel ? `On ${share.channel}. ` : ''}${counted(shares, 'share')} of the job.`,
    ),
    ...before(click, 'click', `${counted(clicks, 'click')} before the candidate applied.`),
    ...events.map(({ at, type, text }) => ({ at, what: type, text })),
  ];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
