/** What both scripts of the page need. Everything from data becomes text, never markup. */
export const DOM_SCRIPT = `
const AWAY = 'The sandbox does not answer.';

export const byId = (id) => document.getElementById(id);

/** element('p', { class: 'soft' }, 'text', otherNode): properties by name, listeners as functions. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') node.addEventListener(key, value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== false));
  return node;
}

/** Says what came of an action, for everybody, screen readers included. */
export function say(text, problem = false) {
  const line = byId('says');
  line.textContent = text;
  line.className = problem ? 'problem' : '';
}

/** Asks the sandbox. Throws an Error that says what it refused. */
export async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(refusal(text) || method + ' ' + path + ' is answered with ' + answer.status);
  return text === '' ? undefined : JSON.parse(text);
}

/** What a control says is wrong: a sentence, or what is wrong with which field. */
function refusal(text) {
  try {
    const { error, message } = JSON.parse(text);
    if (Array.isArray(error)) return error.map(({ path, message }) => (path || []).join('.') + ': ' + message).join('; ');
    return typeof error === 'string' ? error : message;
  } catch {
    return text.startsWith('<') ? '' : text.slice(0, 300);
  }
}

/** Does what a button stands for: once at a time, told, and then everything is looked at again. */
export async function act(button, told, work) {
  if (button) button.disabled = true;
  try {
    await work();
    say(told);
    return true;
  } catch (error) {
    say(error.message, true);
    return false;
  } finally {
    if (button) button.disabled = false;
    dispatchEvent(new Event('look'));
  }
}

/** Shows anew what has changed, now, after every action, and every few seconds while somebody looks. */
export function keepShowing(read, show) {
  let shown = '';
  async function look() {
    if (document.hidden) return;
    try {
      const data = await read();
      if (byId('says').textContent === AWAY) say('');
      const text = JSON.stringify(data);
      if (text === shown) return;
      shown = text;
      const focused = document.activeElement && document.activeElement.dataset.key;
      show(data);
      const again = focused && document.querySelector('[data-key="' + CSS.escape(focused) + '"]');
      if (again) again.focus();
    } catch {
      say(AWAY, true);
    }
  }
  addEventListener('look', look);
  document.addEventListener('visibilitychange', look);
  setInterval(look, 3000);
  look();
}

/** The fields of a form that are filled in. */
export function filledIn(form) {
  const given = [...new FormData(form)].filter(([, value]) => value !== '');
  return Object.fromEntries(given);
}

export const option = (value, text = value) => element('option', { value }, text);
`;
