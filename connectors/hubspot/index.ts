import type { ConnectorModule } from '../connector.js';
import type { CrmConnector } from '../roles/crm.js';
import { createHubspot } from './crm.js';
import { HIRES_MARK } from './contact-properties.js';
import { manifest } from './manifest.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<CrmConnector> = {
  manifest,
  create: createHubspot,
  webhooks,
  checkBinding: () => 'HubSpot plays the CRM role and holds no field of the map.',
  holds: {
    'referral.advocateEmail': 'contact.email (search)',
    'referral.advocateHires': `contact.${HIRES_MARK}`,
    'reporting.attributionSummary': 'note.hs_note_body',
  },
};
