import type { AdvocacyConnector } from '../connectors/roles/advocacy.js';
import type { Advocate } from '../schemas/referral.js';
import { testPerson } from '../domain/go-live-people.js';
import { findGoLiveRun, findReferralWebhook } from '../ledger/go-live.js';
import { recordTestPerson } from '../ledger/golive-people.js';
import { findReferral, type ReferralRecord } from '../ledger/referrals.js';
import type { GoLiveCheck } from '../schemas/go-live.js';
import { referralWorkflowId } from '../workflows/contract.js';
import type { GoLiveActivities, TestCandidate } from '../workflows/go-live-contract.js';
import type { Dependencies } from './dependencies.js';
import { check, passedIf, sameIn } from './go-live-check.js';
import { outboundStep } from './outbound-step.js';
import { runRef } from './run.js';
import { lookUntil } from './within-limit.js';

/** "Three team members apply via shared advocacy links": the protocol of the first day. */
const CANDIDATES = 3;
/** Test candidates: made up, applying, and captured. */
export function goLiveCandidateActivities(
  deps: Dependencies,
): Pick<GoLiveActivities, 'planTestCandidates' | 'applyThroughLink' | 'awaitCapture'> {
  const { db, ats, advocacy } = deps;

  return {
    async planTestCandidates({ goLiveId, jobId }) {
      const run = await findGoLiveRun(db, goLiveId);
      if (!run) throw new Error('a go-live check was not begun');
      if (!advocacy) {
        const detail = 'No advocacy platform is connected: nobody can apply through a link.';
        return { checks: [check('Test candidates', 'failed', { detail })], candidates: [] };
      }
      const [advocates, job] = await Promise.all([activeAdvocates(advocacy, CANDIDATES), jobId ?? ats.findOpenJob()]);
      const checks = [advocateCheck(advocates), jobCheck(job)];
      if (advocates.length === 0 || job === undefined) return { checks, candidates: [] };
      const candidates = Array.from({ length: CANDIDATES }, (_, index): TestCandidate => {
        const number = run.seq * (CANDIDATES + 1) + index;
        const { advocateId } = advocates[index % advocates.length] as Advocate;
        return { number, referredUserId: `golive-${number}`, advocateId, jobId: job };
      });
      return { checks, candidates };
    },

    async applyThroughLink(candidate) {
      const platform = requirePlatform();
      await applyAs(deps, platform, candidate, `advocacy.apply.${candidate.referredUserId}`);
      const leftBehind = [{ system: platform.title, kind: 'user', id: candidate.referredUserId }];
      const detail = `Test user ${candidate.referredUserId}, job ${candidate.jobId}.`;
      return {
        checks: [check(`${candidate.referredUserId}: applied through the link`, 'passed', { detail })],
        leftBehind,
      };
    },

    async awaitCapture(candidate, limitMs) {
      const platform = requirePlatform();
      const { referredUserId } = candidate;
      const seen: { referralId: string | null; webhook: string | null; record: ReferralRecord | null } = {
        ...{ referralId: null, webhook: null, record: null },
      };
      await lookUntil(limitMs, async () => {
        seen.referralId ??= (await platform.findReferralsOf(referredUserId))[0]?.referralId ?? null;
        const webhook = await findReferralWebhook(db, platform.vendor, { referralId: seen.referralId, referredUserId });
        seen.webhook ??= webhook?.id ?? null;
        if (seen.referralId === null) return undefined;
        seen.record = (await findReferral(db, { advocacy: platform.vendor, referralId: seen.referralId })) ?? null;
        const settled = seen.record !== null && SETTLED.has(seen.record.status);
        return settled && seen.webhook !== null ? true : undefined;
      });
      const { referralId, webhook, record } = seen;
      const named = (what: string) => `${referredUserId}: ${what}`;
      const checks = [
        passedIf(referralId !== null, named('application received by the platform'), {
          detail: referralId === null ? `No referral within ${limitMs / 1000} s.` : `Referral ${referralId}.`,
        }),
        passedIf(webhook !== null, named("the platform's webhook arrived"), {
          detail: webhook === null ? `None came within ${limitMs / 1000} s: see where the platform sends them.` : null,
          link: webhook === null ? null : deps.links.delivery(webhook),
        }),
        sameIn(named('referral captured'), 'captured', record?.status ?? null, {
          detail: record?.statusReason ?? null,
          link: referralId === null ? null : deps.links.run(referralWorkflowId(platform.vendor, referralId)),
        }),
      ];
      const { candidateId, applicationId } = record ?? {};
      if (referralId === null || record?.status !== 'captured' || !candidateId || !applicationId) {
        return { checks, captured: null };
      }
      const attribution = await ats.readAttribution(applicationId);
      checks.push(sameIn(named(`advocate id written in ${ats.title}`), candidate.advocateId, attribution.advocateId));
      return {
        checks,
        captured: { ...candidate, referralId, candidateId, applicationId },
        leftBehind: [
          { system: platform.title, kind: 'referral', id: referralId },
          { system: ats.title, kind: 'candidate', id: candidateId },
          { system: ats.title, kind: 'application', id: applicationId },
        ],
      };
    },
  };

  function requirePlatform(): AdvocacyConnector {
    if (!advocacy) throw new Error('a test candidate was planned without an advocacy platform');
    return advocacy;
  }
}

/** Nothing becomes of these by itself. */
const SETTLED: ReadonlySet<string> = new Set(['captured', 'rejected', 'waiting_for_consent', 'failed']);

/** Applies as the test person of a candidate's number, whom reports and audits leave out. */
export async function applyAs(
  deps: Dependencies,
  platform: AdvocacyConnector,
  candidate: TestCandidate,
  step: string,
): Promise<void> {
  const { advocateId, referredUserId, jobId, number } = candidate;
  const application = {
    advocateId,
    referredUserId,
    jobId,
    candidate: testPerson(number),
    consentAt: new Date().toISOString(),
  };
  await recordTestPerson(deps.db, platform.vendor, referredUserId);
  const writes = [{ step, vendor: platform.vendor, operation: 'apply as test candidate' }];
  await outboundStep(deps, runRef(deps, null, null), writes, (outbound) =>
    outbound.put(step, async () => {
      const receipt = await platform.applyThroughLink(application, outbound.trace);
      // A platform may give its users ids of its own.
      if (receipt.recordId !== undefined) await recordTestPerson(deps.db, platform.vendor, receipt.recordId);
      return receipt;
    }),
  );
}

async function activeAdvocates(platform: AdvocacyConnector, wanted: number): Promise<Advocate[]> {
  const found: Advocate[] = [];
  for await (const batch of platform.listAdvocates()) {
    found.push(...batch.filter(({ active, email }) => active && email !== null));
    if (found.length >= wanted) break;
  }
  return found.slice(0, wanted);
}

function advocateCheck(advocates: readonly Advocate[]): GoLiveCheck {
  const [expected, found] = [`${CANDIDATES} active advocates`, String(advocates.length)];
  const status = advocates.length === 0 ? 'failed' : advocates.length < CANDIDATES ? 'unknown' : 'passed';
  const detail = status === 'unknown' ? 'Some test candidates share an advocate.' : null;
  return check('Advocates to apply through', status, { expected, found, detail });
}

const jobCheck = (job: string | undefined): GoLiveCheck =>
  passedIf(job !== undefined, 'An open job to apply for', {
    found: job ?? 'none',
    detail: job === undefined ? 'No job is open to anybody: open one, or name one with --job.' : null,
  });
