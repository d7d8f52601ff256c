import assert from 'node:assert/strict';
import { apiRoutes } from '../../ingress/console/api/index.js';
import { mountRoutes } from '../../ingress/console/api/route.js';
import { startConsole, type TestConsole } from './harness.js';

interface Description {
  openapi: string;
  paths: Record<string, Record<string, { parameters: { name: string; in: string; required: boolean }[] }>>;
  components: { schemas: Record<string, unknown> };
}

describe('console API: its description', () => {
  let app: TestConsole;
  let description: Description;
  before(async () => {
    app = await startConsole();
    description = (await app.get('/api/openapi.json')).body as Description;
  });
  after(() => app.stop());

  it('has every route that is mounted, and no other', () => {
    const mounted = mountRoutes(apiRoutes(app.context)).stack.flatMap(({ route }) => {
      if (!route) return [];
      const path = `/api${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
      const methods = new Set(route.stack.map(({ method }) => method));
      return [...methods].map((method) => `${method} ${path}`);
    });
    const described = Object.entries(description.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    assert.equal(mounted.length > 10, true);
    assert.deepEqual(described.sort(), mounted.sort());
  });

  it('is OpenAPI 3.1 whose references lead somewhere', () => {
    assert.match(description.openapi, /^3\.1\./);
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference]) => reference,
    );
    assert.equal(references.length > 20, true);
    for (const reference of references) {
      const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(reference ?? '') ?? [];
      assert.equal(name in description.components.schemas, true, reference);
    }
  });

  it('describes what it is asked with as it is taken, and instants as they are given', () => {
    const { InterviewChoice, Interview } = description.components.schemas as Record<
      string,
      { properties: Record<string, unknown> }
    >;
    assert.deepEqual(InterviewChoice?.properties['applicationId'], { type: 'string', minLength: 1 });
    assert.deepEqual(Interview?.properties['createdAt'], { type: 'string', format: 'date-time' });
  });

  it('describes parameters as they are checked', () => {
    const list = description.paths['/api/hires']?.['get']?.parameters;
    assert.deepEqual(
      list?.map(({ name, in: place, required }) => [name, place, required]),
      ['status', 'q', 'limit', 'before'].map((name) => [name, 'query', false]),
    );
    const limit = list?.find(({ name }) => name === 'limit');
    assert.deepEqual(limit, {
      ...{ name: 'limit', in: 'query', required: false, description: 'Items on a page.' },
      schema: { default: 50, type: 'integer', minimum: 1, maximum: 200 },
    });
    const one = description.paths['/api/hires/{applicationId}/retry']?.['post']?.parameters;
    assert.deepEqual(
      one?.map(({ name, in: place, required }) => [name, place, required]),
      [['applicationId', 'path', true]],
    );
  });
});
