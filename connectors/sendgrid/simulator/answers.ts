import type { NextFunction, Request, Response } from 'express';

export interface SendgridError {
  message: string;
  field: string | null;
  help: string | null;
}

/** The one form that SendGrid's refusals have. */
export function refuse(response: Response, status: number, ...errors: { message: string; field?: string }[]): void {
  const described: SendgridError[] = errors.map(({ message, field = null }) => ({ message, field, help: null }));
  response.status(status).json({ errors: described });
}

/** What cannot be read at all, e.g. a body that is too large. */
export function unreadable(
  error: { status?: number },
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (error.status === 413) return refuse(response, 413, { message: 'Payload Too Large' });
  next(error);
}
