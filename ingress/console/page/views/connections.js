import { get } from '../api.js';
import { h } from '../dom.js';
import { facts, time } from '../parts.js';
import { ROLES } from '../words.js';

/** Each look is a call to every vendor. */
const EVERY_MS = 30_000;

export const connections = {
  title: () => 'Connections',
  load: (_route, signal) => get('/connections', signal),
  every: () => EVERY_MS,
  render: ({ items }) => [h('div', { class: 'grid' }, items.map(card))],
};

const card = ({ role, vendor, title, baseUrl, ok, detail, webhooks }) =>
  h(
    'article',
    { class: 'card', key: `${role} ${vendor}` },
    h('h2', null, `${ROLES[role]}: ${title}`),
    h(
      'p',
      { class: 'meta' },
      h('span', { class: `chip ${ok ? 'good' : 'bad'}` }, ok ? 'Connected' : 'Not connected'),
      ' ',
      detail,
    ),
    facts([
      ['Address', h('code', null, baseUrl)],
      ['Sends to', webhooks.route ? h('code', null, webhooks.route) : 'Nowhere: it is asked instead'],
      ['Secret', webhooks.secretConfigured ? 'Set' : 'Not set: what it sends cannot be verified'],
      ['Last delivery', webhooks.lastReceivedAt ? time(webhooks.lastReceivedAt) : 'None yet'],
    ]),
  );
