import { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { PayAdjustment } from '../roles/payroll.js';
import type { WriteTrace } from '../write-trace.js';
import type { GustoClient } from './client.js';
import { GustoGarnishment } from './wire.js';

/** One-time deductions: garnishments that no court has ordered, applied once. */
export interface Deductions {
  /** @throws DuplicateRecords when there is more than one with this reference. */
  find(employeeId: string, deduction: PayAdjustment): Promise<string | undefined>;
  add(employeeId: string, deduction: PayAdjustment, trace: WriteTrace): Promise<WriteReceipt>;
}

export function createDeductions(client: GustoClient): Deductions {
  const path = (employeeId: string) => `/v1/employees/${encodeURIComponent(employeeId)}/garnishments`;

  return {
    async find(employeeId, { reference }) {
      const all = await client.list(path(employeeId), z.array(GustoGarnishment));
      const ours = all.filter(({ description }) => description?.includes(`(${reference})`));
      if (ours.length > 1) {
        throw vendorFailure(
          FailureType.DuplicateRecords,
          `${ours.length} garnishments of the employee name ${reference}: deactivate all but one`,
          { vendor: 'gusto', operation: 'GET /v1/employees/{id}/garnishments' },
        );
      }
      return ours[0]?.uuid;
    },

    async add(employeeId, { amount, description, reference }, trace) {
      const body = {
        active: true,
        amount,
        description: `${description} (${reference})`,
        court_ordered: false,
        times: 1,
        recurring: false,
        deduct_as_percentage: false,
        // Whatever "times" comes to, no more than this is deducted.
        total_amount: amount,
      };
      return client.post(path(employeeId), body, trace);
    },
  };
}
