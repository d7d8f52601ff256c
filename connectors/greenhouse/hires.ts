import type { ApplicationFailure } from '@temporalio/common';
import type { FieldBindings } from '../../config/field-map.js';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import type { AtsHire } from '../roles/ats.js';
import type { HarvestClient } from './client.js';
import { createLookup, type Lookup } from './lookup.js';
import { PRODUCTION_APP_URL, PRODUCTION_URL, VENDOR } from './manifest.js';
import { currentOffer, managerId, toReading, usesRoot } from './mapping.js';
import { WireApplication, WireCandidate, WireDepartment, WireJob, WireOffer, WireUser } from './wire.js';

/** The objects of one hire. Those that Greenhouse does not have are undefined. */
export interface HireObjects {
  application: WireApplication;
  offer: WireOffer;
  candidateId: string;
  jobId: string;
  candidate: WireCandidate | undefined;
  job: WireJob | undefined;
  department: WireDepartment | undefined;
  manager: WireUser | undefined;
}

export interface Hires {
  /** AtsConnector.readHire. */
  read(applicationId: string): Promise<AtsHire>;
  toHire(objects: HireObjects): AtsHire;
  departments: Lookup<WireDepartment>;
}

/** Departments hardly change, and every hire needs one. */
const DEPARTMENTS_KEPT = { keptMs: 5 * 60_000, keptAtMost: 500 };

/** Reads a hire in three rounds of calls. */
export function createHires(client: HarvestClient, bindings: FieldBindings): Hires {
  const applications = createLookup(client, '/v3/applications', WireApplication);
  const candidates = createLookup(client, '/v3/candidates', WireCandidate);
  const jobs = createLookup(client, '/v3/jobs', WireJob);
  const users = createLookup(client, '/v3/users', WireUser);
  const departments = createLookup(client, '/v3/departments', WireDepartment, DEPARTMENTS_KEPT);
  const appUrl = client.baseUrl === PRODUCTION_URL ? PRODUCTION_APP_URL : client.baseUrl;

  function toHire({ application, offer, candidateId, jobId, manager, ...records }: HireObjects): AtsHire {
    return {
      ...toReading({ application, offer, ...records }, bindings, manager),
      applicationId: application.id,
      candidateId,
      jobId,
      offerId: offer.id,
      offerVersion: offer.version,
      offerStatus: offer.status,
      acceptedAt: offer.status === 'accepted' ? (offer.resolved_at ?? null) : null,
      applicationStatus: applicationStatus(application),
      url: `${appUrl}/people/${candidateId}?application_id=${application.id}`,
    };
  }

  return {
    toHire,
    departments,
    async read(applicationId) {
      const [application, offers] = await Promise.all([
        applications.find(applicationId),
        client.list('/v3/offers', { application_ids: applicationId }, WireOffer),
      ]);
      if (!application) throw notFound('GET /v3/applications', `no application ${applicationId}`);
      const offer = currentOffer(offers.filter((found) => found.application_id === applicationId));
      if (!offer) throw notFound('GET /v3/offers', `application ${applicationId} has no offer`);
      const candidateId = requireId(application.candidate_id ?? offer.candidate_id, 'candidate_id', applicationId);
      const jobId = requireId(offer.job_id ?? application.job_id, 'job_id', applicationId);
      const managed = managerId({ offer, application }, bindings);
      const [candidate, job, manager] = await Promise.all([
        candidates.find(candidateId),
        jobs.find(jobId),
        managed === undefined ? undefined : users.find(managed),
      ]);
      if (!candidate) throw notFound('GET /v3/candidates', `no candidate ${candidateId}`);
      const department =
        job?.department_id !== undefined && usesRoot(bindings, 'department')
          ? await departments.find(job.department_id)
          : undefined;
      return toHire({ application, offer, candidateId, jobId, candidate, job, department, manager });
    },
  };
}

/** `in_process` is what filters and webhooks call active. */
export function applicationStatus({ status }: WireApplication): AtsHire['applicationStatus'] {
  return status === 'in_process' ? 'active' : status;
}

export function notFound(operation: string, message: string): ApplicationFailure {
  return vendorFailure(FailureType.VendorNotFound, message, { vendor: VENDOR, operation });
}

/** Prospects have no job, and so no offer: an offer without one is not in Greenhouse's contract. */
function requireId(id: string | undefined, name: string, applicationId: string): string {
  if (id !== undefined) return id;
  throw vendorFailure(FailureType.VendorContract, `${name} is missing on application ${applicationId} and its offer`, {
    vendor: VENDOR,
    operation: 'GET /v3/applications',
  });
}
