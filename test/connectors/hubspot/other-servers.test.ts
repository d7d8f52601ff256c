import assert from 'node:assert/strict';
import { connectTo, failureOf, gathered, HIRE, startServer, TOKEN, TRACE, type Reply, type Seen } from './servers.js';
import type { CrmConnector } from '../../../connectors/roles/crm.js';

const PROPERTIES = { results: [{ name: 'email', type: 'string' }] };

/** Runs against a server that answers the account's properties by itself, and all else as told. */
async function against<T>(
  reply: (request: Seen, nth: number) => Reply,
  run: (crm: CrmConnector) => Promise<T>,
  environment: Record<string, string> = {},
): Promise<{ value: T; seen: Seen[] }> {
  let calls = 0;
  const server = await startServer((request) =>
    request.path.includes('/properties/') ? { body: PROPERTIES } : reply(request, (calls += 1)),
  );
  const crm = connectTo(server.url, environment);
  try {
    return { value: await run(crm), seen: server.seen.filter(({ path }) => !path.includes('/properties/')) };
  } finally {
    await crm.close();
    await server.close();
  }
}

const row = (id: string | number, properties: object = {}) => ({
  id,
  properties: { ats_candidate_id: '700123', advocate_id: 'adv-1', hired_on: '2026-11-20', ...properties },
});

describe('hubspot connector, against other legal answers: reading', () => {
  const read = async (properties: object) =>
    (
      await against(
        () => ({ body: row('9', properties) }),
        (crm) => crm.findHire('700123'),
      )
    ).value;

  it('asks for the unique property, with the token', async () => {
    const { seen } = await against(
      () => ({ body: row('9', { ats_candidate_id: 'a/b c' }) }),
      (crm) => crm.findHire('a/b c'),
    );
    assert.equal(seen[0]?.path, '/crm/v3/objects/contacts/a%2Fb%20c');
    assert.equal(seen[0]?.query.get('idProperty'), 'ats_candidate_id');
    assert.equal(
      seen[0]?.query.get('properties'),
      'ats_candidate_id,ats_application_id,advocate_id,referral_id,hired_on',
    );
    assert.equal(seen[0]?.headers.authorization, `Bearer ${TOKEN}`);
  });

  for (const [told, means] of [
    ['2026-11-20', '2026-11-20'],
    ['1795132800000', '2026-11-20'],
    [1_795_132_800_000, '2026-11-20'],
    ['2026-11-20T00:00:00Z', '2026-11-20'],
    ['2026-11-20T00:00:00.000Z', '2026-11-20'],
    ['1969-12-31', '1969-12-31'],
    ['', null],
    [null, null],
    [undefined, null],
  ] as const) {
    it(`takes ${JSON.stringify(told) ?? 'nothing'} as the day ${means}`, async () => {
      assert.equal((await read({ hired_on: told }))?.hiredOn, means);
    });
  }

  for (const told of ['2026-11-20T09:30:00Z', '1795132800001', '20.11.2026', '2026-02-31', 'soon', '12-2026']) {
    it(`does not take ${told} for a day, and does not repeat it`, async () => {
      const failure = await failureOf(read({ hired_on: told }));
      assert.equal(failure.type, 'VendorContract');
      assert.match(failure.message, /properties\.hired_on: expected a day/);
      assert.ok(!failure.message.includes(told));
    });
  }

  it('takes numbers for ids, and empty text for nothing', async () => {
    const { value } = await against(
      () => ({ body: row(9, { ats_application_id: 800_123, referral_id: '' }) }),
      (crm) => crm.findHire('700123'),
    );
    assert.deepEqual([value?.contactId, value?.applicationId, value?.referralId], ['9', '800123', null]);
  });

  it('does not take a record for the one that was asked for when it is of another candidate', async () => {
    const failure = await failureOf(read({ ats_candidate_id: '1' }));
    assert.equal(failure.type, 'VendorContract');
    assert.match(failure.message, /properties\.ats_candidate_id/);
  });

  const errors: [string, Reply, string, RegExp, number | undefined][] = [
    [
      'a 502 of a proxy',
      { status: 502, body: '<html>' },
      'VendorUnavailable',
      /502 without a described error/,
      undefined,
    ],
    ['a 524', { status: 524, body: '' }, 'VendorUnavailable', /524/, undefined],
    ['a lock', { status: 423, body: {} }, 'VendorThrottled', /locked/, 2_000],
    ['a migration', { status: 477, headers: { 'retry-after': '90' }, body: {} }, 'VendorThrottled', /moved/, 90_000],
    ['a migration without a time', { status: 477, body: {} }, 'VendorThrottled', /moved/, 3_600_000],
    ['the daily limit', { status: 429, body: { policyName: 'DAILY' } }, 'VendorThrottled', /limit DAILY/, 900_000],
    [
      'a wait that is told',
      { status: 429, headers: { 'retry-after': '7' }, body: '' },
      'VendorThrottled',
      /429/,
      7_000,
    ],
    ['a limit that is not', { status: 429, body: 'slow' }, 'VendorThrottled', /too many/, 10_000],
    [
      'scopes within the parts',
      {
        status: 403,
        body: {
          category: 'MISSING_SCOPES',
          errors: [{ message: 'x', context: { requiredScopes: ['a.read', 'b c'] } }],
        },
      },
      'VendorUnauthorized',
      /lacks a scope: one of a\.read$/,
      undefined,
    ],
    [
      'an expired token',
      { status: 401, body: { category: 'EXPIRED_AUTHENTICATION' } },
      'VendorUnauthorized',
      /EXPIRED/,
      undefined,
    ],
    [
      'texts that quote a person',
      { status: 400, body: { message: 'ada@mail.example was bad', category: 'ada@mail.example', errors: 'x' } },
      'VendorRejected',
      /400 with an error in words$/,
      undefined,
    ],
    ['a body that is no JSON', { status: 200, body: 'soon' }, 'VendorContract', /not JSON/, undefined],
    ['a body of another form', { status: 200, body: { id: {} } }, 'VendorContract', /id: expected an id/, undefined],
  ];
  for (const [name, reply, type, message, wait] of errors) {
    it(`understands ${name}`, async () => {
      const failure = await failureOf(
        against(
          () => reply,
          (crm) => crm.findHire('700123'),
        ),
      );
      assert.equal(failure.type, type);
      assert.match(failure.message, message);
      assert.doesNotMatch(failure.message, /mail\.example/);
      if (wait === undefined) assert.equal(failure.nextRetryDelay, undefined);
      else assert.ok(Math.abs(Number(failure.nextRetryDelay) - wait) < 1_000);
    });
  }
});

