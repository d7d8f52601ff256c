import assert from 'node:assert/strict';
import { findReferral } from '../../ledger/referrals.js';
import { referralWorkflowId } from '../../workflows/contract.js';
import { Ground } from '../reconciliation/ground.js';

type Json = Record<string, any>;

const JOB = '601';

/** The activities of a referral on the simulators of the ATS and the advocacy platform, over their wire protocols. */
describe('referrals on the simulators', function () {
  this.timeout(60_000);
  let ground: Ground;
  before(async () => {
    ground = await Ground.start();
  });
  after(() => ground?.stop());

  let people = 0;
  const applies = async (advocateId: string, change: Json = {}): Promise<string> => {
    people += 1;
    const { email = `person${people}@mail.example`, phone = `+1201555${1000 + people}`, consentAt } = change;
    const made = await ground.call('POST', '/saasquatch/_sandbox/applications', {
      ...{ advocateId, jobId: JOB, sendWebhooks: false },
      candidate: { firstName: 'Robin', lastName: `Referred${people}`, email, phone },
      consentAt: consentAt === undefined ? '2026-11-20T10:00:00Z' : consentAt,
    });
    return String(made['referralId']);
  };
  const ref = (referralId: string) => ({ advocacy: 'saasquatch', referralId });
  const capture = async (referralId: string) => {
    const run = { workflowId: referralWorkflowId('saasquatch', referralId) };
    const reading = await ground.act('readReferral', [ref(referralId)], run);
    assert.equal(reading.outcome, 'ready', reading.reason ?? '');
    const outcome = await ground.act('captureReferral', [ref(referralId)], run);
    if (outcome.status === 'captured') {
      await ground.act('showStatus', [{ ats: 'greenhouse', applicationId: outcome.applicationId! }], run);
    }
    return outcome;
  };
  const record = async (referralId: string) => (await findReferral(ground.database.pool, ref(referralId)))!;
  const users = () => ground.call<Json[]>('GET', '/saasquatch/_sandbox/users');
  const shown = async (referralId: string) => {
    const { referredUserId } = await record(referralId);
    return (await users()).find(({ id }) => id === referredUserId)?.['customFields'].applicationStatus as unknown;
  };
  const candidates = (email: string) =>
    ground.call<Json[]>('GET', `/greenhouse/_sandbox/candidates?email=${encodeURIComponent(email)}`);

  it('brings a candidate to the ATS once, with source, advocate and consent, and follows their stages', async () => {
    const referralId = await applies('adv-1001', { email: 'once@mail.example' });
    const { applicationId } = await capture(referralId);
    await capture(referralId);
    const [found, ...others] = await candidates('once@mail.example');
    assert.deepEqual([others.length, found?.['applications'].length], [0, 1]);
    const { application, source } = await ground.call('GET', `/greenhouse/_sandbox/applications/${applicationId}`);
    const fields = application.custom_fields as Record<string, { value: unknown }>;
    assert.deepEqual([fields['advocate_id']?.value, fields['referral_id']?.value], ['adv-1001', referralId]);
    assert.equal(Date.parse(String(fields['referral_consent_at']?.value)), Date.parse('2026-11-20T10:00:00Z'));
    assert.equal(source.name, 'Referral');
    assert.deepEqual([(await record(referralId)).disposition, await shown(referralId)], ['created', 'in_review']);
    await ground.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/move`, { stage: 'Face to Face' });
    await ground.act('showStatus', [{ ats: 'greenhouse', applicationId: applicationId! }]);
    assert.equal(await shown(referralId), 'interviewing');
  });

  it('finds the same candidate by phone under another address, and rejects the second advocate', async () => {
    const first = await applies('adv-1001', { email: 'first@mail.example', phone: '+12015559001' });
    await capture(first);
    const second = await applies('adv-1002', { email: 'second@mail.example', phone: '+12015559001' });
    const outcome = await capture(second);
    assert.equal(outcome.status, 'rejected');
    assert.deepEqual(await candidates('second@mail.example'), []);
    assert.deepEqual([(await record(first)).share, (await record(second)).share].map(Number), [1, 0]);
    await capture(second);
  });

  it('updates a candidate whom the ATS has by its own means, found by a number in another form', async () => {
    const made = await ground.call('POST', '/greenhouse/_sandbox/hires', {
      ...{ first_name: 'Known', last_name: 'Before', email: 'known@mail.example', phone: '(201) 555-9002' },
      offer: { starts_on: '2027-01-04', salary: 130_000, manager_email: 'maya.lindqvist@acme.example' },
    });
    const referralId = await applies('adv-1003', { email: 'otherwise@mail.example', phone: '+12015559002' });
    await capture(referralId);
    assert.equal((await record(referralId)).candidateId, String(made['candidate_id']));
  });

  it('keeps nothing of whoever has not agreed', async () => {
    const referralId = await applies('adv-1001', { email: 'silent@mail.example', consentAt: null });
    const reading = await ground.act('readReferral', [ref(referralId)]);
    assert.equal(reading.outcome, 'no_consent');
    assert.deepEqual(await candidates('silent@mail.example'), []);
    assert.equal((await record(referralId)).email, null);
  });

  it('finds the referral of a user, and learns who the advocate is', async () => {
    const referralId = await applies('adv-1004');
    const referredUserId = String((await users()).at(-1)?.['id']);
    const user = { advocacy: 'saasquatch', referredUserId };
    assert.deepEqual(await ground.act('requestReferralsOf', [user]), { found: 1 });
    await ground.act('readReferral', [ref(referralId)]);
    const { rows } = await ground.database.pool.query(`select name is not null as named, active from advocates
      where advocate_id = 'adv-1004'`);
    assert.deepEqual(rows, [{ named: true, active: true }]);
  });
});
