import { bonusIdOf } from '../domain/bonus-reference.js';
import { splitBonus } from '../domain/bonus-amount.js';
import {
  beginConfirmation,
  findConfirmation,
  recordConfirmation,
  settleConfirmation,
  type HireConfirmation,
} from '../ledger/hire-confirmations.js';
import { hasEnded, meanBonus } from '../ledger/referral-bonuses.js';
import { noteChange, noteOnReferral, referralsOfApplication } from '../ledger/referrals.js';
import type {
  ConfirmationActivities,
  ConfirmationPlan,
  ConfirmationRef,
  MeantBonus,
} from '../workflows/confirmation-activities.js';
import { bonusWorkflowId } from '../workflows/contract.js';
import { departures, requireAttribution } from './confirm-hire.js';
import type { Dependencies } from './dependencies.js';
import { readHireAttribution, sharesOf, type HireAttribution } from './hire-attribution.js';
import { currentRun } from './run.js';

const ENDED = { notReferred: 'not_referred', notHired: 'not_hired', erased: 'erased' } as const;

/** Finds out what has to be done about a hire, and means its bonuses. */
export function confirmHirePlanActivities(
  deps: Dependencies,
): Pick<ConfirmationActivities, 'planConfirmation' | 'meanBonuses' | 'settleConfirmation'> {
  const { db, crm } = deps;

  return {
    async planConfirmation(ref, { change, again }): Promise<ConfirmationPlan> {
      if (!deps.crm && !deps.advocacy) return { is: 'ended', as: 'notConnected' };
      const before = await beginConfirmation(db, ref, currentRun(deps));
      if (change?.change === 'erased' && change.contactId === before.contactId) {
        await settleConfirmation(db, ref, 'erased', 'The CRM has erased the record for privacy: it is not made again.');
        return { is: 'ended', as: 'erased' };
      }
      const { ats, attribution } = await readHireAttribution(deps, ref);
      const end = async (as: 'notReferred' | 'notHired', reason: string | null) => {
        await settleConfirmation(db, ref, ENDED[as], reason);
        return { is: 'ended', as } as const;
      };
      if (ats && !attribution) return end('notReferred', null);
      if (!attribution || ats?.status !== 'hired') {
        await noteUndone(ref, attribution);
        return standsInCrm(before) ? { is: 'withdraw' } : end('notHired', before.statusReason);
      }
      if (!hasConsent(attribution)) return { is: 'noConsent', checkEveryMs: deps.policy.bonus.checkEvery };
      await recordConfirmation(db, ref, { candidateId: attribution.ats.candidateId });
      const reason = again ? undefined : await departedFrom(before, attribution.ats.candidateId);
      return reason === undefined ? { is: 'confirm' } : { is: 'departed', reason };
    },

    async meanBonuses(ref) {
      const attribution = await requireAttribution(deps, ref);
      const meant: MeantBonus[] = [];
      for (const bonus of newBonuses(attribution)) {
        const { advocacy, referralId, amount, currency } = bonus;
        const record = await meanBonus(db, bonus, (round) => bonusIdOf(advocacy, referralId, round));
        await noteOnReferral(
          db,
          { advocacy, referralId },
          {
            ...{ type: 'bonus', text: `A bonus of ${amount} ${currency} is meant.`, eventKey: `bonus:${record.round}` },
            runUrl: currentRun(deps).runUrl,
          },
        );
        if (!hasEnded(record)) meant.push({ bonusId: record.bonusId, advocacy, referralId });
      }
      return meant;
    },

    async settleConfirmation(ref) {
      await settleConfirmation(db, ref, 'confirmed', null);
      const settled = await findConfirmation(db, ref);
      if (!settled?.advocacy || settled.referralId === null) return;
      const where = [crm?.title, deps.advocacy?.title].filter(Boolean).join(' and ');
      await noteOnReferral(
        db,
        { advocacy: settled.advocacy, referralId: settled.referralId },
        {
          ...{ type: 'confirmed', text: `The hire is confirmed to ${where}.` },
          ...{ eventKey: `confirmed:${settled.hiredOn ?? ''}`, runUrl: currentRun(deps).runUrl },
        },
      );
    },
  };

  /** In the chain of whoever had brought it. */
  async function noteUndone({ applicationId }: ConfirmationRef, attribution: HireAttribution | undefined) {
    const { runUrl } = currentRun(deps);
    for (const referral of attribution?.sharing ?? (await referralsOfApplication(db, applicationId))) {
      await noteChange(db, referral, { type: 'hired', text: 'The hire was undone.', runUrl, mayBeFirst: false });
    }
  }

  function newBonuses(attribution: HireAttribution) {
    const { ats, sharing } = attribution;
    const { amount: wholeAmount, currency } = deps.policy.bonus;
    const shares = sharesOf(sharing);
    const amounts = splitBonus(wholeAmount, shares);
    return sharing.flatMap(({ advocacy, referralId, advocateId }, index) => {
      const amount = amounts.get(referralId) ?? '0.00';
      if (Number(amount) === 0) return [];
      const person = { advocacy, referralId, advocateId, candidateId: ats.candidateId };
      const hire = { ats: deps.ats.vendor, applicationId: ats.applicationId, hiredAt: ats.hiredAt ?? '' };
      const workflowId = bonusWorkflowId(advocacy, referralId);
      return [{ ...person, ...hire, share: shares[index]?.share ?? '0', wholeAmount, amount, currency, workflowId }];
    });
  }

  /** Why the CRM's record is not what was last confirmed: somebody else has changed it. */
  async function departedFrom(before: HireConfirmation, candidateId: string): Promise<string | undefined> {
    // Nothing was confirmed to it yet, or it has erased what was.
    if (!crm || before.crm !== crm.vendor || before.contactId === null || before.confirmedAt === null) return undefined;
    const kept = await crm.findHire(candidateId);
    if (!kept) return `the record of the hire in ${crm.title} is gone: a retry makes it again`;
    const { applicationId, advocateId, referralId, hiredOn } = before;
    const wrong = departures(kept, { candidateId, applicationId, advocateId, referralId, hiredOn });
    if (wrong.length === 0) return undefined;
    return `somebody has changed ${wrong.join(', ')} of the hire in ${crm.title}: a retry writes it again`;
  }

  /** Whether the CRM was told of the hire, and not that it is none any more. */
  function standsInCrm({ crm: told, contactId, confirmedAt, hiredOn, status }: HireConfirmation): boolean {
    return (
      told === crm?.vendor && contactId !== null && confirmedAt !== null && hiredOn !== null && status !== 'erased'
    );
  }
}

/** The candidate's word, as the ledger has recorded it or the ATS holds it. */
const hasConsent = ({ ats, owner }: HireAttribution): boolean =>
  (owner.consentAt !== null && owner.consentRecordedAt !== null) || ats.consentAt !== null;
