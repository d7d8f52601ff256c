// What the tests of referrals run.
export { clickCapture } from '../../workflows/click-capture.js';
export { offerExtension } from '../../workflows/offer-extension.js';
export { referralCapture } from '../../workflows/referral-capture.js';
export { referralStatusSync } from '../../workflows/referral-status-sync.js';
export { referredUser } from '../../workflows/referred-user.js';
export { shareCapture } from '../../workflows/share-capture.js';
