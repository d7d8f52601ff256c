import { post } from './api.js';
import { tryAgainButton } from './ask-again.js';
import { askFor } from './dialog.js';
import { h } from './dom.js';
import { chip, facts, hireLink, link, runLink, since } from './parts.js';
import { recently } from './recently.js';
import { SCREENING, SCREENING_KINDS, system } from './words.js';

/** Choices that have not shown in the ledger yet, by result and where it stands. */
const chosen = recently();
const idOf = (result) => `${result.screening}/${result.resultId}:${result.updatedAt}`;

const apiPath = ({ screening, resultId }) =>
  `/screening/${encodeURIComponent(screening)}/${encodeURIComponent(resultId)}`;

const titleOf = ({ screening, resultId, newest }) =>
  `${newest ? SCREENING_KINDS[newest.kind] : 'Result'} ${resultId} of ${system(screening)}`;

/** A screening result on its way to the ATS. What was found stays with the vendor, for those who may see it there. */
export function resultCard(result, app) {
  const { newest } = result;
  const says = newest && [newest.status, newest.outcome, newest.adjudication].filter(Boolean).join(', ');
  return h(
    'article',
    { class: 'card', key: `screening ${result.screening} ${result.resultId}` },
    h('h3', null, link(`#${apiPath(result)}`, titleOf(result))),
    h(
      'p',
      { class: 'meta' },
      ...[chip(SCREENING, result.status), ' for ', since(result.updatedAt), ' · ', runLink(result.runUrl)],
    ),
    result.statusReason && h('p', { class: 'note' }, result.statusReason),
    facts([
      ['Ordered', newest?.name],
      ['Newest state', says && says.replaceAll('_', ' ')],
      ['States seen', String(result.states)],
      ['Candidate', result.candidateId],
      ['Application', result.applicationId && hireLink(result.applicationId, result.applicationId)],
      ['Chosen by', result.chosenBy],
      ['At the vendor', newest?.url && link(newest.url, 'Open the result')],
    ]),
    result.status === 'failed' && buttons(result, app),
  );
}

function buttons(result, app) {
  if (!app.session || app.session.role === 'viewer') return null;
  const about = titleOf(result);
  const choice = chosen.get(idOf(result));
  return h(
    'div',
    { class: 'buttons', role: 'group', 'aria-label': `What to do about ${about}` },
    tryAgainButton({ path: `${apiPath(result)}/retry`, version: result.updatedAt, about }, app),
    choice
      ? h('p', { class: 'kept' }, `Chosen: candidate ${choice}.`)
      : h('button', { type: 'button', onclick: () => choose(result, app) }, 'Say whose it is …'),
  );
}

async function choose(result, app) {
  const about = {
    title: `Whose is it? ${titleOf(result)}`,
    text: 'It is appended to this candidate’s history in the ATS, and stays there.',
    confirm: 'It is theirs',
    fields: [
      { name: 'candidateId', label: 'Candidate in the ATS', required: true, value: result.candidateId ?? '' },
      {
        ...{ name: 'applicationId', label: 'Application in the ATS (optional)', value: result.applicationId ?? '' },
        hint: 'Left empty, the result is about the person as such.',
      },
    ],
  };
  await askFor(about, async ({ candidateId, applicationId }) => {
    await post(`${apiPath(result)}/choose`, { candidateId, ...(applicationId ? { applicationId } : {}) });
    chosen.note(idOf(result), candidateId);
    app.say(`${titleOf(result)}: candidate ${candidateId}.`);
  });
  app.refresh();
}
