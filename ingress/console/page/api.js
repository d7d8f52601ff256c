/** The API said no, or nothing. `status` is 0 when there was no answer. */
export class ApiError extends Error {
  constructor(status, message, body = {}) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

/** Reads below /api. */
export const get = (path, signal) => ask(path, { signal });

/** Changes something below /api. */
export const post = (path, body = {}) =>
  ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/** Removes something below /api. */
export const remove = (path) => ask(path, { method: 'DELETE', headers: { 'Content-Type': 'application/json' } });

async function ask(path, options) {
  let response;
  try {
    response = await fetch(`/api${path}`, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'hireline does not answer.');
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new ApiError(
    response.status,
    body.reason ?? WORDS[response.status] ?? `hireline answered ${response.status}.`,
    body,
  );
}

const WORDS = {
  401: 'You are not signed in any more: reload the page.',
  404: 'There is no such thing here.',
  500: 'hireline made a mistake; its log says more.',
};

/** `?…` of the parameters that have a value. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}
