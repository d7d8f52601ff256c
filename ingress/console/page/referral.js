import { post } from './api.js';
import { tryAgainButton } from './ask-again.js';
import { askFor } from './dialog.js';
import { h } from './dom.js';
import { chip, facts, hireLink, link, runLink, since, time } from './parts.js';
import { recently } from './recently.js';
import { ADVOCATE_STATUSES, CHAIN_LINKS, REFERRALS, share as percent, system } from './words.js';

/** Choices that have not shown in the ledger yet, by referral and where it stands. */
const chosen = recently();
const idOf = (referral) => `${referral.advocacy}/${referral.referralId}:${referral.updatedAt}`;

const apiPath = ({ advocacy, referralId }) =>
  `/referrals/${encodeURIComponent(advocacy)}/${encodeURIComponent(referralId)}`;

const titleOf = ({ advocacy, referralId, candidateName }) =>
  `${candidateName ?? 'Referral'} (${referralId} of ${system(advocacy)})`;

/** A referral on its way to the ATS. */
export function referralCard(referral, app) {
  return h(
    'article',
    { class: 'card', key: `referral ${referral.advocacy} ${referral.referralId}` },
    h('h3', null, link(`#${apiPath(referral)}`, titleOf(referral))),
    h(
      'p',
      { class: 'meta' },
      ...[chip(REFERRALS, referral.status), ' for ', since(referral.updatedAt), ' · ', runLink(referral.runUrl)],
    ),
    referral.anonymizedAt && h('p', { class: 'note' }, 'Anonymised on ', time(referral.anonymizedAt), '.'),
    referral.statusReason && h('p', { class: 'note' }, referral.statusReason),
    facts([
      ['Advocate', [referral.advocateName, referral.advocateId].filter(Boolean).join(', ')],
      ['Job', referral.jobId],
      ['Candidate', referral.candidateId],
      ['Application', referral.applicationId && hireLink(referral.applicationId, referral.applicationId)],
      ['What it became', referral.disposition],
      ['Part', referral.share !== null && percent(Number(referral.share))],
      ['Whose it is', referral.ownershipReason],
      ['Advocate sees', referral.advocateStatus && ADVOCATE_STATUSES[referral.advocateStatus]],
      ['Referred', referral.referredAt && time(referral.referredAt)],
      ['Consent', referral.consentAt && time(referral.consentAt)],
    ]),
    buttons(referral, app),
  );
}

/** Everything from the share to the bonus, in order. */
export function chainList({ share, shares, click, clicks, events, hire }) {
  const links = [
    ...(share ? [{ ...share, type: 'share', text: shared(share, shares) }] : []),
    ...(click ? [{ ...click, type: 'click', text: `${counted(clicks, 'click')} before the candidate applied.` }] : []),
    ...events,
  ];
  return h(
    'section',
    { key: 'chain', 'aria-labelledby': 'chain-title' },
    h('h2', { id: 'chain-title' }, 'From share to bonus'),
    h('ol', { class: 'timeline' }, links.map(entry)),
    hire && h('p', null, 'The hire: ', hire.status.replaceAll('_', ' '), '. ', runLink(hire.runUrl, 'Open its run')),
  );
}

const shared = ({ channel }, shares) => `${channel ? `On ${channel}. ` : ''}${counted(shares, 'share')} of the job.`;
const counted = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;

const entry = ({ at, type, text, runUrl }, index) =>
  h(
    'li',
    { key: `${at} ${type} ${index}`, class: 'entry' },
    h(
      'p',
      { class: 'meta' },
      time(at),
      ' ',
      h('span', { class: 'system' }, CHAIN_LINKS[type] ?? type.replaceAll('_', ' ')),
    ),
    h('p', null, text),
    runUrl && h('div', { class: 'links' }, runLink(runUrl, 'Run')),
  );

function buttons(referral, app) {
  const { status, statusReason, anonymizedAt } = referral;
  const waits = status === 'failed' || status === 'waiting_for_consent' || (status === 'captured' && statusReason);
  if (!waits || anonymizedAt || !app.session || app.session.role === 'viewer') return null;
  const about = titleOf(referral);
  const choice = chosen.get(idOf(referral));
  return h(
    'div',
    { class: 'buttons', role: 'group', 'aria-label': `What to do about ${about}` },
    tryAgainButton({ path: `${apiPath(referral)}/retry`, version: referral.updatedAt, about }, app),
    status === 'failed' &&
      (choice
        ? h('p', { class: 'kept' }, `Chosen: candidate ${choice}.`)
        : h('button', { type: 'button', onclick: () => choose(referral, app) }, 'Say whom it is about …')),
  );
}

async function choose(referral, app) {
  const about = {
    title: `Whom is it about? ${titleOf(referral)}`,
    text: 'The application for the job is made for this candidate, or theirs carries the referral.',
    confirm: 'It is about them',
    fields: [{ name: 'candidateId', label: 'Candidate in the ATS', required: true, value: referral.candidateId ?? '' }],
  };
  await askFor(about, async ({ candidateId }) => {
    await post(`${apiPath(referral)}/assign`, { candidateId });
    chosen.note(idOf(referral), candidateId);
    app.say(`${titleOf(referral)}: candidate ${candidateId}.`);
  });
  app.refresh();
}
