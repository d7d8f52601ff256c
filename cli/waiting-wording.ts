import type { WaitingKind } from '../ledger/waiting.js';
import type { Page } from './api-client.js';
import type { Waiting, WaitingItem } from './api-shapes.js';
import { tableLines } from './table.js';
import type { Terminal } from './terminal.js';
import { briefly, when } from './wording.js';

/** What waits, and the command that shows more of it or does something about it. */
const KINDS: Record<WaitingKind, { what: string; command: string }> = {
  hold: { what: 'payroll held', command: 'holds show <id>' },
  hire: { what: 'failed hire', command: 'hires retry <id>' },
  confirmation: { what: 'unconfirmed hire', command: 'hires retry <id>' },
  referral: { what: 'referral', command: 'referrals <id>' },
  bonus: { what: 'bonus', command: 'bonuses show <id>' },
  variance: { what: 'variance', command: 'variances resolve <id>' },
  reconciliation: { what: 'reconciliation', command: 'resolve <id>' },
  interview: { what: 'interview', command: 'interviews show <id>' },
  screening: { what: 'screening', command: 'screening show <id>' },
  drift: { what: 'vendor drift', command: 'drift replay <id>' },
  delivery: { what: 'not understood', command: 'deliveries show <id>' },
};

/** A referral is asked for by its own id; the platform is only said where two have the same one. */
const idOf = ({ kind, ids }: WaitingItem): string => (kind === 'referral' ? ids.slice(-1) : ids).join(' ');

/** How much waits and for how long, and what it is. */
export function waitingLines(
  terminal: Pick<Terminal, 'width' | 'paint'>,
  { total, oldest, kinds }: Waiting,
  { items, next }: Page<WaitingItem>,
): string[] {
  if (total === 0) return ['Nothing waits for a person.'];
  const some = kinds.filter(({ count }) => count > 0);
  return [
    `${total} ${total === 1 ? 'waits' : 'wait'} for a person, the oldest since ${when(oldest) ?? ''}:`,
    ...tableLines(
      some,
      [
        { title: 'kind', value: ({ kind }) => KINDS[kind].what },
        { title: 'waiting', value: ({ count }) => count, align: 'right' },
        { title: 'oldest', value: (one) => briefly(one.oldest) },
        { title: 'command', value: ({ kind }) => KINDS[kind].command },
      ],
      terminal,
    ),
    '',
    ...tableLines(
      items,
      [
        { title: 'what', value: ({ kind }) => KINDS[kind].what },
        { title: 'id', value: idOf },
        { title: 'since', value: ({ since }) => briefly(since) },
        { title: 'about', value: ({ about }) => about, wrap: true },
      ],
      terminal,
    ),
    ...(next === null ? [] : [`The ${items.length} that wait longest are listed.`]),
  ];
}
