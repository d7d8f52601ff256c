import { get } from '../api.js';
import { replayButton } from '../ask-again.js';
import { dismissButton } from '../dismissal.js';
import { h } from '../dom.js';
import { chip, facts, hireLink, more, runLink, time } from '../parts.js';
import { DELIVERIES, system } from '../words.js';

export const delivery = {
  title: (data) => (data ? `${data.eventType ?? 'Unknown event'} from ${system(data.vendor)}` : 'Delivery'),
  load: ({ id }, signal) => get(`/deliveries/${encodeURIComponent(id)}`, signal),

  render: (data, app) => [
    h(
      'section',
      { class: 'card', key: 'head', 'aria-label': 'Facts' },
      h('p', { class: 'meta' }, chip(DELIVERIES, data.status), ' ', data.reason),
      facts([
        ['Id', h('code', null, data.id)],
        ['Hire', data.applicationId && hireLink(data.applicationId, data.applicationId)],
        ['Run', data.runUrl && runLink(data.runUrl, 'Open in the Temporal Web UI')],
        ['Arrived', time(data.receivedAt)],
        ['Handed on', data.forwardedAt && time(data.forwardedAt)],
        ['Attempts', String(data.attempts)],
        ['Sent to', data.url && h('code', null, data.url)],
        ['Size', `${data.bytes} bytes`],
      ]),
      data.status !== 'pending' && h('div', { class: 'buttons' }, replayButton(data, app), dismissButton(data, app)),
    ),
    data.content
      ? h(
          'section',
          { key: 'content', 'aria-labelledby': 'content-title' },
          h('h2', { id: 'content-title' }, 'As it arrived'),
          more('headers', 'Headers', data.content.headers),
          more('body', 'Body', pretty(data.content), true),
        )
      : h('p', { class: 'small', key: 'content' }, 'Operators and approvers can see the body.'),
  ],
};

function pretty({ text, base64 }) {
  if (text === null) return base64;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
