import { Temporal } from '@js-temporal/polyfill';
import { ApplicationFailure } from '@temporalio/common';
import type { CrmConnector, CrmHire } from '../connectors/roles/crm.js';
import { countHiresOf, findConfirmation, recordConfirmation, recordWithdrawal } from '../ledger/hire-confirmations.js';
import type { RunRef } from '../ledger/outbound-writes.js';
import { noteChange, noteOnReferral } from '../ledger/referrals.js';
import type { ConfirmedHire } from '../schemas/referral.js';
import type { ConfirmationActivities, ConfirmationRef } from '../workflows/confirmation-activities.js';
import { FailureType } from '../workflows/failure-types.js';
import { findAdvocate } from './advocate.js';
import type { Dependencies } from './dependencies.js';
import { readHireAttribution, type HireAttribution } from './hire-attribution.js';
import { outboundStep } from './outbound-step.js';
import { currentRun, runRef } from './run.js';

/** What an advocate is marked with who has brought a hire. */
export const REFERRED_HIRE_TAG = 'referred_hire';

/** Confirms a hire to the CRM and to the advocacy platform, as far as they are connected. */
export function confirmHireActivities(
  deps: Dependencies,
): Pick<ConfirmationActivities, 'confirmToCrm' | 'confirmToAdvocacy' | 'withdrawFromCrm'> {
  const { db, crm, advocacy } = deps;

  return {
    async confirmToCrm(ref) {
      const attribution = await requireAttribution(deps, ref);
      const hire = toConfirmedHire(deps, attribution);
      const { owner } = attribution;
      const known = { advocacy: owner.advocacy, referralId: owner.referralId, advocateId: owner.advocateId };
      await recordConfirmation(db, ref, { candidateId: hire.candidateId, hiredOn: hire.hiredOn, ...known });
      // What the CRM has erased is not made again.
      if (!crm || (await findConfirmation(db, ref))?.status === 'erased') return;
      const contactId = await putHire(crm, ref, hire);
      await recordConfirmation(db, ref, { crm: crm.vendor, contactId });
      await tagInCrm(crm, ref, { ...hire, counted: true });
    },

    async confirmToAdvocacy(ref) {
      const { ats, sharing } = await requireAttribution(deps, ref);
      const hiredOn = hireDay(deps, ats.hiredAt);
      const { runUrl } = currentRun(deps);
      for (const referral of sharing) {
        await noteChange(db, referral, {
          ...{ type: 'hired', text: `Hired on ${hiredOn}.`, runUrl },
          at: new Date(ats.hiredAt ?? Date.now()),
        });
        // Without the platform's own ids of both there is nothing to tell it about.
        if (!advocacy || referral.advocacy !== advocacy.vendor || referral.referredUserId === null) continue;
        const { referralId, referredUserId, advocateId } = referral;
        const at = { referralId, referredUserId };
        const writes = {
          [`advocacy.hire.${referralId}`]: 'convert referral',
          [`advocacy.status.${referralId}`]: 'show advocate that their candidate was hired',
          [`advocacy.tag.${advocateId}`]: 'tag advocate',
        };
        const [hire = '', status = '', tag = ''] = Object.keys(writes);
        const intended = Object.entries(writes).map(([step, operation]) => ({
          ...{ step, vendor: advocacy.vendor, operation },
        }));
        await outboundStep(deps, runFor(ref, ats.candidateId), intended, async (step) => {
          await step.put(hire, () => advocacy.confirmHire(at, hiredOn, step.trace));
          await step.put(status, () => advocacy.putStatus(at, 'hired', step.trace));
          await step.put(tag, () => advocacy.tagAdvocate(advocateId, REFERRED_HIRE_TAG, step.trace));
        });
      }
    },

    async withdrawFromCrm(ref) {
      const known = await findConfirmation(db, ref);
      if (!crm || !known?.candidateId || known.status === 'erased') return;
      const { candidateId, advocacy, advocateId, referralId, hiredOn } = known;
      await withdrawHire(crm, ref, candidateId);
      if (advocateId !== null) await tagInCrm(crm, ref, { advocateId, candidateId, counted: false });
      if (advocacy !== null && referralId !== null) {
        const text = `The hire is none any more: it was taken from ${crm.title}.`;
        const note = { type: 'unconfirmed', text, eventKey: `unconfirmed:${hiredOn ?? ''}` };
        await noteOnReferral(db, { advocacy, referralId }, { ...note, runUrl: currentRun(deps).runUrl });
      }
      await recordWithdrawal(db, ref, `The hire was confirmed, and is none any more. ${crm.title} says so too.`);
    },
  };

  /** Clears the hire from the candidate's record, where it is that of this application, and reads it back. */
  async function withdrawHire(crm: CrmConnector, ref: ConfirmationRef, candidateId: string): Promise<void> {
    const step = 'crm.hire';
    const writes = [{ step, vendor: crm.vendor, operation: 'withdraw hire' }];
    await outboundStep(deps, runFor(ref, candidateId), writes, (outbound) =>
      outbound.put(step, async () => {
        const receipt = await crm.withdrawHire({ candidateId, applicationId: ref.applicationId }, outbound.trace);
        if (receipt && (await crm.findHire(candidateId))?.hiredOn) throw notKept(crm, ['hiredOn']);
        return receipt;
      }),
    );
  }

  /** Writes the one record of the candidate unless it says so already, and reads it back. @returns its id. */
  async function putHire(crm: CrmConnector, ref: ConfirmationRef, hire: ConfirmedHire): Promise<string> {
    const step = 'crm.hire';
    const writes = [{ step, vendor: crm.vendor, operation: 'confirm hire' }];
    return outboundStep(deps, runFor(ref, hire.candidateId), writes, async (outbound) => {
      let kept: CrmHire | undefined;
      await outbound.put(step, async () => {
        kept = await crm.findHire(hire.candidateId);
        if (kept && departures(kept, hire).length === 0) return undefined;
        const receipt = await crm.putHire(hire, outbound.trace);
        kept = await crm.findHire(hire.candidateId);
        const wrong = kept ? departures(kept, hire) : ['candidateId'];
        if (wrong.length > 0) throw notKept(crm, wrong);
        return receipt;
      });
      if (!kept) throw notKept(crm, ['candidateId']);
      return kept.contactId;
    });
  }

  /** @param hire.counted whether this hire is one of those that the advocate has brought */
  async function tagInCrm(
    crm: CrmConnector,
    ref: ConfirmationRef,
    { advocateId, candidateId, counted }: { advocateId: string; candidateId: string; counted: boolean },
  ): Promise<void> {
    const advocate = await findAdvocate(deps, advocateId);
    if (!advocate?.email) return;
    const { email } = advocate;
    const hires = await countHiresOf(db, advocateId, ref.applicationId, counted);
    const step = 'crm.advocate';
    const writes = [{ step, vendor: crm.vendor, operation: 'tag advocate' }];
    await outboundStep(deps, runFor(ref, candidateId), writes, (outbound) =>
      outbound.put(step, () => crm.tagAdvocate({ advocateId, email, hires }, outbound.trace)),
    );
  }

  function runFor(ref: ConfirmationRef, candidateId: string): RunRef {
    return runRef(deps, ref, candidateId);
  }
}

