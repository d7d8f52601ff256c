import { ApplicationFailure } from '@temporalio/common';
import { publicUrl } from '../../config/links.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { AccessFinding, ConnectorContext } from '../connector.js';
import type { SaasquatchClient } from './client.js';
import { VENDOR } from './manifest.js';
import { pathOf, valueAt, type ReferralPlaces, type UserPlace } from './places.js';
import type { Users } from './users.js';
import { CodeOwner, ListEnvelope, SaasquatchReferral, Subscriptions, type SaasquatchUser } from './wire.js';

/** So many referrals are looked at to see whether the map's fields are filled in. */
const SAMPLE = 5;

/** Nobody's: a user that is not there is answered 404 where the endpoint is enabled. */
const NOBODY = { id: 'hireline-access-check', accountId: 'hireline-access-check' };

/** What the tenant lets hireline do. Reads only; what is refused is a finding. */
export async function auditAccess(
  context: ConnectorContext,
  client: SaasquatchClient,
  users: Users,
  places: ReferralPlaces,
): Promise<AccessFinding[]> {
  const refused = await refusal(client.get('/users', ListEnvelope, { limit: 1 }));
  const connection = connectionFindings(client, refused);
  if (refused) return [...connection, environmentFinding(context, client)];

  const endpoint = async (subject: string, call: Promise<unknown>, needed = true): Promise<AccessFinding> => {
    const problem = await refusal(call);
    if (!problem) return { check: 'endpoint', subject, status: 'ok', detail: 'answers' };
    return { check: 'endpoint', subject, status: needed ? 'missing' : 'unknown', detail: problem.message };
  };
  const listed = await endpoint('GET /referrals', client.get('/referrals', ListEnvelope, { limit: 1 }));
  return [
    ...connection,
    environmentFinding(context, client),
    { check: 'endpoint', subject: 'GET /users', status: 'ok', detail: 'answers' },
    listed,
    ...(await openEndpoints(client, users, endpoint)),
    ...(await webhookFindings(context, client)),
    ...(await fieldFindings(client, users, places, listed.status === 'ok')),
    {
      check: 'rate_limit',
      subject: 'API requests',
      status: 'unknown',
      detail: 'SaaSquatch documents no limit and names none in its headers; a 429 is waited out',
    },
    {
      check: 'dedup',
      subject: 'PUT /open/account/{accountId}/user/{userId}',
      status: 'ok',
      detail: 'an upsert by id, so a user is never made twice; events carry an idempotency key, kept for 24 hours',
    },
  ];
}

type Endpoint = (subject: string, call: Promise<unknown>, needed?: boolean) => Promise<AccessFinding>;

async function openEndpoints(client: SaasquatchClient, users: Users, endpoint: Endpoint): Promise<AccessFinding[]> {
  const query = { referredAccountId: NOBODY.accountId, referredUserId: NOBODY.id, limit: 1 };
  const user = await endpoint('GET /open/account/{accountId}/user/{userId}', users.read(NOBODY));
  const writable = user.status === 'ok';
  return [
    user,
    // Only quicker than looking through lists, so nothing stops without them.
    await endpoint('GET /open/referrals', client.get('/open/referrals', ListEnvelope, query), false),
    await endpoint('GET /open/user', client.find('/open/user', CodeOwner, { referralCode: NOBODY.id }), false),
    {
      check: 'permission',
      subject: 'PUT /open/account/{accountId}/user/{userId} and POST …/events',
      status: writable ? 'unknown' : 'missing',
      detail: writable
        ? 'the same open endpoint answers reads; keys have no documented scopes, so only a write can prove it'
        : 'open endpoints are disabled for this tenant: its support enables them',
    },
  ];
}

function connectionFindings(client: SaasquatchClient, refused: ApplicationFailure | undefined): AccessFinding[] {
  const [subject, authenticated] = [client.baseUrl, `tenant ${client.tenant}`];
  if (!refused) {
    return [
      { check: 'reachable', subject, status: 'ok', detail: 'answers' },
      { check: 'authenticated', subject: authenticated, status: 'ok', detail: 'the API key opens the tenant' },
    ];
  }
  const answered = refused.type !== FailureType.VendorUnavailable;
  const detail = refused.message;
  const signedIn = refused.type === FailureType.VendorUnauthorized || refused.type === FailureType.VendorNotFound;
  return [
    { check: 'reachable', subject, status: answered ? 'ok' : 'missing', detail: answered ? 'answers' : detail },
    { check: 'authenticated', subject: authenticated, status: signedIn ? 'missing' : 'unknown', detail },
  ];
}

