import type { Response } from 'express';

/** Greenhouse's error bodies. The wording of a 403 and of a 429 is not published. */
export function refuse(response: Response, status: number, message: string, field?: string): void {
  response
    .status(status)
    .json({ message: HEADINGS[status] ?? message, errors: [{ message, ...(field ? { field } : {}) }] });
}

const HEADINGS: Readonly<Record<number, string>> = {
  404: 'Resource not found',
  422: 'Your request included invalid JSON.',
};

export function notFound(response: Response, kind: string, id: string): void {
  refuse(response, 404, `Could not find ${kind} with id ${id}`, 'id');
}

/** A refusal that a handler's inner part throws; the router answers it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

export const notFoundRefusal = (kind: string, id: string): Refusal =>
  new Refusal(404, `Could not find ${kind} with id ${id}`, 'id');
