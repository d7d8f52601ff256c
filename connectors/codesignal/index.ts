import type { ConnectorModule } from '../connector.js';
import type { ScreeningConnector } from '../roles/screening.js';
import { manifest } from './manifest.js';
import { createCodesignal } from './screening.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<ScreeningConnector> = {
  manifest,
  create: createCodesignal,
  webhooks,
  checkBinding: () => 'CodeSignal plays the screening role and holds no field of the map.',
  holds: {
    'screening.candidateEmail': 'testSession.testTaker.email',
    'screening.resultId': 'testSession.id',
    'screening.kind': 'testSession',
    'screening.name': 'testSession.test.title',
    'screening.status': 'testSession.status, verificationStatus',
    'screening.outcome': 'testSession.labels',
    'screening.score': 'testSession.result.score',
    'screening.maxScore': 'testSession.maxScore',
    'screening.completedAt': 'testSession.finishDate',
    'screening.url': 'testSession.result.url',
  },
};
