import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Staging } from '../../ledger/reconciliation-staging.js';

/**
 * What PostgreSQL needs by itself for the same rows, on a connection with the same settings: COPY of each side from a
 * file that is ready into a table of the same columns, and a FULL OUTER JOIN that counts the rows that are not equal.
 * @param folder where the files are put.
 * @returns milliseconds; the files' making is not among them.
 */
export async function plainJoin({ client, tables }: Staging, folder: string): Promise<number> {
  const sides = (['ats', 'hris'] as const).map((side) => ({
    staged: tables[side],
    plain: `plain_${side}`,
    file: join(folder, `${side}.copy`),
  }));
  for (const { staged, file } of sides) {
    await pipeline(client.query(copyTo(`copy ${staged} to stdout`)), createWriteStream(file));
  }
  const begun = performance.now();
  for (const { staged, plain, file } of sides) {
    await client.query('begin');
    await client.query(`create unlogged table ${plain} (like ${staged}) with (autovacuum_enabled = false)`);
    await pipeline(createReadStream(file), client.query(copyFrom(`copy ${plain} from stdin with (freeze)`)));
    await client.query(`analyze ${plain} (application_id)`);
    await client.query('commit');
  }
  await client.query(
    `select count(*) from plain_ats a full outer join plain_hris h on h.application_id = a.application_id
     where a.compared is distinct from h.compared`,
  );
  const milliseconds = performance.now() - begun;
  for (const { plain } of sides) await client.query(`drop table ${plain}`);
  return milliseconds;
}
