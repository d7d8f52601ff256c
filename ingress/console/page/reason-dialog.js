const part = (name) => document.getElementById(name ? `dialog-${name}` : 'dialog');

/**
 * Asks for a reason and does what is to be done with it; stays open, saying why, when that fails.
 * @param send takes the reason, empty where none is needed and none was given.
 * @returns when the dialog is closed, either way.
 */
export function askReason({ title, text, confirm, style, needsReason }, send) {
  const dialog = part();
  const reason = part('reason');
  const problem = part('problem');
  const button = part('confirm');
  part('title').textContent = title;
  part('text').textContent = text;
  part('label').textContent = needsReason ? 'Reason' : 'Reason (optional)';
  reason.value = '';
  reason.required = needsReason;
  problem.textContent = '';
  button.textContent = confirm;
  button.className = style || 'primary';
  button.disabled = false;

  part('cancel').onclick = () => dialog.close();
  dialog.querySelector('form').onsubmit = async (event) => {
    event.preventDefault();
    if (needsReason && reason.value.trim() === '') {
      problem.textContent = 'Say why: a reason is needed.';
      reason.focus();
      return;
    }
    button.disabled = true;
    try {
      await send(reason.value.trim());
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
      button.disabled = false;
    }
  };
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
}
