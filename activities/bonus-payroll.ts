import { ApplicationFailure } from '@temporalio/common';
import type { PayAdjustment } from '../connectors/roles/payroll.js';
import { judgeBonus } from '../domain/bonus-conditions.js';
import { bonusReference } from '../domain/bonus-reference.js';
import { lastBonusQuestion, recordBonusProgress } from '../ledger/bonus-questions.js';
import { findWrite, type WriteState } from '../ledger/outbound-writes.js';
import { countPayrollTry, recordBonus, type Bonus } from '../ledger/referral-bonuses.js';
import type { BonusActivities } from '../workflows/bonus-activities.js';
import type { PayrollWord } from '../workflows/bonus-contract.js';
import { FailureType } from '../workflows/failure-types.js';
import { readAdvocateEmployee, readBonusFacts } from './bonus-facts.js';
import { noteBonus, requireBonus } from './bonus-look.js';
import { updateBonusQuestion } from './bonus-questions.js';
import type { Dependencies } from './dependencies.js';
import { outboundStep } from './outbound-step.js';
import { runRef } from './run.js';

type About = PayrollWord['about'];

/** Where payroll's record is named that a person has found there. */
const BY_HAND = 'found by hand';

/** Has payroll pay a bonus, or take it back, once. */
export function bonusPayrollActivities(deps: Dependencies): Pick<BonusActivities, 'payBonus' | 'deductBonus'> {
  const { db, payroll } = deps;

  return {
    async payBonus(bonusId, word) {
      const bonus = await heed(await requireBonus(deps, bonusId), word);
      if (bonus.status === 'paid') return { paid: true, summary: paidText(bonus) };
      const verdict = judgeBonus(await readBonusFacts(deps, bonus));
      const mayBeThere = word?.says === 'has_it' || (await wasMeant(bonus, 'payout'));
      if (verdict.is === 'not_met' && !mayBeThere) return voided(bonus, verdict);
      // What may have been handed over is looked for before it is said that nothing was.
      const payrollEmployeeId = await payrollEmployeeOf(bonus);
      if (verdict.is === 'not_met' && word?.says !== 'has_it') {
        if ((await payroll.findAdjustment(payrollEmployeeId, adjustmentOf(bonus, 'payout'))) === undefined) {
          return voided(bonus, verdict);
        }
      } else if (verdict.is === 'unknown') {
        throw ApplicationFailure.nonRetryable(verdict.reason, FailureType.FieldsIncomplete);
      }
      const paymentId = await handOver(bonus, 'payout', payrollEmployeeId, word);
      await recordBonus(db, bonusId, 'paid', { payroll: payroll.vendor, payrollEmployeeId, paymentId });
      const summary = paidText(bonus);
      await told(bonus, 'paid', summary);
      return { paid: true, summary };
    },

    async deductBonus(bonusId, word) {
      const bonus = await heed(await requireBonus(deps, bonusId), word);
      const summary = `${payroll.title} takes back ${bonus.amount} ${bonus.currency}.`;
      if (bonus.status === 'clawed_back') return { summary };
      const payrollEmployeeId = bonus.payrollEmployeeId ?? (await payrollEmployeeOf(bonus));
      const deductionId = await handOver(bonus, 'clawback', payrollEmployeeId, word);
      await recordBonus(db, bonusId, 'clawed_back', { deductionId, undone: true, reason: 'The hire was undone.' });
      await told(bonus, 'clawed_back', summary);
      return { summary };
    },
  };

  function paidText({ amount, currency }: Bonus): string {
    return `${payroll.title} pays ${amount} ${currency}.`;
  }

  /** A person's word that payroll does not have it makes the next one another write. */
  async function heed(bonus: Bonus, word: PayrollWord | null): Promise<Bonus> {
    if (word?.says !== 'has_it_not') return bonus;
    await countPayrollTry(db, bonus.bonusId, word.about, word.tries + 1);
    return requireBonus(deps, bonus.bonusId);
  }

  async function voided(bonus: Bonus, { reason, undone }: { reason: string; undone: boolean }) {
    await recordBonus(db, bonus.bonusId, 'void', { reason, undone });
    const summary = `Void: ${reason}`;
    await told(bonus, 'void', summary);
    return { paid: false, summary };
  }

  /** Lists what was done, in the chain of the referral and below the question that led to it. */
  async function told(bonus: Bonus, what: string, text: string): Promise<void> {
    await noteBonus(deps, bonus, what, text);
    const question = await lastBonusQuestion(db, bonus.bonusId);
    if (!question) return;
    await recordBonusProgress(db, question.questionId, text);
    await updateBonusQuestion(deps, { ...question, progress: text });
  }

  /** @returns the id of payroll's record. */
  async function handOver(
    bonus: Bonus,
    about: About,
    payrollEmployeeId: string,
    word: PayrollWord | null,
  ): Promise<string> {
    const step = stepOf(bonus, about);
    const run = runRef(deps, bonus, bonus.candidateId);
    const operation = about === 'payout' ? 'pay referral bonus' : 'take back referral bonus';
    const adjustment = adjustmentOf(bonus, about);
    return outboundStep(deps, run, [{ step, vendor: payroll.vendor, operation }], (outbound) =>
      outbound.createOnce(step, {
        find: async (state) =>
          word?.says === 'has_it' ? BY_HAND : found(payrollEmployeeId, adjustment, state, triesOf(bonus, about)),
        create: () => payroll.addAdjustment(payrollEmployeeId, adjustment, outbound.trace),
      }),
    );
  }

  /** Looks for one that an earlier attempt may have left. What a person has looked into is in doubt no more. */
  async function found(
    payrollEmployeeId: string,
    adjustment: PayAdjustment,
    state: WriteState,
    tries: number,
  ): Promise<string | undefined> {
    if (state.fresh && tries === 0) return undefined;
    try {
      return await payroll.findAdjustment(payrollEmployeeId, adjustment);
    } catch (error) {
      if (state.fresh && error instanceof ApplicationFailure && error.type === FailureType.WriteNotKept)
        return undefined;
      throw error;
    }
  }

  async function wasMeant(bonus: Bonus, about: About): Promise<boolean> {
    return (await findWrite(db, bonus.workflowId, stepOf(bonus, about))) !== undefined;
  }

  /** The advocate in payroll: by the personal address that the HRIS has of them, then by the one they refer with. */
  async function payrollEmployeeOf(bonus: Bonus): Promise<string> {
    const advocate = await readAdvocateEmployee(deps, bonus.advocateId);
    if (advocate.is !== 'employed') {
      throw ApplicationFailure.nonRetryable(
        `it is not known who advocate ${bonus.advocateId} is in ${deps.hris.title}`,
        FailureType.FieldsIncomplete,
      );
    }
    const addresses = [advocate.employee.fields.personalEmail, advocate.email];
    for (const personalEmail of new Set(addresses.map((one) => one?.trim().toLowerCase()))) {
      if (!personalEmail) continue;
      const all = await payroll.findEmployees({ personalEmail });
      const [employee, ...others] = all.filter(({ terminated }) => !terminated);
      if (others.length > 0) {
        throw ApplicationFailure.nonRetryable(
          `${payroll.title} has ${others.length + 1} employees with the address of advocate ${bonus.advocateId}`,
          FailureType.DuplicateRecords,
        );
      }
      if (employee) return employee.payrollEmployeeId;
    }
    throw ApplicationFailure.nonRetryable(
      `${payroll.title} has no employee with the addresses of advocate ${bonus.advocateId}`,
      FailureType.VendorNotFound,
    );
  }
}

const triesOf = (bonus: Bonus, about: About): number =>
  about === 'payout' ? bonus.paymentTries : bonus.deductionTries;

/** The runs of a referral's bonuses share their id, and with it the names of their writes. */
const stepOf = (bonus: Bonus, about: About): string => `payroll.${about}.${bonus.round}.${triesOf(bonus, about)}`;

const adjustmentOf = (bonus: Bonus, about: About): PayAdjustment => ({
  kind: about === 'payout' ? 'payment' : 'deduction',
  reference: bonusReference(bonus.bonusId, about),
  amount: bonus.amount,
  currency: bonus.currency,
  description: about === 'payout' ? 'Referral bonus' : 'Referral bonus taken back',
});
