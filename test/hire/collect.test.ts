import assert from 'node:assert/strict';
import { toReading } from '../../connectors/greenhouse/mapping.js';
import { loadConfiguration } from '../../connectors/registry.js';
import { HireGround } from './ground.js';

describe('collecting a hire', () => {
  let ground: HireGround;
  before(async () => {
    ground = await HireGround.start();
  });
  after(() => ground.stop());

  /** As the default tenant's map reads it. */
  const phoneOf = (value: string) =>
    toReading(
      { candidate: { phone_numbers: [{ value, type: 'mobile' }] } },
      { phone: loadConfiguration({}).fieldMap.rules.phone.bindings.ats ?? {} },
      undefined,
    );

  for (const [index, value] of ['555-0100', 'call me'].entries()) {
    it(`goes on without a phone number like "${value}", and says so without the number`, async () => {
      const [id, { problems }] = [String(100 + index), phoneOf(value)];
      assert.equal(problems.length, 1);
      ground.accepted(id, { personalEmail: `ada.${id}@mail.example` }, { problems });
      const { employeeId } = await ground.write(id);
      assert.equal((await ground.hris.readEmployee(employeeId)).fields.phone, undefined);
      const [pulled] = await ground.timeline(id);
      assert.match(pulled ?? '', /Left out: phone cannot be read \(greenhouse candidate\.phone_numbers\): expected a/);
      assert.doesNotMatch(JSON.stringify(await ground.timeline(id)), /555|call/);
    });
  }

  for (const [value, e164] of [
    ['(555) 123-4567', '+15551234567'],
    ['+1 555 010 9999', '+15550109999'],
  ] as const) {
    it(`takes "${value}" as it may be one`, () => {
      assert.deepEqual(phoneOf(value), { fields: { phone: e164 }, problems: [] });
    });
  }

  it('stops at a field that must be there, with the place that is at fault and no other', async () => {
    const manager = {
      ...{ field: 'manager' as const, place: 'greenhouse offer.custom_fields.reports_to' },
      ...{ found: 'text', expected: 'a user' },
    };
    ground.accepted('300', { manager: undefined }, { problems: [...phoneOf('call me').problems, manager] });
    await assert.rejects(ground.act('collectHire', '300'), {
      type: 'FieldsIncomplete',
      message: /^manager cannot be read[^;]*$/,
      details: [{ fields: ['manager'], problems: [manager] }],
    });
  });

  it('stops at pay of nothing', async () => {
    ground.accepted('301', { compensation: { amount: '0', currency: 'USD', period: 'hour' } });
    await assert.rejects(ground.act('collectHire', '301'), { message: /^compensation is zero, which counts as empty/ });
  });
});
