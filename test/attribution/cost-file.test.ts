import assert from 'node:assert/strict';
import { readCostFile } from '../../domain/attribution-cost-file.js';

const RULES = { channels: ['advocacy', 'job_boards', 'other'], currency: 'USD' };
const HEAD = 'channel,from,to,amount,currency,note';
const mistakes = (text: string) => {
  const read = readCostFile(text, RULES);
  return 'mistakes' in read ? read.mistakes : [];
};

describe('attribution: a file of costs', () => {
  it('is read exactly, as spreadsheets write it', () => {
    const text = `\uFEFFFrom, To,Channel,Amount,Currency,Note\r\n2026-11-01,2026-11-30,job_boards,1200.50,USD,"Slots, and\nmore ""room"""\r\n\r\n2026-11-01,2026-11-01,other,00.10,USD,\r\n`;
    assert.deepEqual(readCostFile(text, RULES), {
      costs: [
        {
          ...{ channel: 'job_boards', from: '2026-11-01', to: '2026-11-30', amount: '1200.5', currency: 'USD' },
          note: 'Slots, and\nmore "room"',
        },
        { channel: 'other', from: '2026-11-01', to: '2026-11-01', amount: '0.1', currency: 'USD', note: null },
      ],
    });
  });

  it('may have no notes', () => {
    const read = readCostFile('channel,from,to,amount,currency\nother,2026-11-01,2026-11-01,1,USD\n', RULES);
    assert.equal('costs' in read && read.costs[0]?.note, null);
  });

  const wrong: [what: string, text: string, mistake: RegExp][] = [
    ['nothing', '', /^line 1: expected a line with channel/],
    ['titles alone', `${HEAD}\n`, /^line 1: expected a line/],
    [
      'a title there is not',
      `${HEAD},tax\nother,2026-11-01,2026-11-01,1,USD,,\n`,
      /^line 1, column 7: expected one of/,
    ],
    ['a title twice', 'channel,from,to,amount,currency,from\n', /^line 1, from: expected each column once/],
    [
      'a missing title',
      'channel,from,to,amount\nother,2026-11-01,2026-11-01,1\n',
      /^line 1: expected the columns currency, too/,
    ],
    [
      'a channel there is not',
      `${HEAD}\nbillboards,2026-11-01,2026-11-01,1,USD,\n`,
      /^line 2, channel: expected one of advocacy/,
    ],
    ['a day that is none', `${HEAD}\nother,2026-02-30,2026-03-01,1,USD,\n`, /^line 2, from: expected a day/],
    [
      'days the wrong way round',
      `${HEAD}\nother,2026-11-02,2026-11-01,1,USD,\n`,
      /^line 2, to: expected a day that is not before/,
    ],
    [
      'thousands separators',
      `${HEAD}\nother,2026-11-01,2026-11-01,"1,200.00",USD,\n`,
      /^line 2, amount: expected an amount/,
    ],
    [
      'digits below the cent',
      `${HEAD}\nother,2026-11-01,2026-11-01,12.345,USD,\n`,
      /^line 2, amount: expected .* to the cent/,
    ],
    ['a negative amount', `${HEAD}\nother,2026-11-01,2026-11-01,-1,USD,\n`, /^line 2, amount/],
    ['an amount in scientific notation', `${HEAD}\nother,2026-11-01,2026-11-01,1e3,USD,\n`, /^line 2, amount/],
    ['another currency', `${HEAD}\nother,2026-11-01,2026-11-01,1,EUR,\n`, /^line 2, currency: expected USD/],
    ['a line that is too short', `${HEAD}\nother,2026-11-01\n`, /^line 2: expected as many fields/],
    [
      'a quote that is not closed',
      `${HEAD}\nother,2026-11-01,2026-11-01,1,USD,"x\n`,
      /^line 2.*: expected comma-separated|^the file: expected comma-separated|^line 3: expected comma-separated/,
    ],
  ];
  for (const [what, text, mistake] of wrong) {
    it(`is refused for ${what}`, () => {
      const found = mistakes(text);
      assert.match(found[0] ?? '', mistake);
      assert.doesNotMatch(found.join(), /1,200|billboards|2026-02-30/);
    });
  }

  it('names every mistake with its line, and is refused as a whole', () => {
    const good = 'other,2026-11-01,2026-11-01,1,USD,';
    assert.deepEqual(
      mistakes([HEAD, good, 'other,x,2026-11-01,1,USD,', good, 'x,2026-11-01,2026-11-01,1,USD,'].join('\n')),
      ['line 3, from: expected a day as YYYY-MM-DD', 'line 5, channel: expected one of advocacy, job_boards, other'],
    );
    const many = mistakes([HEAD, ...Array.from({ length: 30 }, () => 'x,2026-11-01,2026-11-01,1,USD,')].join('\n'));
    assert.deepEqual([many.length, many.at(-1)], [21, 'and 10 more']);
  });
});
