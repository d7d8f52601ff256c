import { get } from '../api.js';
import { replayButton, retryButton } from '../ask-again.js';
import { bonusCard } from '../bonus.js';
import { confirmationCard } from '../confirmation.js';
import { dismissButton } from '../dismissal.js';
import { h } from '../dom.js';
import { driftCard } from '../drift.js';
import { holdCard } from '../hold.js';
import { interviewCard } from '../interview.js';
import { chip, empty, hireLink, link, runLink, since, time } from '../parts.js';
import { itemCard } from '../reconciliation-item.js';
import { referralCard } from '../referral.js';
import { resultCard } from '../screening-result.js';
import { varianceCard } from '../variance.js';
import { STAGES, WAITING, system } from '../words.js';

const MOST = 200;
/** Cards of a kind that a glance takes in; the rest is in the view of that kind. */
const SHOWN = 10;

/** Where each kind is listed, in the order in which they are shown. Those without a view of their own are shown whole. */
const KINDS = {
  hold: { path: '/holds?', card: (hold, app) => holdCard(hold, app, { withHire: true }) },
  hire: { path: '/hires?status=failed&', view: '#/hires?status=failed', card: (hire, app) => failedCard(hire, app) },
  confirmation: { path: '/confirmations?status=attention&', card: confirmationCard },
  reconciliation: { path: '/reconciliation?status=open&', view: '#/reconciliation', card: itemCard },
  variance: { path: '/attribution/variances?status=open&', view: '#/variances', card: varianceCard },
  referral: { path: '/referrals?status=attention&', view: '#/referrals', card: referralCard },
  bonus: { path: '/bonuses?status=attention&', view: '#/bonuses', card: bonusCard },
  interview: {
    path: '/interviews?status=attention&',
    view: '#/interviews?status=attention',
    card: interviewCard,
  },
  screening: { path: '/screening?status=failed&', view: '#/screening?status=failed', card: resultCard },
  drift: { path: '/drift?status=open&', view: '#/drift', card: driftCard },
  delivery: {
    path: '/deliveries?status=quarantined&',
    view: '#/deliveries?status=quarantined',
    card: (delivery, app) => quarantinedCard(delivery, app),
  },
};

export const waiting = {
  title: (data) => `What waits for a person${data?.total > 0 ? ` (${data.total})` : ''}`,

  async load(_route, signal) {
    const { total, kinds } = await get('/waiting', signal);
    const counts = Object.fromEntries(kinds.map((one) => [one.kind, one]));
    const sections = Object.keys(KINDS).map(async (kind) => {
      const { count, oldest } = counts[kind];
      const { path, view } = KINDS[kind];
      const list = count > 0 && (await get(`${path}limit=${view ? SHOWN : MOST}`, signal));
      return { kind, count, oldest, items: list ? list.items : [] };
    });
    return { total, sections: await Promise.all(sections) };
  },

  render: ({ total, sections }, app) =>
    total === 0
      ? [empty('Nothing waits for anybody. Hires go through by themselves.')]
      : [
          ...sections.filter(({ count }) => count > 0).map((one) => section(one, app)),
          nothingOf(sections.filter(({ count }) => count === 0)),
        ],
};

function section({ kind, count, oldest, items }, app) {
  const { view, card } = KINDS[kind];
  const id = `${kind}-title`;
  return h(
    'section',
    { key: kind, 'aria-labelledby': id },
    h(
      'h2',
      { id },
      WAITING[kind],
      ' ',
      h('span', { class: 'count' }, `${count} · ${count === 1 ? '' : 'the oldest '}for `, since(oldest)),
    ),
    items.map((item) => card(item, app)),
    items.length < count && h('p', null, view ? link(view, `All ${count}`) : `The first ${items.length} of ${count}.`),
  );
}

const nothingOf = (sections) =>
  sections.length > 0 &&
  h(
    'p',
    { key: 'nothing', class: 'nothing' },
    'Nothing under: ',
    sections.map(({ kind }) => WAITING[kind]).join(' · '),
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
    h('div', { class: 'buttons' }, replayButton(delivery, app), dismissButton(delivery, app)),
  );
