import type { AtsAttribution, OtherCredit } from '../connectors/roles/ats.js';
import { referralColumn } from '../config/referral-map.js';
import { findAdvocate } from '../ledger/advocates.js';
import { findReferral, referralsOfApplication, type ReferralRecord } from '../ledger/referrals.js';
import type { Dependencies } from './dependencies.js';

/** What an application says of where it came from, before a referral is written to it. */
export interface PresentAttribution {
  /** That somebody else has brought it, in words without names; null where nobody else has. */
  elsewhere: string | null;
  /** The source that the referral's takes the place of; null where there is none, or it is the same. */
  source: string | null;
}

/**
 * Whom the ATS credits with an application that no referral known to hireline has brought: another referrer, an agency,
 * or an advocate by a referral of elsewhere. A job board as the source is nobody: it is only where the link was followed.
 */
export async function readPresentAttribution(
  deps: Dependencies,
  present: ReferralRecord,
  applicationId: string,
): Promise<PresentAttribution> {
  const { db, ats, fieldMap } = deps;
  const said = await ats.readAttribution(applicationId);
  const attached = await referralsOfApplication(db, applicationId);
  const ours = [...attached.filter(({ referralId }) => referralId !== present.referralId), present];
  const wanted = referralColumn(fieldMap.referral, 'ats').source;
  const source = said.source === wanted ? null : said.source;
  const advocate = await otherAdvocate(deps, said, ours);
  if (advocate) return { elsewhere: advocate, source };
  const people = await Promise.all(
    ours.map(async ({ advocacy, advocateId }) => advocateId && (await findAdvocate(db, advocacy, advocateId))),
  );
  const credit = await ats.findOtherCredit(
    applicationId,
    people.flatMap((one) => (one ? [{ name: one.name, email: one.email }] : [])),
  );
  return { elsewhere: credit ? `${ats.title} ${CREDITS[credit.is](credit.id, applicationId)}` : null, source };
}

const CREDITS: Record<OtherCredit['is'], (id: string, applicationId: string) => string> = {
  employee: (id, to) => `credits application ${to} to another referrer already: ${id}, an employee.`,
  no_employee: (id, to) =>
    `credits application ${to} to another referrer already: ${id}, who is no employee (an agency or the like).`,
  unlisted: (id, to) => `credits application ${to} to another referrer already: ${id}, who is not listed any more.`,
  agency_source: (id, to) => `has an agency as the source of application ${to} already: source ${id}.`,
};

/** @param ours referrals that hireline knows of the application. */
async function otherAdvocate(
  { db, ats }: Dependencies,
  { applicationId, advocateId, referralId }: AtsAttribution,
  ours: readonly ReferralRecord[],
): Promise<string | undefined> {
  if (advocateId === null && referralId === null) return undefined;
  if (ours.some((one) => one.referralId === referralId || one.advocateId === advocateId)) return undefined;
  const [{ advocacy }] = ours as [ReferralRecord];
  const known = referralId === null ? undefined : await findReferral(db, { advocacy, referralId });
  // A capture that has ended before it could say so.
  if (known && (known.applicationId ?? applicationId) === applicationId) return undefined;
  const who = [
    ...(advocateId === null ? [] : [`advocate ${advocateId}`]),
    ...(referralId === null ? [] : [`referral ${referralId}`]),
  ];
  return `${ats.title} attributes application ${applicationId} already: to ${who.join(' by ')}, which hireline has not written.`;
}
