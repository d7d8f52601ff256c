import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../workflows/failure-types.js';
import type { Dependencies } from './dependencies.js';

/** An advocate as far as a bonus or a mark has to know them. Personal data. */
export interface KnownAdvocate {
  /** Lower case. */
  email: string | null;
  name: string | null;
}

/**
 * Who an advocate is: as the platform says now, else, where none is connected or it knows them no more, as it last told.
 */
export async function findAdvocate(
  { db, advocacy }: Pick<Dependencies, 'db' | 'advocacy'>,
  advocateId: string,
): Promise<KnownAdvocate | undefined> {
  if (advocacy) {
    try {
      const { firstName, lastName, email } = await advocacy.readAdvocate(advocateId);
      return { email, name: [firstName, lastName].filter(Boolean).join(' ') || null };
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.type !== FailureType.VendorNotFound) throw error;
    }
  }
  const { rows } = await db.query<KnownAdvocate>(
    'select email, name from advocates where advocate_id = $1 order by seen_at desc limit 1',
    [advocateId],
  );
  return rows[0];
}
