import { get } from '../api.js';
import { retryButton } from '../ask-again.js';
import { confirmationSection } from '../confirmation.js';
import { h } from '../dom.js';
import { holdCard } from '../hold.js';
import { chip, empty, facts, hireLink, link, more, runLink, time } from '../parts.js';
import { KINDS, ROLES, STAGES, system } from '../words.js';

/** A finished hire hardly changes, and asking its run costs a worker a replay. */
const FINISHED_EVERY_MS = 15_000;

export const hire = {
  title: (data, route) =>
    data?.candidateName ?? `${data?.anonymizedAt ? 'Anonymised: application' : 'Application'} ${route.id}`,
  load: ({ id }, signal) => get(`/hires/${encodeURIComponent(id)}`, signal),
  every: (data) => (data.finishedAt ? FINISHED_EVERY_MS : undefined),

  render(data, app) {
    return [
      head(data, app),
      data.hold && h('section', { key: 'hold', 'aria-label': 'Hold' }, holdCard(data.hold, app, { withHire: false })),
      data.confirmation && confirmationSection({ ...data.confirmation, candidateName: data.candidateName }, app),
      failures(data),
      h(
        'section',
        { key: 'timeline', 'aria-labelledby': 'timeline-title' },
        h('h2', { id: 'timeline-title' }, 'Timeline'),
        timeline(data),
      ),
    ].filter(Boolean);
  },
};

const head = (data, app) =>
  h(
    'section',
    { key: 'head', class: 'card', 'aria-label': 'Facts' },
    h('p', { class: 'meta' }, chip(STAGES, data.status), ' ', data.statusReason),
    data.anonymizedAt &&
      h('p', { class: 'note' }, 'Anonymised on ', time(data.anonymizedAt), ': nothing personal is kept.'),
    data.supersededBy &&
      h('p', { class: 'note' }, 'Rehired since: ', hireLink(data.supersededBy, `application ${data.supersededBy}`)),
    data.status === 'failed' && h('div', { class: 'buttons' }, retryButton(data, app)),
    facts([
      ['Job', data.jobTitle],
      ['Starts', data.startDate],
      ...data.records.map(({ role, title, recordId, openUrl }) => [
        `${ROLES[role]} (${title})`,
        link(openUrl, recordId),
      ]),
      ['Candidate', data.candidateId],
      ['Merged from', data.formerCandidateIds.length > 0 && `candidate ${data.formerCandidateIds.join(', ')}`],
      ['Hired before', data.supersedes.length > 0 && data.supersedes.map((id) => [hireLink(id, id), ' '])],
      ['Offer', data.offerId],
      ['Run', runLink(data.runUrl, 'Open in the Temporal Web UI')],
      ['The run says', live(data)],
      ['Field map', data.fieldMapVersion],
      ['Received', time(data.receivedAt)],
      ['Changed', time(data.updatedAt)],
      ['Finished', data.finishedAt && time(data.finishedAt)],
    ]),
  );

function live({ live: state, liveError }) {
  if (!state) return h('span', { class: 'small' }, liveError ?? 'Nothing.');
  return [chip(STAGES, state.status), state.reason && ` ${state.reason}`];
}

const failures = ({ failures: list }) =>
  list.length > 0 &&
  h(
    'section',
    { key: 'failures', 'aria-labelledby': 'failures-title' },
    h('h2', { id: 'failures-title' }, 'Failed attempts'),
    h(
      'ul',
      { class: 'plain-list' },
      list.map(({ step, failures: times, lastFailure, lastFailedAt }) =>
        h(
          'li',
          { key: `${step} ${lastFailedAt}` },
          h('strong', null, step),
          ` ${times} ×, last `,
          time(lastFailedAt),
          `: ${lastFailure}`,
        ),
      ),
    ),
  );

function timeline({ timeline: entries }) {
  if (entries.length === 0) return empty('Nothing has happened yet.');
  return h('ol', { class: 'timeline' }, entries.map(entry));
}

function entry({ at, system: vendor, kind, text, runUrl, details }, index) {
  const about = viewOf(kind, details);
  return h(
    'li',
    { key: `${at} ${kind} ${index}`, class: `entry ${kind}` },
    h('p', { class: 'meta' }, time(at), ' ', h('span', { class: 'system' }, system(vendor)), ' ', KINDS[kind] ?? kind),
    h('p', null, text),
    h(
      'div',
      { class: 'links' },
      runUrl && runLink(runUrl, 'Run'),
      details?.url && link(details.url, 'At the vendor'),
      about && link(`#/${about.map(encodeURIComponent).join('/')}`, TITLES[about[0]]),
      details?.deliveryId && link(`#/deliveries/${encodeURIComponent(details.deliveryId)}`, 'Delivery'),
      details && more('details', 'Details', details),
    ),
  );
}

const TITLES = { interviews: 'Interview', screening: 'Result' };

/** Where more is told of what an entry is about. */
function viewOf(kind, details) {
  if (kind === 'interview' || kind === 'message') {
    return ['interviews', details.interview.source, details.interview.eventId];
  }
  return details?.result?.screening ? ['screening', details.result.screening, details.result.resultId] : undefined;
}
