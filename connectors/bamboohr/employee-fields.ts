import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import type { FieldProblem, HireFields, HireReading } from '../../schemas/hire.js';
import { kindOf } from '../wire.js';
import type { HireLayout } from './bindings.js';
import { held, heldText, isRealDate } from './held-values.js';
import type { WireEmployee } from './wire.js';

/** The employee's own fields as they are written, by the field map; absent ones are left out, the id is never sent. */
export function toEmployeeFields(fields: HireFields, layout: HireLayout): Record<string, string> {
  const body: Record<string, string> = {};
  for (const { field, name } of layout.flat) {
    const value = fields[field];
    if (name !== 'id' && typeof value === 'string') body[name] = value;
  }
  return body;
}

/** The employee's own fields as they were read. Blank, null and "0000-00-00" are absent. */
export function readEmployeeFields(employee: WireEmployee, layout: HireLayout): HireReading {
  const fields: HireFields = {};
  const problems: FieldProblem[] = [];
  for (const { field, name, binding } of layout.flat) {
    const value = held(employee[name]);
    if (value === undefined) continue;
    const text = heldText(value);
    const read = text === undefined ? undefined : convert(field, text, binding['country']);
    if (read === undefined) {
      problems.push({ field, place: `bamboohr ${name}`, found: kindOf(value), expected: EXPECTED[field] ?? 'text' });
    } else Object.assign(fields, { [field]: read });
  }
  return { fields, problems };
}

const EXPECTED: Readonly<Record<string, string>> = {
  startDate: 'a date that exists, as YYYY-MM-DD',
  phone: 'a phone number',
};

/** @param country where a phone number without a country code is from; the field map's `country`, else US. */
function convert(field: keyof HireFields, text: string, country: string | undefined): string | undefined {
  if (field === 'startDate') return isRealDate(text) ? text : undefined;
  if (field === 'phone') return parsePhoneNumberFromString(text, (country ?? 'US') as CountryCode)?.number;
  return text;
}
