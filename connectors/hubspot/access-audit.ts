import { ApplicationFailure } from '@temporalio/common';
import { deploymentOf } from '../../config/deployment.js';
import type { Environment } from '../../config/environment.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { AccessFinding } from '../connector.js';
import { parseAnswer } from '../wire.js';
import { readContactProperties } from './account-properties.js';
import type { HubspotClient } from './client.js';
import type { ContactNames } from './contact-properties.js';
import { VENDOR } from './manifest.js';
import { propertyFindings } from './property-findings.js';
import { countIn } from './rate-limit.js';
import { Account, TokenInfo } from './wire.js';

/** What the connector's requests need. Notes go with contacts. */
const SCOPES = ['crm.objects.contacts.read', 'crm.objects.contacts.write', 'crm.schemas.contacts.read'] as const;

/** Connector.auditAccess: reads only. */
export function createAccessAudit(
  client: HubspotClient,
  names: ContactNames,
  { environment, portalId }: { environment: Environment; portalId: string | undefined },
) {
  const { http, paths } = client;

  return async (): Promise<AccessFinding[]> => {
    const account = await attempt(async () => {
      const response = await http.read({ method: 'GET', path: paths.account });
      const told = parseAnswer(VENDOR, `GET ${paths.account}`, Account, response);
      return { told, limits: limitFinding(response.headers) };
    });
    const signedIn = 'value' in account;
    const identity = [...reached(account), ...(signedIn ? ofAccount(account.value.told) : [])];
    // Whatever else is asked would have the same answer.
    if (!signedIn) return identity;
    return [
      ...identity,
      ...(await endpoints()),
      ...(await scopes(account.value.told)),
      ...(await properties()),
      account.value.limits,
      {
        check: 'webhook',
        subject: 'contact.propertyChange, contact.deletion, contact.privacyDeletion, contact.merge, contact.restore',
        status: 'unknown',
        detail:
          'An access token cannot read the subscriptions: see that the app has these, and one per mapped property.',
      },
    ];
  };

  function reached(outcome: Attempt<unknown>): AccessFinding[] {
    const failure = 'failure' in outcome ? outcome.failure : undefined;
    const refusedUs = failure?.type === FailureType.VendorUnauthorized;
    const answered = !failure || statusOf(failure) !== undefined;
    return [
      {
        ...{ check: 'reachable', subject: http.baseUrl, status: answered ? 'ok' : 'missing' },
        detail: answered ? 'HubSpot answers.' : `HubSpot does not answer: ${failure.message}`,
      },
      {
        ...{ check: 'authenticated', subject: `GET ${paths.account}` },
        status: failure ? (refusedUs ? 'missing' : 'unknown') : 'ok',
        detail: failure?.message ?? 'The access token is accepted.',
      },
    ];
  }

  function ofAccount({ portalId: theirs, accountType }: Account): AccessFinding[] {
    const subject = `account ${theirs}`;
    if (portalId && portalId !== theirs) {
      const detail = `The token is for this account, HUBSPOT_PORTAL_ID says ${portalId}.`;
      return [{ check: 'environment', subject, status: 'missing', detail }];
    }
    if (!accountType) {
      return [{ check: 'environment', subject, status: 'unknown', detail: 'HubSpot does not say what kind it is.' }];
    }
    const production = accountType === 'STANDARD';
    const deployment = deploymentOf(environment);
    const fits = production === (deployment === 'production');
    const detail = `It is ${production ? 'a production account' : 'for tests'} (${accountType}), this is a ${deployment} deployment.`;
    return [{ check: 'environment', subject, status: fits ? 'ok' : 'missing', detail }];
  }

  async function endpoints(): Promise<AccessFinding[]> {
    const read = await attempt(() => http.read({ method: 'GET', path: paths.contacts, query: { limit: 1 } }));
    const hires = await attempt(() => searchable(paths.contacts, names.advocateId));
    const summaries = await attempt(() => searchable(paths.notes, 'hs_note_body'));
    return [
      { check: 'endpoint', subject: `GET ${paths.contacts}`, ...statusAndDetail(read, 'Contacts can be read.') },
      {
        ...{ check: 'endpoint', subject: `POST ${paths.contacts}/search` },
        ...statusAndDetail(hires, 'Contacts with an advocate can be searched.'),
      },
      {
        ...{ check: 'endpoint', subject: `POST ${paths.notes}/search` },
        ...statusAndDetail(summaries, 'Notes can be searched by their text.'),
      },
    ];
  }

  function searchable(objects: string, propertyName: string) {
    const filters = [{ propertyName, operator: 'HAS_PROPERTY' }];
    return client.search(objects, { filters, properties: [], sort: 'hs_object_id', limit: 1 });
  }

  /** Told by the token itself, so that the permission to write is known without writing. */
  async function scopes(account: Account): Promise<AccessFinding[]> {
    const path = '/oauth/v2/private-apps/get/access-token-info';
    const tokenKey = environment['HUBSPOT_ACCESS_TOKEN']?.trim();
    const outcome = await attempt(async () => {
      const response = await http.read({ method: 'POST', path, json: { tokenKey }, changesNothing: true });
      return parseAnswer(VENDOR, `POST ${path}`, TokenInfo, response);
    });
    return SCOPES.map((subject) => {
      if ('failure' in outcome) {
        const detail =
          'Only a private app token tells its scopes: it will be known by the first request that needs it.';
        return { check: 'permission', subject, status: 'unknown', detail };
      }
      if (outcome.value.hubId !== account.portalId) {
        return {
          check: 'permission',
          subject,
          status: 'unknown',
          detail: 'HubSpot tells of a token of another account.',
        };
      }
      const granted = outcome.value.scopes.includes(subject);
      const detail = granted ? 'The token has it.' : 'The token lacks it: add it to the app.';
      return { check: 'permission', subject, status: granted ? 'ok' : 'missing', detail };
    });
  }

  async function properties(): Promise<AccessFinding[]> {
    const outcome = await attempt(() => readContactProperties(client));
    const subject = `GET ${paths.contactProperties}`;
    const endpoint: AccessFinding = {
      ...{ check: 'endpoint', subject },
      ...statusAndDetail(outcome, "The account's properties can be read."),
    };
    return 'failure' in outcome ? [endpoint] : [endpoint, ...propertyFindings(names, outcome.value)];
  }
}

