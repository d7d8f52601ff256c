import { post } from './api.js';
import { againButton } from './ask-again.js';
import { askFor } from './dialog.js';
import { h } from './dom.js';
import { chip, facts, hireLink, link, runLink, since, table, time } from './parts.js';
import { recently } from './recently.js';
import { CHANNELS, INTERVIEWS, MESSAGES, system, when } from './words.js';

/** Choices that have not shown in the ledger yet, by interview and where it stands. */
const chosen = recently();
const idOf = (interview) => `${interview.source}/${interview.eventId}:${interview.updatedAt}`;

const apiPath = ({ source, eventId }) => `/interviews/${encodeURIComponent(source)}/${encodeURIComponent(eventId)}`;

const titleOf = ({ title, startsAt, eventId }) =>
  title ?? (startsAt ? `Interview on ${when(startsAt)}` : `Interview ${eventId}`);

const TELLABLE = ['confirming', 'confirmed', 'in_doubt', 'failed', 'unreachable'];
const ENDED = ['cancelled', 'led', 'over'];

/** An interview: whose it is, what they were told, and what a person can do about it. */
export function interviewCard(interview, app) {
  const { status, reason, source, possibleApplicationIds, messages } = interview;
  return h(
    'article',
    { class: 'card', key: `interview ${source} ${interview.eventId}` },
    h('h3', null, link(`#${apiPath(interview)}`, titleOf(interview))),
    h(
      'p',
      { class: 'meta' },
      ...[chip(INTERVIEWS, status), ' for ', since(interview.updatedAt), ' · ', runLink(interview.runUrl)],
    ),
    reason && h('p', { class: 'note' }, reason),
    facts([
      ['Begins', interview.startsAt && time(interview.startsAt)],
      ['Guests', interview.guests.join(', ')],
      ['Application', interview.applicationId && hireLink(interview.applicationId, interview.applicationId)],
      ['Could be of', possibleApplicationIds.length > 0 && `application ${possibleApplicationIds.join(', ')}`],
      ['Known by', interview.chosenBy ?? interview.matchedBy],
      ['From', system(source)],
    ]),
    messages.length > 0 &&
      table(
        'What the candidate was told',
        [
          ['When', ({ sentAt, createdAt }) => time(sentAt ?? createdAt), 'nowrap'],
          ['By', ({ channel }) => CHANNELS[channel] ?? channel],
          ['Says', ({ kind }) => kind],
          ['What became of it', ({ status: became }) => chip(MESSAGES, became)],
        ],
        messages,
        ({ createdAt, channel, kind }) => `${createdAt} ${channel} ${kind}`,
      ),
    buttons(interview, app),
  );
}

function buttons(interview, app) {
  if (!app.session || app.session.role === 'viewer' || ENDED.includes(interview.status)) return null;
  const about = titleOf(interview);
  const again = { version: interview.updatedAt, about };
  const path = apiPath(interview);
  return h(
    'div',
    { class: 'buttons', role: 'group', 'aria-label': `What to do about ${about}` },
    chooseButton(interview, app),
    TELLABLE.includes(interview.status) &&
      againButton(
        { ...again, label: 'Tell them again', done: 'Asked to tell them again.', path: `${path}/resend` },
        app,
      ),
    interview.needsPerson &&
      againButton({ ...again, label: 'Look again', done: 'Asked to look again.', path: `${path}/retry` }, app),
  );
}

function chooseButton(interview, app) {
  if (!['unmatched', 'ambiguous'].includes(interview.status)) return null;
  const choice = chosen.get(idOf(interview));
  if (choice) return h('p', { class: 'kept' }, `Chosen: application ${choice}.`);
  return h('button', { type: 'button', class: 'primary', onclick: () => choose(interview, app) }, 'Say whose it is …');
}

async function choose(interview, app) {
  const possible = interview.possibleApplicationIds;
  const about = {
    title: `Whose is it? ${titleOf(interview)}`,
    text: 'The candidate of this application is told of the interview.',
    confirm: 'It is theirs',
    fields: [
      {
        ...{ name: 'applicationId', label: 'Application in the ATS', required: true },
        ...(possible.length > 0
          ? { type: 'choice', options: possible.map((id) => [id, `Application ${id}`]) }
          : { hint: 'Its id, as in the address of the application in the ATS.' }),
      },
    ],
  };
  await askFor(about, async ({ applicationId }) => {
    await post(`${apiPath(interview)}/choose`, { applicationId });
    chosen.note(idOf(interview), applicationId);
    app.say(`${titleOf(interview)}: application ${applicationId}.`);
  });
  app.refresh();
}
