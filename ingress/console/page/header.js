import { h, patch } from './dom.js';
import { METRICS, share } from './words.js';

const TONES = new Map([
  [true, 'good'],
  [false, 'bad'],
  [null, 'plain'],
]);

/** The three metrics, always in sight. */
export function showMetrics(metrics) {
  patch(
    document.getElementById('metrics'),
    Object.entries(METRICS).map(([name, words]) => metric(name, words, metrics[name])),
  );
}

function metric(name, { title, whole, isRate }, { value, target, met, numerator, denominator }) {
  const number = value === null ? '–' : isRate ? share(value) : String(value);
  const goal = isRate ? `under ${share(target)}` : String(target);
  const basis = value === null ? 'nothing to measure yet' : isRate && `${numerator} of ${denominator} ${whole}`;
  const verdict = met === null ? `target: ${goal}` : `${met ? 'on' : 'off'} target (${goal})`;
  return h(
    'div',
    { key: name },
    h('dt', null, title),
    h(
      'dd',
      null,
      h('span', { class: `number ${TONES.get(met)}` }, number),
      ' ',
      h('span', { class: 'small' }, [basis, verdict].filter(Boolean).join(' · ')),
    ),
  );
}

export function showSession({ user, role, authentication, environment }) {
  const who = authentication === 'open' ? 'open on this machine' : `${user}, ${role}`;
  document.getElementById('session').textContent = `${environment === 'sandbox' ? 'Sandbox · ' : ''}${who}`;
}

/** Marks where we are in the navigation. */
export function showPlace(path) {
  const section = `#/${path.split('/')[1] ?? ''}`;
  for (const anchor of document.querySelectorAll('header nav a')) {
    if (anchor.getAttribute('href') === section) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
}
