import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Dependencies } from '../../activities/dependencies.js';
import { bonusAlertActivities } from '../../activities/bonus-alerts.js';
import { bonusLookActivities } from '../../activities/bonus-look.js';
import { bonusPayrollActivities } from '../../activities/bonus-payroll.js';
import { bonusQuestionActivities } from '../../activities/bonus-questions.js';
import { confirmHireActivities } from '../../activities/confirm-hire.js';
import { confirmHireAlertActivities } from '../../activities/confirm-hire-alerts.js';
import { confirmHirePlanActivities } from '../../activities/confirm-hire-plan.js';
import { createLinks } from '../../config/links.js';
import { loadConfiguration } from '../../connectors/registry.js';
import type { WriteReceipt } from '../../connectors/connector.js';
import type { AtsAttribution } from '../../connectors/roles/ats.js';
import type { CrmHire } from '../../connectors/roles/crm.js';
import type { PayAdjustment } from '../../connectors/roles/payroll.js';
import { recordProgress } from '../../ledger/hires.js';
import { recordReferral } from '../../ledger/referrals.js';
import type { Notice } from '../../schemas/notice.js';
import type { Advocate, ConfirmedHire, Referral } from '../../schemas/referral.js';
import { bonusWorkflowId, hireConfirmationWorkflowId } from '../../workflows/contract.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

export const HIRE = { ats: 'greenhouse', applicationId: '7' };
export const ADVOCATE: Advocate = {
  ...{ advocateId: 'a1', firstName: 'Grace', lastName: 'Hopper', email: 'grace@acme.example', active: true },
  joinedAt: null,
};

export const referralOf = (referralId: string, change: Partial<Referral> = {}): Referral => ({
  ...{ referralId, advocateId: 'a1', referredUserId: `u-${referralId}`, jobId: '5', shareLink: null },
  candidate: { firstName: 'Ada', lastName: 'Byron', email: 'ada@home.example', phone: '+12025550123' },
  ...{ consentAt: '2026-08-01T00:00:00.000Z', referredAt: '2026-08-01T00:00:00.000Z', state: 'open', status: null },
  ...change,
});

const notFound = () => ApplicationFailure.nonRetryable('404', 'VendorNotFound');
const receipt = (recordId: string): WriteReceipt => ({
  ...{ recordId, sentTo: 'https://vendor.test/records', payloadHash: 'f'.repeat(64), status: 200 },
});

/** What the vendors hold, and what they were told. */
export class Vendors {
  attribution: AtsAttribution | undefined = {
    ...{ applicationId: '7', candidateId: '70', jobId: '5', status: 'hired', stage: null, offered: true },
    ...{ source: 'Referral', advocateId: 'a1', referralId: 'r1', consentAt: '2026-08-01T00:00:00.000Z' },
    ...{ appliedAt: '2026-08-01T00:00:00.000Z', jobOpenedAt: null, hiredAt: '2026-09-02T02:30:00.000Z' },
  };
  readonly referrals = new Map<string, Referral>();
  readonly contacts = new Map<string, CrmHire>();
  /** What the CRM makes of what it is sent. */
  alter: (hire: CrmHire) => CrmHire = (hire) => hire;
  readonly told: string[] = [];
  readonly terminated = new Set<string>();
  hrisKnows = new Set(['grace@acme.example']);
  payrollEmployees = ['pe-1'];
  adjustments: (PayAdjustment & { employee: string })[] = [];
  /** The answer to the next one of these is lost, after it was made. */
  lost = 0;
  inDoubt = false;
  readonly notices: Notice[] = [];
  readonly slackEmails = new Map<string, string>();

