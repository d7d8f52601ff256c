import assert from 'node:assert/strict';
import { connector } from '../../../connectors/checkr/index.js';
import type { ScreeningConnector } from '../../../connectors/roles/screening.js';
import { connectTo, KEY, startSimulator, type RunningSimulator } from './harness.js';
import { contextFor, failureOf } from './servers.js';

describe('checkr connector, against the simulator', () => {
  let checkr: RunningSimulator;
  let screening: ScreeningConnector;
  before(async () => {
    checkr = await startSimulator();
    screening = connectTo(checkr.url);
  });
  after(async () => {
    await screening.close();
    await checkr.close();
  });

  const order = async (body: object = {}): Promise<string> => {
    const made = await checkr.control('POST', '/reports', {
      applicationId: 700123,
      email: 'ada@mail.example',
      ...body,
    });
    assert.equal(made.status, 201);
    return made.body.id as string;
  };
  const advance = (id: string, change: object) => checkr.control('POST', `/reports/${id}/advance`, change);

  it('reads a pending report, and whose it is', async () => {
    const id = await order({ package: 'driver_pro' });
    assert.deepEqual(await screening.readResult(id), {
      result: {
        screening: 'checkr',
        resultId: id,
        kind: 'background_check',
        name: 'driver_pro',
        status: 'pending',
        outcome: null,
        adjudication: null,
        score: null,
        maxScore: null,
        completedAt: null,
        updatedAt: null,
        url: `https://dashboard.checkr.com/reports/${id}`,
      },
      applicationId: '700123',
      email: 'ada@mail.example',
    });
  });

  it('follows a report through suspension, a finding, adverse action, dispute and its end', async () => {
    const id = await order();
    const steps: [object, string, string | null, string | null][] = [
      [{ status: 'suspended' }, 'suspended', null, null],
      [{ status: 'pending' }, 'pending', null, null],
      [{ status: 'complete', result: 'consider' }, 'complete', 'review', null],
      [{ adjudication: 'pre_adverse_action' }, 'complete', 'review', 'pre_adverse_action'],
      [{ status: 'dispute' }, 'disputed', 'review', 'pre_adverse_action'],
      [{ status: 'complete', result: 'clear', adjudication: null }, 'complete', 'clear', null],
      [{ adjudication: 'engaged' }, 'complete', 'clear', 'engaged'],
    ];
    for (const [change, status, outcome, adjudication] of steps) {
      await advance(id, change);
      const { result } = await screening.readResult(id);
      assert.deepEqual([result.status, result.outcome, result.adjudication], [status, outcome, adjudication]);
    }
    const { result } = await screening.readResult(id);
    assert.ok(result.completedAt && result.updatedAt && result.updatedAt >= result.completedAt);
  });

  it('keeps nothing of the person but address and application', async () => {
    const id = await order();
    assert.equal((await checkr.api('GET', `/v1/reports/${id}?include=candidate`)).body.candidate.ssn, 'XXX-XX-0000');
    assert.doesNotMatch(JSON.stringify(await screening.readResult(id)), /XXX-XX|ssn|first_name/);
  });

  it('says that a report does not exist', async () => {
    const failure = await failureOf(screening.readResult('000000000000000000000000'));
    assert.equal(failure.type, 'VendorNotFound');
    assert.equal(failure.nonRetryable, true);
  });

  it('is refused with another key, and says so of the connection', async () => {
    const stranger = connectTo(checkr.url, { CHECKR_API_KEY: 'unknown-key' });
    const failure = await failureOf(stranger.readResult('any'));
    assert.equal(failure.type, 'VendorUnauthorized');
    assert.match(failure.message, /401 invalid_request_error/);
    const status = await stranger.checkConnection();
    assert.equal(status.ok, false);
    assert.doesNotMatch(status.detail, /unknown-key/);
    await stranger.close();
  });

  it('signs in with the newest key', async () => {
    const rotated = connectTo(checkr.url, { CHECKR_API_KEY: ` ${KEY} , older-key` });
    assert.equal((await rotated.checkConnection()).ok, true);
    await rotated.close();
  });

  it('tells the account, and when it is another than ours', async () => {
    const { ok, detail } = await screening.checkConnection();
    assert.equal(ok, true);
    const [, account = ''] = /^account (\w+)$/.exec(detail) ?? [];
    const ours = connectTo(checkr.url, { CHECKR_ACCOUNT_ID: account });
    assert.deepEqual(await ours.checkConnection(), { ok, detail });
    const theirs = connectTo(checkr.url, { CHECKR_ACCOUNT_ID: 'another' });
    assert.equal((await theirs.checkConnection()).ok, false);
    await Promise.all([ours.close(), theirs.close()]);
  });

  it('waits when it is throttled', async () => {
    const tight = await startSimulator({ rateLimit: 1 });
    const observed: unknown[] = [];
    const blocked: Date[] = [];
    const limiter = {
      acquire: () => Promise.resolve(),
      observe: (_vendor: string, told: unknown) => void observed.push(told),
      block: (_vendor: string, until: Date) => void blocked.push(until),
    };
    const hurried = connectTo(tight.url, {}, { limiter });
    // Three, as a minute may end in between.
    const failures = [];
    for (let n = 0; n < 3; n += 1) failures.push(await failureOf(hurried.readResult('any')));
    const throttled = failures.filter((failure) => failure.type === 'VendorThrottled');
    assert.ok(throttled.length > 0);
    assert.ok(throttled.every((failure) => failure.nextRetryDelay));
    assert.equal(blocked.length, throttled.length);
    assert.deepEqual(Object.keys(observed[0] as object).sort(), ['limit', 'remaining', 'resetAt']);
    await hurried.close();
    await tight.close();
  });

  it('names the variable that is missing', () => {
    assert.throws(() => connector.create(contextFor({})), /CHECKR_API_KEY/);
  });

  it('holds no field of the map', () => {
    assert.ok(connector.checkBinding('screening', 'firstName', { path: 'candidate.first_name' }));
  });
});
