import assert from 'node:assert/strict';
import fc from 'fast-check';
import { modules } from '../../connectors/registry.js';
import { startIngress, type TestIngress } from './harness.js';

type Path = readonly (string | number)[];

const AT = '2026-11-20T10:00:00Z';
const UUID = '6f9619ff-8b86-4011-b42d-00cf4fc964ff';

/** Events of each vendor that mean something, so that as much as possible of them is read. */
const EXAMPLES: Record<string, unknown[]> = {
  greenhouse: [
    { action: 'offer_updated', payload: { id: 1, application_id: '8', offer_status: 'Accepted' } },
    { action: 'hire_candidate', payload: { application: { id: '8' } } },
    { action: 'merge_candidate', payload: { person: { id: '7', new_candidate_id: '9' } } },
  ],
  bamboohr: [{ type: 'employee.updated', timestamp: AT, data: { employeeId: '7', changedFields: ['payRate'] } }],
  gusto: [
    {
      ...{ uuid: UUID, event_type: 'employee.updated', resource_type: 'Company', resource_uuid: UUID },
      ...{ entity_type: 'Employee', entity_uuid: UUID, timestamp: AT },
    },
    { event_type: 'employee.updated', entity_uuid: UUID, timestamp: AT },
  ],
  checkr: [{ id: 'e1', type: 'report.completed', account_id: 'a1', data: { object: { object: 'report', id: 'r1' } } }],
  codesignal: [
    { event: 'companyTestSessionFinished', triggeredOn: '1795168800000', payload: { testSessionId: 'session-1' } },
  ],
  hubspot: [
    [
      {
        ...{ eventId: '1', subscriptionId: '2', portalId: '3', occurredAt: '4', objectId: '5' },
        ...{ subscriptionType: 'contact.propertyChange', propertyName: 'hired_on', changeSource: 'CRM_UI' },
      },
    ],
  ],
  sendgrid: [
    [
      {
        ...{ event: 'delivered', timestamp: '1795168800', sg_event_id: 'e1', sg_message_id: 'm1.filter' },
        ...{ message_key: 'k1', email: 'ada@mail.example' },
      },
    ],
  ],
  twilio: [{ MessageSid: 'SM1', MessageStatus: 'delivered', AccountSid: 'AC00000000000000000000000000000000' }],
  saasquatch: [
    { id: 'd1', type: 'referral.started', tenantAlias: 'test_acme', data: { id: 'r1' } },
    { id: 'd2', type: 'user.created', tenantAlias: 'test_acme', data: { id: 'u1', referredByCodes: ['CODE'] } },
  ],
  growsurf: [
    {
      ...{ event: 'NEW_PARTICIPANT_ADDED', createdAt: AT },
      data: { id: 'p1', referredBy: 'p0', campaign: { id: 'acme01' } },
    },
  ],
  engagement: [
    { type: 'link.clicked', timestamp: AT, data: { advocateId: 'a1', jobId: 'j1', channel: 'mail', shareId: 's1' } },
    { type: 'post.shared', timestamp: AT, data: { events: [{ advocateId: 'a1', jobId: 'j1', timestamp: AT }] } },
  ],
};

/** What no text of PostgreSQL's can hold, what its indexes cannot, and what has a meaning elsewhere. */
const oddity = fc.oneof(
  fc.constantFrom('\0', '\ud800', '\udfff', '\udc00\ud800', '\\u0000', '\u2028', '😀', '../', '%00'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.uint8Array({ minLength: 900, maxLength: 3_000 }).map((bytes) => Buffer.from(bytes).toString('hex')),
);

const odd = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(text) },
    { weight: 1, arbitrary: oddity },
    {
      weight: 2,
      arbitrary: fc
        .tuple(oddity, fc.nat(text.length))
        .map(([one, index]) => text.slice(0, index) + one + text.slice(index)),
    },
  );

/** The example, with any of its texts odd. */
function oddVersions(example: unknown): fc.Arbitrary<unknown> {
  const places = textsOf(example);
  return fc.tuple(...places.map(([, text]) => odd(text))).map((texts) => {
    const copy: unknown = structuredClone(example);
    places.forEach(([path], index) => put(copy, path, texts[index]));
    return copy;
  });
}

function textsOf(value: unknown, path: Path = []): [Path, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => textsOf(inner, [...path, key]));
}

function put(root: unknown, path: Path, text: unknown): void {
  const last = path[path.length - 1] ?? '';
  const holder = path.slice(0, -1).reduce<any>((inner, key) => inner[key], root);
  holder[last] = text;
}

const written = (vendor: string, body: unknown): string =>
  vendor === 'twilio' ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body);

describe('any text in a rightly signed webhook', function () {
  this.timeout(120_000);
  let ingress: TestIngress;
  before(async () => {
    ingress = await startIngress();
  });
  after(() => ingress?.stop());

  it('is tried with every vendor that sends webhooks', () => {
    const senders = [...modules.values()].filter(({ webhooks }) => webhooks).map(({ manifest }) => manifest.vendor);
    assert.deepEqual(Object.keys(EXAMPLES).sort(), senders.sort());
  });

  for (const [vendor, examples] of Object.entries(EXAMPLES)) {
    it(`of ${vendor} is answered 200 and kept, whatever it holds`, async () => {
      for (const example of examples) {
        const plain = await ingress.deliver(vendor, written(vendor, example));
        assert.equal(plain.status, 200);
        assert.equal(plain.body['quarantined'], undefined, JSON.stringify(plain.body));
      }
      const deliveries = fc.record({
        body: fc.oneof(...examples.map(oddVersions)).map((body) => written(vendor, body)),
        query: fc.oneof(fc.constant(''), fc.constantFrom('?key=a%00b', '?key=%ed%a0%80', `?key=${'x'.repeat(3_000)}`)),
      });
      await fc.assert(
        fc.asyncProperty(deliveries, async ({ body, query }) => {
          const { status, body: answer } = await ingress.deliver(vendor, body, { query });
          assert.equal(status, 200, JSON.stringify(answer));
          const { rows } = await ingress.db.query<{ status: string; held: boolean }>(
            'select status, body = $2 as held from deliveries where id = $1',
            [answer['deliveryId'], Buffer.from(body)],
          );
          assert.equal(rows.length, 1);
          assert.equal(rows[0]?.status === 'quarantined', answer['quarantined'] === true);
          assert.ok(rows[0]?.held || answer['duplicate']);
        }),
        { numRuns: 100 },
      );
    });
  }
});
