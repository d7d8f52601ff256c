import { get, query } from '../api.js';
import { h } from '../dom.js';
import { empty, filters, pager } from '../parts.js';
import { resultCard } from '../screening-result.js';
import { SCREENING } from '../words.js';

export const screening = {
  title: () => 'Screening',
  load: ({ query: { status, before } }, signal) => get(`/screening${query({ status, before })}`, signal),

  render: ({ items, next }, app, route) => [
    filters(route, [
      {
        name: 'status',
        label: 'Where it stands',
        options: Object.entries(SCREENING).map(([word, { text }]) => [word, text]),
      },
    ]),
    items.length === 0 ? empty('No screening result is like that.') : items.map((one) => resultCard(one, app)),
    pager(route, next),
  ],
};

/** One result, as alerts link to it. */
export const screeningResult = {
  title: () => 'Screening result',
  load: ({ ids: [vendor, resultId] }, signal) =>
    get(`/screening/${encodeURIComponent(vendor)}/${encodeURIComponent(resultId)}`, signal),
  render: (data, app) => [
    resultCard(data, app),
    h('p', { key: 'back' }, h('a', { href: '#/screening' }, 'All results')),
  ],
};
