import type { AtsAttribution, AtsCandidate } from '../connectors/roles/ats.js';
import { testPerson, type TestPerson } from '../domain/go-live-people.js';
import { confirmedHire } from '../ledger/go-live.js';
import { findReferral, type ReferralRecord } from '../ledger/referrals.js';
import type { GoLiveCheck } from '../schemas/go-live.js';
import type { Referral, ReferralFieldName } from '../schemas/referral.js';
import type { CapturedCandidate, GoLiveActivities } from '../workflows/go-live-contract.js';
import type { Dependencies } from './dependencies.js';
import { check, sameIn } from './go-live-check.js';

/** What each system holds of one test candidate. */
interface Held {
  candidate: CapturedCandidate;
  person: TestPerson;
  platform: Referral;
  inAts: AtsCandidate;
  attribution: AtsAttribution;
  kept: ReferralRecord | undefined;
  source: string | null;
}

/** What a field is to be, and what the platform and the ATS hold; undefined where a system is not asked for it. */
interface Places {
  expected: string | null;
  advocacy?: string | null;
  ats?: string | null;
}

const FIELDS: Readonly<Record<ReferralFieldName, ((held: Held) => Places) | string>> = {
  firstName: ({ person, platform, inAts }) => ({
    ...{ expected: person.firstName, advocacy: platform.candidate.firstName, ats: inAts.firstName },
  }),
  lastName: ({ person, platform, inAts }) => ({
    ...{ expected: person.lastName, advocacy: platform.candidate.lastName, ats: inAts.lastName },
  }),
  email: ({ person, platform, inAts }) => ({
    expected: person.email,
    advocacy: platform.candidate.email,
    ats:
      inAts.emails.map((email) => email.toLowerCase()).find((email) => email === person.email) ??
      inAts.emails[0] ??
      null,
  }),
  phone: ({ person, platform, inAts }) => ({
    expected: person.phone,
    advocacy: platform.candidate.phone,
    ats: inAts.phones.find((phone) => phone === person.phone) ?? inAts.phones[0] ?? null,
  }),
  jobId: ({ candidate, platform, attribution }) => ({
    ...{ expected: candidate.jobId, advocacy: platform.jobId, ats: attribution.jobId },
  }),
  advocateId: ({ candidate, platform, attribution }) => ({
    ...{ expected: candidate.advocateId, advocacy: platform.advocateId, ats: attribution.advocateId },
  }),
  referralId: ({ candidate, platform, attribution }) => ({
    ...{ expected: candidate.referralId, advocacy: platform.referralId, ats: attribution.referralId },
  }),
  source: ({ source, attribution }) => ({ expected: source, ats: attribution.source }),
  consentAt: ({ kept, platform, attribution }) => ({
    expected: instant(kept?.consentAt ?? null),
    advocacy: instant(platform.consentAt),
    ats: instant(attribution.consentAt),
  }),
  referredAt: ({ kept, platform }) => ({
    ...{ expected: instant(kept?.referredAt ?? null), advocacy: instant(platform.referredAt) },
  }),
  status: 'Checked at every stage, below.',
  candidateId: ({ candidate, attribution }) => ({ expected: candidate.candidateId, ats: attribution.candidateId }),
  applicationId: ({ candidate, attribution }) => ({
    expected: candidate.applicationId,
    ats: attribution.applicationId,
  }),
  hiredOn: 'Only a hire has it: the demonstration and the attribution audit check it.',
};

/** Reads what was written back from every system, field by field. */
export function goLiveFieldActivities(
  deps: Dependencies,
): Pick<GoLiveActivities, 'compareFields' | 'compareAdvocateIds'> {
  const { db, ats, advocacy, crm, fieldMap } = deps;

  return {
    async compareFields(candidate) {
      if (!advocacy) throw new Error('a candidate was captured without an advocacy platform');
      const key = { advocacy: advocacy.vendor, referralId: candidate.referralId };
      const [platform, inAts, attribution, kept] = await Promise.all([
        advocacy.readReferral(candidate.referralId),
        ats.readCandidate(candidate.candidateId),
        ats.readAttribution(candidate.applicationId),
        findReferral(db, key),
      ]);
      const source = fieldMap.referral.find(({ field }) => field === 'source')?.ats ?? null;
      const held = { candidate, person: testPerson(candidate.number), platform, inAts, attribution, kept, source };
      const checks = fieldMap.referral.flatMap((rule): GoLiveCheck[] => {
        const read = FIELDS[rule.field];
        if (typeof read === 'string') return [check(`${rule.field}`, 'skipped', { detail: read })];
        const places = read(held);
        const systems = [
          { title: advocacy.title, bound: rule.advocacy, value: places.advocacy },
          { title: ats.title, bound: rule.ats, value: places.ats },
        ];
        return systems.flatMap(({ title, bound, value }) =>
          bound === undefined || value === undefined
            ? []
            : [sameIn(`${rule.field} in ${title} (${bound})`, places.expected, value)],
        );
      });
      const inCrm = fieldMap.referral.filter((rule) => rule.crm !== undefined).map(({ field }) => field);
      const detail = `${inCrm.join(', ')}: cross to the CRM when the candidate is hired; see the last section.`;
      return { checks: [...checks, check('Fields of the CRM', 'skipped', { detail })] };
    },

    async compareAdvocateIds(candidates) {
      const pulled = await Promise.all(candidates.map((candidate) => inPlatformAndAts(candidate)));
      return { checks: [...pulled.flat(), ...(await inCrmToo())] };
    },
  };

  async function inPlatformAndAts({ referredUserId, referralId, applicationId, advocateId }: CapturedCandidate) {
    const [platform, attribution] = await Promise.all([
      advocacy?.readReferral(referralId),
      ats.readAttribution(applicationId),
    ]);
    return [
      sameIn(`${referredUserId}: ${advocacy?.title ?? 'the platform'}`, advocateId, platform?.advocateId ?? null),
      sameIn(`${referredUserId}: ${ats.title}`, advocateId, attribution.advocateId),
    ];
  }

  /** No candidate can be hired through the ATS's API: a hire that is confirmed already is looked at. */
  async function inCrmToo(): Promise<GoLiveCheck[]> {
    const name = `A confirmed hire: ${advocacy?.title ?? 'the platform'}, ${ats.title} and ${crm?.title ?? 'the CRM'}`;
    if (!crm) return [check(name, 'skipped', { detail: 'No CRM is connected.' })];
    const hire = await confirmedHire(db);
    if (!hire || hire.advocacy !== advocacy?.vendor) {
      return [check(name, 'skipped', { detail: 'Not checked: no confirmed hire yet.' })];
    }
    const [platform, attribution, contact] = await Promise.all([
      advocacy.readReferral(hire.referralId),
      ats.readAttribution(hire.applicationId),
      crm.findHire(hire.candidateId),
    ]);
    const link = deps.links.hire(hire.applicationId);
    return [
      sameIn(`Confirmed hire ${hire.applicationId}: ${ats.title}`, platform.advocateId, attribution.advocateId, {
        link,
      }),
      sameIn(`Confirmed hire ${hire.applicationId}: ${crm.title}`, platform.advocateId, contact?.advocateId ?? null, {
        link,
      }),
    ];
  }
}

/** The same instant reads the same, however it is written; what is no time stays as it is. */
function instant(value: Date | string | null): string | null {
  if (value === null) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? String(value) : at.toISOString();
}
