import { get, post, query, remove } from '../api.js';
import { askFor } from '../dialog.js';
import { h } from '../dom.js';
import { empty, facts, filters, hireLink, link, runLink, table, time } from '../parts.js';
import { channelName, share } from '../words.js';

const EVERY_MS = 60_000;
const WHILE_READING_MS = 2_000;

export const attribution = {
  title: () => 'Attribution',

  async load({ query: { from, to } }, signal) {
    const [report, costs, kept] = await Promise.all([
      get(`/attribution${query({ from, to })}`, signal),
      get('/costs?limit=200', signal),
      get('/attribution/reports?limit=20', signal),
    ]);
    return { report, costs, kept };
  },
  every: ({ report }) => (report.status === 'reading' ? WHILE_READING_MS : EVERY_MS),

  render: ({ report, costs, kept }, app, route) => [
    filters(route, [
      { name: 'from', label: 'From', type: 'date', shown: report.period?.from },
      { name: 'to', label: 'To', type: 'date', shown: report.period?.to },
    ]),
    ...(report.status === 'reading'
      ? [
          h(
            'p',
            { class: 'empty', 'aria-busy': 'true', key: 'reading' },
            'The ATS is being read. ',
            runLink(report.runUrl),
          ),
        ]
      : reportOf(report)),
    costSection(costs, app),
    keptSection(kept, app),
  ],
};

const mayChange = ({ session }) => session && session.role !== 'viewer';

const amounts = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** Intl takes decimal text as it is: nothing is rounded but to the cent. */
const money = (amount) => (amount === null ? '–' : amounts.format(amount));
const rate = (value) => (value === null ? '–' : share(value));
const days = ({ count, medianDays, meanDays }) =>
  medianDays === null ? '–' : `${medianDays} days median, ${meanDays} mean, ${count} ${count === 1 ? 'hire' : 'hires'}`;

function reportOf(report) {
  const { period, funnel, cohort, participation, timeToHire, timeToFill, total, currency } = report;
  const file = (format) => `/api/attribution${query({ ...period, format })}`;
  return [
    h(
      'section',
      { key: 'report', 'aria-labelledby': 'report-title' },
      h('h2', { id: 'report-title' }, `${period.from} to ${period.to}`, report.complete ? '' : ', not over yet'),
      report.notes.map((note) => h('p', { class: 'small', key: note }, note)),
      facts([
        ['Shares', String(funnel.shares)],
        ['Clicks', String(funnel.clicks)],
        ['Applications', `${funnel.applications}, ${funnel.captured} captured`],
        ['Hires', `${total.hires}, ${funnel.hires} through advocates`],
        [
          'Referral conversion',
          `${rate(report.referralConversionRate)} (${cohort.hired} of ${cohort.referrals} referrals)`,
        ],
        [
          'Participation',
          `${rate(participation.rate)} (${participation.active} of ${participation.eligible} advocates)`,
        ],
        ['Time to hire, advocates', days(timeToHire.advocated)],
        ['Time to hire, others', days(timeToHire.others)],
        ['Time to fill, advocates', days(timeToFill.advocated)],
        ['Time to fill, others', days(timeToFill.others)],
        [`Cost (${currency})`, money(total.cost)],
        [`Cost per hire (${currency})`, total.costPerHire && money(total.costPerHire)],
      ]),
      h('p', { class: 'pager' }, link(file('csv'), 'CSV'), ' ', link(file('xlsx'), 'Excel workbook')),
    ),
    h(
      'section',
      { key: 'channels', 'aria-labelledby': 'channels-title' },
      h('h2', { id: 'channels-title' }, 'Channels'),
      table('Cost per hire by channel', channelColumns(currency), report.costPerHire, ({ channel }) => channel),
    ),
    h(
      'section',
      { key: 'advocates', 'aria-labelledby': 'advocates-title' },
      h('h2', { id: 'advocates-title' }, 'Top advocates'),
      report.topAdvocates.length === 0
        ? empty('Nobody has shared or referred in these days.')
        : table('Top advocates', advocateColumns(currency), report.topAdvocates, ({ advocateId }) => advocateId),
    ),
    h(
      'section',
      { key: 'hires', 'aria-labelledby': 'hires-title' },
      h('h2', { id: 'hires-title' }, 'Hires'),
      report.hires.length === 0
        ? empty('Nobody was hired in these days.')
        : table('Hires', hireColumns(currency), report.hires, ({ applicationId }) => applicationId),
    ),
  ];
}

const bonusesOf = ({ paid, clawedBack }) =>
  Number(clawedBack) === 0 ? money(paid) : `${money(paid)} − ${money(clawedBack)}`;

const channelColumns = (currency) => [
  ['Channel', ({ channel }) => channelName(channel)],
  [`Costs (${currency})`, ({ costs }) => money(costs), 'nowrap'],
  ['Bonuses', ({ bonuses }) => bonusesOf(bonuses), 'nowrap'],
  [`Cost (${currency})`, ({ cost }) => money(cost), 'nowrap'],
  ['Hires', ({ hires }) => String(hires)],
  ['Per hire', ({ costPerHire }) => money(costPerHire), 'nowrap'],
];