describe('hubspot connector, against other legal answers: writing', () => {
  const put = (reply: (request: Seen, nth: number) => Reply) => against(reply, (crm) => crm.putHire(HIRE, TRACE));

  it('sends one input with its trace, in headers alone where the account has no such properties', async () => {
    const { value, seen } = await put(() => ({
      status: 201,
      body: { results: [{ id: 5, properties: {}, new: true }] },
    }));
    assert.equal(value.recordId, '5');
    assert.deepEqual(seen[0]?.body, {
      inputs: [
        {
          idProperty: 'ats_candidate_id',
          id: '700123',
          objectWriteTraceId: '700123',
          properties: {
            firstname: 'Ada',
            lastname: 'Byron',
            email: 'ada@mail.example',
            phone: '+14155550123',
            ats_candidate_id: '700123',
            ats_application_id: '800123',
            advocate_id: 'adv-1',
            referral_id: 'ref-1',
            hired_on: '2026-11-20',
          },
        },
      ],
    });
    assert.equal(seen[0]?.headers['x-sent-from'], TRACE.sentFrom);
    assert.ok(String(seen[0]?.headers['x-sent-to']).endsWith('/crm/v3/objects/contacts/batch/upsert'));
  });

  const message = 'Contact already exists. Existing ID: 77';
  const conflicts: [string, Reply, boolean][] = [
    ['409 without an id', { status: 409, body: { category: 'CONFLICT', message: 'Contact already exists' } }, false],
    ['409 with an id', { status: 409, body: { category: 'CONFLICT', message } }, true],
    [
      '207 with an id in words',
      { status: 207, body: { results: [], errors: [{ category: 'CONFLICT', message }] } },
      true,
    ],
    [
      '207 with an id in the context',
      { status: 207, body: { errors: [{ category: 'CONFLICT', context: { existingId: ['77'] } }], numErrors: 1 } },
      true,
    ],
    [
      '400 for a unique e-mail address',
      {
        status: 400,
        body: {
          category: 'VALIDATION_ERROR',
          errors: [{ code: 'CONFLICTING_UNIQUE_VALUE', context: { propertyName: ['email'] } }],
        },
      },
      false,
    ],
  ];
  for (const [name, conflict, tellsId] of conflicts) {
    it(`adopts after ${name}`, async () => {
      const { value, seen } = await put(({ path, method }) => {
        if (path.endsWith('/upsert')) return conflict;
        if (path.endsWith('/batch/read')) return { body: { results: [row('77', { ats_candidate_id: null })] } };
        return method === 'PATCH' ? { body: { id: '77', properties: {} } } : { status: 500 };
      });
      assert.equal(value.recordId, '77');
      assert.deepEqual(seen[1]?.body, {
        idProperty: 'email',
        inputs: [{ id: 'ada@mail.example' }],
        properties: ['ats_candidate_id', 'email'],
      });
      assert.equal(seen[2]?.body.properties.ats_candidate_id, '700123');
    });

    if (!tellsId) continue;
    it(`adopts after ${name} where the address is not found, and leaves the contact's own`, async () => {
      const { seen } = await put(({ path, method }) => {
        if (path.endsWith('/upsert')) return conflict;
        if (path.endsWith('/batch/read')) {
          return { status: 207, body: { results: [], errors: [{ category: 'OBJECT_NOT_FOUND' }] } };
        }
        return { body: row('77', { ats_candidate_id: '', email: method === 'GET' ? 'first@mail.example' : null }) };
      });
      assert.deepEqual(
        seen.map(({ method, path }) => `${method} ${path.split('/contacts/')[1]}`),
        ['POST batch/upsert', 'POST batch/read', 'GET 77', 'PATCH 77'],
      );
      assert.equal(seen[3]?.body.properties.email, undefined);
      assert.equal(seen[3]?.body.properties.lastname, 'Byron');
    });
  }

  it('does not adopt what it cannot find', async () => {
    const failure = await failureOf(
      put(({ path }) =>
        path.endsWith('/upsert') ? { status: 409, body: { category: 'CONFLICT' } } : { status: 404, body: {} },
      ),
    );
    assert.equal(failure.type, 'VendorConflict');
    assert.match(failure.message, /shows none/);
  });

  const refusals: [string, Reply, string, RegExp][] = [
    [
      'a property in words only',
      {
        status: 400,
        body: {
          category: 'VALIDATION_ERROR',
          message:
            'Property values were not valid: [{"isValid":false,"error":"INVALID_EMAIL","name":"email","message":"ada"}]',
        },
      },
      'VendorRejected',
      /400 VALIDATION_ERROR, INVALID_EMAIL email$/,
    ],
    [
      'a partial answer with another error',
      {
        status: 207,
        body: {
          errors: [{ category: 'VALIDATION_ERROR', message: 'ada@mail.example is no good', context: { id: ['x'] } }],
        },
      },
      'VendorRejected',
      /207 VALIDATION_ERROR$/,
    ],
    [
      'another unique property',
      {
        status: 400,
        body: { errors: [{ code: 'CONFLICTING_UNIQUE_VALUE', context: { propertyName: ['referral_id'] } }] },
      },
      'VendorConflict',
      /CONFLICTING_UNIQUE_VALUE referral_id/,
    ],
    ['an empty result', { status: 200, body: { results: [] } }, 'VendorRejected', /200 without a described error/],
    ['no JSON', { status: 400, body: 'no' }, 'VendorRejected', /400 without a described error/],
  ];
  for (const [name, reply, type, message] of refusals) {
    it(`is refused by ${name}`, async () => {
      const failure = await failureOf(put(() => reply));
      assert.equal(failure.type, type);
      assert.match(failure.message, message);
      assert.doesNotMatch(failure.message, /ada/i);
    });
  }

  it('writes though the account cannot tell its properties', async () => {
    const server = await startServer(({ path }) =>
      path.includes('/properties/') ? { status: 500 } : { body: { results: [{ id: '5', properties: {} }] } },
    );
    const crm = connectTo(server.url);
    assert.equal((await crm.putHire(HIRE, TRACE)).recordId, '5');
    await crm.close();
    await server.close();
  });

  it('never lets an address into a path, nor into a failure', async () => {
    const { value, seen } = await against(
      ({ path }) => (path.endsWith('/batch/read') ? { status: 500 } : { body: {} }),
      async (crm) => {
        const advocate = { advocateId: 'adv-1', email: 'maya@acme.example', hires: 1 };
        // The account of this server has no mark: one that cannot tell is asked for.
        return crm.tagAdvocate(advocate, TRACE);
      },
    );
    assert.equal(value, undefined);
    assert.deepEqual(seen, []);
    const server = await startServer(() => ({ status: 500 }));
    const crm = connectTo(server.url);
    const failure = await failureOf(crm.tagAdvocate({ advocateId: 'a', email: 'maya@acme.example', hires: 1 }, TRACE));
    assert.doesNotMatch(JSON.stringify([failure.message, failure.details]), /maya/);
    assert.ok(server.seen.every(({ path }) => !path.includes('maya')));
    await crm.close();
    await server.close();
  });
});