function limitFinding(headers: Parameters<typeof countIn>[0]): AccessFinding {
  const [limit, left] = [countIn(headers, 'max'), countIn(headers, 'remaining')];
  const [daily, dailyLeft] = [countIn(headers, 'daily'), countIn(headers, 'daily-remaining')];
  const window = `${left ?? 'unknown'} of ${limit} requests left in ${(countIn(headers, 'interval-milliseconds') ?? 10_000) / 1000} s`;
  const day = daily === undefined ? 'the daily limit is not told' : `${dailyLeft ?? 'unknown'} of ${daily} left today`;
  return {
    ...{ check: 'rate_limit', subject: 'X-HubSpot-RateLimit', status: limit === undefined ? 'unknown' : 'ok' },
    detail: `${limit === undefined ? 'The limit is not told' : window}; ${day}.`,
  };
}

type Attempt<T> = { value: T } | { failure: ApplicationFailure };

async function attempt<T>(read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof ApplicationFailure) return { failure: error };
    throw error;
  }
}

/** A refusal is final; that nothing could be learned is not. */
function statusAndDetail(outcome: Attempt<unknown>, ok: string): Pick<AccessFinding, 'status' | 'detail'> {
  if ('value' in outcome) return { status: 'ok', detail: ok };
  const { type, message } = outcome.failure;
  const passing = type === FailureType.VendorUnavailable || type === FailureType.VendorThrottled;
  return { status: passing ? 'unknown' : 'missing', detail: message };
}

function statusOf({ details }: ApplicationFailure): unknown {
  const [first] = details ?? [];
  return (first as { status?: number } | undefined)?.status;
}
