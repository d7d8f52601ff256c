import assert from 'node:assert/strict';
import fc from 'fast-check';
import { displayWidth, pairLines, printable, tableLines, wrap, type Column } from '../../cli/table.js';

const plain = { width: 40, paint: (_style: string, text: string) => text };

interface Row {
  id: string;
  text: string | null;
  count?: number;
}

const COLUMNS: Column<Row>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'count', value: ({ count }) => count, align: 'right' },
  { title: 'text', value: ({ text }) => text, wrap: true },
];

describe('a table', () => {
  it('aligns its columns and says nothing as a dash', () => {
    const rows = [
      { id: 'a', text: 'short', count: 7 },
      { id: 'longer', text: null, count: 1234 },
    ];
    assert.deepEqual(tableLines(rows, COLUMNS, plain), [
      'ID      COUNT  TEXT',
      'a           7  short',
      'longer   1234  –',
    ]);
  });

  it('wraps at spaces what does not fit, under its own column', () => {
    const rows = [{ id: 'a', text: 'one two three four five six seven', count: 1 }];
    assert.deepEqual(tableLines(rows, COLUMNS, plain), [
      'ID  COUNT  TEXT',
      'a       1  one two three four five six',
      '           seven',
    ]);
  });

  it('never cuts off a column that does not wrap', () => {
    const id = 'dlv_'.padEnd(60, 'x');
    assert.match(tableLines([{ id, text: 'text' }], COLUMNS, plain)[1] ?? '', new RegExp(`^${id}  `));
  });

  it('aligns names in any script', () => {
    const rows = [
      { id: '山田太郎', text: 'x', count: 1 },
      { id: 'Zoe\u0308', text: 'y', count: 2 },
    ];
    const places = tableLines(rows, COLUMNS, plain).map((line) => displayWidth(line.slice(0, line.search(/\S+$/))));
    assert.equal(new Set(places).size, 1);
  });

  it('keeps what steers a terminal out of it', () => {
    assert.equal(printable('Ann\u001b[2J\u0007\u202e\nByron\t!'), 'Ann[2J Byron !');
  });

  it('paints the text, not the padding', () => {
    const columns: Column<Row>[] = [
      { title: 'id', value: ({ id }) => id, style: () => 'red' },
      { title: 'text', value: ({ text }) => text },
    ];
    const paint = (style: string, text: string) => `<${style}>${text}</${style}>`;
    const lines = tableLines([{ id: 'a', text: 'b' }], columns, { width: 80, paint });
    assert.deepEqual(lines, ['<bold>ID</bold>  <bold>TEXT</bold>', '<red>a</red>   b']);
  });

  it('loses nothing when it wraps, and stays within the width', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 30 }), (text, width) => {
        const shown = printable(text);
        const lines = wrap(shown, width);
        assert.equal(lines.join('').replaceAll(' ', ''), shown.replaceAll(' ', ''));
        for (const line of lines) assert.ok(displayWidth(line) <= width, JSON.stringify(line));
      }),
    );
  });

  it('keeps a link whole among names and values', () => {
    const link = `http://127.0.0.1:8233/${'x'.repeat(60)}`;
    assert.deepEqual(
      pairLines(
        [
          ['run', link],
          ['because', null],
        ],
        plain,
      ),
      [`run      ${link}`, 'because  –'],
    );
  });
});
