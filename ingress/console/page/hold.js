import { post } from './api.js';
import { askReason } from './dialog.js';
import { h } from './dom.js';
import { hireLink, runLink, since, table } from './parts.js';
import { recently } from './recently.js';
import { DECISIONS_ABOUT, HELD_FOR, QUESTIONS } from './words.js';

/** Decisions that have not shown in the ledger yet, by hold and difference. */
const sent = recently();
const idOf = (hold) => `${hold.id}:${hold.diffHash}`;

/** A hold with its difference and what can be decided. */
export function holdCard(hold, app, { withHire }) {
  return h(
    'article',
    { class: 'card', key: `hold ${hold.id}` },
    h('h3', null, withHire ? hireLink(hold.applicationId, hold.hire) : QUESTIONS[hold.subject].title),
    h('p', { class: 'meta' }, 'Held for ', since(hold.openedAt), ' · ', runLink(hold.runUrl)),
    withHire && hold.subject !== 'terms' && h('p', { class: 'note' }, `${QUESTIONS[hold.subject].title}.`),
    hold.note && h('p', { class: 'note' }, hold.note),
    differences(hold),
    decision(hold, app),
  );
}

export const differences = (hold) =>
  table(QUESTIONS[hold.subject].caption, COLUMNS[hold.subject], hold.differences, ({ field }) => field);

const field = ['Field', ({ field: name }) => h('strong', null, HELD_FOR[name] ?? name)];
const rule = ({ rule: text }) => h('p', { class: 'small' }, `Rule: ${text}`);

const COLUMNS = {
  terms: [
    field,
    ['Offer', (row) => value(row, 'ats', row.offer)],
    ['HRIS', (row) => value(row, 'hris', row.hris)],
    [
      'What it looks like',
      (row) => [
        row.hints.length > 0 && h('p', { class: 'hint' }, row.hints.join('; ')),
        h('p', { class: 'small' }, row.normalised),
        rule(row),
      ],
    ],
  ],
  screening: [
    ['Results', ({ hris }) => h('span', { class: 'value' }, hris ?? '(not kept)')],
    ['Why payroll waits', rule],
  ],
  employment: [
    ['ATS', ({ offer }) => h('span', { class: 'value' }, offer ?? '(not kept)')],
    ['HRIS and payroll', ({ hris }) => h('span', { class: 'value' }, hris ?? '(not kept)')],
    ['Why a person decides', rule],
  ],
};

const value = ({ field: name, authority }, side, text) => [
  h('span', { class: 'value' }, text ?? (name === 'screening' ? '–' : '(empty)')),
  name !== 'screening' && authority === side && h('p', { class: 'small' }, 'System of record'),
];

function decision(hold, app) {
  const words = DECISIONS_ABOUT[hold.subject];
  const decided = sent.get(idOf(hold));
  if (decided) {
    return h('p', { class: 'kept' }, `Decided: ${words[decided].button}. It is on its way to the run.`);
  }
  if (app.session && app.session.role !== 'approver') {
    return h('p', { class: 'small' }, 'Only an approver can decide.');
  }
  const buttons = hold.decisions.map((word) => {
    const { button, style } = words[word];
    return h('button', { type: 'button', key: word, class: style, onclick: () => decide(hold, word, app) }, button);
  });
  return h('div', { class: 'buttons', role: 'group', 'aria-label': `Decide about ${hold.hire}` }, buttons);
}

async function decide(hold, word, app) {
  const { button, style, text, needsReason } = DECISIONS_ABOUT[hold.subject][word];
  await askReason({ title: `${button}: ${hold.hire}`, text, confirm: button, style, needsReason }, async (reason) => {
    const path = `/holds/${encodeURIComponent(hold.id)}/decision`;
    await post(path, { decision: word, diffHash: hold.diffHash, ...(reason ? { reason } : {}) });
    sent.note(idOf(hold), word);
    app.say(`Decided about ${hold.hire}: ${button}.`);
  });
  app.refresh();
}
