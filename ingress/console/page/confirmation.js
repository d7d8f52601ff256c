import { confirmationRetryButton } from './ask-again.js';
import { h } from './dom.js';
import { chip, facts, hireLink, link, runLink, since } from './parts.js';
import { CONFIRMATIONS, system } from './words.js';

const nameOf = ({ candidateName, applicationId }) => candidateName ?? `Application ${applicationId}`;

export const referralLink = (advocacy, referralId, text = `${referralId} of ${system(advocacy)}`) =>
  link(`#/referrals/${encodeURIComponent(advocacy)}/${encodeURIComponent(referralId)}`, text);

/** A hire that CRM and advocacy platform are to know of. */
export const confirmationCard = (confirmation, app) =>
  h(
    'article',
    { class: 'card', key: `confirmation ${confirmation.applicationId}` },
    h(
      'h3',
      null,
      confirmation.hasHire ? hireLink(confirmation.applicationId, nameOf(confirmation)) : nameOf(confirmation),
    ),
    confirmationState(confirmation),
    confirmationFacts(confirmation),
    confirmationButtons(confirmation, nameOf(confirmation), app),
  );

/** The same on the page of its hire. */
export const confirmationSection = (confirmation, app) =>
  h(
    'section',
    { key: 'confirmation', class: 'card', 'aria-labelledby': 'confirmation-title' },
    h('h2', { id: 'confirmation-title' }, 'To CRM and advocacy platform'),
    confirmationState(confirmation),
    confirmationFacts(confirmation),
    confirmationButtons(confirmation, nameOf(confirmation), app),
  );

const confirmationState = ({ status, statusReason, updatedAt, runUrl }) => [
  h('p', { class: 'meta' }, chip(CONFIRMATIONS, status), ' for ', since(updatedAt), ' · ', runLink(runUrl)),
  statusReason && h('p', { class: 'note' }, statusReason),
];

const confirmationFacts = ({ advocacy, referralId, advocateId, hiredOn, crm, contactId }) =>
  facts([
    ['Referral', referralId !== null && advocacy !== null && referralLink(advocacy, referralId)],
    ['Advocate', advocateId],
    ['Hired on', hiredOn],
    ['Record in the CRM', contactId !== null && `${contactId} of ${system(crm)}`],
  ]);

const confirmationButtons = (confirmation, about, app) =>
  confirmation.status === 'failed' &&
  h('div', { class: 'buttons' }, confirmationRetryButton({ ...confirmation, about }, app));
