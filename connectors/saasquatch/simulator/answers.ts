import type { Request, Response } from 'express';

/** The one form of SaaSquatch's errors. The codes beyond those of the published examples are made up. */
export function refuse(response: Response, statusCode: number, message: string, apiErrorCode: string): void {
  response.status(statusCode).json({ message, statusCode, apiErrorCode });
}

export const notFound = (response: Response, kind: string): void =>
  refuse(response, 404, `${kind} not found`, 'NOT_FOUND');

/** One page by `limit` (10 unless said) and `offset`. */
export function sendPage<T>(
  request: Request,
  response: Response,
  name: string,
  rows: readonly T[],
  show: (row: T) => unknown,
): void {
  const limit = Math.min(100, wholeNumber(request.query['limit'], 10));
  const offset = wholeNumber(request.query['offset'], 0);
  const page = rows.slice(offset, offset + limit).map(show);
  response.json({ count: page.length, totalCount: rows.length, [name]: page });
}

function wholeNumber(value: unknown, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isInteger(number) && number >= 0 ? number : otherwise;
}

/** A query parameter, when it is given once. */
export function queried(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
