import { randomBytes } from 'node:crypto';
import type { Collection, Store } from '../../../sandbox/store.js';

/** A participant as the simulator keeps it. */
export interface StoredParticipant {
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  notes: string;
  referredBy: string | null;
  referralStatus: 'CREDIT_PENDING' | 'CREDIT_AWARDED' | 'CREDIT_EXPIRED' | null;
  fraudRiskLevel: 'LOW' | 'MEDIUM' | 'HIGH';
  metadata: Record<string, unknown>;
  /** Milliseconds since 1970. */
  createdAt: number;
}

export interface Participants {
  all: Collection<StoredParticipant>;
  /** By id, or by e-mail address in any case. */
  find(idOrEmail: string): StoredParticipant | undefined;
  add(fields: Pick<StoredParticipant, 'email'> & Partial<StoredParticipant>): StoredParticipant;
  change(participant: StoredParticipant, change: Partial<StoredParticipant>): StoredParticipant;
  /** As GrowSurf shows it. */
  show(participant: StoredParticipant): Record<string, unknown>;
}

export function openParticipants(store: Store): Participants {
  const all = store.collection<StoredParticipant>('participants');
  const find = (idOrEmail: string) =>
    all.get(idOrEmail) ?? all.all().find((one) => one.email.toLowerCase() === idOrEmail.toLowerCase());

  function show(participant: StoredParticipant): Record<string, unknown> {
    const { referredBy, referralStatus, ...own } = participant;
    const brought = all.all().filter((one) => one.referredBy === own.id);
    const credited = brought.filter((one) => one.referralStatus === 'CREDIT_AWARDED');
    const referrer = referredBy === null ? undefined : all.get(referredBy);
    const { referrer: _, referredBy: __, ...plain } = referrer ? show({ ...referrer, referredBy: null }) : {};
    return {
      ...own,
      ...{ shareUrl: `https://jobs.acme.example?grsf=${own.id}`, shareCount: {}, vanityKeys: [], rewards: [] },
      ...{ referralCount: credited.length, monthlyReferralCount: credited.length, rank: 1, monthlyRank: 1 },
      ...{ referrals: brought.map(({ id }) => id), impressionCount: 0, uniqueImpressionCount: 0, isWinner: false },
      ...{ referralSource: referredBy === null ? 'DIRECT' : 'PARTICIPANT', unsubscribed: false },
      ...(referredBy === null ? {} : { referredBy, referralStatus, referrer: plain }),
    };
  }

  return {
    all,
    find,
    show,
    change: (participant, change) => all.put(participant.id, { ...participant, ...change }),
    add(fields) {
      const participant: StoredParticipant = {
        ...{ id: randomBytes(4).toString('hex').slice(0, 6), firstName: null, lastName: null, notes: '' },
        ...{ referredBy: null, referralStatus: null, fraudRiskLevel: 'LOW', metadata: {}, createdAt: Date.now() },
        ...fields,
      };
      return all.put(participant.id, participant);
    },
  };
}
