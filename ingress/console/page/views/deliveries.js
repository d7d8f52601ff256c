import { get, query } from '../api.js';
import { chip, empty, filters, hireLink, link, pager, table, time } from '../parts.js';
import { DELIVERIES, system } from '../words.js';

export const deliveries = {
  title: () => 'Deliveries',
  load: ({ query: { status, applicationId, before } }, signal) =>
    get(`/deliveries${query({ status, applicationId, before })}`, signal),

  render: ({ items, next }, _app, route) => [
    filters(route, [
      {
        name: 'status',
        label: 'What became of it',
        options: Object.entries(DELIVERIES).map(([word, { text }]) => [word, text]),
      },
      { name: 'applicationId', label: 'Application' },
    ]),
    items.length === 0 ? empty('No delivery is like that.') : table('Deliveries', COLUMNS, items, ({ id }) => id),
    pager(route, next),
  ],
};

const COLUMNS = [
  ['Arrived', ({ receivedAt }) => time(receivedAt), 'nowrap'],
  ['From', ({ vendor }) => system(vendor)],
  ['Event', ({ id, eventType }) => link(`#/deliveries/${encodeURIComponent(id)}`, eventType ?? 'unknown'), 'wrap'],
  ['What became of it', ({ status }) => chip(DELIVERIES, status)],
  ['Why', ({ reason }) => reason ?? '–', 'wrap'],
  ['Hire', ({ applicationId }) => (applicationId ? hireLink(applicationId, applicationId) : '–')],
];
