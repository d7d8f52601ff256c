import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type pg from 'pg';
import type { Policy } from '../config/policy.js';
import { causeOf } from '../domain/error-cause.js';
import { recordRunError } from '../ledger/run-errors.js';
import { countFailure, forgetFailures } from '../ledger/step-failures.js';
import { parseHireWorkflowId } from '../workflows/contract.js';
import { FailureType } from '../workflows/failure-types.js';
import { kindOfError, type Logger } from '../config/logger.js';
import { toFailure } from './unexpected-failure.js';

const HEARTBEAT_MS = 5_000;

/** Waiting as a vendor or another attempt asks for does not count as a failed attempt. */
const NOT_COUNTED: ReadonlySet<string> = new Set([
  FailureType.VendorThrottled,
  FailureType.WriteInProgress,
  FailureType.LedgerUnavailable,
]);

/** An alert has nobody to be alerted to when it fails: it is tried until it is told. */
const NEVER_GIVEN_UP: ReadonlySet<string> = new Set([
  'reportFailure',
  'alertQuarantine',
  'escalateInterview',
  'reportScreeningFailure',
  'reportConsentMissing',
  'reportReferralFailure',
  'reportStatusFailure',
  'reportEngagementFailure',
  'reportConfirmationFailure',
  'reportBonusFailure',
  'reportReconciliation',
  'reportAttributionFailure',
  'reportConfigurationChange',
  'reportAttributionAudit',
  'tellGoLive',
  'alertLimit',
]);

/**
 * Keeps every activity alive to the server, and decides what a failure means: policy's number of attempts, policy's
 * time between them, then AttemptsExhausted. Counted in the ledger, so that neither a throttled attempt nor a killed
 * worker uses one up.
 * @param onGivenUp told of each failure that no further attempt follows.
 */
export function attemptsInterceptor(
  db: pg.Pool,
  policy: Policy,
  logger: Logger,
  context: Context,
  onGivenUp: (failure: ApplicationFailure, workflowId: string) => Promise<void>,
): ActivityInboundCallsInterceptor {
  const { info } = context;
  const step = info.activityType;
  const workflowId = info.workflowExecution?.workflowId ?? '';

  return {
    async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>) {
      const beating = info.isLocal ? undefined : setInterval(() => context.heartbeat(), HEARTBEAT_MS);
      try {
        return await next(input);
      } catch (error) {
        const judged =
          context.cancellationSignal.aborted || error instanceof CancelledFailure ? error : await judge(error);
        logger.warn({ step, workflowId, attempt: info.attempt, ...told(judged) }, 'step failed');
        throw judged;
      } finally {
        clearInterval(beating);
      }
    },
  };

  async function judge(error: unknown): Promise<unknown> {
    const failure = await toFailure(db, error);
    if (failure.nonRetryable) {
      await keepError(failure);
      return failure;
    }
    // Not the activity's id: a local activity that has waited for a timer comes back under a new one.
    const key = `${info.workflowExecution?.runId}:${step}`;
    const first = info.attempt === 1;
    if (NOT_COUNTED.has(failure.type ?? '')) {
      if (first) await forgetFailures(db, key).catch(unreachable);
      return failure;
    }
    const applicationId = parseHireWorkflowId(workflowId)?.applicationId ?? null;
    const counted = { key, applicationId, step, message: failure.message, first };
    const failures = await countFailure(db, counted).catch(unreachable);
    if (failures !== undefined && failures >= attemptsOf(step, policy) && !NEVER_GIVEN_UP.has(step)) {
      await keepError(failure);
      return ApplicationFailure.create({
        type: FailureType.AttemptsExhausted,
        message: `${failures} attempts failed, the last one with: ${failure.message}`,
        nonRetryable: true,
        details: failure.details ?? [],
      });
    }
    return ApplicationFailure.create({
      type: failure.type ?? 'Error',
      message: failure.message,
      nextRetryDelay: policy.retry.interval,
      details: failure.details ?? [],
    });
  }

  /** For the daily review of errors: what is given up is listed by the class of its cause. */
  async function keepError(failure: ApplicationFailure): Promise<void> {
    const failureType = failure.type ?? 'Error';
    await onGivenUp(failure, workflowId).catch((error: unknown) =>
      logger.error({ step, workflowId, err: kindOfError(error) }, 'what was given up could not be told on'),
    );
    await recordRunError(db, {
      workflowId,
      runId: info.workflowExecution?.runId ?? '',
      workflowType: info.workflowType ?? '',
      step,
      failureType,
      cause: causeOf(failureType),
      vendor: vendorOf(failure),
      message: failure.message,
    }).catch((error: unknown) =>
      logger.error({ step, workflowId, err: kindOfError(error) }, 'an error was not listed'),
    );
  }
}

/** The vendor that a failure of connectors/failure.ts is about. */
function vendorOf(failure: ApplicationFailure): string | null {
  const [details] = (failure.details ?? []) as ({ vendor?: unknown } | null)[];
  return typeof details?.vendor === 'string' ? details.vendor : null;
}

/** Who is waiting for a message is told sooner that it does not go out. */
const attemptsOf = (step: string, policy: Policy): number =>
  step === 'dispatchConfirmation' ? policy.comms.attempts : policy.retry.attempts;

/** While the ledger is down nothing is counted: the step is tried again all the same. */
const unreachable = (): undefined => undefined;

/** What a failure may say in a log: its type and its message, which hold no personal data. */
function told(error: unknown): { failure: string; message: string } {
  if (error instanceof ApplicationFailure) return { failure: error.type ?? 'Error', message: error.message };
  return { failure: error instanceof Error ? error.name : 'unknown', message: '' };
}
