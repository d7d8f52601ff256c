import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** Why a step failed, in the words of the failure that started it. Failure messages hold no personal data. */
export function failureOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return cause.message;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown failure';
}
