import { get, query } from '../api.js';
import { h } from '../dom.js';
import { chip, empty, filters, link, runLink, table, time } from '../parts.js';
import { ERROR_CAUSES, system } from '../words.js';

export const errors = {
  title: () => 'Errors of the last day',
  load: ({ query: asked }, signal) => get(`/errors${query(asked)}`, signal),

  render: ({ items }, _app, route) => [
    filters(route, [
      { name: 'cause', label: 'Cause', options: Object.entries(ERROR_CAUSES).map(([word, { text }]) => [word, text]) },
    ]),
    items.length === 0
      ? empty('Nothing failed.')
      : table(
          'Failed runs',
          COLUMNS,
          items,
          ({ workflowId, deliveryId, cause }) => `${workflowId ?? deliveryId} ${cause}`,
        ),
  ],
};

const COLUMNS = [
  ['Last', ({ lastAt }) => time(lastAt), 'nowrap'],
  ['Cause', ({ cause }) => chip(ERROR_CAUSES, cause)],
  ['System', ({ vendor }) => (vendor ? system(vendor) : '–')],
  ['What', ({ what, step, message }) => [`${what}: ${step}`, h('p', { class: 'small wrap' }, message)]],
  ['Times', ({ times }) => String(times)],
  ['Stands', ({ open }) => (open ? 'open' : 'mended')],
  [
    'Run',
    ({ runUrl, deliveryId }) =>
      deliveryId ? link(`#/deliveries/${encodeURIComponent(deliveryId)}`, 'Delivery') : runLink(runUrl, 'Open'),
  ],
];
