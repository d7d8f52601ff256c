import { inflateRawSync } from 'node:zlib';

/** A cell as the file holds it, told by somebody else than who wrote it. */
export interface WorkbookCell {
  /** "n": a number or a date; "text" for all ways in which a text can be held. */
  type: 'n' | 'text';
  value: string;
  /** Its number format. */
  format: string;
}

/** The files of a ZIP archive, by its central directory (PKWARE APPNOTE 4.3.12). */
export function unzip(archive: Buffer): Map<string, string> {
  const end = archive.lastIndexOf(Buffer.from('504b0506', 'hex'));
  if (end < 0) throw new Error('no ZIP archive');
  const files = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error('not an entry of the directory');
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const data = archive.subarray(start, start + size);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, (method === 0 ? data : inflateRawSync(data)).toString('utf8'));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

/** The sheets of a workbook by name, read from its XML (ECMA-376 part 1). */
export function readWorkbook(archive: Buffer): Map<string, (WorkbookCell | null)[][]> {
  const files = unzip(archive);
  const file = (name: string) => files.get(name) ?? '';
  const strings = all(file('xl/sharedStrings.xml'), /<si>(.*?)<\/si>/gs).map(textOf);
  const formats = new Map(
    all(file('xl/styles.xml'), /<numFmt ([^>]*)\/>/g).map((tag) => [
      attribute(tag, 'numFmtId'),
      attribute(tag, 'formatCode'),
    ]),
  );
  const styles = all(/<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(file('xl/styles.xml'))?.[1] ?? '', /<xf ([^>]*?)\/?>/g).map(
    (tag) => formats.get(attribute(tag, 'numFmtId')) ?? attribute(tag, 'numFmtId'),
  );
  const targets = new Map(
    all(file('xl/_rels/workbook.xml.rels'), /<Relationship ([^>]*)\/>/g).map((tag) => [
      attribute(tag, 'Id'),
      attribute(tag, 'Target'),
    ]),
  );
  return new Map(
    all(file('xl/workbook.xml'), /<sheet ([^>]*)\/>/g).map((tag) => {
      const xml = file(`xl/${(targets.get(attribute(tag, 'r:id')) ?? '').replace(/^\/xl\//, '')}`);
      const rows = all(xml, /<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs).map((row) => cellsOf(row, strings, styles));
      return [attribute(tag, 'name'), rows];
    }),
  );
}

function cellsOf(row: string, strings: string[], styles: string[]): (WorkbookCell | null)[] {
  const cells: (WorkbookCell | null)[] = [];
  for (const [, attributes = '', content = ''] of row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
    const [, letters = ''] = /^([A-Z]+)\d+$/.exec(attribute(attributes, 'r')) ?? [];
    const column = [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
    const type = attribute(attributes, 't') || 'n';
    const raw = /<v>(.*?)<\/v>/s.exec(content)?.[1] ?? '';
    if (content.includes('<f>')) throw new Error('a formula');
    const format = styles[Number(attribute(attributes, 's') || 0)] ?? '';
    if (type === 'n') cells[column] = { type: 'n', value: raw, format };
    else if (type === 's') cells[column] = { type: 'text', value: strings[Number(raw)] ?? '', format };
    else cells[column] = { type: 'text', value: textOf(content), format };
  }
  return Array.from(cells, (cell) => cell ?? null);
}

const all = (xml: string, pattern: RegExp): string[] => [...xml.matchAll(pattern)].map(([, found = '']) => found);

const textOf = (xml: string): string =>
  all(xml, /<t(?: [^>]*)?>(.*?)<\/t>/gs)
    .map(plain)
    .join('');

const attribute = (tag: string, name: string): string =>
  plain(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

const plain = (xml: string): string =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
