import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { kindOf } from '../../../connectors/wire.js';
import { mayActAs, sessionOf, type Role, type Session } from '../access/session.js';
import { REFUSALS, Refusal, type RefusalStatus } from './refusal.js';
import { Reply } from './reply.js';

/** A route of the API: what it takes and gives is written once, for the handler, the checks and the description. */
export interface RouteDefinition<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodObject,
  A extends z.ZodType,
> {
  method: 'get' | 'post' | 'delete';
  /** Below /api, with parameters in braces. */
  path: string;
  summary: string;
  role: Role;
  params?: P;
  query?: Q;
  body?: B;
  /** The most a body may be, as Express reads it; 64kb unless said. */
  bodyLimit?: string;
  answer: { status: 200 | 202; schema: A };
  /** Refusals that are this route's own. */
  refusals?: RefusalStatus[];
  handle(asked: Asked<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<A> | Reply> | z.input<A> | Reply;
}

export interface Asked<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  session: Session;
}

/** A route whose types have done their work. */
export type ApiRoute = Omit<RouteDefinition<z.ZodObject, z.ZodObject, z.ZodObject, z.ZodType>, 'handle'> & {
  handle(asked: Asked<never, never, never>): unknown;
};

type Nothing = z.ZodObject<Record<never, never>>;

export function route<
  A extends z.ZodType,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
>(definition: RouteDefinition<P, Q, B, A>): ApiRoute {
  return definition;
}

/** The routes as Express takes them. Only what a route's schema names leaves. */
export function mountRoutes(routes: readonly ApiRoute[]): Router {
  const router = express.Router({ caseSensitive: true });
  for (const one of routes) {
    const path = one.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const parsers = one.body ? [express.json({ limit: one.bodyLimit ?? '64kb', strict: false })] : [];
    router[one.method](path, ...parsers, async (request: Request, response: Response) => {
      const session = sessionOf(response);
      if (!mayActAs(session, one.role)) {
        throw new Refusal(403, `This needs the role ${one.role}; yours is ${session.role}.`);
      }
      const asked = {
        params: parse('', one.params, request.params),
        query: parse('', one.query ?? z.strictObject({}), withoutEmpty(request.query)),
        body: one.body ? parse('the body: ', one.body, request.body as unknown) : {},
        session,
      };
      const answer = await one.handle(asked as Asked<never, never, never>);
      if (answer instanceof Reply) return answer.send(response);
      response.status(one.answer.status).json(one.answer.schema.parse(answer));
    });
  }
  router.use(answerRefusal);
  return router;
}

/** `?status=` asks for no status in particular. */
const withoutEmpty = (query: Request['query']) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));

function parse(where: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return {};
  const result = schema.safeParse(value ?? {}, { error: expectation });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const expected = known.length > 0 ? `expected one of ${known.join(', ')}` : 'expected no parameters';
    throw new Refusal(400, `${where}${issue.keys.join(', ')}: not known here, ${expected}`);
  }
  const place = issue?.path.map(String).join('.');
  throw new Refusal(400, `${where}${place ? `${place}: ` : ''}${issue?.message ?? 'not as expected'}`);
}

/** What is said where the schema has no words of its own. Names what was expected and what kind was found, no values. */
function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  const found = `found ${kindOf(issue.input)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}, ${found}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${UNITS[issue.origin] ?? ''}, found less`;
    case 'too_big':
      return `expected at most ${issue.maximum}${UNITS[issue.origin] ?? ''}, found more`;
    case 'unrecognized_keys':
      return undefined;
    default:
      return `expected another form, ${found}`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes/no',
};

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' items' };

function answerRefusal(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  const refusal = refusalOf(error);
  if (!refusal || response.headersSent) return next(error);
  if (refusal.status === 503) response.set('Retry-After', '5');
  response.status(refusal.status).json(refusal.body());
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const { type, code } = (error ?? {}) as { type?: unknown; code?: unknown };
  if (type === 'entity.parse.failed') return new Refusal(400, 'the body: expected JSON');
  // PostgreSQL's data exceptions: a NUL in a text, a day that no month has.
  if (typeof code === 'string' && /^22/.test(code)) return new Refusal(400, 'a parameter is not a possible value');
  if (isLedgerOutage(code, error)) return new Refusal(503, REFUSALS[503].meaning);
  return undefined;
}

/** Connections refused or broken, and PostgreSQL's own words for starting up, shutting down and too many clients. */
function isLedgerOutage(code: unknown, error: unknown): boolean {
  if (typeof code === 'string') return /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08|57P|53300)/.test(code);
  return (
    error instanceof Error && /connection (terminated|timeout|ended)|timeout exceeded when trying/i.test(error.message)
  );
}
