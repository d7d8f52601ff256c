import { listVariable } from '../../config/environment.js';
import type { Connector, ConnectorModule } from '../connector.js';
import { manifest, VENDOR } from './manifest.js';
import { webhooks } from './webhooks.js';

/** The source of shares and clicks, where the advocacy platform tells of none: it calls, and is never called. */
export const connector: ConnectorModule = {
  manifest,
  create({ environment }): Connector {
    const secrets = listVariable(environment, 'ENGAGEMENT_WEBHOOK_SECRET');
    return {
      vendor: VENDOR,
      title: manifest.title,
      baseUrl: environment['ENGAGEMENT_SOURCE_URL']?.trim() ?? '',
      async checkConnection() {
        if (secrets.length === 0) return { ok: false, detail: 'ENGAGEMENT_WEBHOOK_SECRET is not set' };
        return { ok: true, detail: 'only listens: there is nothing to call' };
      },
      async auditAccess() {
        const subject = 'ENGAGEMENT_WEBHOOK_SECRET';
        if (secrets.length === 0) {
          return [{ check: 'webhook', subject, status: 'missing', detail: 'Without a secret, no webhook is taken.' }];
        }
        const detail = 'It only listens: whether the source sends anything shows in the inbox.';
        return [{ check: 'webhook', subject, status: 'unknown', detail }];
      },
      close: () => Promise.resolve(),
    };
  },
  webhooks,
  checkBinding: (_role, field) => `${field}: a source of shares and clicks holds no field of the map`,
  holds: {
    'reporting.engagement': 'event',
  },
};
