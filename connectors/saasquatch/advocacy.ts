import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext, WriteReceipt } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { AdvocacyConnector, TestApplication } from '../roles/advocacy.js';
import type { WriteTrace } from '../write-trace.js';
import { auditAccess } from './access.js';
import { listAdvocates } from './advocates.js';
import { createSaasquatchClient } from './client.js';
import { isConverted, toAdvocate, toReferral } from './mapping.js';
import { manifest, VENDOR } from './manifest.js';
import { parsePlaces, pathOf, valueAt, type UserPlace } from './places.js';
import { createReferrals } from './referrals.js';
import { createUsers, userPath, type UserChanges } from './users.js';
import { ListEnvelope, type SaasquatchReferral, type SaasquatchUser } from './wire.js';

/** Keys of the events that the tenant's program has rules for. */
export const HIRED = 'hired';
export const REJECTED = 'referral_rejected';

/**
 * The advocacy role.
 * @throws Error that names the variable, or the entry of the map, at fault and what was expected.
 */
export function createSaasquatch(context: ConnectorContext): AdvocacyConnector {
  const places = parsePlaces(context.referral);
  const client = createSaasquatchClient(context);
  const users = createUsers(client);
  const referrals = createReferrals(client, users, places);

  /** Tells the program of an event of the referred user; undefined when it was told lately. */
  async function track(
    referral: SaasquatchReferral,
    key: string,
    fields: Record<string, string>,
    trace: WriteTrace,
  ): Promise<WriteReceipt | undefined> {
    const { id: userId, accountId } = referral.referred;
    const path = `${userPath({ id: userId, accountId })}/events`;
    const event = { key, fields: { ...fields, referralId: referral.id, ...client.traceFields(path, trace) } };
    const body = { userId, accountId, idempotencyKey: idempotencyKey(key, referral.id), events: [event] };
    const { response, ...receipt } = await client.post(path, body, trace, [409]);
    return response.status === 409 ? undefined : receipt;
  }

  /** The referred user of a referral, who must be there to be written to. */
  async function referredUser(referralId: string): Promise<SaasquatchUser> {
    const { referred } = await referrals.read(referralId);
    const user = await users.read(referred);
    if (user) return user;
    throw vendorFailure(FailureType.VendorNotFound, 'the referred user is gone', {
      vendor: VENDOR,
      operation: `GET ${userPath(referred)}`,
    });
  }

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.baseUrl,

    async checkConnection() {
      try {
        await client.get('/users', ListEnvelope, { limit: 1 });
        return { ok: true, detail: `tenant ${client.tenant}` };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: () => auditAccess(context, client, users, places),

    readReferral: async (referralId) => referrals.complete(await referrals.read(referralId)),
    async findReferralsOf(referredUserId) {
      const user = await users.locate(referredUserId);
      return (await referrals.of(user)).map((referral) => toReferral(referral, user, places));
    },
    listReferrals: (window) => referrals.inWindow(window),
    readAdvocate: async (advocateId) => toAdvocate(await users.locate(advocateId)),
    listAdvocates: () => listAdvocates(client, users, referrals),

    /** Repeats itself harmlessly: the field is read first, and all others are sent as they were. */
    async putStatus({ referralId }, status, trace) {
      const place = places.status;
      // Without a place in the map the status does not cross.
      if (!place) return undefined;
      const user = await referredUser(referralId);
      if (valueAt(user, place) === status) return undefined;
      const { receipt, written } = await users.put(user, { customFields: { [place.name]: status } }, user, trace);
      requireKept(valueAt(written, place) === status, pathOf(place), user);
      return receipt;
    },

    async confirmHire({ referralId }, hiredOn, trace) {
      const referral = await referrals.read(referralId);
      if (isConverted(referral)) return undefined;
      return track(referral, HIRED, places.hiredOn ? { [places.hiredOn]: hiredOn } : {}, trace);
    },

    async rejectReferral({ referralId }, reason, trace) {
      const referral = await referrals.read(referralId);
      if (referral.dateReferralEnded != null) return undefined;
      return track(referral, REJECTED, { reason }, trace);
    },

    async tagAdvocate(advocateId, tag, trace) {
      // An operation of its own in the list of segments. https://docs.saasquatch.com/features/user-segmentation
      if (/^\s*[~*]|^\s*$/.test(tag)) {
        throw vendorFailure(FailureType.VendorRejected, 'the tag: expected the name of a segment', {
          vendor: VENDOR,
          operation: 'PUT /open/account/{accountId}/user/{userId}',
        });
      }
      const user = await users.locate(advocateId);
      if (user.segments?.includes(tag)) return undefined;
      const { receipt, written } = await users.put(user, { segments: [tag] }, user, trace);
      requireKept(written.segments?.includes(tag) ?? true, 'segments', user);
      return receipt;
    },

    async applyThroughLink(application, trace) {
      const advocate = await users.locate(application.advocateId);
      const code = codeOf(advocate);
      const ref = { id: application.referredUserId, accountId: application.referredUserId };
      const known = await users.read(ref);
      const changes = { ...candidateFields(application), referredByCodes: [code] };
      return (await users.put(ref, changes, known, trace)).receipt;
    },

    close: () => client.close(),
  };

  /** What a candidate's form would fill in, at the places of the map. */
  function candidateFields({ candidate, jobId, consentAt }: TestApplication): UserChanges {
    const own: Record<string, string> = {};
    const customFields: Record<string, string> = {};
    const fill = (place: UserPlace | undefined, value: string | null) => {
      if (place && value !== null) (place.custom ? customFields : own)[place.name] = value;
    };
    fill(places.firstName, candidate.firstName);
    fill(places.lastName, candidate.lastName);
    fill(places.email, candidate.email);
    fill(places.phone, candidate.phone);
    fill(places.jobId, jobId);
    fill(places.consentAt, consentAt);
    return { ...own, customFields };
  }
}

/**
 * 8 to 64 of [A-Za-z0-9._-]; the same for the same event of the same referral, whatever the referral's id holds.
 * https://docs.saasquatch.com/developer/event-idempotency
 */
export const idempotencyKey = (key: string, referralId: string): string =>
  `${key}-${createHash('sha256').update(referralId).digest('hex').slice(0, 40)}`;

/** The classic program's code, else that of the first program which gives the advocate one of their own. */
function codeOf(advocate: SaasquatchUser): string {
  const code = [advocate.referralCode, ...Object.values(advocate.referralCodes ?? {})].find((one) => one?.trim());
  if (code) return code;
  throw vendorFailure(FailureType.VendorRejected, 'referralCodes: expected a code of the advocate, found none', {
    vendor: VENDOR,
    operation: `GET ${userPath(advocate)}`,
  });
}

/** @throws WriteNotKept when SaaSquatch took a change and shows the user without it. */
function requireKept(kept: boolean, place: string, user: SaasquatchUser): void {
  if (kept) return;
  throw vendorFailure(FailureType.WriteNotKept, `${place}: what was written is not there afterwards`, {
    vendor: VENDOR,
    operation: `PUT ${userPath(user)}`,
  });
}
