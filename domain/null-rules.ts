import type { FieldMap } from '../config/field-map.js';
import type { FieldProblem, HireFieldName, HireFields, HireReading } from '../schemas/hire.js';

/** A field that is not there as it should be, without its value. */
export interface Incomplete {
  field: HireFieldName;
  /** "manager is empty (ats offer.custom_fields.reports_to), and its null rule is fail" */
  reason: string;
}

/** A reading after the map's null rules. */
export interface CompleteReading {
  /** What is to be written. */
  fields: HireFields;
  /** What stops it from being written. */
  incomplete: Incomplete[];
  /** What stands in the system of record, could not be read, and may be left out. */
  leftOut: Incomplete[];
}

/**
 * Applies the map's null rules to what the system of record holds: an empty field fails, is left out, or takes its
 * default. One that could not be read fails as well, as it is not known to be empty; only what may be left out, and is
 * not compared before payroll, is. Pay of nothing is no pay.
 */
export function applyNullRules(map: FieldMap, reading: HireReading): CompleteReading {
  const fields: HireFields = { ...reading.fields };
  const zeroPay = fields.compensation !== undefined && Number(fields.compensation.amount) === 0;
  if (zeroPay) delete fields.compensation;
  const { incomplete, leftOut } = judgeProblems(map, reading.problems);
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
    const empty = rule.field === 'compensation' && zeroPay ? 'zero, which counts as empty' : 'empty';
    incomplete.push({
      field: rule.field,
      reason: `${rule.field} is ${empty} (${rule.authority} ${place}), and its null rule is fail`,
    });
  }
  return { fields, incomplete, leftOut };
}

function judgeProblems(map: FieldMap, problems: readonly FieldProblem[]): Omit<CompleteReading, 'fields'> {
  const judged: Omit<CompleteReading, 'fields'> = { incomplete: [], leftOut: [] };
  for (const problem of problems) {
    const { nullRule, compare } = map.rules[problem.field];
    const told = { field: problem.field, reason: describeProblem(problem) };
    (nullRule.do === 'skip' && !compare ? judged.leftOut : judged.incomplete).push(told);
  }
  return judged;
}

export function describeProblem(problem: FieldProblem): string {
  return `${problem.field} cannot be read (${problem.place}): expected ${problem.expected}, found ${problem.found}`;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
