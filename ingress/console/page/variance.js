import { post } from './api.js';
import { askReason } from './dialog.js';
import { h } from './dom.js';
import { chip, facts, hireLink, link, runLink, since, time } from './parts.js';
import { recently } from './recently.js';
import { VARIANCE_ACTIONS, VARIANCE_CAUSES, VARIANCE_STATUSES, VARIANCES } from './words.js';

/** What people have asked for that has not shown in the ledger yet. */
const asked = recently();
const idOf = ({ id, failure }) => `${id} ${failure}`;

/** On what advocacy platform, ATS and CRM do not agree, and what can be done about it. */
export function varianceCard(item, app) {
  const { advocateIds, referralId, applicationId, resolution } = item;
  return h(
    'article',
    { class: 'card', key: `variance ${item.id}` },
    h('h3', null, VARIANCES[item.kind] ?? item.kind),
    h(
      'p',
      { class: 'meta' },
      ...[
        chip(VARIANCE_STATUSES, item.status),
        ' ',
        chip(VARIANCE_CAUSES, item.cause),
        ' for ',
        since(item.firstSeenAt),
      ],
      item.runUrl && [' · ', runLink(item.runUrl)],
    ),
    h('p', { class: 'note' }, item.reason),
    facts([
      // A search, as the ledger may not have it: that can be what is wrong.
      ['Referral', referralId !== null && link(`#/referrals?q=${encodeURIComponent(referralId)}`, referralId)],
      ['Application', applicationId !== null && hireLink(applicationId, applicationId)],
      ['Advocate by the platform', advocateIds.platform ?? 'none'],
      ['Advocate by the ATS', advocateIds.ats ?? 'none'],
      ['Advocate by the CRM', advocateIds.crm ?? 'none'],
      ['Settled', item.closedAt && time(item.closedAt)],
      ['By', resolution?.by],
      ['Reason', resolution?.reason],
    ]),
    item.failure && h('p', { class: 'note' }, `The last action failed: ${item.failure}`),
    buttons(item, app),
  );
}

function buttons(item, app) {
  if (item.status !== 'open' || !app.session || app.session.role === 'viewer') return null;
  const word = asked.get(idOf(item));
  if (word) return h('p', { class: 'kept' }, `${VARIANCE_ACTIONS[word]}: it is on its way to the run.`);
  const offered = [...new Set([item.action, 'ignore'])];
  return h(
    'div',
    { class: 'buttons', role: 'group', 'aria-label': `What to do about ${VARIANCES[item.kind] ?? item.kind}` },
    offered.map((action) =>
      h(
        'button',
        { key: action, type: 'button', onclick: () => resolve(item, action, app) },
        `${VARIANCE_ACTIONS[action]}${action === 'ignore' ? ' …' : ''}`,
      ),
    ),
  );
}

/** Ignoring asks for a reason; anything else is done at once. */
async function resolve(item, action, app) {
  const send = async (reason) => {
    const path = `/attribution/variances/${encodeURIComponent(item.id)}/resolve`;
    await post(path, { action, ...(reason ? { reason } : {}) });
    asked.note(idOf(item), action);
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
