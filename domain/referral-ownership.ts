import type { OwnershipRule } from '../schemas/referral.js';

/** One advocate's claim to an application: that the candidate came to the job through their link. */
export interface Claim {
  referralId: string;
  advocateId: string;
  /** ISO 8601 UTC. */
  referredAt: string;
}

/** What a claim came to. */
export interface Ownership {
  referralId: string;
  /** Decimal text, 0 to 1, six places: the part that is this advocate's. All claims' together are exactly 1. */
  share: string;
  /** Whether the ATS names this referral. One claim's is true. */
  named: boolean;
  /** Why, in a sentence without personal data. */
  reason: string;
  /** The word the advocacy platform is told where the candidate is another advocate's; null otherwise. */
  refusal: RefusalWord | null;
}

export type RefusalWord = 'owned_by_another_advocate';

/** A share is kept to six places. */
const WHOLE = 1_000_000;

/**
 * Whose an application is that several advocates claim. One claim owns it whole, whatever the rule.
 * - first: the earliest. It lapses when the next comes later than the window allows, and that one is the first then.
 * - last: the newest.
 * - split: equal parts for all whose claim is within the window before the newest; the earliest of them is named.
 * An advocate who refers the same candidate for the same job again gains nothing by it.
 * @param windowMs how long a claim keeps others out, milliseconds.
 * @throws Error when there is no claim.
 */
export function decideOwnership(claims: readonly Claim[], rule: OwnershipRule, windowMs: number): Ownership[] {
  const ordered = inOrder(claims);
  const owners = ownersOf(ordered, rule, windowMs);
  const [named] = owners;
  if (!named) throw new Error('nobody claims the application');
  const parts = equalParts(owners.length);
  const days = `${Math.round(windowMs / 86_400_000)} days`;
  return ordered.map((claim) => {
    const place = owners.indexOf(claim);
    if (place >= 0) {
      const reason = whyOwner(claim, owners, ordered, { rule, days });
      return {
        referralId: claim.referralId,
        share: parts[place] ?? '0',
        named: claim === named,
        reason,
        refusal: null,
      };
    }
    const again = owners.find(({ advocateId }) => advocateId === claim.advocateId);
    return {
      referralId: claim.referralId,
      share: '0',
      named: false,
      reason: again
        ? `The same advocate's referral ${again.referralId} counts for this application.`
        : whyNotOwner(claim, named, { rule, days }),
      refusal: refusalOf(claim.advocateId, owners),
    };
  });
}

/** A claim as it was decided before; share and reason are null for one that never was. */
export interface DecidedBefore extends Claim {
  share: string | null;
  reason: string | null;
}

/**
 * Whose an application is that is hired: a hire changes no owner, so claims that come later get nothing.
 * @returns undefined where nobody owned it before the hire: then the rule decides as usual.
 */
export function keepOwnership(claims: readonly DecidedBefore[]): Ownership[] | undefined {
  const owners = inOrder(claims).filter(({ share }) => Number(share ?? 0) > 0);
  const [named] = owners;
  if (!named) return undefined;
  return claims.map((claim) => {
    const { referralId, advocateId, share, reason } = claim;
    if (owners.includes(claim) && share !== null) {
      const kept = reason ?? 'The application is hired: whose it was stays.';
      return { referralId, share, named: claim === named, reason: kept, refusal: null };
    }
    const why = `The application is hired already, and referral ${named.referralId} keeps it.`;
    return { referralId, share: '0', named: false, reason: why, refusal: refusalOf(advocateId, owners) };
  });
}

const inOrder = <C extends Claim>(claims: readonly C[]): C[] =>
  [...claims].sort(
    (a, b) => Date.parse(a.referredAt) - Date.parse(b.referredAt) || (a.referralId < b.referralId ? -1 : 1),
  );

/** An advocate's own candidate is nobody else's: that they came again is no reason to tell the platform off. */
const refusalOf = (advocateId: string, owners: readonly Claim[]): RefusalWord | null =>
  owners.some((owner) => owner.advocateId === advocateId) ? null : 'owned_by_another_advocate';

/** The claims that own it, the one to be named first. @param claims oldest first. */
function ownersOf(claims: readonly Claim[], rule: OwnershipRule, windowMs: number): Claim[] {
  const lapsed = (earlier: Claim, later: Claim) =>
    Date.parse(later.referredAt) - Date.parse(earlier.referredAt) > windowMs;
  const newest = claims.at(-1);
  if (!newest) return [];
  switch (rule) {
    case 'first':
      return [claims.reduce((owner, next) => (lapsed(owner, next) ? next : owner))];
    case 'last':
      return [newest];
    case 'split': {
      const standing = claims.filter((claim) => !lapsed(claim, newest));
      return standing.filter(
        ({ advocateId }, index) => standing.findIndex((one) => one.advocateId === advocateId) === index,
      );
    }
  }
}

/** What cannot be divided goes to the first. */
function equalParts(count: number): string[] {
  const part = Math.floor(WHOLE / count);
  return Array.from({ length: count }, (_, index) => {
    const units = index === 0 ? WHOLE - part * (count - 1) : part;
    return units === WHOLE ? '1' : `0.${String(units).padStart(6, '0')}`;
  });
}

interface Terms {
  rule: OwnershipRule;
  days: string;
}

function whyOwner(claim: Claim, owners: readonly Claim[], all: readonly Claim[], { rule, days }: Terms): string {
  const others = all.some(({ advocateId }) => advocateId !== claim.advocateId);
  if (!others) return 'No other advocate has referred the candidate for this job.';
  if (rule === 'split' && owners.length > 1) {
    return `Split: ${owners.length} advocates referred the candidate within ${days}, and each has an equal part.`;
  }
  if (rule === 'last') return `Last: the newest referral counts, of ${day(claim)}.`;
  if (rule === 'split') return `Split: the other referrals are older than ${days}.`;
  return all[0] === claim
    ? `First: the earliest referral counts, of ${day(claim)}; it keeps others out for ${days}.`
    : `First: the earlier referrals had lapsed after ${days}.`;
}

function whyNotOwner(claim: Claim, owner: Claim, { rule, days }: Terms): string {
  const older = Date.parse(claim.referredAt) < Date.parse(owner.referredAt);
  if (rule === 'last') return `Last: the newer referral ${owner.referralId} of ${day(owner)} counts.`;
  if (older) return `It had lapsed after ${days} when referral ${owner.referralId} came on ${day(owner)}.`;
  return `First: referral ${owner.referralId} of ${day(owner)} was earlier, and keeps others out for ${days}.`;
}

const day = ({ referredAt }: Claim): string => referredAt.slice(0, 10);
