import assert from 'node:assert/strict';
import { remembered } from '../../../connectors/greenhouse/remembered.js';

describe('what greenhouse remembers', () => {
  it('asks once for all who wait, again when it is too old, and again after a failure', async () => {
    let now = 0;
    let asked = 0;
    let fails = false;
    const ask = async () => {
      asked += 1;
      await Promise.resolve();
      if (fails) throw new Error('down');
      return asked;
    };
    const list = remembered(ask, 100, () => now);
    assert.deepEqual(await Promise.all([list.get(), list.get()]), [1, 1]);
    now = 99;
    assert.equal(await list.get(), 1);
    now = 100;
    assert.equal(await list.get(), 2);
    assert.equal(await list.renew(), 3);
    assert.equal(await list.get(), 3);
    fails = true;
    await assert.rejects(list.renew(), /down/);
    fails = false;
    assert.equal(await list.get(), 5);
  });
});
