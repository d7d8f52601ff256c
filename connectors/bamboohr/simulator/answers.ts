import type { Request, Response } from 'express';

/** JSON only when it is asked for by name; BambooHR answers XML otherwise. */
export const wantsJson = (request: Request): boolean => /application\/json/i.test(request.headers.accept ?? '');

/** A refusal: the text is in a header, the body stays empty. */
export function refuse(response: Response, status: number, message: string): void {
  response.status(status).set('X-BambooHR-Error-Message', message).end();
}

/** What makes a request invalid, thrown by validation and answered as it says. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The body of a JSON request. Anything else would be read as XML, which is not simulated. */
export function requireJson(request: Request): Record<string, unknown> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw new Refusal(400, 'Malformed XML');
  let parsed: unknown;
  try {
    parsed = JSON.parse(typeof request.body === 'string' ? request.body : '');
  } catch {
    throw new Refusal(400, 'Malformed JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Refusal(400, 'Malformed JSON');
  return parsed as Record<string, unknown>;
}

/** Query parameters as written, brackets included: filter[firstName]. */
export function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://localhost').searchParams;
}

/** How the controls refuse: they are read by people. */
export function refuseInBody(response: Response, status: number, message: string): void {
  response.status(status).json({ error: message });
}

/** Runs a route and answers its refusals. */
export function route(handle: (request: Request, response: Response) => void, answer = refuse) {
  return (request: Request, response: Response): void => {
    try {
      handle(request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer(response, error.status, error.message);
    }
  };
}

/** A path parameter. */
export const param = (request: Request, name: string): string => String(request.params[name] ?? '');
