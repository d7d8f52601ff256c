import { get } from '../api.js';
import { h } from '../dom.js';
import { empty, table, time } from '../parts.js';
import { system } from '../words.js';

export const limits = {
  title: () => 'Rate limits',
  load: (_route, signal) => get('/limits', signal),
  every: () => 10_000,

  render: ({ alertAtPercent, items }) => [
    h('p', { key: 'about' }, `Calls of the last day. People are told when ${alertAtPercent} % of a window is used.`),
    items.length === 0
      ? empty('No vendor was called yet.')
      : table('Limits', columns(alertAtPercent), items, ({ vendor }) => vendor),
  ],
};

const columns = (alertAt) => [
  ['System', ({ vendor }) => system(vendor)],
  [
    'Window',
    ({ limit, used }) => (limit === null ? 'no limit told' : used === null ? `of ${limit}` : `${used} of ${limit}`),
  ],
  [
    'Peak',
    ({ peakPercent }) =>
      peakPercent === null
        ? '–'
        : h('span', { class: `chip ${peakPercent >= alertAt ? 'bad' : 'plain'}` }, `${peakPercent} %`),
  ],
  ['Calls', ({ calls }) => String(calls)],
  ['Throttled', ({ throttled }) => String(throttled)],
  ['Waits until', ({ blockedUntil }) => time(blockedUntil)],
];
