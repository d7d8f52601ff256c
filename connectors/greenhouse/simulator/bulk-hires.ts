import { z } from 'zod';
import { addHire, NewHire } from './hires.js';
import { Instant } from './interviews.js';
import { OfferTerms } from './offers.js';
import type { Records } from './records.js';
import { createRecruiting } from './recruiting.js';

export const BulkHires = z.strictObject({
  count: z.number().int().min(1).max(100_000),
  /** When all of them accepted; now unless given. */
  acceptedAt: Instant.optional(),
  /** false leaves the applications active: accepted, but not marked as hired. */
  hired: z.boolean().default(true),
  job_id: z.number().int().default(601),
  source: NewHire.shape.source,
  applied_at: NewHire.shape.applied_at,
  offer: OfferTerms.default({ starts_on: '2026-12-01', salary: 120_000 }),
});
export type BulkHires = z.infer<typeof BulkHires>;

/** Adds hires whose offers were accepted at one time, without a webhook, as if hireline had been away. */
export function addBulkHires(records: Records, actingUserId: number, bulk: BulkHires) {
  const quiet = createRecruiting(records, () => undefined, actingUserId);
  const at = bulk.acceptedAt ?? new Date().toISOString();
  return Array.from({ length: bulk.count }, () => {
    const number = records.stamp('bulk_hires', 1).id;
    const made = addHire(records, quiet, {
      first_name: 'Bulk',
      last_name: `Hire ${number}`,
      email: `bulk.hire.${number}@mail.example`,
      ...{ job_id: bulk.job_id, source: bulk.source, applied_at: bulk.applied_at },
      offer: bulk.offer,
    });
    const offer = quiet.acceptOffer(made.application_id, at);
    records.offers.put(String(offer.id), { ...offer, created_at: at, updated_at: at });
    const application = bulk.hired ? records.applications.get(String(made.application_id)) : undefined;
    if (application) quiet.hire(application);
    return made;
  });
}
