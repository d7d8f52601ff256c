import { testPerson } from '../domain/go-live-people.js';
import { dismissDelivery } from '../ledger/dismissal.js';
import { findReferralWebhook, wasSent } from '../ledger/go-live.js';
import { findReferral } from '../ledger/referrals.js';
import type { GoLiveCheck } from '../schemas/go-live.js';
import { quarantineWorkflowId } from '../workflows/contract.js';
import type { CapturedCandidate, GoLiveActivities } from '../workflows/go-live-contract.js';
import type { Dependencies } from './dependencies.js';
import { applyAs } from './go-live-candidates.js';
import { check, passedIf, sameIn } from './go-live-check.js';
import type { OwnWebhooks } from './own-webhooks.js';
import { lookUntil } from './within-limit.js';

/** What must not become a second record, and what must not pass in silence. */
export function goLiveDeliveryActivities(
  deps: Dependencies,
  webhooks: OwnWebhooks,
): Pick<GoLiveActivities, 'repeatDelivery' | 'applyAgain' | 'sendMalformed'> {
  const { db, ats, advocacy } = deps;

  return {
    async repeatDelivery(candidate) {
      const platform = requirePlatform();
      const kept = await findReferralWebhook(db, platform.vendor, candidate);
      if (!kept) throw new Error('a candidate was captured without a webhook');
      const before = await applicationsOf(candidate);
      const answer = await webhooks.post(platform.vendor, kept.body, kept.headers);
      const link = deps.links.delivery(kept.id);
      const known = answer.status === 200 && answer.duplicate === true && answer.deliveryId === kept.id;
      return {
        checks: [
          passedIf(known, 'The same webhook again is known as a duplicate', {
            expected: `200, duplicate, ${kept.id}`,
            found: [
              answer.status,
              answer.duplicate ? 'duplicate' : 'not a duplicate',
              answer.deliveryId ?? 'no id',
            ].join(', '),
            detail: answer.reason ?? null,
            link,
          }),
          sameIn('It brings no second application', String(before), String(await applicationsOf(candidate))),
        ],
      };
    },

    async applyAgain(candidate, limitMs) {
      const platform = requirePlatform();
      const { email } = testPerson(candidate.number);
      const before = await applicationsOf(candidate);
      const again = { ...candidate, referredUserId: `${candidate.referredUserId}-again` };
      await applyAs(deps, platform, again, `advocacy.apply.${again.referredUserId}`);
      let referralId: string | null = null;
      const settled = await lookUntil(limitMs, async () => {
        referralId ??= (await platform.findReferralsOf(again.referredUserId))[0]?.referralId ?? null;
        if (referralId === null) return undefined;
        const record = await findReferral(db, { advocacy: platform.vendor, referralId });
        return record && SETTLED.has(record.status) ? record : undefined;
      });
      const disposition = settled?.disposition ?? null;
      const [people, applications] = [await ats.findCandidatesByEmail(email), await applicationsOf(candidate)];
      const checks: GoLiveCheck[] = [
        passedIf(
          settled !== undefined && disposition !== null && disposition !== 'created',
          'The same person again is not created',
          {
            expected: 'updated, linked or rejected, by policy',
            found: disposition ?? settled?.status ?? `nothing within ${limitMs / 1000} s`,
            detail: settled?.statusReason ?? settled?.ownershipReason ?? null,
          },
        ),
        sameIn('Candidates with their e-mail', '1', String(people.length)),
        sameIn('Applications of theirs', String(before), String(applications)),
      ];
      const leftBehind = [
        { system: platform.title, kind: 'user', id: again.referredUserId },
        ...(referralId === null ? [] : [{ system: platform.title, kind: 'referral', id: referralId }]),
      ];
      return { checks, leftBehind };
    },

    async sendMalformed({ goLiveId }, limitMs) {
      const name = 'A malformed webhook is kept and alerted';
      // Once per check: the same bytes are the same delivery.
      const body = Buffer.from(`{"hireline_go_live_check":"${goLiveId}"`);
      const headers = await webhooks.sign(ats.vendor, body, `golive-${goLiveId}`);
      if (!headers) {
        const detail = `Only ${ats.title} itself can sign its webhooks, or no secret is set.`;
        return { checks: [check(name, 'unknown', { detail })] };
      }
      const answer = await webhooks.post(ats.vendor, body, headers);
      const { deliveryId } = answer;
      const link = deliveryId ? deps.links.delivery(deliveryId) : null;
      const quarantined = passedIf(answer.quarantined === true, `${name}: quarantined`, {
        expected: '200, quarantined',
        found: [answer.status, answer.quarantined ? 'quarantined' : 'not quarantined'].join(', '),
        detail: answer.reason ?? null,
        link,
      });
      if (!deliveryId || answer.quarantined !== true) return { checks: [quarantined] };
      const alerted = await lookUntil(limitMs, async () =>
        (await wasSent(db, quarantineWorkflowId(deliveryId), 'alert.quarantine')) ? true : undefined,
      );
      await dismissDelivery(db, deliveryId, `The go-live check ${goLiveId} sent it on purpose.`);
      return {
        checks: [
          quarantined,
          passedIf(alerted === true, `${name}: HR ops are told`, {
            detail: alerted ? null : `No message was sent within ${limitMs / 1000} s.`,
            link: deps.links.run(quarantineWorkflowId(deliveryId)),
          }),
        ],
        leftBehind: [{ system: 'hireline', kind: 'delivery', id: deliveryId }],
      };
    },
  };

  function requirePlatform() {
    if (!advocacy) throw new Error('a candidate was captured without an advocacy platform');
    return advocacy;
  }

  async function applicationsOf({ candidateId }: CapturedCandidate): Promise<number> {
    return (await ats.listApplications(candidateId)).length;
  }
}

/** A referral of which the rules have decided, or that waits for a person. */
const SETTLED: ReadonlySet<string> = new Set(['captured', 'rejected', 'waiting_for_consent', 'failed']);
