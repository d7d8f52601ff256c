import { z } from 'zod';
import type { AtsApplication } from '../roles/ats.js';
import type { HarvestClient } from './client.js';
import { applicationStatus, notFound } from './hires.js';
import { createLookup, LONGEST_PAGE } from './lookup.js';
import { toPerson } from './mapping.js';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { VENDOR } from './manifest.js';
import { Id, Text, WireApplication, WireUser } from './wire.js';

const WireJobName = z.looseObject({ id: Id, name: Text });

/** Applications with their job's name and their recruiter. */
export function createApplications(client: HarvestClient) {
  const applications = createLookup(client, '/v3/applications', WireApplication);
  const jobs = createLookup(client, '/v3/jobs', WireJobName);
  const users = createLookup(client, '/v3/users', WireUser);

  async function complete(rows: WireApplication[]): Promise<AtsApplication[]> {
    const [jobsFound, recruiters] = await Promise.all([
      jobs.findAll(rows.flatMap(({ job_id }) => job_id ?? [])),
      users.findAll(rows.flatMap(({ recruiter_id }) => recruiter_id ?? [])),
    ]);
    return rows.map((row) => {
      const { candidate_id: candidateId, job_id: jobId, recruiter_id: recruiterId } = row;
      if (candidateId === undefined) {
        throw vendorFailure(FailureType.VendorContract, `candidate_id is missing on application ${row.id}`, {
          vendor: VENDOR,
          operation: 'GET /v3/applications',
        });
      }
      const recruiter = recruiters.rows.get(recruiterId ?? '');
      return {
        applicationId: row.id,
        candidateId,
        jobId: jobId ?? null,
        jobTitle: jobsFound.rows.get(jobId ?? '')?.name ?? null,
        status: applicationStatus(row),
        recruiter: recruiter ? toPerson(recruiter) : recruiterId === undefined ? null : { id: recruiterId },
      };
    });
  }

  return {
    async read(applicationId: string): Promise<AtsApplication> {
      const row = await applications.find(applicationId);
      const [application] = row ? await complete([row]) : [];
      if (!application) throw notFound('GET /v3/applications', `no application ${applicationId}`);
      return application;
    },
    async list(candidateId: string): Promise<AtsApplication[]> {
      const query = { candidate_ids: candidateId, per_page: LONGEST_PAGE };
      const rows = await client.list('/v3/applications', query, WireApplication);
      return complete(rows.filter(({ candidate_id }) => candidate_id === candidateId).sort(newestFirst));
    },
  };
}

/** created_at is the time of applying, which can be set; ids grow. */
function newestFirst(a: WireApplication, b: WireApplication): number {
  const times = Date.parse(b.created_at ?? '') - Date.parse(a.created_at ?? '');
  return times || Number(BigInt(b.id) - BigInt(a.id));
}
