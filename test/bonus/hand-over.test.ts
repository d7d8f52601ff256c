import assert from 'node:assert/strict';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { loadConfiguration } from '../../connectors/registry.js';
import { createConfirmationHandOver } from '../../ingress/confirmation-hand-over.js';
import { hireConfirmationWorkflowId } from '../../workflows/contract.js';
import { BonusGround, HIRE } from './ground.js';

const WORKFLOW = hireConfirmationWorkflowId('greenhouse', '7');
const BONUS = 'referral-bonus:saasquatch:r1';

describe('the hand-over of confirmations and bonuses', () => {
  let ground: BonusGround;
  let told: string[];
  let gone: Set<string>;
  beforeEach(async () => {
    ground = await BonusGround.start();
    [told, gone] = [[], new Set()];
  });
  afterEach(() => ground.stop());

  const client = {
    workflow: {
      signalWithStart: (type: string, { workflowId, signal }: { workflowId: string; signal: string }) =>
        Promise.resolve(void told.push(`${type} ${workflowId} ${signal}`)),
      getHandle: (workflowId: string) => ({
        signal: ({ name }: { name: string }) => {
          if (gone.has(workflowId)) return Promise.reject(new WorkflowNotFoundError('ended', workflowId, undefined));
          return Promise.resolve(void told.push(`${workflowId} ${name}`));
        },
      }),
    },
  } as unknown as Client;
  const { systems } = loadConfiguration({ HIRELINE_ENVIRONMENT: 'sandbox', HIRELINE_EMBEDDED: '1' });
  const handOver = (connected?: boolean) => createConfirmationHandOver(ground.deps.db, client, systems, connected);
  const changed = (contactId: string) =>
    handOver()({ kind: 'crmContactsChanged', crm: 'hubspot', contacts: [{ contactId, change: 'changed' }] });

  it('looks at every hire, as the ATS may know of an advocate that the ledger does not', async () => {
    const outcome = await handOver()({ kind: 'candidateHired', applicationId: '7' });
    assert.deepEqual(outcome, { status: 'forwarded', workflowId: WORKFLOW });
    assert.deepEqual(told, [`hireConfirmation ${WORKFLOW} confirmHire`]);
    const ignored = await handOver(false)({ kind: 'candidateHired', applicationId: '7' });
    assert.equal(ignored.status, 'ignored');
  });

  it('writes to the CRM in any case where a person asks for it', async () => {
    const asked = { kind: 'hireConfirmationRequested', applicationId: '7', requestedBy: 'console:dana' } as const;
    await handOver()(asked);
    await handOver()({ ...asked, byPerson: true });
    assert.deepEqual(told, [`hireConfirmation ${WORKFLOW} confirmHire`, `hireConfirmation ${WORKFLOW} retry`]);
    assert.equal((await handOver(false)({ ...asked, byPerson: true })).status, 'ignored');
  });

  it('tells open bonuses and the confirmation that the hire is undone, and nobody where there are none', async () => {
    const rescinded = { kind: 'offerRescinded', applicationId: '7', cause: 'unhired' } as const;
    assert.equal((await handOver()(rescinded)).status, 'ignored');
    const id = await ground.dueBonus();
    assert.equal((await handOver()(rescinded)).status, 'forwarded');
    assert.deepEqual(told, [`${BONUS} hireUndone`, `hireConfirmation ${WORKFLOW} hireUndone`]);
    await ground.bonus('endBonus', id, { as: 'void', reason: 'The hire was undone.', undone: true });
    told = [];
    await handOver()(rescinded);
    assert.deepEqual(told, [`hireConfirmation ${WORKFLOW} hireUndone`]);
  });

  it('gives a decision to its run, if there is one', async () => {
    const decision = { bonusId: 'b', workflowId: BONUS, about: 'payout', decision: 'approve' } as const;
    const by = { decidedBy: 'slack:U0DANA', decidedAt: '2026-11-21T10:00:00Z' };
    const event = { kind: 'bonusDecided', decision: { ...decision, ...by } } as const;
    assert.equal((await handOver()(event)).status, 'forwarded');
    assert.deepEqual(told, [`${BONUS} decideBonus`]);
    gone.add(BONUS);
    assert.equal((await handOver()(event)).status, 'ignored');
  });

  it('looks again at records of the CRM that it has written, and at no others', async () => {
    assert.equal((await changed('k1')).status, 'ignored');
    await ground.captured('r1', '1');
    await ground.act('planConfirmation', [HIRE, { change: null, again: false }]);
    await ground.act('confirmToCrm', [HIRE]);
    assert.equal((await changed('k2')).status, 'ignored');
    assert.equal((await changed('k1')).status, 'forwarded');
    assert.deepEqual(told, [`hireConfirmation ${WORKFLOW} recheckContact`]);
  });
});
