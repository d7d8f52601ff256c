import type { ConnectorModule } from '../connector.js';
import type { AdvocacyConnector } from '../roles/advocacy.js';
import { createGrowsurf } from './advocacy.js';
import { METADATA, REJECTION, TAGS } from './places.js';
import { manifest } from './manifest.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<AdvocacyConnector> = {
  manifest,
  create: createGrowsurf,
  webhooks,
  checkBinding: () => 'GrowSurf plays the advocacy role and holds no field of the map.',
  holds: {
    'referral.advocateEmail': 'participant.email',
    'referral.referrer': 'participant.email, firstName, lastName',
    'referral.linkedReferral': 'participant.id, participant.referrer.id',
    'referral.rejectionReason': `${METADATA}${REJECTION}`,
    'referral.conversion': 'participant.referralStatus',
    'referral.advocateTag': `${METADATA}${TAGS}`,
  },
};
