import type { z } from 'zod';
import { modules } from '../../../connectors/registry.js';
import type { Hire } from '../../../ledger/hires.js';
import type { IngressContext } from '../../context.js';
import type { HireDetails } from './hire-shapes.js';

export type RecordRole = 'ats' | 'hris' | 'payroll';

/** The records a hire has in the systems, as far as they are known. */
export function recordsOf(hire: Hire): z.input<typeof HireDetails>['records'] {
  const records = [
    { role: 'ats' as const, vendor: hire.ats, recordId: hire.applicationId },
    { role: 'hris' as const, vendor: hire.hris, recordId: hire.employeeId },
    { role: 'payroll' as const, vendor: hire.payroll, recordId: hire.payrollEmployeeId },
  ];
  return records.flatMap(({ role, vendor, recordId }) =>
    vendor && recordId
      ? [
          {
            role,
            vendor,
            title: modules.get(vendor)?.manifest.title ?? vendor,
            recordId,
            openUrl: `/console/hires/${encodeURIComponent(hire.applicationId)}/${role}`,
          },
        ]
      : [],
  );
}

/** The page of a hire's record in one system, as that system tells it; undefined where it tells none. */
export async function recordPage(
  { connectors }: Pick<IngressContext, 'connectors'>,
  hire: Hire,
  role: RecordRole,
): Promise<string | undefined> {
  const url = await readUrl();
  return url && /^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '') ? url : undefined;

  async function readUrl(): Promise<string | undefined> {
    switch (role) {
      case 'ats':
        return (await connectors.ats.readHire(hire.applicationId)).url;
      case 'hris':
        return hire.employeeId ? (await connectors.hris.readEmployee(hire.employeeId)).url : undefined;
      case 'payroll':
        return hire.payrollEmployeeId ? (await connectors.payroll.readEmployee(hire.payrollEmployeeId)).url : undefined;
    }
  }
}
