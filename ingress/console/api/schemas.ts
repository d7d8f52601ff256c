import { z } from 'zod';
import { HIRE_STATUSES } from '../../../schemas/hire-status.js';
import type { HeldFor } from '../../../schemas/hire-diff.js';
import { HIRE_FIELD_NAMES, type HireFieldName } from '../../../schemas/hire.js';

/** The shapes that have a name in the API's description. */
export const named = z.registry<{ id: string }>();

/** Gives a shape its name. */
export function name<S extends z.ZodType>(id: string, schema: S): S {
  named.add(schema, { id });
  return schema;
}

/** An instant, ISO 8601 in UTC. */
export const Instant = z
  .date()
  .transform((date) => date.toISOString())
  .pipe(z.string().meta({ format: 'date-time' }));

/** Text as JSON or a Date as Instant: null where there is none. */
export const Text = z.string().nullable();
export const MaybeInstant = Instant.nullable();

const LIMIT = 'expected a whole number from 1 to 200';
export const Limit = z.coerce
  .number({ error: LIMIT })
  .int(LIMIT)
  .min(1, LIMIT)
  .max(200, LIMIT)
  .default(50)
  .meta({ description: 'Items on a page.' });

const CURSOR = 'expected the next of an earlier page';
/** A page's cursor that is a number: a sequence number or an offset. */
export const Before = z.coerce
  .number({ error: CURSOR })
  .int(CURSOR)
  .min(0, CURSOR)
  .optional()
  .meta({ description: 'The `next` of the page before this one.' });

/** One of a set of words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `expected one of ${words.join(', ')}` });

export const ApplicationIdParam = z.strictObject({ applicationId: z.string() });
export const IdParam = z.strictObject({ id: z.string() });

/** A page of a list, newest first unless told otherwise. */
export const page = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next: Text.meta({ description: '`before` of the next page; null on the last.' }) });

export const nextOf = (cursor: number | string | null): string | null => (cursor === null ? null : String(cursor));

export const HireStatusWord = oneOf(HIRE_STATUSES);
export const FieldName = z.enum(HIRE_FIELD_NAMES as [HireFieldName, ...HireFieldName[]]);

/** What a hire can be held for. */
export const HeldForName = z.enum(['screening', 'employment', ...HIRE_FIELD_NAMES] satisfies [HeldFor, ...HeldFor[]]);
