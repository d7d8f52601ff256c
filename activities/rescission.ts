import { createHash } from 'node:crypto';
import { Temporal } from '@js-temporal/polyfill';
import { ApplicationFailure } from '@temporalio/common';
import type { AtsHire } from '../connectors/roles/ats.js';
import { recordProgress, settleRescission, type HireSnapshot } from '../ledger/hires.js';
import { findWrite } from '../ledger/outbound-writes.js';
import type { RescissionCause } from '../schemas/events.js';
import type { HireDiff } from '../schemas/hire-diff.js';
import { FailureType } from '../workflows/failure-types.js';
import type { HireActivities } from '../workflows/hire-activities.js';
import { hirePolicy } from './collect-hire.js';
import type { Dependencies } from './dependencies.js';
import { currentRun, progressOf, requireSnapshot } from './run.js';

/** Looks into what the ATS announced, and plans what has to be undone. */
export function rescissionActivities(deps: Dependencies): Pick<HireActivities, 'checkRescission' | 'planUndoing'> {
  return {
    async checkRescission(hire, { cause, reasserted }) {
      const standing = cause === 'anonymized' ? undefined : await readIfThere(deps, hire.applicationId);
      const rescinded = isRescinded(standing, cause);
      if (!rescinded && !reasserted) {
        throw ApplicationFailure.create({
          type: FailureType.RescissionUnconfirmed,
          message: `${deps.ats.title} announced "${WORDS[cause]}", and still shows an accepted hire`,
          details: [{ unconfirmed: true }],
        });
      }
      await settleRescission(deps.db, hire.applicationId, rescinded ? cause : null);
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: rescinded ? 'compensating' : 'comparing',
        ...(rescinded ? { reason: WORDS[cause] } : {}),
        text: rescinded
          ? `${WORDS[cause]}. What was written downstream is undone.`
          : `${deps.ats.title} announced "${WORDS[cause]}", and shows an accepted hire all the same: the hire goes on.`,
        details: { cause },
      });
      return { rescinded };
    },

    async planUndoing(hire, { cause }) {
      const snapshot = await requireSnapshot(deps, hire);
      const inPayroll = snapshot.payrollEmployeeId !== null || (await wasMeantForPayroll());
      const paid = inPayroll && (await mayHaveBeenPaid(deps, snapshot));
      const diff = paid ? paidDiff(deps, snapshot, cause) : undefined;
      if (diff) {
        await recordProgress(deps.db, {
          ...progressOf(deps, hire),
          status: 'held',
          reason: 'The hire was rescinded after payroll had paid: a person decides.',
          text: `${deps.payroll.title} has paid this employee, or does not tell: a person decides whether the hire is undone.`,
          patch: { comparedDiff: diff },
        });
      }
      return { policy: hirePolicy(deps), question: diff ? { diffHash: diff.hash } : null };
    },
  };

  /** An attempt to dispatch may have left something behind before its answer came. */
  async function wasMeantForPayroll(): Promise<boolean> {
    return (await findWrite(deps.db, currentRun(deps).workflowId, 'payroll.employee')) !== undefined;
  }
}

const WORDS: Record<RescissionCause, string> = {
  offer_deleted: 'The offer was deleted',
  unhired: 'The candidate was unhired',
  rejected: 'The candidate was rejected after acceptance',
  anonymized: 'The candidate was anonymised',
};

async function readIfThere(deps: Dependencies, applicationId: string): Promise<AtsHire | undefined> {
  try {
    return await deps.ats.readHire(applicationId);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
    throw error;
  }
}

/** What the ATS says itself counts, not the announcement: webhooks come late, twice and out of order. */
function isRescinded(standing: AtsHire | undefined, cause: RescissionCause): boolean {
  if (!standing || standing.offerStatus !== 'accepted' || standing.applicationStatus === 'rejected') return true;
  return cause === 'unhired' && standing.applicationStatus !== 'hired';
}

/** Before the first day no payroll can have paid anybody; after it, a payroll that does not tell counts as one that has. */
async function mayHaveBeenPaid(deps: Dependencies, { payrollEmployeeId, startDate }: HireSnapshot): Promise<boolean> {
  if (payrollEmployeeId === null) return false;
  const today = Temporal.Now.plainDateISO(deps.policy.company.timeZone);
  if (startDate !== null && Temporal.PlainDate.compare(startDate, today) > 0) return false;
  return (await deps.payroll.hasBeenPaid(payrollEmployeeId)) ?? true;
}

/** The question that is asked where money has moved, bound to what it was asked about. */
function paidDiff(deps: Dependencies, { payrollEmployeeId }: HireSnapshot, cause: RescissionCause): HireDiff {
  return {
    hash: createHash('sha256')
      .update(JSON.stringify(['employment', cause, payrollEmployeeId]))
      .digest('hex'),
    differences: [
      {
        field: 'employment',
        authority: 'ats',
        offer: WORDS[cause],
        hris: `employed and paid in ${deps.payroll.title}`,
        normalised: 'whether the hire stands',
        hints: [],
        rule: 'what payroll has paid for is undone only when a person says so',
      },
    ],
  };
}
