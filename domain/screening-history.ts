import type { ScreeningResult } from '../schemas/screening-result.js';

/** What makes two readings of a result two states. A new address or name of the same state is none. */
const STATE = ['status', 'outcome', 'adjudication', 'score', 'maxScore', 'completedAt'] as const;

/**
 * What a reading of a result adds to its history.
 * @param last the newest recorded state; undefined when there is none.
 * @returns news: a state to append, also one that was there before and has come back; known: the last one still;
 *   outdated: a state that the vendor itself has left before the last recorded one.
 */
export function judgeReading(last: ScreeningResult | undefined, now: ScreeningResult): 'news' | 'known' | 'outdated' {
  if (!last) return 'news';
  if (STATE.every((field) => last[field] === now[field])) return 'known';
  const outdated =
    last.updatedAt !== null && now.updatedAt !== null && Date.parse(now.updatedAt) < Date.parse(last.updatedAt);
  return outdated ? 'outdated' : 'news';
}
