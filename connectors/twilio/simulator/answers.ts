import type { Request, Response } from 'express';

/** The one form that Twilio's refusals have. */
export function refuse(response: Response, status: number, code: number, message: string): void {
  response.status(status).json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}

/** Dates as Twilio writes them: "Thu, 24 Aug 2023 05:01:45 +0000". */
export const rfc2822 = (iso: string): string => new Date(iso).toUTCString().replace(/GMT$/, '+0000');

/** A form body's fields. */
export const formOf = (request: Request): URLSearchParams =>
  new URLSearchParams(typeof request.body === 'string' ? request.body : '');
