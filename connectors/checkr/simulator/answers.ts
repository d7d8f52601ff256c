import type { Request, Response } from 'express';
import { jsonBody } from '../../../sandbox/simulator.js';
import type { Collection } from '../../../sandbox/store.js';

/** The three forms of an error that Checkr is known to answer in (checkr-ruby's fixtures, its reference integration). */
export function refuseKey(response: Response): void {
  response
    .status(401)
    .json({ error: { type: 'invalid_request_error', message: 'The API key is missing or unknown.' } });
}

export function notFound(response: Response, kind: string): void {
  response.status(404).json({ error: `There is no such ${kind}` });
}

export function refuse(response: Response, errors: string[]): void {
  response.status(400).json({ errors });
}

/** One page by `page` and `per_page`, 25 unless said. */
export function sendPage<T>(request: Request, response: Response, rows: T[]): void {
  const page = wholeNumber(request.query['page'], 1);
  const perPage = Math.min(100, wholeNumber(request.query['per_page'], 25));
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const href = (to: number) => {
    const query = new URLSearchParams(request.query as Record<string, string>);
    query.set('page', String(to));
    return `${request.path}?${query.toString()}`;
  };
  response.json({
    object: 'list',
    data: rows.slice((page - 1) * perPage, page * perPage),
    count: rows.length,
    next_href: page < pages ? href(page + 1) : null,
    previous_href: page > 1 ? href(page - 1) : null,
  });
}

function wholeNumber(value: unknown, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}

/** A body as JSON or form: without a content type Checkr takes it for a form. */
export function bodyOf(request: Request): Record<string, unknown> {
  if (request.is('application/json')) return jsonBody(request.body) ?? {};
  return typeof request.body === 'string' ? Object.fromEntries(new URLSearchParams(request.body)) : {};
}

/** The attributes that are missing, in words, as Checkr lists them. */
export const missing = (body: Record<string, unknown>, names: readonly string[]): string[] =>
  names.filter((name) => typeof body[name] !== 'string' || body[name] === '').map((name) => `${name} is required`);

/** `GET …/:id` of one kind of record. */
export function showOne<T>(
  collection: Collection<T>,
  kind: string,
  show: (record: T, request: Request) => unknown = (record) => record,
) {
  return (request: Request<{ id: string }>, response: Response): void => {
    const record = collection.get(request.params.id);
    if (!record) return notFound(response, kind);
    response.json(show(record, request));
  };
}
