import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reduceErrorMessage } from '../../../connectors/bamboohr/error-message.js';

describe('bamboohr: error messages', () => {
  const custom = new Set(['customAtsApplicationId']);

  it('keeps the kind of refusal and the fields, and drops values', () => {
    const text = 'Duplicate value "ada@home.example" for field homeEmail of Ada Byron';
    assert.equal(reduceErrorMessage(text, custom), 'duplicate value field (homeEmail)');
  });

  it('keeps custom fields of the map only', () => {
    assert.equal(
      reduceErrorMessage('Invalid customAtsApplicationId, customSecretName', custom),
      'invalid (customAtsApplicationId)',
    );
    assert.equal(reduceErrorMessage(undefined, custom), '');
  });

  it('lets no amount, address or number through', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9@.+-]{3,20}$/), (value) => {
        assert.equal(reduceErrorMessage(`Invalid value ${value} for rate`, custom), 'invalid value (rate)');
      }),
    );
  });
});
