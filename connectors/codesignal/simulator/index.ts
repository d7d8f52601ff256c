import type { RequestHandler } from 'express';
import { graphql, parse, validate, GraphQLError, type DocumentNode } from 'graphql';
import { createSimulatorBase, jsonBody, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { VENDOR } from '../manifest.js';
import { addControls } from './controls.js';
import { createEvents, type Events } from './events.js';
import { createRoot } from './resolvers.js';
import { schema } from './schema.js';
import { openSessions } from './sessions.js';

/** CodeSignal allows 10 requests a second for most queries; the sandbox as good as any number, unless told. */
const SANDBOX_LIMIT = 100_000;
const WINDOW_MS = 1_000;

const COMPANY = { id: 'acmeCompany000001', alias: 'acme', name: 'Acme' };

/** CodeSignal's server for one company: test sessions by GraphQL, and their webhooks. */
export const createCodesignalSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, api, controls } = createSimulatorBase(options, () => events.sender);
  const sessions = openSessions(store);
  const events: Events = createEvents(store, options);
  const root = createRoot(sessions, events, COMPANY);
  const free = rateLimit(options.rateLimit ?? SANDBOX_LIMIT);

  api.post('/graphql', bearer(options.credentials['CODESIGNAL_API_KEY']), async (request, response) => {
    const { query, variables } = jsonBody(request.body) ?? {};
    const document = typeof query === 'string' ? parsed(query) : new GraphQLError('The query is missing');
    if (document instanceof GraphQLError) return refuse(400, document, 'GRAPHQL_PARSE_FAILED');
    const [invalid] = validate(schema, document);
    if (invalid) return refuse(400, invalid, 'GRAPHQL_VALIDATION_FAILED');
    if (!free()) return refuse(200, new GraphQLError('Too many requests'), 'RATE_LIMITED');
    const variableValues = (variables ?? {}) as Record<string, unknown>;
    response.json(await graphql({ schema, source: String(query), rootValue: root, variableValues }));

    function refuse(status: number, { message }: GraphQLError, code: string): void {
      response
        .status(status)
        .json({ errors: [{ message, extensions: { code } }], ...(status === 200 ? { data: null } : {}) });
    }
  });
  addControls(controls, sessions, events);

  return {
    vendor: VENDOR,
    app,
    faults,
    webhooks: events.sender,
    // Tests are there from the start; candidates are invited for applications, which only the ATS has.
    seed: () => events.tryAddress(),
    close: async () => events.sender?.close(),
  };
};

function bearer(key: string | undefined): RequestHandler {
  return (request, response, next) => {
    if (key && request.headers.authorization === `Bearer ${key}`) return next();
    response.status(401).json({ errors: [{ message: 'Access Denied' }] });
  };
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** Whether one more request fits into the second. */
function rateLimit(limit: number): () => boolean {
  let window = 0;
  let used = 0;
  return () => {
    const present = Math.floor(Date.now() / WINDOW_MS);
    if (present !== window) [window, used] = [present, 0];
    used += 1;
    return used <= limit;
  };
}
