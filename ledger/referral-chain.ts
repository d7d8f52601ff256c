import type { HireStatus } from '../schemas/hire-status.js';
import type { Queryable } from './database.js';
import { findListedReferral, type ListedReferral } from './referral-list.js';
import { referralsOfApplication, type ReferralKey } from './referrals.js';

/** A share or a click that lies before a referral. */
export interface ChainEngagement {
  source: string;
  engagementId: string;
  at: Date;
  channel: string | null;
}

/** One thing that happened to a referral after the click. */
export interface ChainEvent {
  type: string;
  text: string;
  at: Date;
  runUrl: string | null;
}

/** Everything that is known between a shared link and a paid bonus. */
export interface ReferralChain {
  referral: ListedReferral;
  /** The advocate's shares of this job, and clicks on them, before the referral: the nearest one, and how many. */
  share: ChainEngagement | null;
  shares: number;
  click: ChainEngagement | null;
  clicks: number;
  events: ChainEvent[];
  /** The hire that hireline knows of the application. */
  hire: { status: HireStatus; workflowId: string; receivedAt: Date } | null;
}

/** The chain of one referral; undefined when the ledger has no such referral. */
export async function chainOfReferral(db: Queryable, key: ReferralKey): Promise<ReferralChain | undefined> {
  const referral = await findListedReferral(db, key);
  if (!referral) return undefined;
  const [clicks, shares, events, hire] = [
    await engagementsBefore(db, referral, 'click'),
    await engagementsBefore(db, referral, 'share'),
    await eventsOf(db, key),
    referral.applicationId === null ? null : await hireOf(db, referral.applicationId),
  ];
  const followed = clicks.nearest?.shareId ? await shareOf(db, clicks.nearest) : undefined;
  return {
    referral,
    share: followed ?? shares.nearest,
    shares: shares.count,
    click: clicks.nearest,
    clicks: clicks.count,
    events,
    hire,
  };
}

/** The chains that lead to an application, those that own a part of it first. */
export async function chainsOfApplication(db: Queryable, applicationId: string): Promise<ReferralChain[]> {
  const referrals = await referralsOfApplication(db, applicationId);
  const chains: ReferralChain[] = [];
  for (const referral of referrals) {
    const chain = await chainOfReferral(db, referral);
    if (chain) chains.push(chain);
  }
  return chains.sort((a, b) => Number(b.referral.share ?? 0) - Number(a.referral.share ?? 0));
}

type Click = ChainEngagement & { shareId: string | null };

const ENGAGEMENT = `source, engagement_id as "engagementId", at, channel, share_id as "shareId"`;

async function engagementsBefore(
  db: Queryable,
  { advocateId, jobId, referredAt }: ListedReferral,
  type: 'share' | 'click',
): Promise<{ nearest: Click | null; count: number }> {
  const { rows } = await db.query<Click & { count: number }>(
    `select ${ENGAGEMENT}, count(*) over () as count from engagements
     where advocate_id = $1 and job_id = $2 and type = $3 and ($4::timestamptz is null or at <= $4)
     order by at desc, seq desc limit 1`,
    [advocateId, jobId, type, referredAt],
  );
  const [row] = rows;
  if (!row) return { nearest: null, count: 0 };
  const { count, ...nearest } = row;
  return { nearest, count };
}

/** The share whose link was followed, where the source of the click has said so. */
async function shareOf(db: Queryable, { source, shareId }: Click): Promise<ChainEngagement | undefined> {
  const { rows } = await db.query<ChainEngagement>(
    `select ${ENGAGEMENT} from engagements where source = $1 and engagement_id = $2 and type = 'share'`,
    [source, shareId],
  );
  return rows[0];
}

/** How things follow each other that happened at the same instant; what is not named is before. */
const COURSE = ['applied', 'consent', 'ownership', 'captured', 'offer', 'stage', 'hired', 'confirmed', 'bonus'];

/** In the order in which they happened, which need not be that in which hireline was told. */
async function eventsOf(db: Queryable, { advocacy, referralId }: ReferralKey): Promise<ChainEvent[]> {
  const { rows } = await db.query<ChainEvent>(
    `select type, text, at, run_url as "runUrl" from referral_events
     where advocacy = $1 and referral_id = $2 order by at, coalesce(array_position($3::text[], type), 0), id`,
    [advocacy, referralId, COURSE],
  );
  return rows;
}

async function hireOf(db: Queryable, applicationId: string): Promise<ReferralChain['hire']> {
  const { rows } = await db.query<NonNullable<ReferralChain['hire']>>(
    `select status, workflow_id as "workflowId", received_at as "receivedAt" from hires where application_id = $1`,
    [applicationId],
  );
  return rows[0] ?? null;
}
