import { CsvError, parse, type Info } from 'csv-parse/sync';
import { z } from 'zod';
import type { RecruitingCost } from '../schemas/attribution-report.js';
import { Money } from './attribution-costs.js';

/** Columns of a file of costs, in any order. */
export const COST_COLUMNS = ['channel', 'from', 'to', 'amount', 'currency', 'note'] as const;
type Column = (typeof COST_COLUMNS)[number];

/** So many mistakes are named at once. */
const MOST_MISTAKES = 20;

/** To the cent: parts of it are told to the cent, and have to add up. */
const Amount = /^\d{1,15}(\.\d{1,2}0*)?$/;
export const COST_AMOUNT = z
  .string({ error: 'expected an amount in quotes, such as "1200.00"' })
  .regex(Amount, 'expected an amount such as 1200.00, to the cent and without thousands separators');

/**
 * What a cost must be, whatever it is read from.
 * @param channels the names that are allowed; @param currency the one that all amounts are in.
 */
export const costSchema = (channels: readonly string[], currency: string) =>
  z
    .strictObject({
      channel: z.enum(channels as [string, ...string[]], { error: `expected one of ${channels.join(', ')}` }),
      from: z.iso.date({ error: 'expected a day as YYYY-MM-DD' }),
      to: z.iso.date({ error: 'expected a day as YYYY-MM-DD' }),
      amount: COST_AMOUNT.transform((text) => new Money(text).toFixed()),
      currency: z.literal(currency, {
        error: `expected ${currency}, the currency of policy.yaml's bonus: amounts of different currencies are not added`,
      }),
      note: z
        .string({ error: 'expected text' })
        .trim()
        .max(500, 'expected at most 500 characters')
        .nullish()
        .transform((text) => text || null),
    })
    .refine(({ from, to }) => from <= to, {
      path: ['to'],
      error: 'expected a day that is not before from',
      when: ({ issues }) => issues.length === 0,
    });

/**
 * Reads a file of costs (RFC 4180, the first line names the columns; `note` may be missing).
 * @returns the costs of all its lines; or what is wrong, each with its line and column: then none of them counts.
 */
export function readCostFile(
  text: string,
  rules: { channels: readonly string[]; currency: string },
): { costs: RecruitingCost[] } | { mistakes: string[] } {
  let records: { record: Record<string, string>; info: Info }[];
  try {
    records = parse(text, {
      bom: true,
      columns: headings,
      info: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: false,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError || error instanceof HeadingError)) throw error;
    return { mistakes: [error instanceof HeadingError ? error.message : whyNoCsv(error)] };
  }
  if (records.length === 0)
    return { mistakes: [`line 1: expected a line with ${COST_COLUMNS.join(', ')}, then the costs`] };
  const schema = costSchema(rules.channels, rules.currency);
  const read = records.map(({ record, info: { lines } }) => {
    const result = schema.safeParse(record);
    if (result.success) return { cost: result.data, mistakes: [] };
    const mistakes = result.error.issues.map((issue) => `line ${lines}, ${issue.path.join('.')}: ${issue.message}`);
    return { cost: undefined, mistakes };
  });
  const mistakes = read.flatMap((line) => line.mistakes);
  if (mistakes.length === 0) return { costs: read.flatMap(({ cost }) => cost ?? []) };
  const more = mistakes.length - MOST_MISTAKES;
  return { mistakes: [...mistakes.slice(0, MOST_MISTAKES), ...(more > 0 ? [`and ${more} more`] : [])] };
}

class HeadingError extends Error {}

function headings(names: string[]): Column[] {
  const columns = names.map((name) => name.trim().toLowerCase());
  const unknown = columns.findIndex((name) => !COST_COLUMNS.includes(name as Column));
  if (unknown >= 0) {
    throw new HeadingError(`line 1, column ${unknown + 1}: expected one of ${COST_COLUMNS.join(', ')}`);
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice) throw new HeadingError(`line 1, ${twice}: expected each column once`);
  const missing = COST_COLUMNS.filter((name) => name !== 'note' && !columns.includes(name));
  if (missing.length > 0) throw new HeadingError(`line 1: expected the columns ${missing.join(', ')}, too`);
  return columns as Column[];
}

function whyNoCsv(error: CsvError): string {
  const { lines } = error as CsvError & { lines?: number };
  const place = typeof lines === 'number' ? `line ${lines}` : 'the file';
  if (error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS')
    return `${place}: expected as many fields as line 1 names columns`;
  return `${place}: expected comma-separated values, with quotes that are closed (${error.code})`;
}
