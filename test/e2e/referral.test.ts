import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

type Json = Record<string, any>;

interface Applied {
  referralId: string;
  referredUserId: string;
  email: string;
}

interface Application {
  email?: string;
  /** Null: they have not agreed. */
  consentAt?: string | null;
  sendWebhooks?: boolean;
}

describe('from a shared link to a paid-for hire, end to end over real servers', function () {
  this.timeout(180_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({
      ...{ HIRELINE_HRIS_EVENT_WAIT: '3s', HIRELINE_BONUS_RETENTION: '1s', HIRELINE_BONUS_RETENTION_FROM: 'hired' },
      ...{ HIRELINE_BONUS_CHECK_EVERY: '2s' },
    });
  });
  after(() => stack?.stop());

  let people = 0;
  const now = () => new Date().toISOString();
  const newEmail = () => `referred${(people += 1)}@mail.example`;
  const phoneOf = (email: string) => `+1201555${String(100 + Number(/\d+/.exec(email)?.[0] ?? 0)).padStart(4, '0')}`;

  async function apply(
    advocateId: string,
    { email = newEmail(), consentAt = now(), sendWebhooks = true }: Application = {},
  ): Promise<Applied> {
    const candidate = { firstName: 'Robin', lastName: `Referred${people}`, email, phone: phoneOf(email) };
    const made = await stack.call<Json>('POST', '/saasquatch/_sandbox/applications', {
      ...{ advocateId, jobId: '601', candidate, consentAt, sendWebhooks },
    });
    return { referralId: made['referralId'], referredUserId: made['referredUserId'], email };
  }

  const api = async <T = Json>(path: string): Promise<T | undefined> => {
    const response = await fetch(`${stack.url}/api${path}`);
    return response.ok ? ((await response.json()) as T) : undefined;
  };
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${stack.url}/api${path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const referral = async ({ referralId }: Pick<Applied, 'referralId'>) => {
    const [row] = await stack.query<Json>('select * from referrals where referral_id = $1', [referralId]);
    return row;
  };
  const settled = (applied: Applied, status: string): Promise<Json> =>
    eventually(`referral ${status}`, async () => {
      const row = await referral(applied);
      return row?.['status'] === status && row;
    });
  const application = async (id: string): Promise<Json> =>
    (await stack.call<Json>('GET', `/greenhouse/_sandbox/applications/${id}`))['application'] as Json;
  const field = (record: Json, key: string): unknown => record['custom_fields'][key]?.value;
  const candidates = (email: string) =>
    stack.call<Json[]>('GET', `/greenhouse/_sandbox/candidates?email=${encodeURIComponent(email)}`);
  const shown = async ({ referredUserId }: Applied): Promise<unknown> => {
    const users = await stack.call<Json[]>('GET', '/saasquatch/_sandbox/users');
    return users.find(({ id }) => id === referredUserId)?.['customFields'].applicationStatus;
  };
  const shownAs = (applied: Applied, status: string) =>
    eventually(`the advocate sees ${status}`, async () => (await shown(applied)) === status);
  const contacts = async (candidateId: string) =>
    (await stack.call<Json[]>('GET', '/hubspot/_sandbox/contacts')).filter(
      ({ properties }) => properties.ats_candidate_id === candidateId,
    );
  const bonusOf = async (applicationId: string) =>
    (await api<{ items: Json[] }>(`/bonuses?applicationId=${applicationId}`))?.items[0];

  /** Offer, acceptance, hire. */
  async function hired(applicationId: string): Promise<void> {
    await stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/offer`, {
      ...{ salary: '120000', starts_on: '2027-02-01', manager_email: 'maya.lindqvist@acme.example' },
    });
    await stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/accept_offer`, {});
    await eventually('the hire done', async () => (await api(`/hires/${applicationId}`))?.['status'] === 'done', 60);
    await stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/hire`, {});
  }

  it('takes a share to an attributed hire and its bonus, with the same advocate in all three systems', async () => {
    const advocateId = 'adv-1002';
    await stack.call('POST', '/engagement/_sandbox/shares', { advocateId, jobId: '601', channel: 'linkedin' });
    await stack.call('POST', '/engagement/_sandbox/clicks', { advocateId, jobId: '601', channel: 'linkedin' });
    const applied = await apply(advocateId);
    const row = await settled(applied, 'captured');
    const [applicationId, candidateId] = [String(row['application_id']), String(row['candidate_id'])];
    const record = await application(applicationId);
    assert.deepEqual([field(record, 'advocate_id'), field(record, 'referral_id')], [advocateId, applied.referralId]);
    assert.ok(field(record, 'referral_consent_at'));

    await stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/move`, { stage: 'Phone Interview' });
    await shownAs(applied, 'interviewing');
    await hired(applicationId);
    await shownAs(applied, 'hired');
    const [contact, ...more] = await eventually('the contact', async () => {
      const found = await contacts(candidateId);
      return found.length > 0 && found;
    });
    assert.equal(more.length, 0);
    const { properties } = contact as Json;
    assert.deepEqual(
      [properties.advocate_id, properties.referral_id, properties.ats_application_id],
      [advocateId, applied.referralId, applicationId],
    );
    assert.match(properties.hired_on, /^\d{4}-\d{2}-\d{2}$/);

    const bonus = await eventually('the question', async () => {
      const found = await bonusOf(applicationId);
      return found?.['status'] === 'awaiting_approval' && found;
    });
    assert.equal(bonus['amount'], '1500.00');
    const decided = await post(`/bonuses/${encodeURIComponent(bonus['id'])}/decision`, { decision: 'approve' });
    assert.equal(decided.status, 202, JSON.stringify(decided.body));
    await eventually('the payout', async () => (await bonusOf(applicationId))?.['status'] === 'paid');
    const paid = (await stack.call<Json[]>('GET', '/gusto/_sandbox/adjustments')).filter(
      ({ kind }) => kind === 'payment',
    );
    assert.deepEqual(
      paid.map(({ amount }) => Number(amount)),
      [1500],
    );

    const chain = await api<{ chains: Json[] }>(`/hires/${applicationId}/attribution`);
    const [only] = chain?.chains ?? [];
    assert.deepEqual([only?.['shares'], only?.['clicks']], [1, 1]);
    const types = new Set((only?.['events'] as Json[]).map(({ type }) => type));
    for (const type of ['applied', 'consent', 'ownership', 'stage', 'offer', 'hired', 'bonus']) {
      assert.ok(types.has(type), `${type} of ${[...types].join()}`);
    }

    await stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/unhire`, {});
    await eventually('the hire taken from the CRM', async () => {
      const [kept] = await contacts(candidateId);
      return !kept?.['properties'].hired_on && kept?.['properties'].advocate_id === advocateId;
    });
  });

  it('updates the candidate who applies twice, and creates nothing', async () => {
    const first = await apply('adv-1001');
    const one = await settled(first, 'captured');
    const again = await apply('adv-1001', { email: first.email.toUpperCase() });
    const two = await settled(again, 'captured');
    assert.equal(two['application_id'], one['application_id']);
    const found = await candidates(first.email);
    assert.deepEqual([found.length, found[0]?.['applications'].length], [1, 1]);
  });

  it('decides between two advocates by rule, says why, and tells the platform', async () => {
    const first = await apply('adv-1001');
    await settled(first, 'captured');
    const second = await apply('adv-1005', { email: first.email });
    const row = await settled(second, 'rejected');
    assert.ok(row['ownership_reason']);
    assert.equal((await candidates(first.email)).length, 1);
    const events = await stack.call<Json[]>('GET', '/saasquatch/_sandbox/events');
    assert.ok(
      JSON.stringify(events).includes('referral_rejected') && JSON.stringify(events).includes(second.referredUserId),
    );
  });

  it('lets nothing personal cross without consent, and goes on by itself when it is there', async () => {
    const applied = await apply('adv-1003', { consentAt: null });
    const row = await settled(applied, 'waiting_for_consent');
    assert.deepEqual([row['email'], row['first_name'], row['phone']], [null, null, null]);
    assert.equal((await candidates(applied.email)).length, 0);
    await stack.call('POST', `/saasquatch/_sandbox/users/${applied.referredUserId}/consent`, {
      consentAt: new Date().toISOString(),
    });
    const retried = await post(`/referrals/saasquatch/${applied.referralId}/retry`, {});
    assert.equal(retried.status, 202, JSON.stringify(retried.body));
    await settled(applied, 'captured');
    assert.equal((await candidates(applied.email)).length, 1);
  });

  it('finds a delivery that was lost in the audit, and captures it', async () => {
    const lost = await apply('adv-1006', { sendWebhooks: false });
    const audit = await post('/attribution/audits', {});
    assert.equal(audit.status, 202);
    const variance = await eventually('the variance', async () => {
      const page = await api<{ items: Json[] }>('/attribution/variances?status=open');
      return page?.items.find(({ referralId }) => referralId === lost.referralId);
    });
    assert.deepEqual([variance['cause'], variance['action']], ['payload_never_came', 'capture']);
    await post(`/attribution/variances/${variance['id']}/resolve`, { action: 'capture' });
    await settled(lost, 'captured');
    await eventually('the variance resolved', async () => {
      const page = await api<{ items: Json[] }>('/attribution/variances?status=resolved');
      return page?.items.some(({ id }) => id === variance['id']);
    });
  });
});