/** Aliases and keys of test tenants begin so. https://docs.saasquatch.com/api/authentication */
function environmentFinding({ environment }: ConnectorContext, { tenant }: SaasquatchClient): AccessFinding {
  const [test, live] = ['TEST_', 'LIVE_'].map((prefix) => environment['SAASQUATCH_API_KEY']?.trim().startsWith(prefix));
  const finding = { check: 'environment', subject: `tenant ${tenant}` } as const;
  if (test) return { ...finding, status: 'ok', detail: 'a test tenant, by its key' };
  if (live) return { ...finding, status: 'ok', detail: 'a live tenant, by its key' };
  return { ...finding, status: 'unknown', detail: 'the key begins with neither TEST_ nor LIVE_' };
}

async function webhookFindings({ environment }: ConnectorContext, client: SaasquatchClient): Promise<AccessFinding[]> {
  const ours = `${publicUrl(environment)}/webhooks/${VENDOR}`;
  let subscribed: string[] = [];
  const problem = await refusal(
    client.get('/subscription', Subscriptions).then((list) => {
      subscribed = list.map(({ endpointUrl }) => endpointUrl.replace(/\/+$/, ''));
    }),
  );
  if (problem) {
    return [{ check: 'endpoint', subject: 'GET /subscription', status: 'missing', detail: problem.message }];
  }
  const found = subscribed.includes(ours);
  return [
    { check: 'endpoint', subject: 'GET /subscription', status: 'ok', detail: 'answers' },
    {
      check: 'webhook',
      subject: ours,
      status: found ? 'ok' : 'missing',
      detail: found
        ? 'subscribed; SaaSquatch sends every subscription all types of events, so they are filtered here by type'
        : `not among the ${subscribed.length} subscriptions of the tenant`,
    },
  ];
}

/** Custom fields exist once somebody has one: that they are filled in shows on referred users only. */
async function fieldFindings(
  client: SaasquatchClient,
  users: Users,
  places: ReferralPlaces,
  canList: boolean,
): Promise<AccessFinding[]> {
  const sample = canList ? await sampleOf(client, users) : [];
  const own = ([field, place]: [string, UserPlace]): AccessFinding => {
    const filled = sample.filter((user) => valueAt(user, place) != null).length;
    const finding = { check: 'field', subject: pathOf(place), mappedAt: `referral.${field}.advocacy` } as const;
    if (!place.custom || field === 'status') {
      const detail = place.custom ? 'a custom field, made when it is first written' : 'a field of every user';
      return { ...finding, status: 'ok', detail };
    }
    return {
      ...finding,
      status: filled > 0 ? 'ok' : 'unknown',
      detail:
        sample.length === 0
          ? 'the tenant has no referral yet to see it on'
          : `filled in by ${filled} of ${sample.length} referred users that were looked at`,
    };
  };
  const userPlaces = Object.entries(places).filter(
    (entry): entry is [string, UserPlace] => typeof entry[1] === 'object',
  );
  return userPlaces.map(own);
}

async function sampleOf(client: SaasquatchClient, users: Users): Promise<SaasquatchUser[]> {
  const sample: SaasquatchUser[] = [];
  const problem = await refusal(
    (async () => {
      const page = await client.page('/referrals', 'referrals', { limit: SAMPLE });
      for (const row of page?.rows ?? []) {
        const referral = SaasquatchReferral.safeParse(row).data;
        const user = referral && (await users.read(referral.referred));
        if (user) sample.push(user);
      }
    })(),
  );
  // The endpoints' own findings say why.
  return problem ? [] : sample;
}

/** The vendor's refusal that a call ends with, if it does. */
async function refusal(call: Promise<unknown>): Promise<ApplicationFailure | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
}