describe('hubspot connector, against other legal answers: searching', () => {
  it('gives all that it can read, and then names what it cannot', async () => {
    const rows = [row('1'), row('2', { hired_on: 'soon' }), { id: '3' }, 'x', row('5')];
    const { value } = await against(
      () => ({ body: { results: rows } }),
      (crm) => gathered(crm.listHires()),
    );
    assert.deepEqual(
      value.rows.map(({ contactId }) => contactId),
      ['1', '5'],
    );
    assert.equal(value.failure?.type, 'VendorContract');
    assert.match(
      value.failure?.message ?? '',
      /^hubspot: 3 left out that could not be read: contact 2: properties\.hired_on/,
    );
    assert.match(value.failure?.message ?? '', /contact 3: properties: /);
  });

  it('does not go round in circles', async () => {
    const page = { results: [row('1')], paging: { next: { after: 1 } } };
    const { value } = await against(
      () => ({ body: page }),
      (crm) => gathered(crm.listHires()),
    );
    assert.equal(value.failure?.type, 'VendorContract');
  });

  it('repeats a search that came too early for others, and no more often than that', async () => {
    const tooMany: Reply = { status: 429, body: { errorType: 'RATE_LIMIT', policyName: 'SECONDLY' } };
    const { value, seen } = await against(
      (_request, nth) => (nth < 3 ? tooMany : { body: { results: [] } }),
      (crm) => gathered(crm.listHires()),
    );
    assert.deepEqual([value.rows, value.failure, seen.length], [[], undefined, 3]);
  });

  it('hands back a longer wait', async () => {
    const { value, seen } = await against(
      () => ({ status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } }),
      (crm) => gathered(crm.listHires()),
    );
    assert.deepEqual([value.failure?.type, seen.length], ['VendorThrottled', 1]);
  });

  it('looks for a summary by one word, and takes only what holds it', async () => {
    const { value, seen } = await against(
      (_request, nth) => ({
        body: { results: nth === 1 ? [{ id: '1', properties: { hs_note_body: 'of another' } }, 'x'] : [] },
      }),
      (crm) => crm.findSummary('a marker: with signs'),
      { HUBSPOT_SEARCH_WAIT: '1s' },
    );
    assert.equal(value, undefined);
    assert.equal(seen.length, 2);
    const [filter] = seen[0]?.body.filterGroups[0].filters ?? [];
    assert.equal(filter.operator, 'CONTAINS_TOKEN');
    assert.match(filter.value, /^hl[0-9a-f]{24}$/);
  });
});
