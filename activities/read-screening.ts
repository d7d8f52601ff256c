import { ApplicationFailure } from '@temporalio/common';
import type { ScreeningReading } from '../connectors/roles/screening.js';
import { judgeReading } from '../domain/screening-history.js';
import { appendState, listStates } from '../ledger/screening.js';
import {
  beginScreening,
  hiresConcerned,
  recordOwner,
  type ResultOwner,
  type ScreeningRecord,
} from '../ledger/screening-results.js';
import { isAdverse } from '../schemas/screening-result.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ScreeningActivities, ScreeningRef } from '../workflows/screening-activities.js';
import type { Dependencies } from './dependencies.js';
import { currentRun } from './run.js';

/** Attempts at appending what was read before somebody else is taken to be at the same result. */
const READINGS = 3;

/** Reads results at their vendors, keeps every state in the ledger, and finds out whose they are. */
export function readScreeningActivities(
  deps: Dependencies,
): Pick<ScreeningActivities, 'readScreening' | 'assignScreening'> {
  const { db, ats } = deps;

  return {
    async readScreening(ref) {
      const known = await beginScreening(db, ref, currentRun(deps));
      // The state is recorded before its owner is looked for: an owner who cannot be found must not cost a state.
      const reading = await recordPresentState(deps, ref);
      await recordOwner(db, ref, await findOwner(deps, known, reading));
      const [before, now] = [undefined, ...(await listStates(db, ref))].slice(-2);
      // Not only when this attempt has appended it: an earlier one may have, and died before it could say so.
      const concernsPayroll = [before, now].some((state) => state && isAdverse(state.result));
      return {
        ats: ats.vendor,
        sequence: now?.sequence ?? 0,
        hires: concernsPayroll ? await hiresConcerned(db, ref) : [],
      };
    },

    async assignScreening(ref, { candidateId, applicationId, chosenBy }) {
      await beginScreening(db, ref, currentRun(deps));
      if (applicationId === null) {
        await ats.readCandidate(candidateId);
      } else {
        const application = await ats.readApplication(applicationId);
        if (application.candidateId !== candidateId) {
          throw ApplicationFailure.nonRetryable(
            `application ${applicationId} is candidate ${application.candidateId}'s in ${ats.title}, not ${candidateId}'s`,
            FailureType.VendorRejected,
          );
        }
      }
      await recordOwner(db, ref, { candidateId, applicationId }, chosenBy);
    },
  };
}

/** The result as it stands at the vendor now, appended to its history where it is news. */
async function recordPresentState(deps: Dependencies, ref: ScreeningRef): Promise<ScreeningReading> {
  const connector = deps.screening.get(ref.screening);
  if (!connector) {
    throw ApplicationFailure.nonRetryable(
      `${ref.screening} is not set up: expected its variables and its name under roles.screening in systems.yaml`,
      FailureType.VendorUnauthorized,
    );
  }
  for (let attempt = 1; attempt <= READINGS; attempt += 1) {
    const last = (await listStates(deps.db, ref)).at(-1);
    const reading = await connector.readResult(ref.resultId);
    const result = { ...reading.result, screening: ref.screening, resultId: ref.resultId };
    const judged = judgeReading(last?.result, result);
    if (judged === 'outdated') {
      throw ApplicationFailure.create({
        type: FailureType.VendorConflict,
        message: `${connector.title} answered with an older state of the result than it had before`,
      });
    }
    if (judged === 'known') return reading;
    const next = { sequence: (last?.sequence ?? 0) + 1, result, runUrl: currentRun(deps).runUrl };
    if (await appendState(deps.db, ref, next)) return reading;
  }
  throw ApplicationFailure.create({
    type: FailureType.WriteInProgress,
    message: 'another attempt is recording the same result',
    nextRetryDelay: '5 seconds',
  });
}

/**
 * Whose a result is, as the ATS knows them now: the candidate of the application it was ordered for, else whom it was
 * known to be about before, else the one candidate with the address that the vendor has.
 * @throws VendorNotFound or DuplicateRecords when that is nobody, or not one: a person has to say, it is not guessed.
 */
async function findOwner(
  { ats, screening }: Dependencies,
  known: ScreeningRecord,
  reading: ScreeningReading,
): Promise<ResultOwner> {
  const applicationId = known.chosenBy ? known.applicationId : (reading.applicationId ?? known.applicationId);
  const application = applicationId === null ? undefined : await existing(ats.readApplication(applicationId));
  if (application) return { candidateId: application.candidateId, applicationId: application.applicationId };

  const before = known.candidateId === null ? undefined : await existing(ats.readCandidate(known.candidateId));
  if (before) return { candidateId: before.candidateId, applicationId: null };

  const found = reading.email === null ? [] : await ats.findCandidatesByEmail(reading.email);
  const [only, ...others] = found;
  if (only && others.length === 0) return { candidateId: only.candidateId, applicationId: null };
  const vendor = screening.get(known.screening)?.title ?? known.screening;
  const told =
    reading.applicationId === null ? 'no application' : `application ${reading.applicationId}, unknown to ${ats.title}`;
  throw only
    ? ApplicationFailure.nonRetryable(
        `${vendor} names ${told}, and ${found.length} candidates of ${ats.title} have the address it holds: ${found.map(({ candidateId }) => candidateId).join(', ')}`,
        FailureType.DuplicateRecords,
      )
    : ApplicationFailure.nonRetryable(
        `${vendor} names ${told}, and ${reading.email === null ? 'holds no address' : `no candidate of ${ats.title} has the address it holds`}`,
        FailureType.VendorNotFound,
      );
}

async function existing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
    throw error;
  }
}
