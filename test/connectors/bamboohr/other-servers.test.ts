import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { unlimited, type RateLimiter } from '../../../connectors/rate-limiter.js';
import type { HrisConnector } from '../../../connectors/roles/hris.js';
import { AUTHORIZATION, HIRE, TRACE, bodyOf, createConnector, listen } from './harness.js';

type Routes = Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>>;

/** Runs a server that answers in forms the simulator does not use; other routes are 404. */
async function against(routes: Routes, run: (hris: HrisConnector) => Promise<void>, limiter?: RateLimiter) {
  const server = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const handle = routes[`${request.method} ${url.pathname}`];
    if (!handle || request.headers.authorization !== AUTHORIZATION) return void response.writeHead(404).end();
    void handle(request, response, url);
  });
  const hris = createConnector(server.url, limiter ? { limiter } : {});
  try {
    await run(hris);
  } finally {
    await hris.close();
    await server.close();
  }
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  (_request: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

describe('bamboohr: answers in other forms', () => {
  const created: [string, Record<string, string>, string, string | undefined][] = [
    ['Location alone', { location: '/api/v1/employees/121' }, '', '121'],
    ['the legacy gateway', { location: 'https://api.bamboohr.com/api/gateway.php/acme/v1/employees/121/' }, '', '121'],
    ['a web page', { location: 'https://acme.bamboohr.com/employees/employee.php?id=121' }, '', '121'],
    ['a body alone', {}, '{"id":121}', '121'],
    ['neither', {}, '<html></html>', undefined],
  ];
  for (const [title, headers, body, id] of created) {
    it(`takes the id of a new employee from ${title}`, async () => {
      const answer = (_request: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(201, headers).end(body);
      await against({ 'POST /api/v1/employees': answer }, async (hris) => {
        if (id !== undefined) assert.equal((await hris.createEmployee(HIRE, TRACE)).recordId, id);
        else await assert.rejects(hris.createEmployee(HIRE, TRACE), { type: 'VendorContract' });
      });
    });
  }

  it('takes a 429 without Retry-After to a create for the limit of the plan', async () => {
    let blocked = 0;
    const limiter = { ...unlimited, block: () => void (blocked += 1) };
    const routes = { 'POST /api/v1/employees': json({}, 429) };
    await against(
      routes,
      async (hris) => {
        await assert.rejects(hris.createEmployee(HIRE, TRACE), { type: 'VendorRejected', nonRetryable: true });
        assert.equal(blocked, 0, 'nobody else has to wait for it');
      },
      limiter,
    );
    await against(
      { 'POST /api/v1/employees': json({}, 429, { 'retry-after': '3' }) },
      async (hris) => {
        await assert.rejects(hris.createEmployee(HIRE, TRACE), { type: 'VendorThrottled', nonRetryable: false });
        assert.equal(blocked, 1);
      },
      limiter,
    );
    await against({ 'GET /api/v1/employees': json({}, 429) }, async (hris) => {
      await assert.rejects(hris.findByApplication('1', HIRE), { type: 'VendorThrottled' });
    });
  });

  it('says that Accept was ignored when it gets XML', async () => {
    const xml = (_request: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(200, { 'content-type': 'text/xml' }).end('<?xml version="1.0"?><employee id="7"/>');
    const routes = { 'GET /api/v1/employees/7': xml, 'GET /api/v1/employees/0': xml };
    await against(routes, async (hris) => {
      await assert.rejects(hris.readEmployee('7'), { type: 'VendorContract', message: /Accept.*was ignored/ });
      assert.equal((await hris.checkConnection()).ok, false);
    });
  });

  it('reads an employee with numbers for ids, absent fields and no rows', async () => {
    const routes = {
      'GET /api/v1/employees/7': json({ id: 7, firstName: 'Ada', hireDate: '2026-12-01', extra: true }),
      'GET /api/v1/employees/7/tables/compensation': json([
        { id: 1, startDate: '2026-12-01', rate: '1.50 USD', paidPer: 'hour' },
      ]),
    };
    await against(routes, async (hris) => {
      const { fields, problems, status } = await hris.readEmployee('7');
      assert.deepEqual(problems, []);
      assert.equal(status, undefined);
      assert.deepEqual(fields, {
        firstName: 'Ada',
        startDate: '2026-12-01',
        employeeId: '7',
        compensation: { amount: '1.50', currency: 'USD', period: 'hour' },
      });
    });
  });

  it('resolves a reportsTo that is shown as an id', async () => {
    const routes = {
      'GET /api/v1/employees/7': json({ id: '7', hireDate: '2026-12-01' }),
      'GET /api/v1/employees/7/tables/jobInfo': json([{ id: '1', date: '2026-12-01', reportsTo: 12 }]),
      'GET /api/v1/employees/12': json({ id: '12', firstName: 'Maya', lastName: 'Lind', workEmail: 'm@acme.example' }),
    };
    await against(routes, async (hris) => {
      const { manager } = (await hris.readEmployee('7')).fields;
      assert.deepEqual(manager, {
        id: '12',
        name: 'Maya Lind',
        firstName: 'Maya',
        lastName: 'Lind',
        email: 'm@acme.example',
      });
    });
  });

  it('knows a manager by preferred name, over all pages', async () => {
    const page = (data: unknown[], nextCursor: string | null) => ({
      data,
      meta: { total: 2, page: { limit: 1, nextCursor } },
    });
    const routes: Routes = {
      'GET /api/v1/employees/7': json({ id: '7', hireDate: '2026-12-01' }),
      'GET /api/v1/employees/7/tables/jobInfo': json([{ id: '1', date: '2026-12-01', reportsTo: 'Bo Vance' }]),
      'GET /api/v1/employees': (request, response, url) => {
        const first = page([{ employeeId: 1, firstName: 'Robert', lastName: 'Vance', preferredName: null }], 'c2');
        const second = page([{ employeeId: 2, firstName: 'Beatrice', lastName: 'Vance', preferredName: 'Bo' }], null);
        assert.equal(url.searchParams.get('filter[lastName]'), 'vance');
        json(url.searchParams.get('page[after]') === 'c2' ? second : first)(request, response);
      },
    };
    await against(routes, async (hris) => {
      assert.equal((await hris.readEmployee('7')).fields.manager?.id, '2');
    });
  });

  it('does not page for ever', async () => {
    const loop = { data: [], meta: { page: { nextCursor: 'same' } } };
    await against({ 'GET /api/v1/employees': json(loop) }, async (hris) => {
      await assert.rejects(hris.findByApplication('1', HIRE), { type: 'VendorContract', message: /same cursor/ });
    });
  });

  it('falls back to the directory where neither list nor report is open', async () => {
    const routes: Routes = {
      'GET /api/v1/employees/directory': (request, response, url) => {
        assert.equal(url.search, '?onlyCurrent=false');
        json({ employees: [{ id: 12, displayName: 'Maya Lind', workEmail: 'm@acme.example' }] })(request, response);
      },
    };
    await against(routes, async (hris) => {
      const [maya, ...others] = await hris.findPeople({ firstName: 'Maya', lastName: 'Lind', email: 'M@acme.example' });
      assert.equal(maya?.id, '12');
      assert.deepEqual(others, []);
    });
  });

  it('sends reports as exactly application/json, ids as integers', async () => {
    const routes: Routes = {
      'POST /api/v1/reports/custom': async (request, response) => {
        assert.equal(request.headers['content-type'], 'application/json');
        const body = JSON.parse(await bodyOf(request)) as { fields: string[] };
        assert.deepEqual(body.fields, ['id', 'customAtsApplicationId']);
        json({ employees: [{ id: 7, customAtsApplicationId: 9001 }, { id: '8' }] })(request, response);
      },
    };
    await against(routes, async (hris) => assert.deepEqual(await hris.findByApplication('9001', HIRE), ['7']));
  });

  it('refuses to start on settings that cannot work, naming them', () => {
    assert.throws(() => createConnector(''), /BAMBOOHR_API_URL/);
    assert.throws(() => createConnector('http://127.0.0.1:1', { apiKey: ' ' }), /BAMBOOHR_API_KEY/);
    assert.throws(() => createConnector('http://127.0.0.1:1', { bindings: {} }), /atsApplicationId/);
  });
});

describe('bamboohr: lists of changes in other forms', () => {
  const window = { from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' };
  async function listed(routes: Routes): Promise<string[]> {
    const ids: string[] = [];
    await against(routes, async (hris) => {
      for await (const batch of hris.listCreatedEmployees(window)) ids.push(...batch.map((one) => one.employeeId));
    });
    return ids;
  }
  const changed =
    (since: Record<string, unknown>): Routes[string] =>
    (request, response, url) => {
      assert.equal(url.searchParams.get('type'), 'inserted');
      json({ latest: null, employees: since[url.searchParams.get('since') ?? ''] })(request, response);
    };

  it('takes an empty list for an empty map', async () => {
    const since = { '2026-03-02T00:00:00Z': [], '2026-03-03T00:00:00Z': [] };
    assert.deepEqual(await listed({ 'GET /api/v1/employees/changed': changed(since) }), []);
  });

  it('drops what is not inserted, and reads who is left by themselves', async () => {
    const since = {
      '2026-03-02T00:00:00Z': { 7: { id: 7, action: 'inserted' }, 8: { action: 'Updated' }, 9: {}, 10: {} },
      '2026-03-03T00:00:00Z': { 9: { action: 'Inserted' } },
    };
    const routes: Routes = {
      'GET /api/v1/employees/changed': changed(since),
      'GET /api/v1/employees/7': json({ id: 7, firstName: 'Ada' }),
      'GET /api/v1/employees/changed/tables/jobInfo': json({ table: 'jobInfo', employees: [] }),
    };
    assert.deepEqual(await listed(routes), ['7'], '10 is gone');
  });

  it('looks employees of the same address up by report where the list hides the address', async () => {
    const routes: Routes = {
      'GET /api/v1/employees': (request, response, url) => {
        assert.equal(url.searchParams.get('filter[status]'), null, 'present employees count');
        const row = {
          employeeId: 7,
          firstName: 'Ada',
          lastName: 'Byron',
          homeEmail: null,
          _restrictedFields: ['homeEmail'],
        };
        json({ data: [row], meta: null })(request, response);
      },
      'POST /api/v1/reports/custom': json({ employees: [{ id: 7, homeEmail: 'ADA@home.example ' }] }),
      'GET /api/v1/employees/7': json({
        id: '7',
        employmentHistoryStatus: 'terminated',
        terminationDate: '2020-01-31',
      }),
    };
    const former = { employeeId: '7', terminated: true, applicationId: undefined };
    await against(routes, async (hris) => assert.deepEqual(await hris.findSamePerson(HIRE), [former]));
  });

  it('finds who was accepted in another application, and is yet to begin', async () => {
    const routes: Routes = {
      'GET /api/v1/employees': (request, response, url) => {
        const row = { employeeId: '9', firstName: 'Ada', lastName: 'Byron', homeEmail: 'Ada@Home.example' };
        json({ data: url.searchParams.has('filter[lastName]') ? [row] : [] })(request, response);
      },
      'GET /api/v1/employees/9': json({
        ...{ id: 9, hireDate: '2099-12-01', employmentHistoryStatus: 'Full-time', terminationDate: '0000-00-00' },
        customAtsApplicationId: 80001,
      }),
    };
    const future = { employeeId: '9', terminated: false, applicationId: '80001' };
    await against(routes, async (hris) => assert.deepEqual(await hris.findSamePerson(HIRE), [future]));
  });
});
