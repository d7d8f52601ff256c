import { ApplicationFailure } from '@temporalio/common';
import type { AccessFinding } from '../connector.js';
import type { GrowsurfClient } from './client.js';
import { EVENT } from './events.js';
import type { Places } from './places.js';
import { Campaign, ParticipantPage, Webhooks } from './wire.js';

/** What the key lets hireline do with the program. Reads only. */
export async function auditAccess(client: GrowsurfClient, places: Places): Promise<AccessFinding[]> {
  const campaign = await attempt(client.get('', Campaign));
  const participants = await attempt(client.get('/participants', ParticipantPage, { limit: 1 }));
  const webhooks = await attempt(client.get('/webhooks', Webhooks));
  const reached = !('refusal' in campaign) || campaign.status !== undefined;
  return [
    {
      ...{ check: 'reachable', subject: client.baseUrl, status: reached ? 'ok' : 'missing' },
      detail: reached ? 'It answers.' : refusalOf(campaign),
    },
    {
      ...{ check: 'authenticated', subject: 'GROWSURF_API_KEY', status: 'refusal' in campaign ? 'missing' : 'ok' },
      detail: 'refusal' in campaign ? campaign.refusal : 'The key opens the program.',
    },
    endpoint('GET /v2/campaign/{id}', campaign),
    endpoint('GET /v2/campaign/{id}/participants', participants),
    {
      ...{ check: 'permission', subject: 'POST /v2/campaign/{id}/participant/{id}', status: 'unknown' },
      detail: 'Whether the key may write shows only by writing.',
    },
    ...fields(places),
    webhookFinding(webhooks),
    {
      ...{ check: 'dedup', subject: 'POST /v2/campaign/{id}/participant', status: 'ok' },
      detail: 'GrowSurf has one participant for an e-mail address, and gives back the one it has.',
    },
    {
      ...{ check: 'environment', subject: 'GROWSURF_CAMPAIGN_ID', status: 'unknown' },
      detail: 'GrowSurf has no sandbox: a program for tests looks like any other.',
    },
    {
      ...{
        check: 'rate_limit',
        subject: 'GrowSurf-RateLimit-Minute-Limit',
        status: client.limits() ? 'ok' : 'unknown',
      },
      detail: client.limits() ?? 'The answers name no limit.',
    },
  ];
}

type Attempt<T> = { value: T } | { refusal: string; status: number | undefined };

async function attempt<T>(call: Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await call };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    const { status } = (error.details?.[0] ?? {}) as { status?: number };
    return { refusal: error.message, status };
  }
}

const refusalOf = (tried: Attempt<unknown>): string => ('refusal' in tried ? tried.refusal : '');

const endpoint = (subject: string, tried: Attempt<unknown>): AccessFinding => ({
  ...{ check: 'endpoint', subject, status: 'refusal' in tried ? 'missing' : 'ok' },
  detail: refusalOf(tried) || 'It answers as documented.',
});

/** Metadata takes any key: a place that the map names is there as soon as it is written. */
function fields(places: Places): AccessFinding[] {
  return Object.entries(places).map(([field, key]: [string, string | undefined]) => ({
    ...{ check: 'field', mappedAt: `referral.${field}.advocacy` },
    subject: key === undefined ? field : `participant.metadata.${key}`,
    status: key === undefined ? 'missing' : 'ok',
    detail: key === undefined ? 'The map names no place for it.' : 'Metadata takes any key.',
  }));
}

function webhookFinding(tried: Attempt<{ webhooks: { isEnabled: boolean; events: string[] }[] }>): AccessFinding {
  const subject = EVENT;
  if ('refusal' in tried) return { check: 'webhook', subject, status: 'unknown', detail: tried.refusal };
  const subscribed = tried.value.webhooks.filter(({ events }) => events.includes(EVENT));
  if (subscribed.some(({ isEnabled }) => isEnabled)) {
    return { check: 'webhook', subject, status: 'ok', detail: 'A webhook that is on sends it.' };
  }
  const detail = subscribed.length > 0 ? 'The webhook that sends it is off.' : 'No webhook sends it.';
  return { check: 'webhook', subject, status: 'missing', detail };
}
