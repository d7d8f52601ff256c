import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { projectRoot } from '../../config/root.js';
import { attributionReport } from '../../domain/attribution-report.js';
import { attributionTables, type Table } from '../../domain/attribution-tables.js';
import { csvOf } from '../../ingress/console/export/csv.js';
import { xlsxOf } from '../../ingress/console/export/xlsx.js';
import { WEEK } from './facts.js';
import { readWorkbook } from './workbook.js';

const golden = (name: string) => join(projectRoot, 'test/attribution/golden', name);

/** What was exported once and looked at; written anew when HIRELINE_RECORD_GOLDEN is set. */
function agrees(name: string, content: string): void {
  if (process.env['HIRELINE_RECORD_GOLDEN']) writeFileSync(golden(name), content);
  assert.equal(content, readFileSync(golden(name), 'utf8'));
}

describe('attribution: exports', () => {
  const report = attributionReport(WEEK);
  const tables = attributionTables(report);

  it('have the tables that people ask for', () => {
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['Summary', 'Hires', 'Channels', 'Advocates', 'Time to hire'],
    );
    for (const { columns, rows } of tables) for (const row of rows) assert.equal(row.length, columns.length);
  });

  describe('as CSV', () => {
    const text = csvOf(tables);

    it('are as they were', () => agrees('report.csv', text));

    it('are as RFC 4180 says: CRLF, and as many fields in each line', () => {
      assert.doesNotMatch(text, /[^\r]\n/);
      const lines = parse(text);
      assert.equal(new Set(lines.map(({ length }) => length)).size, 1);
      assert.equal(lines.filter(([first]) => first === 'Hires').length, report.hires.length);
    });

    it('hold amounts to the cent, rates, and negative amounts as numbers', () => {
      const lines = parse(text);
      const advocate = lines.find(([first, id]) => first === 'Advocates' && id === 'adv-2');
      assert.equal(advocate?.[7], '-750.00');
      assert.equal(lines.find(([, metric]) => metric === 'Participation rate')?.[2], '0.666667');
    });

    const texts: [text: string, field: string][] = [
      ['=1+1', "'=1+1"],
      ['+1', "'+1"],
      ['-1', "'-1"],
      ['@SUM(A1)', "'@SUM(A1)"],
      ['\t=1', "'\t=1"],
      ['\r=1', "'\r=1"],
      ['Grüße, "Ada" = 1', 'Grüße, "Ada" = 1'],
    ];
    for (const [value, field] of texts) {
      it(`keep ${JSON.stringify(value)} from being a formula`, () => {
        const table: Table = { name: 'T', columns: [{ title: 'a', width: 1 }], rows: [[{ is: 'text', value }]] };
        assert.equal(parse(csvOf([table]))[1]?.[1], field);
      });
    }
  });

  describe('as a workbook', () => {
    let file: Buffer;
    before(async () => void (file = await xlsxOf(tables)));

    it('are as they were, cell by cell', () => {
      const lines = [...readWorkbook(file)].flatMap(([name, rows]) => [
        `# ${name}`,
        ...rows.map((row) =>
          row.map((cell) => (cell ? `${cell.type} ${cell.value} (${cell.format || 'General'})` : '-')).join(' | '),
        ),
      ]);
      agrees('workbook.txt', `${lines.join('\n')}\n`);
    });

    it('hold numbers as numbers, days as dates, amounts with a format and text as text', () => {
      const sheets = readWorkbook(file);
      const [, hire] = sheets.get('Hires') ?? [];
      assert.deepEqual(hire?.[0], { type: 'text', value: '80001', format: '@' });
      // Day 46344 of the calendar that begins with 1900 is 18 November 2026.
      assert.deepEqual(hire?.[8], { type: 'n', value: '46344', format: 'yyyy-mm-dd' });
      assert.deepEqual([hire?.[9]?.type, hire?.[9]?.value], ['n', '16']);
      assert.deepEqual(hire?.[11], { type: 'n', value: '425', format: '#,##0.00' });
      const evil = sheets.get('Advocates')?.[2]?.[1];
      assert.deepEqual(evil, { type: 'text', value: '=HYPERLINK("http://evil.test")', format: '@' });
    });

    it('open in a spreadsheet program, where there is one', async function () {
      const soffice = (process.env['PATH'] ?? '')
        .split(delimiter)
        .map((folder) => join(folder, 'soffice'))
        .find(existsSync);
      if (!soffice) return this.skip();
      this.timeout(120_000);
      const folder = mkdtempSync(join(tmpdir(), 'hireline-workbook-'));
      try {
        writeFileSync(join(folder, 'report.xlsx'), file);
        await promisify(execFile)(
          soffice,
          [
            ...[`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to'],
            // Every sheet, as UTF-8 with commas and quotes, as it is shown.
            ...['csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1', '--outdir', folder],
            join(folder, 'report.xlsx'),
          ],
          { timeout: 110_000 },
        );
        const sheet = (name: string) => parse(readFileSync(join(folder, `report-${name}.csv`), 'utf8'));
        assert.deepEqual(sheet('Hires')[1], [
          ...[
            '80001',
            'c80001',
            '40',
            'advocacy',
            'adv-1',
            'ref-1',
            'Referral',
            '2026-11-02',
            '2026-11-18',
            '16',
            '48',
            '425.00',
          ],
        ]);
        assert.deepEqual(sheet('Channels')[1]?.slice(0, 5), ['advocacy', '99.99', '1,500.00', '750.00', '849.99']);
        assert.equal(sheet('Advocates')[2]?.[1], '=HYPERLINK("http://evil.test")');
        assert.equal(sheet('Summary').find(([metric]) => metric === 'Referral conversion rate')?.[1], '20.0%');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
