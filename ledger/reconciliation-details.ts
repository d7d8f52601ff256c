import type { SideOfHire } from '../domain/reconciliation.js';
import { Compensation } from '../schemas/compensation.js';
import { HIRE_FIELD_NAMES, type HireFields } from '../schemas/hire.js';
import { Person } from '../schemas/person.js';

/*
 * What of a record only people and the exact comparison need, as text for the staging tables: a JSON list of the values
 * in a fixed order, as their names would double the size of a million rows. The tables live as long as one run, so the
 * order may change from one version to the next.
 */

const TEXTS = HIRE_FIELD_NAMES.filter((name) => name !== 'manager' && name !== 'compensation');
const PERSON = Object.keys(Person.shape) as (keyof Person)[];
const PAY = Object.keys(Compensation.shape) as (keyof Compensation)[];

export function packDetails({ at, fields }: SideOfHire): string {
  const { manager, compensation } = fields;
  const values: (string | boolean | null | undefined)[] = [at, manager !== undefined, compensation !== undefined];
  for (const name of TEXTS) values.push(fields[name]);
  if (manager) for (const name of PERSON) values.push(manager[name]);
  if (compensation) for (const name of PAY) values.push(compensation[name]);
  return JSON.stringify(values);
}

/** The opposite of packDetails. */
export function unpackDetails(text: string): SideOfHire {
  const [at, hasManager, hasPay, ...values] = JSON.parse(text) as [
    string | null,
    boolean,
    boolean,
    ...(string | null)[],
  ];
  const take = <Name extends string>(names: readonly Name[]): Partial<Record<Name, string>> => {
    const taken: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const value = values.shift() ?? null;
      if (value !== null) taken[name] = value;
    }
    return taken;
  };
  const fields: HireFields = take(TEXTS);
  if (hasManager) fields.manager = take(PERSON);
  if (hasPay) fields.compensation = take(PAY) as Compensation;
  return { at, fields };
}
