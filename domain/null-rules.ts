import type { FieldMap } from '../config/field-map.js';
import type { FieldProblem, HireFieldName, HireFields, HireReading } from '../schemas/hire.js';

/** Why a reading cannot be used: one line for each field, without values. */
export interface Incomplete {
  field: HireFieldName;
  /** "manager is empty (ats offer.custom_fields.reports_to), and its null rule is fail" */
  reason: string;
}

/**
 * Applies the map's null rules to what the system of record holds: an empty field fails, is left out, or takes its
 * default; one that could not be read always fails.
 * @returns the fields to write, and what stops them from being written.
 */
export function applyNullRules(map: FieldMap, reading: HireReading): { fields: HireFields; incomplete: Incomplete[] } {
  const fields: HireFields = { ...reading.fields };
  const incomplete: Incomplete[] = reading.problems.map((problem) => ({
    field: problem.field,
    reason: describeProblem(problem),
  }));
  for (const rule of Object.values(map.rules)) {
    const unreadable = reading.problems.some((problem) => problem.field === rule.field);
    if (unreadable || !isEmpty(fields[rule.field]) || rule.nullRule.do === 'skip') continue;
    if (rule.nullRule.do === 'default') {
      const { value } = rule.nullRule;
      const chosen = typeof value === 'string' ? value : fields.compensation && value[fields.compensation.period];
      if (chosen !== undefined) Object.assign(fields, { [rule.field]: chosen });
      continue;
    }
    const place = rule.bindings[rule.authority]?.['path'] ?? 'no binding';
    incomplete.push({
      field: rule.field,
      reason: `${rule.field} is empty (${rule.authority} ${place}), and its null rule is fail`,
    });
  }
  return { fields, incomplete };
}

export function describeProblem(problem: FieldProblem): string {
  return `${problem.field} cannot be read (${problem.place}): expected ${problem.expected}, found ${problem.found}`;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
