import { z } from 'zod';
import { REFUSALS } from './refusal.js';
import type { ApiRoute } from './route.js';
import { named } from './schemas.js';

type Json = Record<string, unknown>;

const REFUSAL_REF = { $ref: '#/components/schemas/Refusal' };

/** OpenAPI 3.1 of the routes, made from the schemas that they are checked with. */
export function describeApi(routes: readonly ApiRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = `/api${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'hireline',
      version: '1',
      description: 'What the console shows and does. Times are ISO 8601 in UTC, lists come in pages.',
    },
    // Under npm start nobody has to sign in.
    security: [{ basic: [] }, {}],
    paths,
    components: {
      schemas: {
        ...components(routes),
        Refusal: {
          type: 'object',
          required: ['error'],
          properties: {
            error: { type: 'string', enum: [...new Set(Object.values(REFUSALS).map(({ error }) => error))] },
            reason: { type: 'string', description: 'For people: names what is wrong and what was expected.' },
          },
        },
      },
      securitySchemes: { basic: { type: 'http', scheme: 'basic' } },
    },
  };
}

function operation(route: ApiRoute): Json {
  const changes = route.method === 'post';
  const takes = route.query !== undefined || route.body !== undefined;
  const refusals = [
    ...(takes ? [400 as const] : []),
    401 as const,
    403 as const,
    ...(changes ? [415 as const] : []),
    ...(route.refusals ?? []),
    503 as const,
  ];
  return {
    summary: route.summary,
    description: `Needs the role ${route.role}.`,
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body ? { requestBody: { required: true, content: json(plain(route.body, 'input')) } } : {}),
    responses: {
      [route.answer.status]: { description: 'As asked.', content: json(schemaOf(route.answer.schema)) },
      ...Object.fromEntries(
        refusals.map((status) => [status, { description: REFUSALS[status].meaning, content: json(REFUSAL_REF) }]),
      ),
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([parameter, shape]) => {
    const { description, ...rest } = plain(shape as z.ZodType, 'input');
    return {
      name: parameter,
      in: place,
      required: place === 'path' || !(shape as z.ZodType).safeParse(undefined).success,
      ...(description ? { description } : {}),
      schema: rest,
    };
  });
}

const json = (schema: Json): Json => ({ 'application/json': { schema } });

function schemaOf(schema: z.ZodType): Json {
  const id = named.get(schema)?.id;
  return id ? { $ref: `#/components/schemas/${id}` } : plain(schema, 'output');
}

function plain(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io }) as Json;
  return rest;
}

/** Shapes that have a name: what is asked with as it is taken, everything else as it is given. */
function components(routes: readonly ApiRoute[]): Json {
  const asked = new Set(routes.flatMap(({ body }) => (body ? [named.get(body)?.id] : [])));
  const given = describeNamed('output');
  const taken = describeNamed('input');
  return Object.fromEntries(
    Object.keys(given).map((id) => {
      const { $schema: _, $id: __, id: ___, ...rest } = (asked.has(id) ? taken[id] : given[id]) as Json;
      return [id, rest];
    }),
  );
}

/** What a shape becomes on the way has no description in the other direction: it is left open there. */
function describeNamed(io: 'input' | 'output'): Record<string, unknown> {
  return z.toJSONSchema(named, { io, unrepresentable: 'any', uri: (id) => `#/components/schemas/${id}` }).schemas;
}
