import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../workflows/failure-types.js';
import type { AccessFinding } from '../connector.js';
import type { HttpResponse } from '../http.js';
import { auditEndpoints } from './access-endpoints.js';
import { auditFields, type MappedPlaces } from './access-fields.js';
import { auditPermissions } from './access-permissions.js';
import { createAsk, type Ask } from './access-question.js';
import { auditWebhooks } from './access-webhooks.js';
import { rateLimitOf, type HarvestClient } from './client.js';
import { PRODUCTION_URL } from './manifest.js';

/** AtsConnector.auditAccess. */
export function createAccessAudit(client: HarvestClient, places: MappedPlaces): () => Promise<AccessFinding[]> {
  const ask = createAsk(client);

  return async () => {
    const first = await reach(client);
    if (!first.response) return first.findings;
    const endpoints = await auditEndpoints(ask);
    const [permissions, fields, webhooks, dedup] = await Promise.all([
      auditPermissions(ask, await client.scopes()),
      auditFields(client, places, endpoints.samples),
      auditWebhooks(ask),
      auditDedup(ask),
    ]);
    return [
      ...first.findings,
      environmentOf(client.baseUrl),
      rateLimitFinding(first.response),
      ...endpoints.findings,
      ...permissions,
      ...fields,
      ...webhooks,
      dedup,
    ];
  };
}

interface Reached {
  findings: AccessFinding[];
  /** Undefined when nothing further can be asked. */
  response?: HttpResponse;
}

async function reach(client: HarvestClient): Promise<Reached> {
  const reachable = { check: 'reachable', subject: client.baseUrl } as const;
  const authenticated = { check: 'authenticated', subject: 'client credentials' } as const;
  try {
    const response = await client.probe({ method: 'GET', path: '/v3/users', query: { per_page: 1 } });
    return {
      response,
      findings: [
        { ...reachable, status: 'ok', detail: 'It answers.' },
        { ...authenticated, status: 'ok', detail: 'A token was given and taken.' },
      ],
    };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    const refused = error.type === FailureType.VendorUnauthorized;
    const busy = error.type === FailureType.VendorThrottled;
    const answers = refused || busy;
    return {
      findings: [
        { ...reachable, status: answers ? 'ok' : 'missing', detail: answers ? 'It answers.' : error.message },
        { ...authenticated, status: refused ? 'missing' : 'unknown', detail: error.message },
      ],
    };
  }
}

/** Greenhouse has no mark of a sandbox account: it is at the same address. */
function environmentOf(baseUrl: string): AccessFinding {
  const own = baseUrl === PRODUCTION_URL;
  return {
    check: 'environment',
    subject: baseUrl,
    status: own ? 'unknown' : 'ok',
    detail: own
      ? 'Sandbox and production accounts are at the same address: whoever made the credential knows which this is.'
      : 'Not an address of Greenhouse: no production account is touched.',
  };
}

/** https://harvestdocs.greenhouse.io/docs/api-rate-limiting */
function rateLimitFinding(response: HttpResponse): AccessFinding {
  const { limit, remaining } = rateLimitOf(response);
  const told = limit !== undefined;
  return {
    check: 'rate_limit',
    subject: 'X-RateLimit-Limit',
    status: told ? 'ok' : 'unknown',
    detail: told ? `${limit} requests in 30 seconds, ${remaining ?? 'unknown'} left.` : 'The header is not there.',
  };
}

/** Nobody has this address: it is reserved (RFC 2606). */
const NOBODY = 'hireline-audit@nobody.invalid';

/**
 * A candidate is not made twice where they can be looked up by e-mail address. People merge those who are there twice
 * (`POST /v3/candidates/{id}/merge`, or in Greenhouse's pages), which is told by `merge_candidate`.
 */
async function auditDedup(ask: Ask): Promise<AccessFinding> {
  const query = { email: NOBODY, per_page: 1 };
  const { response, failure } = await ask({ method: 'GET', path: '/v3/candidates', query });
  const finding = { check: 'dedup', subject: 'GET /v3/candidates?email=' } as const;
  if (!response) return { ...finding, status: 'unknown', detail: failure };
  if (response.status === 200) {
    const detail = 'Candidates are found by e-mail address; merges are told by the event merge_candidate.';
    return { ...finding, status: 'ok', detail };
  }
  const detail = `Candidates cannot be looked up by e-mail address (${response.status}): they would be created twice.`;
  return { ...finding, status: 'missing', detail, fatal: 'no_dedup_path' };
}
