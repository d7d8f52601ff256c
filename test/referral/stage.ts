import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type pg from 'pg';
import type { Dependencies } from '../../activities/dependencies.js';
import { keepDrift } from '../../activities/record-drift.js';
import { engagementActivities } from '../../activities/engagements.js';
import { referralAlertActivities } from '../../activities/referral-alerts.js';
import { referralCaptureActivity } from '../../activities/referral-capture.js';
import { referralReadingActivities } from '../../activities/referral-reading.js';
import { referralRequestActivities } from '../../activities/referral-requests.js';
import { referralStatusActivities } from '../../activities/referral-status.js';
import { createLinks } from '../../config/links.js';
import type { Policy } from '../../config/policy.js';
import { loadConfiguration } from '../../connectors/registry.js';
import type { AdvocacyConnector, ReferralRef } from '../../connectors/roles/advocacy.js';
import type { ChatConnector } from '../../connectors/roles/chat.js';
import type { WriteReceipt } from '../../connectors/connector.js';
import type { Advocate, AdvocateStatus, Referral } from '../../schemas/referral.js';
import type { Notice } from '../../schemas/notice.js';
import { referralWorkflowId } from '../../workflows/contract.js';
import type {
  EngagementActivities,
  ReferralActivities,
  ReferredApplicationActivities,
} from '../../workflows/referral-activities.js';
import type { ReferralCaptureOutcome } from '../../workflows/referral-contract.js';
import type { ScriptedAts } from './scripted-ats.js';
import { missing, receipt } from './scripted-ats.js';

type Activities = ReferralActivities & ReferredApplicationActivities & EngagementActivities;

export const ADVOCACY = 'saasquatch';
export const JOB = '5';

/** An advocacy platform whose referrals are set by the test. */
export class ScriptedPlatform implements Partial<AdvocacyConnector> {
  readonly vendor = ADVOCACY;
  readonly title = 'SaaSquatch';
  readonly referrals = new Map<string, Referral>();
  readonly advocates = new Map<string, Advocate>();
  /** What was told of each referral. */
  readonly statuses = new Map<string, AdvocateStatus>();
  readonly rejections = new Map<string, string>();
  /** Everything that left for the platform, as text. */
  readonly left: string[] = [];
  failing: (() => Error) | undefined;

  /** A candidate applied through an advocate's link; all that is not said is unremarkable. */
  refers(referralId: string, advocateId: string, change: Partial<Referral> & { email?: string; phone?: string } = {}) {
    const { email = 'ada@mail.example', phone, ...rest } = change;
    this.advocates.set(advocateId, {
      ...{ advocateId, firstName: 'Advocate', lastName: advocateId, email: `${advocateId}@acme.example` },
      ...{ active: true, joinedAt: '2026-01-01T00:00:00Z' },
    });
    this.referrals.set(referralId, {
      ...{ referralId, advocateId, referredUserId: `user-${referralId}`, jobId: JOB },
      candidate: { firstName: 'Ada', lastName: 'Byron', email, phone: phone ?? null },
      ...{ consentAt: '2026-11-01T10:00:00Z', referredAt: '2026-11-01T09:00:00Z' },
      ...{ shareLink: 'https://share.example/x', state: 'open', status: null },
      ...rest,
    });
  }

  async readReferral(referralId: string): Promise<Referral> {
    if (this.failing) throw this.failing();
    const referral = this.referrals.get(referralId);
    if (!referral) throw missing(`referral ${referralId}`);
    return referral;
  }

  async findReferralsOf(referredUserId: string): Promise<Referral[]> {
    return [...this.referrals.values()].filter((one) => one.referredUserId === referredUserId);
  }

  async readAdvocate(advocateId: string): Promise<Advocate> {
    const advocate = this.advocates.get(advocateId);
    if (!advocate) throw missing(`advocate ${advocateId}`);
    return advocate;
  }

  async putStatus(referral: ReferralRef, status: AdvocateStatus): Promise<WriteReceipt | undefined> {
    if (this.failing) throw this.failing();
    if (this.statuses.get(referral.referralId) === status) return undefined;
    this.statuses.set(referral.referralId, status);
    this.left.push(JSON.stringify({ referral, status }));
    return receipt(referral.referralId, 'https://platform.example/users');
  }

