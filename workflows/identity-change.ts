import { proxyActivities, sleep } from '@temporalio/workflow';
import type { CandidateEvent } from '../schemas/events.js';
import { hireWorkflowId, offerChangedSignal, offerRescindedSignal } from './contract.js';
import { signalIfRunning } from './signal-if-running.js';

/** The steps of following who a candidate is. */
export interface IdentityActivities {
  /** Takes two candidates as one from now on. @returns the applications whose hires are under way. */
  mergeCandidate(merge: { ats: string; candidateId: string; mergedInto: string }): Promise<{ open: string[] }>;
  /** @returns the applications of the candidate whose hires are under way. */
  findHires(candidate: { ats: string; candidateId: string }): Promise<{ open: string[] }>;
  /** Erases what is personal of a candidate and of their hires from the ledger, and cuts the links. */
  eraseCandidate(candidate: { ats: string; candidateId: string }): Promise<void>;
}

const { mergeCandidate, findHires, eraseCandidate } = proxyActivities<IdentityActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Between two looks at whether the hires of an anonymised candidate have come to their end. */
const LOOK_AGAIN = '1 minute';

/**
 * A candidate was merged into another, or anonymised. Merged: one person from now on, under the name that lives on.
 * Anonymised: hires under way end first, undone where they were written, then everything personal is erased.
 */
export async function identityChange(event: { ats: string } & CandidateEvent): Promise<void> {
  const { ats, candidateId } = event;
  if (event.kind === 'candidateMerged') {
    const { open } = await mergeCandidate({ ats, candidateId, mergedInto: event.mergedInto });
    for (const applicationId of open) await signalIfRunning(hireWorkflowId(ats, applicationId), offerChangedSignal, []);
    return;
  }
  const told = new Set<string>();
  // A run that was ended by hand leaves its hire unfinished in the ledger: there is nothing to wait for.
  const ended = new Set<string>();
  for (;;) {
    const { open } = await findHires({ ats, candidateId });
    const waitedFor = open.filter((applicationId) => !ended.has(applicationId));
    if (waitedFor.length === 0) break;
    for (const applicationId of waitedFor.filter((one) => !told.has(one))) {
      const running = await signalIfRunning(hireWorkflowId(ats, applicationId), offerRescindedSignal, [
        { cause: 'anonymized' },
      ]);
      (running ? told : ended).add(applicationId);
    }
    if (waitedFor.some((applicationId) => told.has(applicationId))) await sleep(LOOK_AGAIN);
  }
  await eraseCandidate({ ats, candidateId });
}
