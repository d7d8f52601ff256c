import { get } from '../api.js';
import { h } from '../dom.js';
import { empty, table } from '../parts.js';
import { HELD_FOR, METRICS, share } from '../words.js';

const EVERY_MS = 10_000;

export const metrics = {
  title: () => 'Metrics of seven days',
  load: (_route, signal) => get('/metrics', signal),
  every: () => EVERY_MS,

  render: (data) => [
    ...Object.entries(METRICS).map(([name, words]) => section(name, words, data[name])),
    h(
      'section',
      { key: 'held', 'aria-labelledby': 'held-title' },
      h('h2', { id: 'held-title' }, 'What payroll was held over'),
      data.payrollHoldRate.heldFields.length === 0
        ? empty('No payroll was held.')
        : table('Fields that held payroll', HELD_COLUMNS, data.payrollHoldRate.heldFields, ({ field }) => field),
    ),
  ],
};

const HELD_COLUMNS = [
  ['Field', ({ field }) => HELD_FOR[field] ?? field],
  ['Hires', ({ hires }) => String(hires)],
  ['Questions asked', ({ holds }) => String(holds)],
];

function section(
  name,
  { title, whole, isRate, means },
  { value, target, met, numerator, denominator, series, window },
) {
  const shown = (number) => (number === null ? '–' : isRate ? share(number) : String(number));
  const goal = isRate ? `under ${share(target)}` : `${target} at the end of the day`;
  const verdict = met === null ? 'nothing to measure' : met ? 'on target' : 'off target';
  const basis = denominator === null ? '' : ` (${numerator} of ${denominator} ${whole})`;
  return h(
    'section',
    { key: name, 'aria-labelledby': `${name}-title` },
    h('h2', { id: `${name}-title` }, title),
    h(
      'p',
      null,
      h('span', { class: `number ${met === null ? 'plain' : met ? 'good' : 'bad'}` }, shown(value)),
      `${basis}: ${verdict}. The target is ${goal}.`,
    ),
    h('p', { class: 'small' }, means),
    table(
      `${title}, by day (${window.timeZone})`,
      series.map(({ date, value: number }) => [date, () => shown(number)]),
      [series],
      () => name,
    ),
  );
}
