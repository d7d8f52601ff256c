import type { InvalidValue } from './answers.js';
import type { PropertyRecord, Records } from './records.js';

/** What is to be written: empty text clears a property. */
export type Values = Record<string, string>;

/**
 * Values as HubSpot keeps them, or what is wrong with them.
 * @param objectId the contact they are for: its own unique values are no conflict.
 */
export function checkValues(
  records: Records,
  input: Readonly<Record<string, unknown>>,
  objectId: string | undefined,
): { values: Values } | { problems: InvalidValue[] } {
  const problems: InvalidValue[] = [];
  const values: Values = {};
  for (const [name, given] of Object.entries(input)) {
    const property = records.properties.get(name);
    const value = normalised(property, given);
    const problem = property ? problemWith(records, property, value, objectId) : unknown(name);
    if (problem) problems.push(problem);
    else values[name] = value ?? '';
  }
  return problems.length > 0 ? { problems } : { values };
}

const unknown = (name: string): InvalidValue => ({
  name,
  code: 'PROPERTY_DOESNT_EXIST',
  message: `Property "${name}" does not exist`,
});

/** Text, in the property's own form; undefined where it is none. */
function normalised(property: PropertyRecord | undefined, given: unknown): string | undefined {
  if (given === null || given === undefined) return '';
  const text = typeof given === 'object' ? undefined : String(given);
  if (text === undefined || text === '') return text;
  if (property?.name === 'email') return /^\S+@\S+\.\S+$/.test(text.trim()) ? text.trim().toLowerCase() : undefined;
  if (property?.type === 'number') return Number.isFinite(Number(text)) ? text : undefined;
  if (property?.type === 'date') return day(text);
  return text;
}

/** A day, or midnight UTC in milliseconds. */
function day(text: string): string | undefined {
  const time = /^\d+$/.test(text) ? Number(text) : /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return time % 86_400_000 === 0 ? new Date(time).toISOString().slice(0, 10) : undefined;
}

function problemWith(
  records: Records,
  property: PropertyRecord,
  value: string | undefined,
  objectId: string | undefined,
): InvalidValue | undefined {
  const { name, type, readOnly, hasUniqueValue } = property;
  if (readOnly) return { name, code: 'READ_ONLY_VALUE', message: `"${name}" is a read only property` };
  if (value === undefined) {
    const code = name === 'email' ? 'INVALID_EMAIL' : `INVALID_${type.toUpperCase()}`;
    return { name, code, message: `The value of "${name}" was not a valid ${type}` };
  }
  // Duplicate addresses are refused in another way.
  if (!hasUniqueValue || name === 'email' || value === '') return undefined;
  const holder = records.contacts
    .all()
    .find((one) => !one.archived && one.id !== objectId && one.properties[name] === value);
  if (!holder) return undefined;
  return { name, code: 'CONFLICTING_UNIQUE_VALUE', message: `${value} is already in use on object ${holder.id}` };
}
