import { get } from '../api.js';
import { replayButton, retryButton } from '../ask-again.js';
import { h } from '../dom.js';
import { holdCard } from '../hold.js';
import { chip, empty, hireLink, link, runLink, since, time } from '../parts.js';
import { STAGES, system } from '../words.js';

const MOST = 200;

export const waiting = {
  title: () => 'What waits for a person',

  async load(_route, signal) {
    const [holds, failed, quarantined] = await Promise.all([
      get(`/holds?limit=${MOST}`, signal),
      get(`/hires?status=failed&limit=${MOST}`, signal),
      get(`/deliveries?status=quarantined&limit=${MOST}`, signal),
    ]);
    return { holds, failed, quarantined };
  },

  render({ holds, failed, quarantined }, app) {
    const nothing = holds.items.length + failed.items.length + quarantined.items.length === 0;
    if (nothing) return [empty('Nothing waits for anybody. Hires go through by themselves.')];
    return [
      section('holds', 'Payroll held', holds, 'No payroll is held.', (hold) => holdCard(hold, app, { withHire: true })),
      section('failed', 'Failed hires', failed, 'No hire has failed.', (hire) => failedCard(hire, app)),
      section(
        'quarantined',
        'Deliveries that could not be understood',
        quarantined,
        'Every delivery was understood.',
        (delivery) => quarantinedCard(delivery, app),
      ),
    ];
  },
};

const section = (key, title, { items, next }, none, card) =>
  h(
    'section',
    { key, 'aria-labelledby': `${key}-title` },
    h('h2', { id: `${key}-title` }, title, ' ', h('span', { class: 'count' }, `${items.length}${next ? '+' : ''}`)),
    items.length === 0 ? empty(none) : items.map(card),
  );

const failedCard = (hire, app) =>
  h(
    'article',
    { class: 'card', key: `failed ${hire.applicationId}` },
    h('h3', null, hireLink(hire.applicationId, hire.candidateName ?? `Application ${hire.applicationId}`)),
    h('p', { class: 'meta' }, chip(STAGES, hire.status), ' ', since(hire.updatedAt), ' ago · ', runLink(hire.runUrl)),
    hire.statusReason && h('p', { class: 'note' }, hire.statusReason),
    h('div', { class: 'buttons' }, retryButton(hire, app)),
  );

const quarantinedCard = (delivery, app) =>
  h(
    'article',
    { class: 'card', key: `delivery ${delivery.id}` },
    h(
      'h3',
      null,
      link(
        `#/deliveries/${encodeURIComponent(delivery.id)}`,
        `${delivery.eventType ?? 'Unknown event'} from ${system(delivery.vendor)}`,
      ),
    ),
    h('p', { class: 'meta' }, 'Arrived ', time(delivery.receivedAt)),
    delivery.reason && h('p', { class: 'note' }, delivery.reason),
    h('div', { class: 'buttons' }, replayButton(delivery, app)),
  );
