import { stringify } from 'csv-stringify/sync';
import { Money } from '../../../domain/attribution-costs.js';
import type { Cell, Table } from '../../../domain/attribution-tables.js';

/** What a spreadsheet takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r\n]/;

/**
 * Tables as one CSV file (RFC 4180, UTF-8): one below the other, each led by its titles, its name in the first column
 * of every line; all lines have the same number of fields. Rates are 0 to 1, amounts to the cent, days YYYY-MM-DD.
 */
export function csvOf(tables: readonly Table[]): string {
  const width = Math.max(...tables.map(({ columns }) => columns.length));
  const lines = tables.flatMap(({ name, columns, rows }) => [
    ['Table', ...columns.map(({ title }) => title)],
    ...rows.map((row) => [name, ...row.map(fieldOf)]),
  ]);
  const padded = lines.map((line) => [...line, ...Array<string>(width + 1 - line.length).fill('')]);
  return stringify(padded, { record_delimiter: '\r\n' });
}

function fieldOf(cell: Cell): string {
  if (cell === null) return '';
  switch (cell.is) {
    case 'text':
      return FORMULA.test(cell.value) ? `'${cell.value}` : cell.value;
    case 'money':
      return new Money(cell.value).toFixed(2);
    case 'rate':
      return String(Number(cell.value.toFixed(6)));
    default:
      return String(cell.value);
  }
}
