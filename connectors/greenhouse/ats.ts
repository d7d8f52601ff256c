import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { HIRE_FIELD_NAMES } from '../../schemas/hire.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { AtsConnector } from '../roles/ats.js';
import { parseAnswer } from '../wire.js';
import { createAcceptedHires } from './accepted-hires.js';
import { createAccessAudit } from './access-audit.js';
import { createApplications } from './applications.js';
import { createAttributionWrites } from './attribution-writes.js';
import { createAttributions } from './attributions.js';
import { createCandidateWrites } from './candidate-writes.js';
import { createCandidates } from './candidates.js';
import { createHarvestClient } from './client.js';
import { createHires } from './hires.js';
import { createInterviews } from './interviews.js';
import { manifest, VENDOR } from './manifest.js';
import { createNotes } from './notes.js';
import { createFindOpenJob, createIsJobOpen } from './open-job.js';
import { bindingProblem, parsePlace, parsePlaces } from './places.js';
import { parseReferralPlaces } from './referral-places.js';
import { createReferrers } from './referrers.js';
import { createScreeningHistory } from './screening-history.js';
import { createSources } from './sources.js';
import { createStages } from './stages.js';

/**
 * Greenhouse as the applicant tracking system, through Harvest v3.
 * @throws Error that names the variable, the binding or the place at fault.
 */
export function createGreenhouse(context: ConnectorContext): AtsConnector {
  const { bindings } = context;
  for (const field of HIRE_FIELD_NAMES) {
    const binding = bindings[field];
    const problem = binding && bindingProblem(field, binding);
    if (problem) throw new Error(`field map, ${field}, ats: ${problem}`);
  }
  const places = parsePlaces(context.places);
  const referral = parseReferralPlaces(context.referral);
  const client = createHarvestClient(context);
  const hires = createHires(client, bindings);
  const candidates = createCandidates(client, bindings, places.textMessageConsent);
  const applications = createApplications(client);
  const notes = createNotes(client);
  const screeningHistory = createScreeningHistory(client, places.screeningHistory);
  const sources = createSources(client);
  const candidateWrites = createCandidateWrites(client, bindings);
  const attributions = createAttributions(client, referral, sources);
  const attributionWrites = createAttributionWrites(client, referral, { sources, referrers: createReferrers(client) });

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.baseUrl,
    readHire: hires.read,
    listAcceptedHires: createAcceptedHires(client, hires, bindings),
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
    readCandidate: candidates.read,
    findCandidatesByEmail: candidates.findByEmail,
    readApplication: applications.read,
    listApplications: applications.list,
    listInterviews: createInterviews(client),
    findNote: notes.find,
    addNote: notes.add,
    readScreeningHistory: screeningHistory.read,
    writeScreeningHistory: screeningHistory.write,
    listCandidatePhones: candidates.listPhones,
    createCandidate: candidateWrites.create,
    completeCandidate: candidateWrites.complete,
    createApplication: attributionWrites.create,
    putAttribution: attributionWrites.put,
    readAttribution: attributions.read,
    listAttributions: attributions.list,
    readAttributions: attributions.readAll,
    findOtherCredit: attributionWrites.otherCredit,
    isJobOpen: createIsJobOpen(client),
    findOpenJob: createFindOpenJob(client),
    advanceApplication: createStages(client).advance,
    auditAccess: createAccessAudit(client, { bindings, places, referral }),
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