  connectors(): Partial<Dependencies> {
    const tell = (what: string) => {
      this.told.push(what);
      return Promise.resolve(receipt(what));
    };
    return {
      ats: {
        ...{ vendor: 'greenhouse', title: 'Greenhouse' },
        readAttribution: () => (this.attribution ? Promise.resolve(this.attribution) : Promise.reject(notFound())),
      },
      hris: {
        title: 'BambooHR',
        findPeople: ({ email = '' }: { email?: string }) =>
          Promise.resolve(this.hrisKnows.has(email) ? [{ id: 'h-grace', email }] : []),
        findSamePerson: () => Promise.resolve([]),
        readEmployee: (employeeId: string) =>
          Promise.resolve({ employeeId, terminated: this.terminated.has(employeeId), fields: {}, problems: [] }),
      },
      payroll: {
        ...{ vendor: 'gusto', title: 'Gusto' },
        findEmployees: () =>
          Promise.resolve(this.payrollEmployees.map((payrollEmployeeId) => ({ payrollEmployeeId, terminated: false }))),
        findAdjustment: (_id: string, { reference }: PayAdjustment) => {
          if (this.inDoubt) return Promise.reject(ApplicationFailure.nonRetryable('in doubt', 'WriteNotKept'));
          const at = this.adjustments.findIndex((one) => one.reference === reference);
          return Promise.resolve(at < 0 ? undefined : `payroll-${at}`);
        },
        addAdjustment: (employee: string, adjustment: PayAdjustment) => {
          this.adjustments.push({ ...adjustment, employee });
          if ((this.lost -= 1) >= 0) {
            return Promise.reject(ApplicationFailure.create({ type: 'VendorUnavailable', message: 'no answer' }));
          }
          return Promise.resolve(receipt(`payroll-${this.adjustments.length - 1}`));
        },
      },
      chat: {
        vendor: 'slack',
        post: (channelId: string, notice: Notice) => {
          this.notices.push(notice);
          const ref = { channelId, messageId: String(this.notices.length) };
          return Promise.resolve({ ...receipt(ref.messageId), ref });
        },
        reply: (to: { channelId: string }) =>
          Promise.resolve({ ...receipt('1'), ref: { channelId: to.channelId, messageId: 'reply' } }),
        update: (_ref: unknown, notice: Notice) => {
          this.notices.push(notice);
          return Promise.resolve(receipt('1'));
        },
        findMessage: () => Promise.resolve(undefined),
        emailOf: (userId: string) => Promise.resolve(this.slackEmails.get(userId) ?? null),
      },
      advocacy: {
        ...{ vendor: 'saasquatch', title: 'SaaSquatch' },
        readReferral: (id: string) => {
          const referral = this.referrals.get(id);
          return referral ? Promise.resolve(referral) : Promise.reject(notFound());
        },
        readAdvocate: () => Promise.resolve(ADVOCATE),
        confirmHire: ({ referralId }: { referralId: string }, hiredOn: string) =>
          tell(`hired ${referralId} ${hiredOn}`),
        putStatus: ({ referralId }: { referralId: string }, status: string) => tell(`status ${referralId} ${status}`),
        tagAdvocate: (advocateId: string, tag: string) => tell(`tag ${advocateId} ${tag}`),
      },
      crm: {
        ...{ vendor: 'hubspot', title: 'HubSpot' },
        findHire: (candidateId: string) => Promise.resolve(this.contacts.get(candidateId)),
        putHire: ({ candidateId, applicationId, advocateId, referralId, hiredOn }: ConfirmedHire) => {
          const hire = { contactId: 'k1', candidateId, applicationId, advocateId, referralId, hiredOn };
          this.contacts.set(candidateId, this.alter(hire));
          return tell(`crm ${candidateId}`);
        },
        withdrawHire: ({ candidateId, applicationId }: ConfirmedHire) => {
          const hire = this.contacts.get(candidateId);
          if (hire?.applicationId !== applicationId || hire.hiredOn === null) return Promise.resolve(undefined);
          this.contacts.set(candidateId, this.alter({ ...hire, hiredOn: null }));
          return tell(`crm withdrawn ${candidateId}`);
        },
        tagAdvocate: ({ advocateId, hires }: { advocateId: string; hires: number }) =>
          tell(`crm tag ${advocateId} ${hires}`),
      },
    } as unknown as Partial<Dependencies>;
  }
}

const makeActivities = (deps: Dependencies) => ({
  ...confirmHirePlanActivities(deps),
  ...confirmHireActivities(deps),
  ...confirmHireAlertActivities(deps),
  ...bonusLookActivities(deps),
  ...bonusQuestionActivities(deps),
  ...bonusPayrollActivities(deps),
  ...bonusAlertActivities(deps),
});
type Activities = ReturnType<typeof makeActivities>;

