import { get, query } from '../api.js';
import { bonusCard } from '../bonus.js';
import { h } from '../dom.js';
import { empty, filters, pager } from '../parts.js';
import { BONUSES } from '../words.js';

export const bonuses = {
  title: () => 'Referral bonuses',
  load: ({ query: { status, before } }, signal) => get(`/bonuses${query({ status, before })}`, signal),

  render: ({ items, next }, app, route) => [
    filters(route, [
      {
        name: 'status',
        label: 'Where it stands',
        options: Object.entries(BONUSES).map(([word, { text }]) => [word, text]),
      },
    ]),
    items.length === 0 ? empty('No bonus is like that.') : items.map((one) => bonusCard(one, app)),
    pager(route, next),
  ],
};

/** One bonus, as alerts link to it. */
export const bonus = {
  title: () => 'Referral bonus',
  load: ({ ids: [id] }, signal) => get(`/bonuses/${encodeURIComponent(id)}`, signal),
  render: (data, app) => [bonusCard(data, app), h('p', { key: 'back' }, h('a', { href: '#/bonuses' }, 'All bonuses'))],
};
