/** What goes wrong at vendors: webhooks held back, faults; and the webhooks they have sent. */
export const VENDORS_SCRIPT = `
import { act, ask, byId, element, filledIn, keepShowing, option } from './dom.js';

const KINDS = [
  ['status', 'answers with a status'],
  ['throttle', 'throttles (429, Retry-After)'],
  ['delay', 'answers late'],
  ['reset', 'drops the connection'],
  ['commit_then_drop', 'does it, then drops the connection'],
];

/** The forms stay as they are while what is around them is shown anew. */
const cards = new Map();

function cardOf(vendor, title) {
  const known = cards.get(vendor);
  if (known) return known;
  const state = element('div');
  const control = vendor + '/_sandbox/';
  const number = (name, label, value) =>
    element('label', {}, label, element('input', { name, inputmode: 'numeric', pattern: '[0-9]*', value }));
  const form = element('form', { class: 'grid' },
    element('label', {}, 'Route', element('input', { name: 'route', value: '* *', required: true })),
    element('label', {}, 'It', element('select', { name: 'kind' }, ...KINDS.map(([kind, text]) => option(kind, text)))),
    number('status', 'Status', '503'),
    number('count', 'How often (empty: for good)', '1'),
    number('retryAfter', 'Retry-After, s', ''),
    number('delayMs', 'Late by, ms', ''),
    element('button', {}, 'Let it fail'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { route, kind, ...numbers } = filledIn(form);
    const used = kind === 'status' ? ['status', 'count'] : kind === 'throttle' ? ['retryAfter', 'count'] : kind === 'delay' ? ['delayMs', 'count'] : ['count'];
    const chosen = used.flatMap((name) => (numbers[name] === undefined ? [] : [[name, Number(numbers[name])]]));
    act(event.submitter, title + ' fails from now on.', () =>
      ask('POST', control + 'faults', { route, kind, ...Object.fromEntries(chosen) }));
  });
  const node = element('article', { class: 'vendor', 'aria-label': title },
    state,
    element('details', {}, element('summary', {}, 'Let it fail'), form,
      element('p', { class: 'soft' }, 'A route is a method and a path; * stands for anything: POST /api/v1/employees*')),
  );
  const card = { node, state, control };
  cards.set(vendor, card);
  byId('vendors').append(node);
  return card;
}

function webhookItem({ control }, { id, eventType, status, attempts, lastAnswer }) {
  const told = status === 'delivered' ? 'delivered' : status === 'gave_up' ? 'given up' : 'under way';
  const answer = lastAnswer ? ', ' + lastAnswer : '';
  const again = (event) =>
    act(event.target, eventType + ' is sent again.', () => ask('POST', control + 'webhooks/' + encodeURIComponent(id) + '/redeliver', {}));
  return element('li', {},
    element('span', {}, eventType + ' '),
    element('span', { class: status === 'delivered' ? 'good' : status === 'gave_up' ? 'bad' : 'soft' }, told + answer + ' (' + attempts + ')'),
    element('button', { type: 'button', 'data-key': 'webhook-' + id, click: again, 'aria-label': 'Send ' + eventType + ' again' }, 'Again'),
  );
}

function faultText({ route, kind, status, count, retryAfter, delayMs }) {
  const how = { status: 'answers ' + (status ?? 500), throttle: 'throttles, Retry-After ' + retryAfter, delay: 'answers ' + delayMs + ' ms late', reset: 'drops the connection', commit_then_drop: 'does it, then drops the connection' };
  return route + ': ' + how[kind] + (count === undefined ? ', until lifted' : ', ' + count + (count === 1 ? ' more time' : ' more times'));
}

function webhookLines(card, { vendor, title, webhooks }) {
  if (!webhooks) return [element('p', { class: 'soft' }, 'Sends no webhooks: clicks are sent when they are made.')];
  const { paused, recent } = webhooks;
  const what = paused ? 'resume' : 'pause';
  const toggle = (event) =>
    act(event.target, title + ': webhooks ' + what + 'd.', () => ask('POST', card.control + 'webhooks/' + what, {}));
  return [
    element('header', {},
      element('p', { class: paused ? 'bad' : 'soft' }, paused ? 'Webhooks are held back' : 'Webhooks are sent'),
      element('button', { type: 'button', 'data-key': vendor + '-toggle', click: toggle }, paused ? 'Send them' : 'Hold back'),
    ),
    element('ul', {}, ...recent.map((webhook) => webhookItem(card, webhook))),
  ];
}

keepShowing(() => ask('GET', '_control/vendors'), (vendors) => {
  for (const one of vendors) {
    const { vendor, title, faults } = one;
    const card = cardOf(vendor, title);
    const lift = (event) => act(event.target, title + ' works again.', () => ask('DELETE', card.control + 'faults'));
    card.state.replaceChildren(
      element('header', {},
        element('h3', {}, title),
        faults.length > 0 && element('button', { type: 'button', 'data-key': vendor + '-lift', click: lift }, 'Lift its faults'),
      ),
      ...faults.map((fault) => element('p', { class: 'bad' }, faultText(fault))),
      ...webhookLines(card, one),
    );
  }
});
`;
