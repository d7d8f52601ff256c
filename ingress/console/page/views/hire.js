import { get } from '../api.js';
import { retryButton } from '../ask-again.js';
import { h } from '../dom.js';
import { holdCard } from '../hold.js';
import { chip, empty, facts, link, more, runLink, time } from '../parts.js';
import { KINDS, ROLES, STAGES, system } from '../words.js';

/** A finished hire hardly changes, and asking its run costs a worker a replay. */
const FINISHED_EVERY_MS = 15_000;

export const hire = {
  title: (data, route) => data?.candidateName ?? `Application ${route.id}`,
  load: ({ id }, signal) => get(`/hires/${encodeURIComponent(id)}`, signal),
  every: (data) => (data.finishedAt ? FINISHED_EVERY_MS : undefined),

  render(data, app) {
    return [
      head(data, app),
      data.hold && h('section', { key: 'hold', 'aria-label': 'Hold' }, holdCard(data.hold, app, { withHire: false })),
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
    data.status === 'failed' && h('div', { class: 'buttons' }, retryButton(data, app)),
    facts([
      ['Job', data.jobTitle],
      ['Starts', data.startDate],
      ...data.records.map(({ role, title, recordId, openUrl }) => [
        `${ROLES[role]} (${title})`,
        link(openUrl, recordId),
      ]),
      ['Candidate', data.candidateId],
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

const entry = ({ at, system: vendor, kind, text, runUrl, details }, index) =>
  h(
    'li',
    { key: `${at} ${kind} ${index}`, class: `entry ${kind}` },
    h('p', { class: 'meta' }, time(at), ' ', h('span', { class: 'system' }, system(vendor)), ' ', KINDS[kind] ?? kind),
    h('p', null, text),
    h(
      'div',
      { class: 'links' },
      runUrl && runLink(runUrl, 'Run'),
      details?.deliveryId && link(`#/deliveries/${encodeURIComponent(details.deliveryId)}`, 'Delivery'),
      details && more('details', 'Details', details),
    ),
  );
