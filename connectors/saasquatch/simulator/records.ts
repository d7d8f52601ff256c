import { createHash, randomBytes } from 'node:crypto';
import type { Collection, Store } from '../../../sandbox/store.js';
import type { UserRef } from '../wire.js';

/** The one program of the tenant. */
export const PROGRAM = 'employee-referrals';

/** A user as the tenant keeps it; show.ts has the forms in which its API shows one. */
export interface User extends UserRef {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  locale: string | null;
  countryCode: string | null;
  imageUrl: string;
  referable: boolean;
  /** By program. */
  referralCodes: Record<string, string>;
  referredByCodes: string[];
  segments: string[];
  customFields: Record<string, string | number | boolean>;
  dateCreated: number;
  dateBlocked: number | null;
  /** Grows with every change of the reward balance. */
  resourceVersion: number;
  balance: number;
}

export interface Referral {
  id: string;
  referred: UserRef;
  referrer: UserRef;
  referralCodeUsed: string;
  shareLinkUsed: string;
  programId: string;
  dateReferralStarted: number;
  dateReferralPaid: number | null;
  dateReferralEnded: number | null;
  dateConverted: number | null;
  dateModified: number;
}

export interface UserEvent {
  id: string;
  key: string;
  fields: Record<string, unknown>;
  dateTriggered: number;
  dateReceived: number;
  dateProcessed: number;
  userId: string;
  accountId: string;
}

export interface Subscription {
  endpointUrl: string;
  name?: string;
}

export interface Settings {
  /** Whether webhooks have the forms of a tenant with the classic program. */
  classic: boolean;
  /** Open endpoints that support has not enabled: they answer 403. */
  disabled: ('referrals' | 'codes' | 'all')[];
}

export interface Records {
  users: Collection<User>;
  referrals: Collection<Referral>;
  /** Ids of referrals by referred user, and by referrer. */
  referralsOf: Collection<string[]>;
  referralsBy: Collection<string[]>;
  /** Key of a user by code. */
  codes: Collection<string>;
  events: Collection<UserEvent>;
  idempotencyKeys: Collection<{ key: string; usedAt: number }>;
  subscriptions: Collection<Subscription>;
  settings(): Settings;
  change(changes: Partial<Settings>): Settings;
  nextNumber(sequence: string): number;
}

export function openRecords(store: Store): Records {
  const kept = store.collection<Settings>('settings');
  const settings = () => kept.get('settings') ?? { classic: false, disabled: [] };
  return {
    users: store.collection('users'),
    referrals: store.collection('referrals'),
    referralsOf: store.collection('referrals_of'),
    referralsBy: store.collection('referrals_by'),
    codes: store.collection('codes'),
    events: store.collection('events'),
    idempotencyKeys: store.collection('idempotency_keys'),
    subscriptions: store.collection('subscriptions'),
    settings,
    change: (changes) => kept.put('settings', { ...settings(), ...changes }),
    nextNumber: (sequence) => store.nextId(sequence),
  };
}

/** Ids are unique within their account. */
export const keyOf = ({ accountId, id }: UserRef): string => JSON.stringify([accountId, id]);

/** Twenty-four hexadecimal digits, as SaaSquatch's own ids. */
export const newId = (): string => randomBytes(12).toString('hex');

/** SaaSquatch's internal id of a user, beside the one that the caller gave. */
export const internalId = (ref: UserRef): string => createHash('sha256').update(keyOf(ref)).digest('hex').slice(0, 24);
