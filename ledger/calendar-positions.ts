import type { CalendarPosition } from '../connectors/roles/calendar.js';
import type { Queryable } from './database.js';

/** A position, and which step of reading led to it. */
export interface KeptPosition {
  position: CalendarPosition;
  step: number;
}

export async function readPosition(db: Queryable, source: string): Promise<KeptPosition | undefined> {
  const { rows } = await db.query<{ syncToken: string | null; pageToken: string | null; from: Date; step: number }>(
    `select sync_token as "syncToken", page_token as "pageToken", read_from as "from", step
     from calendar_positions where source = $1`,
    [source],
  );
  const kept = rows[0];
  if (!kept) return undefined;
  const { step, from, ...tokens } = kept;
  return { position: { ...tokens, from: from.toISOString() }, step };
}

/**
 * Moves on from one position to the next.
 * @param step the step of the position that was read from; 0 where there was none.
 * @returns the new step; undefined when another reading has moved on meanwhile.
 */
export async function savePosition(
  db: Queryable,
  source: string,
  step: number,
  next: CalendarPosition,
): Promise<number | undefined> {
  const { rows } = await db.query<{ step: number }>(
    `insert into calendar_positions as p (source, sync_token, page_token, read_from, step) values ($1, $2, $3, $4, $5 + 1)
     on conflict (source) do update set sync_token = $2, page_token = $3, read_from = $4, step = p.step + 1, updated_at = now()
       where p.step = $5
     returning step`,
    [source, next.syncToken, next.pageToken, next.from, step],
  );
  return rows[0]?.step;
}
