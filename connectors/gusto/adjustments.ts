import { Decimal } from 'decimal.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { PayAdjustment } from '../roles/payroll.js';
import type { WriteTrace } from '../write-trace.js';
import { createDeductions } from './deductions.js';
import { isFailure, refusal, type GustoClient } from './client.js';
import { createOpenPayrolls, type PaidEmployee } from './open-payrolls.js';
import type { GustoSettings } from './settings.js';

/** One-time payments and deductions. On both surfaces. */
export interface Adjustments {
  find(employeeId: string, adjustment: PayAdjustment): Promise<string | undefined>;
  add(employeeId: string, adjustment: PayAdjustment, trace: WriteTrace): Promise<WriteReceipt>;
}

/** The earning that a one-time payment is added to; every company has it (default earning types). */
export const BONUS = 'Bonus';

/**
 * A payment is added to the employee's "Bonus" of the next payroll that is open, and said in their memo of the same
 * payroll: both are one record, with one version, so that the memo says whether the amount was added. A deduction is a
 * garnishment of its own, to be applied once.
 */
export function createAdjustments(client: GustoClient, settings: GustoSettings): Adjustments {
  const payrolls = createOpenPayrolls(client, settings);
  const deductions = createDeductions(client);

  /**
   * The payroll that holds the payment.
   * @throws WriteNotKept when a payroll holds as much in bonuses that no memo tells of: somebody may have changed the
   *   memo, so that it is in doubt whether it was paid.
   */
  async function findPayment(employeeId: string, adjustment: PayAdjustment): Promise<string | undefined> {
    let doubtful: string | undefined;
    for await (const { payrollId, employee } of payrolls.holding(employeeId)) {
      const told = memoEntries(employee.memo);
      if (told.some(({ reference }) => reference === adjustment.reference)) return payrollId;
      if (untoldOf(employee).gte(adjustment.amount)) doubtful ??= payrollId;
    }
    if (doubtful === undefined) return undefined;
    throw vendorFailure(
      FailureType.WriteNotKept,
      `it is in doubt whether the payment was made: payroll ${doubtful} holds a bonus as large, and its memo does not ` +
        `name ${adjustment.reference}. Look there, and say in hireline whether payroll has it`,
      { vendor: 'gusto', operation: 'GET /v1/companies/{id}/payrolls/{id}' },
      { nonRetryable: true },
    );
  }

  async function addPayment(employeeId: string, adjustment: PayAdjustment, trace: WriteTrace): Promise<WriteReceipt> {
    for (const payrollId of await payrolls.open()) {
      const employee = await payrolls.prepare(payrollId, employeeId, trace);
      if (!employee || employee.excluded) continue;
      const told = memoEntries(employee.memo);
      if (told.some(({ reference }) => reference === adjustment.reference)) throw addedMeanwhile();
      // One entry a job: it is added to the first.
      const entry = employee.fixed_compensations?.find(({ name }) => name === BONUS);
      const amount = new Decimal(entry?.amount ?? 0).plus(adjustment.amount).toFixed(2);
      const memo = [employee.memo?.trim(), memoEntry(adjustment)].filter(Boolean).join(MEMO_SEPARATOR);
      const receipt = await payrolls.put(payrollId, employee, { name: BONUS, amount, memo }, trace);
      await proveKept(payrollId, employeeId, { reference: adjustment.reference, untold: untoldOf(employee) });
      return receipt;
    }
    throw refusal('no payroll is open that the employee is on: create one in Gusto, or include them');
  }

  /** @throws WriteNotKept when the payroll does not say what was sent. */
  async function proveKept(payrollId: string, employeeId: string, sent: { reference: string; untold: Decimal }) {
    const kept = await payrolls.read(payrollId, employeeId);
    const told = memoEntries(kept?.memo).some(({ reference }) => reference === sent.reference);
    // Others may have added theirs since: what no memo tells of must not have become less.
    const paid = kept !== undefined && untoldOf(kept).gte(sent.untold);
    const wrong = [...(paid ? [] : [`fixed_compensations.${BONUS}`]), ...(told ? [] : ['memo'])];
    if (wrong.length === 0) return;
    throw vendorFailure(
      FailureType.WriteNotKept,
      `payroll ${payrollId} did not keep what was written: ${wrong.join(', ')}`,
      { vendor: 'gusto', operation: 'PUT /v1/companies/{id}/payrolls/{id}' },
    );
  }

  return {
    find: (employeeId, adjustment) =>
      adjustment.kind === 'payment' ? findPayment(employeeId, adjustment) : deductions.find(employeeId, adjustment),

    add(employeeId, adjustment, trace) {
      if (adjustment.currency !== 'USD') throw refusal(`Gusto pays in USD only, not in ${adjustment.currency}`);
      return adjustment.kind === 'payment'
        ? unlessChanged(() => addPayment(employeeId, adjustment, trace))
        : deductions.add(employeeId, adjustment, trace);
    },
  };
}

/**
 * Gusto refuses what does not carry the record's present version: then nothing was added, and it is decided anew from
 * what the record says now.
 */
async function unlessChanged(add: () => Promise<WriteReceipt>): Promise<WriteReceipt> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await add();
    } catch (error) {
      if (!isFailure(error, FailureType.VendorConflict) || !error.nonRetryable || tries === TRIES) throw error;
    }
  }
}

/** Others may be at the same employee's part of a payroll. */
const TRIES = 4;

/** An earlier attempt has got through after all: the next one looks for it, and finds it. */
const addedMeanwhile = () =>
  vendorFailure(
    FailureType.VendorConflict,
    'the payment has been added meanwhile',
    { vendor: 'gusto', operation: 'PUT /v1/companies/{id}/payrolls/{id}/prepare' },
    { nonRetryable: false },
  );

const MEMO_SEPARATOR = ' · ';
const MEMO_ENTRY = /(\d+\.\d{2}) USD \(([\w-]+)\)/g;

/** "Referral bonus 1500.00 USD (hl-0123456789ab)": what the employee reads on the pay stub. */
function memoEntry({ description, amount, reference }: PayAdjustment): string {
  return `${description} ${new Decimal(amount).toFixed(2)} USD (${reference})`;
}

function memoEntries(memo: string | null | undefined): { amount: string; reference: string }[] {
  return [...(memo ?? '').matchAll(MEMO_ENTRY)].map(([, amount = '0', reference = '']) => ({ amount, reference }));
}

/** The part of the bonus that the memo does not tell of: people's own. */
const untoldOf = (employee: PaidEmployee): Decimal =>
  memoEntries(employee.memo).reduce((left, { amount }) => left.minus(amount), bonusOf(employee));

function bonusOf({ fixed_compensations: fixed }: PaidEmployee): Decimal {
  return (fixed ?? [])
    .filter(({ name }) => name === BONUS)
    .reduce((sum, { amount }) => sum.plus(amount ?? 0), new Decimal(0));
}
