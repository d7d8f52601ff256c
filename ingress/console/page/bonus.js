import { post } from './api.js';
import { tryAgainButton } from './ask-again.js';
import { referralLink } from './confirmation.js';
import { askFor, askReason } from './dialog.js';
import { h } from './dom.js';
import { chip, facts, hireLink, link, runLink, since, time } from './parts.js';
import { recently } from './recently.js';
import { BONUSES } from './words.js';

/** What people have said that has not shown in the ledger yet, by bonus and where it stands. */
const sent = recently();
const idOf = (bonus) => `${bonus.id}:${bonus.status}:${bonus.updatedAt}`;

const apiPath = ({ id }) => `/bonuses/${encodeURIComponent(id)}`;

const titleOf = ({ amount, currency, advocateName, advocateId }) =>
  `${amount} ${currency} for ${advocateName ?? `advocate ${advocateId}`}`;

const DECISIONS = {
  payout: {
    approve: { button: 'Approve', style: 'primary', text: 'It is handed to payroll.' },
    reject: { button: 'Reject', style: 'danger', text: 'Nothing is paid.' },
  },
  clawback: {
    approve: { button: 'Take it back', style: 'primary', text: 'Payroll deducts it once.' },
    reject: { button: 'Let it be', style: 'danger', text: 'The advocate keeps it.' },
  },
};

/** A referral bonus, and what can be done about it. */
export function bonusCard(bonus, app) {
  const { question } = bonus;
  return h(
    'article',
    { class: 'card', key: `bonus ${bonus.id}` },
    h('h3', null, link(`#${apiPath(bonus)}`, titleOf(bonus))),
    h(
      'p',
      { class: 'meta' },
      ...[chip(BONUSES, bonus.status), ' for ', since(bonus.updatedAt), ' · ', runLink(bonus.runUrl)],
    ),
    bonus.statusReason && h('p', { class: 'note' }, bonus.statusReason),
    facts([
      ['Hire', hireLink(bonus.applicationId, bonus.candidateName ?? `Application ${bonus.applicationId}`)],
      ['Referral', referralLink(bonus.advocacy, bonus.referralId)],
      ['Share', Number(bonus.share) === 1 ? null : bonus.share],
      ['Hired', time(bonus.hiredAt)],
      ['Due', bonus.dueAt ? time(bonus.dueAt) : 'When the start date is known'],
      ['Paid', bonus.paidAt && time(bonus.paidAt)],
      ['Taken back', bonus.clawedBackAt && time(bonus.clawedBackAt)],
      [
        'Decided',
        question?.decision && `${DECISIONS[question.about][question.decision].button}, ${question.decidedBy}`,
      ],
      ['Reason', question?.reason],
      ['So far', question?.progress],
    ]),
    actions(bonus, app),
  );
}

function actions(bonus, app) {
  const word = sent.get(idOf(bonus));
  if (word) return h('p', { class: 'kept' }, `${word} It is on its way to the run.`);
  if (bonus.status === 'failed') return failed(bonus, app);
  if (bonus.question?.status !== 'open') return null;
  if (app.session && app.session.role !== 'approver') {
    return h('p', { class: 'small' }, 'Only an approver can decide.');
  }
  const words = DECISIONS[bonus.question.about];
  const button = (decision) =>
    h(
      'button',
      { type: 'button', key: decision, class: words[decision].style, onclick: () => decide(bonus, decision, app) },
      words[decision].button,
    );
  const label = `Decide about ${titleOf(bonus)}`;
  return h('div', { class: 'buttons', role: 'group', 'aria-label': label }, [button('approve'), button('reject')]);
}

function failed(bonus, app) {
  if (!app.session || app.session.role === 'viewer') return null;
  const about = titleOf(bonus);
  const inPayroll = bonus.failedIn === 'approved' || bonus.failedIn === 'clawback_awaiting_approval';
  return h(
    'div',
    { class: 'buttons', role: 'group', 'aria-label': `What to do about ${about}` },
    tryAgainButton({ path: `${apiPath(bonus)}/retry`, version: bonus.updatedAt, about }, app),
    inPayroll &&
      app.session.role === 'approver' &&
      h('button', { type: 'button', onclick: () => sayOfPayroll(bonus, app) }, 'Say whether payroll has it …'),
  );
}

async function decide(bonus, decision, app) {
  const { about } = bonus.question;
  const { button, style, text } = DECISIONS[about][decision];
  const title = `${button}: ${titleOf(bonus)}`;
  await askReason({ title, text, confirm: button, style, needsReason: decision === 'reject' }, async (reason) => {
    await post(`${apiPath(bonus)}/decision`, { about, decision, ...(reason ? { reason } : {}) });
    sent.note(idOf(bonus), `Decided: ${button}.`);
    app.say(`Decided about ${titleOf(bonus)}: ${button}.`);
  });
  app.refresh();
}

async function sayOfPayroll(bonus, app) {
  const about = {
    title: `Does payroll have it? ${titleOf(bonus)}`,
    text: 'Look into payroll first. What it does not have is handed over again.',
    confirm: 'So it is',
    fields: [
      {
        ...{ name: 'says', label: 'Payroll', type: 'choice', value: 'has_it' },
        options: [
          ['has_it', 'has it'],
          ['has_it_not', 'does not have it'],
        ],
      },
      { name: 'reason', label: 'What was found', type: 'long', required: true },
    ],
  };
  await askFor(about, async ({ says, reason }) => {
    await post(`${apiPath(bonus)}/payroll`, { says, reason });
    sent.note(idOf(bonus), 'Noted.');
    app.say(`Noted about ${titleOf(bonus)}.`);
  });
  app.refresh();
}
