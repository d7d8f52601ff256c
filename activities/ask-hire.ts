import { ApplicationFailure } from '@temporalio/common';
import { recordDelivery } from '../ledger/deliveries.js';
import { findHire, forgetWritten, type Hire } from '../ledger/hires.js';
import { reopenWrites } from '../ledger/outbound-writes.js';
import { PRIORITIES } from '../schemas/delivery.js';
import type { HireEvent } from '../schemas/events.js';
import type { HireStatus } from '../schemas/hire-status.js';
import { hireWorkflowId } from '../workflows/contract.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ReconciliationActionActivities } from '../workflows/reconciliation-activities.js';
import type { Dependencies } from './dependencies.js';
import { itemInHand } from './queue-item.js';
import { isNotFound } from './reconciliation-records.js';

/** Has a hire's own run write what the ATS says: nothing else writes a hire. */
export function askHireActivities(
  deps: Dependencies,
): Pick<ReconciliationActionActivities, 'planHire' | 'requestHire' | 'watchHire'> {
  const ats = deps.ats.vendor;

  return {
    async planHire(request) {
      const { item, applicationId } = await itemInHand(deps, request);
      if (applicationId === null) {
        throw ApplicationFailure.nonRetryable('The item names no application.', FailureType.VendorNotFound);
      }
      const hire = await findHire(deps.db, applicationId);
      if (hire && item.kind === 'ats_only' && request.action === 'write') await forgetLostEmployee(hire);
      return {
        ...{ ats, applicationId },
        by: hire?.status === 'failed' ? 'retry' : 'inbox',
        before: hire?.updatedAt.toISOString() ?? null,
      };
    },

    async requestHire(request, { applicationId }) {
      const hire = await findHire(deps.db, applicationId);
      const event = wishFor(hire, applicationId);
      const workflowId = hireWorkflowId(ats, applicationId);
      await recordDelivery(deps.db, {
        vendor: 'reconciliation',
        eventId: `${request.itemId}:${request.requestedAt}`,
        eventType: `${request.action} requested`,
        ...{ event, orderKey: workflowId, workflowId, status: 'pending', reason: undefined },
        priority: PRIORITIES.hire,
        body: Buffer.from(JSON.stringify(request)),
        headers: {},
        url: '',
      });
    },

    async watchHire(request, { applicationId, before }) {
      const { item } = await itemInHand(deps, request);
      const hire = await findHire(deps.db, applicationId);
      if (!hire || hire.updatedAt.toISOString() === before) return { moved: false, status: hire?.status ?? null };
      const written = item.kind !== 'differing' && WRITTEN.has(hire.status);
      return { moved: written || AT_AN_END.has(hire.status), status: hire.status };
    },
  };

  /** An employee that somebody removed from the HRIS is not what the hire was written as any more: it is written anew. */
  async function forgetLostEmployee({ applicationId, workflowId, employeeId }: Hire): Promise<void> {
    if (employeeId === null) return;
    try {
      await deps.hris.readEmployee(employeeId);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await forgetWritten(deps.db, applicationId, { in: 'hris', deleted: true });
      await reopenWrites(deps.db, workflowId, ['hris.employee']);
      return;
    }
    throw ApplicationFailure.nonRetryable(
      `Employee ${employeeId} was written for application ${applicationId} and does not carry its id: adopt it.`,
      FailureType.DuplicateRecords,
    );
  }
}

/** Where the event finds a hire: one that is through, or held, is told to look again; any other is started, or goes on. */
function wishFor(hire: Hire | undefined, applicationId: string): HireEvent {
  const looksAgain = hire !== undefined && LOOKS_AGAIN.has(hire.status);
  return { kind: looksAgain ? 'offerChanged' : 'candidateHired', applicationId };
}

const LOOKS_AGAIN: ReadonlySet<HireStatus> = new Set<HireStatus>([
  'done',
  'rejected',
  'held',
  'comparing',
  'dispatching',
]);
/** Stages in which the HRIS has the employee. */
const WRITTEN: ReadonlySet<HireStatus> = new Set<HireStatus>(['waiting_for_hris', 'comparing', 'dispatching']);
/** Stages that a hire does not leave without people. */
const AT_AN_END: ReadonlySet<HireStatus> = new Set<HireStatus>(['done', 'held', 'failed', 'rejected', 'rescinded']);
