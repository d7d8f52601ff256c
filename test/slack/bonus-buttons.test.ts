import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { createLogger } from '../../config/logger.js';
import { bonusMessage } from '../../connectors/slack/blocks/bonus-message.js';
import { signSlackRequest } from '../../connectors/slack/index.js';
import { loadConfiguration } from '../../connectors/registry.js';
import type { IngressContext } from '../../ingress/context.js';
import { createSlackSurface } from '../../ingress/slack/app.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import { bonusWorkflowId } from '../../workflows/contract.js';
import { bonusNotice } from '../connectors/slack/bonus-notice.js';
import { bonusIs } from '../console/bonus-seed.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

type Json = Record<string, any>;

const listen = (app: express.Express): Promise<Server> =>
  new Promise((resolve) => {
    const server: Server = app.listen(0, '127.0.0.1', () => resolve(server));
  });
const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('the buttons of a referral bonus', function () {
  this.timeout(30_000);
  let database: TestDatabase;
  let slackApi: Server;
  let ingress: Server;
  /** What Slack was asked to do, and what was told in private. */
  let asked: { method: string; body: Json }[] = [];
  let counter = 0;

  before(async () => {
    database = await freshDatabase();
    const api = express();
    api.use(express.json(), express.urlencoded({ extended: true }));
    api.post('/{*method}', (request, response) => {
      asked.push({ method: request.path.slice(1), body: request.body as Json });
      response.json({ ok: true });
    });
    slackApi = await listen(api);
    const environment = {
      ...SANDBOX_CREDENTIALS,
      HIRELINE_ENVIRONMENT: 'sandbox',
      SLACK_API_URL: `${urlOf(slackApi)}/api/`,
    };
    const context = {
      ...loadConfiguration(environment),
      environment,
      db: database.pool,
      forwarder: { wake: () => undefined },
      logger: createLogger('test', { LOG_LEVEL: 'silent' }),
    };
    const surface = createSlackSurface(context as unknown as IngressContext);
    assert.ok(surface.router);
    await surface.start();
    ingress = await listen(express().use('/slack', surface.router));
  });
  after(async () => {
    for (const server of [ingress, slackApi]) {
      server.close();
      server.closeAllConnections();
    }
    await database.drop();
  });
  beforeEach(() => (asked = []));

  async function send(payload: Json): Promise<{ status: number; text: string }> {
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
    const [secret = ''] = SANDBOX_CREDENTIALS.SLACK_SIGNING_SECRET.split(',');
    const response = await fetch(`${urlOf(ingress)}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...signSlackRequest(Buffer.from(body), secret, new Date()),
      },
      body,
    });
    return { status: response.status, text: await response.text() };
  }

  async function openBonus(): Promise<{ referralId: string; bonusId: string }> {
    const referralId = `s${(counter += 1)}`;
    return { referralId, bonusId: await bonusIs(database.pool, referralId, 'awaiting_approval') };
  }

  function click(bonus: { referralId: string; bonusId: string }, actionId: string, user = 'U0DANA') {
    const workflowId = bonusWorkflowId('saasquatch', bonus.referralId);
    const { blocks } = bonusMessage(bonusNotice({ bonusId: bonus.bonusId, workflowId }));
    const actions = (blocks as unknown as Json[]).find(({ type }) => type === 'actions');
    const action = (actions?.['elements'] as Json[]).find(({ action_id }) => action_id === actionId);
    return send({
      ...{ type: 'block_actions', user: { id: user }, team: { id: 'T1' }, api_app_id: 'A1', trigger_id: 't.1' },
      ...{ channel: { id: 'C1' }, message: { ts: '1.1' }, response_url: `${urlOf(slackApi)}/respond` },
      actions: [{ ...action, block_id: actions?.['block_id'], type: 'button' }],
    });
  }

  async function kept(bonusId: string): Promise<Json[]> {
    const { rows } = await database.pool.query<Json>(
      `select vendor, status, event->'decision' as decision from deliveries where event->'decision'->>'bonusId' = $1`,
      [bonusId],
    );
    return rows;
  }

  it('keep an approval, and the same click again is the same decision', async () => {
    const bonus = await openBonus();
    for (let times = 0; times < 2; times += 1) {
      assert.deepEqual(await click(bonus, 'approve_bonus'), { status: 200, text: '' });
    }
    const [decided, ...others] = await kept(bonus.bonusId);
    assert.deepEqual(others, []);
    assert.deepEqual([decided?.['vendor'], decided?.['status']], ['slack', 'pending']);
    const { decidedAt: _, ...decision } = decided?.['decision'] as Json;
    assert.deepEqual(decision, {
      ...{ bonusId: bonus.bonusId, workflowId: bonusWorkflowId('saasquatch', bonus.referralId) },
      ...{ about: 'payout', decision: 'approve', decidedBy: 'slack:U0DANA' },
    });
  });

  it('ask why it is rejected, and keep that', async () => {
    const bonus = await openBonus();
    assert.equal((await click(bonus, 'reject_bonus')).status, 200);
    assert.deepEqual(await kept(bonus.bonusId), []);
    const [opened] = asked;
    assert.match(opened?.method ?? '', /views\.open$/);
    const view =
      typeof opened?.body['view'] === 'string' ? (JSON.parse(opened.body['view']) as Json) : opened?.body['view'];
    const submit = (value: string, user = 'U0DANA') =>
      send({
        ...{ type: 'view_submission', user: { id: user }, team: { id: 'T1' }, api_app_id: 'A1' },
        view: { ...(view as Json), state: { values: { reason: { reason: { value } } } } },
      });
    assert.match((await submit('x')).text, /at least three characters/);
    assert.match((await submit('a good reason', 'U0EVE')).text, /not on the list/);
    assert.deepEqual(await kept(bonus.bonusId), []);
    assert.equal((await submit('she is a recruiter')).status, 200);
    const [decided] = await kept(bonus.bonusId);
    assert.deepEqual([decided?.['decision'].decision, decided?.['decision'].reason], ['reject', 'she is a recruiter']);
  });

  it('answer who may not decide, and what is asked no more, in private', async () => {
    const bonus = await openBonus();
    assert.equal((await click(bonus, 'approve_bonus', 'U0EVE')).status, 200);
    const paid = { referralId: 'paid', bonusId: await bonusIs(database.pool, 'paid', 'paid') };
    assert.equal((await click(paid, 'approve_bonus')).status, 200);
    // Told after the click was acknowledged.
    for (let tries = 0; tries < 200 && asked.length < 2; tries += 1) await sleep(25);
    const told = asked.map(({ body }) => String(body['text']));
    assert.match(told[0] ?? '', /not on the list of approvers/);
    assert.match(told[1] ?? '', /Nothing is asked about it: the bonus is paid/);
    assert.deepEqual([...(await kept(bonus.bonusId)), ...(await kept(paid.bonusId))], []);
  });
});
