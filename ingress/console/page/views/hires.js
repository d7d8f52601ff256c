import { get, query } from '../api.js';
import { chip, empty, filters, hireLink, pager, runLink, table, time } from '../parts.js';
import { STAGES } from '../words.js';

export const hires = {
  title: () => 'Hires',
  load: ({ query: { status, q, before } }, signal) => get(`/hires${query({ status, q, before })}`, signal),

  render: ({ items, next }, _app, route) => [
    filters(route, [
      { name: 'status', label: 'Stage', options: Object.entries(STAGES).map(([word, { text }]) => [word, text]) },
      { name: 'q', label: 'Name or id', placeholder: 'Ada, 1001 …' },
    ]),
    items.length === 0
      ? empty(route.query.status || route.query.q ? 'No hire is like that.' : 'No offer has been accepted yet.')
      : table('Hires', COLUMNS, items, ({ applicationId }) => applicationId),
    pager(route, next),
  ],
};

const COLUMNS = [
  [
    'Hire',
    (hire) =>
      hireLink(
        hire.applicationId,
        hire.candidateName ?? `${hire.anonymizedAt ? 'Anonymised: application' : 'Application'} ${hire.applicationId}`,
      ),
  ],
  ['Job', (hire) => hire.jobTitle ?? '–'],
  ['Starts', (hire) => hire.startDate ?? '–', 'nowrap'],
  ['Stage', (hire) => chip(STAGES, hire.status)],
  ['Employee', (hire) => hire.employeeId ?? '–'],
  ['Changed', (hire) => time(hire.updatedAt), 'nowrap'],
  ['Run', (hire) => runLink(hire.runUrl, 'Open')],
];
