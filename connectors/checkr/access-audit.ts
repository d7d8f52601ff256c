import { z } from 'zod';
import type { Environment } from '../../config/environment.js';
import {
  arrival,
  ask,
  endpointFinding,
  environmentFinding,
  rateLimitFinding,
  webhookUnknown,
  webhookUrl,
} from '../access-findings.js';
import type { AccessFinding } from '../connector.js';
import { rateLimit, type CheckrClient } from './client.js';
import { manifest, VENDOR } from './manifest.js';
import { CheckrAccount } from './wire.js';

const Page = z.object({ data: z.array(z.unknown()) });

/** ScreeningConnector.auditAccess. */
export function createAccessAudit(client: CheckrClient, environment: Environment) {
  const accountId = environment['CHECKR_ACCOUNT_ID']?.trim();

  return async (): Promise<AccessFinding[]> => {
    const first = await ask(() => client.probe('/v1/account'));
    const arrived = arrival(manifest.title, client.baseUrl, 'CHECKR_API_KEY', first, 'The API key is accepted.');
    if ('failure' in first) return arrived;
    const account = await ask(() => client.get('/v1/account', CheckrAccount));
    const candidates = await ask(() => client.get('/v1/candidates', Page, { per_page: 1 }));
    return [
      ...arrived,
      environmentFinding(environment, manifest, client.baseUrl),
      endpointFinding('GET /v1/candidates', candidates, 'telling whose a report is'),
      ...('value' in account ? accountFindings(account.value) : []),
      webhookUnknown(
        webhookUrl(environment, VENDOR),
        "Checkr's API does not list webhooks: see in the dashboard that this address is among them.",
      ),
      rateLimitFinding(rateLimit(first.value), 'The answer names no limit; Checkr documents 1,200 requests a minute.'),
      {
        check: 'field',
        subject: 'candidate.custom_id',
        status: 'unknown',
        detail:
          'Whoever orders a report has to put the ATS application id there; without it the e-mail decides whose it is.',
      },
    ];
  };

  function accountFindings({ id, api_authorized: authorized }: z.infer<typeof CheckrAccount>): AccessFinding[] {
    const ours = !accountId || accountId === id;
    return [
      {
        ...{ check: 'permission', subject: 'account.api_authorized' },
        status: authorized === false ? 'missing' : authorized ? 'ok' : 'unknown',
        detail:
          authorized === false
            ? 'The account is not credentialed yet: Checkr does not run its reports.'
            : authorized
              ? 'The account is credentialed.'
              : 'Checkr does not say whether the account is credentialed.',
      },
      {
        ...{ check: 'permission', subject: 'CHECKR_ACCOUNT_ID', status: ours ? 'ok' : 'missing' },
        detail: ours ? 'The key is for our account.' : 'The key is for another account.',
      },
    ];
  }
}