const advocateColumns = (currency) => [
  ['Advocate', ({ advocateId, name }) => name ?? advocateId],
  ['Shares', ({ shares }) => String(shares)],
  ['Clicks', ({ clicks }) => String(clicks)],
  ['Applications', ({ applications }) => String(applications)],
  ['Hires', ({ hires }) => String(hires)],
  [`Bonus (${currency})`, ({ bonus }) => money(bonus), 'nowrap'],
];

const orNone = (value) => (value === null ? '–' : String(value));
const hireColumns = (currency) => [
  ['Application', ({ applicationId }) => hireLink(applicationId, applicationId)],
  ['Hired on', ({ hiredOn }) => hiredOn, 'nowrap'],
  ['Channel', ({ channel }) => channelName(channel)],
  ['Advocate', ({ advocateId }) => orNone(advocateId)],
  ['Source', ({ source }) => orNone(source)],
  ['Days to hire', ({ timeToHireDays }) => orNone(timeToHireDays)],
  ['Days to fill', ({ timeToFillDays }) => orNone(timeToFillDays)],
  [`Cost (${currency})`, ({ costShare }) => money(costShare), 'nowrap'],
];

function costSection({ items, configured, channels, currency }, app) {
  const rows = [...items, ...configured.map((cost, index) => ({ ...cost, key: `configured ${index}` }))];
  return h(
    'section',
    { key: 'costs', 'aria-labelledby': 'costs-title' },
    h('h2', { id: 'costs-title' }, 'Costs'),
    mayChange(app) &&
      h(
        'label',
        { class: 'small' },
        `Import a CSV file with the columns channel (${channels.join(', ')}), from, to, amount, currency (${currency}) and note: `,
        h('input', {
          type: 'file',
          accept: '.csv,text/csv',
          onchange: (event) => importFile(app, event.currentTarget),
        }),
      ),
    rows.length === 0
      ? empty('No costs are known.')
      : table(
          'Costs',
          [
            ['Channel', ({ channel }) => channelName(channel)],
            ['From', ({ from }) => from, 'nowrap'],
            ['To', ({ to }) => to, 'nowrap'],
            ['Amount', (cost) => `${money(cost.amount)} ${cost.currency}`, 'nowrap'],
            ['Note', ({ note }) => note ?? '–'],
            ['Imported', ({ importedAt }) => (importedAt ? time(importedAt) : 'in the configuration'), 'nowrap'],
            [
              '',
              (cost) =>
                cost.id && mayChange(app)
                  ? h('button', { type: 'button', onclick: () => removeCost(app, cost) }, 'Remove …')
                  : '',
            ],
          ],
          rows,
          ({ id, key }) => String(id ?? key),
        ),
  );
}

async function importFile(app, input) {
  const [file] = input.files;
  if (!file) return;
  try {
    const { imported, known } = await post('/costs', { csv: await file.text() });
    app.say(`Imported: ${imported}; known already: ${known}.`);
  } catch (error) {
    app.say(error.message);
  }
  input.value = '';
  app.refresh();
}

async function removeCost(app, { id, channel, amount, currency }) {
  const about = {
    title: 'Remove this cost',
    text: `${channelName(channel)}: ${money(amount)} ${currency}.`,
    confirm: 'Remove',
    style: 'danger',
  };
  await askFor(about, async () => {
    await remove(`/costs/${id}`);
    app.say('Removed.');
  });
  app.refresh();
}

function keptSection({ items }, app) {
  return h(
    'section',
    { key: 'kept', 'aria-labelledby': 'kept-title' },
    h('h2', { id: 'kept-title' }, 'Reports'),
    mayChange(app) &&
      h(
        'div',
        { class: 'buttons' },
        h('button', { type: 'button', onclick: () => makeReport(app) }, 'Make a report …'),
      ),
    items.length === 0
      ? empty('No report has been made yet.')
      : table('Reports', KEPT_COLUMNS, items, ({ period }) => `${period.from} ${period.to}`),
  );
}

const KEPT_COLUMNS = [
  ['Days', ({ period }) => link(`#/attribution${query(period)}`, `${period.from} to ${period.to}`), 'nowrap'],
  ['Made', ({ generatedAt }) => time(generatedAt), 'nowrap'],
  ['Referrals', ({ referrals }) => String(referrals)],
  ['Conversion', ({ referralConversionRate }) => rate(referralConversionRate)],
  ['Hires', ({ hires }) => String(hires)],
  ['Cost', ({ cost, currency }) => `${money(cost)} ${currency}`, 'nowrap'],
  ['Run', ({ runUrl }) => runLink(runUrl, 'Open')],
];

async function makeReport(app) {
  const about = {
    title: 'Make an attribution report',
    text: 'It is kept, written to the CRM as a summary, and told to HR ops.',
    confirm: 'Make it',
    fields: [
      { name: 'from', label: 'From', type: 'date', required: true },
      { name: 'to', label: 'To', type: 'date', required: true },
    ],
  };
  await askFor(about, async ({ from, to }) => {
    await post('/attribution/reports', { from, to });
    app.say(`Asked for: the report of ${from} to ${to}.`);
  });
  app.refresh();
}
