import type { Queryable } from './database.js';

/**
 * Lists a quarantined delivery as one that nobody has to act on; it is kept, and can be replayed.
 * @param why who has decided so, and why: a whole sentence.
 * @returns false where the delivery is not in quarantine, or was never kept.
 */
export async function dismissDelivery(db: Queryable, id: string, why: string): Promise<boolean> {
  const { rows } = await db.query(
    `update deliveries set status = 'ignored', reason = $2, alert_pending = false
     where id = $1 and status = 'quarantined' returning id`,
    [id, why],
  );
  return rows.length > 0;
}
