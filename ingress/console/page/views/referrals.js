import { get, query } from '../api.js';
import { h } from '../dom.js';
import { empty, filters, pager } from '../parts.js';
import { chainList, referralCard } from '../referral.js';
import { REFERRALS } from '../words.js';

export const referrals = {
  title: () => 'Referrals',
  load: ({ query: { status, q, advocateId, before } }, signal) =>
    get(`/referrals${query({ status, q, advocateId, before })}`, signal),

  render: ({ items, next }, app, route) => [
    filters(route, [
      {
        name: 'status',
        label: 'Where it stands',
        options: Object.entries(REFERRALS).map(([word, { text }]) => [word, text]),
      },
      { name: 'q', label: 'Name or id', placeholder: 'Ada, or an id of any system' },
      { name: 'advocateId', label: 'Advocate', placeholder: 'Their id' },
    ]),
    items.length === 0 ? empty('No referral is like that.') : items.map((one) => referralCard(one, app)),
    pager(route, next),
  ],
};

/** One referral with its chain, as alerts link to it. */
export const referral = {
  title: (data) => data?.referral.candidateName ?? 'Referral',
  load: ({ ids: [advocacy, referralId] }, signal) =>
    get(`/referrals/${encodeURIComponent(advocacy)}/${encodeURIComponent(referralId)}`, signal),
  render: (data, app) => [
    referralCard(data.referral, app),
    chainList(data),
    h('p', { key: 'back' }, h('a', { href: '#/referrals' }, 'All referrals')),
  ],
};
