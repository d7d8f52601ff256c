import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { WriteTrace } from '../write-trace.js';
import type { HarvestClient } from './client.js';
import { applicationStatus, notFound } from './hires.js';
import { createLookup, LONGEST_PAGE } from './lookup.js';
import { VENDOR } from './manifest.js';
import { Id, WireAttributed } from './wire.js';

/** A stage of a job's interview plan. */
const WireStage = z.looseObject({ id: Id, job_id: Id, sort_order: z.number().int(), active: z.boolean() });

/** An application's visit to one of them. */
const WireVisit = z.looseObject({ id: Id, application_id: Id, job_interview_stage_id: Id });

/** AtsConnector.advanceApplication. */
export function createStages(client: HarvestClient) {
  const applications = createLookup(client, '/v3/applications', WireAttributed);

  async function read(applicationId: string): Promise<WireAttributed> {
    const application = await applications.find(applicationId);
    if (!application) throw notFound('GET /v3/applications', `no application ${applicationId}`);
    return application;
  }

  /** The stage that follows in the plan; undefined when there is none. A retired stage has its place, but is not entered. */
  async function stageAfter({ id, job_id, stage_id }: WireAttributed): Promise<string | undefined> {
    const [plan, visits] = await Promise.all([
      client.list('/v3/job_interview_stages', { job_ids: job_id, per_page: LONGEST_PAGE }, WireStage),
      client.list('/v3/application_stages', { application_ids: id, per_page: LONGEST_PAGE }, WireVisit),
    ]);
    const visit = visits.find((one) => one.id === stage_id);
    const present = plan.find((stage) => stage.id === visit?.job_interview_stage_id);
    if (!present) {
      const message = visit
        ? 'job_interview_stage_id: expected a stage of the plan of its job'
        : 'stage_id: expected a visit of the application';
      throw vendorFailure(FailureType.VendorContract, message, {
        vendor: VENDOR,
        operation: 'GET /v3/application_stages',
      });
    }
    return plan
      .filter((stage) => stage.active && stage.job_id === job_id && stage.sort_order > present.sort_order)
      .sort((a, b) => a.sort_order - b.sort_order)[0]?.id;
  }

  return {
    /** `from_stage_id` is a visit's id, `to_stage_id` a stage's. Somebody who moves it meanwhile is a VendorConflict. */
    async advance(applicationId: string, trace: WriteTrace): Promise<WriteReceipt | undefined> {
      const path = `/v3/applications/${encodeURIComponent(applicationId)}/move`;
      const application = await read(applicationId);
      const status = applicationStatus(application);
      if (status === 'hired') return undefined;
      if (status !== 'active' || application.job_id === undefined || application.stage_id === undefined) {
        throw vendorFailure(
          FailureType.VendorRejected,
          `application ${applicationId} is ${status === 'active' ? 'in no stage' : status}`,
          { vendor: VENDOR, operation: `POST ${path}` },
        );
      }
      const next = await stageAfter(application);
      if (next === undefined) return undefined;
      const body = { from_stage_id: Number(application.stage_id), to_stage_id: Number(next) };
      try {
        const receipt = await client.post(path, body, trace);
        return { ...receipt, recordId: applicationId };
      } catch (error) {
        const refused = error instanceof ApplicationFailure && error.type === FailureType.VendorRejected;
        if (!refused || (await read(applicationId)).stage_id === application.stage_id) throw error;
        throw vendorFailure(FailureType.VendorConflict, `application ${applicationId} was moved meanwhile`, {
          vendor: VENDOR,
          operation: `POST ${path}`,
          status: 422,
        });
      }
    },
  };
}
