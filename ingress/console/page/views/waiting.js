import { get } from '../api.js';
import { replayButton, retryButton } from '../ask-again.js';
import { bonusCard } from '../bonus.js';
import { h } from '../dom.js';
import { holdCard } from '../hold.js';
import { interviewCard } from '../interview.js';
import { chip, empty, hireLink, link, runLink, since, time } from '../parts.js';
import { itemCard } from '../reconciliation-item.js';
import { referralCard } from '../referral.js';
import { resultCard } from '../screening-result.js';
import { STAGES, system } from '../words.js';

const MOST = 200;
/** Cards of a kind that a glance takes in; the rest is in the view of that kind. */
const SHOWN = 10;

const KINDS = [
  {
    key: 'holds',
    title: 'Payroll held',
    none: 'No payroll is held.',
    path: '/holds?',
    card: (hold, app) => holdCard(hold, app, { withHire: true }),
  },
  {
    key: 'failed',
    title: 'Failed hires',
    none: 'No hire has failed.',
    path: '/hires?status=failed&',
    card: (hire, app) => failedCard(hire, app),
  },
  {
    key: 'reconciliation',
    title: 'Differences between ATS and HRIS',
    none: 'The ATS and the HRIS agree.',
    path: '/reconciliation?status=open&',
    view: '#/reconciliation',
    card: itemCard,
  },
  {
    key: 'interviews',
    title: 'Interviews that need a person',
    none: 'Every candidate was told.',
    path: '/interviews?status=attention&',
    view: '#/interviews?status=attention',
    card: interviewCard,
  },
  {
    key: 'screening',
    title: 'Screening results that did not reach the ATS',
    none: 'Every result is in the ATS.',
    path: '/screening?status=failed&',
    view: '#/screening?status=failed',
    card: resultCard,
  },
  {
    key: 'referrals',
    title: 'Referrals that did not reach the ATS',
    none: 'Every referral is in the ATS.',
    path: '/referrals?status=failed&',
    view: '#/referrals?status=failed',
    card: referralCard,
  },
  {
    key: 'bonuses-open',
    title: 'Referral bonuses to be decided',
    none: 'No bonus waits for a decision.',
    path: '/bonuses?status=awaiting_approval&',
    view: '#/bonuses?status=awaiting_approval',
    card: bonusCard,
  },
  {
    key: 'bonuses-undone',
    title: 'Bonuses of hires that were undone',
    none: 'No bonus of an undone hire waits for a decision.',
    path: '/bonuses?status=clawback_awaiting_approval&',
    view: '#/bonuses?status=clawback_awaiting_approval',
    card: bonusCard,
  },
  {
    key: 'bonuses-failed',
    title: 'Bonuses that have failed',
    none: 'No bonus has failed.',
    path: '/bonuses?status=failed&',
    view: '#/bonuses?status=failed',
    card: bonusCard,
  },
  {
    key: 'quarantined',
    title: 'Deliveries that could not be understood',
    none: 'Every delivery was understood.',
    path: '/deliveries?status=quarantined&',
    card: (delivery, app) => quarantinedCard(delivery, app),
  },
];

export const waiting = {
  title: (data) => {
    const count = data ? sum(data) : 0;
    return count > 0 ? `What waits for a person (${count}${isMore(data) ? '+' : ''})` : 'What waits for a person';
  },

  load: (_route, signal) => Promise.all(KINDS.map(({ path }) => get(`${path}limit=${MOST}`, signal))),

  render: (pages, app) =>
    sum(pages) === 0
      ? [empty('Nothing waits for anybody. Hires go through by themselves.')]
      : KINDS.map((kind, index) => section(kind, pages[index], app)),
};

const sum = (pages) => pages.reduce((total, { items }) => total + items.length, 0);
const isMore = (pages) => pages.some(({ next }) => next);

function section({ key, title, none, view, card }, { items, next }, app) {
  const shown = view ? items.slice(0, SHOWN) : items;
  return h(
    'section',
    { key, 'aria-labelledby': `${key}-title` },
    h('h2', { id: `${key}-title` }, title, ' ', h('span', { class: 'count' }, `${items.length}${next ? '+' : ''}`)),
    items.length === 0 ? empty(none) : shown.map((item) => card(item, app)),
    shown.length < items.length && h('p', null, link(view, `All ${items.length}${next ? ' and more' : ''}`)),
  );
}

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
