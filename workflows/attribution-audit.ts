import { condition, isCancellation, proxyActivities, setHandler } from '@temporalio/workflow';
import type { AuditCounts } from '../schemas/attribution-audit.js';
import type { AttributionAuditActivities, AuditInput } from './attribution-audit-activities.js';
import { retrySignal } from './contract.js';
import { failureOf } from './failure-of.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const steps = proxyActivities<AttributionAuditActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Holds advocacy platform, ATS and CRM against each other, and tells people what does not agree and why. */
export async function attributionAudit(audit: AuditInput): Promise<AuditCounts> {
  let retries = 0;
  setHandler(retrySignal, () => void (retries += 1));
  for (let times = 1; ; times += 1) {
    const seen = retries;
    try {
      const counts = await steps.auditAttribution(audit);
      await steps.reportAttributionAudit(audit, { counts });
      return counts;
    } catch (error) {
      if (isCancellation(error)) throw error;
      await steps.reportAttributionAudit(audit, { step: 'comparing the systems', reason: failureOf(error), times });
      await condition(() => retries > seen);
    }
  }
}
