import { captureEngagements } from './engagement-capture.js';
import type { EngagementCaptureInput } from './referral-contract.js';

/** Shared links were followed: the clicks are taken in. */
export async function clickCapture(input: EngagementCaptureInput): Promise<{ taken: number }> {
  return captureEngagements('click', input);
}
