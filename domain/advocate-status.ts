import type { AtsAttribution } from '../connectors/roles/ats.js';
import type { AdvocateStatus } from '../schemas/referral.js';

/** What of an application decides what its advocate is shown. */
export type Standing = Pick<AtsAttribution, 'status' | 'stage' | 'offered'>;

/**
 * What an advocate is shown of an application: where it stands, without why. An end, a hire and an offer are told from
 * the application itself, everything before from the name of its stage.
 * @param stages policy's referral.statuses; capitals and outer spaces of the names do not count.
 */
export function advocateStatus(
  { status, stage, offered }: Standing,
  stages: Record<string, AdvocateStatus>,
): AdvocateStatus {
  if (status === 'hired') return 'hired';
  if (status === 'rejected') return 'closed';
  if (offered) return 'offer';
  if (stage === null) return 'applied';
  const named = Object.entries(stages).find(([name]) => sameName(name, stage));
  return named?.[1] ?? 'in_review';
}

const sameName = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** The words for people. */
export const ADVOCATE_STATUS_SENTENCES: Record<AdvocateStatus, string> = {
  applied: 'The candidate has applied.',
  in_review: 'The application is being reviewed.',
  interviewing: 'The candidate is being interviewed.',
  offer: 'An offer was made.',
  hired: 'The candidate is hired.',
  closed: 'The application is closed.',
};
