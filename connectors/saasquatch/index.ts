import type { ConnectorModule } from '../connector.js';
import type { AdvocacyConnector } from '../roles/advocacy.js';
import { createSaasquatch } from './advocacy.js';
import { HIRED, REJECTED } from './advocacy.js';
import { manifest } from './manifest.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<AdvocacyConnector> = {
  manifest,
  create: createSaasquatch,
  webhooks,
  checkBinding: () => 'SaaSquatch plays the advocacy role and holds no field of a hire; its places are in "referral".',
  holds: {
    'referral.advocateEmail': 'user.email',
    'referral.referrer': 'user.email, firstName, lastName',
    'referral.linkedReferral': 'referral.id, referral.referrerUser.id',
    'referral.rejectionReason': `event.fields.reason of ${REJECTED}`,
    'referral.conversion': `event ${HIRED}`,
    'referral.advocateTag': 'user.segments',
  },
};
