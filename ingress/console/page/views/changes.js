import { get, query } from '../api.js';
import { empty, pager, table, time } from '../parts.js';

export const changes = {
  title: () => 'Changes of the configuration',
  load: ({ query: asked }, signal) => get(`/configuration-changes${query(asked)}`, signal),

  render: ({ items, next }, _app, route) => [
    items.length === 0
      ? empty('The configuration has not changed since the first start.')
      : table('Changes', COLUMNS, items, ({ id }) => id),
    pager(route, next),
  ],
};

const COLUMNS = [
  ['When', ({ at }) => time(at), 'nowrap'],
  ['Who', ({ changedBy }) => changedBy],
  ['Where', ({ file, place }) => `${file}, ${place}`],
  ['Before', ({ before }) => before ?? '–'],
  ['After', ({ after }) => after ?? '–'],
];
