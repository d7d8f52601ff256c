import { get, query } from '../api.js';
import { h } from '../dom.js';
import { askDrift, driftCard, mayAct } from '../drift.js';
import { empty, filters } from '../parts.js';

const TOLD = 'The vendors are being looked at.';

export const drift = {
  title: () => 'Vendor drift',
  load: ({ query: { status } }, signal) => get(`/drift${query({ status })}`, signal),
  every: () => 10_000,

  render: ({ items }, app, route) => [
    h('p', { key: 'about' }, 'Where a vendor does not answer as it is mapped. Only the runs it touches stop.'),
    mayAct(app) &&
      h(
        'div',
        { class: 'buttons', key: 'probe' },
        h('button', { type: 'button', onclick: () => askDrift(app, '/drift/probe', TOLD) }, 'Look now'),
      ),
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
    items.length === 0 ? empty('Nothing here.') : items.map((one) => driftCard(one, app)),
  ],
};
