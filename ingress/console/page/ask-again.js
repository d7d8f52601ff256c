import { post } from './api.js';
import { h } from './dom.js';

/** What was asked for from this page, by what it was asked about; forgotten when that has changed since. */
const asked = new Map();

/**
 * A button that asks for something to be done again.
 * @param version what changes about the thing once it has been done.
 */
export function againButton({ label, done, path, version, about }, app) {
  if (app.session?.role === 'viewer') return null;
  const state = asked.get(path);
  if (state?.version === version) return h('span', { class: 'kept' }, state.text);
  const press = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      const answer = await post(path);
      const refused = answer.reason ? `Still: ${answer.reason}` : done;
      asked.set(path, { version, text: refused });
      app.say(`${about}: ${refused}`);
    } catch (error) {
      app.say(`${about}: ${error.message}`);
    }
    button.disabled = false;
    app.refresh();
  };
  return h('button', { type: 'button', onclick: press, 'aria-label': `${label}: ${about}` }, label);
}

export const retryButton = (hire, app) =>
  againButton(
    {
      label: 'Try again',
      done: 'Asked to try again.',
      path: `/hires/${encodeURIComponent(hire.applicationId)}/retry`,
      version: hire.updatedAt,
      about: hire.candidateName ?? `Application ${hire.applicationId}`,
    },
    app,
  );

export const replayButton = (delivery, app) =>
  againButton(
    {
      label: 'Replay',
      done: 'Handed on again.',
      path: `/deliveries/${encodeURIComponent(delivery.id)}/replay`,
      version: `${delivery.status} ${delivery.forwardedAt}`,
      about: `${delivery.eventType ?? 'Delivery'} from ${delivery.vendor}`,
    },
    app,
  );
