import { h, patch } from './dom.js';

const part = (name) => document.getElementById(name ? `dialog-${name}` : 'dialog');

/** Each opening has fields of its own: nothing that was typed before comes back. */
let openings = 0;

/**
 * Asks for what is needed to do something, and does it; stays open, saying why, when that fails.
 * @param fields what is asked for: { name, label, type, value, required, hint, missing }, type being `text`, `long`,
 *   `date`, `check` or, with options [[value, text]], `choice`.
 * @param send takes the values by name; texts are trimmed.
 * @returns when the dialog is closed, either way.
 */
export function askFor({ title, text, confirm, style, fields = [] }, send) {
  const dialog = part();
  const form = dialog.querySelector('form');
  const problem = part('problem');
  const button = part('confirm');
  openings += 1;
  part('title').textContent = title;
  part('text').textContent = text;
  patch(part('fields'), [h('div', { key: `opening ${openings}` }, fields.map(fieldOf))]);
  problem.textContent = '';
  button.textContent = confirm;
  button.className = style || 'primary';
  button.disabled = false;

  part('cancel').onclick = () => dialog.close();
  form.onsubmit = async (event) => {
    event.preventDefault();
    const values = valuesOf(form, fields);
    const missing = fields.find(({ name, required }) => required && values[name] === '');
    if (missing) {
      problem.textContent = missing.missing ?? `${missing.label} is needed.`;
      form.elements[missing.name]?.focus?.();
      return;
    }
    problem.textContent = '';
    button.disabled = true;
    try {
      await send(values);
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
      button.disabled = false;
    }
  };
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
}

/** Asks for a reason. @param send takes it, empty where none is needed and none was given. */
export function askReason({ needsReason, ...about }, send) {
  const fields = [
    {
      name: 'reason',
      label: needsReason ? 'Reason' : 'Reason (optional)',
      type: 'long',
      required: needsReason,
      missing: 'Say why: a reason is needed.',
    },
  ];
  return askFor({ ...about, fields }, ({ reason }) => send(reason));
}

function fieldOf({ name, label, type = 'text', value = '', required = false, hint, options = [] }) {
  const id = `dialog-field-${name}`;
  const told = hint && h('p', { class: 'small', id: `${id}-hint` }, hint);
  const given = { id, name, required, ...(hint ? { 'aria-describedby': `${id}-hint` } : {}) };
  switch (type) {
    case 'check':
      return h(
        'div',
        { key: name },
        h('label', { class: 'check' }, h('input', { ...given, type: 'checkbox', checked: value === true }), ' ', label),
        told,
      );
    case 'choice':
      return h(
        'fieldset',
        { key: name },
        h('legend', null, label),
        options.map(([word, text]) =>
          h(
            'label',
            { class: 'check', key: word },
            h('input', { type: 'radio', name, value: word, checked: word === value }),
            ' ',
            text,
          ),
        ),
        told,
      );
    case 'long':
      return h(
        'div',
        { key: name },
        h('label', { for: id }, label),
        h('textarea', { ...given, rows: 3, maxlength: 2000 }),
        told,
      );
    default:
      return h('div', { key: name }, h('label', { for: id }, label), h('input', { ...given, type, value }), told);
  }
}

function valuesOf(form, fields) {
  const given = new FormData(form);
  return Object.fromEntries(
    fields.map(({ name, type }) => [name, type === 'check' ? given.has(name) : String(given.get(name) ?? '').trim()]),
  );
}
