import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { reconciliationMap } from '../domain/reconciliation-map.js';
import { hrisRecord, type ReconciliationRecord } from '../domain/reconciliation-record.js';
import { readSnapshot } from '../ledger/hires.js';
import {
  nextLookUps,
  planLookUps,
  recordLookUps,
  type LookUp,
  type LookUpResult,
} from '../ledger/reconciliation-look-ups.js';
import { stagedAtsFields } from '../ledger/reconciliation-staged.js';
import type { HireFields } from '../schemas/hire.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ReconciliationActivities } from '../workflows/reconciliation-activities.js';
import type { Dependencies } from './dependencies.js';
import { createAtsRecords, isNotFound } from './reconciliation-records.js';
import { runStep } from './reconciliation-run.js';

/** Records that are asked for at once. */
const AT_ONCE = 8;

/** Asks each side for what the window's list of the other one has and its own has not. */
export function lookUpActivity(deps: Dependencies): Pick<ReconciliationActivities, 'lookUpMissing'> {
  const reconciliation = reconciliationMap(deps.fieldMap);
  const { ats, hris } = deps;

  return {
    async lookUpMissing() {
      await runStep(deps, async ({ staging, progress }) => {
        const atsRecordOf = createAtsRecords(deps, reconciliation);
        let made = 0;
        // What was found may ask for more.
        for (let left = await planLookUps(staging); left > 0; left = await planLookUps(staging)) {
          const total = made + left;
          progress({ lookUps: { done: made, total } });
          for (;;) {
            const planned = await nextLookUps(staging, AT_ONCE);
            if (planned.length === 0) break;
            // Employees are found by the name that the ATS knows: what the ATS says comes first.
            const ofAts = planned.filter(({ side }) => side === 'ats');
            const some = ofAts.length > 0 ? ofAts : planned;
            const fields = await stagedAtsFields(
              staging,
              some.map(({ id }) => id),
            );
            const settled = await Promise.allSettled(
              some.map((lookUp) => lookedUp(lookUp, () => recordsOf(lookUp, fields.get(lookUp.id)))),
            );
            const results = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
            await recordLookUps(staging, results);
            const failed = settled.find((one) => one.status === 'rejected');
            if (failed) throw failed.reason;
            progress({ lookUps: { done: (made += results.length), total } });
          }
        }

        async function recordsOf({ side, by, id }: LookUp, named: HireFields | undefined) {
          if (side === 'ats') return [await atsRecordOf(await ats.readHire(id))];
          if (by === 'employee') return [hrisRecord(reconciliation, await hris.readEmployee(id), null)];
          const known = named ?? (await readSnapshot(deps.db, id))?.offerFields ?? {};
          const ids = await hris.findByApplication(id, known);
          return Promise.all(ids.map(async (one) => hrisRecord(reconciliation, await hris.readEmployee(one), null)));
        }
      });
    },
  };

  async function lookedUp(
    lookUp: LookUp,
    ask: () => Promise<(ReconciliationRecord | undefined)[]>,
  ): Promise<LookUpResult> {
    try {
      return { ...lookUp, records: (await ask()).filter((record) => record !== undefined) };
    } catch (error) {
      if (isNotFound(error)) return { ...lookUp, records: [] };
      if (await concernsThisOneOnly(lookUp, error)) return { ...lookUp, failed: true };
      throw error;
    }
  }

  /**
   * Whether the vendor answers, only not to this: then it is left out of this night, and the others go on. A vendor that
   * had no answer is asked again first, as often as policy says.
   */
  async function concernsThisOneOnly({ side }: LookUp, error: unknown): Promise<boolean> {
    if (!(error instanceof ApplicationFailure) || NOT_OF_ONE_RECORD.has(error.type ?? '')) return false;
    const lastAttempt = Context.current().info.attempt >= deps.policy.retry.attempts;
    if (error.type === FailureType.VendorUnavailable && !lastAttempt) return false;
    return (await (side === 'ats' ? ats : hris).checkConnection()).ok;
  }
}

const NOT_OF_ONE_RECORD: ReadonlySet<string> = new Set([
  FailureType.VendorThrottled,
  FailureType.VendorUnauthorized,
  FailureType.LedgerUnavailable,
]);
