import { captureEngagements } from './engagement-capture.js';
import type { EngagementCaptureInput } from './referral-contract.js';

/** Jobs were shared: the shares are taken in, with who shared them. */
export async function shareCapture(input: EngagementCaptureInput): Promise<{ taken: number }> {
  return captureEngagements('share', input);
}
