import { Option, type Command } from 'commander';
import { DELIVERY_STATUSES } from '../../schemas/delivery.js';
import type { DeliveryDetails, DeliveryItem } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { limitOf, listOptions, printJson, printList, type ListOptions } from '../listing.js';
import { pairLines, printable, type Column } from '../table.js';
import { briefly, when } from '../wording.js';

const COLUMNS: Column<DeliveryItem>[] = [
  { title: 'id', value: (delivery) => delivery.id },
  { title: 'received', value: (delivery) => briefly(delivery.receivedAt) },
  {
    title: 'status',
    value: (delivery) => delivery.status,
    style: (delivery) => (delivery.status === 'quarantined' ? 'red' : undefined),
  },
  { title: 'event', value: (delivery) => `${delivery.vendor} ${delivery.eventType ?? ''}`.trim(), wrap: true },
];

/** hireline deliveries list | show | replay | dismiss */
export function deliveriesCommands(program: Command, cli: Cli): void {
  const deliveries = program.command('deliveries').description('what arrived from vendors, and what people asked for');

  listOptions(
    deliveries
      .command('list')
      .description('deliveries, newest first')
      .addOption(new Option('--status <status>', 'only those that stand there').choices(DELIVERY_STATUSES))
      .option('--application <id>', "only what reached this hire's run"),
  ).action(async (options: ListOptions & { status?: string; application?: string }) => {
    const query = { status: options.status, applicationId: options.application };
    const page = await cli.api().list<DeliveryItem>('/deliveries', query, limitOf(options));
    printList(cli, options, page, COLUMNS, 'No deliveries.');
  });

  deliveries
    .command('show')
    .description('one delivery, as it arrived')
    .argument('<id>')
    .option('--json', "print the API's JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const delivery = await cli.api().get<DeliveryDetails>(`/deliveries/${encodeURIComponent(id)}`);
      if (options.json) return printJson(cli, delivery);
      for (const line of deliveryLines(cli, delivery)) cli.terminal.print(line);
    });

  deliveries
    .command('replay')
    .description('read a kept delivery anew and hand it on again')
    .argument('<id>')
    .option('--json', "print the API's JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const path = `/deliveries/${encodeURIComponent(id)}/replay`;
      const replayed = await cli.api().post<{ status: string; reason?: string }>(path, {});
      if (options.json) return printJson(cli, replayed);
      const why = replayed.reason ? `: ${replayed.reason}` : '';
      cli.terminal.print(printable(`Replayed: it is ${replayed.status} now${why}`));
    });

  deliveries
    .command('dismiss')
    .description('take a delivery out of quarantine that nobody has to act on; it is kept')
    .argument('<id>')
    .requiredOption('--reason <text>', 'needed: kept with the delivery')
    .option('--json', "print the API's JSON")
    .action(async (id: string, { reason, json }: { reason: string; json?: boolean }) => {
      const dismissed = await cli.api().post<object>(`/deliveries/${encodeURIComponent(id)}/dismiss`, { reason });
      if (json) return printJson(cli, dismissed);
      cli.terminal.print('Dismissed: nobody has to act on it any more.');
    });
}

function deliveryLines({ terminal }: Cli, delivery: DeliveryDetails): string[] {
  const about = pairLines(
    [
      ['id', delivery.id],
      ['vendor', delivery.vendor],
      ['event', delivery.eventType],
      ['status', delivery.status],
      ...(delivery.reason ? [['because', delivery.reason] as const] : []),
      ['received', when(delivery.receivedAt)],
      ['handed on', when(delivery.forwardedAt)],
      ['application', delivery.applicationId],
      ['run', delivery.runUrl],
      ['size', `${delivery.bytes} bytes`],
    ],
    terminal,
  );
  const { content } = delivery;
  if (!content) return [...about, '', 'The body is for operators and approvers only.'];
  return [...about, '', ...(content.text ?? 'The body is not text: --json has its bytes.').split('\n').map(printable)];
}
