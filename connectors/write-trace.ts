import { ApplicationFailure } from '@temporalio/common';

declare const audited: unique symbol;

/**
 * Who causes a write, for traceability. Only auditedTrace makes one, and only the step that writes the audit row calls
 * it (the linter holds everybody else to that): a write that nobody audits does not compile.
 */
export interface WriteTrace {
  /** URL of the workflow run that writes; leaves as `sent_from`. `sent_to` is the endpoint, added by the connector. */
  readonly sentFrom: string;
  readonly [audited]: true;
}

/** @param sentFrom URL of the run. */
export function auditedTrace(sentFrom: string): WriteTrace {
  return { sentFrom } as WriteTrace;
}

/** The last guard before a write leaves. @throws ApplicationFailure, not retryable, when it does not say who causes it. */
export function requireTrace(trace: WriteTrace | undefined, operation: string): void {
  if (trace && URL.canParse(trace.sentFrom)) return;
  throw ApplicationFailure.nonRetryable(
    `${operation} was not sent: expected the URL of the run that causes it, found ${trace ? 'something else' : 'nothing'}`,
    'Untraced',
  );
}
