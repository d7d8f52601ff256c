import { post } from './api.js';
import { h } from './dom.js';
import { facts, runLink, since, time } from './parts.js';
import { system } from './words.js';

export const mayAct = ({ session }) => session && session.role !== 'viewer';

/** Where a vendor is not as mapped, and the runs that stopped on it. */
export const driftCard = (drift, app) =>
  h(
    'article',
    { class: 'card', key: `drift ${drift.id}` },
    h('h3', null, `${system(drift.vendor)}: `, h('code', null, drift.place)),
    h('p', { class: 'meta' }, h('code', null, drift.operation), ' · for ', since(drift.firstSeenAt)),
    facts([
      ['Expected', drift.expected],
      ['Found', drift.found],
      ['Mapped at', drift.mappedAt.length > 0 ? drift.mappedAt.join(', ') : 'not part of the field map'],
      ['Last seen', [time(drift.lastSeenAt), drift.times > 1 ? `, ${drift.times} times` : '']],
      ['Over since', drift.resolvedAt && time(drift.resolvedAt)],
    ]),
    drift.runs.length > 0 &&
      h(
        'details',
        { key: 'runs' },
        h('summary', null, `${drift.runs.length} ${drift.runs.length === 1 ? 'run' : 'runs'} stopped on it`),
        h(
          'ul',
          { class: 'plain-list' },
          drift.runs.map(({ workflowId, runUrl }) => h('li', { key: workflowId }, runLink(runUrl, workflowId))),
        ),
      ),
    mayAct(app) &&
      drift.runs.length > 0 &&
      h(
        'div',
        { class: 'buttons' },
        h(
          'button',
          { type: 'button', onclick: () => askDrift(app, `/drift/${drift.id}/replay`, 'They try again.') },
          'Try again',
        ),
      ),
  );

/** Asks for something about drift, and tells what came of it. */
export async function askDrift(app, path, said) {
  await post(path)
    .then(() => app.say(said))
    .catch((error) => app.say(error.message));
  app.refresh();
}
