import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { nextCursor } from '../../../connectors/greenhouse/client.js';
import { expiryOf } from '../../../connectors/greenhouse/token.js';
import { connectTo, listen } from './servers.js';

type Lists = Record<string, unknown[]>;

/** A Greenhouse that answers in the other forms that its documentation leaves open. Offers come one a page. */
const LISTS: Lists = {
  '/v3/applications': [
    { id: '8', candidate_id: '7', job_id: null, status: 'hired', custom_fields: { hris_employee_id: 'x' } },
  ],
  '/v3/offers': [
    { id: 93, version: 3, application_id: 9, job_id: 6, status: 'Accepted' },
    {
      id: 92,
      version: '2',
      application_id: 8,
      job_id: 6,
      status: 'Accepted',
      resolved_at: '2026-11-20T08:00:00',
      starts_on: '2026-12-01',
      custom_fields: {
        base_salary: { name: 'Base', type: 'currency', value: { value: '62.50', unit: 'USD' } },
        pay_period: { name: 'Period', type: 'single_select', value: { id: 4, name: 'Hourly' } },
        hours_per_week: { name: 'Hours', type: 'number', value: 32 },
        reports_to: {
          name: 'Manager',
          type: 'user',
          value: { id: '55', name: 'Gone Person', email: 'gone@acme.example' },
        },
      },
    },
    { id: 91, version: 1, application_id: 8, job_id: 6, status: 'Deprecated' },
  ],
  '/v3/candidates': [{ id: 7, first_name: 'Ada', last_name: 'Byron', email_addresses: null, phone_numbers: [] }],
  '/v3/jobs': [{ id: 6, name: 'Engineer', department_id: null }],
  '/v3/users': [],
};

function answer(lists: Lists, token: Record<string, unknown>, urls: string[]) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    urls.push(`${request.method} ${url.pathname}${url.search}`);
    response.setHeader('content-type', 'application/json; charset=utf-8');
    if (url.pathname === '/auth/token')
      return response.end(JSON.stringify({ access_token: 't', token_type: 'bearer', ...token }));
    const rows = lists[url.pathname.replace('/harvest', '')];
    if (!rows) return response.writeHead(404).end('{}');
    if (!url.pathname.endsWith('/offers')) return response.end(JSON.stringify(rows));
    const page = Number(url.searchParams.get('cursor')?.slice('page/'.length) ?? 0);
    if (page + 1 < rows.length) {
      response.setHeader('link', `<https://elsewhere.example/v3/offers?cursor=page%2F${page + 1}>; rel="next"`);
    }
    response.end(JSON.stringify([rows[page]]));
  };
}

describe('greenhouse connector against other servers', () => {
  async function read(lists: Lists, token: Record<string, unknown> = {}) {
    const urls: string[] = [];
    const server = await listen(answer(lists, token, urls));
    const environment = {
      GREENHOUSE_API_URL: `${server.url}/harvest/`,
      GREENHOUSE_AUTH_URL: `${server.url}/auth`,
      GREENHOUSE_CLIENT_ID: 'id',
      GREENHOUSE_CLIENT_SECRET: 'secret',
    };
    const ats = connectTo(server.url, { environment });
    try {
      return { hire: await ats.readHire('8'), urls };
    } finally {
      await ats.close();
      await server.close();
    }
  }

  it('reads ids as text, pages through offers, and keeps to its own host', async () => {
    const { hire, urls } = await read(LISTS, { expires_at: new Date(Date.now() + 3_600_000).toISOString() });
    assert.equal(hire.offerId, '92');
    assert.equal(hire.offerVersion, 2);
    assert.equal(hire.jobId, '6');
    assert.equal(hire.acceptedAt, '2026-11-20T08:00:00.000Z');
    assert.equal(hire.applicationStatus, 'hired');
    assert.deepEqual(hire.problems, []);
    assert.deepEqual(hire.fields, {
      firstName: 'Ada',
      lastName: 'Byron',
      startDate: '2026-12-01',
      jobTitle: 'Engineer',
      manager: { id: '55', name: 'Gone Person', email: 'gone@acme.example' },
      compensation: { amount: '62.5', currency: 'USD', period: 'hour', hoursPerWeek: '32' },
      atsApplicationId: '8',
      employeeId: 'x',
    });
    assert.deepEqual(
      urls.filter((url) => url.includes('/offers')),
      [
        'GET /harvest/v3/offers?application_ids=8',
        'GET /harvest/v3/offers?cursor=page%2F1',
        'GET /harvest/v3/offers?cursor=page%2F2',
      ],
    );
  });

  it('fails on an unknown status instead of guessing', async () => {
    const lists = { ...LISTS, '/v3/applications': [{ id: 8, candidate_id: 7, status: 'archived' }] };
    await assert.rejects(read(lists), (error: { type?: string; message: string }) => {
      assert.equal(error.type, 'VendorContract');
      assert.match(error.message, /0\.status/);
      return true;
    });
  });

  it('fails on an envelope in place of a list', async () => {
    const server = await listen((_request: IncomingMessage, response: ServerResponse) =>
      response.end('{"access_token":"t"}'),
    );
    const ats = connectTo(server.url);
    await assert.rejects(ats.readHire('8'), { type: 'VendorContract' });
    await ats.close();
    await server.close();
  });

  it('finds the next page only where there is one', () => {
    const table: [string | undefined, string | undefined][] = [
      [undefined, undefined],
      ['', undefined],
      ['<https://harvest.greenhouse.io/v3/jobs?cursor=abc%3D>; rel="next"', 'abc='],
      ['<https://harvest.greenhouse.io/v3/jobs?cursor=abc>;rel=next', 'abc'],
      ['<https://x.example/?cursor=a>; rel="prev", <https://x.example/?cursor=b>; rel="next"', 'b'],
      ['</v3/jobs?cursor=rel>; rel="next"', 'rel'],
      ['<https://x.example/?cursor=a>; rel="prev"', undefined],
      ['<https://x.example/?page=2>; rel="next"', undefined],
    ];
    for (const [link, cursor] of table) assert.equal(nextCursor(link), cursor, link);
  });

  it('reads the end of a token in all its forms', () => {
    const now = new Date('2026-11-21T10:00:00Z');
    const table: [Record<string, unknown>, string][] = [
      [{ expires_in: 60 }, '2026-11-21T10:01:00.000Z'],
      [{ expires_in: '60' }, '2026-11-21T10:01:00.000Z'],
      [{ expires_at: '2026-11-21T12:00:00+01:00' }, '2026-11-21T11:00:00.000Z'],
      [{ expires: '2026-11-21T10:30:00Z' }, '2026-11-21T10:30:00.000Z'],
      [{ expires_at: now.getTime() / 1000 + 60 }, '2026-11-21T10:01:00.000Z'],
      [{}, '2026-11-21T11:00:00.000Z'],
      [{ expires_in: null, expires: 'soon' }, '2026-11-21T11:00:00.000Z'],
    ];
    for (const [fields, expected] of table) {
      const { expires_in, expires_at, expires } = fields;
      assert.equal(expiryOf({ expires_in, expires_at, expires }, now).toISOString(), expected, JSON.stringify(fields));
    }
  });
});
