import { post } from './api.js';
import { h } from './dom.js';
import { hireLink, runLink, since, table } from './parts.js';
import { askReason } from './reason-dialog.js';
import { recently } from './recently.js';
import { DECISIONS, FIELDS } from './words.js';

/** Decisions that have not shown in the ledger yet, by hold and difference. */
const sent = recently();
const idOf = (hold) => `${hold.id}:${hold.diffHash}`;

/** A hold with its difference and what can be decided. */
export function holdCard(hold, app, { withHire }) {
  return h(
    'article',
    { class: 'card', key: `hold ${hold.id}` },
    h('h3', null, withHire ? hireLink(hold.applicationId, hold.hire) : 'Payroll is held'),
    h('p', { class: 'meta' }, 'Held for ', since(hold.openedAt), ' · ', runLink(hold.runUrl)),
    hold.note && h('p', { class: 'note' }, hold.note),
    differences(hold),
    decision(hold, app),
  );
}

export const differences = (hold) =>
  table(
    'What the offer and the HRIS say',
    [
      ['Field', ({ field }) => h('strong', null, FIELDS[field] ?? field)],
      ['Offer', (row) => value(row, 'ats', row.offer)],
      ['HRIS', (row) => value(row, 'hris', row.hris)],
      [
        'What it looks like',
        ({ hints, normalised, rule }) => [
          hints.length > 0 && h('p', { class: 'hint' }, hints.join('; ')),
          h('p', { class: 'small' }, normalised),
          h('p', { class: 'small' }, `Rule: ${rule}`),
        ],
      ],
    ],
    hold.differences,
    ({ field }) => field,
  );

const value = ({ authority }, side, text) => [
  h('span', { class: 'value' }, text ?? '(empty)'),
  authority === side && h('p', { class: 'small' }, 'System of record'),
];

function decision(hold, app) {
  const decided = sent.get(idOf(hold));
  if (decided) {
    return h('p', { class: 'kept' }, `Decided: ${DECISIONS[decided].button}. It is on its way to the run.`);
  }
  if (app.session && app.session.role !== 'approver') {
    return h('p', { class: 'small' }, 'Only an approver can decide.');
  }
  const buttons = Object.entries(DECISIONS).map(([word, { button, style }]) =>
    h('button', { type: 'button', key: word, class: style, onclick: () => decide(hold, word, app) }, button),
  );
  return h('div', { class: 'buttons', role: 'group', 'aria-label': `Decide about ${hold.hire}` }, buttons);
}

async function decide(hold, word, app) {
  const { button, style, text, needsReason } = DECISIONS[word];
  await askReason({ title: `${button}: ${hold.hire}`, text, confirm: button, style, needsReason }, async (reason) => {
    const path = `/holds/${encodeURIComponent(hold.id)}/decision`;
    await post(path, { decision: word, diffHash: hold.diffHash, ...(reason ? { reason } : {}) });
    sent.note(idOf(hold), word);
    app.say(`Decided about ${hold.hire}: ${button}.`);
  });
  app.refresh();
}
