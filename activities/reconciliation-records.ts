import { ApplicationFailure } from '@temporalio/common';
import type { Connector } from '../connectors/connector.js';
import { callSignal } from '../connectors/http.js';
import type { AtsHire } from '../connectors/roles/ats.js';
import type { ReconciliationMap } from '../domain/reconciliation-map.js';
import { atsRecord, type ReconciliationRecord } from '../domain/reconciliation-record.js';
import type { Person } from '../schemas/person.js';
import { FailureType } from '../workflows/failure-types.js';
import type { Dependencies } from './dependencies.js';
import { resolveManager } from './managers.js';

/** The record of a hire of the ATS; undefined when it is none any more. */
export type AtsRecords = (hire: AtsHire) => Promise<ReconciliationRecord | undefined>;

/** Managers are resolved to persons of the HRIS, each once: many hires share one. */
export function createAtsRecords(deps: Dependencies, reconciliation: ReconciliationMap): AtsRecords {
  const known = new Map<string, Promise<Person | undefined>>();
  return async (hire) => {
    const { manager } = hire.fields;
    if (!manager) return atsRecord(reconciliation, hire, undefined);
    const key = JSON.stringify(manager);
    const person = known.get(key) ?? resolveManager(deps, { manager }).then((fields) => fields.manager);
    known.set(key, person);
    // A look-up that failed is made anew for the next hire.
    person.catch(() => known.delete(key));
    return atsRecord(reconciliation, hire, await person);
  };
}

/** How a list ended. */
export interface ListEnd {
  /** What the vendor listed in a form that cannot be read, in words; null when all could be. */
  leftOut: string | null;
}

/**
 * Gives a vendor's list until its end. Rows that cannot be read stop nobody but themselves; what the failure says of
 * them is kept in `end`. Every page is asked for under the activity's own signal, whoever asks.
 */
export async function* readableList<T>(
  connector: Connector,
  list: AsyncIterable<T>,
  signal: AbortSignal,
  end: ListEnd,
): AsyncGenerator<T, void> {
  const pages = list[Symbol.asyncIterator]();
  const next = () => callSignal.run(signal, () => pages.next());
  try {
    for (;;) {
      const page = await next();
      if (page.done) return;
      yield page.value;
    }
  } catch (error) {
    if (!isUnreadable(error) || !(await callSignal.run(signal, () => connector.checkConnection())).ok) throw error;
    end.leftOut = error.message;
  } finally {
    await pages.return?.();
  }
}

/** A form that no repetition mends. */
export const isUnreadable = (error: unknown): error is ApplicationFailure =>
  error instanceof ApplicationFailure && error.type === FailureType.VendorContract;

export const isNotFound = (error: unknown): boolean =>
  error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound;
