import type { Style, Terminal } from './terminal.js';

/** A column of a table. */
export interface Column<Row> {
  title: string;
  value(row: Row): string | number | null | undefined;
  /** Wraps within what the others leave of the width; other columns keep their values whole. */
  wrap?: boolean;
  align?: 'right';
  style?(row: Row): Style | undefined;
}

const GAP = '  ';
/** Narrower than this a wrapped column can't be read. */
const LEAST = 16;

/** Rows as aligned lines, the titles first. Nothing is cut off: what does not fit is wrapped, or runs over. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, paint }: Pick<Terminal, 'width' | 'paint'>,
): string[] {
  const cells = rows.map((row) => columns.map((column) => printable(String(column.value(row) ?? '–'))));
  const widths = columnWidths(columns, cells, width);
  const line = (texts: readonly string[], style: (index: number) => Style | undefined) => {
    const parts = texts.map((text, index) => (columns[index]?.wrap ? wrap(text, widths[index] ?? LEAST) : [text]));
    const height = Math.max(...parts.map((lines) => lines.length));
    return Array.from({ length: height }, (_, n) =>
      parts
        .map((lines, index) => {
          const text = lines[n] ?? '';
          const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)));
          const chosen = style(index);
          const painted = chosen && text ? paint(chosen, text) : text;
          return columns[index]?.align === 'right' ? padding + painted : painted + padding;
        })
        .join(GAP)
        .trimEnd(),
    );
  };
  const titles = columns.map(({ title }) => title.toUpperCase());
  return [
    ...line(titles, () => 'bold'),
    ...cells.flatMap((texts, n) => line(texts, (index) => columns[index]?.style?.(rows[n] as Row))),
  ];
}

/** Names and values in two columns. Sentences wrap; a value that is one word, such as a link, stays whole. */
export function pairLines(
  pairs: readonly (readonly [name: string, value: string | number | null | undefined])[],
  { width, paint }: Pick<Terminal, 'width' | 'paint'>,
): string[] {
  const longest = Math.max(0, ...pairs.map(([name]) => displayWidth(name)));
  const indent = ' '.repeat(longest) + GAP;
  return pairs.flatMap(([name, value]) => {
    const text = printable(String(value ?? '–'));
    const [first = '', ...more] = text.includes(' ') ? wrap(text, Math.max(LEAST, width - indent.length)) : [text];
    const padding = ' '.repeat(longest - displayWidth(name));
    return [`${paint('dim', name)}${padding}${GAP}${first}`, ...more.map((line) => indent + line)];
  });
}

/** Columns that wrap share what the others leave; one that needs less than its share leaves the rest to the others. */
function columnWidths(columns: readonly Column<never>[], cells: readonly string[][], width: number): number[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...cells.map((texts) => displayWidth(texts[index] ?? ''))),
  );
  const wrapped = [...widths.keys()]
    .filter((index) => columns[index]?.wrap)
    .sort((a, b) => (widths[a] ?? 0) - (widths[b] ?? 0));
  const kept = widths.reduce((sum, one, index) => sum + (columns[index]?.wrap ? 0 : one), 0);
  let left = width - kept - GAP.length * (columns.length - 1);
  wrapped.forEach((index, n) => {
    const share = Math.max(LEAST, Math.floor(left / (wrapped.length - n)));
    widths[index] = Math.min(widths[index] ?? 0, share);
    left -= widths[index];
  });
  return widths;
}

/** Breaks at spaces, and within a word only where the word alone is too long. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word];
  const found: string[] = [''];
  for (const { segment } of GRAPHEMES.segment(word)) {
    const last = found[found.length - 1] ?? '';
    if (displayWidth(last + segment) > width) found.push(segment);
    else found[found.length - 1] = last + segment;
  }
  return found;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** Columns that a terminal takes for a text: an accent takes none, a Han character two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** One line, without what would steer the terminal: names and messages come from outside. */
export function printable(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
}
