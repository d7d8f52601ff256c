import { get, query } from '../api.js';
import { h } from '../dom.js';
import { interviewCard } from '../interview.js';
import { empty, filters, pager } from '../parts.js';
import { INTERVIEWS } from '../words.js';

export const interviews = {
  title: () => 'Interviews',
  load: ({ query: { status, applicationId, before } }, signal) =>
    get(`/interviews${query({ status, applicationId, before })}`, signal),

  render: ({ items, next }, app, route) => [
    filters(route, [
      {
        name: 'status',
        label: 'Where it stands',
        options: [
          ['attention', 'Waits for a person'],
          ...Object.entries(INTERVIEWS).map(([word, { text }]) => [word, text]),
        ],
      },
      { name: 'applicationId', label: 'Application' },
    ]),
    items.length === 0 ? empty('No interview is like that.') : items.map((one) => interviewCard(one, app)),
    pager(route, next),
  ],
};

/** One interview, as alerts link to it. */
export const interview = {
  title: (data) => data?.title ?? 'Interview',
  load: ({ ids: [source, eventId] }, signal) =>
    get(`/interviews/${encodeURIComponent(source)}/${encodeURIComponent(eventId)}`, signal),
  render: (data, app) => [
    interviewCard(data, app),
    h('p', { key: 'back' }, h('a', { href: '#/interviews' }, 'All interviews')),
  ],
};
