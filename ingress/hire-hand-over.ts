import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/workflow';
import type pg from 'pg';
import type { Systems } from '../config/systems.js';
import {
  announceRescission,
  findHire,
  findHireByEmployee,
  findHireByPayrollEmployee,
  type Hire,
} from '../ledger/hires.js';
import { PRIORITIES, type InboxEvent } from '../schemas/delivery.js';
import type { HireEvent } from '../schemas/events.js';
import type { HireStatus } from '../schemas/hire-status.js';
import {
  decideSignal,
  employeeCreatedSignal,
  hireWorkflowId,
  offerChangedSignal,
  offerRescindedSignal,
  payrollChangedSignal,
  recordChangedSignal,
  retrySignal,
  TASK_QUEUE,
} from '../workflows/contract.js';
import type { hireLifecycle } from '../workflows/hire-lifecycle.js';
import type { Outcome } from '../ledger/deliveries.js';

type EventOfHire = HireEvent | Extract<InboxEvent, { kind: 'holdDecided' | 'retryRequested' }>;

/** Stages in which a change of the HRIS record means something to an open question. */
const COMPARED: ReadonlySet<HireStatus> = new Set<HireStatus>(['comparing', 'held']);
const DISPATCHING: ReadonlySet<HireStatus> = new Set<HireStatus>(['dispatching']);
const FINISHED: ReadonlySet<HireStatus> = new Set<HireStatus>(['done', 'rejected', 'rescinded']);

const UNKNOWN = {
  waiting: { status: 'waiting', reason: 'It is not known yet whose hire this is.' },
  ignored: { status: 'ignored', reason: 'It is about nobody whose hire is known.' },
} as const;

/** What each event about a hire starts or signals. */
export function createHireHandOver(
  db: pg.Pool,
  client: Client,
  { roles: { ats, hris, payroll } }: Systems,
): (event: EventOfHire) => Promise<Outcome> {
  return (event) => {
    switch (event.kind) {
      case 'offerAccepted':
        return accepted(event.applicationId);
      case 'candidateHired':
        return hired(event.applicationId);
      case 'offerChanged':
        return termsChanged(event.applicationId);
      case 'offerRescinded':
        return rescinded(event);
      case 'employeeCreated':
        return onHire(
          findHireByEmployee(db, hris, event.employeeId),
          undefined,
          (hire) => signal(hire, employeeCreatedSignal, [{ employeeId: event.employeeId }]),
          'waiting',
        );
      case 'employeeUpdated':
      case 'employeeDeleted':
        return onHire(findHireByEmployee(db, hris, event.employeeId), COMPARED, (hire) =>
          signal(hire, recordChangedSignal, [{ side: 'hris' }]),
        );
      case 'payrollEmployeeChanged':
        return onHire(findHireByPayrollEmployee(db, payroll, event.payrollEmployeeId), DISPATCHING, (hire) =>
          signal(hire, payrollChangedSignal, []),
        );
      case 'holdDecided':
        return onHire(findHire(db, event.applicationId), undefined, (hire) =>
          signal(hire, decideSignal, [event.request]),
        );
      case 'retryRequested':
        return onHire(findHire(db, event.applicationId), undefined, (hire) =>
          signal(hire, retrySignal, [{ requestedBy: event.requestedBy }]),
        );
    }
  };

  /** The first acceptance starts the hire. A later one is about other terms: of a new version, or changed in place. */
  async function accepted(applicationId: string): Promise<Outcome> {
    const hire = await findHire(db, applicationId);
    if (!hire) return start(applicationId);
    // An unhired candidate's offer stays accepted: only being hired again takes the unhiring back.
    if (hire.status === 'rescinded' && hire.rescissionCause === 'unhired') return nothingWaits(hire);
    return signalOrStart(applicationId, offerChangedSignal, []);
  }

  /**
   * Stands in for an acceptance that got lost, so one hire may be announced twice: the second finds it running or
   * through, and adds nothing, unless it was to be undone.
   */
  async function hired(applicationId: string): Promise<Outcome> {
    const hire = await findHire(db, applicationId);
    const undone = hire && (hire.rescissionAnnounced || hire.status === 'compensating' || hire.status === 'rescinded');
    return undone ? signalOrStart(applicationId, offerChangedSignal, []) : start(applicationId);
  }

  async function termsChanged(applicationId: string): Promise<Outcome> {
    const hire = await findHire(db, applicationId);
    if (!hire) return UNKNOWN.ignored;
    if (hire.status === 'rescinded' && !hire.rescissionAnnounced) return nothingWaits(hire);
    return signalOrStart(applicationId, offerChangedSignal, []);
  }

  async function rescinded({ applicationId, cause }: Extract<HireEvent, { kind: 'offerRescinded' }>): Promise<Outcome> {
    const hire = await findHire(db, applicationId);
    if (!hire) return UNKNOWN.ignored;
    if (hire.status === 'rescinded') return nothingWaits(hire);
    await announceRescission(db, applicationId);
    return signalOrStart(applicationId, offerRescindedSignal, [{ cause }]);
  }

  /** One hire has one run at a time. A run that ended in failure is started anew. */
  async function start(applicationId: string): Promise<Outcome> {
    const options = runOptions(applicationId);
    try {
      const handle = await client.workflow.start<typeof hireLifecycle>('hireLifecycle', {
        ...options,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      const started = { applicationId, ats, runId: handle.firstExecutionRunId };
      return { status: 'forwarded', workflowId: options.workflowId, started };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) {
        return { status: 'ignored', workflowId: options.workflowId, reason: 'The hire is already through.' };
      }
      throw error;
    }
  }

  /** A hire that is through gets another run for what comes after; one under way is told. */
  async function signalOrStart<Args extends unknown[]>(
    applicationId: string,
    definition: SignalDefinition<Args>,
    args: Args,
  ): Promise<Outcome> {
    const options = runOptions(applicationId);
    await client.workflow.signalWithStart<typeof hireLifecycle, unknown[]>('hireLifecycle', {
      ...options,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      signal: definition.name,
      signalArgs: args,
    });
    return { status: 'forwarded', workflowId: options.workflowId };
  }

  function runOptions(applicationId: string) {
    return {
      taskQueue: TASK_QUEUE,
      workflowId: hireWorkflowId(ats, applicationId),
      args: [{ ats, applicationId }] as [{ ats: string; applicationId: string }],
      staticSummary: `Hire of application ${applicationId}`,
      staticDetails: `From the accepted offer in ${ats} to ${hris} and ${payroll}. Payroll waits for a person where the offer and ${hris} disagree.`,
      searchAttributes: { HireStage: ['received'], HireAttention: ['none'] },
      // Its activities inherit it: where tasks wait for a worker, a hire's are given out before a campaign's.
      priority: { priorityKey: PRIORITIES.hire },
    };
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
    if (!meansSomething) return nothingWaits(hire);
    try {
      await act(hire);
      return { status: 'forwarded', workflowId };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError)
        return { status: 'ignored', workflowId, reason: 'The run has ended.' };
      throw error;
    }
  }

  async function signal<Args extends unknown[]>(hire: Hire, definition: SignalDefinition<Args>, args: Args) {
    await client.workflow.getHandle(hire.workflowId).signal<Args>(definition, ...args);
  }
}

const nothingWaits = ({ workflowId, status }: Hire): Outcome => ({
  status: 'ignored',
  workflowId,
  reason: `Nothing waits for it: the hire is ${status}.`,
});
