import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packDetails, unpackDetails } from '../../ledger/reconciliation-details.js';
import { PAY_PERIODS } from '../../schemas/compensation.js';
import { HIRE_FIELD_NAMES, type HireFields } from '../../schemas/hire.js';

describe('details of a staged record', () => {
  const text = fc.string({ unit: 'grapheme' });
  const optional = (names: readonly string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, text])), { requiredKeys: [], noNullPrototype: true });
  const texts = HIRE_FIELD_NAMES.filter((name) => name !== 'manager' && name !== 'compensation');
  const anyFields = fc
    .tuple(
      optional(texts),
      fc.option(optional(['id', 'name', 'firstName', 'lastName', 'email', 'employeeNumber']), { nil: undefined }),
      fc.option(
        fc.record(
          { amount: text, currency: text, period: fc.constantFrom(...PAY_PERIODS), hoursPerWeek: text },
          { requiredKeys: ['amount', 'currency', 'period'], noNullPrototype: true },
        ),
        { nil: undefined },
      ),
    )
    .map(([flat, manager, compensation]): HireFields => ({
      ...flat,
      ...(manager ? { manager } : {}),
      ...(compensation ? { compensation } : {}),
    }));

  it('come back as they were, whichever fields there are', () => {
    fc.assert(
      fc.property(anyFields, fc.option(text), (fields, at) => {
        assert.deepEqual(unpackDetails(packDetails({ at, fields })), { at, fields });
      }),
    );
  });
});
