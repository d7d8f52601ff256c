import { h, patch } from './dom.js';
import { runLink, time } from './parts.js';

/** What must not go on in silence, above every view: the reconciliation that does not run, and runs that do not move. */
export function showBanner({ reconciliation, silentRuns }) {
  const notes = [reconciliation.overdue && overdue(reconciliation), silentRuns.length > 0 && silent(silentRuns)];
  patch(document.getElementById('banner'), notes.filter(Boolean));
}

const overdue = ({ lastFinishedAt, since }) =>
  h(
    'p',
    { key: 'overdue' },
    h('strong', null, 'The reconciliation is overdue'),
    ' since ',
    time(since),
    lastFinishedAt ? [': it last finished ', time(lastFinishedAt), '.'] : ': it has never finished.',
    ' ',
    h('a', { href: '#/reconciliation' }, 'To the reconciliation'),
  );

const silent = (runs) =>
  h(
    'details',
    { key: 'silent' },
    h(
      'summary',
      null,
      h('strong', null, `${runs.length} ${runs.length === 1 ? 'run has' : 'runs have'} gone silent`),
      ', the longest since ',
      time(runs[0].silentSince),
    ),
    h(
      'ul',
      { class: 'plain-list' },
      runs.map(({ kind, workflowId, runUrl, reason, silentSince }) =>
        h(
          'li',
          { key: `${kind} ${workflowId} ${silentSince}` },
          `${kind}: ${reason} Since `,
          time(silentSince),
          runUrl && [' · ', runLink(runUrl, workflowId)],
        ),
      ),
    ),
  );
