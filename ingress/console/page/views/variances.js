import { get, post, query } from '../api.js';
import { askReason } from '../dialog.js';
import { h } from '../dom.js';
import { chip, empty, filters, hireLink, pager, runLink, since, table } from '../parts.js';
import { VARIANCE_ACTIONS, VARIANCE_CAUSES, VARIANCES } from '../words.js';

export const variances = {
  title: () => 'Attribution audit',
  load: ({ query: { status = 'open', before } }, signal) =>
    get(`/attribution/variances${query({ status, before })}`, signal),

  render: ({ items, next }, app, route) => [
    h('p', { key: 'about' }, 'What advocacy platform, ATS and CRM say of a referral, where they do not agree.'),
    filters(route, [
      {
        name: 'status',
        label: 'Status',
        all: 'Open',
        options: [
          ['resolved', 'Resolved'],
          ['closed', 'Closed'],
          ['ignored', 'Ignored'],
        ],
      },
    ]),
    items.length === 0
      ? empty('Nothing here: the three systems agree, or no audit was made yet.')
      : table('Variances', columns(app), items, ({ id }) => id),
    pager(route, next),
  ],
};

const columns = (app) => [
  ['Variance', ({ kind, reason }) => [VARIANCES[kind] ?? kind, h('p', { class: 'small wrap' }, reason)]],
  ['Cause', ({ cause }) => chip(VARIANCE_CAUSES, cause)],
  ['Referral', ({ referralId }) => referralId ?? '–'],
  ['Application', ({ applicationId }) => (applicationId ? hireLink(applicationId, applicationId) : '–')],
  [
    'Advocate: platform, ATS, CRM',
    ({ advocateIds: { platform, ats, crm } }) => [platform, ats, crm].map((id) => id ?? '–').join(', '),
  ],
  ['Since', ({ firstSeenAt }) => since(firstSeenAt)],
  ['What is done', (item) => doing(item, app)],
];

function doing(item, app) {
  if (item.resolution) return `${item.resolution.by}${item.resolution.reason ? `: ${item.resolution.reason}` : ''}`;
  if (item.status !== 'open') return runLink(item.runUrl, item.status);
  if (!app.session || app.session.role === 'viewer') return item.failure ?? '–';
  const offered = [...new Set([item.action, 'ignore'])];
  return [
    item.failure && h('p', { class: 'small wrap' }, item.failure),
    ...offered.map((action) =>
      h('button', { key: action, type: 'button', onclick: () => resolve(item, action, app) }, VARIANCE_ACTIONS[action]),
    ),
  ];
}

/** Ignoring asks for a reason; anything else is done at once. */
async function resolve({ id }, action, app) {
  const send = async ({ reason } = {}) => {
    await post(`/attribution/variances/${encodeURIComponent(id)}/resolve`, { action, ...(reason ? { reason } : {}) });
    app.say('Under way.');
  };
  if (action === 'ignore') {
    const text = 'It stays away until its cause changes.';
    await askReason({ title: 'Ignore this variance', text, confirm: 'Ignore', needsReason: true }, send);
  } else {
    await send().catch((error) => app.say(error.message));
  }
  app.refresh();
}
