import { post } from './api.js';
import { askReason } from './dialog.js';
import { h } from './dom.js';

/** For a quarantined delivery that nobody has to act on. */
export function dismissButton(delivery, app) {
  if (delivery.status !== 'quarantined' || app.session?.role === 'viewer') return null;
  return h('button', { type: 'button', onclick: () => dismiss(delivery, app) }, 'Dismiss …');
}

async function dismiss(delivery, app) {
  const title = 'Nobody has to act on it';
  const text = 'It is kept as it arrived, and can be replayed.';
  await askReason({ title, text, confirm: 'Dismiss', style: 'primary', needsReason: true }, async (reason) => {
    await post(`/deliveries/${encodeURIComponent(delivery.id)}/dismiss`, { reason });
    app.say('The delivery was dismissed.');
  });
  app.refresh();
}
