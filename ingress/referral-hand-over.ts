import type { Client } from '@temporalio/client';
import type pg from 'pg';
import type { Systems } from '../config/systems.js';
import type { Outcome } from '../ledger/deliveries.js';
import { isAttached, referralsOfApplication } from '../ledger/referrals.js';
import { PRIORITIES, type InboxEvent } from '../schemas/delivery.js';
import {
  referralOfferWorkflowId,
  referralStatusWorkflowId,
  referralWorkflowId,
  referredUserWorkflowId,
  TASK_QUEUE,
} from '../workflows/contract.js';
import type { offerExtension } from '../workflows/offer-extension.js';
import type { referralCapture } from '../workflows/referral-capture.js';
import { applicationNewsSignal, referralNewsSignal } from '../workflows/referral-contract.js';
import type { referralStatusSync } from '../workflows/referral-status-sync.js';
import type { referredUser } from '../workflows/referred-user.js';
import { fairnessKey, handOverEngagements } from './engagement-hand-over.js';

type Event<Kind extends InboxEvent['kind']> = Extract<InboxEvent, { kind: Kind }>;
type ReferralEvents = Event<'referralStarted' | 'referralRequested' | 'referredUserCreated' | 'engagementReported'>;
type ApplicationEvents = Event<'stageChanged' | 'offerChanged' | 'offerAccepted' | 'candidateHired' | 'offerRescinded'>;

/** What each event of the advocacy platform, and each event of a referred application, starts or signals. */
export function createReferralHandOver(
  db: pg.Pool,
  client: Client,
  { roles: { ats, advocacy } }: Systems,
): {
  handOverReferral(event: ReferralEvents): Promise<Outcome>;
  followReferral(event: ApplicationEvents): Promise<Outcome>;
} {
  return { handOverReferral, followReferral };

  async function handOverReferral(event: ReferralEvents): Promise<Outcome> {
    if (event.kind === 'engagementReported') return handOverEngagements(db, client, event);
    if (event.advocacy !== advocacy) {
      return { status: 'ignored', reason: `The advocacy platform is ${advocacy}, not ${event.advocacy}.` };
    }
    return event.kind === 'referredUserCreated' ? findReferrals(event) : capture(event);
  }

  /** Each event makes the referral be read anew. Who brought it is not known before, so a platform's share one turn. */
  async function capture({ referralId }: { referralId: string }): Promise<Outcome> {
    const workflowId = referralWorkflowId(advocacy, referralId);
    await client.workflow.signalWithStart<typeof referralCapture, []>('referralCapture', {
      ...options(workflowId, advocacy),
      args: [{ advocacy, referralId }],
      signal: referralNewsSignal,
      staticSummary: `Referral ${referralId} of ${advocacy} to ${ats}`,
    });
    return { status: 'forwarded', workflowId };
  }

  async function findReferrals({ referredUserId }: { referredUserId: string }): Promise<Outcome> {
    const workflowId = referredUserWorkflowId(advocacy, referredUserId);
    await client.workflow.start<typeof referredUser>('referredUser', {
      ...options(workflowId, advocacy),
      args: [{ advocacy, referredUserId }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `The referral of user ${referredUserId} of ${advocacy}`,
    });
    return { status: 'forwarded', workflowId };
  }

  /** Most applications are nobody's referral: these start nothing. */
  async function followReferral(event: ApplicationEvents): Promise<Outcome> {
    const { applicationId } = event;
    const [first] = (await referralsOfApplication(db, applicationId)).filter(isAttached);
    if (!first) return { status: 'ignored', reason: 'No referral is attached to the application.' };
    const offer = event.kind === 'offerChanged';
    const workflowId = (offer ? referralOfferWorkflowId : referralStatusWorkflowId)(ats, applicationId);
    await client.workflow.signalWithStart<typeof referralStatusSync | typeof offerExtension, []>(
      offer ? 'offerExtension' : 'referralStatusSync',
      {
        ...options(workflowId, first.advocateId ?? advocacy),
        args: [{ ats, applicationId }],
        signal: applicationNewsSignal,
        staticSummary: offer
          ? `Offer of the referred application ${applicationId}`
          : `Where the referred application ${applicationId} stands, to its advocate`,
      },
    );
    return { status: 'forwarded', workflowId };
  }

  /** @param key whose runs take turns with those of others. */
  function options(workflowId: string, key: string) {
    return {
      taskQueue: TASK_QUEUE,
      workflowId,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
      priority: { priorityKey: PRIORITIES.referral, fairnessKey: fairnessKey(key) },
    };
  }
}
