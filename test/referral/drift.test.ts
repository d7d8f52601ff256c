import assert from 'node:assert/strict';
import { listDrift, type DriftStatus } from '../../ledger/vendor-drift.js';
import type { Referral } from '../../schemas/referral.js';
import { referralWorkflowId } from '../../workflows/contract.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ScriptedAts } from './scripted-ats.js';
import { ADVOCACY, ReferralStage, ScriptedPlatform } from './stage.js';

describe('places of the advocacy platform that vanish', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let platform: ScriptedPlatform;
  let stage: ReferralStage;
  beforeEach(async () => {
    database = await freshDatabase();
    platform = new ScriptedPlatform();
    stage = new ReferralStage(database.pool, new ScriptedAts(), platform);
  });
  afterEach(() => database.drop());

  const drift = async (...statuses: DriftStatus[]) =>
    (await listDrift(database.pool, statuses.length > 0 ? statuses : ['suspected', 'open'], 50)).map(
      ({ status, mappedAt, runs }) => [status, ...mappedAt, runs.length],
    );
  const asked = async () =>
    (
      await database.pool.query<{ event: { referralId?: string } }>('select event from deliveries order by seq')
    ).rows.map(({ event }) => event.referralId);
  const refers = (id: string, change: Partial<Referral> = {}) =>
    platform.refers(id, 'ann', { email: `${id}@mail.example`, ...change });
  const read = (id: string) =>
    stage.perform('readReferral', [{ advocacy: ADVOCACY, referralId: id }], referralWorkflowId(ADVOCACY, id));
  const stop = async (...ids: string[]) => {
    for (const id of ids) {
      refers(id, { jobId: null });
      await stage.stops(id);
    }
  };
  const job = (status: DriftStatus, runs: number) => [[status, 'referral.jobId.advocacy', runs]];

  it('one that is empty may be nobody’s doing; as many new ones in a row as policy says are', async () => {
    await stop('r1', 'r2');
    assert.deepEqual(await drift(), job('suspected', 2));
    refers('r3');
    await stage.capture('r3');
    assert.deepEqual(await drift(), [], 'a new referral holds it');
    await stop('r4', 'r5', 'r6');
    assert.deepEqual(await drift(), job('open', 3));
  });

  it('the same referral again is no further sign, and one of before proves nothing', async () => {
    refers('old');
    await stage.capture('old');
    await stop('r1', 'r1', 'r1', 'r2');
    await stage.capture('old');
    assert.deepEqual(await drift(), job('suspected', 2));
  });

  it('one of a like name beside it tells at once, and only what it touches has stopped', async () => {
    refers('r1', { jobId: null, renamed: { jobId: 'user.customFields.job_id' } });
    const { message } = await stage.stops('r1');
    assert.match(message, /user\.customFields\.job_id holds something/);
    assert.deepEqual(await drift(), job('open', 1));
    refers('r2');
    await stage.capture('r2');
    assert.deepEqual(await drift(), job('open', 1), 'the other has not mended the first');
  });

  it('those that have stopped go on once one of them holds it again', async () => {
    await stop('r1', 'r2', 'r3');
    refers('r2');
    await stage.capture('r2');
    assert.deepEqual(await drift('open'), []);
    assert.deepEqual(new Set(await asked()), new Set(['r1', 'r3']));
  });

  it('a consent of another name is no missing consent', async () => {
    refers('r1', { consentAt: null, renamed: { consentAt: 'user.customFields.consent_at' } });
    await assert.rejects(read('r1'), /consentAt is empty .*consent_at holds something/);
    assert.match((await stage.stops('r1')).message, /consent_at/);
    assert.deepEqual(await drift(), [['open', 'referral.consentAt.advocacy', 1]]);
  });

  it('a consent that nobody gives any more is told of, however often those who wait are looked at', async () => {
    const most = stage.deps.policy.drift.noConsentInARow;
    for (let n = 1; n < most; n += 1) {
      refers(`w${n}`, { consentAt: null });
      for (let times = 0; times < 2; times += 1) assert.equal((await read(`w${n}`)).outcome, 'no_consent');
    }
    assert.deepEqual(await drift(), [['suspected', 'referral.consentAt.advocacy', most - 1]]);
    refers('last', { consentAt: null });
    assert.equal((await read('last')).outcome, 'no_consent');
    assert.deepEqual(await drift(), [['open', 'referral.consentAt.advocacy', most]]);
    refers('w1');
    await read('w1');
    assert.deepEqual(await drift(), []);
    assert.equal((await asked()).length, most - 1);
  });

  it('candidates who wait are no sign where others agree', async () => {
    for (let n = 0; n < 12; n += 1) {
      refers(`n${n}`, n % 4 === 3 ? {} : { consentAt: null });
      await read(`n${n}`);
    }
    for (let n = 0; n < 12; n += 1) await read(`n${n}`);
    assert.deepEqual(await drift('open'), []);
  });

  it('a number under another name stops nobody, and is told', async () => {
    refers('r1', { renamed: { phone: 'user.customFields.Phone' } });
    await stage.capture('r1');
    assert.deepEqual(await drift(), [['open', 'referral.phone.advocacy', 1]]);
  });
});
