import assert from 'node:assert/strict';
import { ApiServer, type AskedFor } from './api-server.js';

const REFERRAL = {
  ...{ advocacy: 'saasquatch', referralId: 'r1', advocateId: 'ann', advocateName: 'Ann Ash', jobId: '5' },
  ...{
    candidateName: 'Ada Byron',
    candidateId: '70',
    applicationId: '7',
    share: '0.500000',
    ownershipReason: 'Split.',
  },
  ...{ status: 'captured', statusReason: null, advocateStatus: 'in_review', runUrl: 'http://ui/run' },
  updatedAt: '2026-11-22T00:41:08.000Z',
};
const CHAIN = {
  referral: REFERRAL,
  share: { at: '2026-10-01T00:00:00.000Z', channel: 'linkedin' },
  ...{ shares: 2, click: null, clicks: 0, hire: { status: 'done' } },
  events: [{ type: 'applied', text: 'Applied through the link.', at: '2026-11-01T09:00:00.000Z' }],
};

describe('hireline referrals and chain', () => {
  let server: ApiServer;
  let known: object[] = [REFERRAL];
  before(async () => {
    server = await new ApiServer(({ method, url }: AskedFor) => {
      if (url.startsWith('/api/referrals?')) return { body: { items: known, next: null } };
      if (method === 'POST') return { status: 202, body: { accepted: true, runUrl: 'http://ui/run' } };
      if (url === '/api/referrals/saasquatch/r1') return { body: CHAIN };
      return url === '/api/hires/7/attribution' ? { body: { applicationId: '7', chains: [CHAIN] } } : undefined;
    }).start();
  });
  after(() => server.stop());
  beforeEach(() => {
    known = [REFERRAL];
    server.asked.length = 0;
  });

  it('lists by what is asked', async () => {
    const { exitCode, out } = await server.run(['referrals', '--status', 'captured', '--advocate', 'ann']);
    assert.equal(exitCode, 0);
    assert.match(server.asked[0]!.url, /status=captured&advocateId=ann/);
    assert.match(out.join('\n'), /REFERRAL.*\nr1 +Ann Ash .*captured/);
    assert.equal((await server.run(['referrals', '--status', 'lost'])).exitCode, 2);
  });

  it('shows one with its chain, by its id or by its application', async () => {
    for (const args of [
      ['referrals', 'r1'],
      ['chain', '7'],
    ]) {
      const { exitCode, out } = await server.run(args);
      assert.equal(exitCode, 0);
      assert.match(
        out.join('\n'),
        /part +0\.5\n.*shown +in review.*share +On linkedin\. 2 shares.*applied +Applied through/s,
      );
    }
    const { out } = await server.run(['chain', '7', '--json']);
    assert.deepEqual(JSON.parse(out.join('\n')), { applicationId: '7', chains: [CHAIN] });
    assert.equal((await server.run(['chain', '8'])).exitCode, 1);
  });

  it('asks for one anew, and says whom one is about', async () => {
    assert.deepEqual((await server.run(['referrals', 'retry', 'r1'])).out, ['Asked for: referral r1 is read again.']);
    const assigned = await server.run(['referrals', 'assign', 'r1', '--candidate', '70']);
    assert.deepEqual(assigned.out, ['Chosen: referral r1 is about candidate 70.']);
    const posted = server.asked.filter(({ method }) => method === 'POST').map(({ url, body }) => [url, body]);
    assert.deepEqual(posted, [
      ['/api/referrals/saasquatch/r1/retry', {}],
      ['/api/referrals/saasquatch/r1/assign', { candidateId: '70' }],
    ]);
    const json = await server.run(['referrals', 'retry', 'r1', '--json']);
    assert.deepEqual(JSON.parse(json.out.join('\n')), { accepted: true, runUrl: 'http://ui/run' });
  });

  it('asks which, where an id is nobody’s or of two platforms', async () => {
    known = [];
    assert.match((await server.run(['referrals', 'retry', 'r1'])).err.join(), /There is no referral r1\./);
    known = [REFERRAL, { ...REFERRAL, advocacy: 'growsurf' }];
    assert.match((await server.run(['referrals', 'retry', 'r1'])).err.join(), /--platform/);
    assert.equal((await server.run(['referrals', 'retry', 'r1', '--platform', 'saasquatch'])).exitCode, 0);
  });
});