  async rejectReferral(referral: ReferralRef, reason: string): Promise<WriteReceipt | undefined> {
    if (this.rejections.get(referral.referralId) === reason) return undefined;
    this.rejections.set(referral.referralId, reason);
    this.left.push(JSON.stringify({ referral, reason }));
    return receipt(referral.referralId, 'https://platform.example/referrals');
  }
}

/** The activities on a real ledger with a scripted ATS and platform, each called as a worker would. */
export class ReferralStage {
  readonly posted: Notice[] = [];
  readonly deps: Dependencies;
  private readonly activities: Activities;

  constructor(
    readonly db: pg.Pool,
    readonly ats: ScriptedAts,
    readonly platform: ScriptedPlatform,
    policy: Partial<Policy['referral']> = {},
    private readonly runId = 'run-1',
  ) {
    const chat = {
      vendor: 'slack',
      title: 'Slack',
      findMessage: async () => undefined,
      post: async (channelId: string, notice: Notice) => {
        this.posted.push(notice);
        const ref = { channelId, messageId: String(this.posted.length) };
        return { ...receipt(undefined, 'https://slack.example/post'), ref };
      },
    } as Partial<ChatConnector>;
    const configuration = loadConfiguration({});
    this.deps = {
      db,
      ats,
      chat,
      advocacy: platform,
      ...configuration,
      policy: { ...configuration.policy, referral: { ...configuration.policy.referral, ...policy } },
      channels: { hrOps: 'C-OPS', recruiting: 'C-REC' },
      links: createLinks({ TEMPORAL_UI_URL: 'http://temporal.test', PUBLIC_URL: 'http://hireline.test' }),
    } as unknown as Dependencies;
    this.activities = {
      ...referralReadingActivities(this.deps),
      ...referralCaptureActivity(this.deps),
      ...referralRequestActivities(this.deps),
      ...referralAlertActivities(this.deps),
      ...referralStatusActivities(this.deps),
      ...engagementActivities(this.deps),
    };
  }

  /** What may be tried again soon is. */
  async perform<N extends keyof Activities>(
    name: N,
    args: Parameters<Activities[N]>,
    workflowId = 'test',
  ): Promise<Awaited<ReturnType<Activities[N]>>> {
    for (;;) {
      try {
        const info = { workflowExecution: { workflowId, runId: this.runId } };
        const context = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
        const activity = this.activities[name] as unknown as (...given: unknown[]) => Promise<unknown>;
        const answer: unknown = await context.run(activity, ...(args as unknown[]));
        return answer as Awaited<ReturnType<Activities[N]>>;
      } catch (error) {
        if (!(error instanceof ApplicationFailure) || error.type !== 'WriteInProgress') throw error;
        await sleep(50);
      }
    }
  }

  /** Fails as a worker lets it fail: what is given up is looked through for drift. */
  async stops(referralId: string): Promise<ApplicationFailure> {
    const workflowId = referralWorkflowId(ADVOCACY, referralId);
    try {
      await this.capture(referralId);
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      await keepDrift(this.deps, error, workflowId);
      return error;
    }
    throw new Error('it did not stop');
  }

  /** What the workflow does with one event, up to the advocate's dashboard. */
  async capture(referralId: string): Promise<ReferralCaptureOutcome> {
    const ref = { advocacy: ADVOCACY, referralId };
    const workflowId = referralWorkflowId(ADVOCACY, referralId);
    const reading = await this.perform('readReferral', [ref], workflowId);
    if (reading.outcome !== 'ready') throw new Error(`not ready: ${reading.reason}`);
    const outcome = await this.perform('captureReferral', [ref], workflowId);
    const { ats, applicationId } = outcome;
    if (outcome.status === 'captured' && ats !== null && applicationId !== null) {
      const { status } = await this.perform('showStatus', [{ ats, applicationId }], workflowId);
      if (status === 'hired') await this.perform('requestHireConfirmation', [ref, { ats, applicationId }], workflowId);
    }
    return outcome;
  }
}
