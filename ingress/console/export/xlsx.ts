import writeExcelFile, { type CellObject, type Row } from 'write-excel-file/node';
import { Money } from '../../../domain/attribution-costs.js';
import type { Cell, Table } from '../../../domain/attribution-tables.js';

/** The media type that spreadsheet programs register for (ECMA-376). */
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const MONEY = '#,##0.00';
const RATE = '0.0%';
const DAYS = '0.0';

/**
 * Tables as an Excel workbook: a sheet each, its titles kept in sight. Numbers are numbers, days are dates. Amounts are
 * rounded to the cent, as a workbook holds no more than 15 digits. Text stays text, whatever it begins with.
 */
export async function xlsxOf(tables: readonly Table[]): Promise<Buffer> {
  return writeExcelFile(
    tables.map(({ name, columns, rows }) => ({
      sheet: name,
      columns: columns.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
      data: [
        columns.map(({ title }): CellObject => ({ value: title, type: String, fontWeight: 'bold' })),
        ...rows.map(rowOf),
      ],
    })),
  ).toBuffer();
}

const rowOf = (cells: Cell[]): Row => cells.map(cellOf);

function cellOf(cell: Cell): CellObject | null {
  if (cell === null) return null;
  switch (cell.is) {
    case 'text':
      return { value: cell.value, type: String, format: '@' };
    case 'money':
      return { value: new Money(cell.value).toDecimalPlaces(2).toNumber(), type: Number, format: MONEY };
    case 'rate':
      return { value: cell.value, type: Number, format: RATE };
    case 'date':
      return { value: new Date(`${cell.value}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
    case 'days':
      return { value: cell.value, type: Number, ...(Number.isInteger(cell.value) ? {} : { format: DAYS }) };
    case 'count':
      return { value: cell.value, type: Number };
  }
}
