import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Store } from '../../../sandbox/store.js';
import { refuse } from './answers.js';
import { type Records, save } from './records.js';

/** What an account can lack, so that an audit of it has something to find. */
export const AccessChange = z.strictObject({
  /** The credential may read candidates and applications, and write none. */
  readOnlyCandidates: z.boolean().optional(),
  /** The custom fields of referrals are not active. */
  withoutReferralFields: z.boolean().optional(),
});
export type AccessChange = z.infer<typeof AccessChange>;

const REFERRAL_FIELDS = ['advocate_id', 'referral_id', 'referral_consent_at'];

export type Access = ReturnType<typeof createAccess>;

/** The limits of the account, kept with its records. */
export function createAccess(store: Store, records: Records) {
  const kept = store.collection<Required<AccessChange>>('access');
  const present = () => kept.get('main') ?? { readOnlyCandidates: false, withoutReferralFields: false };

  return {
    present,
    change({ readOnlyCandidates, withoutReferralFields }: AccessChange) {
      const before = present();
      const after = {
        readOnlyCandidates: readOnlyCandidates ?? before.readOnlyCandidates,
        withoutReferralFields: withoutReferralFields ?? before.withoutReferralFields,
      };
      for (const field of records.customFields.all()) {
        if (!REFERRAL_FIELDS.includes(field.name_key)) continue;
        save(records.customFields, { ...field, active: !after.withoutReferralFields });
      }
      return kept.put('main', after);
    },
    /** A missing scope is refused before the request is looked at. */
    guard: ((request, response, next) => {
      const writes = request.method !== 'GET' && /^\/(candidates|applications)(\/|$)/.test(request.path);
      if (writes && present().readOnlyCandidates) {
        return refuse(response, 403, 'The credential lacks the scope of this endpoint');
      }
      next();
    }) satisfies RequestHandler,
  };
}
