import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type {
  EngagementActivities,
  ReferralActivities,
  ReferredApplicationActivities,
} from '../../workflows/referral-activities.js';
import { Theatre, type Play as TheatrePlay } from '../support/theatre.js';

export type Steps = ReferralActivities & ReferredApplicationActivities & EngagementActivities;

const nothing = () => Promise.resolve();
export const CAPTURED = { status: 'captured', reason: null, ats: 'greenhouse', applicationId: '70' } as const;
const PLAIN: Steps = {
  readReferral: () => Promise.resolve({ outcome: 'ready', reason: null }),
  assignReferral: nothing,
  captureReferral: () => Promise.resolve(CAPTURED),
  requestHireConfirmation: nothing,
  requestReferralsOf: () => Promise.resolve({ found: 1 }),
  reportConsentMissing: nothing,
  reportReferralFailure: nothing,
  reportReferralStopped: nothing,
  showStatus: () => Promise.resolve({ status: 'applied' }),
  recordOffer: nothing,
  reportStatusFailure: nothing,
  takeInEngagements: () => Promise.resolve({ taken: 0 }),
  readNewAdvocates: () => Promise.resolve({ more: false }),
  reportEngagementFailure: nothing,
};

export const refused = (message: string) => ApplicationFailure.nonRetryable(message, 'VendorRejected');

/** Answers one after the other; the last one goes on. An error is thrown. */
export function inTurn<T>(...answers: (T | ApplicationFailure)[]): () => Promise<T> {
  const left = [...answers];
  return () => {
    const answer = (left.length > 1 ? left.shift() : left[0]) as T | ApplicationFailure;
    return answer instanceof ApplicationFailure ? Promise.reject(answer) : Promise.resolve(answer);
  };
}

/** A play of referral workflows. */
export interface Play extends TheatrePlay<keyof Steps> {
  names(): string[];
  /** Ids of this play's own. */
  id(word: string): string;
}

/** Where referrals are played. */
export class ReferralTheatre {
  private constructor(private readonly theatre: Theatre) {}

  static async open(): Promise<ReferralTheatre> {
    return new ReferralTheatre(await Theatre.open());
  }

  close(): Promise<void> {
    return this.theatre.close();
  }

  async play(script: Partial<Steps>, act: (play: Play) => Promise<void>): Promise<void> {
    await this.theatre.play({ ...PLAIN, ...script }, (play) =>
      act({
        ...play,
        names: () => play.calls.map(({ name }) => name),
        id: (word) => `${word}${play.number}`,
      }),
    );
  }
}

/** Hours between the start of a run and its last event, by the server's clock. */
export async function hoursOf(handle: WorkflowHandle): Promise<number> {
  const events = (await handle.fetchHistory()).events ?? [];
  const [first, last] = [events.at(0), events.at(-1)].map((event) => Number(event?.eventTime?.seconds ?? 0));
  return ((last ?? 0) - (first ?? 0)) / 3_600;
}

/** Whether the run shows as one that waits for a person. */
export async function attentionOf(handle: WorkflowHandle): Promise<unknown> {
  return (await handle.describe()).searchAttributes['HireAttention']?.[0];
}
