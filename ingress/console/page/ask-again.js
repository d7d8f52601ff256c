import { post } from './api.js';
import { h } from './dom.js';
import { recently } from './recently.js';

/** What came of asking, by what was asked for. */
const answers = recently();

/**
 * A button that asks for something to be done again.
 * @param version what changes about the thing once it has been done.
 */
export function againButton({ label, done, path, version, about }, app) {
  if (app.session?.role === 'viewer') return null;
  const key = `${path} ${version}`;
  const answer = answers.get(key);
  if (answer === done) return h('p', { class: 'kept' }, done);
  const press = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    const result = await post(path).then(
      ({ reason }) => (reason ? `Still not: ${reason}` : done),
      (error) => error.message,
    );
    answers.note(key, result);
    app.say(`${about}: ${result}`);
    button.disabled = false;
    app.refresh();
  };
  return [
    h('button', { type: 'button', onclick: press, 'aria-label': `${label}: ${about}` }, label),
    answer && h('p', { class: 'small' }, answer),
  ];
}

/** For what has failed. @param version what changes about it once it was tried. */
export const tryAgainButton = ({ path, version, about }, app) =>
  againButton({ label: 'Try again', done: 'Asked to try again.', path, version, about }, app);

export const retryButton = (hire, app) =>
  tryAgainButton(
    {
      path: `/hires/${encodeURIComponent(hire.applicationId)}/retry`,
      version: hire.updatedAt,
      about: hire.candidateName ?? `Application ${hire.applicationId}`,
    },
    app,
  );

/** The retry of a hire tries its confirmation again where that is what has failed. */
export const confirmationRetryButton = ({ applicationId, updatedAt, about }, app) =>
  againButton(
    {
      label: 'Confirm again',
      done: 'Asked to confirm it again.',
      path: `/hires/${encodeURIComponent(applicationId)}/retry`,
      version: `confirmation ${updatedAt}`,
      about,
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
