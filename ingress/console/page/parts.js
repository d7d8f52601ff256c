import { h } from './dom.js';
import { age, when } from './words.js';

/** A link, if the address is one that may be followed; else just the text. */
export function link(url, text, more = {}) {
  const safe = typeof url === 'string' && /^(https?:\/\/|#|\/(?!\/))/i.test(url);
  if (!safe) return h('span', null, text);
  const outside = !url.startsWith('#');
  return h('a', { href: url, ...(outside ? { target: '_blank', rel: 'noopener' } : {}), ...more }, text);
}

export const runLink = (url, text = 'Open the run') => url && link(url, text);

export const hireLink = (applicationId, text) => link(`#/hires/${encodeURIComponent(applicationId)}`, text);

export const time = (iso) => (iso ? h('time', { datetime: iso, title: iso }, when(iso)) : '–');

export const since = (iso) => h('time', { datetime: iso, title: `${when(iso)} (${iso})` }, age(iso));

export const chip = (words, word) =>
  h('span', { class: `chip ${words[word]?.tone ?? 'plain'}` }, words[word]?.text ?? word);

/** A list of facts; those without a value are left out. */
export const facts = (pairs) =>
  h(
    'dl',
    { class: 'facts' },
    pairs
      .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
      .map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value))),
  );

/**
 * A table that becomes a list of cards on a narrow screen.
 * @param columns [heading, row → content, class?]
 */
export function table(label, columns, rows, keyOf) {
  const body = rows.map((row) =>
    h(
      'tr',
      { key: keyOf(row) },
      columns.map(([heading, content, style]) =>
        h('td', { 'data-label': heading, ...(style ? { class: style } : {}) }, h('div', null, content(row))),
      ),
    ),
  );
  const head = columns.map(([heading]) => h('th', { scope: 'col' }, heading));
  return h(
    'table',
    null,
    h('caption', { class: 'unseen' }, label),
    h('thead', null, h('tr', null, head)),
    h('tbody', null, body),
  );
}

export const empty = (text) => h('p', { class: 'empty' }, text);

/** What is not of use at first sight, one click away. */
export const more = (key, summary, content, open = false) =>
  h(
    'details',
    { key, open },
    h('summary', null, summary),
    h('pre', null, typeof content === 'string' ? content : JSON.stringify(content, null, 2)),
  );

/**
 * Filters as a form whose values stand in the address, so that they can be linked to.
 * @param fields `shown` is what stands there while the address names none.
 */
export function filters(route, fields) {
  const submit = (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    route.go(values);
  };
  const choose = (event) => event.currentTarget.form.requestSubmit();
  return h(
    'form',
    { class: 'filters', role: 'search', key: `filters ${route.path}?${JSON.stringify(route.query)}`, onsubmit: submit },
    fields.map(({ name, label, options, all = 'All', type = 'search', placeholder, shown = '' }) => {
      const value = route.query[name] ?? shown;
      const control = options
        ? h(
            'select',
            { name, onchange: choose },
            [['', all], ...options].map(([word, text]) => h('option', { value: word, selected: word === value }, text)),
          )
        : h('input', { name, type, value, placeholder });
      return h('label', { key: name }, h('span', null, label), control);
    }),
    h('button', { type: 'submit' }, 'Show'),
  );
}

/** The way to older items of a list, and back to the newest. */
export const pager = (route, next) =>
  h(
    'p',
    { class: 'pager' },
    route.query.before && link(route.hashOf({ ...route.query, before: '' }), 'Newest'),
    next && link(route.hashOf({ ...route.query, before: next }), 'Older'),
  );
