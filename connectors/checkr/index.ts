import type { ConnectorModule } from '../connector.js';
import type { ScreeningConnector } from '../roles/screening.js';
import { manifest } from './manifest.js';
import { createCheckr } from './screening.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<ScreeningConnector> = {
  manifest,
  create: createCheckr,
  webhooks,
  checkBinding: () => 'Checkr plays the screening role and holds no field of the map.',
  holds: {
    'screening.candidateEmail': 'candidate.email',
    'screening.resultId': 'report.id',
    'screening.kind': 'report',
    'screening.name': 'report.package',
    'screening.status': 'report.status',
    'screening.outcome': 'report.result',
    'screening.adjudication': 'report.adjudication',
    'screening.completedAt': 'report.completed_at',
    'screening.url': 'report.id',
  },
};
