import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { attributionReadingActivities } from '../../activities/attribution-reading.js';
import { attributionReportActivities } from '../../activities/attribution-report.js';
import type { Dependencies } from '../../activities/dependencies.js';
import { createLinks } from '../../config/links.js';
import { loadPolicy } from '../../config/policy.js';
import { loadRecruitingCosts } from '../../config/recruiting-costs.js';
import type { AtsAttribution, AtsHire, TimeWindow } from '../../connectors/roles/ats.js';
import type { CrmSummary } from '../../connectors/roles/crm.js';
import type { Advocate, Referral } from '../../schemas/referral.js';
import type { AlertNotice } from '../../schemas/notice.js';
import type { AttributionActivities, AttributionScheduleActivities } from '../../workflows/attribution-activities.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

type Activities = AttributionActivities & AttributionScheduleActivities;
type Row = Record<string, unknown>;

const receipt = (recordId: string) => ({ recordId, sentTo: 'https://vendor.example', status: 201, payloadHash: 'x' });

/** The activities on PostgreSQL, with vendors that say what a test puts into their hands. */
export class AttributionGround {
  advocates: Advocate[] = [];
  referrals: Partial<Referral>[] = [];
  hires: Partial<AtsHire>[] = [];
  attributions: Partial<AtsAttribution>[] = [];
  readonly summaries: CrmSummary[] = [];
  readonly notices: AlertNotice[] = [];
  readonly asked: TimeWindow[] = [];
  now = new Date('2026-11-23T12:00:00Z');
  private activities!: Activities;
  deps!: Dependencies;

  private constructor(readonly database: TestDatabase) {}

  static async start(missing: ('advocacy' | 'crm')[] = []): Promise<AttributionGround> {
    const ground = new AttributionGround(await freshDatabase());
    const connected = () => Promise.resolve({ ok: true });
    const policy = loadPolicy({});
    ground.deps = {
      db: ground.database.pool,
      policy,
      recruiting: loadRecruitingCosts({}, policy.bonus.currency),
      fieldMap: { version: '1' },
      channels: { hrOps: 'C-OPS', recruiting: '' },
      links: createLinks({ TEMPORAL_UI_URL: 'http://temporal.test', PUBLIC_URL: 'http://hireline.test' }),
      ats: {
        ...{ vendor: 'greenhouse', title: 'Greenhouse', checkConnection: connected },
        listAcceptedHires: (window: TimeWindow) => {
          ground.asked.push(window);
          return pagesOf(ground.hires);
        },
        readAttributions: (ids: string[]) =>
          Promise.resolve(ground.attributions.filter(({ applicationId }) => ids.includes(applicationId ?? ''))),
      },
      advocacy: missing.includes('advocacy')
        ? undefined
        : {
            ...{ vendor: 'saasquatch', title: 'SaaSquatch', checkConnection: connected },
            listAdvocates: () => pagesOf(ground.advocates),
            listReferrals: () => pagesOf(ground.referrals),
          },
      crm: missing.includes('crm')
        ? undefined
        : {
            vendor: 'hubspot',
            findSummary: (marker: string) =>
              Promise.resolve(ground.summaries.some((one) => one.marker === marker) ? 'there' : undefined),
            addSummary: (summary: CrmSummary) => {
              ground.summaries.push(summary);
              return Promise.resolve(receipt(`s${ground.summaries.length}`));
            },
          },
      chat: {
        vendor: 'slack',
        post: (channelId: string, notice: AlertNotice) => {
          ground.notices.push(notice);
          return Promise.resolve({ ...receipt('m'), ref: { channelId, messageId: String(ground.notices.length) } });
        },
        findMessage: () => Promise.resolve(undefined),
      },
    } as unknown as Dependencies;
    const now = () => ground.now;
    ground.activities = {
      ...attributionReadingActivities(ground.deps, now),
      ...attributionReportActivities(ground.deps, now),
    };
    return ground;
  }

  stop(): Promise<void> {
    return this.database.drop();
  }

  act<N extends keyof Activities>(
    name: N,
    args: Parameters<Activities[N]>,
    runId = 'run-1',
  ): Promise<Awaited<ReturnType<Activities[N]>>> {
    const environment = new MockActivityEnvironment(
      { workflowExecution: { workflowId: 'attribution-report:test', runId }, attempt: 1 },
      { logger: new DefaultLogger('ERROR') },
    );
    return environment.run(this.activities[name] as (...given: unknown[]) => Promise<never>, ...args);
  }

  /** All that is read of a period, as the workflow does it. @returns what could not be. */
  async read(period: { from: string; to: string }): Promise<string[]> {
    const advocates = await this.act('pullAdvocates', [period]);
    const referrals = await this.act('countReferrals', [period]);
    const hires = await this.act('pullAttributedHires', [period]);
    const notes = [...advocates.notes, ...referrals.notes, ...hires.notes];
    await this.act('finishAttributionReading', [period, { readAt: hires.readAt, notes }]);
    return notes;
  }

  async insert(table: string, row: Row): Promise<void> {
    const names = Object.keys(row);
    await this.database.pool.query(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    );
  }

  referral(id: string, more: Row = {}): Promise<void> {
    return this.insert('referrals', {
      ...{ advocacy: 'saasquatch', referral_id: id, advocate_id: 'adv-1', referred_at: '2026-11-17T12:00:00Z' },
      ...{ status: 'captured', disposition: 'created', share: '1', workflow_id: `referral:saasquatch:${id}` },
      ...more,
    });
  }
}

async function* pagesOf<T>(rows: T[]): AsyncGenerator<T[]> {
  await Promise.resolve();
  for (let start = 0; start < rows.length; start += 2) yield rows.slice(start, start + 2);
}

export const advocate = (advocateId: string, more: Partial<Advocate> = {}): Advocate => ({
  ...{ advocateId, firstName: 'Grace', lastName: 'Hopper', email: null, active: true, joinedAt: null },
  ...more,
});

export const hire = (applicationId: string, acceptedAt: string, more: Partial<AtsHire> = {}): Partial<AtsHire> => ({
  ...{ applicationId, candidateId: `c${applicationId}`, jobId: '40', acceptedAt },
  ...{ offerStatus: 'accepted', applicationStatus: 'hired' },
  ...more,
});

export const attribution = (applicationId: string, more: Partial<AtsAttribution> = {}): AtsAttribution => ({
  ...{ applicationId, candidateId: `c${applicationId}`, jobId: '40', status: 'hired', stage: null, offered: true },
  ...{ source: null, advocateId: null, referralId: null, consentAt: null, appliedAt: '2026-11-02T12:00:00.000Z' },
  ...{ jobOpenedAt: '2026-10-01T12:00:00.000Z', hiredAt: '2026-11-18T12:00:00.000Z' },
  ...more,
});
