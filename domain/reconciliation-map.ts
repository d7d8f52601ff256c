import type { FieldMap } from '../config/field-map.js';
import type { HireFieldName } from '../schemas/hire.js';

/** Which fields of a hire the reconciliation compares, taken from the tenant's field map. */
export interface ReconciliationMap {
  /** The field map with every compared field marked `compare`, for domain/comparison.ts. */
  map: FieldMap;
  /** What is compared, in the map's order. */
  fields: readonly HireFieldName[];
  /** Those of them on which payroll depends: `compare` in the field map. */
  decisive: ReadonlySet<HireFieldName>;
  /** Those of them that are written to the HRIS with a default where the ATS has nothing. */
  defaulted: readonly HireFieldName[];
}

/** What is compared is every field that stands in both systems, apart from the application id, which joins them. */
export function reconciliationMap(map: FieldMap): ReconciliationMap {
  const rules = Object.values(map.rules);
  const compared = rules.filter(
    ({ field, bindings }) => bindings.ats !== undefined && bindings.hris !== undefined && field !== 'atsApplicationId',
  );
  const fields = compared.map(({ field }) => field);
  return {
    map: {
      ...map,
      rules: Object.fromEntries(
        rules.map((rule) => [rule.field, { ...rule, compare: fields.includes(rule.field) }]),
      ) as FieldMap['rules'],
    },
    fields,
    decisive: new Set(compared.filter((rule) => rule.compare).map(({ field }) => field)),
    defaulted: compared.filter(({ nullRule }) => nullRule.do === 'default').map(({ field }) => field),
  };
}
