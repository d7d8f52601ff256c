import { get, post, query } from '../api.js';
import { askFor } from '../dialog.js';
import { h } from '../dom.js';
import { empty, filters, pager, runLink, time } from '../parts.js';
import { varianceCard } from '../variance.js';
import { AUDIT_KINDS, VARIANCE_STATUSES } from '../words.js';

const { open: _, ...STATUSES } = VARIANCE_STATUSES;

export const variances = {
  title: () => 'Attribution audit',

  async load({ query: { status = 'open', before } }, signal) {
    const [page, audits] = await Promise.all([
      get(`/attribution/variances${query({ status, before })}`, signal),
      get('/attribution/audits?limit=1', signal),
    ]);
    return { ...page, audit: audits.items[0] };
  },

  render: ({ items, next, audit }, app, route) => [
    h('p', { key: 'about' }, 'What advocacy platform, ATS and CRM say of a referral, where they do not agree.'),
    lastAudit(audit),
    app.session &&
      app.session.role !== 'viewer' &&
      h(
        'div',
        { class: 'buttons', key: 'audit-now' },
        h('button', { type: 'button', onclick: () => auditNow(app) }, 'Audit now …'),
      ),
    filters(route, [
      {
        name: 'status',
        label: 'Status',
        all: 'Open',
        options: Object.entries(STATUSES).map(([word, { text }]) => [word, text]),
      },
    ]),
    items.length === 0 ? empty(nothing(route.query.status, audit)) : items.map((one) => varianceCard(one, app)),
    pager(route, next),
  ],
};

const nothing = (status, audit) => {
  if (status) return 'Nothing here.';
  return audit?.finishedAt ? 'Nothing here: the three systems agree.' : 'Nothing here: no audit has been made yet.';
};

function lastAudit(audit) {
  if (!audit) return h('p', { key: 'last', class: 'small' }, 'No audit has been made yet.');
  const { kind, firstDay, lastDay, startedAt, finishedAt, counts, runUrl } = audit;
  const found =
    counts &&
    `: ${counts.agreeing} of ${counts.platform} referrals agree, ${counts.opened} new, ${counts.closed} closed`;
  return h(
    'p',
    { key: 'last', class: 'small', 'aria-busy': !finishedAt },
    `Last audit (${(AUDIT_KINDS[kind] ?? kind).toLowerCase()}), ${firstDay} to ${lastDay}: `,
    finishedAt ? ['finished ', time(finishedAt), found, '. '] : ['under way since ', time(startedAt), '. '],
    runLink(runUrl),
  );
}

async function auditNow(app) {
  const about = {
    title: 'Audit the attribution now',
    text: 'Platform, ATS and CRM are read for these days, the last one included; as far back as policy says unless given.',
    confirm: 'Audit now',
    fields: [
      { name: 'from', label: 'From (optional)', type: 'date' },
      { name: 'to', label: 'To (optional)', type: 'date' },
    ],
  };
  await askFor(about, async ({ from, to }) => {
    await post('/attribution/audits', { ...(from ? { from } : {}), ...(to ? { to } : {}) });
    app.say('Under way.');
  });
  app.refresh();
}
