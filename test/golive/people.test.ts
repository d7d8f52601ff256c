import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { testPerson } from '../../domain/go-live-people.js';

describe('people made up for a go-live check', () => {
  it('have addresses that lead nowhere and numbers that are nobody’s', () => {
    fc.assert(
      fc.property(fc.nat(20_000), (number) => {
        const { email, phone } = testPerson(number);
        assert.match(email, /^golive-\d+@candidates\.example$/);
        assert.match(phone, /^\+1[2-9]\d\d55501\d\d$/);
        assert.ok(parsePhoneNumberFromString(phone)?.isPossible(), phone);
        assert.deepEqual(testPerson(number), testPerson(number));
      }),
    );
  });

  it('are different people for a long time', () => {
    const people = Array.from({ length: 4_800 }, (_, number) => testPerson(number));
    assert.equal(new Set(people.map(({ phone }) => phone)).size, people.length);
    assert.equal(new Set(people.map(({ email }) => email)).size, people.length);
  });
});