/** @throws OfferNotAccepted when the hire is none any more, or nobody's, since it was looked at. */
export async function requireAttribution(deps: Dependencies, ref: ConfirmationRef): Promise<HireAttribution> {
  const { ats, attribution } = await readHireAttribution(deps, ref);
  if (attribution && ats?.status === 'hired') return attribution;
  throw ApplicationFailure.nonRetryable(
    `${deps.ats.title} does not say any more that application ${ref.applicationId} is a referred hire`,
    FailureType.OfferNotAccepted,
  );
}

/** The day of the hire, YYYY-MM-DD in the company's zone. @throws FieldsIncomplete when the ATS does not tell it. */
export function hireDay(deps: Pick<Dependencies, 'policy' | 'ats'>, hiredAt: string | null): string {
  if (hiredAt === null) {
    throw ApplicationFailure.nonRetryable(
      `${deps.ats.title} says that the candidate was hired, and not when the offer was accepted`,
      FailureType.FieldsIncomplete,
    );
  }
  return Temporal.Instant.from(hiredAt).toZonedDateTimeISO(deps.policy.company.timeZone).toPlainDate().toString();
}

function toConfirmedHire(deps: Dependencies, { ats, owner }: HireAttribution): ConfirmedHire {
  return {
    ats: deps.ats.vendor,
    candidateId: ats.candidateId,
    applicationId: ats.applicationId,
    advocateId: owner.advocateId,
    referralId: owner.referralId,
    hiredOn: hireDay(deps, ats.hiredAt),
    candidate: { firstName: owner.firstName, lastName: owner.lastName, email: owner.email, phone: owner.phone },
  };
}

const COMPARED = ['candidateId', 'applicationId', 'advocateId', 'referralId', 'hiredOn'] as const;

/** The fields in which the CRM says something else than was confirmed. */
export function departures(
  kept: CrmHire,
  confirmed: Partial<Record<(typeof COMPARED)[number], string | null>>,
): string[] {
  return COMPARED.filter((field) => confirmed[field] !== undefined && kept[field] !== confirmed[field]);
}

const notKept = (crm: CrmConnector, fields: readonly string[]): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `${crm.title} did not keep what was written of the hire: ${fields.join(', ')}`,
    FailureType.WriteNotKept,
  );
