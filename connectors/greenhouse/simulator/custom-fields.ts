import { Refusal } from './answers.js';
import type { CustomFieldValues, Records } from './records.js';

/** The empty custom fields of a new record, as Greenhouse exports fields without a value. */
export function emptyFields(records: Records, fieldType: string): CustomFieldValues {
  return Object.fromEntries(
    records.customFields
      .all()
      .filter((field) => field.field_type === fieldType && field.active)
      .map((field) => [field.name_key, { name: field.name, type: field.value_type, value: null }]),
  );
}

/**
 * Applies a write's `custom_fields: [{name_key | custom_field_id, value}]` to a record's values.
 * A single_select takes an option's id, a user field a user's id, a currency `{amount, currency_code}`.
 * @throws Refusal (422) as Greenhouse does, with the wording that its error bodies show.
 */
export function writtenFields(
  records: Records,
  fieldType: string,
  before: CustomFieldValues,
  written: unknown,
): CustomFieldValues {
  if (!Array.isArray(written)) throw new Refusal(422, 'Invalid attribute: custom_fields', 'custom_fields');
  const fields = records.customFields.all().filter((field) => field.field_type === fieldType && field.active);
  const after = { ...before };
  for (const entry of written as unknown[]) {
    const { name_key, custom_field_id, value, ...rest } = (entry ?? {}) as Record<string, unknown>;
    const [extra] = Object.keys(rest);
    if (extra) throw new Refusal(422, `Invalid attribute: ${extra}`, extra);
    if ((name_key === undefined) === (custom_field_id === undefined)) {
      throw new Refusal(422, 'Pass either name_key or custom_field_id', 'custom_fields');
    }
    const field = fields.find((one) => one.name_key === name_key || one.id === custom_field_id);
    if (!field) throw new Refusal(422, 'Invalid custom field', String(name_key ?? custom_field_id));
    const kept = value === null || value === undefined ? null : accepted(records, field.id, field.value_type, value);
    if (kept === undefined) throw new Refusal(422, `Invalid value for a ${field.value_type} field`, field.name_key);
    after[field.name_key] = { name: field.name, type: field.value_type, value: kept };
  }
  return after;
}

/** The value as it will be read, or undefined when the field does not take it. */
function accepted(records: Records, fieldId: number, type: string, value: unknown): unknown {
  switch (type) {
    case 'short_text':
      return typeof value === 'string' && value.length <= 255 ? value : undefined;
    case 'long_text':
    case 'url':
      return typeof value === 'string' ? value : undefined;
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
    case 'yes_no':
      return typeof value === 'boolean' ? value : undefined;
    case 'number':
      return typeof value === 'number' ? decimalText(value) : undefined;
    case 'single_select': {
      const option = records.customFieldOptions.get(String(value));
      return typeof value === 'number' && option?.custom_field_id === fieldId && option.active
        ? option.name
        : undefined;
    }
    case 'user':
      return typeof value === 'number' ? userValue(records, value) : undefined;
    case 'currency':
      return currencyValue(value);
    default:
      return undefined;
  }
}

/** Numbers read as text with a decimal: "40.0". */
export function decimalText(value: number | string): string {
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** A user field's value as it is read. */
export function userValue(records: Records, id: number): unknown {
  const user = records.users.get(String(id));
  return user && { user_id: user.id, name: user.name, email: user.primary_email, employee_id: user.employee_id };
}

function currencyValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const { amount, currency_code, ...rest } = value as Record<string, unknown>;
  const valid =
    typeof amount === 'number' &&
    typeof currency_code === 'string' &&
    currency_code.length === 3 &&
    Object.keys(rest).length === 0;
  return valid ? { amount, currency_code } : undefined;
}
