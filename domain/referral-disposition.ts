import type { ReferralBindings } from '../config/referral-map.js';
import type { ExistingCandidateRule, ReferralFieldName } from '../schemas/referral.js';

/** What the ATS knows of a referred candidate and of the job they were referred for. */
export interface KnownBefore {
  /** nobody; known: by themselves or another source; referred: an earlier capture brought them, this referral's too. */
  candidate: 'nobody' | 'known' | 'referred';
  /** The candidate's application for the job: none that is open; open or won; or won before the referral was made. */
  application: 'none' | 'open' | 'hired_before';
}

/** What is to be done with a referral. */
export type DispositionPlan =
  { do: 'create' } | { do: 'update' } | { do: 'link' } | { do: 'reject'; reason: DispositionRefusal };

/** The words the advocacy platform is told. */
export type DispositionRefusal = 'known_candidate' | 'hired_before_referral';

/**
 * create: the application, and the candidate where there is none; update: the application that is there carries the
 * referral. The rule is about candidates whom the ATS knows from elsewhere: one whom a referral has brought is updated.
 */
export function planDisposition(known: KnownBefore, rule: ExistingCandidateRule): DispositionPlan {
  if (known.candidate === 'nobody') return { do: 'create' };
  if (known.candidate === 'known' && rule === 'reject') return { do: 'reject', reason: 'known_candidate' };
  if (known.candidate === 'known' && rule === 'link') return { do: 'link' };
  if (known.application === 'hired_before') return { do: 'reject', reason: 'hired_before_referral' };
  return { do: known.application === 'open' ? 'update' : 'create' };
}

/** Why a referral is rejected, in a sentence for people. */
export const REFUSAL_SENTENCES: Record<DispositionRefusal, string> = {
  known_candidate: 'The ATS knows the candidate already, and policy rejects referrals of such.',
  hired_before_referral: 'The candidate had been hired for this job before the referral was made.',
};

/** The text an advocate's link leaves with a candidate whose record keeps its own source. No personal data. */
export function linkNote(
  referral: { advocacy: string; referralId: string; advocateId: string; jobId: string; referredAt: string },
  platform: string,
): string {
  return [
    `Referred through ${platform} on ${referral.referredAt.slice(0, 10)} by advocate ${referral.advocateId} for job ${referral.jobId}.`,
    'The candidate was known before, so the source of their applications stays.',
    linkMarker(referral),
  ].join('\n');
}

/** What the note is found by; no marker is a part of another. */
export const linkMarker = ({ advocacy, referralId }: { advocacy: string; referralId: string }): string =>
  `[hireline referral ${advocacy}:${referralId}]`;

/** The parts of an attribution that an ATS shows differently from what was written. */
export function attributionNotKept(
  written: { advocateId: string; referralId: string; consentAt: string },
  read: { advocateId: string | null; referralId: string | null; consentAt: string | null; source: string | null },
  places: ReferralBindings,
): string[] {
  const kept: [ReferralFieldName, boolean][] = [
    ['advocateId', read.advocateId === written.advocateId],
    ['referralId', read.referralId === written.referralId],
    ['consentAt', read.consentAt !== null && Date.parse(read.consentAt) === Date.parse(written.consentAt)],
    ['source', read.source === (places.source ?? read.source)],
  ];
  // A field without a place is not held there.
  return kept.flatMap(([field, same]) => (same || places[field] === undefined ? [] : [`${field} (${places[field]})`]));
}
