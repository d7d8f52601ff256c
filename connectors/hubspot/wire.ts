import { z } from 'zod';

/** HubSpot's answers, as far as they are read; what is not named here is dropped. */

const Id = z.union([z.string().min(1), z.number().int()], { error: 'expected an id' }).transform((id) => String(id));

/** All values are text on reads; other simple ones are taken as well. Empty text is no value. */
const PropertyValue = z
  .union([z.string(), z.number(), z.boolean(), z.null()], { error: 'expected a simple value' })
  .transform((value) => (value === null || value === '' ? null : String(value)));

export const Contact = z.object({ id: Id, properties: z.record(z.string(), PropertyValue) });
export type Contact = z.infer<typeof Contact>;

/** A page of a search; rows are read one by one, so that an unreadable one stops nobody else. */
export const SearchPage = z.object({
  total: z.number().int().nonnegative().optional(),
  results: z.array(z.unknown()),
  paging: z.object({ next: z.object({ after: z.union([z.string(), z.number()]) }).nullish() }).nullish(),
});
export type SearchPage = z.infer<typeof SearchPage>;

export const Note = z.object({ id: Id, properties: z.record(z.string(), PropertyValue) });

/** An object that was written: nothing but its id is of interest. */
export const Written = z.object({ id: Id });

export const Property = z.object({
  name: z.string().min(1),
  type: z.string().min(1),
  hasUniqueValue: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
});
export type Property = z.infer<typeof Property>;
export const PropertyList = z.object({ results: z.array(Property) });

/** GET /account-info/v3/details */
export const Account = z.object({ portalId: Id, accountType: z.string().nullish() });
export type Account = z.infer<typeof Account>;

/** POST /oauth/v2/private-apps/get/access-token-info */
export const TokenInfo = z.object({ hubId: Id, scopes: z.array(z.string()) });

const Words = z.record(z.string(), z.array(z.unknown()).catch([])).nullish().catch(undefined);
const Word = z.string().nullish().catch(undefined);

/** The documentation calls every field optional: whatever has another form counts as absent. */
export const ErrorBody = z.object({
  message: Word,
  category: Word,
  correlationId: Word,
  policyName: Word,
  context: Words,
  errors: z
    .array(z.object({ code: Word, message: Word, context: Words }).catch({}))
    .nullish()
    .catch(undefined),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** 200 and 201 hold results, 207 results and errors. */
export const BatchAnswer = z.object({
  results: z.array(Contact).nullish(),
  errors: z.array(ErrorBody).nullish(),
});
