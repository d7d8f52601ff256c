import assert from 'node:assert/strict';
import type { ApplicationFailure } from '@temporalio/common';
import { erasePersonalData } from '../../ledger/erasure.js';
import { confirmationsOfContacts } from '../../ledger/hire-confirmations.js';
import { findReferral } from '../../ledger/referrals.js';
import { BonusGround, HIRE, referralOf } from './ground.js';

const FIRST = { change: null, again: false };

describe('the confirmation of a hire', () => {
  let ground: BonusGround;
  beforeEach(async () => {
    ground = await BonusGround.start();
  });
  afterEach(() => ground.stop());

  const plan = (about: Parameters<typeof ground.act<'planConfirmation'>>[1][1] = FIRST) =>
    ground.act('planConfirmation', [HIRE, about]);
  const confirm = async () => {
    await ground.act('confirmToCrm', [HIRE]);
    await ground.act('confirmToAdvocacy', [HIRE]);
    await ground.act('settleConfirmation', [HIRE]);
  };

  it('reaches CRM and platform, with the day of the hire in the zone of the company', async () => {
    await ground.captured('r1', '1');
    assert.deepEqual(await plan(), { is: 'confirm' });
    await confirm();
    // 02:30 in UTC is the evening before in New York.
    assert.equal(ground.vendors.contacts.get('70')?.hiredOn, '2026-09-01');
    assert.deepEqual(ground.vendors.told, [
      ...['crm 70', 'crm tag a1 1', 'hired r1 2026-09-01', 'status r1 hired', 'tag a1 referred_hire'],
    ]);
    const row = await ground.confirmation();
    assert.deepEqual([row['status'], row['day'], row['contact_id']], ['confirmed', '2026-09-01', 'k1']);
    // Once more: nothing is written that is there.
    ground.vendors.told.length = 0;
    assert.deepEqual(await plan(), { is: 'confirm' });
    await ground.act('confirmToCrm', [HIRE]);
    assert.ok(!ground.vendors.told.includes('crm 70'));
    const { rows } = await ground.deps.db.query('select type from referral_events order by id');
    assert.deepEqual(rows, [{ type: 'hired' }, { type: 'confirmed' }]);
  });

  it('stands in the chain when it is undone, and when it is one again', async () => {
    await ground.captured('r1', '1');
    const { attribution } = ground.vendors;
    assert.ok(attribution);
    for (const status of ['hired', 'active', 'active', 'hired'] as const) {
      ground.vendors.attribution = { ...attribution, status };
      if ((await plan()).is === 'confirm') await confirm();
    }
    const { rows } = await ground.deps.db.query<{ text: string }>(
      `select text from referral_events where type = 'hired' order by at, id`,
    );
    assert.deepEqual(
      rows.map(({ text }) => text),
      ['Hired on 2026-09-01.', 'The hire was undone.', 'Hired on 2026-09-01.'],
    );
  });

  it('is none of nobody, and none of who is not hired', async () => {
    const { attribution } = ground.vendors;
    assert.ok(attribution);
    ground.vendors.attribution = { ...attribution, advocateId: null, referralId: null };
    assert.deepEqual(await plan(), { is: 'ended', as: 'notReferred' });
    await ground.captured('r1', '1');
    ground.vendors.attribution = { ...attribution, status: 'active' };
    assert.deepEqual(await plan(), { is: 'ended', as: 'notHired' });
    ground.vendors.attribution = undefined;
    assert.deepEqual(await plan(), { is: 'ended', as: 'notHired' });
  });

  it('waits for a consent', async () => {
    await ground.captured('r1', '1', { consentAt: null });
    assert.ok(ground.vendors.attribution);
    ground.vendors.attribution = { ...ground.vendors.attribution, consentAt: null };
    assert.equal((await plan()).is, 'noConsent');
    await ground.act('reportMissingConsent', [HIRE]);
    await ground.act('reportMissingConsent', [HIRE]);
    assert.equal(ground.vendors.notices.length, 1);
    assert.equal((await ground.confirmation())['status'], 'waiting_for_consent');
    assert.deepEqual(ground.vendors.told, []);
  });

  it('reads a referral that only the ATS knows from the platform', async () => {
    ground.vendors.referrals.set('r1', referralOf('r1'));
    assert.deepEqual(await plan(), { is: 'confirm' });
    const known = await findReferral(ground.deps.db, { advocacy: 'saasquatch', referralId: 'r1' });
    assert.deepEqual(
      [known?.applicationId, known?.candidateId, known?.disposition, known?.status, Number(known?.share)],
      ['7', '70', 'linked', 'captured', 1],
    );
    assert.deepEqual(
      (await ground.act('meanBonuses', [HIRE])).map(({ referralId }) => referralId),
      ['r1'],
    );
  });

  it('does not guess whose an advocate without a referral is', async () => {
    assert.ok(ground.vendors.attribution);
    ground.vendors.attribution = { ...ground.vendors.attribution, referralId: null };
    await assert.rejects(plan(), (error: ApplicationFailure) => error.type === 'FieldsIncomplete');
  });

  it('says what the CRM has not kept', async () => {
    await ground.captured('r1', '1');
    await plan();
    ground.vendors.alter = (hire) => ({ ...hire, hiredOn: null });
    await assert.rejects(ground.act('confirmToCrm', [HIRE]), (error: ApplicationFailure) => {
      assert.equal(error.type, 'WriteNotKept');
      assert.match(error.message, /hiredOn/);
      return true;
    });
  });

  it('leaves what a person has changed to people, and writes it again when one says so', async () => {
    await ground.captured('r1', '1');
    await plan();
    await confirm();
    const contact = ground.vendors.contacts.get('70');
    assert.ok(contact);
    ground.vendors.contacts.set('70', { ...contact, advocateId: 'a2' });
    const about = { change: { contactId: 'k1', change: 'changed' } as const, again: false };
    const found = await plan(about);
    assert.match(found.is === 'departed' ? found.reason : '', /advocateId/);
    assert.deepEqual(await plan({ ...about, again: true }), { is: 'confirm' });
    await confirm();
    assert.equal(ground.vendors.contacts.get('70')?.advocateId, 'a1');
    ground.vendors.contacts.delete('70');
    assert.equal((await plan()).is, 'departed');
  });

  it('takes a hire that is none any more from the CRM, once, and confirms it anew when it is one again', async () => {
    await ground.captured('r1', '1');
    await plan();
    await confirm();
    const { attribution } = ground.vendors;
    assert.ok(attribution);
    ground.vendors.attribution = { ...attribution, status: 'active' };
    assert.deepEqual(await plan(), { is: 'withdraw' });
    ground.vendors.told.length = 0;
    await ground.act('withdrawFromCrm', [HIRE]);
    assert.deepEqual(ground.vendors.told, ['crm withdrawn 70', 'crm tag a1 0']);
    const contact = ground.vendors.contacts.get('70');
    assert.deepEqual([contact?.hiredOn, contact?.advocateId], [null, 'a1']);
    const row = await ground.confirmation();
    assert.deepEqual([row['status'], row['day']], ['not_hired', null]);
    assert.deepEqual(await plan(), { is: 'ended', as: 'notHired' });
    await ground.act('withdrawFromCrm', [HIRE]);
    assert.equal(ground.vendors.told.filter((what) => what.startsWith('crm withdrawn')).length, 1);
    ground.vendors.attribution = attribution;
    assert.deepEqual(await plan(), { is: 'confirm' });
    await confirm();
    assert.equal(ground.vendors.contacts.get('70')?.hiredOn, '2026-09-01');
  });

  it('leaves the record of a candidate who was hired for another job since', async () => {
    await ground.captured('r1', '1');
    await plan();
    await confirm();
    const contact = ground.vendors.contacts.get('70');
    assert.ok(contact && ground.vendors.attribution);
    ground.vendors.contacts.set('70', { ...contact, applicationId: '8', hiredOn: '2026-10-01' });
    ground.vendors.attribution = { ...ground.vendors.attribution, status: 'rejected' };
    assert.deepEqual(await plan(), { is: 'withdraw' });
    await ground.act('withdrawFromCrm', [HIRE]);
    assert.equal(ground.vendors.contacts.get('70')?.hiredOn, '2026-10-01');
    assert.equal((await ground.confirmation())['status'], 'not_hired');
  });

  it('says so when the CRM keeps a hire that was taken back', async () => {
    await ground.captured('r1', '1');
    await plan();
    await confirm();
    ground.vendors.alter = (hire) => ({ ...hire, hiredOn: '2026-09-01' });
    await assert.rejects(
      ground.act('withdrawFromCrm', [HIRE]),
      (error: ApplicationFailure) => error.type === 'WriteNotKept',
    );
    assert.equal((await ground.confirmation())['status'], 'confirmed');
  });

  it('does not make again what was erased for privacy, and pays for it all the same', async () => {
    await ground.captured('r1', '1');
    await plan();
    await confirm();
    assert.equal((await confirmationsOfContacts(ground.deps.db, 'hubspot', ['k1'])).length, 1);
    ground.vendors.contacts.delete('70');
    const erased = { change: { contactId: 'k1', change: 'erased' } as const, again: false };
    assert.deepEqual(await plan(erased), { is: 'ended', as: 'erased' });
    assert.deepEqual(await plan(), { is: 'confirm' });
    await confirm();
    assert.equal(ground.vendors.contacts.size, 0);
    const row = await ground.confirmation();
    assert.deepEqual([row['status'], row['contact_id']], ['erased', null]);
    assert.equal((await ground.act('meanBonuses', [HIRE])).length, 1);
  });

  it('means one bonus a referral, the parts of which sum to the whole, and another only after an undoing', async () => {
    await ground.captured('r1', '0.5');
    await ground.captured('r2', '0.5', { advocateId: 'a2' });
    await ground.captured('r3', '0', { advocateId: 'a3' });
    await plan();
    const meant = await ground.act('meanBonuses', [HIRE]);
    assert.deepEqual(
      meant.map(({ bonusId }) => bonusId),
      ['saasquatch:r1:1', 'saasquatch:r2:1'],
    );
    assert.equal((await ground.row('saasquatch:r1:1'))['amount'], '750.00');
    assert.deepEqual(await ground.act('meanBonuses', [HIRE]), meant);
    await ground.bonus('endBonus', 'saasquatch:r1:1', { as: 'void', reason: 'The hire was undone.', undone: true });
    await ground.bonus('endBonus', 'saasquatch:r2:1', { as: 'void', reason: 'The advocate has left.', undone: false });
    const again = await ground.act('meanBonuses', [HIRE]);
    assert.deepEqual(
      again.map(({ bonusId }) => bonusId),
      ['saasquatch:r1:2'],
    );
  });

  it('keeps nothing personal of a candidate who is erased', async () => {
    await ground.captured('r1', '1');
    await plan();
    await confirm();
    await ground.act('meanBonuses', [HIRE]);
    const { db } = ground.deps;
    const erased = { ats: 'greenhouse', candidateIds: ['70'], applicationIds: ['7'] };
    await erasePersonalData(db, erased).catch(() => undefined);
    const row = await ground.confirmation();
    assert.deepEqual([row['candidate_id'], row['contact_id']], [null, null]);
    assert.equal((await ground.row('saasquatch:r1:1'))['candidate_id'], null);
  });

  describe('with less connected', () => {
    it('leaves out the CRM', async () => {
      await ground.stop();
      ground = await BonusGround.start({ crm: undefined });
      await ground.captured('r1', '1');
      assert.deepEqual(await plan(), { is: 'confirm' });
      await confirm();
      assert.deepEqual(ground.vendors.told, ['hired r1 2026-09-01', 'status r1 hired', 'tag a1 referred_hire']);
    });

    it('does nothing with neither', async () => {
      await ground.stop();
      ground = await BonusGround.start({ crm: undefined, advocacy: undefined });
      assert.deepEqual(await plan(), { is: 'ended', as: 'notConnected' });
    });
  });
});
