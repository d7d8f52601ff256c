import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { WriteReceipt } from '../connectors/connector.js';
import type { WriteTrace } from '../connectors/write-trace.js';
import { alteredIn, appendToList, missingFrom, parseList, toListedEntry } from '../domain/screening-field.js';
import { noteBody, noteMarker } from '../domain/screening-note.js';
import type { RunRef } from '../ledger/outbound-writes.js';
import { listScreening, listStates } from '../ledger/screening.js';
import { findScreening, settleScreening, type ResultOwner } from '../ledger/screening-results.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ScreeningActivities, ScreeningRef } from '../workflows/screening-activities.js';
import type { Dependencies } from './dependencies.js';
import { withLease } from './lease.js';
import { outboundStep, type OutboundStep } from './outbound-step.js';
import { runRef } from './run.js';

/** Looks at the list, of which each finds something missing, before the writing is taken to be in vain. */
const LOOKS = 5;
const LOOK_AGAIN_MS = 250;
const LIST = 'ats.screeningHistory';

/** Brings the history of a result to the candidate's record in the ATS: appended, never overwritten. */
export function appendScreeningActivity(deps: Dependencies): Pick<ScreeningActivities, 'appendToAts'> {
  const { db, ats } = deps;

  return {
    async appendToAts(ref) {
      const record = await findScreening(db, ref);
      if (!record || record.candidateId === null) throw new Error('appended before it was known whose it is');
      const owner: ResultOwner = { candidateId: record.candidateId, applicationId: record.applicationId };
      const hire = owner.applicationId === null ? null : { ats: ats.vendor, applicationId: owner.applicationId };
      const run = runRef(deps, hire, owner.candidateId);
      await addNotes(ref, owner, run);
      await completeList(ref, owner, run);
      await settleScreening(db, ref, 'written', null);
    },
  };

  /** One note for each state of the result. */
  async function addNotes(ref: ScreeningRef, owner: ResultOwner, run: RunRef): Promise<void> {
    const title = deps.screening.get(ref.screening)?.title ?? ref.screening;
    const notes = (await listStates(db, ref)).map((state) => ({
      step: `ats.note.${state.sequence}`,
      marker: noteMarker(state),
      body: noteBody(state, title),
    }));
    const operation = `add note of ${ref.screening} result`;
    const writes = notes.map(({ step }) => ({ step, vendor: ats.vendor, operation }));
    await outboundStep(deps, run, writes, async (outbound) => {
      for (const { step, marker, body } of notes) {
        await outbound.createOnce(step, {
          find: () => ats.findNote(owner.candidateId, marker),
          create: () => ats.addNote({ ...owner, body }, outbound.trace),
        });
      }
    });
  }

  /**
   * Writes until the candidate's list, read back, holds every state of every result that the ledger has of them, and
   * all that was seen in it: somebody else may write it at the same time.
   * @throws FieldsIncomplete when the field holds something else than a list; WriteNotKept when it does not keep what
   *   is written, or holds an entry in other words than it was written in.
   */
  async function completeList(ref: ScreeningRef, { candidateId }: ResultOwner, run: RunRef): Promise<void> {
    const writes = [{ step: LIST, vendor: ats.vendor, operation: `append ${ref.screening} result to history` }];
    await outboundStep(deps, run, writes, (step) =>
      withLease(deps, `screening-history:${candidateId}`, async () => {
        const seen: unknown[] = [];
        for (let look = 1; look <= LOOKS; look += 1) {
          if (look > 2) await sleep(LOOK_AGAIN_MS * look);
          if (await isComplete(step, candidateId, seen)) return;
        }
        throw notKept(`entries are missing after ${LOOKS} looks`);
      }),
    );
  }

  /** One look at the list, and a write where it lacks something. @param seen what it held before; added to. */
  async function isComplete(step: OutboundStep, candidateId: string, seen: unknown[]): Promise<boolean> {
    let complete = false;
    const look = async (trace: WriteTrace): Promise<WriteReceipt | undefined> => {
      const text = await ats.readScreeningHistory(candidateId);
      const list = parseList(text);
      if (!list)
        throw seen.length > 0 ? notKept('what was written reads back as something else') : unreadable(text ?? '');
      const recorded = (await listScreening(db, { candidateId })).map(toListedEntry);
      const gone = missingFrom(list, seen);
      const missing = [...gone, ...missingFrom([...list, ...gone], recorded)];
      seen.push(...missingFrom(seen, [...list, ...missing]));
      if (missing.length > 0) return ats.writeScreeningHistory(candidateId, appendToList(text, missing), trace);
      refuseAltered(alteredIn(list, recorded));
      complete = true;
      return undefined;
    };
    try {
      await step.put(LIST, () => look(step.trace));
    } catch (error) {
      // Somebody else was faster: their list is looked at next.
      const conflict = error instanceof ApplicationFailure && error.type === FailureType.VendorConflict;
      if (!conflict) throw error;
    }
    return complete;
  }

  function unreadable(text: string): ApplicationFailure {
    return ApplicationFailure.nonRetryable(
      `the screening history of the candidate in ${ats.title} is no JSON list, but ${text.length} characters of something else, ` +
        'which is left as it is: move it elsewhere',
      FailureType.FieldsIncomplete,
    );
  }

  function notKept(how: string): ApplicationFailure {
    return ApplicationFailure.create({
      type: FailureType.WriteNotKept,
      message: `${ats.title} did not keep the candidate's screening history: ${how}`,
    });
  }

  function refuseAltered(ids: string[]): void {
    if (ids.length === 0) return;
    throw ApplicationFailure.nonRetryable(
      `the screening history of the candidate in ${ats.title} holds other words than were written of ${ids.join(', ')}: ` +
        'remove these entries there, and they are written anew',
      FailureType.WriteNotKept,
    );
  }
}
