import { setTimeout as sleep } from 'node:timers/promises';
import {
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type pg from 'pg';
import type { Logger } from '../config/logger.js';
import type { Systems } from '../config/systems.js';
import {
  claimDeliveries,
  quarantineAlertsDue,
  quarantineAlerted,
  returnDeliveries,
  settleDeliveries,
  type ClaimedDelivery,
  type DeliveryOutcome,
} from '../ledger/deliveries.js';
import { findHire, findHireByEmployee, findHireByPayrollEmployee, type Hire } from '../ledger/hires.js';
import type { HireStatus } from '../schemas/hire-status.js';
import {
  decideSignal,
  employeeCreatedSignal,
  hireWorkflowId,
  payrollChangedSignal,
  quarantineWorkflowId,
  recordChangedSignal,
  retrySignal,
  TASK_QUEUE,
} from '../workflows/contract.js';
import type { hireLifecycle } from '../workflows/hire-lifecycle.js';
import type { quarantineAlert } from '../workflows/quarantine-alert.js';
import { kindOfError } from './webhooks.js';

/** Hands what is in the inbox to Temporal, at once and again until Temporal has taken it, in order per hire. */
export interface Forwarder {
  /** Something was put into the inbox. */
  wake(): void;
  stop(): Promise<void>;
}

interface ForwarderOptions {
  db: pg.Pool;
  client: Client;
  systems: Systems;
  logger: Logger;
}

const BATCH = 100;
/** Batches under way at once: Temporal's start call waits for its disk, others need not wait with it. */
const PUMPS = 3;
/** What another process has put into the inbox, or given back, is noticed within this time. */
const LOOK_AGAIN_MS = 1_000;
const CALL_DEADLINE_MS = 10_000;
const TEMPORAL_RETRY_MS = 2_000;

/** Stages in which a change of the records means something to an open question. */
const COMPARED: ReadonlySet<HireStatus> = new Set<HireStatus>(['comparing', 'held']);
const FINISHED: ReadonlySet<HireStatus> = new Set<HireStatus>(['done', 'rejected', 'rescinded']);

export function createForwarder({ db, client, systems, logger }: ForwarderOptions): Forwarder {
  const { ats, hris, payroll } = systems.roles;
  const pumps = new Set<Promise<void>>();
  let again = false;
  let stopped = false;

  function wake(): void {
    if (stopped) return;
    if (pumps.size >= PUMPS) {
      again = true;
      return;
    }
    const pump = drain()
      .catch((error: unknown) => logger.error({ err: kindOfError(error) }, 'the inbox could not be read'))
      .finally(() => {
        pumps.delete(pump);
        if (again) {
          again = false;
          wake();
        }
      });
    pumps.add(pump);
  }

  async function drain(): Promise<void> {
    for (;;) {
      const claimed = await claimDeliveries(db, BATCH);
      if (claimed.length === 0) return;
      const handed = await Promise.all(claimed.map(hand));
      const outcomes = handed.flatMap((result) => ('outcome' in result ? [result.outcome] : []));
      const failed = handed.flatMap((result) => ('failed' in result ? [result.failed] : []));
      if (outcomes.length > 0) await settleDeliveries(db, outcomes);
      if (failed.length > 0) {
        await returnDeliveries(db, failed, TEMPORAL_RETRY_MS, 'Temporal has not taken it yet.');
        return;
      }
    }
  }

  async function hand(delivery: ClaimedDelivery): Promise<{ outcome: DeliveryOutcome } | { failed: number }> {
    try {
      const outcome = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => forward(delivery));
      return { outcome: { seq: delivery.seq, workflowId: null, reason: null, started: null, ...outcome } };
    } catch (error) {
      const grpc = isGrpcServiceError(error) ? error.code : undefined;
      logger.warn(
        { deliveryId: delivery.id, attempt: delivery.attempts, grpc, err: kindOfError(error) },
        'not handed on yet',
      );
      return { failed: delivery.seq };
    }
  }

  type Outcome = Pick<DeliveryOutcome, 'status'> & Partial<DeliveryOutcome>;

  function forward({ event }: ClaimedDelivery): Promise<Outcome> {
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
  }

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

  /** People are told of quarantined deliveries by a run of their own, so that the alert is as durable as the delivery. */
  async function alertQuarantined(): Promise<void> {
    const due = await quarantineAlertsDue(db, BATCH);
    for (const { id, vendor, eventType, reason } of due) {
      await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
        client.workflow.start<typeof quarantineAlert>('quarantineAlert', {
          taskQueue: TASK_QUEUE,
          workflowId: quarantineWorkflowId(id),
          args: [{ deliveryId: id, vendor, eventType, reason }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: `A delivery from ${vendor} is quarantined`,
        }),
      );
    }
    if (due.length > 0)
      await quarantineAlerted(
        db,
        due.map(({ seq }) => seq),
      );
  }

  async function watch(): Promise<void> {
    while (!stopped) {
      wake();
      await alertQuarantined().catch((error: unknown) => {
        logger.warn({ err: kindOfError(error) }, 'quarantine alerts could not be started yet');
      });
      await sleep(LOOK_AGAIN_MS);
    }
  }
  const watching = watch();

  return {
    wake,
    async stop() {
      stopped = true;
      await Promise.all([watching, ...pumps]);
    },
  };
}

const DISPATCHING: ReadonlySet<HireStatus> = new Set<HireStatus>(['dispatching']);

const UNKNOWN = {
  waiting: { status: 'waiting', reason: 'It is not known yet whose hire this is.' },
  ignored: { status: 'ignored', reason: 'It is about nobody whose hire is under way.' },
} as const;
