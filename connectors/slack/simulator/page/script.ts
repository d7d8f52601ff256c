/** The page's script. It only moves what the server has rendered: markup never comes from data here. */
export const SCRIPT = `'use strict';
(() => {
  const { channel, user } = document.body.dataset;
  const list = document.getElementById('messages');
  const modal = document.getElementById('modal');
  const offline = document.getElementById('offline');
  let revision = '';
  let shownModal = '';
  let timer;
  let hurryUntil = 0;

  const post = async (control, body) => {
    const answer = await fetch('_sandbox/' + control, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.json();
  };

  const fragment = (html) => {
    const template = document.createElement('template');
    template.innerHTML = html;
    return template.content;
  };

  function showEntries(entries) {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    const present = new Map([...list.querySelectorAll('.entry')].map((node) => [node.dataset.key, node]));
    const focused = document.activeElement && document.activeElement.dataset.action && { ...document.activeElement.dataset };
    let before = list.querySelector('.entry');
    for (const entry of entries) {
      let node = present.get(entry.key);
      present.delete(entry.key);
      if (!node) {
        node = document.createElement('div');
        node.className = 'entry new';
        node.dataset.key = entry.key;
      }
      if (node.dataset.rev !== entry.rev) {
        node.dataset.rev = entry.rev;
        node.replaceChildren(fragment(entry.html));
      }
      if (node === before) before = node.nextElementSibling;
      else list.insertBefore(node, before && before.classList.contains('entry') ? before : list.querySelector('.empty'));
    }
    for (const gone of present.values()) gone.remove();
    if (focused && document.activeElement === document.body) {
      const again = [...list.querySelectorAll('button[data-action]')].find(
        (button) => button.dataset.ts === focused.ts && button.dataset.action === focused.action,
      );
      if (again) again.focus();
    }
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  function showModal(view) {
    const shown = view ? view.id + '.' + view.hash : '';
    if (shown === shownModal) return;
    shownModal = shown;
    if (!view) return modal.close();
    modal.replaceChildren(fragment(view.html));
    if (!modal.open) modal.showModal();
    const first = modal.querySelector('[data-focus="yes"]') || modal.querySelector('textarea, input');
    if (first) first.focus();
  }

  async function refresh() {
    clearTimeout(timer);
    try {
      const query = new URLSearchParams({ channel, user, revision });
      const answer = await fetch('_sandbox/page/state?' + query);
      if (answer.status === 200) {
        const state = await answer.json();
        revision = state.revision;
        showEntries(state.entries);
        showModal(state.modal);
      }
      offline.textContent = '';
    } catch {
      offline.textContent = 'Not connected. Trying again …';
    }
    clearTimeout(timer);
    timer = setTimeout(refresh, Date.now() < hurryUntil ? 200 : 1000);
  }

  function hurry() {
    hurryUntil = Date.now() + 4000;
    refresh();
  }

  function confirmed(texts) {
    const dialog = document.getElementById('confirm');
    const say = (id, text) => { document.getElementById(id).textContent = text ? text.text : ''; };
    say('confirm-title', texts.title);
    say('confirm-text', texts.text);
    say('confirm-yes', texts.confirm);
    say('confirm-deny', texts.deny);
    document.getElementById('confirm-yes').className = 'button ' + (texts.style === 'danger' ? 'danger' : 'primary');
    dialog.returnValue = 'deny';
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener('close', () => resolve(dialog.returnValue === 'confirm'), { once: true });
    });
  }

  const problems = {
    operation_timeout: 'The app did not respond in time. Try again.',
    connection_failed: 'The app could not be reached. Try again.',
    no_request_url: 'The app has no request URL for clicks.',
  };
  const explain = (answer) => problems[answer.error] || 'Something went wrong (' + (answer.error || answer.status) + ').';

  list.addEventListener('click', async (event) => {
    const button = event.target.closest('button[data-action]');
    if (!button || button.getAttribute('aria-busy') === 'true') return;
    const { ts, block, action, confirm, url } = button.dataset;
    if (confirm && !(await confirmed(JSON.parse(confirm)))) return;
    if (url) window.open(url, '_blank', 'noreferrer');
    const problem = () => list.querySelector('[data-click-problem="' + CSS.escape(ts) + '"]');
    if (problem()) problem().textContent = '';
    button.setAttribute('aria-busy', 'true');
    hurry();
    try {
      const answer = await post('click', { channel, ts, block_id: block, action_id: action, user, wait_ms: 0 });
      if (!answer.ok && problem()) problem().textContent = explain(answer);
    } catch {
      if (problem()) problem().textContent = explain({ error: 'connection_failed' });
    } finally {
      button.removeAttribute('aria-busy');
      hurry();
    }
  });

  modal.addEventListener('submit', async (event) => {
    event.preventDefault();
    const form = event.target;
    const submit = form.querySelector('[type=submit]');
    for (const error of form.querySelectorAll('.error')) error.textContent = '';
    for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
    const general = form.querySelector('[data-problem]');
    submit.disabled = true;
    try {
      const values = Object.fromEntries(new FormData(form));
      const answer = await post('submit', { view_id: form.dataset.view, user, values });
      const errors = Object.entries(answer.errors || {});
      for (const [id, text] of errors) {
        const place = form.querySelector('[data-error="' + CSS.escape(id) + '"]');
        if (place) place.textContent = text;
        const input = form.elements.namedItem(id);
        if (input) input.setAttribute('aria-invalid', 'true');
      }
      if (errors.length > 0) {
        const first = form.elements.namedItem(errors[0][0]);
        if (first) first.focus();
      } else if (!answer.ok) general.textContent = 'We had some trouble connecting. ' + explain(answer);
    } catch {
      general.textContent = explain({ error: 'connection_failed' });
    } finally {
      submit.disabled = false;
      hurry();
    }
  });

  async function dismiss() {
    const form = modal.querySelector('form');
    if (form) await post('close', { view_id: form.dataset.view, user }).catch(() => undefined);
    hurry();
  }
  modal.addEventListener('click', (event) => {
    if (event.target.closest('[data-dismiss]')) dismiss();
  });
  modal.addEventListener('cancel', (event) => {
    event.preventDefault();
    dismiss();
  });

  document.getElementById('you').addEventListener('change', (event) => event.target.form.submit());

  document.getElementById('composer').addEventListener('submit', async (event) => {
    event.preventDefault();
    const said = document.getElementById('said');
    const text = said.value.trim();
    if (text === '') return;
    said.value = '';
    const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    await post('say', { channel, user, text: escaped }).catch(() => { said.value = text; });
    list.scrollTop = list.scrollHeight;
    hurry();
  });

  list.scrollTop = list.scrollHeight;
  refresh();
})();
`;
