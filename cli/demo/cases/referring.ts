import { expectSame, Unexpected } from '../checks.js';
import { madeUpPerson, type MadeUpPerson } from '../people.js';
import type { AtsApplicationRecord } from '../sandbox-records.js';
import type { Stage } from '../stage.js';

/** A referral as the API tells of it, as far as the demonstration looks. */
export interface ReferralItem {
  referralId: string;
  advocateId: string | null;
  candidateId: string | null;
  applicationId: string | null;
  disposition: string | null;
  ownershipReason: string | null;
  status: string;
  statusReason: string | null;
  runUrl: string;
}

/** Somebody who applied through a link. */
export interface Referred {
  person: MadeUpPerson;
  referralId: string;
  referredUserId: string;
}

/** The job that is shared: Software Engineer. */
export const SHARED_JOB = '601';

/** Applies through the advocate's link, with consent. */
export async function apply(
  stage: Stage,
  advocateId: string,
  {
    person = madeUpPerson(),
    jobId = SHARED_JOB,
    lost = false,
  }: { person?: MadeUpPerson; jobId?: string; lost?: boolean } = {},
): Promise<Referred> {
  const { firstName, lastName, email, phone } = person;
  const candidate = { firstName, lastName, email, phone };
  const applied = { advocateId, jobId, candidate, consentAt: new Date().toISOString() };
  return { person, ...(await stage.sandbox.applyThroughLink(applied, { lost })) };
}

/** Waits until hireline has made this of the referral. */
export async function settled(
  stage: Stage,
  { referralId }: Pick<Referred, 'referralId'>,
  status: string,
): Promise<ReferralItem> {
  let seen = 'no such referral in hireline';
  const item = await stage.until(
    `the referral ${status}`,
    async () => {
      const { referral } = (await stage.find<{ referral: ReferralItem }>(pathOf(referralId))) ?? {};
      if (referral) seen = referral.statusReason ? `${referral.status} (${referral.statusReason})` : referral.status;
      return referral?.status === status ? referral : undefined;
    },
    undefined,
    () => seen,
  );
  stage.runUrl ??= item.runUrl;
  return item;
}

const pathOf = (referralId: string): string => `/referrals/saasquatch/${encodeURIComponent(referralId)}`;

/** @throws Unexpected where the referral came to no application. */
export function applicationOf({ applicationId }: ReferralItem): string {
  if (applicationId === null) throw new Unexpected('the application', 'one', 'none');
  return applicationId;
}

/** The candidates that the ATS has under this address: there must be one, with one application. */
export async function onlyCandidate(stage: Stage, { email }: MadeUpPerson): Promise<void> {
  const found = await stage.sandbox.atsCandidates(email);
  expectSame('candidates with this address in Greenhouse', 1, found.length);
  expectSame('applications of the candidate', 1, found[0]?.applications.length ?? 0);
}

/** A custom field of an application; "none" where it is empty. */
export function fieldOf({ custom_fields }: AtsApplicationRecord, key: string): string {
  const value = custom_fields[key]?.value;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'none';
}
