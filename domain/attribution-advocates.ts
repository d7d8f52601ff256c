import type { AdvocateLine, AttributedHire } from '../schemas/attribution-report.js';
import { Money, moneyText, sum } from './attribution-costs.js';
import type { AttributionFacts, BonusFact } from './attribution-facts.js';

/** So many advocates are named; all of them stand in the ledger. */
export const NAMED_ADVOCATES = 10;

/** Who brought most: by hires, then applications, clicks and shares. Whoever did nothing is not named. */
export function topAdvocates(
  { advocates, activity, hires: facts }: AttributionFacts,
  bonuses: readonly BonusFact[],
  hires: readonly Pick<AttributedHire, 'applicationId' | 'advocateId'>[],
): AdvocateLine[] {
  const names = new Map(advocates.map(({ advocateId, name }) => [advocateId, name]));
  const owned = new Map(facts.map(({ applicationId, owners }) => [applicationId, owners]));
  const brought = new Map<string, number>();
  for (const { applicationId, advocateId } of hires) {
    const owners = owned.get(applicationId)?.map((owner) => owner.advocateId) ?? [];
    for (const id of new Set(owners.length > 0 ? owners : [advocateId])) {
      if (id !== null) brought.set(id, (brought.get(id) ?? 0) + 1);
    }
  }
  const known = new Map(activity.flatMap((one) => (one.advocateId === null ? [] : [[one.advocateId, one] as const])));
  const ids = new Set([...known.keys(), ...brought.keys(), ...bonuses.map(({ advocateId }) => advocateId)]);
  const lines = [...ids].map((advocateId): AdvocateLine => {
    const did = known.get(advocateId);
    return {
      advocateId,
      name: names.get(advocateId) ?? null,
      shares: did?.shares ?? 0,
      clicks: did?.clicks ?? 0,
      applications: did?.referrals ?? 0,
      hires: brought.get(advocateId) ?? 0,
      bonus: moneyText(bonusOf(bonuses, advocateId)),
    };
  });
  return lines.sort(byWhatTheyBrought).slice(0, NAMED_ADVOCATES);
}

const bonusOf = (bonuses: readonly BonusFact[], advocateId: string) =>
  sum(
    bonuses
      .filter((bonus) => bonus.advocateId === advocateId)
      .map(({ what, amount }) => (what === 'paid' ? new Money(amount) : new Money(amount).negated())),
  );

function byWhatTheyBrought(a: AdvocateLine, b: AdvocateLine): number {
  const order = b.hires - a.hires || b.applications - a.applications || b.clicks - a.clicks || b.shares - a.shares;
  return order || (a.advocateId < b.advocateId ? -1 : 1);
}
