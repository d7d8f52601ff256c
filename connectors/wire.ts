import type { z } from 'zod';
import { FailureType } from '../workflows/failure-types.js';
import { vendorFailure } from './failure.js';
import type { HttpResponse } from './http.js';

/**
 * Parses an answer with the vendor's wire model.
 * @throws VendorContract that names the path, what was expected and the kind of what was there, never the value.
 */
export function parseAnswer<T>(vendor: string, operation: string, schema: z.ZodType<T>, response: HttpResponse): T {
  const result = schema.safeParse(response.json());
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue && issue.path.length > 0 ? issue.path.map(String).join('.') : 'the body';
  throw vendorFailure(FailureType.VendorContract, `${place}: ${issue?.message ?? 'unexpected form'}`, {
    vendor,
    operation,
    status: response.status,
  });
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
