import { get, post, query } from '../api.js';
import { askFor } from '../dialog.js';
import { h } from '../dom.js';
import { chip, empty, filters, pager, runLink, table, time } from '../parts.js';
import { itemCard } from '../reconciliation-item.js';
import { ITEM_KINDS, ITEM_STATUSES, RUN_KINDS, RUNS } from '../words.js';

const options = (words) => Object.entries(words).map(([word, { text }]) => [word, text]);

/** The queue is of open items unless it is said otherwise. */
const { open: _, ...STATUSES } = ITEM_STATUSES;

export const reconciliation = {
  title: () => 'Reconciliation',

  async load({ query: { status, kind, q, before } }, signal) {
    const [items, runs] = await Promise.all([
      get(`/reconciliation${query({ status, kind, q, before })}`, signal),
      get('/reconciliation/runs?limit=20', signal),
    ]);
    return { items, runs };
  },

  render: ({ items: { items, next, waiting }, runs }, app, route) => [
    h(
      'section',
      { key: 'queue', 'aria-labelledby': 'queue-title' },
      h('h2', { id: 'queue-title' }, 'The queue', ' ', h('span', { class: 'count' }, String(waiting.total))),
      filters(route, [
        {
          name: 'status',
          label: 'Where it stands',
          options: [...options(STATUSES), ['all', 'All']],
          all: ITEM_STATUSES.open.text,
        },
        { name: 'kind', label: 'What is wrong', options: options(ITEM_KINDS) },
        { name: 'q', label: 'Name or id', placeholder: 'Ada, 1001 …' },
      ]),
      items.length === 0
        ? empty(asksForSome(route.query) ? 'Nothing in it is like that.' : 'The ATS and the HRIS agree.')
        : items.map((item) => itemCard(item, app)),
      pager(route, next),
    ),
    h(
      'section',
      { key: 'runs', 'aria-labelledby': 'runs-title' },
      h('h2', { id: 'runs-title' }, 'Runs'),
      app.session &&
        app.session.role !== 'viewer' &&
        h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => runNow(app) }, 'Run now …')),
      runs.items.length === 0 ? empty('It has not run yet.') : table('Runs', RUN_COLUMNS, runs.items, ({ id }) => id),
    ),
  ],
};

const asksForSome = ({ status, kind, q }) => Boolean(status || kind || q);

/** One item, as alerts link to it. */
export const reconciliationItem = {
  title: (data) => data?.person ?? 'An item of the reconciliation queue',
  load: ({ id }, signal) => get(`/reconciliation/${encodeURIComponent(id)}`, signal),
  render: (item, app) => [
    itemCard(item, app),
    h('p', { key: 'back' }, h('a', { href: '#/reconciliation' }, 'The whole queue')),
  ],
};

const found = ({ counts }) =>
  counts && Object.entries(counts.found).map(([kind, count]) => `${ITEM_KINDS[kind]?.text ?? kind}: ${count}`);

const RUN_COLUMNS = [
  ['Started', ({ startedAt }) => time(startedAt), 'nowrap'],
  ['By', ({ kind, dryRun }) => `${RUN_KINDS[kind] ?? kind}${dryRun ? ', dry run' : ''}`],
  ['Days', ({ from, to }) => (from === to ? from : `${from} to ${to}`)],
  ['Outcome', ({ outcome, failure }) => [chip(RUNS, outcome), failure && h('p', { class: 'small wrap' }, failure)]],
  ['Read', ({ counts }) => (counts ? `${counts.ats} ATS, ${counts.hris} HRIS` : '–')],
  ['Found', (run) => found(run)?.join(' · ') ?? '–'],
  ['Queue', ({ counts, dryRun }) => (counts && !dryRun ? `+${counts.opened} −${counts.closed}` : '–'), 'nowrap'],
  ['Run', ({ runUrl }) => (runUrl ? runLink(runUrl, 'Open') : '–')],
];

const WEEK_MS = 6 * 86_400_000;
const plainDay = (at) =>
  `${at.getFullYear()}-${`${at.getMonth() + 1}`.padStart(2, '0')}-${`${at.getDate()}`.padStart(2, '0')}`;

async function runNow(app) {
  const about = {
    title: 'Compare ATS and HRIS now',
    text: 'Both sides are read for these days, the last one included, field by field.',
    confirm: 'Run now',
    fields: [
      { name: 'from', label: 'From', type: 'date', required: true, value: plainDay(new Date(Date.now() - WEEK_MS)) },
      { name: 'to', label: 'To', type: 'date', required: true, value: plainDay(new Date()) },
      {
        name: 'dryRun',
        label: 'Dry run',
        type: 'check',
        hint: 'Tells what it would find, and leaves the queue as it is.',
      },
    ],
  };
  await askFor(about, async ({ from, to, dryRun }) => {
    await post('/reconciliation/runs', { from, to, dryRun });
    app.say(`Asked for: a ${dryRun ? 'dry run' : 'run'} from ${from} to ${to}.`);
  });
  app.refresh();
}
