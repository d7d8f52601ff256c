import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type pg from 'pg';
import type { Systems } from '../config/systems.js';
import type { DeliveryOutcome } from '../ledger/deliveries.js';
import { findHire, findHireByEmployee, findHireByPayrollEmployee, type Hire } from '../ledger/hires.js';
import type { InboxEvent } from '../schemas/delivery.js';
import type { HireStatus } from '../schemas/hire-status.js';
import {
  decideSignal,
  employeeCreatedSignal,
  hireWorkflowId,
  payrollChangedSignal,
  recordChangedSignal,
  retrySignal,
  TASK_QUEUE,
} from '../workflows/contract.js';
import type { hireLifecycle } from '../workflows/hire-lifecycle.js';

/** What came of handing an event over. */
export type Outcome = Pick<DeliveryOutcome, 'status'> & Partial<DeliveryOutcome>;

/** Stages in which a change of the records means something to an open question. */
const COMPARED: ReadonlySet<HireStatus> = new Set<HireStatus>(['comparing', 'held']);
const DISPATCHING: ReadonlySet<HireStatus> = new Set<HireStatus>(['dispatching']);
const FINISHED: ReadonlySet<HireStatus> = new Set<HireStatus>(['done', 'rejected', 'rescinded']);

const UNKNOWN = {
  waiting: { status: 'waiting', reason: 'It is not known yet whose hire this is.' },
  ignored: { status: 'ignored', reason: 'It is about nobody whose hire is under way.' },
} as const;

/**
 * What each event starts or signals. The returned function is safe to call again with the same event, and throws
 * Temporal's or the ledger's error when either cannot be reached.
 */
export function createHandOver(
  db: pg.Pool,
  client: Client,
  { roles: { ats, hris, payroll } }: Systems,
): (event: InboxEvent) => Promise<Outcome> {
  return (event) => {
    switch (event.kind) {
      case 'offerAccepted':
      case 'candidateHired':
        return startHire(event.applicationId);
      case 'offerChanged':
      case 'offerRescinded':
        return onHire(findHire(db, event.applicationId), COMPARED, (hire) =>
          signal(hire, recordChangedSignal, { side: 'ats' }),
        );
      case 'employeeCreated':
        return onHire(
          findHireByEmployee(db, hris, event.employeeId),
          undefined,
          (hire) => signal(hire, employeeCreatedSignal, { employeeId: event.employeeId }),
          'waiting',
        );
      case 'employeeUpdated':
      case 'employeeDeleted':
        return onHire(findHireByEmployee(db, hris, event.employeeId), COMPARED, (hire) =>
          signal(hire, recordChangedSignal, { side: 'hris' }),
        );
      case 'payrollEmployeeChanged':
        return onHire(findHireByPayrollEmployee(db, payroll, event.payrollEmployeeId), DISPATCHING, (hire) =>
          signal(hire, payrollChangedSignal),
        );
      case 'holdDecided':
        return onHire(findHire(db, event.applicationId), undefined, (hire) =>
          signal(hire, decideSignal, event.request),
        );
      case 'retryRequested':
        return onHire(findHire(db, event.applicationId), undefined, (hire) =>
          signal(hire, retrySignal, { requestedBy: event.requestedBy }),
        );
    }
  };

  /** One hire has one run: a second event finds it running or done. A run that ended in failure is started anew. */
  async function startHire(applicationId: string): Promise<Outcome> {
    const workflowId = hireWorkflowId(ats, applicationId);
    const options: WorkflowStartOptions<typeof hireLifecycle> = {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [{ ats, applicationId }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Hire of application ${applicationId}`,
      staticDetails: `From the accepted offer in ${ats} to ${hris} and ${payroll}. Payroll waits for a person where the offer and ${hris} disagree.`,
      searchAttributes: { HireStage: ['received'], HireAttention: ['none'] },
    };
    try {
      const handle = await client.workflow.start<typeof hireLifecycle>('hireLifecycle', options);
      return { status: 'forwarded', workflowId, started: { applicationId, ats, runId: handle.firstExecutionRunId } };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) {
        return { status: 'ignored', workflowId, reason: 'The hire is already through.' };
      }
      throw error;
    }
  }

  /**
   * @param stages the stages in which the event means something; undefined: in all but the finished ones.
   * @param unknown what becomes of an event about somebody who is not known to be a hire: a new employee of the HRIS
   *   may turn out to be one, as its webhook can be faster than the answer to the write that made it.
   */
  async function onHire(
    looked: Promise<Hire | undefined>,
    stages: ReadonlySet<HireStatus> | undefined,
    act: (hire: Hire) => Promise<void>,
    unknown: 'ignored' | 'waiting' = 'ignored',
  ): Promise<Outcome> {
    const hire = await looked;
    if (!hire) return UNKNOWN[unknown];
    const { workflowId } = hire;
    const meansSomething = stages ? stages.has(hire.status) : !FINISHED.has(hire.status);
    if (!meansSomething)
      return { status: 'ignored', workflowId, reason: `Nothing waits for it: the hire is ${hire.status}.` };
    try {
      await act(hire);
      return { status: 'forwarded', workflowId };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError)
        return { status: 'ignored', workflowId, reason: 'The run has ended.' };
      throw error;
    }
  }

  async function signal<Args extends unknown[]>(
    hire: Hire,
    definition: Parameters<ReturnType<Client['workflow']['getHandle']>['signal']>[0] & { name: string },
    ...args: Args
  ): Promise<void> {
    await client.workflow.getHandle(hire.workflowId).signal(definition as never, ...(args as never));
  }
}
