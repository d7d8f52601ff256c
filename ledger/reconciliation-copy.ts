import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { Side } from '../domain/reconciliation-keys.js';
import type { ReconciliationRecord } from '../domain/reconciliation-record.js';
import { packDetails } from './reconciliation-details.js';
import { STAGED_COLUMNS, type Staging } from './reconciliation-staging.js';

/** Lines go to the database in pieces of this many bytes. */
const CHUNK = 128 * 1024;
/** Pieces that are made while the database takes others. */
const AHEAD = 4;
/** Of one UTF-16 unit in UTF-8. */
const MOST_BYTES = 3;

/**
 * Fills one side of a run with what is listed, replacing what was there: all of it or, on a failure, nothing new. What
 * the database has not taken yet is not asked for, so memory holds no more than a few batches.
 * @param batches pages of records, as long as they like.
 * @param signal ends it early; then nothing is kept.
 * @returns how many records were staged.
 */
export async function stageSide(
  staging: Staging,
  side: Side,
  batches: AsyncIterable<readonly ReconciliationRecord[]>,
  signal?: AbortSignal,
): Promise<number> {
  const { client, runId, tables } = staging;
  await client.query('begin');
  try {
    await client.query(`truncate ${tables[side]}`);
    // Emptied in this transaction, so rows can be written as visible to all, and need not be touched again when read.
    const count = await copy(staging, side, copyLines(batches), 'with (freeze)', signal);
    if (side === 'hris') await applyLinks(staging);
    await client.query(`analyze ${tables[side]} (application_id, employee_id, email, name, start_date, ended)`);
    await client.query(`update reconciliation_runs set staged_${side} = $2 where id = $1`, [runId, count]);
    await client.query('commit');
    return count;
  } catch (error) {
    // On a broken connection there is nothing left to roll back.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Adds a few records to a side; part of the caller's transaction. */
export async function addRecords(
  staging: Staging,
  side: Side,
  records: readonly ReconciliationRecord[],
): Promise<void> {
  if (records.length === 0) return;
  await copy(staging, side, [Buffer.from(records.map(copyLine).join(''))], '', undefined);
  if (side === 'hris') await applyLinks(staging);
}

/** An employee whom a person has linked to an application counts as carrying its id. */
async function applyLinks({ client, tables }: Staging): Promise<void> {
  await client.query(
    `update ${tables.hris} h set application_id = l.application_id from reconciliation_links l
     where l.employee_id = h.employee_id and h.application_id is distinct from l.application_id`,
  );
}

async function copy(
  { client, tables }: Staging,
  side: Side,
  lines: AsyncIterable<Buffer> | Iterable<Buffer>,
  options: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const target = client.query(copyFrom(`copy ${tables[side]} (${STAGED_COLUMNS.join(', ')}) from stdin ${options}`));
  await pipeline(Readable.from(lines, { objectMode: true, highWaterMark: AHEAD }), target, { signal });
  return target.rowCount;
}

/** Records in the text format of COPY, in pieces worth sending. */
export async function* copyLines(
  batches: AsyncIterable<readonly ReconciliationRecord[]>,
): AsyncGenerator<Buffer, void> {
  let chunk = Buffer.allocUnsafe(CHUNK);
  let used = 0;
  for await (const batch of batches) {
    for (const record of batch) {
      const line = copyLine(record);
      if (used + line.length * MOST_BYTES > chunk.length) {
        if (used > 0) yield chunk.subarray(0, used);
        // What was handed over may still be on its way: it is not written to again.
        chunk = Buffer.allocUnsafe(Math.max(CHUNK, line.length * MOST_BYTES));
        used = 0;
      }
      used += chunk.write(line, used);
    }
  }
  if (used > 0) yield chunk.subarray(0, used);
}

function copyLine({
  applicationId,
  employeeId,
  email,
  name,
  startDate,
  ended,
  compared,
  at,
  fields,
}: ReconciliationRecord): string {
  return [
    column(applicationId),
    column(employeeId),
    column(email),
    column(name),
    column(startDate),
    ended ? 't' : 'f',
    column(compared),
    // JSON has escaped everything else that COPY knows.
    `${escapeBackslashes(packDetails({ at, fields }))}\n`,
  ].join('\t');
}

/** What the text format gives a meaning, and NUL, which PostgreSQL's text cannot hold. */
const SPECIAL = /[\\\t\n\r\0]/;
const EACH_SPECIAL = /[\\\t\n\r\0]/g;
const ESCAPED: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' };

/** https://www.postgresql.org/docs/current/sql-copy.html, "Text Format". */
function column(value: string | null): string {
  if (value === null) return '\\N';
  return SPECIAL.test(value) ? value.replace(EACH_SPECIAL, (one) => ESCAPED[one] ?? one) : value;
}

const escapeBackslashes = (text: string): string => (text.includes('\\') ? text.replaceAll('\\', '\\\\') : text);
