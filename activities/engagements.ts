import { recordAdvocate, unreadAdvocates } from '../ledger/advocates.js';
import { takeEngagements } from '../ledger/engagements.js';
import type { EngagementActivities } from '../workflows/referral-activities.js';
import type { Dependencies } from './dependencies.js';
import { readAdvocate } from './referral-reading.js';

/** Rows that one look takes in. */
const BATCH = 1_000;
/** Advocates that one activity asks the platform about. */
const ADVOCATES = 50;

/** Takes in shares and clicks that the inbox has kept, and learns who the advocates are that they name. */
export function engagementActivities(
  deps: Dependencies,
): Pick<EngagementActivities, 'takeInEngagements' | 'readNewAdvocates'> {
  const { db, advocacy, systems } = deps;
  return {
    async takeInEngagements(stream) {
      return { taken: await takeEngagements(db, stream, systems.roles.advocacy, BATCH) };
    },

    async readNewAdvocates() {
      if (!advocacy) return { more: false };
      const unread = await unreadAdvocates(db, advocacy.vendor, ADVOCATES);
      for (const advocateId of unread) {
        await recordAdvocate(db, advocacy.vendor, await readAdvocate(advocacy, advocateId));
      }
      return { more: unread.length === ADVOCATES };
    },
  };
}
