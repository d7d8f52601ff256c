import { z } from 'zod';
import type { Environment } from '../../config/environment.js';
import { FailureType } from '../../workflows/failure-types.js';
import { arrival, ask, environmentFinding, rateLimitFinding, webhookUnknown, webhookUrl } from '../access-findings.js';
import type { AccessFinding } from '../connector.js';
import type { CodesignalClient } from './client.js';
import { manifest, VENDOR } from './manifest.js';
import { Company, COMPANY_QUERY, TEST_SESSION_QUERY } from './wire.js';

/** Nobody's: asking for it shows that all its fields may be asked for. */
const NO_SESSION = '000000000000000000000000';

/** ScreeningConnector.auditAccess. */
export function createAccessAudit(client: CodesignalClient, environment: Environment) {
  return async (): Promise<AccessFinding[]> => {
    const first = await ask(() => client.query(COMPANY_QUERY, {}, Company));
    const arrived = arrival(manifest.title, client.baseUrl, 'CODESIGNAL_API_KEY', first, 'The API key is accepted.');
    if ('failure' in first) return arrived;
    return [
      ...arrived,
      {
        ...{ check: 'permission', subject: 'company', status: first.value.company ? 'ok' : 'missing' },
        detail: first.value.company ? 'The key belongs to a company.' : 'The key belongs to no company.',
      },
      environmentFinding(environment, manifest, client.baseUrl),
      await sessions(),
      webhookUnknown(
        webhookUrl(environment, VENDOR),
        'The API does not list webhooks: see on the page "Manage Webhooks" that this address is there, with a secret.',
      ),
      rateLimitFinding({}, 'CodeSignal names no limit in its headers: 10 of these queries a second.'),
    ];
  };

  /** GraphQL refuses a query that names a field it does not have, whatever the id. */
  async function sessions(): Promise<AccessFinding> {
    const finding = { check: 'endpoint', subject: 'companyTestSession' } as const;
    const asked = await ask(() => client.query(TEST_SESSION_QUERY, { id: NO_SESSION }, z.unknown()));
    const absent = 'failure' in asked && asked.failure.type === FailureType.VendorNotFound;
    if ('value' in asked || absent) return { ...finding, status: 'ok', detail: 'Readable; for results.' };
    const { type, message } = asked.failure;
    // An id of an unknown form may be refused as such: that says nothing of the fields.
    const telling = type === FailureType.VendorUnauthorized || type === FailureType.VendorContract;
    return { ...finding, status: telling ? 'missing' : 'unknown', detail: message };
  }
}
