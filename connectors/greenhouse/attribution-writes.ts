import type { Attribution } from '../../schemas/referral.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { OtherCredit } from '../roles/ats.js';
import type { WriteTrace } from '../write-trace.js';
import { presentText } from './attributions.js';
import type { HarvestClient } from './client.js';
import { notFound } from './hires.js';
import { createLookup } from './lookup.js';
import { VENDOR } from './manifest.js';
import type { Place } from './places.js';
import { REFERRAL_CUSTOM_FIELDS, type ReferralPlaces } from './referral-places.js';
import type { Referrers } from './referrers.js';
import type { Sources } from './sources.js';
import { WireAttributed } from './wire.js';

/** What an application is to hold, in Greenhouse's ids. */
interface Wanted {
  sourceId: string;
  /** Undefined where Greenhouse does not know the advocate: what is there is left alone. */
  referrerId: string | undefined;
  fields: { place: Place; value: string }[];
}

/** Writing who brought an application. */
export function createAttributionWrites(
  client: HarvestClient,
  places: ReferralPlaces,
  { sources, referrers }: { sources: Sources; referrers: Referrers },
) {
  const applications = createLookup(client, '/v3/applications', WireAttributed);

  /** @throws VendorRejected when the map lacks a place, VendorContract when Greenhouse lacks the source. */
  async function wantedOf(attribution: Attribution, operation: string): Promise<Wanted> {
    const fields = REFERRAL_CUSTOM_FIELDS.map((name) => {
      const place = places[name];
      if (!place) throw unplaced(name, operation);
      return { place, value: attribution[name] };
    });
    if (places.source === undefined) throw unplaced('source', operation);
    const [sourceId, referrerId] = await Promise.all([
      sources.idOf(places.source),
      referrers.find(attribution.advocate),
    ]);
    return { sourceId, referrerId, fields };
  }

  async function requireApplication(applicationId: string): Promise<WireAttributed> {
    const present = await applications.find(applicationId);
    if (present) return present;
    throw notFound('GET /v3/applications', `no application ${applicationId}`);
  }

  return {
    /** AtsConnector.findOtherCredit. */
    async otherCredit(
      applicationId: string,
      advocates: readonly Attribution['advocate'][],
    ): Promise<OtherCredit | undefined> {
      const { referrer_id: referrerId, source_id: sourceId } = await requireApplication(applicationId);
      if (referrerId !== undefined) return referrers.other(referrerId, advocates);
      const isAgencys = sourceId !== undefined && (await sources.isAgencys(sourceId));
      return isAgencys ? { id: sourceId, is: 'agency_source' } : undefined;
    },

    /** Greenhouse puts a new application into the first stage of the job's plan. */
    async create(
      { candidateId, jobId, attribution }: { candidateId: string; jobId: string; attribution: Attribution },
      trace: WriteTrace,
    ): Promise<WriteReceipt> {
      const operation = 'POST /v3/applications';
      const ids = { candidate_id: numeric(candidateId, 'candidate_id'), job_id: numeric(jobId, 'job_id') };
      const wanted = await wantedOf(attribution, operation);
      return client.post('/v3/applications', { ...ids, ...bodyOf(wanted) }, trace);
    },

    /** Only what differs is sent. */
    async put(applicationId: string, attribution: Attribution, trace: WriteTrace): Promise<WriteReceipt | undefined> {
      const path = `/v3/applications/${encodeURIComponent(applicationId)}`;
      const wanted = await wantedOf(attribution, `PATCH ${path}`);
      const present = await requireApplication(applicationId);
      const body = {
        ...(present.source_id === wanted.sourceId ? {} : { source_id: Number(wanted.sourceId) }),
        ...(wanted.referrerId === undefined || present.referrer_id === wanted.referrerId
          ? {}
          : { referrer_id: Number(wanted.referrerId) }),
        ...customFields(wanted.fields.filter(({ place, value }) => presentText(present, place) !== value)),
      };
      if (Object.keys(body).length === 0) return undefined;
      const receipt = await client.patch(path, body, trace);
      return { ...receipt, recordId: applicationId };
    },
  };
}

function bodyOf({ sourceId, referrerId, fields }: Wanted) {
  return {
    source_id: Number(sourceId),
    ...(referrerId === undefined ? {} : { referrer_id: Number(referrerId) }),
    ...customFields(fields),
  };
}

function customFields(fields: Wanted['fields']) {
  if (fields.length === 0) return {};
  return { custom_fields: fields.map(({ place, value }) => ({ name_key: place.name, value })) };
}

/** A platform may hold anything as the id of a job; here they are integers. */
function numeric(id: string, name: string): number {
  if (/^[1-9]\d{0,14}$/.test(id)) return Number(id);
  throw vendorFailure(FailureType.VendorRejected, `${name}: expected an integer id`, {
    vendor: VENDOR,
    operation: 'POST /v3/applications',
  });
}

const unplaced = (name: string, operation: string) =>
  vendorFailure(
    FailureType.VendorRejected,
    `field map, section referral: there is no place for ${name} in the ats column`,
    { vendor: VENDOR, operation },
  );
