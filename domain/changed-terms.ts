import type { FieldMap } from '../config/field-map.js';
import type { HireFieldName, HireFields } from '../schemas/hire.js';
import { sameField } from './comparison.js';

/** One hire's terms at three places: as they were last written downstream, as the offer says now, as the HRIS says now. */
export interface TermsAtThreePlaces {
  written: HireFields;
  offer: HireFields;
  hris: HireFields;
}

/**
 * The fields on which the offer has changed its mind while nobody has touched the HRIS: it still holds what was
 * written, so that the system of record's change can be passed on without asking. A field that changed on both sides is
 * a conflict, and none of these.
 */
export function changesToPassOn(map: FieldMap, { written, offer, hris }: TermsAtThreePlaces): HireFieldName[] {
  return Object.values(map.rules)
    .filter((rule) => rule.authority === 'ats' && rule.bindings.hris && rule.field !== 'atsApplicationId')
    .filter((rule) => offer[rule.field] !== undefined)
    .filter((rule) => !sameField(rule, written, offer) && sameField(rule, written, hris))
    .filter((rule) => !sameField(rule, offer, hris))
    .map((rule) => rule.field);
}
