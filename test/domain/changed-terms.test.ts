import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultMap } from './map.js';
import { changesToPassOn } from '../../domain/changed-terms.js';
import type { HireFields } from '../../schemas/hire.js';

const fieldMap = defaultMap();
const pay = (amount: string): HireFields => ({ compensation: { amount, currency: 'USD', period: 'year' } });
const terms = (fields: HireFields): HireFields => ({ startDate: '2027-01-04', ...pay('130000'), ...fields });
const changes = (written: HireFields, offer: HireFields, hris: HireFields) =>
  changesToPassOn(fieldMap, { written: terms(written), offer: terms(offer), hris: terms(hris) });

describe('what only the offer changed', () => {
  const moved = { startDate: '2027-02-01' };
  for (const [what, written, offer, hris, expected] of [
    ['nothing changed', {}, {}, {}, []],
    ['the offer moved the start', {}, moved, {}, ['startDate']],
    ['the HRIS was edited', {}, {}, moved, []],
    ['both were changed alike', {}, moved, moved, []],
    ['both were changed, differently', {}, moved, { startDate: '2027-03-01' }, []],
    ['the offer changed pay, the HRIS moved the start', {}, pay('140000'), moved, ['compensation']],
    ['the same pay, said otherwise', {}, { compensation: hourly('62.50') }, {}, []],
    ['the manager changed', manager('1'), manager('2'), manager('1'), ['manager']],
    ['the HRIS has another manager than was written', manager('1'), manager('2'), manager('3'), []],
    ['a field the offer has no more', { phone: '+14155550123' }, {}, { phone: '+14155550123' }, []],
  ] as [string, HireFields, HireFields, HireFields, string[]][]) {
    it(`${what}: ${expected.join(', ') || 'none'}`, () => assert.deepEqual(changes(written, offer, hris), expected));
  }

  it('never names what the HRIS was edited on, whatever was edited', () => {
    const amount = fc.integer({ min: 50_000, max: 50_004 }).map(String);
    fc.assert(
      fc.property(amount, amount, amount, (written, offer, hris) => {
        const passed = changes(pay(written), pay(offer), pay(hris)).includes('compensation');
        assert.equal(passed, hris === written && offer !== written);
      }),
    );
  });
});

function hourly(amount: string): HireFields['compensation'] {
  return { amount, currency: 'USD', period: 'hour', hoursPerWeek: '40' };
}

function manager(id: string): HireFields {
  return { manager: { id, name: `Manager ${id}` } };
}
