import { isCancellation, log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { AttributionActivities, AttributionInput } from './attribution-activities.js';
import { failureOf } from './failure-of.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

const steps = proxyActivities<AttributionActivities>({
  // Platform and ATS can be as long as they let themselves be read.
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '30 seconds',
  retry: RETRY,
});
const tell = proxyActivities<Pick<AttributionActivities, 'tellAttributionReport' | 'reportAttributionFailure'>>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: RETRY,
});

/**
 * One attribution report: what the platform and the ATS say of a period is read into the ledger, the report is made from
 * it, kept, and told to the CRM and to HR ops. The same period again takes the place of what was there.
 */
export async function attributionReport(input: AttributionInput): Promise<{ referrals: number; hires: number } | null> {
  const period = { from: input.from, to: input.to };
  let doing = '';

  try {
    show('reading the advocates from the platform');
    const advocates = await steps.pullAdvocates(period);
    show('counting the referrals of the platform');
    const referrals = await steps.countReferrals(period);
    show('reading the hires from the ATS');
    const hires = await steps.pullAttributedHires(period);
    const notes = [...advocates.notes, ...referrals.notes, ...hires.notes];
    await steps.finishAttributionReading(period, { readAt: hires.readAt, notes });
    if (!input.tell) return ended(null);
    show('making the report');
    const made = await steps.keepAttributionReport(period);
    show('writing the summary to the CRM');
    await steps.writeAttributionSummary(period);
    show('telling HR ops');
    await untilTold(() => tell.tellAttributionReport(period));
    return ended(made);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const failure = { step: doing, reason: failureOf(error) };
    await untilTold(() => tell.reportAttributionFailure(period, failure));
    throw error;
  }

  function show(step: string): void {
    doing = step;
    setCurrentDetails(`**${input.from} to ${input.to}**: ${step}`);
  }

  function ended<T>(result: T): T {
    show('done');
    return result;
  }

  /** What cannot be told is in the ledger all the same. */
  async function untilTold(telling: () => Promise<void>): Promise<void> {
    try {
      await telling();
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('people could not be told', { reason: failureOf(error) });
    }
  }
}
