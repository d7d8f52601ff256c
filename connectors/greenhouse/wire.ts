import { z } from 'zod';

/**
 * Harvest v3's answers, as far as hireline reads them (schemas of the Harvest v3 OpenAPI description).
 * Objects are loose: what is not named here passes through to the field map.
 */

/** Ids are integers; as text they do not lose digits. */
export const Id = z
  .union([z.number().int(), z.string().regex(/^\d+$/, 'expected an integer id')], 'expected an integer id')
  .transform(String);

export const OptionalId = Id.nullish().transform((id) => id ?? undefined);

/** Text without blanks around it; undefined where there is none. */
export const Text = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || undefined);

/** An enumeration, whatever its capitals. */
export const word = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.string().toLowerCase().pipe(z.enum(words));

/** ISO 8601. Harvest v3 tells all times in UTC, so one without a zone is in UTC. Given back with a zone. */
export const Moment = z.string().transform((text, context) => {
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes('T') ? text : `${text}Z`;
  const milliseconds = Date.parse(zoned);
  if (Number.isNaN(milliseconds)) {
    context.addIssue({ code: 'custom', message: 'expected a time in ISO 8601' });
    return z.NEVER;
  }
  return new Date(milliseconds).toISOString();
});

/** `status` reads in_process where filters and webhooks say active. */
export const WireApplication = z.looseObject({
  id: Id,
  candidate_id: OptionalId,
  job_id: OptionalId,
  recruiter_id: OptionalId,
  status: word(['in_process', 'active', 'rejected', 'hired', 'converted']),
  created_at: Moment.nullish(),
});
export type WireApplication = z.infer<typeof WireApplication>;

/** An application with where it came from and how far it got. `stage_id` is the id of a visit, not of a stage. */
export const WireAttributed = WireApplication.extend({
  candidate_id: Id,
  created_at: Moment,
  source_id: OptionalId,
  referrer_id: OptionalId,
  stage_id: OptionalId,
  stage_name: Text,
});
export type WireAttributed = z.infer<typeof WireAttributed>;

export const WireOffer = z.looseObject({
  id: Id,
  version: z.coerce.number().int(),
  application_id: Id,
  candidate_id: OptionalId,
  job_id: OptionalId,
  status: word(['created', 'accepted', 'rejected', 'deprecated']),
  created_at: Moment.nullish().catch(undefined),
  resolved_at: Moment.nullish(),
});
export type WireOffer = z.infer<typeof WireOffer>;

export const WireCandidate = z.looseObject({ id: Id });
export type WireCandidate = z.infer<typeof WireCandidate>;

/** `[{value, type}]`. */
export const Contacts = z
  .array(z.looseObject({ value: z.string().nullish(), type: z.string().nullish() }))
  .nullish()
  .transform((contacts) => contacts ?? []);

/** A candidate as they are written to. */
export const WireContact = z.looseObject({
  id: Id,
  first_name: Text,
  last_name: Text,
  preferred_name: Text,
  can_email: z.boolean(),
  time_zone: Text,
  email_addresses: Contacts,
  phone_numbers: Contacts,
});
export type WireContact = z.infer<typeof WireContact>;

export const WireNote = z.looseObject({ id: Id, body: z.string().nullish() });

export const WireJob = z.looseObject({ id: Id, department_id: OptionalId });
export type WireJob = z.infer<typeof WireJob>;

export const WireDepartment = z.looseObject({ id: Id });
export type WireDepartment = z.infer<typeof WireDepartment>;

export const WireUser = z.looseObject({
  id: Id,
  name: Text,
  first_name: Text,
  last_name: Text,
  primary_email: Text,
  employee_id: z
    .union([z.string(), z.number()])
    .nullish()
    .transform((id) => String(id ?? '').trim() || undefined),
});
export type WireUser = z.infer<typeof WireUser>;

/**
 * The token endpoint's answer. Which of the three fields tells the end of its life differs by endpoint and is not
 * documented for auth.greenhouse.io, so all are taken.
 */
export const WireToken = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.unknown().optional(),
  expires_at: z.unknown().optional(),
  expires: z.unknown().optional(),
});
export type WireToken = z.infer<typeof WireToken>;
