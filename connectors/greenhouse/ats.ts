import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { AtsConnector, AtsHire, ConnectorContext } from '../connector.js';
import { HIRE_FIELD_NAMES } from '../../schemas/hire.js';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { parseAnswer } from '../wire.js';
import { createHarvestClient } from './client.js';
import { createDepartments } from './departments.js';
import { manifest, PRODUCTION_APP_URL, PRODUCTION_URL, VENDOR } from './manifest.js';
import { currentOffer, managerId, toReading, usesRoot } from './mapping.js';
import { bindingProblem, parsePlace } from './places.js';
import { WireApplication, WireCandidate, WireJob, WireOffer, WireUser } from './wire.js';

/**
 * Greenhouse as the applicant tracking system, through Harvest v3.
 * @throws Error that names the variable or the binding at fault.
 */
export function createGreenhouse(context: ConnectorContext): AtsConnector {
  const { bindings } = context;
  for (const field of HIRE_FIELD_NAMES) {
    const binding = bindings[field];
    const problem = binding && bindingProblem(field, binding);
    if (problem) throw new Error(`field map, ${field}, ats: ${problem}`);
  }
  const client = createHarvestClient(context);
  const departments = createDepartments(client);
  const appUrl = client.baseUrl === PRODUCTION_URL ? PRODUCTION_APP_URL : client.baseUrl;

  /** Lists have no GET by id: one row is the list filtered by its id. */
  async function one<T extends { id: string }>(path: string, id: string, row: z.ZodType<T>): Promise<T | undefined> {
    const rows = await client.list(path, { ids: id }, row);
    return rows.find((found) => found.id === id);
  }

  async function readHire(applicationId: string): Promise<AtsHire> {
    const [application, offers] = await Promise.all([
      one('/v3/applications', applicationId, WireApplication),
      client.list('/v3/offers', { application_ids: applicationId }, WireOffer),
    ]);
    if (!application) throw notFound('GET /v3/applications', `no application ${applicationId}`);
    const offer = currentOffer(offers.filter((found) => found.application_id === applicationId));
    if (!offer) throw notFound('GET /v3/offers', `application ${applicationId} has no offer`);
    const candidateId = requireId(application.candidate_id ?? offer.candidate_id, 'candidate_id', applicationId);
    const jobId = requireId(offer.job_id ?? application.job_id, 'job_id', applicationId);
    const managed = managerId({ offer, application }, bindings);
    const [candidate, job, manager] = await Promise.all([
      one('/v3/candidates', candidateId, WireCandidate),
      one('/v3/jobs', jobId, WireJob),
      managed === undefined ? undefined : one('/v3/users', managed, WireUser),
    ]);
    if (!candidate) throw notFound('GET /v3/candidates', `no candidate ${candidateId}`);
    const department =
      job?.department_id !== undefined && usesRoot(bindings, 'department')
        ? await departments.find(job.department_id)
        : undefined;
    return {
      ...toReading({ application, offer, candidate, job, department }, bindings, manager),
      applicationId,
      candidateId,
      jobId,
      offerId: offer.id,
      offerVersion: offer.version,
      offerStatus: offer.status,
      acceptedAt: offer.status === 'accepted' ? (offer.resolved_at ?? null) : null,
      applicationStatus: application.status === 'in_process' ? 'active' : application.status,
      url: `${appUrl}/people/${candidateId}?application_id=${applicationId}`,
    };
  }

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.baseUrl,
    readHire,
    async writeEmployeeId(applicationId, employeeId, trace) {
      const path = `/v3/applications/${encodeURIComponent(applicationId)}`;
      const place = bindings.employeeId?.['path'];
      if (!place) {
        throw vendorFailure(FailureType.VendorRejected, 'the field map has no place for employeeId in the ats column', {
          vendor: VENDOR,
          operation: `PATCH ${path}`,
        });
      }
      const body = { custom_fields: [{ name_key: parsePlace(place).name, value: employeeId }] };
      const receipt = await client.patch(path, body, trace);
      return { ...receipt, recordId: applicationId };
    },
    async checkConnection() {
      try {
        const response = await client.peek('/v3/users', { per_page: 1 });
        const users = parseAnswer(VENDOR, 'GET /v3/users', z.array(z.unknown()), response);
        if (users.length > 0) return { ok: true, detail: `Harvest v3 at ${client.baseUrl}` };
        return { ok: false, detail: "no user is visible: the token's user must be a Site Admin" };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },
    close: () => client.close(),
  };
}

function notFound(operation: string, message: string): ApplicationFailure {
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
