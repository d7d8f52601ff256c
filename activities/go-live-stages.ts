import { advocateStatus } from '../domain/advocate-status.js';
import { countStageWebhooks } from '../ledger/go-live.js';
import type { GoLiveCheck } from '../schemas/go-live.js';
import type { GoLiveActivities } from '../workflows/go-live-contract.js';
import type { Dependencies } from './dependencies.js';
import { check, passedIf, sameIn } from './go-live-check.js';
import { outboundStep } from './outbound-step.js';
import { runRef } from './run.js';
import { lookUntil } from './within-limit.js';

/** Test candidates on their way through the stages. */
export function goLiveStageActivity(deps: Dependencies): Pick<GoLiveActivities, 'advanceStage'> {
  const { db, ats, advocacy } = deps;

  return {
    async advanceStage({ referredUserId, referralId, applicationId, candidateId }, step, limitMs) {
      if (!advocacy) throw new Error('a test candidate was planned without an advocacy platform');
      const [before, toldBefore] = await Promise.all([
        ats.readAttribution(applicationId),
        countStageWebhooks(db, ats.vendor, applicationId),
      ]);
      let last = false;
      const name = `ats.advance.${referredUserId}.${step}`;
      const writes = [{ step: name, vendor: ats.vendor, operation: 'advance test application' }];
      const run = runRef(deps, { ats: ats.vendor, applicationId }, candidateId);
      await outboundStep(deps, run, writes, (outbound) =>
        outbound.put(name, async () => {
          const receipt = await ats.advanceApplication(applicationId, outbound.trace);
          last = receipt === undefined;
          return receipt;
        }),
      );
      if (last) {
        if (step > 1) return { checks: [], last };
        const detail = `The job's plan has no stage after "${before.stage ?? 'none'}": no status change could be tried.`;
        return { checks: [check(`${referredUserId}: stages`, 'unknown', { detail })], last };
      }
      const now = await ats.readAttribution(applicationId);
      const wanted = advocateStatus(now, deps.policy.referral.statuses);
      let [shown, told]: [string | null, boolean] = [null, false];
      await lookUntil(limitMs, async () => {
        told ||= (await countStageWebhooks(db, ats.vendor, applicationId)) > toldBefore;
        shown = (await advocacy.readReferral(referralId)).status;
        return told && shown === wanted ? true : undefined;
      });
      const stage = `${referredUserId}: stage "${now.stage ?? 'none'}"`;
      const checks: GoLiveCheck[] = [
        passedIf(told, `${stage}: ${ats.title}'s webhook arrived`, {
          detail: told ? null : `None about application ${applicationId} came within ${limitMs / 1000} s.`,
        }),
        sameIn(`${stage}: status shown to the advocate`, wanted, shown),
      ];
      return { checks, last };
    },
  };
}
