import type { z } from 'zod';
import { FailureType } from '../workflows/failure-types.js';
import { vendorFailure } from './failure.js';
import type { HttpResponse } from './http.js';

/**
 * Parses an answer with the vendor's wire model.
 * @throws VendorContract that names the path, what was expected and the kind of what was there, never the value.
 */
export function parseAnswer<T>(vendor: string, operation: string, schema: z.ZodType<T>, response: HttpResponse): T {
  const answer = response.json();
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const place = path.length > 0 ? path.map(String).join('.') : 'the body';
  const expected = issue?.message ?? 'another form';
  throw vendorFailure(FailureType.VendorContract, `${place}: ${issue?.message ?? 'unexpected form'}`, {
    vendor,
    operation,
    status: response.status,
    form: { place: placeOfAnyRow(path), expected, found: kindOf(valueAt(answer, path)) },
  });
}

/** The same place in any row of a list: "[].custom_fields.base_salary". */
const placeOfAnyRow = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'the body' : path.map((key) => (typeof key === 'number' ? '[]' : String(key))).join('.');

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

/** The kind of a value in plain words, for messages that must not carry the value itself. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return value.trim() === '' ? 'empty text' : 'text';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'yes/no';
  return 'an object';
}
