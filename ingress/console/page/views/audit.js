import { get, query } from '../api.js';
import { h } from '../dom.js';
import { chip, empty, filters, hireLink, pager, runLink, table, time } from '../parts.js';
import { OUTCOMES, system } from '../words.js';

export const audit = {
  title: () => 'Audit',
  load: ({ query: asked }, signal) => get(`/audit${query(asked)}`, signal),

  render: ({ items, next }, _app, route) => [
    filters(route, [
      { name: 'applicationId', label: 'Application' },
      { name: 'candidateId', label: 'Candidate' },
      { name: 'vendor', label: 'System', placeholder: 'bamboohr' },
      { name: 'from', label: 'From', type: 'date' },
      { name: 'to', label: 'To', type: 'date' },
    ]),
    items.length === 0 ? empty('No write is like that.') : table('Outbound writes', COLUMNS, items, ({ id }) => id),
    pager(route, next),
  ],
};

const COLUMNS = [
  ['When', ({ at }) => time(at), 'nowrap'],
  ['System', ({ vendor }) => system(vendor)],
  ['What', ({ operation, failure, sentTo }) => [operation, h('p', { class: 'small wrap' }, failure ?? sentTo)]],
  ['Outcome', ({ outcome }) => chip(OUTCOMES, outcome)],
  ['Record', ({ recordId }) => recordId ?? '–'],
  ['Hire', ({ applicationId }) => (applicationId ? hireLink(applicationId, applicationId) : '–')],
  ['Run', ({ sentFrom }) => runLink(sentFrom, 'Open')],
];
