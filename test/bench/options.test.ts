import assert from 'node:assert/strict';
import { parseOptions } from '../../bench/options.js';

describe('command line of the benchmark', () => {
  it('compares both subjects and reconciles at three sizes, as the documentation says', () => {
    assert.deepEqual(parseOptions([]), {
      events: 600,
      open: 50,
      rate: 5,
      seconds: 60,
      warmUp: 150,
      rounds: 3,
      subjects: ['baseline', 'hireline'],
      reconciliation: [10_000, 100_000, 1_000_000],
      burst: undefined,
      baseline: 'tuned',
      json: undefined,
      check: false,
      profile: undefined,
    });
  });

  it('takes every option', () => {
    const args = ['--events', '9', '--open', '2', '--rate', '3', '--seconds', '0', '--warm-up', '0', '--rounds', '1'];
    const options = parseOptions([...args, '--only', 'hireline', '--baseline', 'defaults', '--json', 'a.json']);
    assert.deepEqual(
      { ...options },
      {
        ...{ events: 9, open: 2, rate: 3, seconds: 0, warmUp: 0, rounds: 1 },
        ...{
          subjects: ['hireline'],
          reconciliation: [],
          burst: undefined,
          baseline: 'defaults',
          json: 'a.json',
          check: false,
          profile: undefined,
        },
      },
    );
  });

  it('measures the reconciliation alone, at sizes of its own, and checks it', () => {
    const options = parseOptions(['--only', 'reconciliation', '--sizes', '500,2000', '--check']);
    assert.deepEqual([options?.subjects, options?.reconciliation, options?.check], [[], [500, 2_000], true]);
  });

  it('measures a burst alone, in the size that the order names or another, and checks it', () => {
    const options = parseOptions(['--burst', '--check']);
    assert.deepEqual([options?.subjects, options?.reconciliation, options?.check], [[], [], true]);
    assert.deepEqual(options?.burst, { engagements: 10_000, batches: [1, 100], referrals: 2_000 });
    const small = parseOptions([
      '--burst',
      '--engagements',
      '20',
      '--batch',
      '5',
      '--referrals',
      '3',
      '--seconds',
      '2',
    ]);
    assert.deepEqual(small?.burst, { engagements: 20, batches: [5], referrals: 3 });
  });

  it('gives nothing where help is asked for', () => {
    assert.equal(parseOptions(['--help']), undefined);
    assert.equal(parseOptions(['-h', '--rounds', '2']), undefined);
  });

  for (const { args, says } of [
    { args: ['--events', 'many'], says: /--events is "many": expected a whole number of at least 1/ },
    { args: ['--events', '0'], says: /at least 1/ },
    { args: ['--rounds', '1.5'], says: /--rounds is "1.5"/ },
    { args: ['--seconds', ''], says: /--seconds is ""/ },
    { args: ['--only', 'n8n'], says: /--only is "n8n": expected baseline, hireline or reconciliation/ },
    { args: ['--sizes', '10,many'], says: /--sizes is "many"/ },
    { args: ['--baseline', 'fast'], says: /expected tuned or defaults/ },
    { args: ['--check', '--only', 'hireline'], says: /--check/ },
    { args: ['--burst', '--only', 'hireline'], says: /--burst/ },
    { args: ['--burst', '--seconds', '0'], says: /--seconds is "0": the burst needs hires before it/ },
    { args: ['--burst', '--batch', '1,0'], says: /--batch is "0"/ },
    { args: ['--burst', '--batch', '501'], says: /--batch is "501": a webhook tells of 500 at most/ },
    { args: ['--burst', '--referrals', '-1'], says: /--referrals/ },
    { args: ['--speed'], says: /--speed/ },
  ]) {
    it(`refuses ${args.join(' ')}`, () => {
      assert.throws(() => parseOptions(args), says);
    });
  }
});
