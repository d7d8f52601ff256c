import { z } from 'zod';
import type { UserRef } from '../wire.js';
import { newId, type Records, type UserEvent } from './records.js';
import type { Users } from './users.js';

/** `idempotencyKey` is kept for so long. https://docs.saasquatch.com/developer/event-idempotency */
const KEY_KEPT_MS = 24 * 3_600_000;

const Event = z.looseObject({
  key: z.string('key is required').min(1),
  fields: z.record(z.string(), z.unknown()).default({}),
  dateTriggered: z.number().optional(),
});

export const Track = z.looseObject({
  userId: z.string('userId is required'),
  accountId: z.string('accountId is required'),
  idempotencyKey: z
    .string()
    .regex(/^[A-Za-z0-9._-]{8,64}$/, 'idempotencyKey has 8 to 64 letters, digits, dots, dashes and underscores')
    .optional(),
  events: z.array(Event, 'events is required').min(1, 'events is required'),
});
export type Track = z.infer<typeof Track>;

/**
 * Keeps a user's events and does what the tenant's program has rules for: `hired` converts their referral,
 * `referral_rejected` ends it.
 * @returns the events; undefined when the idempotency key was used already.
 */
export function trackEvents(records: Records, users: Users, ref: UserRef, track: Track): UserEvent[] | undefined {
  const now = Date.now();
  const { idempotencyKey: key } = track;
  if (key !== undefined) {
    const used = records.idempotencyKeys.get(key);
    if (used && now - used.usedAt < KEY_KEPT_MS) return undefined;
    records.idempotencyKeys.put(key, { key, usedAt: now });
  }
  const referral = users.referralOf(ref);
  return track.events.map(({ key: name, fields, dateTriggered = now }) => {
    const id = newId();
    if (referral && name === 'hired') users.convert(referral);
    if (referral && name === 'referral_rejected') users.end(referral);
    return records.events.put(id, {
      ...{ id, key: name, fields, dateTriggered, dateReceived: now, dateProcessed: now },
      ...{ userId: ref.id, accountId: ref.accountId },
    });
  });
}
