import { z } from 'zod';

/** GrowSurf's answers, as far as they are read: https://docs.growsurf.com/developer-tools/rest-api/api-objects */

/** Opaque text. */
export const Id = z.string().min(1);

const Text = z.string().nullish();

/** Milliseconds since 1970, as ISO 8601 UTC. */
const Timestamp = z
  .number()
  .int()
  .refine((at) => Math.abs(at) <= 8.64e15, 'expected milliseconds since 1970')
  .transform((at) => new Date(at).toISOString());

/** Custom values by key; GrowSurf keeps whatever JSON they are. */
const Metadata = z.record(z.string(), z.unknown());

export const Participant = z.object({
  id: Id,
  email: Text,
  firstName: Text,
  lastName: Text,
  shareUrl: Text,
  createdAt: Timestamp.nullish(),
  /** Id of the participant who referred this one. */
  referredBy: Text,
  referrer: z.object({ id: Id.nullish(), shareUrl: Text }).nullish(),
  referralStatus: z.enum(['CREDIT_PENDING', 'CREDIT_AWARDED', 'CREDIT_EXPIRED', 'INVITE_SENT']).nullish(),
  referralCount: z.number().nullish(),
  fraudRiskLevel: z.enum(['LOW', 'MEDIUM', 'HIGH']).nullish(),
  metadata: Metadata.nullish(),
});
export type Participant = z.infer<typeof Participant>;

/** Of a participant that was asked to be added; not new where the e-mail address was known: then nothing was changed. */
export const AddedParticipant = Participant.extend({ isNew: z.boolean().nullish() });

/** Rows are read one by one, so that one that cannot be read keeps nobody else back. */
export const ParticipantPage = z.object({ participants: z.array(z.unknown()), nextId: Text });

export const Campaign = z.object({ id: Id, name: Text, status: Text, type: Text });

export const Webhooks = z.object({
  webhooks: z.array(z.object({ isEnabled: z.boolean(), events: z.array(z.string()), payloadUrl: Text })),
});

export const TriggerAnswer = z.object({ success: z.boolean() });

/** https://docs.growsurf.com/developer-tools/rest-api/api-guidelines */
export const GrowsurfError = z.object({ name: Text.catch(undefined), code: Text.catch(undefined) });
