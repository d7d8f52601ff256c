import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { projectRoot } from '../../config/root.js';
import type { Connectors } from '../../connectors/registry.js';
import { ADVOCATE_STATUSES, REFERRAL_STATUSES } from '../../schemas/referral.js';
import { startConsole, type TestConsole } from './harness.js';
import { referralIs, sharedAndClicked } from './referral-seed.js';

const ATS = {
  title: 'Greenhouse',
  readCandidate: (id: string) =>
    id === '70'
      ? Promise.resolve({ candidateId: '70' })
      : Promise.reject(ApplicationFailure.nonRetryable('404', 'VendorNotFound')),
};

interface Element {
  tag: string;
  props: Record<string, unknown>;
  children: (Element | string)[];
}
type View = { render(...about: unknown[]): (Element | string | false | null)[] };

const text = (nodes: (Element | string | false | null)[]): string =>
  nodes.map((node) => (node && typeof node === 'object' ? text(node.children) : node || '')).join('');
const page = (name: string) => import(pathToFileURL(join(projectRoot, 'ingress/console/page', name)).href);

describe('console: referrals', () => {
  let app: TestConsole;
  before(async () => {
    app = await startConsole(undefined, { ats: ATS } as unknown as Connectors);
    await sharedAndClicked(app.db);
    await referralIs(app.db, 'r1', 'captured', { applicationId: '7' });
    await referralIs(app.db, 'r2', 'rejected', { applicationId: '7', advocateId: 'bob' });
    await referralIs(app.db, 'r3', 'failed', { advocateId: 'bob', firstName: 'Eve' });
    await referralIs(app.db, 'r4', 'waiting_for_consent');
  });
  after(() => app.stop());

  const ids = async (query = '') =>
    (await app.get(`/api/referrals${query}`)).body.items.map((one: { referralId: string }) => one.referralId);
  const asks = async (path: string, body?: unknown) => {
    const answer = await app.post(`/api/referrals/saasquatch/${path}`, body);
    return [answer.status, answer.body.reason];
  };

  it('lists what failed first, and finds by status, advocate, name and id', async () => {
    assert.deepEqual(await ids(), ['r3', 'r4', 'r2', 'r1']);
    assert.deepEqual(await ids('?status=captured'), ['r1']);
    assert.deepEqual(await ids('?advocateId=bob'), ['r3', 'r2']);
    assert.deepEqual(await ids('?q=eve%20by'), ['r3']);
    assert.deepEqual(await ids('?q=7'), ['r2', 'r1']);
    assert.deepEqual(await ids('?q=c-r1'), ['r1']);
    assert.deepEqual(await ids('?q=100%25'), []);
    assert.deepEqual(await ids('?limit=1&before=3'), ['r1']);
    assert.equal((await app.get('/api/referrals?status=lost')).status, 400);
  });

  it('tells no address and no number, and no name without consent', async () => {
    const answers = await Promise.all(
      ['/api/referrals', '/api/referrals/saasquatch/r1', '/api/hires/7/attribution'].map((path) => app.get(path)),
    );
    for (const { text: body } of answers) assert.doesNotMatch(body, /mail\.example|acme\.example|2125550100/);
    const { body } = await app.get('/api/referrals/saasquatch/r4');
    assert.deepEqual([body.referral.candidateName, body.referral.advocateName], [null, 'Ann ann']);
  });

  it('tells the chain of a referral, and those of an application, the owner first', async () => {
    const { body } = await app.get('/api/referrals/saasquatch/r1');
    assert.deepEqual(
      [body.share.engagementId, body.shares, body.click.engagementId, body.clicks, body.events.length, body.hire],
      ['s1', 1, 'k1', 1, 1, null],
    );
    const attribution = (await app.get('/api/hires/7/attribution')).body;
    assert.deepEqual(
      attribution.chains.map((one: { referral: { referralId: string } }) => one.referral.referralId),
      ['r1', 'r2'],
    );
    assert.equal((await app.get('/api/hires/8/attribution')).status, 404);
    assert.equal((await app.get('/api/referrals/saasquatch/none')).status, 404);
  });

  it('asks for a referral anew through the inbox', async () => {
    assert.equal((await asks('r3/retry'))[0], 202);
    const { rows } = await app.db.query(`select event, workflow_id as "workflowId", priority from deliveries`);
    const event = { kind: 'referralRequested', advocacy: 'saasquatch', referralId: 'r3', requestedBy: 'console:local' };
    assert.deepEqual(rows, [{ event, workflowId: 'referral:saasquatch:r3', priority: 4 }]);
    assert.equal(app.wakes(), 1);
    assert.equal((await asks('none/retry'))[0], 404);
  });

  it('gives the run whom a person names, and refuses whom the ATS does not know', async () => {
    assert.equal((await asks('r3/assign', { candidateId: '70' }))[0], 202);
    assert.deepEqual(app.signalled, [
      {
        ...{ type: 'referralCapture', workflowId: 'referral:saasquatch:r3', signal: 'assignReferral' },
        args: [{ advocacy: 'saasquatch', referralId: 'r3' }],
        signalArgs: [{ candidateId: '70', assignedBy: 'console:local' }],
      },
    ]);
    assert.deepEqual(await asks('r3/assign', { candidateId: '71' }), [422, 'Greenhouse has no candidate 71.']);
    assert.equal((await asks('r1/assign', { candidateId: '70' }))[0], 409);
    assert.equal((await asks('r3/assign', {}))[0], 400);
  });

  it('shows them, with the chain drawn from share to stage', async () => {
    const { referrals, referral } = (await page('views/referrals.js')) as { referrals: View; referral: View };
    const route = { path: '/', query: {}, hashOf: () => '#/', go: () => undefined };
    const as = (role: string) => ({ session: { role }, say: () => undefined, refresh: () => undefined });
    const list = text(referrals.render((await app.get('/api/referrals')).body, as('operator'), route).flat(2));
    assert.match(list, /Eve Byron \(r3 of .*Failed for .*no answer.*Try againSay whom it is about …/s);
    assert.match(list, /Referral \(r4 of .*Waiting for consent/s);
    const one = (await app.get('/api/referrals/saasquatch/r1')).body;
    const shown = text(referral.render(one, as('viewer'), route));
    assert.match(shown, /From share to bonus.*Shared.*On linkedin\. 1 share of the job\..*Clicked.*Applied through/s);
    assert.doesNotMatch(shown, /Try again/);
  });

  it('has words for everything the API says', async () => {
    const words = (await page('words.js')) as Record<'REFERRALS' | 'ADVOCATE_STATUSES', object>;
    assert.deepEqual(Object.keys(words.REFERRALS), [...REFERRAL_STATUSES]);
    assert.deepEqual(Object.keys(words.ADVOCATE_STATUSES), [...ADVOCATE_STATUSES]);
  });
});