/** The activities on PostgreSQL and on vendors made up for it, without Temporal: each is called as a worker would. */
export class BonusGround {
  private constructor(
    readonly database: TestDatabase,
    readonly vendors: Vendors,
    readonly deps: Dependencies,
    private readonly activities: Activities,
  ) {}

  static async start(leftOut: Partial<Record<'crm' | 'advocacy', undefined>> = {}): Promise<BonusGround> {
    const database = await freshDatabase();
    const vendors = new Vendors();
    const environment = { HIRELINE_ENVIRONMENT: 'sandbox', HIRELINE_EMBEDDED: '1' };
    const deps = {
      ...{ db: database.pool, ...loadConfiguration(environment), ...vendors.connectors(), ...leftOut },
      ...{ channels: { hrOps: 'C1', recruiting: 'C2' }, approvers: ['U0DANA'], screening: new Map() },
      links: createLinks({ TEMPORAL_UI_URL: 'http://temporal.test', PUBLIC_URL: 'http://hireline.test' }),
    } as unknown as Dependencies;
    return new BonusGround(database, vendors, deps, makeActivities(deps));
  }

  stop(): Promise<void> {
    return this.database.drop();
  }

  /** Calls an activity as a worker would for a run. */
  act<N extends keyof Activities>(
    name: N,
    args: Parameters<Activities[N]>,
    workflowId = hireConfirmationWorkflowId(HIRE.ats, HIRE.applicationId),
  ): Promise<Awaited<ReturnType<Activities[N]>>> {
    const environment = new MockActivityEnvironment(
      { workflowExecution: { workflowId, runId: `run-of-${workflowId}` }, attempt: 1 },
      { logger: new DefaultLogger('ERROR') },
    );
    return environment.run(this.activities[name] as (...given: unknown[]) => Promise<never>, ...args);
  }

  /** The same for the run of a bonus. */
  bonus<N extends keyof Activities>(name: N, ...args: Parameters<Activities[N]>) {
    return this.act(name, args, bonusWorkflowId('saasquatch', 'r1'));
  }

  /** A referral that was captured for the application. */
  async captured(referralId: string, share: string, change: Partial<Referral> = {}): Promise<void> {
    const run = { workflowId: `referral:saasquatch:${referralId}`, runId: 'r', runUrl: 'http://temporal.test/r' };
    await recordReferral(this.deps.db, 'saasquatch', referralOf(referralId, change), run);
    await this.deps.db.query(
      `update referrals set ats = 'greenhouse', application_id = '7', candidate_id = '70', status = 'captured',
         disposition = 'created', share = $2, consent_recorded_at = now() where referral_id = $1`,
      [referralId, share],
    );
  }

  /** The hire, as its own run left it. */
  async hired(startDate = '2026-09-07'): Promise<void> {
    await recordProgress(this.deps.db, {
      ...{ applicationId: '7', ats: 'greenhouse', workflowId: 'hire:greenhouse:7', runId: 'r', runUrl: 'http://t/r' },
      ...{ status: 'done', text: 'Done.', patch: { employeeId: 'h-ada', hris: 'bamboohr', startDate } },
    });
  }

  /** Referral r1 with a bonus, the hire in place, and due for long. @returns the bonus's id. */
  async dueBonus(): Promise<string> {
    await this.captured('r1', '1');
    await this.hired('2026-01-05');
    await this.act('planConfirmation', [HIRE, { change: null, again: false }]);
    const [bonus] = await this.act('meanBonuses', [HIRE]);
    return bonus?.bonusId ?? '';
  }

  async row(bonusId: string): Promise<Record<string, unknown>> {
    const { rows } = await this.deps.db.query<Record<string, unknown>>(
      'select * from referral_bonuses where bonus_id = $1',
      [bonusId],
    );
    return rows[0] ?? {};
  }

  async confirmation(): Promise<Record<string, unknown>> {
    const { rows } = await this.deps.db.query<Record<string, unknown>>(
      `select *, hired_on::text as day from hire_confirmations where application_id = '7'`,
    );
    return rows[0] ?? {};
  }
}
