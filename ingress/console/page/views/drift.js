import { get, post, query } from '../api.js';
import { h } from '../dom.js';
import { empty, filters, runLink, since, table, time } from '../parts.js';
import { system } from '../words.js';

export const drift = {
  title: () => 'Vendor drift',
  load: ({ query: { status } }, signal) => get(`/drift${query({ status })}`, signal),
  every: () => 10_000,

  render: ({ items }, app, route) => [
    h('p', { key: 'about' }, 'Where a vendor does not answer as it is mapped. Only the runs it touches stop.'),
    filters(route, [
      {
        name: 'status',
        label: 'Status',
        all: 'Open',
        options: [
          ['suspected', 'Suspected'],
          ['resolved', 'Resolved'],
          ['dismissed', 'Dismissed'],
        ],
      },
    ]),
    mayAct(app) &&
      h(
        'button',
        { type: 'button', key: 'probe', onclick: () => ask(app, '/drift/probe', 'The vendors are being looked at.') },
        'Look now',
      ),
    items.length === 0 ? empty('Nothing here.') : table('Drift', columns(app), items, ({ id }) => String(id)),
  ],
};

const mayAct = ({ session }) => session && session.role !== 'viewer';

const columns = (app) => [
  ['System', ({ vendor }) => system(vendor)],
  ['Place', ({ operation, place }) => [place, h('p', { class: 'small wrap' }, operation)]],
  ['Mapped at', ({ mappedAt }) => (mappedAt.length > 0 ? mappedAt.join(', ') : 'not part of the field map')],
  ['Expected, found', ({ expected, found }) => [expected, h('p', { class: 'small wrap' }, found)]],
  ['Since', ({ firstSeenAt }) => since(firstSeenAt)],
  ['Last', ({ lastSeenAt, times }) => [time(lastSeenAt), times > 1 ? `, ${times} times` : '']],
  [
    'Runs',
    ({ runs }) =>
      runs.map(({ workflowId, runUrl }) => h('p', { key: workflowId, class: 'small' }, runLink(runUrl, workflowId))),
  ],
  [
    'What is done',
    ({ id, runs }) =>
      mayAct(app) && runs.length > 0
        ? h(
            'button',
            { type: 'button', onclick: () => ask(app, `/drift/${id}/replay`, 'They try again.') },
            'Try again',
          )
        : '–',
  ],
];

async function ask(app, path, said) {
  await post(path)
    .then(() => app.say(said))
    .catch((error) => app.say(error.message));
  app.refresh();
}
