import { Context } from '@temporalio/activity';
import type { AtsAttribution, TimeWindow } from '../connectors/roles/ats.js';
import type { AuditSides, KnownReferral } from '../domain/attribution-audit.js';
import {
  addressedRuns,
  auditedReferrals,
  candidateSameness,
  quarantinedReferrals,
  unconfirmedHires,
} from '../ledger/attribution-sides.js';
import type { Queryable } from '../ledger/database.js';
import { testPeople } from '../ledger/golive-people.js';
import type { Referral } from '../schemas/referral.js';
import { referralWorkflowId, referredUserWorkflowId } from '../workflows/contract.js';
import { FailureType } from '../workflows/failure-types.js';
import { ApplicationFailure } from '@temporalio/common';
import type { Dependencies } from './dependencies.js';

/** What an audit, or a second look at one variance, is to cover. */
export type AuditScope = { window: TimeWindow } | { referralIds: readonly string[]; applicationIds: readonly string[] };

/**
 * Reads what platform, ATS, CRM and ledger say of the scope. What one side names and the others' lists do not hold is
 * looked up there: referral and application need not fall into the same window.
 * @param readAt the moment that is now: what happened just before may still be on its way.
 * @throws VendorUnauthorized when no advocacy platform is connected.
 */
export async function readSides(deps: Dependencies, scope: AuditScope, readAt = new Date()): Promise<AuditSides> {
  const { advocacy, ats, crm, db } = deps;
  if (!advocacy) {
    throw ApplicationFailure.nonRetryable('No advocacy platform is connected.', FailureType.VendorUnauthorized);
  }
  const { vendor } = advocacy;
  const told = { platform: 0, ats: 0, crm: 0 };
  const tell = (side: keyof typeof told, count: number) => {
    told[side] += count;
    Context.current().heartbeat(told);
  };

  const platform = new Map<string, Referral>();
  const apps = new Map<string, AtsAttribution>();
  const contacts = 'window' in scope ? await collect(crm?.listHires(), (count) => tell('crm', count)) : [];
  if ('window' in scope) {
    for (const one of await collect(advocacy.listReferrals(scope.window), (count) => tell('platform', count))) {
      platform.set(one.referralId, one);
    }
    for (const one of await collect(ats.listAttributions(scope.window), (count) => tell('ats', count))) {
      if (one.advocateId !== null || one.referralId !== null) apps.set(one.applicationId, one);
    }
  }
  await addReferrals('referralIds' in scope ? scope.referralIds : []);
  await addApplications('applicationIds' in scope ? scope.applicationIds : []);
  await addReferrals([...apps.values()].flatMap(({ referralId }) => referralId ?? []));
  await leaveOutTests();
  const known = await auditedReferrals(db, vendor, [...platform.keys()]);
  await addApplications([
    ...known.flatMap(({ applicationId }) => applicationId ?? []),
    ...contacts.flatMap(({ applicationId }) => applicationId ?? []),
  ]);
  if (crm && !('window' in scope)) {
    for (const { candidateId } of apps.values()) {
      const contact = await crm.findHire(candidateId);
      if (contact) contacts.push(contact);
    }
  }
  const ids = [...apps.values()].map(({ candidateId }) => candidateId);
  return {
    readAt,
    platform: [...platform.values()].map(({ referralId, advocateId, consentAt, referredAt }) => ({
      ...{ referralId, advocateId, referredAt },
      consented: consentAt !== null,
    })),
    ats: [...apps.values()].map(({ status, ...app }) => ({
      ...app,
      hired: app.hiredAt !== null && status === 'hired',
    })),
    crm: contacts,
    known: known satisfies readonly KnownReferral[],
    arrived: await arrivedReferrals(db, vendor, [...platform.values()]),
    quarantined: await quarantinedReferrals(db, vendor, [...platform.keys()]),
    unconfirmed: await unconfirmedHires(db, [...apps.keys()], readAt),
    sameCandidate: await candidateSameness(db, ats.vendor, ids),
  };

  async function addReferrals(ids: readonly string[]): Promise<void> {
    for (const referralId of new Set(ids)) {
      if (platform.has(referralId)) continue;
      const found = await orNothing(advocacy?.readReferral(referralId));
      if (found) platform.set(referralId, found);
      tell('platform', 1);
    }
  }

  /** A go-live check's referrals are nobody's. */
  async function leaveOutTests(): Promise<void> {
    const users = [...platform.values()].map(({ referredUserId }) => referredUserId);
    const tests = await testPeople(db, vendor, users);
    for (const { referralId, referredUserId } of platform.values()) {
      if (!tests.has(referredUserId)) continue;
      platform.delete(referralId);
      for (const app of apps.values()) if (app.referralId === referralId) apps.delete(app.applicationId);
    }
  }

  async function addApplications(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !apps.has(id));
    for (let start = 0; start < missing.length; start += BATCH) {
      for (const app of await ats.readAttributions(missing.slice(start, start + BATCH))) {
        apps.set(app.applicationId, app);
        tell('ats', 1);
      }
    }
  }
}

const BATCH = 100;

/** Of which the platform has told: of the referral, or of its user. */
async function arrivedReferrals(db: Queryable, advocacy: string, referrals: Referral[]): Promise<Set<string>> {
  const runsOf = ({ referralId, referredUserId }: Referral) => [
    referralWorkflowId(advocacy, referralId),
    referredUserWorkflowId(advocacy, referredUserId),
  ];
  const addressed = await addressedRuns(db, referrals.flatMap(runsOf));
  const arrived = referrals.filter((referral) => runsOf(referral).some((id) => addressed.has(id)));
  return new Set(arrived.map(({ referralId }) => referralId));
}

async function collect<T>(pages: AsyncIterable<T[]> | undefined, tell: (count: number) => void): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages ?? []) {
    all.push(...page);
    tell(page.length);
  }
  return all;
}

async function orNothing<T>(looked: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await looked;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
    throw error;
  }
}
