import type { NextFunction, Request, Response } from 'express';

/** What a person may do, each role all that the ones before it may: look; retry and replay; decide about holds. */
export const ROLES = ['viewer', 'operator', 'approver'] as const;
export type Role = (typeof ROLES)[number];

export const mayActAs = (session: Session, needed: Role): boolean =>
  ROLES.indexOf(session.role) >= ROLES.indexOf(needed);

/** Who is asking. */
export interface Session {
  user: string;
  role: Role;
  authentication: 'open' | 'basic';
}

/** Lets a request through with its session, or answers it. */
export type Doorkeeper = (request: Request, response: Response, next: NextFunction) => unknown;

/** Notes who is asking, for the handlers behind the door. */
export function admit(response: Response, session: Session): void {
  response.locals['session'] = session;
}

/** Who is asking, once the door has let them through. */
export function sessionOf(response: Response): Session {
  const session = response.locals['session'] as Session | undefined;
  if (!session) throw new Error('a console route is mounted before its door');
  return session;
}
