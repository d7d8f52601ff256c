import { post } from './api.js';
import { askFor } from './dialog.js';
import { h } from './dom.js';
import { chip, facts, hireLink, link, runLink, since, table, time } from './parts.js';
import { recently } from './recently.js';
import { ACTIONS, FIELDS, ITEM_KINDS, ITEM_STATUSES, OWNERS } from './words.js';

/** Actions that have not shown in the ledger yet, by item and when it was last seen. */
const sent = recently();
const idOf = (item) => `${item.id}:${item.failure ?? ''}`;

export const itemPath = (item) => `#/reconciliation/${encodeURIComponent(item.id)}`;

/** An item of the queue: what is wrong, whose it is to look at, and what can be done. */
export function itemCard(item, app) {
  const title =
    item.person ?? (item.applicationId ? `Application ${item.applicationId}` : `Employee ${item.employeeIds}`);
  return h(
    'article',
    { class: 'card', key: `item ${item.id}` },
    h('h3', null, link(itemPath(item), title)),
    h(
      'p',
      { class: 'meta' },
      ...[chip(ITEM_KINDS, item.kind), ' ', item.status !== 'open' && [chip(ITEM_STATUSES, item.status), ' ']],
      ...['for ', h('strong', null, OWNERS[item.owner] ?? item.owner), ' · in the queue for ', since(item.firstSeenAt)],
      item.runUrl && [' · ', runLink(item.runUrl)],
    ),
    h('p', { class: 'note' }, item.reason),
    item.failure && h('p', { class: 'note problem' }, `The last action failed: ${item.failure}`),
    item.differences.length > 0 &&
      table(
        'What the ATS and the HRIS say',
        [
          ['Field', ({ field }) => h('strong', null, FIELDS[field] ?? field)],
          ['ATS', ({ ats }) => ats ?? '(empty)'],
          ['HRIS', ({ hris }) => hris ?? '(empty)'],
        ],
        item.differences,
        ({ field }) => field,
      ),
    facts([
      ['Application', item.applicationId && hireLink(item.applicationId, item.applicationId)],
      [item.employeeIds.length > 1 ? 'Employees' : 'Employee', item.employeeIds.join(', ')],
      ['Day', item.day],
      ['Suggested match', suggestedMatch(item)],
      ['Suggested action', item.closedAt ? null : ACTIONS[item.suggestedAction]?.button],
      ['Closed', item.closedAt && time(item.closedAt)],
      ['How', item.resolution && resolution(item.resolution)],
    ]),
    item.status === 'open' && actions(item, title, app),
    item.status === 'resolving' && h('p', { class: 'kept' }, underWay(item)),
  );
}

function suggestedMatch({ suggestedMatch: match }) {
  if (!match) return null;
  const what = match.applicationId ? `application ${match.applicationId}` : `employee ${match.employeeId}`;
  return `${what}: ${match.why}`;
}

const resolution = ({ action, by, reason }) =>
  [action && (ACTIONS[action]?.button ?? action), `by ${by}`, reason].filter(Boolean).join(' · ');

const underWay = ({ request }) =>
  request
    ? `Under way: ${ACTIONS[request.action]?.button ?? request.action}, asked for by ${request.requestedBy}.`
    : 'It is being dealt with.';

/** What can be done about each kind; what is suggested comes first. */
const OFFERED = {
  ats_only: ['write', 'adopt', 'link', 'ignore'],
  hris_only: ['adopt', 'link', 'ignore'],
  differing: ['write', 'ignore'],
  doubled: ['link', 'ignore'],
};

function actions(item, title, app) {
  if (!app.session || app.session.role === 'viewer') return null;
  const asked = sent.get(idOf(item));
  if (asked) return h('p', { class: 'kept' }, `Asked for: ${ACTIONS[asked].button}.`);
  const offered = [...(OFFERED[item.kind] ?? ['ignore'])].sort(
    (one, other) => (other === item.suggestedAction) - (one === item.suggestedAction),
  );
  const buttons = offered.map((word) =>
    h(
      'button',
      {
        type: 'button',
        key: word,
        class: word === item.suggestedAction ? 'primary' : '',
        onclick: () => act(item, title, word, app),
      },
      `${ACTIONS[word].button}${ACTIONS[word].needs.length > 0 || ACTIONS[word].needsReason ? ' …' : ''}`,
    ),
  );
  return h('div', { class: 'buttons', role: 'group', 'aria-label': `What to do about ${title}` }, buttons);
}

async function act(item, title, word, app) {
  const { button, text, needsReason = false } = ACTIONS[word];
  const about = {
    title: `${button}: ${title}`,
    text,
    confirm: button,
    fields: [
      ...recordFields(item, word),
      {
        name: 'reason',
        label: needsReason ? 'Reason' : 'Reason (optional)',
        type: 'long',
        required: needsReason,
        missing: 'Say why: a reason is needed.',
      },
    ],
  };
  await askFor(about, async (values) => {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    await post(`/reconciliation/${encodeURIComponent(item.id)}/resolve`, { action: word, ...given });
    sent.note(idOf(item), word);
    app.say(`Asked for, about ${title}: ${button}.`);
  });
  app.refresh();
}

/** Which records an action is about, as far as the item itself leaves that open. */
function recordFields(item, word) {
  const { needs } = ACTIONS[word];
  const match = item.suggestedMatch;
  const fields = [];
  if (needs.includes('applicationId') && (item.kind === 'hris_only' || item.applicationId === null)) {
    fields.push({
      ...{ name: 'applicationId', label: 'Application in the ATS', required: true },
      value: match?.applicationId ?? item.applicationId ?? '',
      hint: match?.applicationId ? `Suggested: ${match.why}` : undefined,
    });
  }
  if (needs.includes('employeeId') && item.employeeIds.length !== 1) {
    const known = item.employeeIds.map((id) => [id, `Employee ${id}`]);
    fields.push({
      ...{ name: 'employeeId', label: 'Employee in the HRIS', required: true },
      ...(known.length > 0 ? { type: 'choice', options: known } : {}),
      value: match?.employeeId ?? '',
      hint: match?.employeeId ? `Suggested: ${match.why}` : undefined,
    });
  }
  return fields;
}
