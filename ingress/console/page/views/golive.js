import { get, post } from '../api.js';
import { h } from '../dom.js';
import { chip, empty, link, runLink, table, time } from '../parts.js';
import { GO_LIVE_CHECKS, GO_LIVE_RUNS } from '../words.js';

/** The checks that were made, and a way to make one. */
export const goLives = {
  title: () => 'Going live',
  load: (_route, signal) => get('/golive?limit=50', signal),

  render: ({ wentLiveAt, items }, app) => [
    h('p', { key: 'about' }, wentLiveAt ? ['Live since ', time(wentLiveAt), '.'] : 'Not live yet: nobody has said so.'),
    app.session && app.session.role !== 'viewer' && buttons(app, wentLiveAt),
    items.length === 0 ? empty('No check was made yet.') : table('Go-live checks', COLUMNS, items, ({ id }) => id),
  ],
};

const COLUMNS = [
  ['Check', ({ id }) => link(`#/golive/${encodeURIComponent(id)}`, id)],
  ['Outcome', ({ outcome }) => chip(GO_LIVE_RUNS, outcome)],
  ['Test candidates', ({ write }) => (write ? 'yes' : 'no')],
  ['Begun', ({ startedAt }) => time(startedAt), 'nowrap'],
  ['Through', ({ finishedAt }) => time(finishedAt), 'nowrap'],
  ['Asked by', ({ requestedBy }) => requestedBy],
  ['Run', ({ runUrl }) => runLink(runUrl, 'Open')],
];

function buttons(app, wentLiveAt) {
  const ask = (path, body, said) => async () => {
    await post(path, body)
      .then(() => app.say(said))
      .catch((error) => app.say(error.message));
    app.refresh();
  };
  return h(
    'div',
    { class: 'buttons', key: 'buttons' },
    h(
      'button',
      { type: 'button', key: 'read', onclick: ask('/golive', { write: false }, 'Under way.') },
      'Check, reading only',
    ),
    h(
      'button',
      { type: 'button', key: 'write', onclick: ask('/golive', { write: true }, 'Under way.') },
      'Check with test candidates',
    ),
    !wentLiveAt &&
      h(
        'button',
        { type: 'button', key: 'live', onclick: ask('/golive/declare', {}, 'Live from now on.') },
        'We are live',
      ),
  );
}

/** One check: its report. */
export const goLive = {
  title: (data) => (data ? `Go-live check ${data.id}` : 'Go-live check'),
  load: ({ id }, signal) => get(`/golive/${encodeURIComponent(id)}`, signal),
  every: ({ outcome }) => (outcome === 'running' ? 1_000 : 60_000),

  render: ({ outcome, startedAt, finishedAt, runUrl, report }) => [
    h(
      'p',
      { key: 'outcome', 'aria-busy': outcome === 'running' },
      chip(GO_LIVE_RUNS, outcome),
      report.doing && ` ${report.doing} …`,
      ` A ${report.deployment} deployment, `,
      time(startedAt),
      finishedAt && [' to ', time(finishedAt)],
      '. ',
      runLink(runUrl),
    ),
    ...report.sections.map(section),
    report.leftBehind.length > 0 && leftBehind(report.leftBehind),
  ],
};

/** What passed is one click away: what did not is what a person looks for. */
function section({ id, title, checks }) {
  const passed = checks.filter(({ status }) => status === 'passed');
  const others = checks.filter(({ status }) => status !== 'passed');
  const counts = Object.entries(GO_LIVE_CHECKS)
    .map(([status, { text }]) => [checks.filter((check) => check.status === status).length, text.toLowerCase()])
    .filter(([count]) => count > 0);
  return h(
    'section',
    { key: id, class: 'checks' },
    h('h2', null, title, ' ', h('span', { class: 'count' }, counts.map((one) => one.join(' ')).join(' · '))),
    others.length > 0 && table(title, CHECK_COLUMNS, others, ({ name }) => name),
    passed.length > 0 &&
      h(
        'details',
        { key: 'passed' },
        h('summary', null, 'What passed'),
        table(`${title}: passed`, CHECK_COLUMNS, passed, ({ name }) => name),
      ),
  );
}

const CHECK_COLUMNS = [
  [
    'Check',
    ({ name, link: address, detail }) => [
      address ? link(address, name) : name,
      detail && h('p', { class: 'small' }, detail),
    ],
    'wrap',
  ],
  ['Result', ({ status }) => chip(GO_LIVE_CHECKS, status)],
  ['Found', (check) => found(check), 'wrap'],
];

/** What the result says already is not said again. */
const SAID = new Set([null, 'ok', 'so', 'unknown']);

function found({ status, expected, found: seen }) {
  const said = SAID.has(seen) ? null : seen;
  if (status === 'passed') return said;
  return [said, !SAID.has(expected) && h('p', { class: 'small' }, `expected: ${expected}`)];
}

const leftBehind = (records) =>
  h(
    'section',
    { key: 'left' },
    h('h2', null, 'Test records that stay'),
    h('p', null, 'Vendors do not let them be deleted, or not by this access.'),
    table(
      'Test records',
      [
        ['System', ({ system }) => system],
        ['What', ({ kind }) => kind],
        ['Id', ({ id }) => id],
      ],
      records,
      ({ system, kind, id }) => `${system} ${kind} ${id}`,
    ),
  );
